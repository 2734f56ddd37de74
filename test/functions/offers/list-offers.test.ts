import fc from 'fast-check';
import * as z from 'zod';
import type { TokenIdentity } from '../../../shared/ports';
import { changeOffer, faultyFields, refusalOf } from '../../link-world';
import { billing, fay, fabrikam, helpdesk } from '../../portal-world';
import { recordsOf } from '../../spreadsheet';
import { noa, tenants, World } from '../../world';

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

    it('shows what was there at the start once, in order, however creating and reading mix', async () => {
      const steps = fc.array(
        fc.oneof(fc.constant('read'), fc.constant('create'), fc.constant('create a second later')),
      );
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 4 }), steps, async (limit, mixed) => {
          const before = (await list({ limit: '100' })).items.map(({ id }) => id);
          const seen: string[] = [];
          const read = async (cursor?: string) => {
            const page = await list({ limit: String(limit), ...(cursor === undefined ? {} : { cursor }) });
            seen.push(...page.items.map(({ id }) => id));
            return page.nextCursor;
          };
          let next = await read();
          for (const step of mixed) {
            if (step === 'read') {
              if (next !== undefined) next = await read(next);
            } else {
              if (step !== 'create') world.pass({ seconds: 1 });
              await world.invite();
            }
          }
          while (next !== undefined) next = await read(next);
          expect(seen).toEqual(before);
        }),
        { numRuns: 12, seed: 5 },
      );
    });

    it('takes a cursor of another list, partner or filter for a moment to go on from', async () => {
      const { code, id } = await world.invite({ reference: 'answered' });
      for (const domain of ['a', 'b'])
        await world.redeem(code, {
          primaryDomain: `${domain}.example`,
          contact: { name: 'A', email: `a@${domain}.example` },
        });
      const answers = await world.call('listRedemptions', { as: noa, params: { offerId: id }, query: { limit: '1' } });
      const foreign = String(answers.json.nextCursor);
      await world.addPartner(tenants.fabrikam, fabrikam);
      const own = new Set((await list({ limit: '100' })).items.map((item) => item.id));
      expect((await list({ cursor: foreign })).items.every((item) => own.has(item.id))).toBe(true);
      const elsewhere = await world.call('listOffers', { as: fay, query: { cursor: foreign } });
      expect([elsewhere.status, elsewhere.json.items]).toEqual([200, []]);
      const filtered = (await list({ q: 'n1', limit: '1' })).nextCursor ?? foreign;
      expect((await list({ kind: 'purchaseOffer', cursor: filtered })).items).toEqual([]);
    });

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

    it('finds offers by what their products are called in any language', async () => {
      expect((await references({ q: '商业高级版' })).sort()).toEqual(['תקווה בע״מ', '晨光科技'].sort());
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

    describe('of a recipient', () => {
      const mail = async (offerId: string, ...addresses: readonly string[]) => {
        const body = { recipients: addresses.map((email) => ({ email })) };
        const sent = await world.call('sendOffer', { as: noa, params: { offerId }, body });
        if (sent.status !== 202) throw new Error(sent.text);
      };

      it.each(['dana@contoso.example', 'DANA@', 'contoso.ex', 'dana'])(
        'finds the offers that were mailed to %s',
        async (q) => {
          const { id } = await world.invite({ reference: 'mailed' });
          const other = await world.invite({ reference: 'mailed to others' });
          await mail(id, 'dana@contoso.example', 'ruth@adatum.example');
          await mail(other.id, 'ruth@adatum.example');
          expect(await references({ q })).toEqual(['mailed']);
        },
      );

      it('finds offers by what they are called and by whom they went to, page by page, newest first', async () => {
        const expected: string[] = [];
        for (const reference of ['contoso renewal', 'to Dana', 'nobody’s', 'contoso again', 'to Ruth']) {
          world.pass({ seconds: 1 });
          const { id } = await world.invite({ reference });
          if (reference.startsWith('to')) await mail(id, 'people@contoso.example');
          if (reference !== 'nobody’s') expected.unshift(reference);
        }
        const seen: (string | undefined)[] = [];
        let cursor: string | undefined;
        do {
          const page = await list({ q: 'contoso', limit: '2', ...(cursor === undefined ? {} : { cursor }) });
          seen.push(...page.items.map(({ reference }) => reference));
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        expect(seen).toEqual(expected);
        expect(await references({ q: 'contoso', status: 'revoked' })).toEqual([]);
      });

      it('is not kept from an older offer by a thousand messages with a newer one', async () => {
        const older = await world.invite({ reference: 'older' });
        await mail(older.id, 'dana@contoso.example');
        world.pass({ seconds: 1 });
        const newer = await world.invite({ reference: 'newer' });
        await mail(newer.id, ...Array.from({ length: 1000 }, (_, n) => `person-${n}@contoso.example`));
        expect(await references({ q: '@contoso.example' })).toEqual(['newer', 'older']);
      });

      it('is looked for only for those who may see recipients, and among the partner’s own', async () => {
        const { id } = await world.invite({ reference: 'mailed' });
        await mail(id, 'dana@contoso.example');
        const found = async (as: TokenIdentity) => {
          const { json } = await world.call('listOffers', { as, query: { q: 'dana@contoso.example' } });
          return Page.parse(json).items.length;
        };
        expect(await found(await helpdesk(world))).toBe(1);
        expect(await found(await billing(world))).toBe(0);
        await world.addPartner(tenants.fabrikam, fabrikam);
        expect(await found(fay)).toBe(0);
      });

      it('is found in the file too', async () => {
        const { id } = await world.invite({ reference: 'mailed' });
        await mail(id, 'dana@contoso.example');
        const { text } = await world.call('listOffers', {
          as: noa,
          query: { q: 'dana@', format: 'csv', language: 'en' },
        });
        expect(recordsOf(text).map(({ Reference }) => Reference)).toEqual(['mailed']);
      });
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
