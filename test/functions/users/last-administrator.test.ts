import { StoreUnavailable } from '../../../shared/ports';
import { refusalOf } from '../../link-world';
import { administratorsIn, changed, guid, joined, removed } from '../../user-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { noa, northwind, operator, person, tenants, type Answer, type World } from '../../world';

let world: World;
let store: WatchedStore;
beforeEach(async () => {
  ({ world, store } = await watchedWorld());
});
afterEach(() => world.close());

const administrator = { companyRole: 'globalAdministrator', supportedCompanies: 'full' } as const;
const outcomeOf = (answer: Answer) => (answer.status < 300 ? answer.status : refusalOf(answer));

/** Whoever administers by their own document is written down, nobody else is, and somebody always is. */
async function expectSomebody(): Promise<readonly unknown[]> {
  const { ofUsers, writtenDown } = await administratorsIn(world);
  expect(writtenDown).toEqual(ofUsers);
  expect(ofUsers.length).toBeGreaterThan(0);
  return ofUsers;
}

/** The ways in which somebody is a global administrator no more. */
const ways: Readonly<Record<string, (as: ReturnType<typeof person>, userId: string) => Promise<Answer>>> = {
  'is removed': (as, userId) => removed(world, as, userId),
  'is deactivated': (as, userId) => changed(world, as, userId, { status: 'deactivated' }),
  'gets another role': (as, userId) => changed(world, as, userId, { companyRole: 'serviceAdministrator' }),
  'gets no role': (as, userId) => changed(world, as, userId, { companyRole: 'none', supportedCompanies: 'none' }),
};
const named = Object.entries(ways);

describe.each(named)('the last global administrator, who %s', (way, lose) => {
  it('stays one', async () => {
    const answer = await lose(noa, 'noa');
    expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
    // Whoever asks for it has acted, and is not removed in any case.
    expect(answer.json.detail).toMatch(way === 'is removed' ? /deactivate/u : /last global administrator/u);
    expect(await expectSomebody()).toEqual(['noa']);
  });

  it('is not one beside somebody deactivated', async () => {
    await joined(world, 1, administrator);
    await changed(world, noa, guid(1), { status: 'deactivated' });
    expect((await lose(noa, 'noa')).status).toBe(409);
    expect(await expectSomebody()).toEqual(['noa']);
  });

  it('goes when another has come', async () => {
    const other = await joined(world, 1, administrator);
    const answer = await lose(other, 'noa');
    expect(['200', '409']).toContain(String(answer.status));
    if (answer.status === 409) expect(answer.json.detail).not.toMatch(/last/u);
    else expect(await expectSomebody()).toEqual([other.userId]);
    await expectSomebody();
  });
});

describe('at the same moment', () => {
  beforeEach(() => {
    store.turn = () => new Promise((resolve) => setImmediate(resolve));
  });

  const pairs = named.flatMap(([one, first]) => named.map(([other, second]) => [one, other, first, second] as const));

  it.each(pairs)(
    'one of two %s and the other %s, each by the other: one stays',
    async (way, otherWay, first, second) => {
      const [one, other] = [await joined(world, 1, administrator), await joined(world, 2, administrator)];
      await changed(world, one, 'noa', { companyRole: 'none' });
      expect(await expectSomebody()).toEqual([one.userId, other.userId]);
      await Promise.all([first(one, other.userId), second(other, one.userId)]);
      // Both have acted by asking for it.
      const isNobodyRemoved = way === 'is removed' && otherWay === 'is removed';
      expect(await expectSomebody()).toHaveLength(isNobodyRemoved ? 2 : 1);
    },
  );

  it.each(pairs.filter(([one, other]) => one !== 'is removed' && other !== 'is removed'))(
    'one of two %s and the other %s, each by themselves: one stays, and is told why',
    async (_one, _other, first, second) => {
      const other = await joined(world, 1, administrator);
      const answers = await Promise.all([first(noa, 'noa'), second(other, other.userId)]);
      expect(answers.map(outcomeOf).toSorted()).toEqual([200, 'state-conflict'].toSorted());
      expect(await expectSomebody()).toHaveLength(1);
    },
  );

  it('ten step down at once: one stays', async () => {
    const others = [];
    for (let number = 0; number < 9; number += 1) others.push(await joined(world, number, administrator));
    const answers = await Promise.all(
      [noa, ...others].map((one) => changed(world, one, one.userId, { companyRole: 'none' })),
    );
    const left = await expectSomebody();
    // Who was always overtaken may try again; nobody is told that they went and stays.
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10 - left.length);
    for (const answer of answers) expect([200, 409, 503]).toContain(answer.status);
    for (const userId of left)
      if (left.length > 1)
        await changed(world, person(tenants.northwind, String(userId)), String(userId), { companyRole: 'none' });
    expect(await expectSomebody()).toHaveLength(1);
  });

  it('the operator names another while the last one goes: it is one after the other', async () => {
    const ruth = { userId: 'ruth', name: 'Ruth Katz', email: 'ruth@northwind.example' };
    const [, left] = await Promise.all([
      world.call('putPartner', {
        as: operator,
        params: { partnerId: tenants.northwind },
        headers: { 'if-match': '*' },
        body: { ...northwind, globalAdministrator: ruth },
      }),
      changed(world, noa, 'noa', { companyRole: 'none' }),
    ]);
    expect([200, 409]).toContain(left.status);
    await expectSomebody();
  });

  it('who is a global administrator no more makes nobody one any more', async () => {
    const other = await joined(world, 1, administrator);
    await joined(world, 2);
    const [gone, made] = await Promise.all([
      changed(world, noa, other.userId, { companyRole: 'none' }),
      changed(world, other, guid(2), { companyRole: 'globalAdministrator' }),
    ]);
    expect(gone.status).toBe(200);
    const order = [outcomeOf(made), (await expectSomebody()).length];
    expect([
      [200, 2],
      ['forbidden', 1],
    ]).toContainEqual(order);
  });
});

