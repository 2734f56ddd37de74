import { changeOffer, company, faultyFields, refusalOf, snapshotOf } from '../../link-world';
import { billing, fay, fabrikam } from '../../portal-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noa, person, tenants, World, type Answer, type Call } from '../../world';

describe('POST /api/offers/{offerId}/revocation', () => {
  let world: World;
  let offerId: string;
  let code: string;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    ({ id: offerId, code } = await world.invite());
  });
  afterEach(() => world.close());

  const revoke = (ifMatch: string | undefined = '"1"', more: Call = {}): Promise<Answer> =>
    world.call('revokeOffer', {
      as: noa,
      params: { offerId },
      body: { reason: 'Sent to the wrong company' },
      ...more,
      headers: ifMatch === '' ? {} : { 'if-match': ifMatch },
    });
  const open = () => world.call('openLink', { params: { code }, headers: { accept: 'application/json' } });
  const revokedEntries = async () => (await world.documents('audit')).filter(({ action }) => action === 'offerRevoked');

  it('ends the offer, says so, and gives the next revision', async () => {
    const answer = await revoke();
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"']);
    expect(answer.json).toMatchObject({
      id: offerId,
      status: 'revoked',
      revocation: { at: '2026-11-22T12:00:00.000Z', reason: 'Sent to the wrong company' },
    });
    expect((await world.call('getOffer', { as: noa, params: { offerId } })).json).toEqual(answer.json);
    const opened = await open();
    expect([opened.status, refusalOf(opened)]).toEqual([410, 'offer-revoked']);
    expect(opened.text).not.toContain('wrong company');
  });

  it('lets nobody begin, and nobody confirm what was begun', async () => {
    const redemptionId = await world.redeem(code);
    const mailed = await world.mailedCode(contoso.contact.email);
    await revoke();
    expect(refusalOf(await world.confirm(code, redemptionId, mailed))).toBe('offer-revoked');
    expect(refusalOf(await world.call('redeemOffer', { params: { code }, body: contoso }))).toBe('offer-revoked');
    expect(await world.documents('subscription')).toEqual([]);
  });

  it('leaves what was agreed as it is: the receipt answers, and so does the same code again', async () => {
    const redemptionId = await world.redeem(code);
    const mailed = await world.mailedCode(contoso.contact.email);
    const confirmed = await world.confirm(code, redemptionId, mailed);
    await revoke();
    expect((await world.confirm(code, redemptionId, mailed)).json).toEqual(confirmed.json);
    const receipt = await world.call('showRedemption', { params: { code, redemptionId } });
    expect(receipt.status).toBe(200);
  });

  it('is made from the revision that was read, which customers do not change by redeeming', async () => {
    const redemptionId = await world.redeem(code);
    await world.confirm(code, redemptionId, await world.mailedCode(contoso.contact.email));
    const answer = await revoke('"1"');
    expect([answer.status, answer.json.redemptionCount]).toEqual([200, 1]);
  });

  it('needs If-Match, and the newest', async () => {
    const without = await revoke('');
    expect([without.status, refusalOf(without)]).toEqual([428, 'precondition-required']);
    await world.call('rotateLink', { as: noa, params: { offerId }, headers: { 'if-match': '"1"' } });
    const stale = await revoke('"1"');
    expect([stale.status, refusalOf(stale)]).toEqual([412, 'stale']);
    expect((await revoke('"2"')).status).toBe(200);
  });

  it('shows the first result when it is done again', async () => {
    const first = await revoke();
    world.pass({ minutes: 5 });
    const again = await revoke('"2"', { body: { reason: 'Another reason' } });
    expect([again.status, again.json, again.headers.get('etag')]).toEqual([200, first.json, '"2"']);
    expect(await revokedEntries()).toHaveLength(1);
  });

  it.each([
    ['no body', { body: undefined }],
    ['an empty object', { body: {} }],
    ['an empty reason', { body: { reason: '' } }],
  ])('takes %s: the reason is optional', async (_what, more) => {
    const answer = await revoke('"1"', more);
    expect(answer.status).toBe(200);
    expect(answer.json.revocation).toEqual({ at: '2026-11-22T12:00:00.000Z' });
  });

  it.each([
    ['a number', { reason: 5 }, '/reason'],
    ['too much', { reason: 'x'.repeat(1001) }, '/reason'],
    ['a control character', { reason: 'a\u0000b' }, '/reason'],
    ['half a character', { reason: '\ud800' }, '/reason'],
    ['another field', { because: 'x' }, '/because'],
  ])('refuses %s and changes nothing', async (_what, body, pointer) => {
    const answer = await revoke('"1"', { body });
    expect([answer.status, faultyFields(answer)]).toEqual([422, [pointer]]);
    expect((await open()).status).toBe(200);
  });

  it.each(['expired', 'replaced'])('makes no sense for an offer that is %s', async (status) => {
    await changeOffer(
      world,
      offerId,
      status === 'expired' ? { expiresAt: new Date(world.now).toISOString() } : { state: 'replaced' },
    );
    const answer = await revoke();
    expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
    expect(await revokedEntries()).toEqual([]);
  });

  it('comes before what the offer’s state has to say', async () => {
    await changeOffer(world, offerId, { state: 'replaced' });
    expect((await revoke('')).status).toBe(428);
    expect((await revoke('"9"')).status).toBe(412);
    expect((await revoke('"1"', { params: { offerId: 'none' } })).status).toBe(404);
  });

  it('is written down with who did it', async () => {
    await revoke();
    expect(await revokedEntries()).toMatchObject([
      { subject: offerId, actor: { kind: 'user', userId: 'noa' }, at: '2026-11-22T12:00:00.000Z' },
    ]);
  });

  it('is for those who may make such offers', async () => {
    expect((await revoke('"1"', { as: await billing(world) })).status).toBe(403);
    await world.addPartner(tenants.fabrikam, fabrikam);
    expect((await revoke('"1"', { as: fay })).status).toBe(404);
  });

  it('needs the authorisation that the kind of the offer asks for', async () => {
    await world.addPartner(tenants.fabrikam, { ...fabrikam, authorizations: ['subscriptionAdvisor'] });
    const { id } = await world.invite({}, fay);
    await world.store.write(tenants.fabrikam, [
      { kind: 'patch', id: `offer:${id}`, patch: { set: { kind: 'delegationOffer' } } },
    ]);
    const as = person(tenants.fabrikam, 'fay');
    const answer = await revoke('"1"', { as, params: { offerId: id } });
    expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
  });

  it('stands beside the others in the list, and nowhere else', async () => {
    const { id: other } = await world.invite();
    await revoke();
    const list = async (status: string) => {
      const { items } = (await world.call('listOffers', { as: noa, query: { status } })).json;
      return (items as { id: string }[]).map(({ id }) => id);
    };
    expect([await list('revoked'), await list('active')]).toEqual([[offerId], [other]]);
  });
});

