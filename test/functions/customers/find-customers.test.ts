import fc from 'fast-check';
import * as z from 'zod';
import { customerWrites } from '../../../shared/customers/customer-writes';
import { Customer, customerIdOfDomain, named } from '../../../shared/domain/customers/customer';
import { addDays, foldForSearch } from '../../../shared/domain/text';
import { addCustomers, listedCustomer, type ListedCustomer } from '../../customer-world';
import { faultyFields, refusalOf } from '../../link-world';
import { changePartner } from '../../portal-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { rowsUnderHeadings, sheetOf } from '../../workbook';
import { noa, noon, tenants, type World } from '../../world';

const Page = z.object({
  items: z.array(
    z.object({ id: z.string(), companyName: z.string(), endsNext: z.object({ endsAt: z.string() }).nullable() }),
  ),
  nextCursor: z.string().optional(),
});
type Query = Readonly<Record<string, string>>;

const inDays = (days: number) => addDays(noon, days).toISOString();

let world: World;
let store: WatchedStore;
beforeEach(async () => {
  ({ world, store } = await watchedWorld());
});
afterEach(() => world.close());

const call = (query: Query) => world.call('listCustomers', { as: noa, query });
const list = async (query: Query = {}) => Page.parse((await call(query)).json);
const domainsOf = ({ items }: z.infer<typeof Page>) =>
  items.map(({ id }) => id.slice('domain:'.length, -'.example'.length));

/** Everybody on every page; something may happen between two of them. */
const walk = async (query: Query, between: (page: number) => Promise<unknown> = () => Promise.resolve()) => {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    pages.push(domainsOf(page));
    cursor = page.nextCursor;
    await between(pages.length);
  } while (cursor !== undefined && pages.length < 100);
  return pages;
};

describe('customers in the order of their names', () => {
  it('go by the folded name, digits and Latin letters before Hebrew, Hebrew before Chinese', async () => {
    const names = ['云峰', 'zeta', 'בית', 'Éclair', '7 Stars', 'אבן', 'Adatum', 'adatum B'];
    await addCustomers(world, ...names.map((companyName, n) => ({ companyName, domain: `c${n}.example` })));
    const { items } = await list({ sort: 'name' });
    expect(items.map(({ companyName }) => companyName)).toEqual([
      '7 Stars',
      'Adatum',
      'adatum B',
      'Éclair',
      'zeta',
      'אבן',
      'בית',
      '云峰',
    ]);
  });

  it('stand once each on pages that go on while others arrive before and after', async () => {
    await addCustomers(
      world,
      ...['a', 'c', 'e', 'g', 'i'].map((name) => ({ companyName: name, domain: `${name}.example` })),
    );
    const pages = await walk({ sort: 'name', limit: '2' }, async (page) => {
      if (page === 1)
        await addCustomers(world, ...['b', 'f'].map((name) => ({ companyName: name, domain: `${name}.example` })));
    });
    expect(pages).toEqual([
      ['a', 'c'],
      ['e', 'f'],
      ['g', 'i'],
    ]);
  });

  it('keep two of the same name apart', async () => {
    await addCustomers(world, ...[1, 2, 3].map((n) => ({ companyName: 'Same', domain: `s${n}.example` })));
    expect((await walk({ sort: 'name', limit: '1' })).flat().sort()).toEqual(['s1', 's2', 's3']);
  });
});

