/** Which addresses are one mailbox. Mail always goes to the address as it was typed. */
import { mailboxRules, type MailboxRule } from '../catalogue/mailbox-rules';

const rules: ReadonlyMap<string, MailboxRule> = new Map(
  mailboxRules.flatMap((rule) => rule.domains.map((domain) => [domain, rule] as const)),
);

/** The address by which mailboxes are told apart: letter case makes no other mailbox, nor what a provider says makes none. */
export function sameMailbox(address: string): string {
  const spelled = address.toLowerCase();
  const at = spelled.lastIndexOf('@');
  const typed = { name: spelled.slice(0, at), domain: spelled.slice(at + 1) };
  const own = rules.get(typed.domain);
  const { name, domain } = own ? typed : (ownerOfSubdomain(typed.domain) ?? typed);
  const rule = own ?? rules.get(domain);
  if (!rule) return spelled;
  const kept = plainName(rule, name);
  // A name of nothing but what does not count is nobody's mailbox.
  return kept === '' ? spelled : `${kept}@${rule.twins ? rule.domains[0] : domain}`;
}

/** The spellings under which a mailbox may be known: the one for all of them, and the address as it was typed, by which it was known before. */
export function mailboxSpellings(address: string): readonly [string, ...string[]] {
  const mailbox = sameMailbox(address);
  const typed = address.toLowerCase();
  return mailbox === typed ? [mailbox] : [mailbox, typed];
}

/** The texts by which a mailbox is looked for: its address as it was typed, and the one for all of its spellings. */
export function searchedAs(address: string): readonly string[] {
  const mailbox = sameMailbox(address);
  return mailbox === address.toLowerCase() ? [address] : [address, mailbox];
}

/** Whose mailbox all of a domain leads to, where a provider gives each of its mailboxes a domain. */
export function ownerOfSubdomain(domain: string): { readonly name: string; readonly domain: string } | undefined {
  const dot = domain.indexOf('.');
  const above = domain.slice(dot + 1);
  return rules.get(above)?.subdomains ? { name: domain.slice(0, dot), domain: above } : undefined;
}

function plainName({ tags, ignored = '', alike }: MailboxRule, name: string): string {
  const untagged = tags ? (name.split('+', 1)[0] ?? '') : name;
  const counted = Array.from(untagged)
    .filter((character) => !ignored.includes(character))
    .join('');
  return alike ? counted.replaceAll(alike.character, alike.as) : counted;
}
