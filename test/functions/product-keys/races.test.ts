import { apply, business, loadedKey, namedCompany, withdrawn } from '../../key-world';
import { refusalOf } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import type { Answer, World } from '../../world';

/** A world whose store answers in turns: whoever asks waits for all that asked before, so that decisions overlap. */
async function crowdedWorld(): Promise<{ readonly world: World; readonly store: WatchedStore }> {
  const { world, store } = await watchedWorld();
  store.turn = () => new Promise((resolve) => setImmediate(resolve));
  return { world, store };
}

describe('at the same moment', () => {
  let world: World;
  let store: WatchedStore;
  beforeEach(async () => {
    ({ world, store } = await crowdedWorld());
  });
  afterEach(() => world.close());

  const count = async (type: string): Promise<number> => (await world.documents(type)).length;

  it('25 customers want one key: one gets it, the others are told that it is used', async () => {
    const key = await loadedKey(world, 1);
    const customers = Array.from({ length: 25 }, (_, number) => namedCompany(number));
    const answers = await Promise.all(customers.map((customer) => apply(world, [key], { customer })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 201);
    expect(others.map(refusalOf)).toEqual(Array(24).fill('product-key-used'));
    expect(await world.documents('customer-tally')).toMatchObject([{ customers: 1 }]);
    expect([await count('customer'), await count('subscription'), await count('mail')]).toEqual([1, 1, 1]);
  });

  it.each([
    ['with one Idempotency-Key', { 'idempotency-key': 'once' }],
    ['without one', {}],
  ])('one application is sent ten times %s: all are told the one result', async (_how, headers) => {
    const keys = [await loadedKey(world, 1), await loadedKey(world, 2)];
    const answers = await Promise.all(Array.from({ length: 10 }, () => apply(world, keys, {}, { headers })));
    expect(answers.every(({ status }) => status === 200 || status === 201)).toBe(true);
    expect(new Set(answers.map(({ json }) => json.applicationId)).size).toBe(1);
    expect([await count('key-application'), await count('subscription')]).toEqual([1, 1]);
    expect(await world.documents('subscription')).toMatchObject([{ quantity: 20 }]);
  });

  it('two keys of one product are used for one customer without a mode: the second is asked what is meant', async () => {
    const keys = [await loadedKey(world, 1), await loadedKey(world, 2)];
    const answers = await Promise.all(keys.map((key) => apply(world, [key])));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect(await count('subscription')).toBe(1);
    expect(await world.documents('product-key')).toHaveLength(2);
  });

  it('several keys add licences to one subscription: every one of them counts', async () => {
    await apply(world, [await loadedKey(world, 0)]);
    const numbers = Array.from({ length: 25 }, (_, index) => index + 1);
    const keys = await Promise.all(numbers.map((number) => loadedKey(world, number, { quantity: (number % 4) + 1 })));
    const answers = await Promise.all(keys.map((key) => apply(world, [key], { mode: 'addLicences' })));
    expect(answers.map(({ status }) => status)).toEqual(Array(25).fill(201));
    expect(await world.documents('subscription')).toMatchObject([{ productId: business, quantity: 10 + 62 }]);
  });

  it.each([
    ['with one Idempotency-Key', (name: string) => ({ 'idempotency-key': name })],
    ['without one', () => ({})],
  ])('an application is carried out while its repetition is read, at whichever moment, %s', async (_how, headers) => {
    const told = new Set<string>();
    for (let before = 1; before <= 20; before += 1) {
      const keys = [await loadedKey(world, 2 * before), await loadedKey(world, 2 * before + 1)];
      const customer = namedCompany(before);
      const send = () => apply(world, keys, { customer }, { headers: headers(`round-${before}`) });
      let asked = 0;
      let first: Answer | undefined;
      store.turn = async () => {
        asked += 1;
        // It is carried out just before this call of its repetition.
        if (asked === before) first = await send();
      };
      const repeated = await send();
      store.turn = undefined;
      told.add([first?.status, repeated.status].join(' '));
      if (first) expect(repeated.json.applicationId).toBe(first.json.applicationId);
    }
    for (const statuses of told) expect(statuses).toMatch(/^(?:20[01])? 20[01]$/u);
  });

  it('a key is used and withdrawn, at whichever moment: it is one of the two, never both', async () => {
    const outcomes = new Set<string>();
    for (let before = 0; before < 30; before += 1) {
      const key = await loadedKey(world, before);
      let asked = 0;
      store.turn = async () => {
        asked += 1;
        // The key is withdrawn just before this call of its use.
        if (asked === before) await withdrawn(world, before);
        await new Promise((resolve) => setImmediate(resolve));
      };
      const answer = await apply(world, [key], { customer: namedCompany(before) });
      store.turn = undefined;
      const [document] = (await world.documents('product-key')).filter(({ keyId }) => keyId === `key-${before}`);
      const made = (await world.documents('customer')).some(({ id }) => id === `domain:company-${before}.example`);
      outcomes.add(`${answer.status} ${String(document?.state)} ${made}`);
    }
    expect([...outcomes].sort()).toEqual(['201 applied true', '404 withdrawn false']);
  });
});
