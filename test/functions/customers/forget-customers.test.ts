import { forgetCustomers } from '../../../functions/customers/forget-customers';
import { carryOutErasures } from '../../../functions/customers/carry-out-erasures';
import { addCustomers } from '../../customer-world';
import { snapshotOf } from '../../link-world';
import { World } from '../../world';

const year = 365.25;

describe('customers with whom nothing has been left for years', () => {
  const said: string[] = [];
  const context = {
    functionName: 'forgetCustomers',
    invocationId: '00000000-0000-4000-8000-00000000f0f0',
    log: (line: string) => said.push(line),
  } as never;
  let world: World;
  beforeEach(async () => {
    said.length = 0;
    world = new World();
    await world.addPartner();
    await addCustomers(
      world,
      { domain: 'long-gone.example', has: [{}] },
      { domain: 'never-bought.example' },
      { domain: 'renews.example', has: [{ source: 'purchase', autoRenew: true }] },
      {
        domain: 'delegates.example',
        fields: { delegation: { status: 'active', since: new Date(world.now).toISOString() } },
      },
      {
        domain: 'cancelled-late.example',
        has: [{ state: 'cancelled', endsAt: new Date(world.now + 5 * year * 86_400_000).toISOString() }],
      },
    );
  });
  afterEach(() => world.close());

  const run = () => forgetCustomers(() => Promise.resolve(world.ports)).handler({} as never, context);
  const forgotten = async () =>
    (await snapshotOf(world))
      .of('customer')
      .flatMap(({ contact, id }) => (JSON.stringify(contact).includes('@erased.invalid') ? id : []))
      .sort();

  it('are forgotten after seven years, and no others', async () => {
    world.pass({ days: 6 * year });
    await run();
    expect(await forgotten()).toEqual([]);
    world.pass({ days: 1.9 * year });
    await run();
    expect(await forgotten()).toEqual(['domain:long-gone.example', 'domain:never-bought.example']);
    world.pass({ days: 5 * year });
    await run();
    expect(await forgotten()).toEqual([
      'domain:cancelled-late.example',
      'domain:long-gone.example',
      'domain:never-bought.example',
    ]);
    expect(said.map((line) => JSON.parse(line) as unknown)).toEqual([
      { event: 'customers-forgotten', forgotten: 2 },
      { event: 'customers-forgotten', forgotten: 1 },
    ]);
  });

  it('are erased as if somebody had asked for it, by no person', async () => {
    world.pass({ days: 8 * year });
    await run();
    world.pass({ minutes: 11 });
    await carryOutErasures(() => Promise.resolve(world.ports)).handler({} as never, context);
    const { of } = await snapshotOf(world);
    expect(of('erasure')).toMatchObject([{ state: 'done' }, { state: 'done' }]);
    const erased = of('audit').filter(({ action }) => action === 'customerErased');
    expect(erased.map(({ actor, customerId }) => [actor, customerId])).toEqual([
      [{ kind: 'upkeep' }, 'domain:long-gone.example'],
      [{ kind: 'upkeep' }, 'domain:never-bought.example'],
    ]);
  });

  it('are looked for again a week after all were looked at, not before', async () => {
    await run();
    const walk = async () => (await snapshotOf(world)).of('retention-walk')[0];
    const first = await walk();
    expect(first).toMatchObject({ isDone: true });
    world.pass({ days: 6 });
    await run();
    expect(await walk()).toEqual(first);
    world.pass({ days: 2 });
    await run();
    expect(await walk()).toMatchObject({ isDone: true, doneAt: new Date(world.now).toISOString() });
  });
});
