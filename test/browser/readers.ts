/** Customers who read Hebrew, English and Simplified Chinese, and what happens to them before a test looks at a page. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Language } from '../../shared/domain/text';
import { keyNumber } from '../product-keys';
import type { RunningKesher } from '../end-to-end/running-kesher';

/** A customer, and the partner that serves it. */
export interface Reader {
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  readonly locale: string;
  readonly persona: string;
  readonly country: string;
  readonly company: string;
  readonly name: string;
  readonly introduction: string;
  readonly closing: string;
}

export const readers: readonly Reader[] = [
  {
    language: 'he',
    direction: 'rtl',
    locale: 'he-IL',
    persona: 'northwind-admin',
    country: 'IL',
    company: 'קונטוסו שיווק בע"מ',
    name: 'דנה כהן',
    introduction: 'שלום דנה,\nשמחנו להכיר אתכם בכנס Cloud Day 2026. הנה ההצעה שעליה דיברנו.',
    closing: 'בברכה, נועה לוי\n03-555-0100',
  },
  {
    language: 'en',
    direction: 'ltr',
    locale: 'en-GB',
    persona: 'fabrikam-admin',
    country: 'GB',
    company: 'Adatum Engineering and Construction Holdings Ltd',
    name: 'Alexandra Papadopoulos',
    introduction:
      'Hello Alexandra,\nit was a pleasure to meet you at Cloud Day 2026. Here is the offer we talked about.',
    closing: 'Best wishes, Adam Novak',
  },
  {
    language: 'zh-CN',
    direction: 'ltr',
    locale: 'zh-CN',
    persona: 'lotus-admin',
    country: 'CN',
    company: '阿达图姆科技有限公司',
    name: '王芳',
    introduction: '王芳您好，\n很高兴在大会上与您见面。这是我们谈到的试用邀请。',
    closing: '陈静',
  },
];

const Product = z.object({ id: z.string(), name: z.string() });
const Invitation = z.object({
  id: z.string(),
  kind: z.string().optional(),
  url: z.url(),
  summaryId: z.string(),
  message: z.object({ subject: z.string(), html: z.string() }),
});
export type Invitation = z.infer<typeof Invitation>;

/** What the reader's country is offered to try or to buy, best first. */
async function productsOf(kesher: RunningKesher, { persona, country }: Reader, kind: 'trial' | 'purchase') {
  const path = `/api/products?usageLocation=${country}&kind=${kind}`;
  const { items } = await kesher.call(z.object({ items: z.array(Product) }), path, { as: persona });
  const [first, second] = items;
  if (!first || !second) throw new Error(`There is next to nothing of kind ${kind} in ${country}.`);
  return [first, second] as const;
}

/** An invitation in the reader's language, with delegated administration and a personal message. */
export async function invite(
  kesher: RunningKesher,
  reader: Reader,
  differently: { readonly [field: string]: unknown; readonly token?: string } = {},
): Promise<Invitation> {
  const { persona, country, language, introduction, closing } = reader;
  const { token, ...fields } = differently;
  const [{ id: productId }] = await productsOf(kesher, reader, 'trial');
  return kesher.call(Invitation, '/api/trial-invitations', {
    ...(token === undefined ? { as: persona } : { token }),
    body: {
      usageLocation: country,
      productId,
      language,
      introduction,
      closing,
      delegatedAdministration: true,
      ...fields,
    },
  });
}

/** An offer of two products in the reader's language, with delegated administration and a personal message. */
export async function offerToSell(kesher: RunningKesher, reader: Reader): Promise<Invitation> {
  const { persona, country, language, introduction, closing } = reader;
  const [first, second] = await productsOf(kesher, reader, 'purchase');
  return kesher.call(Invitation, '/api/purchase-offers', {
    as: persona,
    body: {
      usageLocation: country,
      lines: [
        { productId: first.id, quantity: 12 },
        { productId: second.id, quantity: 5 },
      ],
      language,
      introduction,
      closing,
      delegatedAdministration: true,
    },
  });
}

