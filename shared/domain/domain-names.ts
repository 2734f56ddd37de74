/** What is a domain name: by UTS #46 and nothing else, so that it is the same on every version of Node.js. Its tables are large: only what reads input imports this. */
import { toASCII } from 'tr46';
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { foldDashes, foldWidths, withoutInvisibleButJoiners, withoutJoiners } from './folding';

const { domainLength, customerDomainLength } = limits.address;

const rules = {
  checkBidi: true,
  checkHyphens: true,
  checkJoiners: true,
  transitionalProcessing: false,
  useSTD3ASCIIRules: true,
  verifyDNSLength: true,
} as const;

/** Names in which there is nothing to map or to decode: most of them, and lists have a thousand. */
const plain = /^(?!.{254})(?:(?!-|..--)[A-Za-z0-9-]{1,63}(?<!-)(?:\.(?!$)|$))+$/u;

/** What browsers take for a part of an address in numbers. */
const number = /^(\d+|0x[0-9a-f]*)$/u;

/** Gives a domain in lower case and punycode, or undefined when it is none. */
export function toDomainName(value: string): string | undefined {
  // No name may have another dash than the hyphen (IDNA 2008), so that folding them makes no two names one.
  const typed = foldDashes(withoutInvisibleButJoiners(value)).trim();
  // A joiner makes another name where the rules allow it; where they do not, it is only one that cannot be seen.
  return asciiOf(typed) ?? asciiOf(withoutJoiners(typed));
}

function asciiOf(name: string): string | undefined {
  // Composing makes at most four units one: what is longer than this is none.
  if (name.length > domainLength * 4 || /\p{Surrogate}/u.test(name)) return undefined;
  const relative = name.replace(/[.．。｡]$/u, '');
  const ascii = plain.test(relative) ? relative.toLowerCase() : toASCII(relative, rules);
  const last = ascii?.split('.').at(-1);
  return ascii?.includes('.') === true && last !== undefined && !number.test(last) ? ascii : undefined;
}

/** The domain that somebody typed, or that of a web address they pasted: there, `www` is the site's name and not the company's. */
export function toTypedDomain(value: string): string | undefined {
  const typed = foldWidths(withoutInvisibleButJoiners(value)).trim();
  const [, host] = /^https?:\/\/([^/?#\\@:]+)(?::\d{1,5})?(?:[/?#].*)?$/isu.exec(typed) ?? [];
  const [, site] = /^(www[.。｡][^/?#\\@:]+)\/.*$/isu.exec(typed) ?? [];
  const pasted = host ?? site;
  if (pasted === undefined) return toDomainName(value);
  const domain = toDomainName(pasted);
  return domain === undefined ? undefined : withoutWww(domain);
}

/** The domain of a site whose name begins with `www`. */
export function withoutWww(domain: string): string {
  return /^www\..+\../u.test(domain) ? domain.slice(4) : domain;
}

/** A domain name, kept in lower case and punycode. */
export const DomainName = z.string().transform((value, context) => {
  const domain = toTypedDomain(value);
  if (domain !== undefined && domain.length <= customerDomainLength) return domain;
  context.addIssue({ code: 'custom', message: 'Must be a domain name such as contoso.com.' });
  return z.NEVER;
});
