import { bought, reported, tasksOf } from '../../provisioning-world';
import { apply, loadedKey, namedCompany } from '../../key-world';
import { company } from '../../link-world';
import { contoso, noa, tenants, World } from '../../world';

describe('the list of what is to be set up at Microsoft', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  it('gives with each task all that is needed to do it by hand', async () => {
    const { code, id: offerId } = await world.offerToSell({
      lines: [{ productId: 'exchange-online-plan-1', quantity: 3 }],
    });
    const [subscriptionId] = await bought(world, code, { quantities: { 'exchange-online-plan-1': 7 } });
    expect(await tasksOf(world, { state: 'pending' })).toEqual([
      {
        id: `${subscriptionId}-1`,
        etag: '"1"',
        state: 'pending',
        kinds: ['start'],
        subscriptionId,
        source: 'purchase',
        offerId,
        customer: {
          id: 'domain:contoso.example',
          companyName: 'Contoso',
          primaryDomain: 'contoso.example',
          country: 'IL',
          contact: contoso.contact,
        },
        agreed: {
          product: {
            id: 'exchange-online-plan-1',
            name: 'Exchange Online (Plan 1)',
            microsoft: {
              productId: 'CFQ7TTC0LH16',
              skuId: '4b9405b0-7788-4568-add1-99614e613b69',
              skuPartNumber: 'EXCHANGESTANDARD',
            },
          },
          quantity: 7,
          status: 'active',
          autoRenew: true,
        },
        offeredQuantity: 3,
        startsAt: '2026-11-22T12:00:00.000Z',
        endsAt: '2027-11-22T12:00:00.000Z',
        keys: [],
        links: [
          { id: 'partner-center', href: 'https://partner.microsoft.com/dashboard/v2/customers/list' },
          { id: 'admin-center', href: 'https://admin.microsoft.com' },
          {
            id: 'tenant-id',
            href: 'https://login.microsoftonline.com/contoso.example/v2.0/.well-known/openid-configuration',
          },
        ],
        createdAt: '2026-11-22T12:00:00.000Z',
        changedAt: '2026-11-22T12:00:00.000Z',
        history: [
          {
            at: '2026-11-22T12:00:00.000Z',
            state: 'pending',
            by: { kind: 'customer', redemptionId: expect.any(String) as unknown },
          },
        ],
      },
    ]);
  });

  it('names keys to be entered by their last five characters, and the page where', async () => {
    const key = await loadedKey(world, 1);
    await apply(world, [key]);
    const [task] = await tasksOf(world);
    expect(task).toMatchObject({ keys: [{ lastFive: key.slice(-5), effect: 'new' }] });
    expect(task?.links).toEqual(expect.arrayContaining([{ id: 'product-keys', href: 'https://setup.office.com' }]));
    expect(JSON.stringify(task)).not.toContain(key);
  });

  it('leads into the pages of the partner’s own cloud', async () => {
    await bought(world, (await world.invite()).code);
    await world.store.write(tenants.northwind, [{ kind: 'patch', id: 'partner', patch: { set: { cloud: 'china' } } }]);
    const [task] = await tasksOf(world);
    const hosts = (task?.links as { href: string }[]).map(({ href }) => new URL(href).hostname);
    expect(hosts).toEqual([
      'partner.partnercenter.microsoftonline.cn',
      'portal.partner.microsoftonline.cn',
      'login.partner.microsoftonline.cn',
    ]);
  });

  it('goes by state, kind, customer, text and page', async () => {
    for (const number of [1, 2, 3]) {
      const { companyName, primaryDomain, contact } = namedCompany(number);
      await bought(
        world,
        (await world.invite()).code,
        { ...company(number), companyName, primaryDomain, contact },
        contact.email,
      );
      world.pass({ minutes: 1 });
    }
    const [third, second, first] = await tasksOf(world);
    await reported(world, first?.id ?? '', { state: 'claimed' });
    await reported(world, second?.id ?? '', { state: 'failed', reason: 'No.' });
    const ids = async (query: Readonly<Record<string, string>>) => (await tasksOf(world, query)).map(({ id }) => id);
    expect(await ids({ state: 'pending' })).toEqual([third?.id]);
    expect(await ids({ state: 'claimed' })).toEqual([first?.id]);
    expect(await ids({ state: 'failed' })).toEqual([second?.id]);
    expect(await ids({ state: 'done' })).toEqual([]);
    expect(await ids({ kind: 'start' })).toHaveLength(3);
    expect(await ids({ kind: 'cancel' })).toEqual([]);
    expect(await ids({ customerId: 'domain:company-2.example' })).toEqual([second?.id]);
    expect(await ids({ q: 'COMPANY-3' })).toEqual([third?.id]);
    expect(await ids({ q: 'business premium' })).toHaveLength(3);
    expect(await ids({ mine: 'true' })).toEqual([first?.id]);
    const page = await world.call('listProvisioningTasks', { as: noa, query: { limit: '2' } });
    const rest = await world.call('listProvisioningTasks', {
      as: noa,
      query: { limit: '2', cursor: String(page.json.nextCursor) },
    });
    expect(rest.json.items).toMatchObject([{ id: first?.id }]);
    for (const query of [{ state: 'open' }, { kind: 'stop' }, { mine: 'yes' }, { limit: '0' }])
      expect((await world.call('listProvisioningTasks', { as: noa, query })).status).toBe(422);
  });

  it('calls a trial moot that was over before anybody set it up, at that very moment', async () => {
    await bought(world, (await world.invite()).code);
    world.pass({ days: 30, seconds: -1 });
    expect(await tasksOf(world, { state: 'pending' })).toHaveLength(1);
    world.pass({ seconds: 1 });
    expect(await tasksOf(world, { state: 'pending' })).toEqual([]);
    expect(await tasksOf(world, { state: 'moot' })).toMatchObject([{ state: 'moot' }]);
  });

  it.each([
    ['en', 'Start', 'Waiting'],
    ['he', 'התחלת המנוי', 'ממתינה'],
    ['zh-CN', '开通', '等待处理'],
  ])('is a file in the words of its reader: %s', async (language, kind, state) => {
    await bought(world, (await world.invite()).code);
    const csv = await world.call('listProvisioningTasks', { as: noa, query: { format: 'csv', language } });
    expect(csv.status).toBe(200);
    expect(csv.text).toContain(kind);
    expect(csv.text).toContain(state);
    expect(csv.text).toContain('cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46');
  });
});