describe('wherever the store breaks', () => {
  const answered = ['before', 'after'] as const;

  it.each(answered.flatMap((when) => named.map(([way, lose]) => [when, way, lose] as const)))(
    '%s a call, while an administrator %s, users and what is written down agree, and the next try goes through',
    async (when, _way, lose) => {
      for (let broken = 0; ; broken += 1) {
        const number = 100 + broken;
        const other = await joined(world, number, administrator);
        store.forget();
        const broke = { once: false };
        store.fault = (index) => {
          if (index !== broken) return undefined;
          broke.once = true;
          return { when, error: new StoreUnavailable('the store did not answer', 1) };
        };
        const first = await lose(noa, other.userId);
        store.fault = () => undefined;
        expect(first.status).toBe(broke.once ? 503 : first.status);
        await expectSomebody();
        const again = await lose(noa, other.userId);
        expect([200, 204, 404]).toContain(again.status);
        expect(await expectSomebody()).toEqual(['noa']);
        if (!broke.once) break;
      }
    },
  );

  it.each(answered)('%s a call, while one is added, they are one whole or not at all', async (when) => {
    for (let broken = 0; ; broken += 1) {
      const number = 200 + broken;
      store.forget();
      const broke = { once: false };
      store.fault = (index) => {
        if (index !== broken) return undefined;
        broke.once = true;
        return { when, error: new StoreUnavailable('the store did not answer', 1) };
      };
      const body = { userId: guid(number), name: 'New', email: 'new@northwind.example', ...administrator };
      const add = () => world.call('createUser', { as: noa, body, headers: { 'idempotency-key': `add-${number}` } });
      await add();
      store.fault = () => undefined;
      await expectSomebody();
      expect((await add()).status).toBe(201);
      expect(await expectSomebody()).toContain(guid(number));
      expect((await world.documents('mail')).filter(({ to }) => JSON.stringify(to).includes('new@'))).toHaveLength(
        broken + 1,
      );
      if (!broke.once) break;
    }
  });
});

it('holds for a partner from before administrators were written down', async () => {
  const [written] = await world.documents('administrators');
  const stored = await world.store.read(
    { parse: (value) => value },
    { partition: tenants.northwind, id: 'administrators' },
  );
  expect(written).toBeDefined();
  await world.store.write(tenants.northwind, [{ kind: 'delete', id: 'administrators', etag: stored?.etag ?? '' }]);
  expect((await changed(world, noa, 'noa', { companyRole: 'none' })).status).toBe(409);
  const other = await joined(world, 1, administrator);
  expect(await expectSomebody()).toEqual([other.userId, 'noa']);
  expect((await changed(world, noa, 'noa', { companyRole: 'none' })).status).toBe(200);
  expect(await expectSomebody()).toEqual([other.userId]);
});

it('costs a change of anybody else nothing: two reads of who calls, one of whom it is about, and one batch', async () => {
  await joined(world, 1);
  store.forget();
  await changed(world, noa, guid(1), { supportedCompanies: 'full' });
  expect(store.rounds).toEqual(['read read', 'read', 'write']);
});
