/** The people of a customer who are erased: how they are told from others, and the pseudonyms that take their place. */
import { hmac } from '@noble/hashes/hmac';
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { sameMailbox } from '../mailbox';
import { isPseudonym, pseudonymAddress } from '../pseudonym-address';
import { domainOf, foldForSearch } from '../text';

/** Kept, sealed, until the erasure is done. */
export const ErasedPeople = z.object({
  /** Nobody can tell without it whose a pseudonym is; it is thrown away. */
  secret: z.string(),
  /** A company's own domain, at which every address is one of its people's. */
  domain: z.string().optional(),
  /** Mailboxes as they are told apart, each with the spellings it was met in. */
  mailboxes: z.record(z.string(), z.array(z.string())),
  /** Names as they are looked for, each with the mailbox it was met with. */
  names: z.record(z.string(), z.string()),
  /** What the company was called, where it is one person or its name is erased too. */
  company: z.array(z.string()),
});
export type ErasedPeople = z.infer<typeof ErasedPeople>;

const { mostKnown } = limits.erasure;
const pseudonymLength = 10;
const longName = 8;
const mostSpellings = 20;

/** Somebody who is named by a record. */
export interface NamedPerson {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

/** The people once these are among them, too; of more than are kept the records themselves tell: by the customer they name, and by its own domain. */
export function withPeople(people: ErasedPeople, found: readonly NamedPerson[]): ErasedPeople {
  const mailboxes = { ...people.mailboxes };
  const names = { ...people.names };
  let [known, named] = [mailboxes, names].map((all) => Object.keys(all).length) as [number, number];
  for (const { name, email } of found) {
    if (email !== undefined && isPseudonym(email)) continue;
    const mailbox = email === undefined ? '' : sameMailbox(email);
    const spellings = own(mailboxes, mailbox);
    if (email !== undefined && (spellings || known < mostKnown)) {
      known += spellings ? 0 : 1;
      mailboxes[mailbox] = [...new Set([...(spellings ?? []), email])].slice(0, mostSpellings);
    }
    const folded = foldForSearch(name ?? '');
    if (folded !== '' && !own(names, folded) && named < mostKnown) {
      named += 1;
      names[folded] = mailbox;
    }
  }
  return { ...people, mailboxes, names };
}

/** Whether an address is one of theirs. */
export function isTheirs({ domain, mailboxes }: ErasedPeople, address: string): boolean {
  return Object.hasOwn(mailboxes, sameMailbox(address)) || (domain !== undefined && domainOf(address) === domain);
}

/** Whether a text names one of them: an address, or a whole name. */
export function mentions({ domain, mailboxes, names }: ErasedPeople, text: string): boolean {
  const folded = foldForSearch(text);
  const spelled = text.toLowerCase();
  if (domain !== undefined && spelled.includes(`@${domain}`)) return true;
  const elsewhere = Object.entries(mailboxes).filter(([mailbox]) => domainOf(mailbox) !== domain);
  const addresses = elsewhere.flatMap(([mailbox, spellings]) => [mailbox, ...spellings]);
  if (addresses.some((address) => folded.includes(foldForSearch(address)))) return true;
  return Object.keys(names).some((name) => folded.includes(name) && isTelling(name));
}

/** Whether a name is nobody else's word: a whole name, of several words or in characters that need none, or a long one. */
function isTelling(name: string): boolean {
  return name.includes(' ') || name.length >= longName || /^\p{Script=Han}{3,}$/u.test(name);
}

/** The address in the place of one of theirs: the same for the same mailbox, and no mail goes there. */
export function pseudonymousAddress(people: ErasedPeople, address: string): string {
  return isPseudonym(address) ? address : pseudonymAddress(tagOf(people, sameMailbox(address)));
}

/** The name in the place of one of theirs; `address` is whose it is, where a record says so. */
export function pseudonymousName(people: ErasedPeople, name: string, address: string | undefined): string {
  if (address !== undefined && isPseudonym(address)) return `Person ${address.split('@', 1)[0]?.toUpperCase() ?? ''}`;
  if (/^Person [0-9A-F]{10}$/u.test(name)) return name;
  const folded = foldForSearch(name);
  const mailbox = address === undefined ? (own(people.names, folded) ?? '') : sameMailbox(address);
  return `Person ${tagOf(people, mailbox === '' ? folded : mailbox).toUpperCase()}`;
}

/** The name in the place of a company that is one person, or is erased too. */
export function pseudonymousCompany(people: ErasedPeople): string {
  return `Company ${tagOf(people, 'company').toUpperCase()}`;
}

/** What people are called is no field that every object has. */
function own<T>(of: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(of, key) ? of[key] : undefined;
}

function tagOf({ secret }: ErasedPeople, whose: string): string {
  return bytesToHex(hmac(sha256, secret, whose)).slice(0, pseudonymLength);
}
