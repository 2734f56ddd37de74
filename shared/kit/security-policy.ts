/** What a browser may do on behalf of a customer's page. */
import { createHash } from 'node:crypto';
import { remembered } from '../remembered';
import { accentStyle, pageStyle } from './style-sheet';

const pageStyleHash = hashOf(pageStyle);

/** The Content-Security-Policy of a page with this accent: its own two style sheets, its own images and forms, nothing else. */
export const pageSecurityPolicy = remembered((accent: string | null): string =>
  [
    "default-src 'none'",
    `style-src ${pageStyleHash} ${hashOf(accentStyle(accent))}`,
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
);

function hashOf(style: string): string {
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}
