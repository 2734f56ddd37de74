import * as z from 'zod';
import { StoreUnavailable } from '../../../shared/ports';
import { accessToken, cookieOf } from '../../access-world';
import { apply, business, loadedKey, withdrawn } from '../../key-world';
import { WatchedStore, type Fault } from '../../watched-store';
import { World, type Answer } from '../../world';

const Asks = z.array(z.object({ askId: z.string() }));
const basic = 'microsoft-365-business-basic';

/** A world with three keys, whose stores break where they are told to, counting the calls of both. */
async function brokenWorld(breaks: (call: number) => Fault | undefined) {
  const state = { calls: 0, isOn: false };
  const watch = (inner: ConstructorParameters<typeof WatchedStore>[0]): WatchedStore => {
    const store = new WatchedStore(inner);
    store.fault = () => (state.isOn ? breaks(state.calls++) : undefined);
    return store;
  };
  const world = new World({ store: watch, keyStore: watch });
  await world.addPartner();
  const keys = [
    await loadedKey(world, 1),
    await loadedKey(world, 2, { quantity: 5 }),
    await loadedKey(world, 3, { productId: basic }),
  ];
  const more = await loadedKey(world, 4);
  state.isOn = true;
  return { world, state, keys, more };
}

/** Everything or nothing: whoever looks at this moment sees no half of an application. */
async function expectWhole(world: World): Promise<void> {
  const { documents } = await world.store.changes(undefined, 10_000);
  const of = (type: string) => documents.filter((document) => document.type === type);
  const applications = of('key-application');
  const keys = z.array(
    z.object({ state: z.string(), applied: z.looseObject({ applicationId: z.string() }).optional() }),
  );
  const used = keys.parse(of('product-key')).filter(({ state }) => state === 'applied');
  const made = applications.flatMap((one) => z.array(z.unknown()).parse(one.keys));
  expect({
    used: used.length,
    of: used.every(({ applied }) => applications.some(({ applicationId }) => applicationId === applied?.applicationId)),
    customers: of('customer').length,
    subscriptions: of('subscription').length,
    tally: of('customer-tally')[0]?.customers,
    mails: of('mail').filter(({ kind }) => kind === 'keysApplied').length,
    notifications: of('notification').filter(({ id }) => id.includes('keys-applied')).length,
    audited: of('audit').filter(({ action }) => action === 'keysApplied').length,
  }).toEqual({
    used: made.length,
    of: true,
    customers: Math.min(1, applications.length),
    subscriptions: applications.length > 0 ? 2 : 0,
    tally: Math.min(1, applications.length),
    mails: applications.length,
    notifications: applications.length,
    audited: applications.length,
  });
  const answered = applications.flatMap(({ asks }) => z.array(z.looseObject({ state: z.string() })).parse(asks));
  expect(of('consent')).toHaveLength(answered.filter(({ state }) => state === 'answered').length);
}

/** Repeats a request as a client does that was not answered. */
async function insist(world: World, request: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const answer = await request();
    await expectWhole(world);
    if (answer.status < 500) return answer;
  }
  throw new Error('Nobody answers.');
}

/** The whole way: keys are used, one more extends what they started, and the customer answers both asks. */
async function journey(
  { world, keys, more }: Awaited<ReturnType<typeof brokenWorld>>,
  named: (what: string) => Record<string, string>,
): Promise<readonly Answer[]> {
  const body = { offerDelegatedAdministration: true, requestPartnerOfRecord: true };
  const applied = await insist(world, () => apply(world, keys, body, { headers: named('first') }));
  const extended = await insist(world, () => apply(world, [more], { mode: 'extend' }, { headers: named('second') }));
  const token = accessToken(world);
  const asked = { params: { token }, body: {}, headers: { 'idempotency-key': 'code' } };
  await insist(world, () => world.call('askForAccessCode', asked));
  for (let minute = 0; minute < 3; minute += 1) {
    await world.deliver().catch(() => undefined);
    world.pass({ minutes: 1 });
  }
  const confirmationCode = world.mails.find(({ kind }) => kind === 'accessCode')?.code ?? '';
  const opened = await insist(world, () =>
    world.call('enterAccessCode', { params: { token }, body: { confirmationCode } }),
  );
  const answers: Answer[] = [];
  for (const { askId } of Asks.parse(applied.json.asks))
    answers.push(
      await insist(world, () =>
        world.call('answerAsk', {
          params: { token, askId },
          body: { given: true },
          headers: { cookie: cookieOf(opened) },
        }),
      ),
    );
  return [applied, extended, opened, ...answers];
}

