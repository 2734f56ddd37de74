/** What partner and customer do on the way from an invitation to a trial, by the API and by the pages. */
import * as z from 'zod';
import { BrowserWithoutScripts, type Page } from './browser-without-scripts';
import type { Ask, RunningKesher } from './running-kesher';

export const Offer = z.object({
  id: z.string(),
  kind: z.literal('trialInvitation'),
  status: z.enum(['active', 'expired']),
  summaryId: z.string(),
  url: z.url(),
  usageLocation: z.string(),
  lines: z.array(z.object({ productId: z.string(), quantity: z.int() })),
  delegatedAdministration: z.boolean(),
  language: z.enum(['he', 'en', 'zh-CN']),
  redemptionCount: z.int(),
  expiresAt: z.iso.datetime(),
});
export type Offer = z.infer<typeof Offer>;

export const Awaiting = z.object({
  redemptionId: z.string(),
  status: z.literal('awaitingConfirmation'),
  sentTo: z.string(),
});

const Confirmed = z.object({
  redemptionId: z.string(),
  status: z.literal('confirmed'),
  subscriptions: z.array(
    z.object({ id: z.string(), productId: z.string(), quantity: z.int(), status: z.string(), endsAt: z.string() }),
  ),
  delegatedAdministration: z.boolean(),
  accessUrl: z.url(),
});

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  traceId: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

export const Customer = z.object({
  id: z.string(),
  companyName: z.string(),
  primaryDomain: z.string().nullable(),
  country: z.string(),
  contact: z.object({ name: z.string(), email: z.string(), phone: z.string().optional() }),
  delegation: z.object({ status: z.string() }),
});

export const Subscription = z.object({
  id: z.string(),
  productId: z.string(),
  source: z.string(),
  quantity: z.int(),
  status: z.string(),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  partnerOfRecord: z.object({ partnerId: z.string() }).nullable(),
  provisioning: z.object({ state: z.string() }),
});

export const Redemption = z.object({ redemptionId: z.string(), status: z.string(), companyName: z.string() });
export const Notification = z.object({ id: z.string(), kind: z.string(), redemptionId: z.string() });
export const AuditEntry = z.object({ id: z.string(), action: z.string(), subject: z.string() });

const Products = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) });

/** The first trial that a persona's partner can offer in a country. */
async function firstTrial(kesher: RunningKesher, as: string, usageLocation = 'IL') {
  const query = new URLSearchParams({ usageLocation, kind: 'trial' });
  const { items } = await kesher.call(Products, `/api/products?${query.toString()}`, { as });
  const [product] = items;
  if (!product) throw new Error(`There is no trial for ${usageLocation}.`);
  return product;
}

/** A new invitation to the first trial of the country. */
export async function invite(
  kesher: RunningKesher,
  as: string,
  more: {
    readonly usageLocation?: string;
    readonly language?: string;
    readonly delegatedAdministration?: boolean;
  } = {},
  headers: Ask['headers'] = {},
): Promise<Offer> {
  const { usageLocation = 'IL' } = more;
  const { id: productId } = await firstTrial(kesher, as, usageLocation);
  const body = { usageLocation, productId, ...more };
  return kesher.call(Offer, '/api/trial-invitations', { as, body, headers });
}

export interface Company {
  readonly companyName: string;
  readonly primaryDomain: string;
  readonly country: string;
  readonly contact: { readonly name: string; readonly email: string };
}

/** The company that has this domain. */
export function company(primaryDomain: string, more: Partial<Company> = {}): Company {
  const contact = { name: 'Dana Cohen', email: `dana@${primaryDomain}` };
  return { companyName: `Company ${primaryDomain}`, primaryDomain, country: 'IL', contact, ...more };
}

export const pathOf = (url: string): string => new URL(url).pathname;

/** Answers an offer as a program. */
export function redeem(
  kesher: RunningKesher,
  offer: Pick<Offer, 'url'>,
  customer: Company,
  more: object = {},
  headers: Ask['headers'] = {},
) {
  const body = { ...customer, acceptTerms: true, ...more };
  return kesher.call(Awaiting, `${pathOf(offer.url)}/redemptions`, { body, headers });
}

/** Confirms with the mailed code as a program. */
export function confirm(
  kesher: RunningKesher,
  offer: Pick<Offer, 'url'>,
  redemptionId: string,
  confirmationCode: string,
) {
  const path = `${pathOf(offer.url)}/redemptions/${redemptionId}/confirmation`;
  return kesher.call(Confirmed, path, { body: { confirmationCode } });
}

/** The whole way by the API, from the invitation to the trial. */
export async function win(kesher: RunningKesher, as: string, customer: Company) {
  const offer = await invite(kesher, as);
  const { redemptionId } = await redeem(kesher, offer, customer);
  const { code = '' } = await kesher.mail(customer.contact.email, 'confirmationCode');
  return { offer, confirmed: await confirm(kesher, offer, redemptionId, code) };
}

/** The pages that a customer sees one after the other. */
export type Walk = Readonly<Record<'offer' | 'details' | 'code' | 'receipt', Page>>;

/** Accepts an offer in the browser: its link, the form, the code from the mailbox. */
export async function walk(
  kesher: RunningKesher,
  url: string | URL,
  customer: Company,
  choices: Readonly<Record<string, string>> = {},
): Promise<Walk> {
  const browser = new BrowserWithoutScripts('en-GB,en;q=0.9');
  const offer = await browser.open(url);
  const details = await browser.follow(offer, 'a.button');
  const code = await browser.submit(details, {
    companyName: customer.companyName,
    primaryDomain: customer.primaryDomain,
    country: customer.country,
    'contact.name': customer.contact.name,
    'contact.email': customer.contact.email,
    acceptTerms: 'true',
    ...choices,
  });
  const mail = await kesher.mail(customer.contact.email, 'confirmationCode');
  const receipt = await browser.submit(code, { confirmationCode: mail.code ?? '' });
  return { offer, details, code, receipt };
}