describe('customers in the order of what ends next', () => {
  beforeEach(() =>
    addCustomers(
      world,
      { domain: 'soon.example', has: [{ endsAt: inDays(3) }, { endsAt: inDays(90) }] },
      { domain: 'nothing.example' },
      { domain: 'grace.example', has: [{ endsAt: inDays(-20) }] },
      { domain: 'over.example', has: [{ endsAt: inDays(-31) }] },
      { domain: 'renews.example', has: [{ source: 'purchase', endsAt: inDays(2), autoRenew: true }] },
      { domain: 'suspended.example', has: [{ endsAt: inDays(9), state: 'suspended' }] },
      { domain: 'cancelled.example', has: [{ endsAt: inDays(1), state: 'cancelled' }] },
    ),
  );

  it('begin with what is in its grace, and end with those that nothing lies before, the newest first', async () => {
    const expected = ['grace', 'soon', 'suspended', 'cancelled', 'renews', 'over', 'nothing'];
    expect(domainsOf(await list({ sort: 'endsNext' }))).toEqual(expected);
    expect((await walk({ sort: 'endsNext', limit: '2' })).flat()).toEqual(expected);
    const { items } = await list({ sort: 'endsNext' });
    expect(items.map(({ endsNext }) => endsNext?.endsAt ?? null)).toEqual([
      inDays(-20),
      inDays(3),
      inDays(9),
      null,
      null,
      null,
      null,
    ]);
  });

  it('say what ends next as it is now, also before a timer has run', async () => {
    world.pass({ days: 11 });
    const ends = async (domain: string) => {
      const { items } = await list();
      return items.find(({ id }) => id === `domain:${domain}.example`)?.endsNext?.endsAt;
    };
    expect([await ends('grace'), await ends('soon')]).toEqual([undefined, inDays(3)]);
  });
});

describe('customers who have what was asked for', () => {
  const kinds: readonly ListedCustomer[] = [
    { domain: 'active.example', has: [{ endsAt: inDays(40) }] },
    { domain: 'expired.example', has: [{ endsAt: inDays(-29) }, { endsAt: inDays(60) }] },
    { domain: 'disabled.example', has: [{ endsAt: inDays(-30) }] },
    { domain: 'deleted.example', has: [{ endsAt: inDays(-120) }] },
    { domain: 'suspended.example', has: [{ endsAt: inDays(40), state: 'suspended' }] },
    { domain: 'cancelled.example', has: [{ endsAt: inDays(40), state: 'cancelled' }] },
    { domain: 'none.example' },
  ];
  beforeEach(() => addCustomers(world, ...kinds));

  it.each([
    ['active', ['expired', 'active']],
    ['expired', ['expired']],
    ['disabled', ['disabled']],
    ['deleted', ['deleted']],
    ['suspended', ['suspended']],
    ['cancelled', ['cancelled']],
  ])('are those with one that is %s', async (subscription, expected) => {
    expect(domainsOf(await list({ subscription }))).toEqual(expected);
  });

  it('are right at the moment of reading, before any timer has run: grace, then disabled, then deleted', async () => {
    world.pass({ days: 1 });
    expect(domainsOf(await list({ subscription: 'disabled' }))).toEqual(['disabled', 'expired']);
    world.pass({ days: 40 });
    expect(domainsOf(await list({ subscription: 'expired' }))).toEqual(['suspended', 'active']);
    expect(domainsOf(await list({ subscription: 'active' }))).toEqual(['expired']);
    expect(domainsOf(await list({ subscription: 'suspended' }))).toEqual([]);
    world.pass({ days: 60 });
    expect(domainsOf(await list({ subscription: 'deleted', sort: 'name' })).sort()).toEqual([
      'deleted',
      'disabled',
      'expired',
    ]);
  });

  it('are found among the trials that end within so many days, not only those of the newest', async () => {
    expect(domainsOf(await list({ trialEndingWithinDays: '30' }))).toEqual([]);
    world.pass({ days: 15 });
    expect(domainsOf(await list({ trialEndingWithinDays: '30' }))).toEqual(['suspended', 'active']);
    world.pass({ days: 25 });
    expect(domainsOf(await list({ trialEndingWithinDays: '30' }))).toEqual(['expired']);
  });

  it('wait for what is not at Microsoft yet as long as it goes on', async () => {
    expect(domainsOf(await list({ provisioning: 'waiting' }))).toEqual(['suspended', 'expired', 'active']);
    world.pass({ days: 40 });
    expect(domainsOf(await list({ provisioning: 'waiting' }))).toEqual(['expired']);
  });

  it('go by delegation as it is now', async () => {
    const since = noon.toISOString();
    await addCustomers(
      world,
      { domain: 'for-good.example', fields: { delegation: { status: 'active', since } } },
      { domain: 'for-a-while.example', fields: { delegation: { status: 'active', since, until: inDays(5) } } },
      { domain: 'before.example', fields: { delegation: { status: 'ended', since, endedAt: inDays(-1) } } },
    );
    expect(domainsOf(await list({ delegation: 'active' }))).toEqual(['for-a-while', 'for-good']);
    expect(domainsOf(await list({ delegation: 'ended' }))).toEqual(['before']);
    expect(domainsOf(await list({ delegation: 'none', limit: '2' }))).toEqual(['none', 'cancelled']);
    world.pass({ days: 5 });
    expect(domainsOf(await list({ delegation: 'active' }))).toEqual(['for-good']);
    expect(domainsOf(await list({ delegation: 'ended', sort: 'name' })).sort()).toEqual(['before', 'for-a-while']);
  });

  it('are found with all of it together, and by what their names hold', async () => {
    await addCustomers(
      world,
      {
        companyName: 'Acme North',
        domain: 'north.example',
        has: [{ endsAt: inDays(-3) }],
        fields: { foldedTags: ['vip'], tags: ['VIP'] },
      },
      { companyName: 'Acme South', domain: 'south.example', has: [{ endsAt: inDays(-3) }] },
      { companyName: 'Acme West', domain: 'west.example', fields: { foldedTags: ['vip'], tags: ['VIP'] } },
    );
    const query = { q: 'acme', subscription: 'expired' };
    expect(domainsOf(await list(query)).sort()).toEqual(['north', 'south']);
    expect(domainsOf(await list({ ...query, tag: 'vip' }))).toEqual(['north']);
    expect(domainsOf(await list({ tag: 'VIP', sort: 'name' }))).toEqual(['north', 'west']);
    expect(domainsOf(await list({ tag: 'vi' }))).toEqual([]);
  });
});

