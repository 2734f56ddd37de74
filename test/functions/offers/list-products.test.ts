import * as z from 'zod';
import { faultyFields, refusalOf } from '../../link-world';
import { noa, person, tenants, World } from '../../world';

const Products = z.strictObject({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.enum(['trial', 'purchase']),
      minimum: z.number(),
      maximum: z.number(),
      clouds: z.array(z.string()),
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
