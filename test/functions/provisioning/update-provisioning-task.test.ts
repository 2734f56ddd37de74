import { refusalOf } from '../../link-world';
import { sessionOf } from '../../access-world';
import { fabrikam, fay } from '../../portal-world';
import { bought, reference, reported, tasksOf } from '../../provisioning-world';
import { StoreUnavailable, type TokenIdentity } from '../../../shared/ports';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { noa, tenants, type World } from '../../world';

const customerId = 'domain:contoso.example';

describe('what is to be set up at Microsoft', () => {
  let world: World;
  let store: WatchedStore;
  let omer: TokenIdentity;
  let taskId: string;
  let subscriptionId: string;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    omer = await world.addUser({ userId: 'omer', companyRole: 'none', supportedCompanies: 'full' });
    [subscriptionId = ''] = await bought(world, (await world.invite({ delegatedAdministration: true })).code, {
      acceptDelegatedAdministration: true,
    });
    taskId = `${subscriptionId}-1`;
    await world.deliver();
    world.mails.length = 0;
    store.forget();
  });
  afterEach(() => world.close());

  const subscription = async () =>
    (await world.documents('subscription')).find((one) => one.subscriptionId === subscriptionId);
  const told = async () => {
    await world.deliver();
    return world.mails.map(({ kind, to }) => `${kind} ${to.address}`);
  };

  it('is claimed and done, in one batch each; the customer hears once that it is ready', async () => {
    const claimed = await reported(world, taskId, { state: 'claimed' }, { ifMatch: '"1"' });
    expect([claimed.status, claimed.headers.get('etag')]).toEqual([200, '"2"']);
    expect(claimed.json).toMatchObject({
      state: 'claimed',
      claimedBy: { userId: 'noa' },
      claimedAt: expect.any(String) as unknown,
    });
    expect(await told()).toEqual([]);
    store.forget();
    const done = await reported(
      world,
      taskId,
      { state: 'done', reference: `{${reference.toUpperCase()}}` },
      { ifMatch: '"2"' },
    );
    expect([done.status, done.json.state, done.json.reference]).toEqual([200, 'done', reference]);
    expect(store.changing).toHaveLength(1);
    expect(await subscription()).toMatchObject({
      provisioning: { state: 'done' },
      reference,
      asSetUp: { quantity: 25 },
      revision: 2,
    });
    expect((await world.documents('customer'))[0]).toMatchObject({ standing: { statuses: ['active'] } });
    expect((await world.documents('customer'))[0]?.standing).not.toHaveProperty('waiting');
    expect(await told()).toEqual(['subscriptionReady dana@contoso.example']);
    const [mail] = world.mails;
    expect(mail?.text).toContain('Northwind has set it up for Contoso at Microsoft.');
    expect(mail?.text).toContain('https://admin.microsoft.com');
    expect((await world.documents('audit')).filter(({ action }) => action === 'provisioningReported')).toMatchObject([
      { subject: taskId, customerId, actor: { userId: 'noa' } },
      { subject: taskId, customerId, actor: { userId: 'noa' } },
    ]);
    const list = await world.call('listSubscriptions', { as: noa, params: { customerId } });
    expect(list.json.items).toMatchObject([{ provisioning: { state: 'done', reference } }]);
  });

  it('is said on the receipt to be awaited, and then to be ready', async () => {
    const { code } = await world.invite({ productId: 'power-bi-pro-trial' });
    world.pass({ minutes: 11 });
    const redemptionId = await world.redeem(code);
    const done = await world.confirm(code, redemptionId, await world.mailedCode('dana@contoso.example'));
    const [{ id } = { id: '' }] = done.json.subscriptions as { id: string }[];
    const receipt = async () =>
      (await world.call('showRedemption', { params: { code, redemptionId }, headers: { accept: 'text/html' } })).text;
    expect(await receipt()).toContain('now sets this up');
    await reported(world, `${id}-1`, { state: 'done', reference });
    expect(await receipt()).not.toContain('now sets this up');
    expect(await receipt()).toContain('Sign in at');
  });

  it('is done at once by whoever does not claim it first', async () => {
    expect((await reported(world, taskId, { state: 'done', reference })).status).toBe(200);
    expect(await told()).toEqual(['subscriptionReady dana@contoso.example']);
  });

  it('shows the result when the same comes again, whichever revision it names, and mails nothing again', async () => {
    const said = { state: 'done', reference } as const;
    const first = await reported(world, taskId, said, { ifMatch: '"1"' });
    const again = await reported(world, taskId, said, { ifMatch: '"1"' });
    expect([again.status, again.json]).toEqual([200, first.json]);
    expect(await told()).toHaveLength(1);
  });

  it('is theirs who claimed it, until somebody takes it over', async () => {
    await reported(world, taskId, { state: 'claimed' });
    const refused = await reported(world, taskId, { state: 'claimed' }, { as: omer });
    expect([refused.status, refusalOf(refused)]).toEqual([409, 'state-conflict']);
    expect(refused.json.detail).toContain('Noa Levi has claimed this task at 2026-11-22T12:00:00.000Z');
    const taken = await reported(world, taskId, { state: 'claimed', takeOver: true }, { as: omer });
    expect([taken.status, taken.json.claimedBy]).toEqual([200, { userId: 'omer', name: 'omer' }]);
    expect((await tasksOf(world, { mine: 'true' })).length).toBe(0);
    expect((await tasksOf(world, { mine: 'true' }, omer)).length).toBe(1);
  });

  it('says to the customer and the partner why it could not be done, and can be tried again', async () => {
    const reason = 'No tenant of that domain; is it contoso-il.example?';
    expect((await reported(world, taskId, { state: 'failed', reason })).status).toBe(200);
    expect(await told()).toEqual([]);
    const notifications = await world.call('listNotifications', { as: noa });
    expect(notifications.json.items).toMatchObject([{ kind: 'provisioningFailed', reason, taskId }, {}]);
    const { page } = await accessPage();
    expect(page).toContain('Northwind</bdi> could not set this up at Microsoft yet');
    expect(page).toContain(reason);
    expect(page).toContain('Could not be set up yet');
    const again = await reported(world, taskId, { state: 'pending' });
    expect([again.status, again.json.state]).toEqual([200, 'pending']);
    expect(again.json).not.toHaveProperty('reason');
    expect((await accessPage()).page).toContain('Being set up');
  });

  const accessPage = async () => {
    const { token, session: cookie } = await sessionOf(world);
    const opened = await world.call('openAccessPage', { params: { token }, headers: { cookie, accept: 'text/html' } });
    return { page: opened.text };
  };

  it('is changed under its revision alone', async () => {
    const none = await world.call('updateProvisioningTask', {
      as: noa,
      params: { taskId },
      body: { state: 'claimed' },
    });
    expect([none.status, refusalOf(none)]).toEqual([428, 'precondition-required']);
    const stale = await reported(world, taskId, { state: 'claimed' }, { ifMatch: '"7"' });
    expect([stale.status, refusalOf(stale)]).toEqual([412, 'stale']);
  });

  it.each([
    [{ state: 'done' }, '/reference'],
    [{ state: 'done', reference: 'done' }, '/reference'],
    [{ state: 'failed' }, '/reason'],
    [{ state: 'failed', reason: 'x'.repeat(501) }, '/reason'],
    [{ state: 'moot' }, '/state'],
    [{ state: 'claimed', by: 'me' }, '/by'],
  ])('takes no %j', async (body, pointer) => {
    const refused = await reported(world, taskId, body);
    expect([refused.status, refused.json.errors]).toMatchObject([422, [{ pointer }]]);
  });

  it('is nobody else’s: another partner’s task and one that cannot be are not there', async () => {
    await world.addPartner(tenants.fabrikam, fabrikam);
    for (const [as, id] of [
      [fay, taskId],
      [noa, 'none'],
      [noa, 'a/b'],
    ] as const) {
      expect((await reported(world, id, { state: 'claimed' }, { as })).status).toBe(404);
      expect((await world.call('getProvisioningTask', { as, params: { taskId: id } })).status).toBe(404);
    }
    expect(await tasksOf(world, {}, fay)).toEqual([]);
  });

  it('needs full access', async () => {
    const lia = await world.addUser({ userId: 'lia', companyRole: 'none', supportedCompanies: 'limited' });
    expect((await tasksOf(world, {}, lia)).length).toBe(1);
    const refused = await reported(world, taskId, { state: 'claimed' }, { as: lia });
    expect([refused.status, refused.json.detail]).toEqual([
      403,
      expect.stringContaining('supportedCompanies') as unknown,
    ]);
  });

  describe('once delegation has ended', () => {
    beforeEach(async () => {
      await world.call('endDelegation', { as: noa, params: { customerId }, headers: { 'if-match': '*' } });
    });

    it('goes on for a service provider, for what came from its own offer', async () => {
      expect((await reported(world, taskId, { state: 'done', reference })).status).toBe(200);
    });

    it('stays listed, and is refused with the reason, for who is none', async () => {
      const set = { authorizations: ['subscriptionAdvisor', 'delegatedAdministration'] };
      await world.store.write(tenants.northwind, [{ kind: 'patch', id: 'partner', patch: { set } }]);
      expect(await tasksOf(world)).toHaveLength(1);
      const refused = await reported(world, taskId, { state: 'claimed' });
      expect([refused.status, refusalOf(refused)]).toEqual([403, 'forbidden']);
      expect(refused.json.detail).toContain('Delegated administration of this customer ended at');
    });

    it('is not there when the subscription did not come from the partner', async () => {
      const id = `provisioning-task:${taskId}`;
      await world.store.write(tenants.northwind, [{ kind: 'patch', id, patch: { remove: ['offerId'] } }]);
      expect(await tasksOf(world)).toEqual([]);
      expect((await world.call('getProvisioningTask', { as: noa, params: { taskId } })).status).toBe(404);
      expect((await reported(world, taskId, { state: 'claimed' })).status).toBe(404);
    });
  });

  it('is claimed by one of many who want it at once', async () => {
    const others = await Promise.all(
      Array.from({ length: 6 }, (_, number) =>
        world.addUser({ userId: `user-${number}`, companyRole: 'none', supportedCompanies: 'full' }),
      ),
    );
    const answers = await Promise.all(
      others.map((as) => reported(world, taskId, { state: 'claimed' }, { as, ifMatch: '"1"' })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412, 412, 412]);
    const both = await Promise.all(others.map((as) => reported(world, taskId, { state: 'claimed' }, { as })));
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(both.filter(({ status }) => status === 409)).toHaveLength(5);
  });

  it('is done once, and mailed once, by two who do it at once', async () => {
    const answers = await Promise.all(
      [noa, omer].map((as) => reported(world, taskId, { state: 'done', reference }, { as, ifMatch: '"1"' })),
    );
    // Both say the same: the second one is shown what the first one did.
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await told()).toHaveLength(1);
    expect((await world.documents('audit')).filter(({ action }) => action === 'provisioningReported')).toHaveLength(1);
  });

  describe.each([
    ['dies before', 'before', () => new Error('The process died.')],
    ['dies after', 'after', () => new Error('The process died.')],
    ['does not answer, and did nothing, at', 'before', () => new StoreUnavailable('No answer.', 1)],
    ['does not answer, but did it, at', 'after', () => new StoreUnavailable('No answer.', 1)],
  ] as const)('whoever %s any call of the store', (_what, when, error) => {
    it('goes on by saying the same again, and nothing is half done or done twice', async () => {
      const path = [
        { state: 'claimed' },
        { state: 'failed', reason: 'Not yet.' },
        { state: 'done', reference },
      ] as const;
      for (let broken = 0, calls = 1; broken < calls; broken += 1) {
        const fresh = await watchedWorld();
        const [id = ''] = await bought(fresh.world, (await fresh.world.invite()).code);
        await fresh.world.deliver();
        fresh.world.mails.length = 0;
        fresh.store.forget();
        fresh.store.fault = (index) => (index === broken ? { when, error: error() } : undefined);
        for (const [step, body] of path.entries()) {
          const said = () => reported(fresh.world, `${id}-1`, body, { ifMatch: `"${step + 1}"` });
          const first = await said();
          const answer = first.status === 200 ? first : await said();
          expect([broken, answer.status, answer.json.state]).toEqual([broken, 200, body.state]);
        }
        calls = fresh.store.calls.length;
        fresh.store.fault = () => undefined;
        await fresh.world.deliver();
        expect(fresh.world.mails.map(({ kind }) => kind)).toEqual(['subscriptionReady']);
        const audited = (await fresh.world.documents('audit')).filter(
          ({ action }) => action === 'provisioningReported',
        );
        expect(audited).toHaveLength(3);
        expect((await fresh.world.documents('subscription'))[0]).toMatchObject({
          provisioning: { state: 'done' },
          reference,
        });
        fresh.world.close();
      }
    });
  });

  it('tells the customer once of what was started and once of what was converted', async () => {
    await reported(world, taskId, { state: 'claimed' });
    world.pass({ minutes: 11 });
    await bought(
      world,
      (await world.offerToSell({ lines: [{ productId: 'microsoft-365-business-premium', quantity: 4 }] })).code,
    );
    await world.deliver();
    world.mails.length = 0;
    const tasks = await tasksOf(world);
    expect(tasks.map(({ state, kinds, follows }) => [state, kinds, follows])).toEqual([
      ['pending', ['convert'], taskId],
      ['claimed', ['start'], undefined],
    ]);
    await reported(world, taskId, { state: 'done', reference });
    await reported(world, `${subscriptionId}-2`, { state: 'done' });
    expect(await told()).toEqual(['subscriptionReady dana@contoso.example', 'subscriptionReady dana@contoso.example']);
    expect(await subscription()).toMatchObject({
      provisioning: { state: 'done' },
      asSetUp: { quantity: 4 },
      reference,
    });
  });
});
