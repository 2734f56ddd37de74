import { helpingWrites } from '../../../shared/customers/helping-writes';
import { mayAct } from '../../../shared/domain/customers/acting';
import { User, userKey } from '../../../shared/domain/partners/user';
import { Partner, partnerKey } from '../../../shared/domain/partners/partner';
import { sessionOf } from '../../access-world';
import {
  acceptance,
  customerId,
  customerOf,
  delegate,
  delegationOf,
  delegationRead,
  endAsPartner,
  upkeep,
} from '../../delegation-world';
import { anotherCustomer, everythingStored, refusalOf } from '../../link-world';
import { billing, fabrikam, fay, helpdesk } from '../../portal-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { noa, noon, tenants, type World } from '../../world';

describe('a partner that ends delegated administration', () => {
  let world: World;
  let store: WatchedStore;
  let delegationId: string;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    delegationId = await delegate(world, 10);
    await world.deliver();
    world.mails.length = 0;
  });
  afterEach(() => world.close());

  const told = async () => {
    await world.deliver();
    return world.mails.map(({ kind, to }) => `${kind} ${to.address}`);
  };

  it('ends it at once, in one batch, and tells both sides; subscriptions and partner of record stay', async () => {
    const before = await world.documents('subscription');
    world.pass({ minutes: 1 });
    store.forget();
    const ended = await endAsPartner(world);
    expect([ended.status, ended.text, ended.headers.get('etag')]).toEqual([204, '', '"2"']);
    expect(store.calls.filter(({ kind }) => kind === 'write')).toHaveLength(1);
    const end = { status: 'ended', endedAt: new Date(world.now).toISOString(), endedBy: 'partner' };
    expect(await delegationRead(world)).toEqual({ ...end, since: noon.toISOString(), delegationId });
    expect(await delegationOf(world, delegationId)).toMatchObject({ state: 'ended', endedBy: 'partner' });
    expect(await world.documents('subscription')).toEqual(before);
    expect(await told()).toEqual(['delegationEnded dana@contoso.example', 'delegationEnded hello@northwind.example']);
    expect(world.mails[0]?.text).toContain('Northwind has ended its delegated administration');
    expect(world.mails[0]?.text).not.toContain('whoever did it had a code');
    const audited = (await world.documents('audit')).find(({ action }) => action === 'delegationEnded');
    expect(audited).toMatchObject({ actor: { kind: 'user', userId: 'noa' }, customerId });
    const notified = (await world.documents('notification')).find(({ id }) => String(id).includes('delegation-ended'));
    expect(notified).toMatchObject({ content: { kind: 'delegationEnded', endedBy: 'partner' } });
  });

  it('is no error again, and changes nothing, whichever revision is named', async () => {
    const etag = (await world.call('getCustomer', { as: noa, params: { customerId } })).headers.get('etag') ?? '';
    await endAsPartner(world);
    const before = await everythingStored(world);
    world.pass({ minutes: 5 });
    expect((await endAsPartner(world)).status).toBe(204);
    expect((await endAsPartner(world, { headers: { 'if-match': etag } })).status).toBe(204);
    expect(await everythingStored(world)).toEqual(before);
  });

  it('finds it ended by time, whether or not a timer has run', async () => {
    world.pass({ days: 10 });
    const before = await everythingStored(world);
    expect((await endAsPartner(world)).status).toBe(204);
    expect(await everythingStored(world)).toEqual(before);
    await upkeep(world);
    expect((await endAsPartner(world, { headers: { 'if-match': '"1"' } })).status).toBe(204);
    expect(await delegationRead(world)).toMatchObject({ endedBy: 'time' });
  });

  it.each([
    ['without If-Match', {}, 428, 'precondition-required'],
    ['with another revision', { 'if-match': '"7"' }, 412, 'stale'],
    ['with nonsense', { 'if-match': 'yes' }, 412, 'stale'],
  ])('is refused %s', async (_what, headers, status, refusal) => {
    const answer = await endAsPartner(world, { headers });
    expect([answer.status, refusalOf(answer)]).toEqual([status, refusal]);
    expect(await delegationRead(world)).toMatchObject({ status: 'active' });
  });

  it('takes a weak tag for a strong one', async () => {
    expect((await endAsPartner(world, { headers: { 'if-match': 'W/"1"' } })).status).toBe(204);
  });

  it('wants If-Match even of what has ended', async () => {
    await endAsPartner(world);
    expect((await endAsPartner(world, { headers: {} })).status).toBe(428);
  });

  it('is a conflict where nothing was ever delegated', async () => {
    await anotherCustomer(world);
    const answer = await endAsPartner(world, {
      params: { customerId: 'domain:adatum.example' },
      headers: { 'if-match': '*' },
    });
    expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
  });

  it('needs full access, and what clients are seen with', async () => {
    for (const as of [await helpdesk(world), await billing(world)]) {
      const answer = await endAsPartner(world, { as });
      expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
    }
    expect((await endAsPartner(world, { headers: {}, as: await helpdesk2(world) })).status).toBe(403);
    expect(await delegationRead(world)).toMatchObject({ status: 'active' });
  });
  const helpdesk2 = (to: World) => to.addUser({ userId: 'mia', companyRole: 'none', supportedCompanies: 'limited' });

  it('is nobody else’s: another partner, an unknown and a malformed id find nothing', async () => {
    await world.addPartner(tenants.fabrikam, fabrikam);
    const headers = { 'if-match': '*' };
    for (const [as, id] of [
      [fay, customerId],
      [noa, 'domain:nobody.example'],
      [noa, `delegation:${delegationId}`],
      [noa, 'domain:a/b'],
      [noa, 'x'.repeat(300)],
    ] as const)
      expect((await world.call('endDelegation', { as, params: { customerId: id }, headers })).status).toBe(404);
    expect(await delegationRead(world)).toMatchObject({ status: 'active' });
  });

  it('of two at once, and of one beside the customer’s own, one is written and all are content', async () => {
    const { token, session } = await sessionOf(world);
    const etag = { 'if-match': '"1"' };
    let waiting: (() => void)[] = [];
    let arrived = 0;
    // All three read before any of them writes.
    store.turn = async () => {
      arrived += 1;
      if (arrived >= 100) return;
      await new Promise<void>((go) => {
        waiting.push(go);
        setImmediate(() => {
          const all = waiting;
          waiting = [];
          all.forEach((one) => one());
        });
      });
    };
    const call = () => world.call('endDelegation', { as: noa, params: { customerId }, headers: etag });
    const answers = await Promise.all([
      call(),
      call(),
      world.call('endDelegationAsCustomer', { params: { token }, body: {}, headers: { cookie: session } }),
    ]);
    store.turn = undefined;
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 200]);
    expect((await world.documents('audit')).filter(({ action }) => action === 'delegationEnded')).toHaveLength(1);
    expect((await told()).filter((one) => one.startsWith('delegationEnded'))).toHaveLength(2);
  });

  describe('while somebody helps the customer', () => {
    const judge = async () => {
      const customer = await customerOf(world);
      const partition = tenants.northwind;
      const partner = await world.store.read(Partner, { partition, id: partnerKey });
      const user = await world.store.read(User, { partition, id: userKey('noa') });
      if (!partner || !user) throw new Error('Nobody is there.');
      const now = new Date(world.now);
      const acting = { user: user.document, partner: partner.document, customer: customer.document, now };
      return { customer, may: mayAct({ kind: 'resetPassword', target: 'nobody' }, acting), now };
    };
    const deed = { id: 'deed', type: 'deed', partnerId: tenants.northwind };
    const help = ({ customer, now }: Awaited<ReturnType<typeof judge>>) =>
      world.store.write(tenants.northwind, [{ kind: 'create', document: deed }, ...helpingWrites(customer, now)]);

    it('marks the use, and makes nobody’s edit stale', async () => {
      const judged = await judge();
      expect((await help(judged)).ok).toBe(true);
      expect(await delegationOf(world, delegationId)).toMatchObject({
        lastUsedAt: judged.now.toISOString(),
        revision: 1,
      });
      expect((await endAsPartner(world, { headers: { 'if-match': '"1"' } })).status).toBe(204);
    });

    it.each([
      ['the partner ends it', async () => endAsPartner(world)],
      [
        'the customer ends it',
        async () => {
          const { token, session } = await sessionOf(world);
          await world.call('endDelegationAsCustomer', { params: { token }, body: {}, headers: { cookie: session } });
        },
      ],
      [
        'its time comes',
        async () => {
          world.pass({ days: 10 });
          await upkeep(world);
        },
      ],
    ])('what is under way changes nothing once %s, and is judged anew', async (_what, end) => {
      const before = await judge();
      expect(before.may).toEqual({ ok: true, value: 'delegation' });
      await end();
      expect((await help(before)).ok).toBe(false);
      expect(await world.documents('deed')).toEqual([]);
      const after = await judge();
      expect(after.may).toMatchObject({ refusal: 'forbidden' });
      expect(helpingWrites(after.customer, after.now)).toEqual([]);
    });

    it('past the end date no use is written even before a timer has run', async () => {
      world.pass({ days: 10 });
      const late = await judge();
      expect(late.may).toMatchObject({ refusal: 'forbidden' });
      expect(helpingWrites(late.customer, late.now)).toEqual([]);
    });

    it('goes on when delegation is extended meanwhile', async () => {
      const before = await judge();
      await delegate(world, 100);
      expect((await help(before)).ok).toBe(true);
    });

    it('marks the use of a delegation from before there were documents of it', async () => {
      const legacy = { status: 'active', since: noon.toISOString() };
      await world.store.write(tenants.northwind, [
        { kind: 'patch', id: customerId, patch: { set: { delegation: legacy } } },
      ]);
      expect((await help(await judge())).ok).toBe(true);
      const { customer } = await judge();
      const { delegation } = customer.document;
      if (delegation.status !== 'active') throw new Error('It has ended.');
      expect(await delegationOf(world, delegation.delegationId ?? '')).toMatchObject({
        state: 'active',
        lastUsedAt: new Date(world.now).toISOString(),
      });
    });
  });

  it('an extension and an end at once leave one or the other whole, never both halves', async () => {
    const { code, redemptionId, confirmationCode } = await acceptance(world, 60);
    const [confirmed, ended] = await Promise.all([
      world.confirm(code, redemptionId, confirmationCode),
      world.call('endDelegation', { as: noa, params: { customerId }, headers: { 'if-match': '"1"' } }),
    ]);
    expect(confirmed.status).toBe(200);
    expect([204, 412]).toContain(ended.status);
    const { delegation } = (await customerOf(world)).document;
    if (delegation.status !== 'active') throw new Error('A consent that was confirmed after it begins it again.');
    expect(delegation.delegationId).toBe(ended.status === 204 ? redemptionId : delegationId);
    expect(await delegationOf(world, delegationId)).toMatchObject({ state: ended.status === 204 ? 'ended' : 'active' });
  });
});
