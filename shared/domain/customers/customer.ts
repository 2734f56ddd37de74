/** A partner's customer: known by its domain, or by its address when it has none. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { documentId, documentOf, sortKeyOf } from '../document';
import type { FieldError } from '../refusal';
import { domainSpellings, shownBeside, shownDomain } from '../shown-domains';
import { domainOf, foldForSearch, Language, Timestamp } from '../text';
import { delegationNow, DelegationRecord } from './delegation';
import type { SharedDomains } from './shared-domain';
import { endsNext, inLists, standingFields, withSubscriptions } from './standing';

export const Contact = z.object({ name: z.string(), email: z.string(), phone: z.string().optional() });
export type Contact = z.infer<typeof Contact>;

/** What the customer has tried or bought of a product and the trial that belongs to it. */
const Holding = z.object({
  trialSubscriptionId: z.string().optional(),
  /** Until it is deleted, a trial can be bought in place. */
  trialEndsAt: Timestamp.optional(),
  /** The trial, or what it was bought as, is over for good, and cannot be bought in place any more. */
  trialIsOver: z.literal(true).optional(),
  purchasedSubscriptionId: z.string().optional(),
  /** Those beside which product keys started that one, the newest first. */
  besideSubscriptionIds: z.array(z.string()).optional(),
});
export type Holding = z.infer<typeof Holding>;

export const Customer = documentOf('customer', {
  sortKey: z.string(),
  revision: z.int(),
  companyName: z.string(),
  primaryDomain: z.string().nullable(),
  country: z.string(),
  /** The administrator on record: the mailbox that confirms what the customer agrees to. */
  contact: Contact,
  /** A partner named the contact, whose mailbox has entered no code yet: it speaks for nobody. Left out once one has. */
  unverified: z.literal(true).optional(),
  /** Somebody at the customer's domain is to take over from a lost mailbox, unless that stops it. */
  claim: z
    .object({
      claimId: z.string(),
      contact: Contact,
      former: Contact,
      claimedAt: Timestamp,
      takesEffectAt: Timestamp,
    })
    .optional(),
  language: Language,
  delegation: DelegationRecord,
  tags: z.array(z.string()),
  /** As they are looked for. */
  foldedTags: z.array(z.string()).optional(),
  /** What it was called before, the latest first. */
  formerNames: z.array(z.string()).optional(),
  /** What the partner calls it besides, and other domains of its; the customer is known by its primary domain alone. */
  aliases: z.array(z.string()).optional(),
  otherDomains: z.array(z.string()).optional(),
  /** The partner's own: the customer never sees it. */
  note: z.string().optional(),
  /** How many documents of words it is found by; one from before there were any leaves it out, until it is met. */
  wordDocuments: z.int().optional(),
  /** By product family. */
  holdings: z.record(z.string(), Holding),
  searchText: z.string(),
  createdAt: Timestamp,
  /** Its people were erased then. Whoever answers for it later is somebody new. */
  erasure: z.object({ state: z.enum(['running', 'done']), at: Timestamp }).optional(),
  ...standingFields,
});
export type Customer = z.infer<typeof Customer>;

/** How many customers a partner has. */
export const CustomerTally = documentOf('customer-tally', {
  customers: z.int(),
  /** All of them stand in the lists and words that searches go by; left out until those from before there were any do too. */
  listed: z.literal(true).optional(),
});
export type CustomerTally = z.infer<typeof CustomerTally>;

/** The document id of a partner's customer tally. */
export const customerTallyKey = 'customer-tally';

/** A partner that has no customers yet. */
export function emptyTally(partnerId: string): CustomerTally {
  return { id: customerTallyKey, partnerId, type: 'customer-tally', schemaVersion: 1, customers: 0, listed: true };
}

/** The id of the customer that has this domain. */
export function customerIdOfDomain(domain: string): string {
  return documentId('domain', domain);
}

/** Says what is wrong with the company's domain and its administrator's address taken together. */
export function domainFaults(
  typed: { readonly primaryDomain?: string | undefined; readonly email: string },
  partnerDomains: readonly string[],
  isShared: SharedDomains,
): readonly FieldError[] {
  const { primaryDomain } = typed;
  const addressDomain = domainOf(typed.email);
  if (primaryDomain === undefined) {
    if (isShared(addressDomain)) return [];
    return [
      {
        pointer: '/primaryDomain',
        detail: `Give the domain ${shownDomain(addressDomain)}, or an address at a public mail provider.`,
      },
    ];
  }
  if (isShared(primaryDomain))
    return [{ pointer: '/primaryDomain', detail: 'Must be your own domain; leave it out when you have none.' }];
  if (partnerDomains.some((own) => primaryDomain === own || primaryDomain.endsWith(`.${own}`)))
    return [
      { pointer: '/primaryDomain', detail: 'Must be your own domain, not the one of the company that invites you.' },
    ];
  if (addressDomain !== primaryDomain)
    return [
      {
        pointer: '/contact/email',
        detail: `Must be an address at ${shownDomain(primaryDomain)}; that is how we know it is yours.`,
      },
    ];
  return [];
}

