import { InvocationContext } from '@azure/functions';
import { tellOfChanges } from '../../../functions/activity/tell-of-changes';
import { sendWrittenMail } from '../../../functions/mail/send-written-mail';
import { tellDueChanges, tellWrittenChanges } from '../../../shared/customers/told-changes';
import { subscriptionKey, type Subscription } from '../../../shared/domain/customers/subscription';
import { userKey } from '../../../shared/domain/partners/user';
import { mailRenderer } from '../../../shared/mails/mail-renderer';
import { billing, changePartner, helpdesk } from '../../portal-world';
import { change, choose, colleague, runTimers, toldBy, tryOut } from '../../telling-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noa, tenants, type World } from '../../world';

describe('telling the partner of record', () => {
  let world: World;
  let store: WatchedStore;
  let subscription: Subscription;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    subscription = await tryOut(world);
    await runTimers(world);
    await toldBy(world);
    store.forget();
  });
  afterEach(() => world.close());

  const quantity = () => [
    { subscription: { ...subscription, quantity: 30 }, kind: 'quantityChanged', quantityBefore: 25 } as const,
  ];
  const told = async () => {
    await tellDueChanges(world.ports);
    return toldBy(world);
  };

  it('tells at once who wants that, in their language, and not who wants none or only a digest', async () => {
    const tal = await colleague(world, 'tal', 'atOnce');
    await colleague(world, 'dor', 'dailyDigest');
    await colleague(world, 'ron', 'none');
    const headers = { 'if-match': '"1"' };
    const chosen = await world.call('putNotificationPreferences', {
      as: tal,
      headers,
      body: { mail: 'atOnce', language: 'he' },
    });
    expect(chosen.status).toBe(200);
    await change(world, 'a1', quantity());
    await tellDueChanges(world.ports);
    await world.deliver();
    expect(world.mails.map(({ kind, to, language }) => [kind, to.address, language])).toEqual([
      ['subscriptionChanged', 'noa@northwind.example', 'en'],
      ['subscriptionChanged', 'tal@northwind.example', 'he'],
    ]);
    const [english] = world.mails;
    expect(english?.text).toContain('30 licences, 25 before');
    expect(english?.text).toContain('Somebody of your company did this.');
  });

  it('tells whoever did it like everybody, by mail and in the portal', async () => {
    await change(world, 'a1', quantity(), { kind: 'user', userId: 'noa', name: 'Noa Levi' });
    expect(await told()).toEqual(['subscriptionChanged noa@northwind.example']);
    const listed = await world.call('listNotifications', { as: noa });
    expect(listed.json).toMatchObject({
      items: [
        {
          kind: 'subscriptionChanged',
          companyName: 'Contoso',
          by: { side: 'partner', name: 'Noa Levi' },
          changes: [
            { kind: 'quantityChanged', quantity: 30, quantityBefore: 25, subscriptionId: subscription.subscriptionId },
          ],
        },
        { kind: 'offerAccepted' },
      ],
    });
  });

  it('what a customer accepts is told to whoever made the offer by the mail of acceptance alone, and to the others as a change', async () => {
    const tal = await colleague(world, 'tal', 'atOnce');
    const { code } = await world.offerToSell({ lines: [{ productId: 'power-bi-pro', quantity: 3 }] }, tal);
    await world.confirm(code, await world.redeem(code), await world.mailedCode(contoso.contact.email));
    world.mails.length = 0;
    expect(await told()).toEqual([
      'offerAccepted tal@northwind.example',
      'receipt dana@contoso.example',
      'subscriptionChanged noa@northwind.example',
    ]);
    expect(
      (await world.documents('notification')).filter(({ content }) => JSON.stringify(content).includes('power-bi-pro')),
    ).toHaveLength(1);
  });

  it('tells of a trial that is bought', async () => {
    await colleague(world, 'tal', 'atOnce');
    const params = { customerId: subscription.customerId, subscriptionId: subscription.subscriptionId };
    const offered = await world.call('convertTrial', { as: noa, params, body: { quantity: 10 } });
    const code = String(offered.json.url).split('/o/')[1] ?? '';
    await world.confirm(code, await world.redeem(code), await world.mailedCode(contoso.contact.email));
    await told();
    const mail = (await world.documents('mail')).find(({ kind }) => kind === 'subscriptionChanged');
    expect(mail).toMatchObject({
      to: { address: 'tal@northwind.example' },
      content: { by: { side: 'customer' }, changes: [{ kind: 'converted', quantity: 10 }] },
    });
  });

  it('nobody is told what a customer accepts besides subscriptions', async () => {
    await colleague(world, 'tal', 'atOnce');
    const { code } = await world.askToDelegate();
    await world.confirm(code, await world.authorize(code), await world.mailedCode(contoso.contact.email));
    world.mails.length = 0;
    expect(await told()).toEqual(['offerAccepted noa@northwind.example', 'receipt dana@contoso.example']);
  });

  it('who may not see customers is mailed nothing of them, whatever they chose', async () => {
    await choose(world, await billing(world), 'atOnce');
    await change(world, 'a1', quantity());
    expect(await told()).toEqual(['subscriptionChanged noa@northwind.example']);
    await changePartner(world, { authorizations: [] });
    await change(world, 'a2', quantity());
    expect(await told()).toEqual([]);
  });

  it.each([
    [
      'no longer a subscription advisor',
      () => changePartner(world, { authorizations: ['serviceProvider'] }),
      () => subscription,
    ],
    ['not on record', () => Promise.resolve(), () => ({ ...subscription, partnerOfRecord: null })],
  ])('tells a partner that is %s nothing, in the portal either', async (_what, first, given) => {
    await first();
    await change(world, 'a1', [{ subscription: given(), kind: 'suspended' }]);
    expect(await told()).toEqual([]);
    expect((await world.documents('notification')).map(({ id }) => id)).toHaveLength(1);
  });

  it('takes who has not chosen to want it at once when they are global administrators, and once a day otherwise', async () => {
    const lior = await helpdesk(world);
    expect((await world.call('getNotificationPreferences', { as: noa })).json).toEqual({
      mail: 'atOnce',
      language: null,
    });
    expect((await world.call('getNotificationPreferences', { as: lior })).json).toEqual({
      mail: 'dailyDigest',
      language: null,
    });
  });

  it('one mailbox of two users is mailed once', async () => {
    await colleague(world, 'tal', 'atOnce');
    await world.store.write(tenants.northwind, [
      { kind: 'patch', id: userKey('tal'), patch: { set: { email: 'NOA@northwind.example' } } },
    ]);
    await change(world, 'a1', quantity());
    expect(await told()).toHaveLength(1);
  });

  it('several changes of one act are one notification and one mail', async () => {
    await change(world, 'a1', [...quantity(), { subscription, kind: 'renewalTurnedOff' }]);
    expect(await told()).toEqual(['subscriptionChanged noa@northwind.example']);
    expect((await world.documents('mail')).findLast(({ kind }) => kind === 'subscriptionChanged')).toMatchObject({
      content: { changes: [{ kind: 'quantityChanged' }, { kind: 'renewalTurnedOff' }] },
    });
  });

  it('of two hundred users who want it at once each is mailed once, in as many batches as it takes, whatever crashes', async () => {
    for (let index = 0; index < 200; index += 1) {
      await world.addUser({
        userId: `u${String(index).padStart(3, '0')}`,
        companyRole: 'globalAdministrator',
        supportedCompanies: 'full',
      });
    }
    await change(world, 'a1', quantity());
    for (let call = 0; call < 24; call += 1) {
      store.forget();
      store.fault = (index) =>
        index === call ? { when: call % 2 === 0 ? 'after' : 'before', error: new Error('killed') } : undefined;
      await tellDueChanges(world.ports).catch(() => undefined);
    }
    store.fault = () => undefined;
    await tellDueChanges(world.ports);
    const mails = (await world.documents('mail')).filter(({ kind }) => kind === 'subscriptionChanged');
    expect(new Set(mails.map(({ to }) => (to as { readonly address: string }).address)).size).toBe(201);
    expect(mails).toHaveLength(201);
  });

  it.each(['before', 'after'] as const)('a crash %s any call leaves it to be told, and told once', async (when) => {
    await colleague(world, 'tal', 'atOnce');
    await colleague(world, 'dor', 'dailyDigest');
    for (let call = 0; call < 8; call += 1) {
      await change(world, `a${call}`, quantity());
      store.forget();
      store.fault = (index) => (index === call ? { when, error: new Error('killed') } : undefined);
      await tellDueChanges(world.ports).catch(() => undefined);
      store.fault = () => undefined;
      await tellDueChanges(world.ports);
      expect(await toldBy(world)).toEqual([
        'subscriptionChanged noa@northwind.example',
        'subscriptionChanged tal@northwind.example',
      ]);
    }
    const assigned = (await world.documents('notification')).filter(({ digestTo }) => String(digestTo) === 'dor');
    expect(assigned).toHaveLength(8);
  });

  it('feed and timer at once tell it once', async () => {
    await change(world, 'a1', quantity());
    const { documents } = await world.store.changes(undefined, 1000);
    await Promise.all([
      tellWrittenChanges(world.ports, documents),
      tellDueChanges(world.ports),
      tellDueChanges(world.ports),
    ]);
    expect(await toldBy(world)).toEqual(['subscriptionChanged noa@northwind.example']);
  });

  it('is told within the seconds that the change feed takes, which passes over what it does not know', async () => {
    await change(world, 'a1', quantity());
    const { documents } = await world.store.changes(undefined, 1000);
    const { handler } = sendWrittenMail(
      () => Promise.resolve({ ...world.ports, render: mailRenderer(world.ports) }),
      'kesher',
    );
    const context = new InvocationContext({ functionName: 'sendWrittenMail', logHandler: () => undefined });
    await handler([...documents, { type: 'notification', queue: 'told' }, null, { id: 'x', type: 'x' }], context);
    expect(await toldBy(world)).toEqual(['subscriptionChanged noa@northwind.example']);
    store.forget();
    await handler([...documents], context);
    expect(await toldBy(world)).toEqual([]);
  });

  it('costs two rounds of reads and one batch, and the change itself nothing but its notification', async () => {
    await colleague(world, 'dor', 'dailyDigest');
    await change(world, 'a1', quantity());
    store.forget();
    await tellDueChanges(world.ports);
    expect(store.rounds).toEqual(['due', 'read list list', 'read read', 'write', 'due']);
  });

  it('of many that wait the users are read once, and again for what happened after that', async () => {
    const dor = await colleague(world, 'dor', 'none');
    for (const actId of ['a1', 'a2', 'a3']) {
      await change(world, actId, quantity());
      world.pass({ seconds: 10 });
    }
    await choose(world, dor, 'atOnce');
    await change(world, 'a4', quantity());
    store.forget();
    world.pass({ seconds: -5 });
    await tellWrittenChanges(world.ports, await world.documents('notification'));
    const once = ['read read', 'write'];
    expect(store.rounds).toEqual(['read list list', ...once, ...once, ...once, 'read list list', ...once]);
  });

  it('one that cannot be read does not hold up the others', async () => {
    const poison = {
      id: subscriptionKey('poison'),
      type: 'notification',
      queue: 'told',
      dueAt: '2026-01-01T00:00:00.000Z',
    };
    await world.store.write(tenants.northwind, [{ kind: 'create', document: poison }]);
    await change(world, 'a1', quantity());
    await expect(tellDueChanges(world.ports)).rejects.toThrow('Changes were not told.');
    expect(await toldBy(world)).toEqual(['subscriptionChanged noa@northwind.example']);
  });

  it('is what the timer does, and says so in the log', async () => {
    await change(world, 'a1', quantity());
    const logged: string[] = [];
    const context = new InvocationContext({
      functionName: 'tellOfChanges',
      logHandler: (_level, ...line) => logged.push(line.map(String).join(' ')),
    });
    await tellOfChanges(() => Promise.resolve(world.ports)).handler(
      { isPastDue: false, schedule: { adjustForDST: true }, scheduleStatus: { last: '', next: '', lastUpdated: '' } },
      context,
    );
    expect(logged).toEqual([JSON.stringify({ event: 'changes-told', mails: 1 })]);
  });
});
