import * as z from 'zod';
import { textsFor } from '../../shared/i18n/texts';
import { RunningKesher } from './running-kesher';
import { Awaiting, company, confirm, Customer, pathOf, Subscription } from './trial-customer';

const List = z.object({ view: z.enum(['list', 'search']), total: z.int(), items: z.array(Customer) });
const Offer = z.object({ id: z.string(), url: z.url() });
const Products = z.object({ items: z.array(z.object({ id: z.string(), minimum: z.int() })) });
const Page = Customer.extend({
  subscriptions: z.array(Subscription),
  offers: z.array(z.object({ id: z.string() })),
  answers: z.array(z.object({ offerId: z.string(), status: z.string() })),
  rights: z.array(z.object({ act: z.string(), allowed: z.boolean() })),
});
const Task = z.object({
  id: z.string(),
  state: z.string(),
  subscriptionId: z.string(),
  kinds: z.array(z.string()),
});

describe('looking after a client', () => {
  let kesher: RunningKesher;
  beforeAll(async () => {
    kesher = await RunningKesher.start();
  });
  afterAll(() => kesher.stop());

  /** Asks for what a resource is, and changes it under the version that was read. */
  const change = async (as: string, path: string, body: object) => {
    const read = await kesher.ask(path, { as });
    const etag = read.headers.get('etag') ?? '';
    return kesher.ask(path, { as, method: 'PATCH', body, headers: { 'if-match': etag } });
  };

  it.each([
    ['he', 'northwind-admin', 'IL', 'mapalim.example', 'מפלים מערכות', 'מפלי'],
    ['en', 'fabrikam-admin', 'GB', 'woodgrove.example', 'Woodgrove Bank', 'grove b'],
    ['zh-CN', 'lotus-admin', 'CN', 'haitang.example', '海棠信息技术', '棠信'],
  ] as const)(
    'finds it, sets up what it bought and changes it, in %s',
    async (language, as, country, domain, name, q) => {
      const texts = textsFor(language);
      const customer = company(domain, { country, companyName: name });
      const products = await kesher.call(Products, `/api/products?usageLocation=${country}&kind=purchase`, { as });
      const [product] = products.items;
      if (!product) throw new Error(`Nothing is sold in ${country}.`);
      const offer = await kesher.call(Offer, '/api/purchase-offers', {
        as,
        body: {
          usageLocation: country,
          language,
          lines: [{ productId: product.id, quantity: product.minimum + 1 }],
          delegatedAdministration: true,
        },
      });
      const { redemptionId } = await kesher.call(Awaiting, `${pathOf(offer.url)}/redemptions`, {
        body: { ...customer, acceptTerms: true, acceptDelegatedAdministration: true },
      });
      const { code = '' } = await kesher.mail(customer.contact.email, 'confirmationCode');
      await confirm(kesher, offer, redemptionId, code);

      const search = new URLSearchParams({ q }).toString();
      const list = await kesher.call(List, `/api/customers?${search}`, { as });
      expect(list.items.map(({ companyName }) => companyName)).toEqual([name]);
      expect(list.view).toBe(list.total < 100 ? 'list' : 'search');
      const id = list.items[0]?.id ?? '';

      const page = await kesher.call(Page, `/api/customers/${id}`, { as });
      expect(page.answers).toMatchObject([{ offerId: offer.id, status: 'confirmed' }]);
      expect(page.rights.every(({ allowed }) => allowed)).toBe(true);
      const [bought] = page.subscriptions;
      expect(bought).toMatchObject({ productId: product.id, provisioning: { state: 'pending' } });
      const subscription = `/api/customers/${id}/subscriptions/${bought?.id ?? ''}`;

      const [task] = (await kesher.all(Task, '/api/provisioning-tasks', as)).filter(
        ({ subscriptionId }) => subscriptionId === bought?.id,
      );
      const work = `/api/provisioning-tasks/${task?.id ?? ''}`;
      expect((await change(as, work, { state: 'claimed' })).status).toBe(200);
      const reference = '0f5b1c2e-7d64-4d0a-9a44-2a6f7c1f9e10';
      expect((await change(as, work, { state: 'done', reference })).status).toBe(200);
      const ready = await kesher.mail(customer.contact.email, 'subscriptionReady');
      expect(ready.language).toBe(language);

      const changed = await change(as, subscription, { quantity: product.minimum + 3 });
      expect([changed.status, JSON.parse(changed.text)]).toMatchObject([
        200,
        { quantity: product.minimum + 3, provisioning: { state: 'pending', reference } },
      ]);
      const told = await kesher.mail(customer.contact.email, 'subscriptionManaged');
      expect([told.language, told.html.includes(`lang="${language}"`)]).toEqual([language, true]);
      expect(told.text).toContain(String(product.minimum + 3));
      expect(told.text).toContain(texts.say('mail.hello').slice(0, -1));
      const stale = await kesher.ask(subscription, {
        as,
        method: 'PATCH',
        body: { quantity: product.minimum + 4 },
        headers: { 'if-match': '"1"' },
      });
      expect(stale.status).toBe(412);

      const ended = await kesher.ask(`/api/customers/${id}/delegation`, {
        as,
        method: 'DELETE',
        headers: { 'if-match': '*' },
      });
      expect(ended.status).toBe(204);
      expect((await kesher.call(Page, `/api/customers/${id}`, { as })).delegation.status).toBe('ended');
    },
  );
});
