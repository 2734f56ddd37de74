import { apply, loadedKey } from '../../key-world';
import { accepted, allAccepted, customerId, patch, stored, toldChanges, tried } from '../../subscription-world';
import { runTimers } from '../../telling-world';
import { contoso, noa, noon, World } from '../../world';

const iso = (days: number) => new Date(noon.getTime() + days * 86_400_000).toISOString();
const inDays = 500;

/** What a customer has, by what becomes of it. */
interface Held {
  readonly converted: string;
  readonly renewing: string;
  readonly ending: string;
  readonly suspended: string;
  readonly revived: string;
  readonly cancelled: string;
  readonly prepaid: string;
}

type Name = keyof Held;
const names: readonly Name[] = ['converted', 'renewing', 'ending', 'suspended', 'revived', 'cancelled', 'prepaid'];

/** What people do, on which day. */
const agenda: Readonly<Record<number, (world: World, held: Held) => Promise<unknown>>> = {
  40: async (world, { converted }) => {
    const params = { customerId, subscriptionId: converted };
    const offered = await world.call('convertTrial', { as: noa, params, body: { quantity: 30 } });
    return accepted(world, String(offered.json.url).split('/o/')[1] ?? '');
  },
  100: (world, { ending }) => patch(world, ending, { autoRenew: false }),
  120: (world, { revived }) => patch(world, revived, { autoRenew: false, quantity: 9 }),
  200: (world, { cancelled }) => patch(world, cancelled, { status: 'cancelled' }),
  300: (world, { suspended }) => patch(world, suspended, { status: 'suspended' }),
  380: (world, { suspended }) => patch(world, suspended, { status: 'active' }),
  385: (world, { revived }) => patch(world, revived, { autoRenew: true }),
};

async function aWorld(): Promise<{ readonly world: World; readonly held: Held }> {
  const world = new World();
  await world.addPartner();
  const products = ['power-bi-pro', 'office-365-e1', 'visio-plan-2', 'planner-plan-1', 'microsoft-365-f1'];
  const { code } = await world.offerToSell({
    lines: products.map((productId) => ({ productId, quantity: 5 })),
    delegatedAdministration: true,
  });
  const [renewing = '', suspended = '', revived = '', ending = '', cancelled = ''] = await allAccepted(
    world,
    code,
    true,
  );
  const applied = await apply(world, [await loadedKey(world, 1)], { customer: { id: customerId } });
  const [{ id: prepaid } = { id: '' }] = applied.json.subscriptions as readonly { readonly id: string }[];
  const converted = await tried(world);
  return { world, held: { renewing, suspended, revived, ending, cancelled, prepaid, converted } };
}

/** Lives through the days, with the timers running on some of them; gives who was mailed what on which. */
async function live(world: World, held: Held, runsOn: (day: number) => boolean): Promise<readonly string[]> {
  const mailed: string[] = [];
  const run = async (day: number) => {
    await runTimers(world);
    await world.deliver();
    mailed.push(...world.mails.map(({ kind, to }) => `${day} ${kind} ${to.address}`));
    world.mails.length = 0;
  };
  await run(0);
  mailed.length = 0;
  for (let day = 1; day <= inDays; day += 1) {
    world.pass({ days: 1 });
    if (runsOn(day)) await run(day);
    const happens = agenda[day];
    if (happens) await happens(world, held);
  }
  await run(inDays);
  return mailed;
}

/** How everything stands at the end, with what was told and audited on the way. */
async function outcomeOf(world: World, held: Held) {
  const audit = await world.documents('audit');
  const outcome = await Promise.all(
    names.map(async (name) => {
      const { tasks: _tasks, ...subscription } = await stored(world, held[name]);
      const told = (await toldChanges(world, held[name])).map(({ kind, at, endsAt }) => `${kind} ${at} ${endsAt}`);
      const audited = audit
        .filter(({ subject }) => subject === held[name])
        .map(({ action, actor, changes }) => [action, (actor as { readonly kind: string }).kind, changes]);
      return [name, { subscription, told, audited }] as const;
    }),
  );
  return Object.fromEntries(outcome) as Record<Name, (typeof outcome)[number][1]>;
}

const isReminder = (told: string) => told.startsWith('trialEnding');