describe('the search for a part of a name', () => {
  it('takes eight store calls at most, with who calls: also where little of what is found was asked for', async () => {
    const many = Array.from({ length: 150 }, (_, n) => ({
      companyName: `Contoso ${n}`,
      domain: `contoso${n}.example`,
      ...(n % 50 === 3 ? { has: [{ endsAt: inDays(-3) }] } : {}),
    }));
    await addCustomers(world, ...many);
    for (const query of [
      { q: 'contoso' },
      { q: 'zzz' },
      { q: 'so' },
      { q: 'contoso', subscription: 'expired' },
      { q: 'contoso 77' },
    ]) {
      store.forget();
      const page = await list(query);
      expect(store.calls.length).toBeLessThanOrEqual(8);
      if (query.q === 'contoso' && !query.subscription) expect(page.items).toHaveLength(25);
    }
    const pages = await walk({ q: 'contoso', limit: '40' });
    expect(pages.flat()).toHaveLength(150);
    expect(new Set(pages.flat()).size).toBe(150);
    expect((await walk({ q: 'contoso', subscription: 'expired', limit: '2' })).flat().sort()).toEqual([
      'contoso103',
      'contoso3',
      'contoso53',
    ]);
  });

  it('takes eight of the longest page too, where hardly anything of what is found was asked for', async () => {
    const many = Array.from({ length: 450 }, (_, n) => ({ companyName: `Fabrikam ${n}`, domain: `f${n}.example` }));
    await addCustomers(world, ...many);
    store.forget();
    const page = await list({ q: 'fabrikam', subscription: 'expired', limit: '100' });
    expect([page.items, page.nextCursor]).toEqual([[], expect.any(String)]);
    expect(store.calls.length).toBeLessThanOrEqual(8);
  });

  it('gives what is found in the order of what was found', async () => {
    const names = ['Green Tea', 'Tea and more', 'Teahouse', 'Steam'];
    await addCustomers(world, ...names.map((companyName, n) => ({ companyName, domain: `d${n}.example` })));
    const { items } = await list({ q: 'tea' });
    expect(items.map(({ companyName }) => companyName)).toEqual(
      ['Tea and more', 'Green Tea', 'Teahouse', 'Steam'].sort((one, other) => {
        const rest = (name: string, n: number) =>
          `${foldForSearch(name)} d${n}example`.slice(foldForSearch(name).indexOf('tea'));
        return rest(one, names.indexOf(one)) < rest(other, names.indexOf(other)) ? -1 : 1;
      }),
    );
  });

  it('does not find a customer by what it is no longer called', async () => {
    await addCustomers(world, { companyName: 'Before Ltd', domain: 'some.example' });
    const ref = { partition: tenants.northwind, id: customerIdOfDomain('some.example') };
    const stored = await world.store.read(Customer, ref);
    if (!stored) throw new Error('There is no such customer.');
    const renamed = named({ ...stored.document, companyName: 'Afterwards' }, noon);
    await world.store.write(ref.partition, customerWrites(renamed, stored));
    expect(domainsOf(await list({ q: 'before' }))).toEqual([]);
    expect(domainsOf(await list({ q: 'afterw' }))).toEqual(['some']);
    expect(domainsOf(await list({ q: 'e' }))).toEqual(['some']);
  });

  it('finds exactly those whose text holds what was asked, each once, on all pages, while others arrive', async () => {
    const alphabets = ['abc ', 'תקוהן ', '云峰科技', 'é1.-'];
    const word = fc
      .constantFrom(...alphabets)
      .chain((letters) => fc.string({ unit: fc.constantFrom(...Array.from(letters)), minLength: 1, maxLength: 9 }));
    const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(name, { minLength: 1, maxLength: 12 }),
        fc.array(name, { maxLength: 4 }),
        fc.record({ of: fc.nat(), at: fc.nat(), length: fc.integer({ min: 1, max: 6 }) }),
        fc.integer({ min: 1, max: 4 }),
        async (names, arriving, { of, at, length }, limit) => {
          round += 1;
          const [partition, mark] = [tenants.northwind, `r${round}x`];
          const writesOf = (companyName: string, n: number) =>
            listedCustomer({ companyName, domain: `${mark}${n}.example` }, noon);
          const before = names.map(writesOf);
          const text = names[of % names.length] ?? '';
          const q = text.slice(at % text.length, (at % text.length) + length);
          // Before anything is written: who is left behind fills the pages of all runs that follow.
          fc.pre(foldForSearch(q) !== '');
          for (const { writes } of before) await world.store.write(partition, writes);
          const late = arriving.map((companyName, n) => writesOf(companyName, 100 + n));
          const pages = await walk({ q, limit: String(limit) }, async (page) => {
            for (const { writes } of late.slice(page - 1, page)) await world.store.write(partition, writes);
          });
          const mine = pages.flat().filter((domain) => domain.startsWith(mark));
          expect(new Set(mine).size).toBe(mine.length);
          const holding = (all: typeof before) =>
            all
              .filter(({ customer }) => customer.searchText.includes(foldForSearch(q)))
              .map(({ customer }) => customer.id.slice('domain:'.length, -'.example'.length));
          const lateOnes = new Set(late.map(({ customer }) => customer.id.slice('domain:'.length, -'.example'.length)));
          expect(mine.filter((domain) => !lateOnes.has(domain)).sort()).toEqual(holding(before).sort());
          const allowed = new Set(holding(late));
          expect(mine.filter((domain) => lateOnes.has(domain)).every((domain) => allowed.has(domain))).toBe(true);
          for (const { customer } of [...before, ...late]) await forget(customer.id);
        },
      ),
      { numRuns: 60 },
    );
  });

  /** Leaves the next run a world of its own. */
  const forget = async (customerId: string) => {
    const partition = tenants.northwind;
    for (const document of [...(await world.documents('customer')), ...(await world.documents('customer-words'))]) {
      const id = String(document.id);
      if (id !== customerId && document.customerId !== customerId) continue;
      const stored = await world.store.read({ parse: () => undefined }, { partition, id });
      if (stored) await world.store.write(partition, [{ kind: 'delete', id, etag: stored.etag }]);
    }
  };
});

