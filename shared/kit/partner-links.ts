/** Where a partner's contact details lead. What is not certainly harmless leads nowhere. */
import { toASCII } from 'punycode/';
import { partsOfPhone } from '../domain/phone-numbers';
import { shownWebsite } from '../domain/shown-domains';

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

/** A web site as people write it. */
export function websiteText(website: string): string {
  return shownWebsite(website)
    .replace(/^https?:\/\//iu, '')
    .replace(/\/$/u, '');
}

/** The logo when it is an image that browsers only look at. */
export function safeLogo(logo: string | null): string | undefined {
  return logo !== null && /^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$/u.test(logo) ? logo : undefined;
}
