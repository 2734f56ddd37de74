import * as z from 'zod';
import { watchedWorld } from '../../watched-store';
import { northwind, operator, tenants, World } from '../../world';

const Page = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string() })),
  nextCursor: z.string().optional(),
});
const tenant = (number: number) => `${String(number).padStart(8, '0')}-0000-4000-8000-00000000ffff`;

describe('GET /api/partners', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.close());

  const list = async (query: Readonly<Record<string, string>> = {}) =>
    Page.parse((await world.call('listPartners', { as: operator, query })).json);

  it('is empty where nobody was added', async () => {
    expect(await list()).toEqual({ items: [] });
  });

  it('lists every partner once, newest first, suspended ones too', async () => {
    for (const number of [1, 2, 3]) {
      world.pass({ seconds: 1 });
      await world.addPartner(tenant(number), { name: `Partner${number}` });
    }
    await world.call('putPartner', {
      as: operator,
      params: { partnerId: tenant(2) },
      headers: { 'if-match': '*' },
      body: { ...northwind, name: 'Partner2', status: 'suspended' },
    });
    expect((await list()).items.map(({ name }) => name)).toEqual(['Partner3', 'Partner2', 'Partner1']);
  });

  it('gives pages, also of partners that were added in the same moment', async () => {
    for (const number of [1, 2, 3, 4, 5]) await world.addPartner(tenant(number), { name: `Partner${number}` });
    const seen: string[] = [];
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const page = await list({ limit: '2', ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([5, 4, 3, 2, 1].map(tenant));
  });

  it('leaves out a partner whose adding was cut short, until it is added again', async () => {
    const { world: broken, store } = await watchedWorld();
    const call = { as: operator, params: { partnerId: tenant(1) }, body: northwind };
    store.fault = (_index, { ids }) =>
      ids.includes('partner-entry:' + tenant(1)) ? { when: 'after', error: new Error('lost') } : undefined;
    expect((await broken.call('putPartner', call)).status).toBe(500);
    store.fault = () => undefined;
    const listed = async () => Page.parse((await broken.call('listPartners', { as: operator })).json).items;
    expect(await listed()).toHaveLength(1);
    expect((await broken.call('putPartner', call)).status).toBe(201);
    expect((await listed()).map(({ id }) => id).sort()).toEqual([tenant(1), tenants.northwind].sort());
    broken.close();
  });
});