/** Delegated administration alone in the reader's language, for some days, with a personal message. */
export async function askToDelegate(
  kesher: RunningKesher,
  { persona, country, language, introduction, closing }: Reader,
  differently: { readonly [field: string]: unknown } = {},
): Promise<Invitation> {
  const body = { usageLocation: country, language, introduction, closing, delegationDays: 180, ...differently };
  return kesher.call(Invitation, '/api/delegation-offers', { as: persona, body });
}

/** Uses a product key for a customer, and asks it for delegated administration and to be its partner of record; gives the customer's page, from the mail that tells it. */
export async function useKey(kesher: RunningKesher, reader: Reader, details: Details): Promise<string> {
  const { persona, country, language } = reader;
  const [{ id: productId }] = await productsOf(kesher, reader, 'purchase');
  keys += 1;
  const key = keyNumber(process.pid * 1000 + keys);
  const row = { key, productId, quantity: 10, termMonths: 12 };
  await kesher.call(z.object({ results: z.tuple([z.object({ status: z.literal('loaded') })]) }), '/api/product-keys', {
    as: persona,
    body: { keys: [row] },
  });
  await kesher.call(z.object({ applicationId: z.string() }), '/api/product-keys/applications', {
    as: persona,
    body: {
      keys: [key],
      customer: { ...details, country, language },
      offerDelegatedAdministration: true,
      requestPartnerOfRecord: true,
    },
  });
  const { text } = await kesher.mail(details.contact.email, 'keysApplied', mailArrivesWithin);
  const [page] = /https?:\S+\/access\/[\w-]+/u.exec(text) ?? [];
  if (page === undefined) throw new Error('The mail leads to no page.');
  return page;
}

let keys = 0;

/** What a customer types into the form. */
export interface Details {
  readonly companyName: string;
  readonly primaryDomain: string;
  readonly country: string;
  readonly contact: { readonly name: string; readonly email: string; readonly phone: string };
}

let companies = 0;

/** The details of a company that nobody knows yet, with an address that is long for a phone. */
export function newCompany({ company, name, country }: Reader): Details {
  companies += 1;
  const primaryDomain = `company-${process.pid}-${companies}.adatum.example`;
  return {
    companyName: company,
    primaryDomain,
    country,
    contact: { name, email: `administrator.of.services@${primaryDomain}`, phone: '+972 3 555 0123' },
  };
}

/** Sends the details as the customer's browser would; gives the address of the page where the code is entered. */
export async function askForCode(
  kesher: RunningKesher,
  { kind, url }: Invitation,
  details: Details,
  language?: Language,
): Promise<string> {
  const [path, agreed] =
    kind === 'delegationOffer'
      ? (['delegation', { authorize: true }] as const)
      : (['redemptions', { acceptDelegatedAdministration: true }] as const);
  const { redemptionId } = await kesher.call(z.object({ redemptionId: z.string() }), `${url}/${path}`, {
    body: {
      ...details,
      acceptTerms: true,
      ...agreed,
      ...(language === undefined ? {} : { language }),
    },
  });
  return `${url}/redemptions/${redemptionId}`;
}

const mailArrivesWithin = 20_000;

/** The newest code that was mailed to the customer, other than the one it had before. */
export async function mailedCode(kesher: RunningKesher, { contact }: Details, before?: string): Promise<string> {
  const deadline = performance.now() + mailArrivesWithin;
  for (;;) {
    const { code } = await kesher.mail(contact.email, 'confirmationCode', mailArrivesWithin);
    if (code !== undefined && code !== before) return code;
    if (performance.now() > deadline) throw new Error(`No new code reached ${contact.email}.`);
    await sleep(20);
  }
}

/** Goes all the way to the receipt; gives its address. */
export async function accept(kesher: RunningKesher, invitation: Invitation, details: Details): Promise<string> {
  const page = await askForCode(kesher, invitation, details);
  const confirmationCode = await mailedCode(kesher, details);
  await kesher.call(z.object({ status: z.literal('confirmed') }), `${page}/confirmation`, {
    body: { confirmationCode },
  });
  return page;
}

/** Six digits that are not the code. */
export function wrongCode(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}