describe('what a customer has, over five hundred days', () => {
  let day: Awaited<ReturnType<typeof aWorld>>;
  let mailed: readonly string[];
  let daily: Awaited<ReturnType<typeof outcomeOf>>;
  beforeAll(async () => {
    day = await aWorld();
    mailed = await live(day.world, day.held, () => true);
    daily = await outcomeOf(day.world, day.held);
  });
  afterAll(() => day.world.close());

  it.each<[Name, object, readonly string[]]>([
    [
      'converted',
      {
        source: 'purchase',
        state: 'active',
        quantity: 30,
        endsAt: '2029-01-01T12:00:00.000Z',
        dueAt: '2029-01-01T12:00:00.000Z',
      },
      [
        `trialEnding ${iso(23)} ${iso(30)}`,
        `trialEnding ${iso(29)} ${iso(30)}`,
        `expired ${iso(30)} ${iso(30)}`,
        `renewed ${iso(405)} 2029-01-01T12:00:00.000Z`,
      ],
    ],
    ['renewing', { state: 'active', autoRenew: true }, [`renewed ${iso(365)} 2028-11-22T12:00:00.000Z`]],
    [
      'ending',
      { state: 'active', autoRenew: false, endsAt: iso(365) },
      [
        `renewalTurnedOff ${iso(100)} ${iso(365)}`,
        `expired ${iso(365)} ${iso(365)}`,
        `disabled ${iso(395)} ${iso(365)}`,
        `deleted ${iso(485)} ${iso(365)}`,
      ],
    ],
    [
      'suspended',
      { state: 'active', autoRenew: true, endsAt: '2028-11-22T12:00:00.000Z' },
      [
        `suspended ${iso(300)} ${iso(365)}`,
        `expired ${iso(365)} ${iso(365)}`,
        `resumed ${iso(380)} 2028-11-22T12:00:00.000Z`,
        `renewed ${iso(365)} 2028-11-22T12:00:00.000Z`,
      ],
    ],
    [
      'revived',
      { state: 'active', autoRenew: true, quantity: 9 },
      [
        `renewalTurnedOff ${iso(120)} ${iso(365)}`,
        `quantityChanged ${iso(120)} ${iso(365)}`,
        `expired ${iso(365)} ${iso(365)}`,
        `renewalTurnedOn ${iso(385)} 2028-11-22T12:00:00.000Z`,
        `renewed ${iso(365)} 2028-11-22T12:00:00.000Z`,
      ],
    ],
    [
      'cancelled',
      { state: 'cancelled', autoRenew: false, endsAt: iso(200) },
      [`cancelled ${iso(200)} ${iso(200)}`, `deleted ${iso(320)} ${iso(200)}`],
    ],
    ['prepaid', { state: 'active', autoRenew: false, endsAt: iso(365) }, []],
  ])('%s: every step once, on its nominal date', (name, state, told) => {
    const { subscription, told: was } = daily[name];
    expect(subscription).toMatchObject(state);
    expect(was).toEqual(told);
    expect(new Set(was).size).toBe(was.length);
  });

  it('mails its customer what its partner does, and what ends; never that what renews itself ends', () => {
    const toCustomer = mailed.filter((one) => one.endsWith(contoso.contact.email));
    const about = toCustomer.map((one) => one.replace(` ${contoso.contact.email}`, ''));
    const codes = ['confirmationCode', 'receipt'];
    expect(about.filter((one) => !codes.includes(one.split(' ')[1] ?? ''))).toEqual([
      '23 trialEnding',
      '29 trialEnding',
      '30 subscriptionExpired',
      '101 subscriptionManaged',
      '121 subscriptionManaged',
      '201 subscriptionManaged',
      '301 subscriptionManaged',
      // What was suspended, what was not to renew itself (twice), and what was prepaid.
      ...Array<string>(4).fill('365 subscriptionExpired'),
      '381 subscriptionManaged',
      '386 subscriptionManaged',
    ]);
  });

  it('is the same after five hundred days on which no timer ran, but for reminders that were overtaken', async () => {
    const { world, held } = await aWorld();
    const late = await live(world, held, () => false);
    const silent = await outcomeOf(world, held);
    for (const name of names) {
      expect([name, silent[name].told]).toEqual([name, daily[name].told.filter((one) => !isReminder(one))]);
      expect([name, silent[name].audited]).toEqual([name, daily[name].audited]);
      const { subscriptionId: _id, id: _key, sortKey: _place, offerId: _offer, ...left } = silent[name].subscription;
      expect(daily[name].subscription).toMatchObject(left);
    }
    const expired = late.filter((one) => /(?:trialEnding|subscriptionExpired) dana/u.test(one));
    // Of all ends the only ones that are still true, and told that late.
    expect(expired).toEqual(Array(2).fill(`${inDays} subscriptionExpired ${contoso.contact.email}`));
    world.close();
  });

  it('is the same when the timers run now and then', async () => {
    const { world, held } = await aWorld();
    await live(world, held, (today) => today % 37 === 0 || today === 28);
    const seldom = await outcomeOf(world, held);
    for (const name of names) {
      expect([name, seldom[name].told.filter((one) => !isReminder(one))]).toEqual([
        name,
        daily[name].told.filter((one) => !isReminder(one)),
      ]);
      expect([name, seldom[name].audited]).toEqual([name, daily[name].audited]);
    }
    expect(seldom.converted.told.filter(isReminder)).toEqual([`trialEnding ${iso(23)} ${iso(30)}`]);
    world.close();
  });
});