describe('revoking while a hundred confirm', () => {
  let world: World;
  let store: WatchedStore;
  let offerId: string;
  let confirmations: readonly (() => Promise<Answer>)[];
  beforeAll(async () => {
    ({ world, store } = await watchedWorld());
    const { id, code } = await world.invite();
    offerId = id;
    const crowd = await Promise.all(
      Array.from({ length: 100 }, async (_, number) => world.redeem(code, company(number))),
    );
    await world.deliver();
    const mailed = (answer: string) => world.mails.find(({ text }) => text.includes(answer))?.code ?? 'not mailed';
    confirmations = crowd.map((answer) => {
      const confirmationCode = mailed(answer);
      return () => world.confirm(code, answer, confirmationCode);
    });
  });
  afterAll(() => world.close());

  it('works at the first try, and from then on nobody else gets in', async () => {
    // Some calls of the store take long and some do not, so that confirmations stand at every step when it happens.
    let calls = 0;
    store.turn = async () => {
      for (let waited = ((calls += 1) * 7919) % 60; waited > 0; waited -= 1) await new Promise(setImmediate);
    };
    const confirming = confirmations.map((confirm) => confirm());
    const revoked = await world.call('revokeOffer', { as: noa, params: { offerId }, headers: { 'if-match': '"1"' } });
    expect([revoked.status, revoked.json.status]).toEqual([200, 'revoked']);
    const answers = await Promise.all(confirming);
    store.turn = undefined;

    const won = answers.filter(({ status }) => status === 200).length;
    const refused = answers.filter((answer) => answer.status === 410 && refusalOf(answer) === 'offer-revoked').length;
    expect(won).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
    expect(won + refused).toBe(confirmations.length);
    // The count that the revocation was answered with is final: whoever confirmed did so before it.
    const offer = await world.call('getOffer', { as: noa, params: { offerId } });
    expect([revoked.json.redemptionCount, offer.json.redemptionCount]).toEqual([won, won]);
    const { of, count } = await snapshotOf(world);
    for (const type of ['customer', 'subscription', 'consent', 'notification'])
      expect([type, count(type)]).toEqual([type, won]);
    expect(of('redemption').filter(({ status }) => status === 'confirmed')).toHaveLength(won);
  });
});
