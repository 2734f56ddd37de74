import { ServiceRequest, serviceRequestKey } from '../../../shared/domain/customers/service-request';
import { requestNumber } from '../../../shared/domain/customers/request-number';
import { remindOfDueRequests } from '../../../shared/customers/service-request-upkeep';
import { idOfRequest } from '../../../shared/http/idempotency';
import { StoreUnavailable } from '../../../shared/ports';
import { derivedId } from '../../../shared/signing/derived-id';
import { sessionOf } from '../../access-world';
import { customerId, delegate, delegationRead } from '../../delegation-world';
import { refusalOf, snapshotOf } from '../../link-world';
import { changePartner } from '../../portal-world';
import { answer, deskOf, deskOfNorthwind, noMail, note, raise, raised, requestRead } from '../../request-world';
import { watchedWorld, type Fault, type WatchedStore } from '../../watched-store';
import { noa, tenants, type Answer, type World } from '../../world';

const crash = (): Error => new Error('The process died.');
const timeOut = (): Error => new StoreUnavailable('The database did not answer in time.', 1);
const once = { headers: { 'idempotency-key': 'once' } };

interface Scene {
  readonly world: World;
  readonly store: WatchedStore;
}

/** A partner that helps Contoso by its delegation and by nothing else. */
async function helped(): Promise<Scene> {
  const { world, store } = await watchedWorld();
  await delegate(world);
  await changePartner(world, { authorizations: ['delegatedAdministration'] });
  store.forget();
  return { world, store };
}

/** The same with a request that was raised, and the link of its desk. */
async function followed() {
  const { world, store } = await helped();
  const id = await raised(world);
  store.forget();
  return { world, store, id, desk: deskOf(world, id) };
}
type Followed = Awaited<ReturnType<typeof followed>>;

/** Asks until there is an answer that is no failure. */
async function insist(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const got = await ask();
    if (got.status < 500) return got;
  }
  throw new Error('Nobody answers.');
}

const close = (world: World, requestId: string): Promise<Answer> =>
  world.call('updateServiceRequest', {
    as: noa,
    params: { requestId },
    headers: { 'if-match': '*' },
    body: { status: 'closed' },
  });

