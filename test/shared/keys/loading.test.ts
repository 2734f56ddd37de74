import * as fc from 'fast-check';
import { KeyClaim } from '../../../shared/domain/keys/key-claim';
import { applyKey, ProductKey, withdrawKey } from '../../../shared/domain/keys/product-key';
import { findKey } from '../../../shared/keys/found-keys';
import { loadRows, type Load, type RowOutcome } from '../../../shared/keys/loading';
import { StoreUnavailable, type Ports, type Store } from '../../../shared/ports';
import { keyFingerprints } from '../../../shared/signing/key-fingerprints';
import { keyNumber, wholeKey } from '../../product-keys';
import { WatchedStore, type Fault } from '../../watched-store';
import { noon, tenants, testPepper, World } from '../../world';

const { northwind, fabrikam } = tenants;
const [old, next] = [testPepper('old'), testPepper('next')];
type Peppers = Parameters<typeof keyFingerprints>[0];
/** The three settings of a rotation, of which two that follow each other are in use at the same time. */
const before: Peppers = [old];
const both: Peppers = [next, old];
const after: Peppers = [next];

const crash = (when: Fault['when']): Fault => ({ when, error: new Error('The process died.') });
const timeOut = (when: Fault['when']): Fault => ({ when, error: new StoreUnavailable('No answer in time.', 1) });

/** Two stores of which every call counts, one after the other. */
class Crashing {
  readonly world: World;
  calls = 0;
  #loads = 0;
  fault: (call: number) => Fault | undefined = () => undefined;
  turn: (() => Promise<unknown>) | undefined;

  constructor() {
    const watch = (inner: Store): Store => {
      const store = new WatchedStore(inner);
      store.fault = () => this.fault(this.calls++);
      store.turn = async () => this.turn?.();
      return store;
    };
    this.world = new World({ store: watch, keyStore: watch });
  }

  ports(peppers: Peppers): Ports {
    return { ...this.world.ports, keyFingerprints: keyFingerprints(peppers) };
  }

  /** Loads keys by number; each stands for as many licences as its number, by which its document is known here. */
  load(peppers: Peppers, partnerId: string, numbers: readonly number[], loadId = `load ${this.#loads++}`) {
    const rows = numbers.map((number) => ({
      key: wholeKey(keyNumber(number)),
      terms: { productId: 'microsoft-365-business-standard', quantity: number, termMonths: 12 },
    }));
    const load: Load = {
      partnerId,
      loadId,
      loadedBy: { userId: 'noa', name: 'Noa' },
      entry: { actor: { kind: 'user', userId: 'noa', name: 'Noa' }, traceId: 't' },
      now: new Date(this.world.now),
    };
    return loadRows(this.ports(peppers), load, rows);
  }

  /** The same until it answers, as whoever sends it does. */
  async insist(...loading: Parameters<Crashing['load']>): Promise<readonly RowOutcome[]> {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      try {
        return await this.load(...loading);
      } catch {
        // Once more.
      }
    }
    throw new Error('Nobody answers.');
  }

  /** Who has a key that is not withdrawn, by its number. */
  async owners(): Promise<ReadonlyMap<number, readonly string[]>> {
    const owners = new Map<number, string[]>();
    for (const document of await this.world.documents('product-key')) {
      const { state, quantity, partnerId } = ProductKey.parse(document);
      if (state !== 'withdrawn') owners.set(quantity, [...(owners.get(quantity) ?? []), partnerId]);
    }
    return owners;
  }

  async finders(peppers: Peppers, number: number): Promise<readonly string[]> {
    const found = await Promise.all(
      [northwind, fabrikam].map((partnerId) => findKey(this.ports(peppers), partnerId, wholeKey(keyNumber(number)))),
    );
    return found.flatMap((stored) =>
      stored && stored.document.state !== 'withdrawn' ? [stored.document.partnerId] : [],
    );
  }

  async withdraw(partnerId: string, number: number): Promise<void> {
    const stored = await findKey(this.ports(both), partnerId, wholeKey(keyNumber(number)));
    const withdrawn = stored && withdrawKey(stored.document, { userId: 'noa', name: 'Noa' }, new Date(this.world.now));
    if (!stored || !withdrawn?.ok) throw new Error('There is no such key.');
    await this.world.store.write(partnerId, [{ kind: 'replace', document: withdrawn.value, etag: stored.etag }]);
  }

  async claims(): Promise<readonly KeyClaim[]> {
    return (await this.world.keyStore.changes(undefined, 10_000)).documents.map((document) => KeyClaim.parse(document));
  }
}

const statuses = (outcomes: readonly RowOutcome[]) => outcomes.map(({ status }) => status);

let crashing: Crashing;
beforeEach(() => {
  crashing = new Crashing();
});
afterEach(() => crashing.world.close());

