/** Where a partner's contact details lead. What is not certainly harmless leads nowhere. */

/** The web site as a link target, or nothing: only http and https. */
export function websiteLink(website: string): string | undefined {
  if (!URL.canParse(website)) return undefined;
  const url = new URL(website);
  return ['http:', 'https:'].includes(url.protocol) ? url.href : undefined;
}

/** The address as a link target, or nothing when it is not a plain one. */
export function emailLink(email: string): string | undefined {
  const parts = /^([^\s@"<>]+)@([a-z0-9.-]+)$/iu.exec(email);
  return parts ? `mailto:${encodeURIComponent(parts[1] ?? '')}@${parts[2] ?? ''}` : undefined;
}

/** The telephone number as a link target: its digits. */
export function phoneLink(phone: string): string | undefined {
  const digits = phone.replace(/[^\d+*#]/gu, '');
  return digits === '' ? undefined : `tel:${digits.replaceAll('#', '%23')}`;
}

/** A web site as people write it. */
export function websiteText(website: string): string {
  return website.replace(/^https?:\/\//iu, '').replace(/\/$/u, '');
}

/** The logo when it is an image that browsers only look at. */
export function safeLogo(logo: string | null): string | undefined {
  return logo !== null && /^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$/u.test(logo) ? logo : undefined;
}
