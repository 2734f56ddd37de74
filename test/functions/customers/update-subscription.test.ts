import { sessionOf } from '../../access-world';
import { customerOf, delegationOf, endAsPartner } from '../../delegation-world';
import { anotherCustomer, everythingStored, faultyFields, refusalOf } from '../../link-world';
import { loadedKey, apply, business } from '../../key-world';
import { changePartner, fabrikam, fay, helpdesk } from '../../portal-world';
import {
  accepted,
  customerId,
  patch,
  purchased,
  readSubscription,
  stored,
  toldChanges,
  tried,
} from '../../subscription-world';
import { runTimers, toldBy } from '../../telling-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noa, noon, tenants, type World } from '../../world';

const iso = (days: number) => new Date(noon.getTime() + days * 86_400_000).toISOString();

describe('PATCH /api/customers/{customerId}/subscriptions/{subscriptionId}', () => {
  let world: World;
  let store: WatchedStore;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
  });
  afterEach(() => world.close());

  const buy = async (more: Parameters<typeof purchased>[1] = {}) => {
    const id = await purchased(world, more);
    await runTimers(world);
    await toldBy(world);
    return id;
  };
  const told = async () => {
    await runTimers(world);
    return toldBy(world);
  };
  const both = ['subscriptionChanged noa@northwind.example', 'subscriptionManaged dana@contoso.example'];
  const audited = async () =>
    (await world.documents('audit'))
      .filter(({ action }) => /^subscription/u.test(String(action)))
      .map(({ action, changes }) => [action, changes]);

  it('changes the count: the answer, the ETag, both sides, the audit and the access page say so', async () => {
    const id = await buy();
    world.pass({ days: 3 });
    const answer = await patch(world, id, { quantity: 8 });
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"']);
    expect(answer.json).toMatchObject({ id, quantity: 8, status: 'active', provisioning: { state: 'pending' } });
    const read = await readSubscription(world, id);
    expect([read.json, read.headers.get('etag')]).toEqual([answer.json, '"2"']);
    expect(await toldChanges(world, id)).toMatchObject([{ kind: 'quantityChanged', quantity: 8, quantityBefore: 5 }]);
    expect(await audited()).toEqual([
      ['subscriptionQuantityChanged', [{ field: 'quantity', before: '5', after: '8' }]],
    ]);
    await runTimers(world);
    await world.deliver();
    const mail = world.mails.find(({ kind }) => kind === 'subscriptionManaged');
    expect(mail).toMatchObject({ to: { address: 'dana@contoso.example' }, language: 'en' });
    for (const words of ['Northwind', '8 licences, 5 before', '+972 3 555 0100', 'https://kesher.example/access/'])
      expect(mail?.text).toContain(words);
    expect(mail?.text).not.toContain('Noa');
    expect(await toldBy(world)).toEqual(both);
    const { token, session } = await sessionOf(world);
    const page = await world.call('openAccessPage', { params: { token }, headers: { cookie: session } });
    expect(page.text).toContain('The number of licences of a subscription was changed');
  });

  it('suspends, resumes, turns renewal off and on, and cancels, each told once', async () => {
    const id = await buy();
    const kinds: string[] = [];
    for (const [body, status] of [
      [{ status: 'suspended' }, 'suspended'],
      [{ status: 'active' }, 'active'],
      [{ autoRenew: false }, 'active'],
      [{ autoRenew: true }, 'active'],
      [{ status: 'cancelled' }, 'cancelled'],
    ] as const) {
      world.pass({ minutes: 1 });
      expect((await patch(world, id, body)).json).toMatchObject({ status });
      expect(await told()).toEqual(both);
    }
    kinds.push(...(await toldChanges(world, id)).map(({ kind }) => kind));
    expect(kinds).toEqual(['suspended', 'resumed', 'renewalTurnedOff', 'renewalTurnedOn', 'cancelled']);
    expect((await audited()).map(([action]) => action)).toEqual([
      'subscriptionSuspended',
      'subscriptionResumed',
      'subscriptionRenewalTurnedOff',
      'subscriptionRenewalTurnedOn',
      'subscriptionCancelled',
    ]);
  });

  it('does several things as one change, told in one mail', async () => {
    const id = await buy();
    const answer = await patch(world, id, { quantity: 9, autoRenew: false, status: 'suspended' });
    expect(answer.json).toMatchObject({ quantity: 9, autoRenew: false, status: 'suspended' });
    expect(answer.headers.get('etag')).toBe('"2"');
    expect(await told()).toEqual(both);
    expect(await toldChanges(world, id)).toHaveLength(3);
  });

  it('does nothing where one of several things cannot be', async () => {
    const id = await buy();
    await patch(world, id, { status: 'suspended' });
    const before = await everythingStored(world);
    const answer = await patch(world, id, { quantity: 9, autoRenew: false });
    expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
    expect(answer.json.detail).toContain('suspended');
    expect(await everythingStored(world)).toEqual(before);
  });

  it.each([{}, { quantity: 5 }, { status: 'active', autoRenew: true, quantity: 5 }])(
    'changes nothing by what is so already: %j',
    async (body) => {
      const id = await buy();
      const before = await everythingStored(world);
      world.pass({ days: 1 });
      const answer = await patch(world, id, body);
      expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"1"']);
      expect(await everythingStored(world)).toEqual(before);
    },
  );

  it('asks in order: form, then what is there, then the revision, then the rules', async () => {
    const id = await buy();
    const call = (body: unknown, headers = {}, params = { customerId, subscriptionId: id }) =>
      world.call('updateSubscription', { as: noa, params, body, headers });
    const unknown = { customerId, subscriptionId: 'unknown' };
    expect((await world.call('updateSubscription', { params: unknown, raw: '{' })).status).toBe(401);
    const raw = { as: noa, params: unknown, raw: '{' };
    expect((await world.call('updateSubscription', raw)).status).toBe(400);
    const invalid = await call({ quantity: 'many', status: 'gone' }, {}, unknown);
    expect([invalid.status, faultyFields(invalid)]).toEqual([422, ['/quantity', '/status']]);
    expect((await call({ quantity: 9 }, {}, unknown)).status).toBe(404);
    expect((await call({ quantity: 100_000 })).status).toBe(428);
    const stale = await call({ quantity: 100_000 }, { 'if-match': '"7"' });
    expect([stale.status, refusalOf(stale)]).toEqual([412, 'stale']);
    const beyond = await call({ quantity: 100_000 }, { 'if-match': '"1"' });
    expect([beyond.status, refusalOf(beyond), faultyFields(beyond)]).toEqual([
      422,
      'quantity-out-of-range',
      ['/quantity'],
    ]);
  });

  it('finds nothing of another customer, another partner, or nobody', async () => {
    const id = await buy();
    await world.addPartner(tenants.fabrikam, fabrikam);
    await anotherCustomer(world);
    for (const [as, whose, which] of [
      [fay, customerId, id],
      [noa, 'domain:adatum.example', id],
      [noa, 'domain:nobody.example', id],
      [noa, customerId, 'x'.repeat(300)],
      [noa, customerId, 'a/b'],
      [noa, `subscription:${id}`, id],
    ] as const) {
      const params = { customerId: whose, subscriptionId: which };
      const headers = { 'if-match': '*' };
      expect((await world.call('getSubscription', { as, params })).status).toBe(404);
      expect((await world.call('updateSubscription', { as, params, headers, body: { quantity: 6 } })).status).toBe(404);
    }
  });

  describe('who may', () => {
    const after = async (authorizations: readonly string[], more: Parameters<typeof purchased>[1] = {}) => {
      const id = await buy(more);
      await changePartner(world, { authorizations });
      return id;
    };

    it('needs full access', async () => {
      const id = await buy();
      const answer = await patch(world, id, { quantity: 6 }, { as: await helpdesk(world) });
      expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
      expect((await readSubscription(world, id, await world.addUser(limited))).status).toBe(200);
    });
    const limited = { userId: 'mia', companyRole: 'none', supportedCompanies: 'limited' } as const;

    it('is refused where nothing was delegated to a partner that is no service provider, whatever revision is named', async () => {
      const id = await after(['subscriptionAdvisor', 'delegatedAdministration'], { delegated: false });
      const answer = await patch(world, id, { quantity: 6 }, { etag: '"77"' });
      expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
      expect(answer.json.detail).toContain('delegation is none');
    });

    it('is refused with the reason once delegation has ended, by whomever; reading is not', async () => {
      const id = await after(['subscriptionAdvisor', 'delegatedAdministration']);
      expect((await patch(world, id, { quantity: 6 })).status).toBe(200);
      await endAsPartner(world);
      const before = await everythingStored(world);
      const answer = await patch(world, id, { quantity: 7 });
      expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
      expect(answer.json.detail).toContain(`ended at ${new Date(world.now).toISOString()}`);
      expect(await everythingStored(world)).toEqual(before);
      expect((await readSubscription(world, id)).status).toBe(200);
    });

    it('is refused past the end date of delegation before a timer has run', async () => {
      const id = await after(['subscriptionAdvisor', 'delegatedAdministration'], { days: 10 });
      world.pass({ days: 10 });
      expect((await patch(world, id, { quantity: 7 })).status).toBe(403);
    });

    it('keeps what came from its own offers and keys, as a service provider', async () => {
      const id = await buy();
      await endAsPartner(world);
      world.pass({ minutes: 1 });
      expect((await patch(world, id, { quantity: 7 })).status).toBe(200);
      const { delegation } = (await customerOf(world)).document;
      expect(
        await delegationOf(world, delegation.status === 'none' ? '' : (delegation.delegationId ?? '')),
      ).not.toHaveProperty('lastUsedAt');
    });

    it('marks that delegation was used, and makes nobody’s edit of the customer stale', async () => {
      const id = await buy();
      const { revision } = (await customerOf(world)).document;
      world.pass({ minutes: 1 });
      await patch(world, id, { quantity: 7 });
      const { document } = await customerOf(world);
      expect(document.revision).toBe(revision);
      if (document.delegation.status !== 'active') throw new Error('It has ended.');
      expect(await delegationOf(world, document.delegation.delegationId ?? '')).toMatchObject({
        lastUsedAt: new Date(world.now).toISOString(),
        revision: 1,
      });
    });

    it('uses a delegation from before there were documents of it', async () => {
      const id = await buy({ delegated: false });
      const legacy = { status: 'active', since: noon.toISOString() };
      await world.store.write(tenants.northwind, [
        { kind: 'patch', id: customerId, patch: { set: { delegation: legacy } } },
      ]);
      expect((await patch(world, id, { quantity: 7 })).status).toBe(200);
      expect(await world.documents('delegation')).toMatchObject([{ lastUsedAt: noon.toISOString() }]);
    });
  });

  describe('at the same moment', () => {
    /** What happens just before this call of the store that a change makes. */
    const beforeCall = (number: number, happens: () => Promise<unknown>) => {
      let asked = 0;
      store.turn = async () => {
        asked += 1;
        if (asked === number) {
          store.turn = undefined;
          await happens();
        }
      };
    };
    const calls = Array.from({ length: 6 }, (_, index) => index + 1);

    it('two changes from one revision are one change and one refusal', async () => {
      const id = await buy();
      store.turn = () => new Promise((resolve) => setImmediate(resolve));
      const answers = await Promise.all([6, 7, 8].map((quantity) => patch(world, id, { quantity }, { etag: '"1"' })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
      expect(await toldChanges(world, id)).toHaveLength(1);
      expect(await world.documents('provisioning-task')).toHaveLength(1);
    });

    it.each(calls)('delegation that ends before call %d lets nothing be done under it', async (call) => {
      const id = await buy();
      await changePartner(world, { authorizations: ['subscriptionAdvisor', 'delegatedAdministration'] });
      const { revision } = (await customerOf(world)).document;
      let ended: number | undefined;
      beforeCall(call, async () => {
        const headers = { 'if-match': `"${revision}"` };
        ended = (await world.call('endDelegation', { as: noa, params: { customerId }, headers })).status;
      });
      const answer = await patch(world, id, { quantity: 7 }, { etag: '"1"' });
      store.turn = undefined;
      const { quantity } = await stored(world, id);
      if (ended === undefined) expect([answer.status, quantity]).toEqual([200, 7]);
      else expect([ended, answer.status, quantity]).toEqual([204, 403, 5]);
    });

    it.each(calls)(
      'the timer that runs before call %d does its step once, and the change starts from that',
      async (call) => {
        const id = await buy();
        await patch(world, id, { autoRenew: false });
        await told();
        world.pass({ days: 365 });
        beforeCall(call, () => runTimers(world));
        const answer = await patch(world, id, { autoRenew: true });
        store.turn = undefined;
        await runTimers(world);
        expect(answer.json).toMatchObject({ status: 'active', endsAt: '2028-11-22T12:00:00.000Z' });
        expect((await toldChanges(world, id)).map(({ kind }) => kind)).toEqual([
          'renewalTurnedOff',
          'expired',
          'renewalTurnedOn',
          'renewed',
        ]);
      },
    );

    it.each(calls)(
      'a trial that is bought before call %d is suspended as what it is then, or not at all',
      async (call) => {
        const id = await tried(world, { productId: 'power-bi-pro-trial' });
        const { code } = await world.offerToSell({ lines: [{ productId: 'power-bi-pro', quantity: 7 }] });
        const redemptionId = await world.redeem(code);
        const mailed = await world.mailedCode(contoso.contact.email);
        let confirmed: number | undefined;
        beforeCall(call, async () => {
          confirmed = (await world.confirm(code, redemptionId, mailed)).status;
        });
        const answer = await patch(world, id, { status: 'suspended' }, { etag: '"1"' });
        store.turn = undefined;
        const left = await stored(world, id);
        if (confirmed === undefined)
          expect([answer.status, left.source, left.state]).toEqual([200, 'trial', 'suspended']);
        else
          expect([confirmed, answer.status, left.source, left.state, left.quantity]).toEqual([
            200,
            412,
            'purchase',
            'active',
            7,
          ]);
      },
    );

    it.each(calls)(
      'a key that is used before call %d adds its licences to what is there, never to a suspended one',
      async (call) => {
        await purchased(world, { quantity: 1 });
        const first = await apply(world, [await loadedKey(world, 1)], { customer: { id: customerId } });
        const [{ id } = { id: '' }] = first.json.subscriptions as readonly { readonly id: string }[];
        const key = await loadedKey(world, 2, { quantity: 4 });
        const add = () => apply(world, [key], { customer: { id: customerId }, mode: 'addLicences' });
        let added: number | undefined;
        beforeCall(call, async () => {
          added = (await add()).status;
        });
        const answer = await patch(world, id, { status: 'suspended' }, { etag: '"1"' });
        store.turn = undefined;
        expect(await stored(world, id)).toMatchObject(
          added === undefined ? { quantity: 10, state: 'suspended' } : { quantity: 14, state: 'active' },
        );
        expect([added, answer.status]).toEqual(added === undefined ? [undefined, 200] : [201, 412]);
        if (added === undefined) expect((await add()).status).toBe(409);
      },
    );
  });

  it.each(['before', 'after'] as const)('a crash %s any call leaves all of a change, or nothing', async (when) => {
    const id = await buy();
    let done = 0;
    for (let call = 0; call < 8; call += 1) {
      const before = await stored(world, id);
      const documents = async () => (await everythingStored(world)).length;
      const size = await documents();
      const etag = `"${before.revision}"`;
      const quantity = before.quantity + 1;
      store.forget();
      store.fault = (index) => (index === call ? { when, error: new Error('killed') } : undefined);
      const answer = await patch(world, id, { quantity }, { etag });
      store.fault = () => undefined;
      const after = await stored(world, id);
      if (after.revision === before.revision) {
        expect(answer.status).toBe(500);
        expect(await documents()).toBe(size);
      } else {
        done += 1;
        expect(after.quantity).toBe(quantity);
      }
      // Whoever was not answered asks again, and learns whether it was done.
      const again = await patch(world, id, { quantity }, { etag });
      expect(again.status).toBe(after.revision === before.revision ? 200 : 412);
      if (again.status === 200) done += 1;
    }
    expect(done).toBe(8);
    expect(await toldChanges(world, id)).toHaveLength(8);
    expect((await audited()).length).toBe(8);
    expect(await told()).toEqual([...Array<string>(8).fill(both[0] ?? ''), ...Array<string>(8).fill(both[1] ?? '')]);
    const kinds = (await world.documents('provisioning-task')).map(({ state, to }) => [state, to]);
    expect(kinds).toMatchObject([['pending', { quantity: 13 }]]);
  });

  it('costs the caller’s two reads, two and one more of what is to be set up, and one batch', async () => {
    const id = await buy();
    await patch(world, id, { quantity: 8 });
    store.forget();
    await patch(world, id, { quantity: 9 }, { etag: '"2"' });
    expect(store.rounds).toEqual(['read read', 'read read', 'read', 'write']);
  });

  describe('and time', () => {
    it('writes down first what time has done and no timer has', async () => {
      const id = await buy();
      await patch(world, id, { autoRenew: false });
      await told();
      world.pass({ days: 365 + 31 });
      expect((await patch(world, id, { status: 'cancelled' })).json).toMatchObject({ status: 'cancelled' });
      expect((await toldChanges(world, id)).map(({ kind, at }) => [kind, at])).toEqual([
        ['renewalTurnedOff', noon.toISOString()],
        ['expired', iso(365)],
        ['disabled', iso(395)],
        ['cancelled', iso(396)],
      ]);
    });

    it('a refusal and a request that changes nothing leave that to the timer', async () => {
      const id = await buy();
      await patch(world, id, { autoRenew: false });
      world.pass({ days: 366 });
      const before = await everythingStored(world);
      expect((await patch(world, id, { quantity: 6 })).status).toBe(409);
      expect((await patch(world, id, { autoRenew: false })).status).toBe(200);
      expect(await everythingStored(world)).toEqual(before);
    });

    it.each([
      ['cancelled', { status: 'cancelled' }, []],
      ['suspended', { status: 'suspended' }, ['trialEnding']],
    ])('a reminder that waits when the trial is %s is sent only if it is still true', async (_what, body, sent) => {
      const id = await tried(world);
      await runTimers(world);
      await toldBy(world);
      world.pass({ days: 23 });
      await runTimers(world);
      await patch(world, id, body);
      await runTimers(world);
      const kinds = (await toldBy(world)).map((mail) => mail.split(' ')[0]);
      expect(kinds.filter((kind) => kind === 'trialEnding')).toEqual(sent.flatMap((kind) => [kind, kind]));
    });

    it.each([
      ['renewed', { autoRenew: true }],
      ['cancelled', { status: 'cancelled' }],
    ])('the news of an end that waits is not sent once it is %s', async (_what, body) => {
      const id = await buy();
      await patch(world, id, { autoRenew: false });
      await told();
      world.pass({ days: 365 });
      await runTimers(world);
      await patch(world, id, body);
      expect((await told()).filter((mail) => mail.startsWith('subscriptionExpired'))).toEqual([]);
    });
  });

  describe('what was cancelled', () => {
    it('can be bought again, as another subscription', async () => {
      const id = await buy();
      const { code } = await world.offerToSell({ lines: [{ productId: 'power-bi-pro', quantity: 2 }] });
      await patch(world, id, { status: 'cancelled' });
      const again = await accepted(world, code);
      expect(again).not.toBe(id);
      expect([(await stored(world, id)).state, (await stored(world, again)).quantity]).toEqual(['cancelled', 2]);
      expect((await patch(world, again, { quantity: 3 })).status).toBe(200);
    });

    it('as a trial is neither tried again nor bought in place', async () => {
      const id = await tried(world, { productId: 'power-bi-pro-trial' });
      await patch(world, id, { status: 'cancelled' });
      const offered = await world.call('convertTrial', {
        as: noa,
        params: { customerId, subscriptionId: id },
        body: {},
      });
      expect([offered.status, refusalOf(offered)]).toEqual([409, 'state-conflict']);
      const { code } = await world.offerToSell({ lines: [{ productId: 'power-bi-pro', quantity: 2 }] });
      const bought = await accepted(world, code);
      expect(bought).not.toBe(id);
      expect(await stored(world, id)).toMatchObject({ state: 'cancelled', source: 'trial' });
      const invited = await world.invite({ productId: 'power-bi-pro-trial' });
      const redemptionId = await world.redeem(invited.code);
      const refused = await world.confirm(invited.code, redemptionId, await world.mailedCode(contoso.contact.email));
      expect(refusalOf(refused)).toBe('trial-already-used');
    });

    it('and was a trial that was bought can be bought again', async () => {
      const id = await tried(world, { productId: 'power-bi-pro-trial' });
      const first = await world.offerToSell({ lines: [{ productId: 'power-bi-pro', quantity: 2 }] });
      expect(await accepted(world, first.code)).toBe(id);
      await patch(world, id, { status: 'cancelled' });
      const { code } = await world.offerToSell({ lines: [{ productId: 'power-bi-pro', quantity: 4 }] });
      expect(await accepted(world, code)).not.toBe(id);
    });

    it('leaves what keys started beside it, which further keys extend', async () => {
      await purchased(world, { quantity: 1 });
      const customer = { id: customerId };
      const started = async (number: number) => {
        const made = await apply(world, [await loadedKey(world, number)], { customer, mode: 'new' });
        const [{ id } = { id: '' }] = made.json.subscriptions as readonly { readonly id: string }[];
        return id;
      };
      const [one, other] = [await started(1), await started(2)];
      await patch(world, other, { status: 'cancelled' });
      const extended = await apply(world, [await loadedKey(world, 3)], { customer, mode: 'extend' });
      expect(extended.json.subscriptions).toMatchObject([{ id: one, productId: business }]);
    });

    it('is deleted in time, and what time has deleted can be bought again too', async () => {
      const id = await buy();
      await patch(world, id, { autoRenew: false });
      world.pass({ days: 365 + 120 });
      await runTimers(world);
      expect((await readSubscription(world, id)).json).toMatchObject({ status: 'deleted' });
      const { code } = await world.offerToSell({ lines: [{ productId: 'power-bi-pro', quantity: 2 }] });
      expect(await accepted(world, code)).not.toBe(id);
    });
  });

  it('extends with a key what was suspended over its end: then it is active', async () => {
    await purchased(world, { quantity: 1 });
    const customer = { id: customerId };
    const made = await apply(world, [await loadedKey(world, 1)], { customer });
    const [{ id } = { id: '' }] = made.json.subscriptions as readonly { readonly id: string }[];
    await patch(world, id, { status: 'suspended' });
    world.pass({ days: 370 });
    expect((await apply(world, [await loadedKey(world, 2)], { customer, mode: 'extend' })).status).toBe(201);
    expect((await readSubscription(world, id)).json).toMatchObject({ status: 'active' });
  });
});
