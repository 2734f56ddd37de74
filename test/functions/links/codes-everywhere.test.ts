import fc from 'fast-check';
import { openAccess } from '../../access-world';
import { systemPartition } from '../../../shared/domain/system';
import { StoreUnavailable } from '../../../shared/ports';
import { browser, contosoForm, pageOf, refusalOf } from '../../link-world';
import { WatchedStore } from '../../watched-store';
import { contoso, person, tenants, World, type Answer } from '../../world';

const victim = 'vera@tailspin.example';
const vera = {
  companyName: 'Tailspin',
  primaryDomain: 'tailspin.example',
  contact: { name: 'Vera', email: victim },
};

/** A world with so many partners, and a link of each. */
async function manyPartners(count: number) {
  const stores: WatchedStore[] = [];
  const world = new World({
    store: (inner) => {
      const store = new WatchedStore(inner);
      stores.push(store);
      return store;
    },
  });
  const [store] = stores;
  if (!store) throw new Error('The world did not take the store.');
  const links: string[] = [];
  for (let number = 0; number < count; number += 1) {
    // The first is Northwind, which the helpers of other tests know.
    const tenant = number === 0 ? tenants.northwind : `44444444-4444-4444-8444-${String(number).padStart(12, '0')}`;
    await world.addPartner(tenant, { name: `Partner ${number}` });
    links.push((await world.invite({}, person(tenant, 'noa'))).code);
  }
  store.forget();
  return { world, store, links };
}

