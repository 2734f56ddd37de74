import { StoreUnavailable, type Write, type WriteOutcome } from '../../shared/ports';
import { accessToken, askForCode, enterCode, mailedAccessCode } from '../access-world';
import { codeOf, refusalOf, wrongCode } from '../link-world';
import { watchedWorld, type StoreCall, type WatchedStore } from '../watched-store';
import { contoso, invitation, noa, northwind, operator, tenants, type World } from '../world';

let world: World;
let store: WatchedStore;
beforeEach(async () => {
  ({ world, store } = await watchedWorld());
});
afterEach(() => world.close());

const down = { when: 'before', error: new StoreUnavailable('down', 2) } as const;
const breakWhere = (which: (call: StoreCall) => boolean) => {
  store.fault = (_index, call) => (which(call) ? down : undefined);
};
const heal = () => {
  store.fault = () => undefined;
};

describe('a code whose try decided nothing', () => {
  it('of an answer is as good as before, however often the database refused what it sets up', async () => {
    const { code } = await world.invite();
    const redemptionId = await world.redeem(code);
    const right = await world.mailedCode(contoso.contact.email);
    breakWhere(({ kind, ids }) => kind === 'write' && ids.some((id) => id.startsWith('subscription:')));
    for (let attempt = 0; attempt < 7; attempt += 1)
      expect((await world.confirm(code, redemptionId, right)).status).toBe(503);
    heal();
    expect((await world.confirm(code, redemptionId, right)).status).toBe(200);
  });

  it('of an answer is as good as before when nothing could be read after it was counted', async () => {
    const { code } = await world.invite();
    const redemptionId = await world.redeem(code);
    const right = await world.mailedCode(contoso.contact.email);
    breakWhere(({ kind, ids }) => kind === 'read' && ids.some((id) => id.startsWith('mail:')));
    for (let attempt = 0; attempt < 7; attempt += 1)
      expect((await world.confirm(code, redemptionId, wrongCode(right))).status).toBe(503);
    heal();
    expect((await world.confirm(code, redemptionId, right)).status).toBe(200);
  });

  it('is told apart from a wrong one: that one is used up after five tries', async () => {
    const { code } = await world.invite();
    const redemptionId = await world.redeem(code);
    const right = await world.mailedCode(contoso.contact.email);
    breakWhere(({ kind, ids }) => kind === 'write' && ids.some((id) => id.startsWith('subscription:')));
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(refusalOf(await world.confirm(code, redemptionId, wrongCode(right, attempt + 1)))).toBe(
        'confirmation-code-wrong',
      );
      if (attempt < 4) expect((await world.confirm(code, redemptionId, right)).status).toBe(503);
    }
    heal();
    expect(refusalOf(await world.confirm(code, redemptionId, right))).toBe('too-many-attempts');
  });

  it('gives nothing back once another was tried', async () => {
    const { code } = await world.invite();
    const redemptionId = await world.redeem(code);
    const first = await world.mailedCode(contoso.contact.email);
    world.pass({ minutes: 2 });
    let resent = false;
    const isBatch = ({ kind, ids }: StoreCall) => kind === 'write' && ids.some((id) => id.startsWith('subscription:'));
    breakWhere(isBatch);
    const inner = store.patch.bind(store);
    store.patch = async (schema, ref, patch, where) => {
      // While the try is being given back, another code has been asked for, and one was wrongly guessed.
      if (!resent && patch.increment?.tries === -1) {
        resent = true;
        expect((await world.call('resendCode', { params: { code, redemptionId }, body: {} })).status).toBe(202);
        await world.deliver();
        await world.confirm(code, redemptionId, wrongCode(await codeOf(world, redemptionId)));
      }
      return inner(schema, ref, patch, where);
    };
    expect((await world.confirm(code, redemptionId, first)).status).toBe(503);
    expect(resent).toBe(true);
    expect(await world.documents('redemption')).toMatchObject([{ tries: 2 }]);
  });

  it('shows the first result also while nothing can be written', async () => {
    const { code } = await world.invite();
    const redemptionId = await world.redeem(code);
    const right = await world.mailedCode(contoso.contact.email);
    expect((await world.confirm(code, redemptionId, right)).status).toBe(200);
    const inner = store.patch.bind(store);
    store.patch = (schema, ref, patch, where) =>
      patch.increment?.tries === -1 ? Promise.reject(down.error) : inner(schema, ref, patch, where);
    expect((await world.confirm(code, redemptionId, right)).status).toBe(200);
  });

  it('of an access page is as good as before', async () => {
    const { code } = await world.invite();
    const redemptionId = await world.redeem(code);
    await world.confirm(code, redemptionId, await world.mailedCode(contoso.contact.email));
    const token = accessToken(world);
    await askForCode(world, token);
    const right = await mailedAccessCode(world);
    breakWhere(({ kind, ids }) => kind === 'write' && ids.some((id) => id.startsWith('audit:access-opened')));
    for (let attempt = 0; attempt < 7; attempt += 1) expect((await enterCode(world, token, right)).status).toBe(503);
    heal();
    expect((await enterCode(world, token, right)).status).toBe(200);
  });
});

