/** E-mail and web addresses that people type. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { toDomainName } from './domain-names';
import { foldWidths, withoutInvisible, withoutInvisibleButJoiners } from './folding';
import { shownDomain } from './shown-domains';

const { length, localPartLength, websiteLength } = limits.address;

const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/iu;

/** Gives an e-mail address with its domain in lower case and punycode, or undefined when it is none. */
export function toEmailAddress(value: string): string | undefined {
  const [, local = '', domainTyped = ''] = /^(.*)[@＠﹫]([^@＠﹫]*)$/su.exec(withoutMailto(value)) ?? [];
  const plain = foldWidths(withoutInvisible(local)).trimStart();
  const domain = toDomainName(domainTyped);
  if (domain === undefined || plain.length > localPartLength || !localPart.test(plain)) return undefined;
  const address = `${plain}@${domain}`;
  return address.length <= length ? address : undefined;
}

/** A pasted link to an address is that address, without what the link says of the mail. */
function withoutMailto(value: string): string {
  const pasted = /^[\s\p{Default_Ignorable_Code_Point}]*mailto[:：]([^?？]*)/iu.exec(value);
  return pasted?.[1] ?? value;
}

/** An e-mail address; its domain is kept in lower case and punycode. */
export const EmailAddress = z.string().transform((value, context) => {
  const address = toEmailAddress(value);
  if (address !== undefined) return address;
  context.addIssue({ code: 'custom', message: 'Must be an e-mail address such as dana@contoso.com.' });
  return z.NEVER;
});

/** A web address taken apart as browsers do, but for what they take in several ways. */
function readWebsite(value: string) {
  const typed = withoutInvisibleButJoiners(value).trim();
  const [, scheme = '', authority = '', rest = ''] = /^(https?)[:：][/／]{2}([^/?#]*)([/?#].*)?$/isu.exec(typed) ?? [];
  const [, host = '', port = ''] = /^([^:]*)(:\d{1,5})?$/u.exec(authority) ?? [];
  const domain = toDomainName(host);
  const plain = !/[\s\\]|\p{Cc}|\p{Surrogate}/u.test(typed) && Number(port.slice(1)) <= 65_535;
  return domain !== undefined && plain ? { scheme: scheme.toLowerCase(), domain, port, rest } : undefined;
}

/** A web address that is safe to put in a page: http or https, and the host that browsers read, in the letters that people may be shown. */
export const WebAddress = z
  .string()
  .transform((value, context) => {
    const website = readWebsite(value);
    if (website) return `${website.scheme}://${shownDomain(website.domain)}${website.port}${website.rest}`;
    context.addIssue({ code: 'custom', message: 'Must be a web address such as https://www.contoso.com.' });
    return z.NEVER;
  })
  .pipe(z.string().max(websiteLength, `Must have at most ${websiteLength} characters.`));

/** The domain that browsers read in a web address that was kept, by whatever rules it was. */
export function domainOfWebsite(website: string): string | undefined {
  const [, authority = ''] = /^https?:\/\/([^/?#\\]*)/iu.exec(website) ?? [];
  return toDomainName(authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/u, ''));
}
