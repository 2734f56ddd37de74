import type { InvocationContext } from '@azure/functions';
import { carryOutTasks } from '../../../functions/provisioning/carry-out-tasks';
import { limits } from '../../../shared/catalogue/limits';
import { subscriptionKey } from '../../../shared/domain/customers/subscription';
import { walkRef } from '../../../shared/domain/partners/partner-walk';
import {
  StoreUnavailable,
  type Provisioner,
  type ProvisioningOrder,
  type ProvisioningOutcome,
} from '../../../shared/ports';
import { apply, loadedKey } from '../../key-world';
import { bought, reference, reported, tasksOf } from '../../provisioning-world';
import { WatchedStore } from '../../watched-store';
import { noa, tenants, World } from '../../world';

/** Takes what it is told to take, keeps what it was asked, and answers as it is told. */
class RecordingProvisioner implements Provisioner {
  readonly orders: ProvisioningOrder[] = [];
  /** What is at Microsoft, by the operation that made it. */
  readonly made = new Map<string, string>();
  takesAll = true;
  answer: (order: ProvisioningOrder) => Promise<ProvisioningOutcome> = (order) => {
    const id = this.made.get(order.operationId) ?? reference;
    this.made.set(order.operationId, id);
    return Promise.resolve({ kind: 'done', reference: id });
  };

  takes(): boolean {
    return this.takesAll;
  }

  carryOut(order: ProvisioningOrder): Promise<ProvisioningOutcome> {
    this.orders.push(order);
    return this.answer(order);
  }
}

const context = {
  invocationId: 'run',
  functionName: 'carryOutTasks',
  log: () => undefined,
} as unknown as InvocationContext;

/** The timer runs once. */
const runTasks = (world: World) =>
  carryOutTasks(() => Promise.resolve(world.ports)).handler({ isPastDue: false } as never, context);

