import { InvocationContext } from '@azure/functions';
import * as fc from 'fast-check';
import { writeDigests } from '../../../functions/activity/write-digests';
import { writeDueDigests } from '../../../shared/customers/digests';
import { tellDueChanges } from '../../../shared/customers/told-changes';
import { digestKey, nextDigestAt } from '../../../shared/domain/customers/digest';
import type { Subscription } from '../../../shared/domain/customers/subscription';
import { userKey } from '../../../shared/domain/partners/user';
import type { Mail } from '../../../shared/domain/mail/mail';
import { change, choose, colleague, customerId, toldBy, tryOut } from '../../telling-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { noa, tenants, type World } from '../../world';

const hours = (count: number) => ({ minutes: count * 60 });

describe('the daily digest', () => {
  let world: World;
  let store: WatchedStore;
  let subscription: Subscription;
  const begin = async () => {
    ({ world, store } = await watchedWorld());
    subscription = await tryOut(world);
    await tellDueChanges(world.ports);
    await toldBy(world);
    store.forget();
  };
  beforeEach(begin);
  afterEach(() => world.close());

  const happens = async (actId: string) => {
    await change(world, actId, [{ subscription, kind: 'quantityChanged', quantityBefore: Number(actId.slice(1)) }]);
    await tellDueChanges(world.ports);
  };
  const digests = async () =>
    (await world.documents('mail'))
      .filter(({ kind }) => kind === 'changesDigest')
      .map(({ to, content }) => {
        const { changes, total } = content as Extract<Mail['content'], { readonly template: 'changesDigest' }>;
        return [(to as Mail['to']).address.split('@')[0], total, changes.map((one) => one.change.quantityBefore)];
      });

  it('tells each user who wants it the changes of the day in one mail in the morning, and on a day without any nothing', async () => {
    await colleague(world, 'dor', 'dailyDigest');
    await colleague(world, 'ron', 'none');
    await happens('a1');
    world.pass(hours(3));
    await happens('a2');
    await writeDueDigests(world.ports);
    expect(await digests()).toEqual([]);
    world.pass(hours(14));
    await writeDueDigests(world.ports);
    await writeDueDigests(world.ports);
    expect(await digests()).toEqual([['dor', 2, [1, 2]]]);
    for (let day = 0; day < 3; day += 1) {
      world.pass({ days: 1 });
      await writeDueDigests(world.ports);
    }
    expect(await digests()).toHaveLength(1);
    await happens('a3');
    world.pass({ days: 1 });
    await writeDueDigests(world.ports);
    expect((await digests())[1]).toEqual(['dor', 1, [3]]);
    await world.deliver();
    const [mail] = world.mails.filter(({ kind }) => kind === 'changesDigest');
    expect([mail?.to.address, mail?.subject]).toEqual([
      'dor@northwind.example',
      'Northwind: 2 changes to subscriptions',
    ]);
    expect(mail?.text).toContain('Contoso: ');
  });

  it.each([
    ['2026-11-22T12:00:00.000Z', 'global', '2026-11-23T05:00:00.000Z'],
    ['2026-11-23T04:59:59.999Z', 'global', '2026-11-23T05:00:00.000Z'],
    ['2026-11-23T05:00:00.000Z', 'global', '2026-11-24T05:00:00.000Z'],
    ['2026-12-31T23:30:00.000Z', 'global', '2027-01-01T05:00:00.000Z'],
    ['2026-11-22T12:00:00.000Z', 'china', '2026-11-22T23:00:00.000Z'],
  ] as const)('what happens at %s in the %s cloud is told at %s', (now, cloud, at) => {
    expect(nextDigestAt({ cloud }, new Date(now))).toBe(at);
  });

  it('lists the first fifty of a busy day, and says how many more there are', async () => {
    await colleague(world, 'dor', 'dailyDigest');
    for (let index = 0; index < 60; index += 1) {
      world.pass({ seconds: 1 });
      await happens(`a${index}`);
    }
    world.pass({ days: 1 });
    await writeDueDigests(world.ports);
    expect(await digests()).toEqual([['dor', 60, Array.from({ length: 50 }, (_, index) => index)]]);
    await world.deliver();
    expect(world.mails.at(-1)?.text).toContain('10 more are in your portal.');
  });

  it('what was told at once is in no digest, and what awaits one is in it, however the choice changes meanwhile', async () => {
    const dor = await colleague(world, 'dor', 'dailyDigest');
    await happens('a1');
    await choose(world, dor, 'atOnce');
    await happens('a2');
    await choose(world, dor, 'dailyDigest');
    await happens('a3');
    await choose(world, dor, 'atOnce');
    world.pass({ days: 1 });
    await writeDueDigests(world.ports);
    expect(await digests()).toEqual([['dor', 2, [1, 3]]]);
    expect((await toldBy(world)).filter((one) => one.endsWith('dor@northwind.example'))).toEqual([
      'changesDigest dor@northwind.example',
      'subscriptionChanged dor@northwind.example',
    ]);
  });

  it('who wants no mail by then, or may see no customers any more, is not mailed', async () => {
    const dor = await colleague(world, 'dor', 'dailyDigest');
    await colleague(world, 'tal');
    await colleague(world, 'gil');
    await happens('a1');
    await choose(world, dor, 'none');
    const withdrawn = { kind: 'patch', id: userKey('tal'), patch: { set: { supportedCompanies: 'none' } } } as const;
    await world.store.write(tenants.northwind, [withdrawn]);
    world.pass({ days: 1 });
    await writeDueDigests(world.ports);
    expect(await digests()).toEqual([['gil', 1, [1]]]);
  });

  it('after a long pause sends what was missed once, with everything in it', async () => {
    await colleague(world, 'dor', 'dailyDigest');
    await happens('a1');
    await change(world, 'a2', [{ subscription, kind: 'quantityChanged', quantityBefore: 2 }]);
    world.pass({ days: 40 });
    await tellDueChanges(world.ports);
    await writeDueDigests(world.ports);
    world.pass({ days: 1 });
    await writeDueDigests(world.ports);
    expect(await digests()).toEqual([
      ['dor', 1, [1]],
      ['dor', 1, [2]],
    ]);
  });

  it('a change that comes while the digest is being written goes into the next one', async () => {
    await colleague(world, 'dor', 'dailyDigest');
    await happens('a1');
    world.pass(hours(17));
    // By the clock of whoever tells it, the hour has not come yet.
    store.fault = (_index, call) => {
      if (call.kind === 'patch') world.now -= hours(1).minutes * 60_000;
      return undefined;
    };
    const writing = writeDueDigests(world.ports);
    await Promise.all([writing, happens('a2')]);
    store.fault = () => undefined;
    await tellDueChanges(world.ports);
    world.pass(hours(1));
    await writeDueDigests(world.ports);
    world.pass({ days: 1 });
    await writeDueDigests(world.ports);
    expect((await digests()).flatMap(([, , told]) => told)).toEqual([1, 2]);
  });

  it('of hundreds of users each is mailed once, in as many batches as it takes, whatever crashes', async () => {
    for (let index = 0; index < 200; index += 1) await colleague(world, `u${String(index).padStart(3, '0')}`);
    await happens('a1');
    world.pass({ days: 1 });
    for (let call = 0; call < 16; call += 1) {
      store.forget();
      store.fault = (index) =>
        index === call ? { when: call % 2 === 0 ? 'after' : 'before', error: new Error('killed') } : undefined;
      await writeDueDigests(world.ports).catch(() => undefined);
    }
    store.fault = () => undefined;
    await writeDueDigests(world.ports);
    const mailed = (await digests()).map(([address]) => address);
    expect([mailed.length, new Set(mailed).size]).toEqual([200, 200]);
  });

  it('full digests about a customer with the longest name fit their batches, however many users read them', async () => {
    for (let index = 0; index < 90; index += 1) await colleague(world, `u${index}`);
    // Characters of four bytes.
    const longest = { kind: 'patch', id: customerId, patch: { set: { companyName: '𠮷'.repeat(120) } } } as const;
    expect((await world.store.write(tenants.northwind, [longest])).ok).toBe(true);
    const keys = Array.from({ length: 50 }, (_, index) => String(index).padStart(5, 'X'));
    const applied = { subscription, kind: 'keyApplied', effect: 'addLicences', keys } as const;
    const actor = { kind: 'user', userId: 'x', name: '𠮷'.repeat(120) } as const;
    for (const actId of ['b1', 'b2'])
      await change(
        world,
        actId,
        Array.from({ length: 30 }, () => applied),
        actor,
      );
    await tellDueChanges(world.ports);
    world.pass({ days: 1 });
    await writeDueDigests(world.ports);
    expect((await digests()).map(([, total, listed]) => [total, (listed as unknown[]).length])).toEqual(
      Array.from({ length: 90 }, () => [60, 50]),
    );
  });

  it('several at once write each mail once', async () => {
    await colleague(world, 'dor', 'dailyDigest');
    await happens('a1');
    world.pass({ days: 1 });
    await Promise.all([writeDueDigests(world.ports), writeDueDigests(world.ports), writeDueDigests(world.ports)]);
    expect(await digests()).toHaveLength(1);
  });

  it('costs a patch, one round of reads and a batch, and is garbage afterwards', async () => {
    await colleague(world, 'dor', 'dailyDigest');
    await happens('a1');
    world.pass({ days: 1 });
    store.forget();
    await writeDueDigests(world.ports);
    expect(store.rounds).toEqual(['due', 'patch', 'read list list list', 'write', 'due']);
    const [digest] = await world.documents('digest');
    expect(digest).toMatchObject({ id: digestKey('2026-11-23T05:00:00.000Z'), ttl: 2 * 86_400 });
    expect(digest?.queue).toBeUndefined();
  });

  it('is what the timer does, and says so in the log', async () => {
    await colleague(world, 'dor', 'dailyDigest');
    await happens('a1');
    world.pass({ days: 1 });
    const logged: string[] = [];
    const context = new InvocationContext({
      functionName: 'writeDigests',
      logHandler: (_level, ...line) => logged.push(line.map(String).join(' ')),
    });
    await writeDigests(() => Promise.resolve(world.ports)).handler(
      { isPastDue: false, schedule: { adjustForDST: true }, scheduleStatus: { last: '', next: '', lastUpdated: '' } },
      context,
    );
    expect(logged).toEqual([JSON.stringify({ event: 'digests-written', mails: 1 })]);
  });

  it('whatever happens in whatever order, and wherever it crashes, each user is told of each change once, as they had chosen', async () => {
    const act = fc.oneof(
      fc.record({ kind: fc.constant('change' as const), by: fc.constantFrom('noa', 'dor', 'tal', 'time') }),
      fc.record({
        kind: fc.constant('choose' as const),
        who: fc.constantFrom('noa', 'dor', 'tal'),
        mail: fc.constantFrom('atOnce' as const, 'dailyDigest' as const),
      }),
      fc.record({ kind: fc.constant('pass' as const), hours: fc.integer({ min: 1, max: 60 }) }),
      fc.record({
        kind: fc.constantFrom('tell' as const, 'digest' as const),
        crash: fc.integer({ min: 0, max: 9 }),
        when: fc.constantFrom('before' as const, 'after' as const),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 25 }), async (acts) => {
        world.close();
        await begin();
        const people = { noa, dor: await colleague(world, 'dor'), tal: await colleague(world, 'tal', 'atOnce') };
        const expected = new Set<string>();
        let count = 0;
        const running = async (kind: 'tell' | 'digest') =>
          kind === 'tell' ? tellDueChanges(world.ports) : writeDueDigests(world.ports);
        for (const one of acts) {
          world.pass({ seconds: 1 });
          if (one.kind === 'change') {
            const actor =
              one.by === 'time'
                ? ({ kind: 'upkeep' } as const)
                : ({ kind: 'user', userId: one.by, name: one.by } as const);
            count += 1;
            await change(world, `p${count}`, [{ subscription, kind: 'quantityChanged', quantityBefore: count }], actor);
            for (const who of Object.keys(people)) expected.add(`${who} ${count}`);
          } else if (one.kind === 'choose') await choose(world, people[one.who], one.mail);
          else if (one.kind === 'pass') world.pass(hours(one.hours));
          else {
            store.forget();
            store.fault = (index) => (index === one.crash ? { when: one.when, error: new Error('killed') } : undefined);
            await running(one.kind).catch(() => undefined);
            store.fault = () => undefined;
          }
        }
        await tellDueChanges(world.ports);
        world.pass({ days: 3 });
        await writeDueDigests(world.ports);
        const told = (await world.documents('mail')).flatMap(({ to, content }) => {
          const who = (to as Mail['to']).address.split('@')[0];
          const mail = content as Mail['content'];
          if (mail.template === 'subscriptionChanged')
            return mail.changes.map((each) => `${who} ${each.quantityBefore}`);
          return mail.template === 'changesDigest'
            ? mail.changes.map((each) => `${who} ${each.change.quantityBefore}`)
            : [];
        });
        expect(told.toSorted()).toEqual([...expected].toSorted());
        const days = (await world.documents('mail')).filter(({ kind }) => kind === 'changesDigest').map(({ id }) => id);
        expect(new Set(days).size).toBe(days.length);
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});
