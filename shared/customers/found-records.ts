/** Finds what is kept about a customer, kind by kind, by the table of records. */
import { limits } from '../catalogue/limits';
import { mailboxRules } from '../catalogue/mailbox-rules';
import { rowOf, type CustomerRecordKind } from '../catalogue/records';
import { accessCodeKey } from '../domain/customers/access-code';
import { administratorChangeKey } from '../domain/customers/administrator-change';
import { administratorClaimKey } from '../domain/customers/administrator-claim';
import type { Customer } from '../domain/customers/customer';
import { deskCodeKey } from '../domain/customers/desk-code';
import type { ErasedPeople } from '../domain/customers/erased-people';
import { erasureKey } from '../domain/customers/erasure';
import { listOfDirectory } from '../domain/customers/directory-record';
import { concerns, type RawRecord } from '../domain/customers/kept-records';
import { documentId } from '../domain/document';
import { offerKey } from '../domain/offers/offer';
import type { Partner } from '../domain/partners/partner';
import { turnKey } from '../domain/passwords/password-reset';
import { claimProofKey } from '../domain/redemptions/claim-proof';
import { guessBudgetKey } from '../domain/redemptions/guess-budget';
import { Redemption } from '../domain/redemptions/redemption';
import { domainOf } from '../domain/text';
import { throttleKey } from '../domain/throttle';
import type { Filter, Store, Stored, StoredDocument } from '../ports';
import { mailboxKeys } from '../signing/mailbox-key';

/** Whose records are looked for. */
export interface Whose {
  readonly partner: Partner;
  readonly customer: Pick<Customer, 'id'>;
  readonly people: ErasedPeople;
  readonly now: Date;
  /** Only what was there by then. */
  readonly until?: string | undefined;
}

export type FoundRecord = Stored<StoredDocument>;

/** Some of the records of a kind, and where to go on. */
export interface FoundPage {
  readonly records: readonly FoundRecord[];
  readonly next: string | undefined;
}

const Raw = { parse: (raw: unknown) => raw as StoredDocument };

/** A page of what is kept of this kind, after that place; there may be none on a page and more behind it. */
export async function foundPage(
  partners: Store,
  kind: CustomerRecordKind,
  whose: Whose,
  after: string | undefined,
): Promise<FoundPage> {
  const row = rowOf(kind);
  const isListed = row.about === 'customer' && (row.customer.length > 0 || row.addresses !== undefined);
  if (kind === 'offer') return offersPage(partners, whose, after);
  if (kind === 'audit') return auditPage(partners, whose, after);
  if (kind === 'directory-user') return usersPage(partners, whose, after);
  const found = foundBy[kind];
  if (found) return besidePage(partners, found, whose, after);
  if (!isListed) return { records: await byIds(partners, whose, await idsOf(kind, whose)), next: undefined };
  const page = await partners.list(Raw, {
    partition: whose.partner.partnerId,
    type: kind,
    where: [...filtersOf(kind, whose), ...within(whose)],
    order: 'oldest',
    limit: limits.records.together,
    after,
  });
  return { records: page.items.filter(({ document }) => isOf(kind, document, whose)), next: page.next };
}

function isOf(kind: CustomerRecordKind, document: RawRecord, { customer, people }: Whose): boolean {
  return concerns(kind, document, customer.id, people);
}

/** What was written later stands behind it, whatever its id. */
function within({ until }: Whose): readonly Filter[] {
  return until === undefined ? [] : [{ field: 'sortKey', below: `${until}\x7f` }];
}

function filtersOf(kind: CustomerRecordKind, { customer, people }: Whose): readonly Filter[] {
  const row = rowOf(kind);
  if (row.about !== 'customer') return [];
  const domains = domainsOf(people);
  const any: readonly Filter[] = [
    ...row.customer.map((field) => ({ field, equals: customer.id })),
    ...(row.addresses ?? []).flatMap((field) => domains.map((domain) => ({ field, contains: `@${domain}` }))),
    ...(row.writtenByAnybody ? [row.writtenByAnybody] : []),
  ];
  return [{ anyOf: any }];
}

/** Where their addresses lie, by all the names that a provider gives a mailbox. */
function domainsOf({ domain, mailboxes }: ErasedPeople): readonly string[] {
  const met = Object.values(mailboxes).flat().map(domainOf);
  const twins = met.flatMap((one) => mailboxRules.find(({ domains }) => domains.includes(one))?.domains ?? []);
  return [...new Set([...(domain === undefined ? [] : [domain]), ...met, ...twins])];
}

async function byIds(partners: Store, whose: Whose, ids: readonly string[]): Promise<readonly FoundRecord[]> {
  const partition = whose.partner.partnerId;
  const read = await Promise.all(ids.map((id) => partners.read(Raw, { partition, id })));
  return read.flatMap((stored) => stored ?? []);
}

const day = 86_400_000;

