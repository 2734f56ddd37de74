/** What a partner keeps of a customer for itself: tags, other names and domains, a note. Who the customer is, and who speaks for it, the customer alone says. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { audit, type Actor, type AuditEntry } from '../activity/audit';
import { DomainName } from '../domain-names';
import { foldForSearch, line, paragraphs } from '../text';
import { named, type Customer } from './customer';

const { tags, aliases, otherDomains, noteLength } = limits.customers;

const atMost = (most: number) => `Must be at most ${most}.`;

/** What changes; what is left out stays. */
export const CustomerEdit = z.strictObject({
  tags: z.array(line(tags.length)).max(tags.most, atMost(tags.most)).exactOptional(),
  aliases: z.array(line(aliases.length)).max(aliases.most, atMost(aliases.most)).exactOptional(),
  otherDomains: z.array(DomainName).max(otherDomains, atMost(otherDomains)).exactOptional(),
  note: paragraphs(noteLength).exactOptional(),
});
export type CustomerEdit = z.infer<typeof CustomerEdit>;

/** The customer with what the partner keeps of it; the same one when nothing is another than before. */
export function editCustomer(customer: Customer, edit: CustomerEdit, now: Date): Customer {
  const before = keptOf(customer);
  const after = {
    tags: edit.tags === undefined ? before.tags : toldApart(edit.tags),
    aliases: edit.aliases === undefined ? before.aliases : toldApart(edit.aliases),
    otherDomains:
      edit.otherDomains === undefined
        ? before.otherDomains
        : [...new Set(edit.otherDomains)].filter((domain) => domain !== customer.primaryDomain),
    note: edit.note ?? before.note,
  };
  if (changedBetween(before, after).length === 0) return customer;
  const { note: _note, ...kept } = customer;
  const { note, ...told } = after;
  const revision = customer.revision + 1;
  const foldedTags = told.tags.map(foldForSearch);
  const edited: Customer = { ...kept, ...told, foldedTags, ...(note === '' ? {} : { note }), revision };
  return named(edited, now);
}

/** The audit entry of such a change: which of it, and nothing of what it says. */
export function editAudit(
  details: {
    readonly before: Customer;
    readonly after: Customer;
    readonly actor: Actor;
    readonly traceId: string;
  },
  now: Date,
): AuditEntry {
  const { before, after, actor, traceId } = details;
  const { partnerId, id: customerId, revision } = after;
  return audit(
    partnerId,
    {
      entryId: `customer-updated-${customerId}-${revision}`,
      actor,
      action: 'customerUpdated',
      subject: customerId,
      customerId,
      changes: changedBetween(keptOf(before), keptOf(after)).map((field) => ({ field })),
      traceId,
    },
    now,
  );
}

function keptOf({ tags: own, aliases: called = [], otherDomains: others = [], note = '' }: Customer) {
  return { tags: own, aliases: called, otherDomains: others, note };
}

type Kept = ReturnType<typeof keptOf>;

function changedBetween(before: Kept, after: Kept): readonly (keyof Kept)[] {
  const fields = ['tags', 'aliases', 'otherDomains', 'note'] as const;
  return fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

/** Each once, however it is spelled. */
function toldApart(texts: readonly string[]): string[] {
  return [...new Map(texts.toReversed().map((text) => [foldForSearch(text), text])).values()].toReversed();
}