/** The customer, where its administrator has proved its mailbox: whom a partner only named decides nothing, and stands in nobody's way. */
export function verified(customer: Customer | undefined): Customer | undefined {
  return customer?.unverified ? undefined : customer;
}

/** The customer, which was only named until then, as an administrator who has proved its mailbox says that it is. */
export function verifyAdministrator(
  customer: Customer,
  { companyName, country, contact, language }: Pick<Customer, 'companyName' | 'country' | 'contact' | 'language'>,
  now: Date,
): Customer {
  const { unverified: _unverified, ...kept } = customer;
  return named({ ...renamed(kept, companyName), country, contact, language }, now);
}

/** What a company was called before stays on its record: people go on looking for that. */
function renamed<T extends Pick<Customer, 'companyName' | 'formerNames'>>(customer: T, companyName: string): T {
  if (companyName === customer.companyName) return customer;
  const before = [customer.companyName, ...(customer.formerNames ?? [])].filter((name) => name !== companyName);
  return { ...customer, companyName, formerNames: [...new Set(before)].slice(0, limits.customers.formerNames) };
}

/** The customer as it is found and listed by its names; whoever changes one of them passes it through here, and writes it with `customerWrites`. */
export function named<T extends Named>(customer: T, now: Date): T {
  return inLists({ ...customer, searchText: searchTextOf(customer) }, now);
}

type Named = Parameters<typeof searchTextOf>[0] & Parameters<typeof inLists>[0];

/** The customer that a first redemption makes, or, `unverified`, the first product key. */
export function createCustomer(details: {
  readonly partnerId: string;
  readonly customerId: string;
  readonly companyName: string;
  readonly primaryDomain: string | null;
  readonly country: string;
  readonly contact: Contact;
  readonly language: Language;
  readonly unverified?: true;
  readonly now: Date;
}): Customer {
  const { partnerId, customerId, companyName, primaryDomain, country, contact, language, now } = details;
  const created: Customer = {
    id: customerId,
    partnerId,
    type: 'customer',
    schemaVersion: 1,
    sortKey: sortKeyOf(now.toISOString(), customerId),
    revision: 1,
    companyName,
    primaryDomain,
    country,
    contact,
    ...(details.unverified ? { unverified: true } : {}),
    language,
    delegation: { status: 'none' },
    tags: [],
    holdings: {},
    searchText: searchTextOf({ companyName, primaryDomain }),
    createdAt: now.toISOString(),
  };
  return withSubscriptions(created, [], now);
}

function searchTextOf({
  companyName,
  primaryDomain,
  formerNames = [],
  aliases = [],
  otherDomains = [],
}: Pick<Customer, 'companyName' | 'primaryDomain' | 'formerNames' | 'aliases' | 'otherDomains'>): string {
  const domains = otherDomains.flatMap(domainSpellings);
  return foldForSearch(
    [companyName, ...domainSpellings(primaryDomain), ...formerNames, ...aliases, ...domains].join(' '),
  );
}

/** The customer once one of its subscriptions is over for good: the product can be bought again, but not tried again. */
export function without<Of extends Pick<Customer, 'holdings'>>(customer: Of, subscriptionId: string): Of {
  const holdings = Object.entries(customer.holdings).map(
    ([family, holding]) => [family, leftOf(holding, subscriptionId)] as const,
  );
  return { ...customer, holdings: Object.fromEntries(holdings) };
}

function leftOf({ purchasedSubscriptionId, besideSubscriptionIds = [], ...tried }: Holding, gone: string): Holding {
  const bought = purchasedSubscriptionId === undefined ? [] : [purchasedSubscriptionId, ...besideSubscriptionIds];
  const [purchased, ...beside] = bought.filter((id) => id !== gone);
  return {
    ...tried,
    ...(tried.trialSubscriptionId === gone ? { trialIsOver: true } : {}),
    ...(purchased === undefined ? {} : { purchasedSubscriptionId: purchased }),
    ...(beside.length > 0 ? { besideSubscriptionIds: beside } : {}),
  };
}

/** From how many customers on they are searched rather than listed. */
export function customersView(count: number): 'list' | 'search' {
  return count < limits.customers.searchViewFrom ? 'list' : 'search';
}

/** What the API says of a customer at this moment. */
export function customerView(customer: Customer, now: Date) {
  const { id, companyName, primaryDomain, country, contact, language, tags, createdAt } = customer;
  const { formerNames = [], aliases = [], otherDomains = [] } = customer;
  const delegation = delegationNow(customer, now);
  const shown = shownBeside({ primaryDomain, email: contact.email });
  return {
    id,
    companyName,
    primaryDomain,
    country,
    contact,
    ...shown,
    verified: customer.unverified !== true,
    language,
    delegation,
    tags,
    aliases,
    otherDomains,
    formerNames,
    endsNext: endsNext(customer, now) ?? null,
    createdAt,
    ...(customer.erasure === undefined ? {} : { erasure: customer.erasure }),
  };
}

/** The same with what the partner noted for itself, for whoever looks at this customer alone. */
export function customerDetails(customer: Customer, now: Date) {
  return { ...customerView(customer, now), note: customer.note ?? '' };
}
