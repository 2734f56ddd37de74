/** Where a partner's contact details lead. What is not certainly harmless leads nowhere. */
import { toASCII } from 'punycode/';
import { partsOfPhone } from '../domain/phone-numbers';
import type { Partner } from '../domain/partners/partner';
import { shownAddress, shownWebsite } from '../domain/shown-domains';

interface SupportLink {
  readonly text: string;
  readonly to: string | undefined;
  readonly isPhone: boolean;
}

/** The web site as a link target, or nothing: only http and https, and only where every browser reads the same host. */
export function websiteLink(website: string): string | undefined {
  const [, before = '', host = '', rest = ''] =
    /^(https?:\/\/)([^\s/?#:@\\]+)((?::\d+)?(?:[/?#][^\s\\]*)?)$/iu.exec(website) ?? [];
  const ascii = `${before}${toASCII(host)}${rest}`;
  return host !== '' && URL.canParse(ascii) ? new URL(ascii).href : undefined;
}

/** The address as a link target, or nothing when it is not a plain one. */
export function emailLink(email: string): string | undefined {
  const parts = /^([^\s@"<>]+)@([a-z0-9.-]+)$/iu.exec(email);
  return parts ? `mailto:${encodeURIComponent(parts[1] ?? '')}@${parts[2] ?? ''}` : undefined;
}

/** The telephone number as a link target: its digits, and its extension as RFC 3966 writes it. */
export function phoneLink(phone: string): string | undefined {
  const [number, extension] = partsOfPhone(phone);
  const digits = number.replace(/[^\d+*#]/gu, '').replaceAll('#', '%23');
  return digits === '' ? undefined : `tel:${digits}${extension === undefined ? '' : `;ext=${extension}`}`;
}

/** The ways to a partner's help, in the order in which people try them; what they are written as, and where they lead. */
export function supportLinks(support: Partner['profile']['support']): readonly SupportLink[] {
  const { phone, email, url } = support ?? { phone: null, email: null, url: null };
  return [
    ...(phone === null ? [] : [{ text: phone, to: phoneLink(phone), isPhone: true }]),
    ...(email === null ? [] : [{ text: shownAddress(email), to: emailLink(email), isPhone: false }]),
    ...(url === null ? [] : [{ text: websiteText(url), to: websiteLink(url), isPhone: false }]),
  ];
}

/** A web site as people write it. */
export function websiteText(website: string): string {
  return shownWebsite(website)
    .replace(/^https?:\/\//iu, '')
    .replace(/\/$/u, '');
}
