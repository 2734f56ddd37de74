import * as z from 'zod';
import { faultyFields, refusalOf } from '../../link-world';
import { noa, person, tenants, World } from '../../world';

const inEachLanguage = z.strictObject({ he: z.string(), en: z.string(), 'zh-CN': z.string() });

const Products = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      names: inEachLanguage,
      descriptions: inEachLanguage,
      kind: z.enum(['trial', 'purchase']),
      minimum: z.number(),
      maximum: z.number(),
      soldByKey: z.boolean(),
      clouds: z.array(z.string()),
      countries: z.array(z.string()).optional(),
      trialDays: z.number().optional(),
      termMonths: z.number().optional(),
      convertsFrom: z.string().optional(),
      requires: z.array(z.string()).optional(),
      microsoft: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

describe('GET /api/products', () => {
  let world: World;
  beforeAll(async () => {
    world = new World();
    await world.addPartner();
    await world.addPartner(tenants.lotus, { name: 'Lotus', cloud: 'china' });
  });
  afterAll(() => world.close());
  const lotus = person(tenants.lotus, 'noa');

  const list = async (query: Readonly<Record<string, string>>, as = noa) =>
    Products.parse((await world.call('listProducts', { as, query })).json).items;

  it('lists what can be offered in a country, in pages for nobody: the catalogue is short', async () => {
    const items = await list({ usageLocation: 'IL' });
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(['trial', 'purchase']));
    expect(items.every(({ clouds }) => clouds.includes('global'))).toBe(true);
  });

  it.each(['trial', 'purchase'])('lists the kind %s alone when asked to', async (kind) => {
    const items = await list({ usageLocation: 'US', kind });
    expect(items.length).toBeGreaterThan(0);
    expect(items.every((item) => item.kind === kind)).toBe(true);
  });

  it('lists what the partner’s cloud has, in the countries that it serves', async () => {
    const china = await list({ usageLocation: 'CN' }, lotus);
    expect(china.length).toBeGreaterThan(0);
    expect(china.every(({ clouds }) => clouds.includes('china'))).toBe(true);
    expect(await list({ usageLocation: 'IL' }, lotus)).toEqual([]);
    expect(await list({ usageLocation: 'CN' })).toEqual([]);
  });

  it('says of a product what it is called and gives in each language, and how it is known to Microsoft', async () => {
    const items = await list({ usageLocation: 'IL' });
    const [trial, bought] = ['microsoft-365-business-basic-trial', 'microsoft-365-business-basic'].map((id) =>
      items.find((item) => item.id === id),
    );
    expect(trial).toMatchObject({ kind: 'trial', trialDays: 30, minimum: 25, maximum: 25 });
    expect(bought).toMatchObject({
      kind: 'purchase',
      name: 'Microsoft 365 Business Basic',
      names: { 'zh-CN': 'Microsoft 365 商业基础版' },
      termMonths: 12,
      minimum: 1,
      maximum: 300,
      convertsFrom: 'microsoft-365-business-basic-trial',
      microsoft: { skuId: '3b555118-da6a-4418-894f-7df1e2096870' },
    });
    expect(trial?.descriptions).toEqual(bought?.descriptions);
  });

  it('says what an add-on builds on, and leaves out what is not sold in that country', async () => {
    const [israel, britain] = [await list({ usageLocation: 'IL' }), await list({ usageLocation: 'GB' })];
    const withCalls = 'microsoft-teams-phone-with-calling-plan';
    expect(israel.find(({ id }) => id === 'microsoft-365-copilot')?.requires).toContain('office-365-e3');
    expect(israel.map(({ id }) => id)).not.toContain(withCalls);
    expect(britain.map(({ id }) => id)).toContain(withCalls);
  });

  it('sells by key only where product keys exist', async () => {
    const soldByKey = (items: Awaited<ReturnType<typeof list>>) => items.filter((item) => item.soldByKey).length;
    expect(soldByKey(await list({ usageLocation: 'IL' }))).toBeGreaterThan(0);
    expect(soldByKey(await list({ usageLocation: 'CN' }, lotus))).toBe(0);
  });

  it.each<[Readonly<Record<string, string>>, readonly string[]]>([
    [{}, ['/usageLocation']],
    [{ usageLocation: 'XX' }, ['/usageLocation']],
    [{ usageLocation: 'ISR' }, ['/usageLocation']],
    [{ usageLocation: 'IL', kind: 'gift' }, ['/kind']],
    [{ kind: '' }, ['/usageLocation', '/kind']],
  ])('refuses %j', async (query, fields) => {
    const answer = await world.call('listProducts', { as: noa, query });
    expect([answer.status, refusalOf(answer)]).toEqual([422, 'invalid-request']);
    expect(faultyFields(answer)).toEqual(fields);
  });
});