describe('a change that has happened', () => {
  it.each([
    ['revokeOffer', { status: 'revoked' }],
    ['rotateLink', { status: 'active' }],
  ] as const)('%s is answered from what was written when it cannot be read again', async (name, shown) => {
    const { id: offerId, offer } = await world.invite();
    store.forget();
    let written = false;
    store.fault = (_index, { kind }) => {
      if (kind === 'write') written = true;
      return written && kind === 'read' ? down : undefined;
    };
    const changed = await world.call(name, { as: noa, params: { offerId }, headers: { 'if-match': '"1"' } });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    expect(changed.json).toMatchObject({ id: offerId, ...shown });
    heal();
    const read = await world.call('getOffer', { as: noa, params: { offerId } });
    expect(read.json).toEqual(changed.json);
    expect(read.json.url === offer.url).toBe(name === 'revokeOffer');
  });
});

describe('a create whose id is taken by what cannot be read yet', () => {
  const taken = (which: (writes: readonly Write[]) => boolean) => {
    const inner = store.write.bind(store);
    store.write = (partition, writes): Promise<WriteOutcome> =>
      which(writes) ? Promise.resolve({ ok: false, index: 0, reason: 'exists' }) : inner(partition, writes);
  };
  const creates = (start: string) => (writes: readonly Write[]) =>
    writes.some((write) => write.kind === 'create' && write.document.id.startsWith(start));
  const keyed = { 'idempotency-key': 'k1' };

  it.each(['createTrialInvitation', 'copyOffer'] as const)('%s is to be repeated', async (name) => {
    const { id: offerId } = await world.invite();
    taken(creates('offer:'));
    const body = name === 'copyOffer' ? {} : invitation;
    const answer = await world.call(name, {
      as: noa,
      params: name === 'copyOffer' ? { offerId } : {},
      body,
      headers: keyed,
    });
    expect([answer.status, refusalOf(answer), answer.headers.get('retry-after')]).toEqual([503, 'unavailable', '1']);
  });

  it('a list of recipients is to be sent again', async () => {
    const { id: offerId } = await world.invite();
    taken(creates('mailing:'));
    const body = { recipients: [{ email: 'rina@wingtip.example' }] };
    const answer = await world.call('sendOffer', { as: noa, params: { offerId }, body, headers: keyed });
    expect([answer.status, refusalOf(answer)]).toEqual([503, 'unavailable']);
  });

  it('a partner is to be added again', async () => {
    taken(creates('partner'));
    const params = { partnerId: tenants.fabrikam };
    const answer = await world.call('putPartner', { as: operator, params, body: northwind });
    expect([answer.status, refusalOf(answer)]).toEqual([503, 'unavailable']);
  });

  it('is stale all the same when somebody else has changed what it replaces', async () => {
    const { id: offerId } = await world.invite();
    const inner = store.write.bind(store);
    store.write = async (partition, writes) => {
      if (creates('offer:')(writes))
        await world.store.write(partition, [
          { kind: 'patch', id: `offer:${offerId}`, patch: { set: { revision: 2 } } },
        ]);
      return inner(partition, writes);
    };
    const headers = { 'if-match': '"1"' };
    const answer = await world.call('copyOffer', { as: noa, params: { offerId }, body: { replace: true }, headers });
    expect([answer.status, refusalOf(answer)]).toEqual([412, 'stale']);
  });
});