describe('what carries tasks out by itself', () => {
  let world: World;
  let store: WatchedStore;
  let provisioner: RecordingProvisioner;
  let taskId: string;
  beforeEach(async () => {
    provisioner = new RecordingProvisioner();
    const stores: WatchedStore[] = [];
    world = new World({
      provisioner,
      store: (inner) => {
        const watched = new WatchedStore(inner);
        stores.push(watched);
        return watched;
      },
    });
    const [watched] = stores;
    if (!watched) throw new Error('The world did not take the store.');
    store = watched;
    await world.addPartner();
    const [subscriptionId = ''] = await bought(
      world,
      (await world.offerToSell({ lines: [{ productId: 'power-bi-pro', quantity: 5 }] })).code,
    );
    taskId = `${subscriptionId}-1`;
    await world.deliver();
    world.mails.length = 0;
    store.forget();
  });
  afterEach(() => world.close());

  const run = () => runTasks(world);
  const task = async () => (await world.documents('provisioning-task')).find((one) => one.taskId === taskId);
  const told = async () => {
    await world.deliver();
    return world.mails.map(({ kind }) => kind);
  };

  it('is given all that it needs, and what it says is written down and mailed', async () => {
    await run();
    expect(provisioner.orders).toEqual([
      {
        operationId: `${taskId}-${world.now}`,
        partnerId: tenants.northwind,
        cloud: 'global',
        customer: {
          customerId: 'domain:contoso.example',
          companyName: 'Contoso',
          primaryDomain: 'contoso.example',
          country: 'IL',
        },
        kinds: ['start'],
        from: undefined,
        to: { productId: 'power-bi-pro', quantity: 5, state: 'active', autoRenew: true },
        endsAt: '2027-11-22T12:00:00.000Z',
        keys: [],
        reference: undefined,
      },
    ]);
    expect(await task()).toMatchObject({ state: 'done', reference });
    expect(await task()).not.toHaveProperty('queue');
    expect((await world.documents('subscription'))[0]).toMatchObject({ provisioning: { state: 'done' }, reference });
    expect(await told()).toEqual(['subscriptionReady']);
    expect((await world.documents('audit')).filter(({ action }) => action === 'provisioningReported')).toMatchObject([
      { actor: { kind: 'upkeep' } },
      { actor: { kind: 'upkeep' } },
    ]);
    await run();
    expect(provisioner.orders).toHaveLength(1);
  });

  it('has a failure shown with its reason, and people can go on from there', async () => {
    provisioner.answer = () => Promise.resolve({ kind: 'failed', reason: 'The tenant has no billing account.' });
    await run();
    expect((await world.documents('subscription'))[0]).toMatchObject({
      provisioning: { state: 'failed', reason: 'The tenant has no billing account.' },
    });
    await run();
    expect(provisioner.orders).toHaveLength(1);
    expect((await reported(world, taskId, { state: 'done', reference })).status).toBe(200);
  });

  it.each<[string, () => Promise<ProvisioningOutcome>]>([
    ['answers that nobody knows', () => Promise.resolve({ kind: 'unknown' })],
    ['throws', () => Promise.reject(new Error('The connection was reset.'))],
    ['is not to be reached', () => Promise.resolve({ kind: 'unavailable', retryAfterSeconds: 90 })],
  ])(
    'is asked again under the same operation when it %s, ever later, and then the task is people’s',
    async (_what, answer) => {
      provisioner.answer = answer;
      for (let minutes = 0; minutes < 300; minutes += 1) {
        await run();
        world.pass({ minutes: 1 });
      }
      expect(provisioner.orders).toHaveLength(limits.provisioning.tries);
      expect(new Set(provisioner.orders.map(({ operationId }) => operationId)).size).toBe(1);
      expect(await task()).toMatchObject({ state: 'pending', forPeople: true });
      expect(await task()).not.toHaveProperty('claim');
      // Nobody knows what the last call did: a change of what is agreed does not hand it over again.
      await bought(world, (await world.invite({ productId: 'exchange-online-plan-1-trial' })).code);
      const before = provisioner.orders.length;
      provisioner.answer = () => Promise.resolve({ kind: 'left' });
      await run();
      expect(provisioner.orders.slice(before).map(({ to }) => to.productId)).toEqual(['exchange-online-plan-1-trial']);
    },
  );

  it('leaves to people what it does not take, and what it gives back, and asks for neither again', async () => {
    provisioner.takesAll = false;
    await run();
    expect(provisioner.orders).toEqual([]);
    expect(await task()).toMatchObject({ state: 'pending', revision: 1, forPeople: true });
    provisioner.takesAll = true;
    await run();
    expect(provisioner.orders).toEqual([]);
    expect(await tasksOf(world, { state: 'pending' })).toHaveLength(1);
  });

  it('keeps what somebody has claimed for them', async () => {
    await reported(world, taskId, { state: 'claimed' });
    await run();
    expect(provisioner.orders).toEqual([]);
  });

  it('does not undo a taking over when it answers late', async () => {
    let answered: (outcome: ProvisioningOutcome) => void = () => undefined;
    provisioner.answer = () => new Promise((resolve) => (answered = resolve));
    const running = run();
    while (provisioner.orders.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await tasksOf(world, { state: 'claimed' })).toMatchObject([{ claimedBy: { name: 'automatic' } }]);
    expect((await reported(world, taskId, { state: 'claimed' })).status).toBe(409);
    expect((await reported(world, taskId, { state: 'claimed', takeOver: true })).status).toBe(200);
    answered({ kind: 'done', reference });
    await running;
    expect(await task()).toMatchObject({ state: 'claimed', claim: { by: { userId: 'noa' } } });
  });

  it('is not asked twice at once, by runs side by side', async () => {
    await Promise.all([run(), run(), run()]);
    expect(provisioner.orders).toHaveLength(1);
  });

  it('follows with what was agreed while it was at work', async () => {
    const premium = 'microsoft-365-business-premium';
    await bought(world, (await world.invite()).code);
    world.pass({ minutes: 11 });
    let late: Promise<unknown> = Promise.resolve();
    const { code } = await world.offerToSell({ lines: [{ productId: premium, quantity: 4 }] });
    const redemptionId = await world.redeem(code);
    const given = await world.mailedCode('dana@contoso.example');
    provisioner.answer = async ({ to }) => {
      if (to.productId === `${premium}-trial`) late = world.confirm(code, redemptionId, given);
      await late;
      return { kind: 'done', reference };
    };
    await run();
    await run();
    expect(provisioner.orders.map(({ kinds, from, to }) => [kinds, from?.productId, to.productId])).toEqual([
      [['start'], undefined, 'power-bi-pro'],
      [['start'], undefined, `${premium}-trial`],
      [['convert'], `${premium}-trial`, premium],
    ]);
    expect((await world.documents('subscription')).map(({ provisioning }) => provisioning)).toEqual([
      { state: 'done' },
      { state: 'done' },
    ]);
  });

  it.each([
    ['before', () => new Error('The process died.')],
    ['after', () => new Error('The process died.')],
    ['after', () => new StoreUnavailable('No answer.', 1)],
  ] as const)('sets up once whatever call of the store breaks %s it', async (when, error) => {
    await run();
    const whole = store.calls.length;
    for (let broken = 0; broken < whole; broken += 1) {
      const adapter = new RecordingProvisioner();
      const stores: WatchedStore[] = [];
      const fresh = new World({
        provisioner: adapter,
        store: (inner) => {
          const watched = new WatchedStore(inner);
          stores.push(watched);
          return watched;
        },
      });
      await fresh.addPartner();
      await bought(fresh, (await fresh.invite()).code);
      stores[0]?.forget();
      if (stores[0]) stores[0].fault = (index) => (index === broken ? { when, error: error() } : undefined);
      const again = () =>
        carryOutTasks(() => Promise.resolve(fresh.ports)).handler({ isPastDue: false } as never, context);
      for (let turn = 0; turn < 3; turn += 1) {
        await Promise.resolve(again()).catch(() => undefined);
        fresh.pass({ minutes: 6 });
      }
      expect([broken, (await fresh.documents('provisioning-task'))[0]?.state]).toEqual([broken, 'done']);
      expect([broken, adapter.made.size]).toEqual([broken, 1]);
      await fresh.deliver();
      expect(fresh.mails.filter(({ kind }) => kind === 'subscriptionReady')).toHaveLength(1);
      fresh.close();
    }
  });
});

