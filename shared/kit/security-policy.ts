/** What a browser may do on behalf of a customer's page. */
import { createHash } from 'node:crypto';
import { remembered } from '../remembered';
import { accentStyle, developerStyle, pageStyle } from './style-sheet';

const pageStyleHash = hashOf(pageStyle);

/** The Content-Security-Policy of a page with this accent: its own two style sheets, its own images and forms, nothing else. */
export const pageSecurityPolicy = remembered((accent: string | null): string =>
  policyWith(pageStyleHash, hashOf(accentStyle(accent))),
);

/** That of a page for developers. */
export const developerPagePolicy = policyWith(pageStyleHash, hashOf(accentStyle(null)), hashOf(developerStyle));

function policyWith(...styles: readonly string[]): string {
  return [
    "default-src 'none'",
    `style-src ${styles.join(' ')}`,
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function hashOf(style: string): string {
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}
