import * as z from 'zod';
import { textsFor } from '../../shared/i18n/texts';
import { BrowserWithoutScripts, textOf } from './browser-without-scripts';
import { RunningKesher } from './running-kesher';
import { Awaiting, company, confirm, Customer, pathOf, walk, type Company } from './trial-customer';

const Offer = z.object({
  id: z.string(),
  kind: z.literal('delegationOffer'),
  status: z.string(),
  url: z.url(),
  summaryId: z.string(),
  lines: z.array(z.never()),
  delegatedAdministration: z.literal(true),
  redemptionCount: z.int(),
});
const Overview = z.object({ links: z.array(z.object({ id: z.string(), available: z.boolean() })) });

describe('delegated administration alone', () => {
  let kesher: RunningKesher;
  let demo: readonly unknown[];
  beforeAll(async () => {
    kesher = await RunningKesher.start();
    const offers = z.object({ items: z.array(Offer) });
    demo = (await kesher.call(offers, '/api/offers?kind=delegationOffer', { as: 'northwind-admin' })).items;
  });
  afterAll(() => kesher.stop());

  const ask = (as: string, body: object) => kesher.call(Offer, '/api/delegation-offers', { as, body });
  const accept = (url: string, customer: Company) =>
    kesher.call(Awaiting, `${pathOf(url)}/delegation`, { body: { ...customer, acceptTerms: true, authorize: true } });
  const customerOf = (as: string, { primaryDomain }: Company) =>
    kesher.call(Customer, `/api/customers/domain:${primaryDomain}`, { as });

  it.each([
    ['he', 'northwind-admin', 'IL', 'kramim.example'],
    ['en', 'fabrikam-admin', 'GB', 'wingtip.example'],
    ['zh-CN', 'lotus-admin', 'CN', 'huayuan.example'],
  ] as const)(
    'is walked in %s without scripts, from the link to the receipt',
    async (language, as, country, domain) => {
      const texts = textsFor(language);
      const customer = company(domain, { country });
      const offer = await ask(as, { usageLocation: country, language, delegationDays: 365 });
      const pages = await walk(kesher, offer.url, customer, { authorize: 'true' });
      for (const { status, document } of Object.values(pages)) {
        expect(status).toBe(200);
        expect(document.querySelector('html')?.getAttribute('lang')).toBe(language);
      }
      expect(textOf(pages.receipt.document, 'h1')).toBe(texts.say('delegationOffer.receiptTitle'));
      expect((await customerOf(as, customer)).delegation.status).toBe('active');
      const receipt = await kesher.mail(customer.contact.email, 'receipt');
      expect(receipt.text).toContain(pages.receipt.url.pathname);
      expect(await kesher.call(Offer, `/api/offers/${offer.id}`, { as })).toMatchObject({ redemptionCount: 1 });
    },
  );

  it('ends at its end date, right at the moment of reading', async () => {
    const as = 'northwind-admin';
    const customer = company('treyresearch.example');
    const offer = await ask(as, { usageLocation: 'IL', language: 'en', delegationDays: 2 });
    const { redemptionId } = await accept(offer.url, customer);
    const { code = '' } = await kesher.mail(customer.contact.email, 'confirmationCode');
    expect(await confirm(kesher, offer, redemptionId, code)).toMatchObject({
      subscriptions: [],
      delegatedAdministration: true,
    });
    expect((await customerOf(as, customer)).delegation.status).toBe('active');
    await kesher.advance('P2DT1S');
    expect((await customerOf(as, customer)).delegation.status).toBe('ended');
  });

  it('is refused where another kind of answer belongs, and its link is no page for strangers once revoked', async () => {
    const as = 'northwind-admin';
    const offer = await ask(as, { usageLocation: 'IL', language: 'en' });
    const wrong = await kesher.ask(`${pathOf(offer.url)}/redemptions`, {
      body: { ...company('proseware.example'), acceptTerms: true, acceptDelegatedAdministration: true },
    });
    expect(wrong.status).toBe(404);
    await kesher.ask(`/api/offers/${offer.id}/revocation`, { as, body: {}, headers: { 'if-match': '*' } });
    const page = await new BrowserWithoutScripts('en').open(offer.url);
    expect([page.status, textOf(page.document, 'h1')]).toEqual([410, 'This offer has been withdrawn']);
  });

  it('is there to be made for whoever may, and the demo has one', async () => {
    const linkOf = async (as: string) =>
      (await kesher.call(Overview, '/api/overview', { as })).links.find(({ id }) => id === 'delegation-offers');
    expect(await linkOf('northwind-helpdesk')).toMatchObject({ available: true });
    expect(await linkOf('northwind-billing')).toMatchObject({ available: false });
    expect(demo).toMatchObject([{ kind: 'delegationOffer', status: 'active', redemptionCount: 0 }]);
  });
});