/** All that is kept, but for the trace that each call has of its own. */
async function kept(world: World): Promise<readonly unknown[]> {
  const { documents } = await snapshotOf(world);
  return documents
    .map(({ traceId: _traceId, ...document }) => document)
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

const secretAnswer = { text: 'Restarted.', shared: true, status: 'closed', name: 'Ada' };

/** What is done with requests, each asked for until it is answered. */
const journeys: readonly {
  readonly what: string;
  readonly calls: number;
  readonly begin: () => Promise<Scene & Partial<Followed>>;
  readonly go: (scene: Followed) => Promise<unknown>;
}[] = [
  {
    what: 'raising one',
    calls: 6,
    begin: helped,
    go: ({ world }) => insist(() => raise(world, once)),
  },
  {
    what: 'a note that the customer sees',
    calls: 6,
    begin: followed,
    go: ({ world, id }) => insist(() => note(world, id, { text: 'Soon.', shared: true }, once)),
  },
  {
    what: 'its closing',
    calls: 6,
    begin: followed,
    go: ({ world, id }) => insist(() => close(world, id)),
  },
  {
    what: 'an answer of its desk',
    calls: 7,
    begin: followed,
    go: ({ world, desk: { requestToken, deskSession: cookie } }) =>
      insist(() => answer(world, requestToken, secretAnswer, { headers: { cookie, ...once.headers } })),
  },
  {
    what: 'an answer without a code',
    calls: 8,
    begin: followed,
    go: ({ world, desk }) => insist(() => answer(world, desk.requestToken, { text: 'Hello.' }, once)),
  },
  {
    what: 'a code that is asked for',
    calls: 6,
    begin: followed,
    go: ({ world, desk: { requestToken: token } }) =>
      insist(() => world.call('askForDeskCode', { params: { token }, body: {}, ...once })),
  },
  {
    what: 'the reminder',
    calls: 7,
    begin: followed,
    go: async ({ world }) => {
      world.now = new Date('2026-11-22T15:00:00.000Z').getTime();
      for (let run = 0; run < 3; run += 1) await remindOfDueRequests(world.ports).catch(() => undefined);
    },
  },
];

describe.each(journeys)('$what that is cut off', ({ calls, begin, go }) => {
  let whole: readonly unknown[];
  let writes: readonly number[];

  it('asks the store so often, and each time is broken below', async () => {
    const scene = await begin();
    await go(scene as Followed);
    whole = await kept(scene.world);
    writes = scene.store.calls.flatMap(({ kind }, index) => (kind === 'write' ? [index] : []));
    scene.world.close();
    expect(writes).toHaveLength(1);
    expect(scene.store.calls.map(({ kind, ids }) => [kind, ...ids].join(' '))).toHaveLength(calls);
  });

  const breaksAt = async (broken: number, fault: Fault) => {
    const scene = await begin();
    scene.store.fault = (index) => (index === broken ? fault : undefined);
    await go(scene as Followed);
    expect([broken, await kept(scene.world)]).toEqual([broken, whole]);
    scene.world.close();
  };

  it('leaves all of it once when the process dies before any of them', async () => {
    for (let broken = 0; broken < calls; broken += 1) await breaksAt(broken, { when: 'before', error: crash() });
  });

  it.each([crash, timeOut])('leaves all of it once when nobody learns of what was written (%#)', async (error) => {
    for (const broken of writes) await breaksAt(broken, { when: 'after', error: error() });
  });
});

describe('a request that is raised', () => {
  it('without an Idempotency-Key is whole each time that it is there', async () => {
    // What was written before the answer was lost is there: only a key says that it is the same again.
    for (const [broken, when, requests] of [
      [3, 'before', 1],
      [4, 'before', 1],
      [4, 'after', 2],
      [5, 'before', 2],
    ] as const) {
      const { world, store } = await helped();
      store.fault = (index) => (index === broken ? { when, error: timeOut() } : undefined);
      await insist(() => raise(world));
      const { of } = await snapshotOf(world);
      const numbers = of('service-request').map(({ number }) => String(number));
      expect([broken, when, numbers.length]).toEqual([broken, when, requests]);
      const mails = numbers.map((number) => `mail:service-request-raised-${number}-desk`);
      expect(namesOf(of('mail'))).toEqual(mails.sort());
      expect(raisedIn(of('audit'))).toEqual([...numbers].sort());
      world.close();
    }
  });

  it('many times at once with one Idempotency-Key is one', async () => {
    const { world, store } = await helped();
    inTurns(store);
    const answers = await Promise.all(Array.from({ length: 20 }, () => raise(world, once)));
    expect(new Set(answers.map(({ status, json }) => `${status} ${String(json.id)}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    const { of } = await snapshotOf(world);
    expect([of('service-request').length, namesOf(of('mail')).length, raisedIn(of('audit')).length]).toEqual([1, 1, 1]);
    world.close();
  });

  it('takes another number when its first is taken, even while it is raised, and the same again finds it', async () => {
    for (const moment of ['earlier', 'meanwhile'] as const) {
      const { world, store } = await helped();
      const other = await raised(world);
      const row = idOfRequest(tenants.northwind, `api/customers/${customerId}/service-requests`, 'once');
      const [first, second] = [0, 1].map((draw) => requestNumber(derivedId('service-request', row, draw)));
      const take = () => copyRequest(world, other, String(first));
      if (moment === 'earlier') await take();
      else
        store.fault = (_index, { kind }) => {
          if (kind === 'write') {
            store.fault = () => undefined;
            store.turn = async () => {
              store.turn = undefined;
              await take();
            };
          }
          return undefined;
        };
      const made = await raise(world, { ...once, body: { ...noMail, title: 'Other' } });
      expect([moment, made.status, made.json.id]).toEqual([moment, 201, second]);
      expect((await requestRead(world, String(first))).title).toBe('No mail');
      expect((await raise(world, { ...once, body: { ...noMail, title: 'Other' } })).json.id).toBe(second);
      expect(refusalOf(await raise(world, once))).toBe('idempotency-key-reused');
      const { of } = await snapshotOf(world);
      expect(raisedIn(of('audit'))).toEqual([other, String(second)].sort());
      world.close();
    }
  });
});

describe('at the same moment', () => {
  let scene: Followed;
  beforeEach(async () => {
    scene = await followed();
  });
  afterEach(() => scene.world.close());

  it('notes and a closing are all taken, and none is lost', async () => {
    const { world, store, id, desk } = scene;
    inTurns(store);
    const headers = { cookie: desk.deskSession };
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, (_, index) => note(world, id, { text: `Note ${index}` })),
      close(world, id),
      answer(world, desk.requestToken, { text: 'From the desk' }, { headers }),
      answer(world, desk.requestToken, { text: 'From nobody' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 200, 201, 201]);
    expect(await requestRead(world, id)).toMatchObject({ status: 'closed', noteCount: 6 });
    const { of } = await snapshotOf(world);
    expect(of('service-note')).toHaveLength(6);
    // One that raised it, and one of each.
    expect(namesOf(of('mail'))).toHaveLength(8);
  });

  it('one note that is sent ten times is one', async () => {
    const { world, store, id } = scene;
    inTurns(store);
    const answers = await Promise.all(Array.from({ length: 10 }, () => note(world, id, { text: 'Soon.' }, once)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    const { of } = await snapshotOf(world);
    expect([of('service-note').length, namesOf(of('mail')).length]).toEqual([1, 2]);
    expect((await requestRead(world, id)).noteCount).toBe(1);
  });

  it('many without a code are no more than ten', async () => {
    const { world, store, desk } = scene;
    inTurns(store);
    const answers = await Promise.all(
      Array.from({ length: 14 }, (_, index) => answer(world, desk.requestToken, { text: `Note ${index}` })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual(Array.from({ length: 14 }, (_, index) => (index < 10 ? 201 : 429)));
    expect((await snapshotOf(world)).count('service-note')).toBe(10);
  });

  it('a reminder and a touch: what was touched in time is not reminded of', async () => {
    const { world, store, id } = scene;
    world.now = new Date('2026-11-22T15:00:00.000Z').getTime();
    store.turn = before(4, () => note(world, id, { text: 'Touched.' }));
    expect(await remindOfDueRequests(world.ports)).toBe(0);
    store.turn = undefined;
    expect(namesOf((await snapshotOf(world)).of('mail')).filter((name) => name.includes('untouched'))).toEqual([]);
    expect(await requestRead(world, id)).toMatchObject({ untouchedUntil: '2026-11-22T17:00:00.000Z', overdue: false });
  });
});

describe('delegation that its customer ends at the same moment', () => {
  const acts: Readonly<Record<string, (scene: Followed) => Promise<Answer>>> = {
    'a request that is raised': ({ world }) => raise(world, once),
    'a note': ({ world, id }) => note(world, id, { text: 'Soon.', shared: true }, once),
    'a closing': ({ world, id }) => close(world, id),
    'an answer of the desk': ({ world, desk: { requestToken, deskSession: cookie } }) =>
      answer(world, requestToken, secretAnswer, { headers: { cookie, ...once.headers } }),
    'an answer without a code': ({ world, desk }) => answer(world, desk.requestToken, { text: 'Hello.' }, once),
  };

  it.each(Object.entries(acts))('refuses %s from then on, or finds it whole', async (_what, act) => {
    const reference = await followed();
    const untouched = await aboutRequests(reference.world);
    await act(reference);
    const write = reference.store.calls.findIndex(({ kind }) => kind === 'write');
    const whole = await aboutRequests(reference.world);
    reference.world.close();
    for (let moment = 3; moment <= write + 2; moment += 1) {
      const scene = await followed();
      const { world, store } = scene;
      const { token, session } = await sessionOf(world);
      const end = () =>
        world.call('endDelegationAsCustomer', { params: { token }, body: {}, headers: { cookie: session } });
      let ended: Answer | undefined;
      store.turn = before(moment, async () => {
        ended = await end();
      });
      const done = await act(scene);
      store.turn = undefined;
      ended ??= await end();
      expect([moment, ended.status]).toEqual([moment, 200]);
      expect(await delegationRead(world)).toMatchObject({ status: 'ended' });
      const inTime = moment > write + 1;
      expect([moment, done.status < 300]).toEqual([moment, inTime]);
      if (!inTime) expect([moment, refusalOf(done)]).toEqual([moment, 'forbidden']);
      expect([moment, await aboutRequests(world)]).toEqual([moment, inTime ? whole : untouched]);
      expect(refusalOf(await act(scene))).toBe('forbidden');
      world.close();
    }
  });
});

describe('codes of a desk', () => {
  let scene: Followed;
  let code: string;
  beforeEach(async () => {
    scene = await followed();
    const { world, desk } = scene;
    await world.call('askForDeskCode', { params: { token: desk.requestToken }, body: {} });
    code = await world.mailedCode(deskOfNorthwind);
    scene.store.forget();
  });
  afterEach(() => scene.world.close());

  const enter = (confirmationCode: string) =>
    scene.world.call('enterDeskCode', { params: { token: scene.desk.requestToken }, body: { confirmationCode } });
  const wrong = (index: number) => String((Number(code) + index + 1) % 1_000_000).padStart(6, '0');
  const opened = async () =>
    (await snapshotOf(scene.world)).of('audit').filter(({ action }) => action === 'deskOpened').length;

  it('open it however often they are entered at once, and are told of once', async () => {
    inTurns(scene.store);
    const answers = await Promise.all([enter(code), enter(code)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await opened()).toBe(1);
  });

  it('are guessed no more than five times, all at once as one by one', async () => {
    inTurns(scene.store);
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => enter(wrong(index))));
    const told = answers.map(refusalOf).sort();
    expect(told).toEqual(told.map((_, index) => (index < 5 ? 'confirmation-code-wrong' : 'too-many-attempts')));
    scene.store.turn = undefined;
    expect(refusalOf(await enter(code))).toBe('too-many-attempts');
    expect(await opened()).toBe(0);
  });

  it('open it whole when the entry is cut off', async () => {
    const answered = await enter(code);
    expect(answered.status).toBe(200);
    const { length } = scene.store.calls;
    for (let broken = 0; broken < length; broken += 1) {
      scene.store.forget();
      scene.store.fault = (index) => (index === broken ? { when: 'after', error: timeOut() } : undefined);
      expect([broken, (await insist(() => enter(code))).status]).toEqual([broken, 200]);
    }
    expect(await opened()).toBe(1);
  });
});

/** The store answers in turns: whoever asks waits for all that asked before. */
function inTurns(store: WatchedStore): void {
  store.turn = () => new Promise((resolve) => setImmediate(resolve));
}

/** Something happens just before the call of that number. */
function before(moment: number, happens: () => Promise<unknown>): () => Promise<void> {
  let asked = 0;
  return async () => {
    asked += 1;
    if (asked === moment) await happens();
  };
}

type Documents = Awaited<ReturnType<typeof snapshotOf>>['documents'];

/** The mails about requests. */
function namesOf(mails: Documents): readonly string[] {
  return mails
    .map(({ id }) => id)
    .filter((id) => id.startsWith('mail:service-request-'))
    .sort();
}

/** The requests that the audit knows to be raised. */
function raisedIn(entries: Documents): readonly string[] {
  return entries
    .filter(({ action }) => action === 'serviceRequestRaised')
    .map(({ subject }) => String(subject))
    .sort();
}

/** Everything that there is about requests, and how each stands. */
async function aboutRequests(world: World): Promise<readonly string[]> {
  const { documents, of } = await snapshotOf(world);
  return [
    ...documents.map(({ id }) => id).filter((id) => /service-|notification:answered/u.test(id)),
    ...of('service-request').map(({ state, notes }) => `${String(state)}, ${String(notes)} notes`),
  ].sort();
}

/** Another request under this number. */
async function copyRequest(world: World, requestId: string, number: string): Promise<void> {
  const stored = await world.store.read(ServiceRequest, {
    partition: tenants.northwind,
    id: serviceRequestKey(requestId),
  });
  if (!stored) throw new Error('There is no such request.');
  const document = { ...stored.document, id: serviceRequestKey(number), number };
  const written = await world.store.write(tenants.northwind, [{ kind: 'create', document }]);
  if (!written.ok) throw new Error('The number is taken.');
}