describe('the codes of one mailbox over all partners', () => {
  let world: World;
  let store: WatchedStore;
  let links: readonly string[];
  beforeEach(async () => {
    ({ world, store, links } = await manyPartners(18));
  });
  afterEach(() => world.close());

  const redeem = (link: number, body: object = vera, headers: Record<string, string> = {}) =>
    world.call('redeemOffer', { params: { code: links[link] ?? '' }, body: { ...contoso, ...body }, headers });
  const counted = async (by = 'typedEverywhere') =>
    (await world.documents('code-throttle'))
      .filter(({ id }) => String(id).startsWith(`throttle:${by}:`))
      .map(({ askedAt }) => (askedAt as string[]).length);
  const told = ({ status, headers, ...answer }: Answer) =>
    status === 429 ? [status, refusalOf({ status, headers, ...answer }), headers.get('retry-after')] : [status];

  it('are fifteen in ten minutes at most, and the next is refused aloud, at whatever partner', async () => {
    for (let link = 0; link < 15; link += 1) {
      expect(await redeem(link).then(told)).toEqual([202]);
      world.pass({ seconds: 1 });
    }
    expect(await redeem(15).then(told)).toEqual([429, 'too-many-attempts', '585']);
    // In the words of the limit that each partner has: whoever reads them learns of no other.
    const beyond = await redeem(15);
    for (let time = 0; time < 5; time += 1) await redeem(16, { contact: { name: 'D', email: 'd@contoso.example' } });
    const ownLimit = await redeem(16, { contact: { name: 'D', email: 'd@contoso.example' } });
    expect(beyond.json.detail).toBe(ownLimit.json.detail);
    world.pass({ seconds: 585 });
    expect(await redeem(15).then(told)).toEqual([202]);
    await world.deliver();
    expect(world.mails.filter(({ to }) => to.address === victim)).toHaveLength(16);
  });

  it('are sixty a day at most, where eighteen partners would have mailed three hundred and sixty', async () => {
    let taken = 0;
    for (let time = 0; time < 120; time += 1) {
      if ((await redeem(time % 18)).status === 202) taken += 1;
      world.pass({ minutes: 10 });
    }
    expect(taken).toBe(60);
    await world.deliver();
    expect(world.mails.filter(({ to }) => to.address === victim)).toHaveLength(60);
    // Twenty hours have passed: the first is a day old in four.
    expect(await redeem(3).then(told)).toEqual([429, 'too-many-attempts', String(4 * 3600)]);
  });

  it('are those of the mailbox, however its provider lets it be spelled, and of no other', async () => {
    const { primaryDomain: _none, ...noDomain } = contoso;
    const ask = (link: number, email: string) =>
      world.call('redeemOffer', {
        params: { code: links[link] ?? '' },
        body: { ...noDomain, contact: { name: 'V', email } },
      });
    for (let link = 0; link < 15; link += 1) await ask(link, `V.e.r.a+${link}@Gmail.com`);
    expect((await ask(15, 'vera@googlemail.com')).status).toBe(429);
    expect((await ask(15, 'verena@gmail.com')).status).toBe(202);
  });

  it('are told on the page of the form', async () => {
    for (let link = 0; link < 15; link += 1) await redeem(link, {});
    const answer = await world.call('redeemOffer', {
      params: { code: links[16] ?? '' },
      form: contosoForm,
      headers: browser,
    });
    expect(answer.status).toBe(429);
    expect(pageOf(answer).querySelector('h1')?.text).toBe('Too many attempts');
  });

  it('count a new code for the same redemption', async () => {
    const params = { code: links[0] ?? '', redemptionId: String((await redeem(0)).json.redemptionId) };
    world.pass({ minutes: 1 });
    expect((await world.call('resendCode', { params, body: {} })).status).toBe(202);
    expect(await counted()).toEqual([2]);
    for (let link = 1; link <= 13; link += 1) await redeem(link);
    world.pass({ minutes: 1 });
    const refused = await world.call('resendCode', { params, body: {} });
    expect(told(refused)).toEqual([429, 'too-many-attempts', String(8 * 60)]);
  });

  it('do not count what was asked already: the same key, the same form, a code asked for too soon', async () => {
    const headers = { 'idempotency-key': 'once' };
    const redemptionId = String((await redeem(0, vera, headers)).json.redemptionId);
    for (let time = 0; time < 20; time += 1) expect((await redeem(0, vera, headers)).status).toBe(202);
    expect(await counted()).toEqual([1]);
    for (let time = 0; time < 20; time += 1) {
      const params = { code: links[0] ?? '', redemptionId };
      expect((await world.call('resendCode', { params, body: {} })).status).toBe(429);
    }
    expect(await counted()).toEqual([1]);
    for (let time = 0; time < 20; time += 1) {
      const form = { ...contosoForm, idempotencyKey: `shown-${time}` };
      await world.call('redeemOffer', { params: { code: links[1] ?? '' }, form, headers: browser });
    }
    expect(await counted()).toEqual([1, 1]);
  });

  it('lie where nothing can be read from them, and are gone after two days', async () => {
    const redemptionId = String((await redeem(0)).json.redemptionId);
    const everywhere = (await world.documents('code-throttle')).filter(
      ({ partnerId }) => partnerId === systemPartition,
    );
    expect(everywhere).toHaveLength(1);
    const said = JSON.stringify(everywhere);
    for (const secret of ['vera', 'tailspin', tenants.northwind, redemptionId]) expect(said).not.toContain(secret);
    world.pass({ days: 2 });
    expect(await world.documents('code-throttle')).toEqual([]);
  });

  it('of two partners at the same moment the last one goes to one of them', async () => {
    for (let link = 0; link < 14; link += 1) await redeem(link);
    const answers = await Promise.all([redeem(15), redeem(16), redeem(17)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 429, 429]);
    expect(await counted()).toEqual([15]);
  });

  it('are never too many nor wasted, in whatever order the database works them off', async () => {
    let domain = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.nat({ max: 3 }), { minLength: 2, maxLength: 24 }),
        async (scheduler, at) => {
          const primaryDomain = `domain-${(domain += 1)}.example`;
          const body = { primaryDomain, contact: { name: 'V', email: `v@${primaryDomain}` } };
          store.turn = () => scheduler.schedule(Promise.resolve());
          const answers = Promise.all(at.map((link) => redeem(link, body)));
          await scheduler.waitFor(answers);
          store.turn = undefined;
          const taken = (await answers).filter(({ status }) => status === 202).length;
          const perLink = [0, 1, 2, 3].map((link) => Math.min(5, at.filter((one) => one === link).length));
          const possible = Math.min(
            15,
            perLink.reduce((sum, count) => sum + count, 0),
          );
          expect((await answers).every(({ status }) => [202, 429].includes(status))).toBe(true);
          expect(taken).toBe(possible);
          // One reservation for each code: none of those who came too late at a partner spent another.
          expect((await counted()).at(-1)).toBe(possible);
        },
      ),
      { numRuns: 15 },
    );
  });

  it.each([
    ['before it is reserved', 0, 'before', 0],
    ['after it is reserved', 0, 'after', 1],
    ['before it is written', 1, 'before', 1],
    ['after it is written', 1, 'after', 1],
  ] as const)('are counted once when the process dies %s', async (_what, broken, when, left) => {
    const headers = { 'idempotency-key': 'again' };
    let write = -1;
    store.fault = (_index, { kind }) =>
      kind === 'write' && (write += 1) === broken ? { when, error: new StoreUnavailable('It died.', 1) } : undefined;
    expect((await redeem(0, vera, headers)).status).toBe(503);
    store.fault = () => undefined;
    expect(await counted()).toEqual(left === 0 ? [] : [1]);
    expect((await redeem(0, vera, headers)).status).toBe(202);
    expect(await counted()).toEqual([1]);
    await world.deliver();
    expect(world.mails).toHaveLength(1);
  });

  describe('of an administrator on record at several partners', () => {
    const ruth = 'ruth@contoso.example';
    const confirmAt = async (link: number) => {
      const body = { contact: { name: 'Ruth', email: ruth } };
      const { redemptionId } = (await redeem(link, body)).json;
      const answer = await world.confirm(links[link] ?? '', String(redemptionId), await world.mailedCode(ruth));
      expect(answer.status).toBe(200);
    };
    const askAsOther = (time: number) =>
      redeem(time % 6, { contact: { name: 'X', email: `x${time}@contoso.example` } });
    const codesTo = () =>
      world.mails.filter(({ kind, to }) => kind === 'confirmationCode' && to.address === ruth).length;
    beforeEach(async () => {
      for (let link = 0; link < 6; link += 1) await confirmAt(link);
      world.pass({ days: 1 });
      world.mails.length = 0;
    });

    it('that others asked for are withheld beyond the limit, without a word', async () => {
      for (let time = 0; time < 30; time += 1) {
        expect((await askAsOther(time)).status).toBe(202);
        await world.deliver();
      }
      expect(codesTo()).toBe(15);
      for (let time = 30; time < 100; time += 1) {
        world.pass({ minutes: 12 });
        expect((await askAsOther(time)).status).toBe(202);
        await world.deliver();
      }
      expect(codesTo()).toBe(60);
    });

    it('that others asked for take none of those that it asks for itself, nor tell by them whose customer it is', async () => {
      for (let time = 0; time < 75; time += 1) {
        await askAsOther(time);
        world.pass({ minutes: 15 });
        await world.deliver();
      }
      expect(codesTo()).toBe(60);
      for (let link = 0; link < 6; link += 1)
        expect((await redeem(link, { contact: { name: 'Ruth', email: ruth } })).status).toBe(202);
      await world.deliver();
      expect(codesTo()).toBe(66);
      expect((await openAccess(world, undefined, ruth)).session).not.toBe('');
    });

    it('of the access page are neither counted nor withheld', async () => {
      for (let time = 0; time < 15; time += 1) await redeem(time % 6, { contact: { name: 'Ruth', email: ruth } });
      expect((await redeem(0, { contact: { name: 'Ruth', email: ruth } })).status).toBe(429);
      expect((await openAccess(world, undefined, ruth)).session).not.toBe('');
      expect((await counted()).at(-1)).toBe(15);
    });

    it('are sent once the database answers again, when others counted at the same moment', async () => {
      await askAsOther(1);
      store.fault = (_index, { kind, ids }) =>
        kind === 'write' && ids[0]?.startsWith('throttle:mailboxEverywhere:') === true
          ? { when: 'after', error: new StoreUnavailable('No answer.', 1) }
          : undefined;
      await expect(world.deliver()).rejects.toThrow('held up');
      store.fault = () => undefined;
      world.pass({ minutes: 1 });
      await world.deliver();
      expect([codesTo(), await counted('mailboxEverywhere')]).toEqual([1, [1]]);
    });
  });
});
