import * as z from 'zod';
import { redemptionKey } from '../../../shared/domain/redemptions/redemption';
import { company, faultyFields, refusalOf } from '../../link-world';
import { billing, helpdesk } from '../../portal-world';
import { contoso, noa, tenants, World } from '../../world';

const Page = z.object({
  items: z.array(z.object({ redemptionId: z.string(), status: z.string(), companyName: z.string() })),
  nextCursor: z.string().optional(),
});

describe('GET /api/offers/{offerId}/redemptions', () => {
  let world: World;
  let offerId: string;
  let code: string;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    ({ id: offerId, code } = await world.invite());
  });
  afterEach(() => world.close());

  const list = async (query: Readonly<Record<string, string>> = {}, as = noa) =>
    Page.parse((await world.call('listRedemptions', { as, params: { offerId }, query })).json);

  it('tells who accepted and who is awaited, newest first', async () => {
    const confirmed = await world.redeem(code);
    await world.confirm(code, confirmed, await world.mailedCode(contoso.contact.email));
    world.pass({ minutes: 1 });
    const awaited = await world.redeem(code, company(2));
    const { json } = await world.call('listRedemptions', { as: noa, params: { offerId } });
    expect(json.items).toMatchObject([
      { redemptionId: awaited, status: 'awaitingConfirmation', companyName: 'Company 2' },
      {
        redemptionId: confirmed,
        status: 'confirmed',
        companyName: 'Contoso',
        customerId: 'domain:contoso.example',
        subscriptions: [{ productId: 'microsoft-365-business-premium-trial', quantity: 25 }],
      },
    ]);
  });

  it('says that an answer has lapsed after a day, before any timer has run', async () => {
    await world.redeem(code);
    world.pass({ minutes: 24 * 60 - 1 });
    expect((await list()).items).toMatchObject([{ status: 'awaitingConfirmation' }]);
    world.pass({ minutes: 1 });
    expect((await list()).items).toMatchObject([{ status: 'lapsed' }]);
  });

  it('never shows what only Kesher needs, nor the code', async () => {
    await world.redeem(code);
    const { text } = await world.call('listRedemptions', { as: noa, params: { offerId } });
    expect(text).not.toMatch(/fingerprint|sortKey|keyId|tries|"code"/u);
  });

  it('shows the answers to this offer alone', async () => {
    const other = await world.invite();
    await world.redeem(other.code);
    expect(await list()).toEqual({ items: [] });
  });

  it('gives pages in which each answer stands once', async () => {
    for (let number = 1; number <= 5; number += 1) await world.redeem(code, company(number));
    const first = await list({ limit: '3' });
    const second = await list({ limit: '3', cursor: first.nextCursor ?? '' });
    const names = [...first.items, ...second.items].map(({ companyName }) => companyName);
    expect(names.sort()).toEqual([1, 2, 3, 4, 5].map((number) => `Company ${number}`));
    expect(second.nextCursor).toBeUndefined();
  });

  describe('by status', () => {
    const statuses = ['awaitingConfirmation', 'confirmed', 'declined', 'lapsed'] as const;
    const found = async () => {
      const all = (await list()).items;
      const parts = await Promise.all(
        statuses.map(async (status) => {
          const { items } = await list({ status });
          expect(items.every((item) => item.status === status)).toBe(true);
          return items.map(({ companyName }) => companyName);
        }),
      );
      expect(parts.flat().sort()).toEqual(all.map(({ companyName }) => companyName).sort());
      return Object.fromEntries(statuses.map((status, index) => [status, parts[index]]));
    };

    it('puts every answer into exactly one, right at any moment', async () => {
      await world.redeem(code, company(1));
      const confirmed = await world.redeem(code, company(2));
      await world.confirm(code, confirmed, await world.mailedCode(company(2).contact.email));
      world.pass({ minutes: 12 * 60 });
      const asked = await world.redeem(code, company(3));
      expect(await found()).toEqual({
        awaitingConfirmation: ['Company 3', 'Company 1'],
        confirmed: ['Company 2'],
        declined: [],
        lapsed: [],
      });
      world.pass({ minutes: 12 * 60 });
      expect(await found()).toMatchObject({ awaitingConfirmation: ['Company 3'], lapsed: ['Company 1'] });
      // A code that is asked for again puts the end off.
      const again = await world.call('resendCode', { params: { code, redemptionId: asked }, body: {} });
      expect(again.status).toBe(202);
      world.pass({ minutes: 12 * 60 });
      expect(await found()).toMatchObject({ awaitingConfirmation: ['Company 3'], lapsed: ['Company 1'] });
      world.pass({ minutes: 12 * 60 });
      expect(await found()).toMatchObject({ awaitingConfirmation: [], lapsed: ['Company 3', 'Company 1'] });
    });

    it('is no longer among those that lapse once it was confirmed late', async () => {
      const id = await world.redeem(code);
      world.pass({ minutes: 25 * 60 });
      await world.call('resendCode', { params: { code, redemptionId: id }, body: {} });
      await world.confirm(code, id, await world.mailedCode(contoso.contact.email));
      world.pass({ days: 3 });
      expect(await found()).toMatchObject({ confirmed: ['Contoso'], lapsed: [] });
    });
  });

  describe('by text', () => {
    beforeEach(async () => {
      const answer = (companyName: string, primaryDomain: string, name: string) =>
        world.redeem(code, { companyName, primaryDomain, contact: { name, email: `admin@${primaryDomain}` } });
      await answer('תקווה בע״מ', 'tikva.example', 'דנה כהן');
      await answer('Café Zürich', 'cafe-zurich.example', 'René');
      await answer('晨光科技', 'משרד.example', 'Li Na');
    });

    it.each([
      ['the company, in another spelling', 'תקוה', 'תקווה בע״מ'],
      ['the company without accents', 'CAFE', 'Café Zürich'],
      ['a part of the domain', 'zurich.ex', 'Café Zürich'],
      ['the contact', 'דנה', 'תקווה בע״מ'],
      ['the contact’s address', 'ADMIN@tikva', 'תקווה בע״מ'],
      ['a domain in its own letters', 'משרד.ex', '晨光科技'],
      ['a domain as it is kept', 'xn--', '晨光科技'],
    ])('finds an answer by %s', async (_what, q, companyName) => {
      expect((await list({ q })).items.map((item) => item.companyName)).toEqual([companyName]);
    });

    it('combines with the status, and takes signs for the text that they are', async () => {
      expect((await list({ q: 'admin', status: 'awaitingConfirmation' })).items).toHaveLength(3);
      expect((await list({ q: 'admin', status: 'confirmed' })).items).toEqual([]);
      for (const q of ['%', '_', "' OR 1=1 --"]) expect((await list({ q })).items).toEqual([]);
      for (const q of ['', ' ', '\u200e']) expect((await list({ q })).items).toHaveLength(3);
    });

    it('passes over answers from before they could be searched, and lists them all the same', async () => {
      const [old] = (await list({ q: 'tikva' })).items;
      const remove = ['searchText', 'lapsesAt'];
      const id = redemptionKey(old?.redemptionId ?? '');
      await world.store.write(tenants.northwind, [{ kind: 'patch', id, patch: { remove } }]);
      expect((await list({ q: 'tikva' })).items).toEqual([]);
      expect((await list()).items).toHaveLength(3);
    });
  });

  it.each([
    ['status', 'open'],
    ['q', 'x'.repeat(101)],
    ['limit', '101'],
    ['cursor', 'garbage'],
  ])('refuses %s=%s', async (name, value) => {
    const answer = await world.call('listRedemptions', { as: noa, params: { offerId }, query: { [name]: value } });
    expect([answer.status, refusalOf(answer), faultyFields(answer)]).toEqual([422, 'invalid-request', [`/${name}`]]);
  });

  it('needs access to the companies that are supported', async () => {
    expect((await list({}, await helpdesk(world))).items).toEqual([]);
    const refused = await world.call('listRedemptions', { as: await billing(world), params: { offerId } });
    expect([refused.status, refusalOf(refused)]).toEqual([403, 'forbidden']);
  });

  it.each(['unknown', '', '../x', '\ud800'])('finds no offer under %j', async (id) => {
    const answer = await world.call('listRedemptions', { as: noa, params: { offerId: id } });
    expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
  });

  it('refuses a wrong limit before it looks for the offer', async () => {
    const answer = await world.call('listRedemptions', {
      as: noa,
      params: { offerId: 'unknown' },
      query: { limit: '0' },
    });
    expect(answer.status).toBe(422);
  });
});