/** A world anew for each try. */
async function eachTime<T>(work: (world: Crashing) => Promise<T>): Promise<T> {
  const world = new Crashing();
  try {
    return await work(world);
  } finally {
    world.world.close();
  }
}

describe.each([
  ['one pepper', before],
  ['two peppers', both],
])('a load that stops anywhere, with %s', (_which, peppers) => {
  const numbers = [1, 2, 3, 4];
  /** One key is loaded already, one belongs to somebody else, one was withdrawn by somebody else. */
  const prepare = async (world: Crashing) => {
    await world.load(before, northwind, [2]);
    await world.load(before, fabrikam, [3, 4]);
    await world.withdraw(fabrikam, 4);
    world.calls = 0;
  };
  const expected = ['loaded', 'duplicate', 'duplicate', 'loaded'];
  const whole = new Map([
    [1, [northwind]],
    [2, [northwind]],
    [3, [fabrikam]],
    [4, [northwind]],
  ]);

  it.each([
    ['a crash before', crash, 'before'],
    ['a crash after', crash, 'after'],
    ['a time-out before', timeOut, 'before'],
    ['a time-out after', timeOut, 'after'],
  ] as const)('goes on when it is sent again: %s each call of the store', async (_what, fault, when) => {
    const calls = await eachTime(async (world) => {
      await prepare(world);
      expect(statuses(await world.load(peppers, northwind, numbers))).toEqual(expected);
      return world.calls;
    });
    expect(calls).toBeGreaterThan(8);
    for (let stop = 0; stop < calls; stop += 1)
      await eachTime(async (world) => {
        await prepare(world);
        world.fault = (call) => (call === stop ? fault(when) : undefined);
        await expect(world.load(peppers, northwind, numbers, 'the list')).rejects.toThrow();
        expect(statuses(await world.load(peppers, northwind, numbers, 'the list'))).toEqual(expected);
        expect(await world.owners()).toEqual(whole);
        for (const number of numbers) expect(await world.finders(both, number)).toEqual(whole.get(number));
        const audited = (await world.world.documents('audit')).filter(({ subject }) => subject === 'the list');
        expect(audited).toHaveLength(1);
      });
  });

  it('never lets another partner have the same key meanwhile', async () => {
    const calls = await eachTime(async (world) => {
      await prepare(world);
      await world.load(peppers, northwind, numbers);
      return world.calls;
    });
    for (const when of ['before', 'after'] as const)
      for (let stop = 0; stop < calls; stop += 1)
        await eachTime(async (world) => {
          await prepare(world);
          world.fault = (call) => (call === stop ? crash(when) : undefined);
          await expect(world.load(peppers, northwind, numbers)).rejects.toThrow();
          const theirs = await world.load(both, fabrikam, numbers);
          const ours = await world.insist(peppers, northwind, numbers);
          const owners = await world.owners();
          for (const number of numbers) expect(owners.get(number)).toHaveLength(1);
          for (const [at, { status }] of theirs.entries())
            if (status === 'loaded')
              expect([ours[at]?.status, owners.get(numbers[at] ?? 0)]).toEqual(['duplicate', [fabrikam]]);
        });
  });
});

describe('two partners that load one key', () => {
  const settings = [
    ['before the rotation', before, before],
    ['while one instance has the new pepper', before, both],
    ['during the rotation', both, both],
    ['while one instance has the old pepper no longer', both, after],
  ] as const;

  it.each(settings)('at the same time: one of them has it, %s', async (_when, ours, theirs) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, swapped) =>
        eachTime(async (world) => {
          world.turn = () => scheduler.schedule(Promise.resolve());
          const [one, other] = swapped ? [theirs, ours] : [ours, theirs];
          const loads = Promise.all([world.load(one, northwind, [1, 2]), world.load(other, fabrikam, [2, 1])]);
          await scheduler.waitFor(loads);
          world.turn = undefined;
          // Both can lose a race; whoever sends the list again goes on.
          await world.insist(one, northwind, [1, 2]);
          await world.insist(other, fabrikam, [2, 1]);
          const owners = await world.owners();
          for (const [, all] of owners) expect(all).toHaveLength(1);
          for (const number of [1, 2]) {
            expect(await world.finders(one, number)).toHaveLength(owners.get(number)?.length ?? 0);
            if (one === other) expect(owners.get(number)).toHaveLength(1);
          }
        }),
      ),
      { numRuns: 25 },
    );
  });

  it('at the same time, and one of them twice: it is kept once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) =>
        eachTime(async (world) => {
          world.turn = () => scheduler.schedule(Promise.resolve());
          const loads = Promise.all([
            world.load(both, northwind, [1, 2], 'a'),
            world.load(both, northwind, [2, 1], 'b'),
            world.load(both, fabrikam, [1, 2], 'c'),
          ]);
          const [first, second, theirs] = await scheduler.waitFor(loads);
          world.turn = undefined;
          const loaded = [first, second, theirs].flat().filter(({ status }) => status === 'loaded');
          const owners = await world.owners();
          expect(loaded).toHaveLength([...owners.values()].flat().length);
          for (const all of owners.values()) expect(all).toHaveLength(1);
        }),
      ),
      { numRuns: 25 },
    );
  });

  it('after one of them stopped half-way and never came back: the other has it a day later', async () => {
    crashing.fault = (call) => (call === 1 ? crash('before') : undefined);
    await expect(crashing.load(before, northwind, [1])).rejects.toThrow();
    crashing.fault = () => undefined;
    expect(statuses(await crashing.load(before, fabrikam, [1]))).toEqual(['duplicate']);
    crashing.world.pass({ days: 1 });
    expect(statuses(await crashing.load(before, fabrikam, [1]))).toEqual(['loaded']);
    expect(statuses(await crashing.load(before, northwind, [1]))).toEqual(['duplicate']);
  });

  it('after one of them came back to what it had begun a day ago: it is its own', async () => {
    crashing.fault = (call) => (call === 1 ? crash('before') : undefined);
    await expect(crashing.load(before, northwind, [1])).rejects.toThrow();
    crashing.world.pass({ days: 2 });
    crashing.calls = 0;
    // It stops once more, having claimed it anew.
    crashing.fault = (call) => (call === 4 ? crash('before') : undefined);
    await expect(crashing.load(before, northwind, [1])).rejects.toThrow();
    crashing.fault = () => undefined;
    expect(statuses(await crashing.load(before, fabrikam, [1]))).toEqual(['duplicate']);
    expect(statuses(await crashing.load(before, northwind, [1]))).toEqual(['loaded']);
  });
});