describe('what cannot be asked of the list', () => {
  it('is an order beside a search: what is found has its own', async () => {
    const answer = await call({ q: 'tea', sort: 'name' });
    expect([answer.status, faultyFields(answer)]).toEqual([422, ['/sort']]);
    expect((await call({ q: ' . ', sort: 'name' })).status).toBe(200);
  });

  it('is the cursor of another order or another search', async () => {
    await addCustomers(
      world,
      ...['aaa', 'aab', 'aac'].map((name) => ({ companyName: name, domain: `${name}.example` })),
    );
    const lists: readonly Query[] = [{}, { sort: 'name' }, { sort: 'endsNext' }, { q: 'aa' }, { q: 'exa' }, { q: 'a' }];
    const cursors = await Promise.all(
      lists.map(async (query) => (await list({ ...query, limit: '1' })).nextCursor ?? ''),
    );
    for (const [mine, query] of lists.entries())
      for (const [its, cursor] of cursors.entries()) {
        const answer = await call({ ...query, cursor });
        expect([answer.status, mine === its ? [] : faultyFields(answer)]).toEqual(
          mine === its ? [200, []] : [422, ['/cursor']],
        );
      }
  });

  it.each([
    ['sort', 'oldest'],
    ['tag', ''],
    ['tag', 'x'.repeat(51)],
    ['delegation', 'some'],
    ['subscription', 'lapsed'],
    ['format', 'pdf'],
  ])('is %s=%s', async (name, value) => {
    const answer = await call({ [name]: value });
    expect([answer.status, refusalOf(answer), faultyFields(answer)]).toEqual([422, 'invalid-request', [`/${name}`]]);
  });
});

