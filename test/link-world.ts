/** What tests of customer links say often: who is a customer already, what was wrong with a form, which page is shown. */
import { parse, type HTMLElement } from 'node-html-parser';
import * as z from 'zod';
import { customerWrites } from '../shared/customers/customer-writes';
import { createCustomer, customerIdOfDomain, type Customer } from '../shared/domain/customers/customer';
import { redemptionKey } from '../shared/domain/redemptions/redemption';
import { contoso, noon, northwind, operator, tenants, type Answer, type World } from './world';

/** What a browser sends along when a person submits a form of a page. */
export const browser = {
  accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8',
  origin: 'https://kesher.example',
  'sec-fetch-site': 'same-origin',
} as const;

/** Contoso's answer as its form sends it. */
export const contosoForm = {
  companyName: 'Contoso',
  primaryDomain: 'contoso.example',
  country: 'IL',
  'contact.name': 'Dana Cohen',
  'contact.email': 'dana@contoso.example',
  'contact.phone': '+972 3 555 0111',
  acceptTerms: 'true',
  language: 'en',
} as const;

/** A company of its own for each number. */
export function company(number: number) {
  const primaryDomain = `company-${number}.example`;
  const email = `admin@${primaryDomain}`;
  return { companyName: `Company ${number}`, primaryDomain, contact: { name: `Admin ${number}`, email } };
}

/** Puts a customer on record as if it had come by another way: by domain, with this administrator. */
export async function putOnRecord(
  world: World,
  details: {
    readonly domain?: string;
    readonly administrator?: string;
    readonly holdings?: Customer['holdings'];
    readonly partnerId?: string;
  } = {},
): Promise<Customer> {
  const partnerId = details.partnerId ?? tenants.northwind;
  const domain = details.domain ?? contoso.primaryDomain;
  const customer: Customer = {
    ...createCustomer({
      ...contoso,
      partnerId,
      customerId: customerIdOfDomain(domain),
      primaryDomain: domain,
      contact: { name: 'Ruth Katz', email: details.administrator ?? `ruth@${domain}` },
      language: 'en',
      now: noon,
    }),
    ...(details.holdings ? { holdings: details.holdings } : {}),
  };
  const writes = customerWrites(customer, undefined);
  const written = await world.store.write(partnerId, writes);
  if (!written.ok) throw new Error(`${domain} is on record already.`);
  return { ...customer, wordDocuments: writes.length - 1 };
}

/** Adatum takes a trial: another customer than Contoso. */
export async function anotherCustomer(world: World): Promise<string> {
  const { code } = await world.invite();
  const contact = { name: 'Gil', email: 'gil@adatum.example' };
  const redemptionId = await world.redeem(code, { ...contoso, primaryDomain: 'adatum.example', contact });
  await world.confirm(code, redemptionId, await world.mailedCode(contact.email));
  return 'domain:adatum.example';
}

/** The code that a redemption awaits, as only who holds the keys can know it. */
export async function codeOf(world: World, redemptionId: string): Promise<string> {
  const Awaiting = z.object({ code: z.object({ number: z.number(), keyId: z.string() }) });
  const ref = { partition: tenants.northwind, id: redemptionKey(redemptionId) };
  const redemption = await world.store.read(Awaiting, ref);
  if (!redemption) throw new Error('There is no such redemption.');
  return world.ports.secrets.confirmationCode({ ...redemption.document.code, redemptionId });
}

/** A code that is as well-formed as the right one. */
export function wrongCode(right: string, by = 1): string {
  return String((Number(right) + by) % 1_000_000).padStart(6, '0');
}

/** The slug of the refusal in an answer to a program. */
export function refusalOf(answer: Answer): string {
  return String(answer.json.type).replace('/problems/', '');
}

const Faults = z.array(z.object({ pointer: z.string(), detail: z.string() }));

/** The fields that an answer says are wrong. */
export function faultyFields(answer: Answer): readonly string[] {
  return Faults.parse(answer.json.errors).map(({ pointer }) => pointer);
}

/** The page of an answer. */
export function pageOf(answer: Answer): HTMLElement {
  if (!answer.headers.get('content-type')?.startsWith('text/html')) throw new Error('The answer is no page.');
  return parse(answer.text);
}

/** The value of a form field on a page. */
export function valueOf(page: HTMLElement, name: string): string | undefined {
  return page.querySelector(`[name="${name}"]`)?.getAttribute('value');
}

/** The language of a page, and the way that it is written. */
export function languageOf(answer: Answer): readonly (string | undefined)[] {
  const html = pageOf(answer).querySelector('html');
  return [html?.getAttribute('lang'), html?.getAttribute('dir')];
}

/** The whole of what is stored, as text. */
export async function everythingStored(world: World): Promise<string> {
  return JSON.stringify((await world.store.changes(undefined, 10_000)).documents);
}

/** Everything that is stored at this moment, to be looked at by type. */
export async function snapshotOf(world: World) {
  const { documents } = await world.store.changes(undefined, 10_000);
  const of = (type: string) => documents.filter((document) => document.type === type);
  return { documents, of, count: (type: string) => of(type).length };
}

/** Ways in which a link comes to lead nowhere, by what its page then says. */
export const ends: Readonly<Record<string, (world: World, offerId: string) => Promise<void>>> = {
  'offer-expired': (world, offerId) => changeOffer(world, offerId, { expiresAt: new Date(world.now).toISOString() }),
  'offer-revoked': (world, offerId) => changeOffer(world, offerId, { state: 'revoked' }),
  'offer-replaced': (world, offerId) => changeOffer(world, offerId, { linkVersion: 2 }),
  'offer-exhausted': (world, offerId) => changeOffer(world, offerId, { maxRedemptions: 1, remaining: 0 }),
  'offer-unavailable': (world) => suspend(world),
};

/** Changes an offer as operations of the portal will. */
export async function changeOffer(world: World, offerId: string, set: Readonly<Record<string, unknown>>) {
  const write = { kind: 'patch', id: `offer:${offerId}`, patch: { set } } as const;
  const written = await world.store.write(tenants.northwind, [write]);
  if (!written.ok) throw new Error('There is no such offer.');
}

/** The operator suspends or reinstates Northwind. */
export async function suspend(world: World, status: 'active' | 'suspended' = 'suspended') {
  const params = { partnerId: tenants.northwind };
  const partner = await world.call('getPartner', { as: operator, params });
  const changed = await world.call('putPartner', {
    as: operator,
    params,
    headers: { 'if-match': partner.headers.get('etag') ?? '' },
    body: { ...northwind, status },
  });
  if (changed.status !== 200) throw new Error(`The partner was not changed: ${changed.text}`);
}