/** The ids of what is found without a list. */
async function idsOf(kind: CustomerRecordKind, { partner, customer: { id }, people, now }: Whose): Promise<string[]> {
  const mailboxes = Object.values(people.mailboxes)
    .flat()
    .flatMap((address) => mailboxKeys(partner, address));
  switch (kind) {
    case 'access-code':
      return Promise.resolve([accessCodeKey(id)]);
    case 'administrator-change':
      return [administratorChangeKey(id)];
    case 'administrator-claim':
      return [...new Set(mailboxes.map((mailbox) => administratorClaimKey(id, mailbox)))];
    case 'erasure':
      return [erasureKey(id)];
    case 'guess-budget':
      return [0, 1].map((ago) => guessBudgetKey(id, new Date(now.getTime() - ago * day)));
    case 'code-throttle':
      return [
        throttleKey('access', id),
        throttleKey('administrator', id),
        ...new Set(mailboxes.flatMap((mailbox) => [throttleKey('typed', mailbox), throttleKey('mailbox', mailbox)])),
      ];
    default:
      return [];
  }
}

/** A page of the customer's answers, for what is found by them. */
async function answersPage(partners: Store, whose: Whose, after: string | undefined) {
  return partners.list(
    { parse: (raw: unknown) => Redemption.safeParse(raw).data },
    {
      partition: whose.partner.partnerId,
      type: 'redemption',
      where: [{ field: 'customerId', equals: whose.customer.id }, ...within(whose)],
      order: 'oldest',
      limit: limits.records.together,
      after,
    },
  );
}

/** Offers that were made for the customer, then those that it answered; each place says which. */
async function offersPage(partners: Store, whose: Whose, after: string | undefined): Promise<FoundPage> {
  const [stage = 'made', place] = after === undefined ? [] : splitOnce(after);
  if (stage === 'made') {
    const { items, next } = await partners.list(Raw, {
      partition: whose.partner.partnerId,
      type: 'offer',
      where: [{ field: 'customerId', equals: whose.customer.id }, ...within(whose)],
      order: 'oldest',
      limit: limits.records.together,
      after: place,
    });
    return { records: items, next: next === undefined ? 'answered ' : `made ${next}` };
  }
  const { items, next } = await answersPage(partners, whose, place === '' ? undefined : place);
  const ids = new Set(items.flatMap(({ document }) => (document ? offerKey(document.offerId) : [])));
  const answered = await byIds(partners, whose, [...ids]);
  return {
    records: answered.filter(({ document }) => document.customerId !== whose.customer.id),
    next: next === undefined ? undefined : `answered ${next}`,
  };
}

/** Entries that name the customer, then those of its answers from before it was known whose they are. */
async function auditPage(partners: Store, whose: Whose, after: string | undefined): Promise<FoundPage> {
  const [stage = 'named', place] = after === undefined ? [] : splitOnce(after);
  if (stage === 'named') {
    const { items, next } = await partners.list(Raw, {
      partition: whose.partner.partnerId,
      type: 'audit',
      where: [{ field: 'customerId', equals: whose.customer.id }, ...within(whose)],
      order: 'oldest',
      limit: limits.records.together,
      after: place,
    });
    return { records: items, next: next === undefined ? 'asked ' : `named ${next}` };
  }
  const { items, next } = await answersPage(partners, whose, place === '' ? undefined : place);
  const ids = items.flatMap(({ document }) => {
    if (!document) return [];
    const { redemptionId, code } = document;
    const resent = Array.from({ length: code.number - 1 }, (_, before) => `resent-${redemptionId}-${before + 2}`);
    return [
      `requested-${redemptionId}`,
      ...resent,
      `claim-code-asked-${redemptionId}-1`,
      `claim-proved-${redemptionId}`,
    ];
  });
  const entries = await byIds(
    partners,
    whose,
    ids.map((id) => documentId('audit', id)),
  );
  return {
    records: entries.filter(({ document }) => document.customerId !== whose.customer.id),
    next: next === undefined ? undefined : `asked ${next}`,
  };
}

function splitOnce(text: string): readonly [string, string] {
  const at = text.indexOf(' ');
  return [text.slice(0, at), text.slice(at + 1)];
}

interface FoundBy {
  readonly kind: CustomerRecordKind;
  readonly idOf: (document: RawRecord) => string;
}

/** Kinds that stand in no list: found by another kind, beside which they are written. */
const foundBy: Readonly<Partial<Record<CustomerRecordKind, FoundBy>>> = {
  'claim-proof': { kind: 'redemption', idOf: ({ redemptionId }) => claimProofKey(String(redemptionId)) },
  'desk-code': { kind: 'service-request', idOf: ({ number }) => deskCodeKey(String(number)) },
  'password-turn': {
    kind: 'password-reset',
    idOf: ({ customerId, userId }) => turnKey(String(customerId), String(userId)),
  },
};

async function besidePage(
  partners: Store,
  { kind, idOf }: FoundBy,
  whose: Whose,
  after: string | undefined,
): Promise<FoundPage> {
  const { records, next } = await foundPage(partners, kind, whose, after);
  const ids = records.map(({ document }) => idOf(document));
  return { records: await byIds(partners, whose, [...new Set(ids)]), next };
}

/** They stand in a list of their customer's own. */
async function usersPage(partners: Store, { partner, customer }: Whose, after: string | undefined): Promise<FoundPage> {
  const { items, next } = await partners.list(Raw, {
    ...listOfDirectory(partner.partnerId, customer.id),
    limit: limits.records.together,
    after,
  });
  return { records: items, next };
}