describe('what was agreed before there were tasks', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const run = () => runTasks(world);
  /** As the last release left it. */
  const withoutTask = async (subscriptionId: string, set: Readonly<Record<string, unknown>> = {}) => {
    const task = (
      await world.store.list(
        { parse: (raw: unknown) => raw as { id: string } },
        { partition: tenants.northwind, type: 'provisioning-task', limit: 100 },
      )
    ).items.find(({ document }) => document.id.startsWith(`provisioning-task:${subscriptionId}`));
    if (!task) throw new Error('There is no task.');
    const written = await world.store.write(tenants.northwind, [
      { kind: 'delete', id: task.document.id, etag: task.etag },
      {
        kind: 'patch',
        id: subscriptionKey(subscriptionId),
        patch: { set: { revision: 1, ...set }, remove: ['tasks'] },
      },
    ]);
    expect(written.ok).toBe(true);
  };

  it('gets its task, once, with the keys that are to be entered', async () => {
    const [tried = ''] = await bought(world, (await world.invite()).code);
    await withoutTask(tried);
    const key = await loadedKey(world, 1);
    const applied = await apply(world, [key], { customer: { id: 'domain:contoso.example' } });
    const [prepaid = ''] = (applied.json.subscriptions as { id: string }[]).map(({ id }) => id);
    await withoutTask(prepaid);
    expect(await tasksOf(world)).toEqual([]);
    await run();
    const tasks = await tasksOf(world);
    expect(tasks).toHaveLength(2);
    expect(tasks.find(({ subscriptionId }) => subscriptionId === tried)).toMatchObject({
      state: 'pending',
      kinds: ['start'],
      keys: [],
    });
    expect(tasks.find(({ subscriptionId }) => subscriptionId === prepaid)).toMatchObject({
      keys: [{ lastFive: key.slice(-5), effect: 'new' }],
    });
    await run();
    expect(await tasksOf(world)).toHaveLength(2);
    expect(
      (await world.store.read({ parse: (raw: unknown) => raw }, walkRef('provisioning-walk')))?.document,
    ).toMatchObject({
      isDone: true,
    });
    const done = await reported(world, `${tried}-1`, { state: 'done', reference });
    expect(done.status).toBe(200);
    expect(
      (await world.call('listSubscriptions', { as: noa, params: { customerId: 'domain:contoso.example' } })).json.items,
    ).toEqual(expect.arrayContaining([expect.objectContaining({ provisioning: { state: 'done', reference } })]));
  });

  it('is converted there where Microsoft’s id shows that the trial was set up', async () => {
    const [id = ''] = await bought(world, (await world.invite()).code);
    await withoutTask(id, {
      source: 'purchase',
      productId: 'microsoft-365-business-premium',
      quantity: 10,
      autoRenew: true,
      reference,
    });
    await run();
    expect(await tasksOf(world)).toMatchObject([
      {
        kinds: ['convert'],
        reference,
        atMicrosoft: { product: { id: 'microsoft-365-business-premium-trial' } },
        agreed: { quantity: 10 },
      },
    ]);
  });

  it('gets none where it is over', async () => {
    const [id = ''] = await bought(world, (await world.invite()).code);
    await withoutTask(id);
    world.pass({ days: 30 });
    await run();
    expect(await tasksOf(world)).toEqual([]);
  });
});