describe('customers as a file', () => {
  beforeEach(() =>
    addCustomers(
      world,
      {
        companyName: 'תקווה בע״מ',
        domain: 'tikva.example',
        has: [{ endsAt: inDays(3) }, { endsAt: inDays(-1) }],
        fields: { tags: ['VIP', 'Retail'], foldedTags: ['vip', 'retail'] },
      },
      ...Array.from({ length: 30 }, (_, n) => ({ companyName: `Tea ${n}`, domain: `tea${n}.example` })),
    ),
  );

  it('are all that match, in the order of the list, whatever the limit', async () => {
    const csv = async (query: Query) =>
      (await call({ format: 'csv', language: 'en', ...query })).text.trim().split('\r\n').slice(1);
    expect(await csv({ limit: '5' })).toHaveLength(31);
    expect(await csv({ q: 'tea', limit: '5' })).toHaveLength(30);
    expect((await csv({ sort: 'endsNext' }))[0]).toContain('תקווה בע״מ');
    expect(await csv({ tag: 'vip' })).toHaveLength(1);
  });

  it('say in the reader’s words where they stand, from the right in Hebrew', async () => {
    const sheet = await sheetOf((await call({ format: 'xlsx', language: 'he', subscription: 'expired' })).bytes);
    expect(sheet).toMatchObject({ name: 'לקוחות', view: { rightToLeft: true } });
    const [row] = rowsUnderHeadings(sheet);
    expect(row).toMatchObject({
      חברה: 'תקווה בע״מ',
      'תחום ראשי': 'tikva.example',
      'מצבי המינויים': 'פעיל; פג תוקף',
      'ניהול מוסמך': 'אין',
      תגיות: 'VIP; Retail',
    });
    const english = rowsUnderHeadings(
      await sheetOf((await call({ format: 'xlsx', language: 'en', tag: 'vip' })).bytes),
    );
    expect(english[0]).toMatchObject({ Company: 'תקווה בע״מ', 'Ends on (UTC)': new Date(inDays(-1)) });
  });

  it('are nobody’s who may not see clients', async () => {
    await changePartner(world, { authorizations: ['subscriptionAdvisor'] });
    expect((await call({ format: 'csv' })).status).toBe(403);
  });
});