/** What there is of everything, and how it stands. */
async function stateOf(world: World) {
  const { documents } = await world.store.changes(undefined, 10_000);
  const counts: Record<string, number> = {};
  for (const { type } of documents) counts[type] = (counts[type] ?? 0) + 1;
  const of = (type: string) => documents.filter((document) => document.type === type);
  return {
    counts,
    keys: of('product-key').map(({ state }) => state),
    subscriptions: of('subscription')
      .map(({ productId, quantity, endsAt, partnerOfRecord, revision }) => [
        productId,
        quantity,
        endsAt,
        partnerOfRecord !== null,
        revision,
      ])
      .sort(),
    customer: of('customer').map(({ delegation, revision }) => [z.looseObject({}).parse(delegation).status, revision]),
  };
}

const crash = (): Error => new Error('The process died.');
const timeOut = (): Error => new StoreUnavailable('The database did not answer in time.', 1);
const withKeys = (what: string) => ({ 'idempotency-key': what });
const without = () => ({});
const ways = [
  ['with an Idempotency-Key', withKeys],
  ['without one', without],
] as const;

describe.each(ways)('a partner whose use of keys is cut off goes on, %s', (_how, named) => {
  /** How often the stores are called on the way; each of these calls is broken below. */
  const callsOnTheWay = named === withKeys ? 91 : 89;
  let undisturbed: Awaited<ReturnType<typeof stateOf>>;
  beforeAll(async () => {
    const scene = await brokenWorld(() => undefined);
    const answers = await journey(scene, named);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 200, 200, 200, 200]);
    expect(scene.state.calls).toBe(callsOnTheWay);
    undisturbed = await stateOf(scene.world);
    scene.world.close();
  });

  it('when nothing goes wrong, each key is used once and each answer kept', () => {
    expect(undisturbed).toMatchObject({
      keys: ['applied', 'applied', 'applied', 'applied'],
      subscriptions: [
        [basic, 10, '2027-11-22T12:00:00.000Z', true, 2],
        [business, 15, '2028-11-22T12:00:00.000Z', true, 3],
      ],
      customer: [['active', 3]],
      counts: { 'key-application': 2, consent: 3, delegation: 1 },
    });
  });

  describe.each([
    ['the process dies before a call', 'before', crash],
    ['the process dies after a call', 'after', crash],
    ['the database does not answer, and did nothing', 'before', timeOut],
    ['the database does not answer, but did it', 'after', timeOut],
  ] as const)('when %s', (_what, when, error) => {
    it.each(Array.from({ length: callsOnTheWay }, (_, index) => index))('number %d of the way', async (broken) => {
      const scene = await brokenWorld((call) => (call === broken ? { when, error: error() } : undefined));
      const answers = await journey(scene, named);
      expect(answers.map(({ status }) => (status === 201 ? 200 : status))).toEqual(Array(6).fill(200));
      expect(await stateOf(scene.world)).toEqual(undisturbed);
      scene.world.close();
    });
  });
});

describe('a partner whose withdrawal is cut off goes on', () => {
  /** Withdraws until it is answered that the key is withdrawn: now, or before. */
  const withdrawing = async (scene: Awaited<ReturnType<typeof brokenWorld>>): Promise<void> => {
    const answer = await insist(scene.world, () => withdrawn(scene.world, 1));
    expect([204, 409]).toContain(answer.status);
    const { documents } = await scene.world.store.changes(undefined, 10_000);
    expect(documents.filter(({ keyId }) => keyId === 'key-1')).toMatchObject([{ state: 'withdrawn', revision: 2 }]);
    expect(documents.filter(({ action }) => action === 'productKeyWithdrawn')).toHaveLength(1);
  };
  const calls = 4;

  it('is cut off below at every call of the stores', async () => {
    const scene = await brokenWorld(() => undefined);
    await withdrawing(scene);
    expect(scene.state.calls).toBe(calls);
    scene.world.close();
  });

  it.each(
    Array.from({ length: calls }, (_, call) => call).flatMap((call) =>
      (['before', 'after'] as const).flatMap((when) => [[call, when, crash] as const, [call, when, timeOut] as const]),
    ),
  )('at call %d, %s it: the key is withdrawn once', async (broken, when, error) => {
    const scene = await brokenWorld((call) => (call === broken ? { when, error: error() } : undefined));
    await withdrawing(scene);
    scene.world.close();
  });
});