describe('peppers that change', () => {
  it('leave every key with its owner, whatever is done to it on the way', async () => {
    const step = fc.record({
      by: fc.constantFrom(northwind, fabrikam),
      number: fc.integer({ min: 1, max: 3 }),
      what: fc.constantFrom('load', 'load', 'find', 'withdraw'),
      stop: fc.option(fc.record({ call: fc.integer({ min: 0, max: 8 }), when: fc.constantFrom('before', 'after') })),
    });
    const steps = fc.array(step, { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(steps, steps, steps, async (first, second, third) =>
        eachTime(async (world) => {
          // A key goes over to the new pepper when it is met, so that all are met before the old one goes.
          const phases = [
            [before, first],
            [both, second],
            [after, third],
          ] as const;
          for (const [peppers, done] of phases) {
            if (peppers === after)
              for (const number of [1, 2, 3])
                for (const partnerId of [northwind, fabrikam]) await world.load(both, partnerId, [number]);
            for (const { by, number, what, stop } of done) {
              world.calls = 0;
              world.fault = (call) => (stop && call === stop.call ? crash(stop.when) : undefined);
              const ports = world.ports(peppers);
              const work = async () => {
                if (what === 'load') {
                  await world.load(peppers, by, [number]);
                  return;
                }
                const stored = await findKey(ports, by, wholeKey(keyNumber(number)));
                if (what === 'find' || stored?.document.state !== 'free') return;
                const withdrawn = withdrawKey(stored.document, { userId: 'noa', name: 'Noa' }, noon);
                if (withdrawn.ok)
                  await ports.partners.write(by, [{ kind: 'replace', document: withdrawn.value, etag: stored.etag }]);
              };
              await work().catch(() => undefined);
              world.fault = () => undefined;
              const owners = await world.owners();
              for (const [known, all] of owners) {
                expect(all).toHaveLength(1);
                expect(await world.finders(peppers, known)).toEqual(all);
              }
            }
          }
        }),
      ),
      { numRuns: 25 },
    );
  });

  it('write the claims of a key again that a load meets, whoever loads it', async () => {
    await crashing.load(before, northwind, [1]);
    expect(statuses(await crashing.load(both, fabrikam, [1]))).toEqual(['duplicate']);
    expect(await crashing.finders(after, 1)).toEqual([northwind]);
    expect(new Set((await crashing.claims()).map(({ partnerId }) => partnerId))).toEqual(new Set([northwind]));
  });
});

it('a key that is used stays with its owner', async () => {
  await crashing.load(before, northwind, [1]);
  const stored = await findKey(crashing.ports(before), northwind, wholeKey(keyNumber(1)));
  if (stored?.document.state !== 'free') throw new Error('The key is not free.');
  const applied = applyKey(stored.document, {
    applicationId: 'a',
    customerId: 'c',
    subscriptionId: 's',
    at: noon.toISOString(),
  });
  await crashing.world.store.write(northwind, [{ kind: 'replace', document: applied, etag: stored.etag }]);
  expect(statuses(await crashing.load(both, fabrikam, [1]))).toEqual(['duplicate']);
  expect(statuses(await crashing.load(both, northwind, [1]))).toEqual(['duplicate']);
  expect(await crashing.finders(after, 1)).toEqual([northwind]);
});
