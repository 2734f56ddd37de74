import * as z from 'zod';
import { changeOffer, faultyFields, refusalOf } from '../../link-world';
import { noa, World } from '../../world';

const Page = z.object({
  items: z.array(z.object({ id: z.string(), status: z.string(), reference: z.string().optional() })),
  nextCursor: z.string().optional(),
});

describe('GET /api/offers', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const list = async (query: Readonly<Record<string, string>> = {}) => {
    const answer = await world.call('listOffers', { as: noa, query });
    if (answer.status !== 200) throw new Error(answer.text);
    return Page.parse(answer.json);
  };
  const references = async (query: Readonly<Record<string, string>>) =>
    (await list(query)).items.map(({ reference }) => reference);

  it('lists nothing where there is nothing', async () => {
    expect(await list()).toEqual({ items: [] });
  });

  it('lists the newest first, as GET shows each', async () => {
    const first = await world.invite({ reference: 'first' });
    world.pass({ seconds: 1 });
    const second = await world.invite({ reference: 'second' });
    const { json } = await world.call('listOffers', { as: noa });
    expect(json).toEqual({ items: [second.offer, first.offer] });
  });

  describe('page by page', () => {
    beforeEach(async () => {
      for (let number = 1; number <= 7; number += 1) {
        if (number % 2 === 0) world.pass({ seconds: 1 });
        await world.invite({ reference: `n${number}` });
      }
    });

    it('has 25 on a page unless told otherwise, and at most 100', async () => {
      for (let number = 0; number < 95; number += 1) await world.invite();
      expect((await list()).items).toHaveLength(25);
      expect((await list({ limit: '100' })).items).toHaveLength(100);
    });

    it.each(['1', '2', '3', '6', '7', '8'])(
      'shows every offer once in pages of %s, while new ones arrive',
      async (limit) => {
        const before = (await list()).items.map(({ id }) => id);
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await list({ limit, ...(cursor === undefined ? {} : { cursor }) });
          seen.push(...page.items.map(({ id }) => id));
          cursor = page.nextCursor;
          await world.invite({ reference: 'meanwhile' });
        } while (cursor !== undefined);
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.filter((id) => before.includes(id))).toEqual(before);
      },
    );

    it('ends without a cursor when the last page is full', async () => {
      expect((await list({ limit: '7' })).nextCursor).toBeUndefined();
    });

    it.each(['0', '101', '-1', '1.5', 'abc', '', '1e2', ' 5', '٣'])('refuses the limit %j', async (limit) => {
      const answer = await world.call('listOffers', { as: noa, query: { limit } });
      expect([answer.status, refusalOf(answer), faultyFields(answer)]).toEqual([422, 'invalid-request', ['/limit']]);
    });

    it.each([
      '',
      'garbage',
      'null',
      '!!!',
      Buffer.from('x').toString('base64url'),
      Buffer.from('2026-11-22~x').toString('base64url'),
    ])('refuses the cursor %j', async (cursor) => {
      const answer = await world.call('listOffers', { as: noa, query: { cursor } });
      expect([answer.status, refusalOf(answer), faultyFields(answer)]).toEqual([422, 'invalid-request', ['/cursor']]);
    });

    it('refuses a cursor with padding: it has one spelling', async () => {
      const cursor = String((await list({ limit: '2' })).nextCursor);
      const answer = await world.call('listOffers', { as: noa, query: { cursor: `${cursor}=` } });
      expect(answer.status).toBe(422);
    });
  });

  describe('by status', () => {
    beforeEach(async () => {
      const make = async (reference: string, change: Readonly<Record<string, unknown>> = {}) => {
        const { id } = await world.invite({ reference, validForDays: 10, maxRedemptions: 3 });
        if (Object.keys(change).length > 0) await changeOffer(world, id, change);
      };
      await make('active');
      await make('exhausted', { remaining: 0 });
      await make('revoked', { state: 'revoked' });
      await make('replaced', { state: 'replaced' });
      await make('used up and over', { remaining: 0, expiresAt: '2026-11-22T12:00:00.000Z' });
      await world.invite({ reference: 'open to anyone', validForDays: 20 });
    });

    it.each([
      ['active', ['open to anyone', 'active']],
      ['exhausted', ['exhausted']],
      ['revoked', ['revoked']],
      ['replaced', ['replaced']],
      ['expired', ['used up and over']],
    ])('%s', async (status, expected) => {
      expect((await references({ status })).sort()).toEqual([...expected].sort());
    });

    it('is right the moment an offer expires, before any timer has run', async () => {
      world.pass({ days: 10 });
      expect(await references({ status: 'active' })).toEqual(['open to anyone']);
      expect((await references({ status: 'expired' })).sort()).toEqual(['active', 'exhausted', 'used up and over']);
      expect(await references({ status: 'exhausted' })).toEqual([]);
    });

    it('puts every offer into exactly one, the one that it shows', async () => {
      for (const days of [0, 10, 20]) {
        world.now += days * 86_400_000;
        const all = (await list()).items;
        const found = await Promise.all(
          ['active', 'exhausted', 'revoked', 'replaced', 'expired'].map(async (status) => {
            const { items } = await list({ status });
            expect(items.every((item) => item.status === status)).toBe(true);
            return items.map(({ id }) => id);
          }),
        );
        expect(found.flat().sort()).toEqual(all.map(({ id }) => id).sort());
      }
    });
  });

  describe('by text', () => {
    beforeEach(async () => {
      await world.invite({ reference: 'תקווה בע״מ' });
      await world.invite({ reference: 'Café Zürich', productId: 'microsoft-365-e5-trial' });
      await world.invite({ reference: '晨光科技' });
    });

    it.each([
      ['תקוה', 'תקווה בע״מ'],
      ['בעמ', 'תקווה בע״מ'],
      ['בע"מ', 'תקווה בע״מ'],
      ['תִּקְוָה', 'תקווה בע״מ'],
      ['CAFE', 'Café Zürich'],
      ['zurich', 'Café Zürich'],
      ['fé z', 'Café Zürich'],
      ['光科', '晨光科技'],
      [' e5 ', 'Café Zürich'],
    ])('finds %s', async (q, reference) => {
      expect(await references({ q })).toEqual([reference]);
    });

    it('finds an offer by the name that is said on the telephone, in any letter case', async () => {
      const { offer } = await world.invite({ reference: 'called' });
      expect(await references({ q: String(offer.summaryId).toLowerCase() })).toEqual(['called']);
    });

    it.each(['%', '_', 'caf%', '*', "' OR 1=1 --", '\\'])('takes %j for the text that it is', async (q) => {
      expect(await references({ q })).toEqual([]);
    });

    it('lists everything for a search that is empty', async () => {
      for (const q of ['', '  ', '\u0000', '\u200e']) expect(await references({ q })).toHaveLength(3);
    });

    it('combines with kind and status', async () => {
      expect(await references({ q: 'cafe', kind: 'trialInvitation', status: 'active' })).toHaveLength(1);
      expect(await references({ q: 'cafe', kind: 'purchaseOffer' })).toEqual([]);
      expect(await references({ q: 'cafe', status: 'expired' })).toEqual([]);
    });
  });

  it.each([
    ['kind', 'trial'],
    ['status', 'open'],
    ['status', ''],
    ['q', 'x'.repeat(101)],
  ])('refuses %s=%s', async (name, value) => {
    const answer = await world.call('listOffers', { as: noa, query: { [name]: value } });
    expect([answer.status, refusalOf(answer), faultyFields(answer)]).toEqual([422, 'invalid-request', [`/${name}`]]);
  });
});
