import type { Authorization } from '../../../shared/domain/partners/partner';
import { access, type HttpOperationName, type LinkOperation, type UserOperation } from '../../../shared/http/access';
import { refusalOf } from '../../link-world';
import { documentsOf, goodCalls, portalWorld, type Here } from '../../portal-world';
import type { WatchedStore } from '../../watched-store';
import { noa, northwind, operator, tenants, type Answer, type World } from '../../world';

const names = Object.keys(goodCalls) as HttpOperationName[];
const userOperations = names.filter((name): name is UserOperation => access[name].by === 'user');
const linkOperations = names.filter((name): name is LinkOperation => access[name].by === 'link');
const accessOperations = names.filter((name) => access[name].by === 'access');

const needsOf = (name: UserOperation): readonly Authorization[] => {
  const { needs } = access[name];
  return 'authorizations' in needs ? needs.authorizations : [];
};

describe('what an operator changes of a partner that has all there is', () => {
  let world: World;
  let store: WatchedStore;
  let here: Here;
  beforeAll(async () => {
    ({ world, store, here } = await portalWorld());
  });
  afterAll(() => world.close());
  beforeEach(() => store.forget());
  afterEach(() => change({ status: 'active' }));

  const change = async (edit: object): Promise<void> => {
    const changed = await world.call('putPartner', {
      as: operator,
      params: { partnerId: tenants.northwind },
      headers: { 'if-match': '*' },
      body: { ...northwind, ...edit },
    });
    expect(changed.status).toBe(200);
    store.forget();
  };
  const call = (name: HttpOperationName): Promise<Answer> => {
    const good = goodCalls[name](here);
    return world.call(name, { ...good, headers: { accept: 'application/json', ...good.headers } });
  };
  /** What is stored, but for how often codes were guessed: that is counted before anything is known. */
  const everything = async () =>
    (await documentsOf(world, tenants.northwind))
      .filter(({ type }) => type !== 'guess-budget')
      .map(({ tries: _tries, lastGuess: _lastGuess, ...document }) => document)
      .toSorted((one, other) => (one.id < other.id ? -1 : 1));

  describe('suspended', () => {
    beforeEach(() => change({ status: 'suspended' }));

    it.each(userOperations)('it can do nothing: %s', async (name) => {
      const before = await everything();
      const answer = await call(name);
      expect([answer.status, refusalOf(answer)]).toEqual([403, 'partner-suspended']);
      expect(await everything()).toEqual(before);
    });

    it.each(linkOperations)('its links are not available now: %s', async (name) => {
      const before = await everything();
      const answer = await call(name);
      expect([answer.status, refusalOf(answer)]).toEqual([410, 'offer-unavailable']);
      expect(await everything()).toEqual(before);
    });

    it.each(accessOperations)('it gets nothing more from a customer, who still sees what it has: %s', async (name) => {
      const answer = await call(name);
      // Stopping what is, and putting one's own house in order, is the customer's alone.
      if (name === 'answerAsk') expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
      else expect(refusalOfAny(answer)).not.toMatch(/unavailable|suspended/u);
    });

    it('no offer of its is mailed, and what was agreed stays', async () => {
      await change({ status: 'active' });
      const { offerId } = here;
      const body = { recipients: [{ email: 'first@litware.example' }, { email: 'second@litware.example' }] };
      expect((await world.call('sendOffer', { as: noa, params: { offerId }, body })).status).toBe(202);
      await change({ status: 'suspended' });
      const before = world.mails.length;
      await world.deliver();
      expect(world.mails.slice(before).filter(({ kind }) => kind === 'offer')).toEqual([]);
      expect((await world.documents('subscription')).length).toBeGreaterThan(0);
    });
  });

  describe.each(northwind.authorizations)('without the authorisation %s', (withdrawn) => {
    const kept = northwind.authorizations.filter((one) => one !== withdrawn);
    beforeAll(async () => {
      world.close();
      ({ world, store, here } = await portalWorld());
    });

    it.each(userOperations.filter((name) => needsOf(name).includes(withdrawn)))(
      'is refused at once what needs it and has nothing else: %s',
      async (name) => {
        const others = needsOf(name).filter((one) => one !== withdrawn);
        const without = kept.filter((one) => !others.includes(one));
        await change({ authorizations: without });
        const before = await everything();
        const answer = await call(name);
        expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
        expect(answer.json.detail).toMatch(/authoriz/u);
        expect(await everything()).toEqual(before);
      },
    );

    // What ends delegation comes last: without it, the customer's people are out of reach.
    const isLast = (name: string) => Number(name === 'endDelegation');
    it.each(
      userOperations
        .filter((name) => !needsOf(name).includes(withdrawn))
        .toSorted((one, other) => isLast(one) - isLast(other)),
    )('can do what does not need it: %s', async (name) => {
      await change({ authorizations: kept });
      expect(refusalOfAny(await call(name))).not.toBe('forbidden');
    });
  });

  it.each(linkOperations)('without what a link asks for it is not available: %s', async (name) => {
    const needed = name === 'acceptDelegation' ? 'delegatedAdministration' : 'subscriptionAdvisor';
    await change({ authorizations: northwind.authorizations.filter((one) => one !== needed) });
    const before = await everything();
    const answer = await call(name);
    expect([answer.status, refusalOf(answer)]).toEqual([410, 'offer-unavailable']);
    expect(await everything()).toEqual(before);
  });

  describe('in the other cloud', () => {
    beforeEach(() => change({ cloud: 'china' }));

    it.each(userOperations.filter((name) => 'cloud' in access[name].needs))('has no product keys: %s', async (name) => {
      const answer = await call(name);
      expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
    });

    it('sells what that cloud has, where it has it, and its links to anything else are not available', async () => {
      const listed = await world.call('listProducts', { as: noa, query: { usageLocation: 'IL' } });
      expect(listed.json.items ?? []).toEqual([]);
      const opened = await call('openLink');
      expect([opened.status, refusalOf(opened)]).toEqual([410, 'offer-unavailable']);
      const made = await call('createPurchaseOffer');
      expect([made.status, refusalOf(made)]).toEqual([422, 'product-unavailable']);
    });

    it('has everything as before once it is back', async () => {
      await change({ cloud: 'global' });
      expect((await call('openLink')).status).toBe(200);
      expect((await call('listProductKeys')).status).toBe(200);
    });
  });

  it('leaves every global administrator there was, whomever it names and however often', async () => {
    const administrators = async () =>
      (await world.documents('user'))
        .filter(
          ({ companyRole, partnerId }) => companyRole === 'globalAdministrator' && partnerId === tenants.northwind,
        )
        .map(({ userId }) => userId);
    const named = ['ruth', 'lior', 'ruth', 'noa', 'dov'];
    for (const [at, userId] of named.entries()) {
      await change({
        ...(at % 2 === 0 ? { status: 'suspended', authorizations: [] } : { status: 'active', cloud: 'china' }),
        globalAdministrator: { userId, name: userId, email: `${userId}@northwind.example` },
      });
      expect(await administrators()).toEqual(expect.arrayContaining(['noa', ...named.slice(0, at + 1)]));
    }
  });
});

/** The slug of a refusal; of a good answer none. */
function refusalOfAny(answer: Answer): string {
  return answer.status >= 400 ? refusalOf(answer) : '';
}
