import { changeOffer, codeOf, company, putOnRecord, refusalOf, wrongCode } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noa, northwind, person, tenants, type World } from '../../world';

describe('confirming a redemption', () => {
  let world: World;
  let store: WatchedStore;
  let offerId: string;
  let code: string;
  let redemptionId: string;
  let right: string;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    ({ id: offerId, code } = await world.invite({ maxRedemptions: 3 }));
    redemptionId = await world.redeem(code);
    right = await world.mailedCode('dana@contoso.example');
    store.forget();
  });
  afterEach(() => world.close());

  const tally = async () => (await world.documents('customer-tally'))[0]?.customers;
  const offer = async () => (await world.documents('offer'))[0];

  it('counts the try, reads once side by side while the day’s guess is counted, and sets up everything in one batch', async () => {
    const confirmed = await world.confirm(code, redemptionId, right);
    const subscriptions = await world.documents('subscription');
    expect(store.rounds).toEqual(['patch', 'read read write read read', 'write']);
    expect(store.changing.at(-1)?.ids).toEqual([
      `redemption:${redemptionId}`,
      `offer:${offerId}`,
      'domain:contoso.example',
      'customer-words:0:domain:contoso.example',
      'customer-words:1:domain:contoso.example',
      'customer-tally',
      `provisioning-task:${String(subscriptions[0]?.subscriptionId)}-1`,
      subscriptions[0]?.id,
      `consent:${redemptionId}:terms`,
      `notification:${redemptionId}`,
      `mail:receipt-${redemptionId}`,
      `mail:accepted-${redemptionId}`,
      `audit:confirmed-${redemptionId}`,
      'guesses:domain:contoso.example:2026-11-22',
    ]);
    expect(await world.documents('guess-budget')).toMatchObject([{ guesses: 0 }]);
    expect(confirmed.json).toMatchObject({ subscriptions: [{ id: subscriptions[0]?.subscriptionId }] });
    expect(confirmed.json.accessUrl).toMatch(/^https:\/\/kesher\.example\//u);
    expect(await offer()).toMatchObject({ redemptionCount: 1, remaining: 2, revision: 1 });
    expect(await tally()).toBe(1);
  });

  it('makes the partner the partner of record and the contact the administrator on record', async () => {
    await world.confirm(code, redemptionId, right);
    expect((await world.documents('subscription'))[0]).toMatchObject({
      partnerOfRecord: { partnerId: tenants.northwind, since: '2026-11-22T12:00:00.000Z' },
      source: 'trial',
      provisioning: { state: 'pending' },
    });
    expect(await world.documents('provisioning-task')).toMatchObject([
      { state: 'pending', kinds: ['start'], to: { productId: 'microsoft-365-business-premium-trial', quantity: 25 } },
    ]);
    expect((await world.documents('customer'))[0]).toMatchObject({ contact: contoso.contact, revision: 1 });
    expect((await world.documents('notification'))[0]).toMatchObject({
      content: { tasks: [{ productName: 'Microsoft 365 Business Premium', quantity: 25 }] },
    });
  });

  it('keeps what was agreed: a hash of the text that the page showed, the language, and both times', async () => {
    const opened = await world.call('openLink', { params: { code }, headers: { accept: 'application/json' } });
    const hash = Buffer.from(
      await crypto.subtle.digest('SHA-256', new TextEncoder().encode(String(opened.json.terms))),
    ).toString('base64url');
    world.pass({ minutes: 3 });
    await world.confirm(code, redemptionId, right);
    expect(await world.documents('consent')).toEqual([
      expect.objectContaining({
        subject: 'terms',
        given: true,
        textHash: hash,
        language: 'en',
        givenAt: '2026-11-22T12:00:00.000Z',
        confirmedAt: '2026-11-22T12:03:00.000Z',
        customerId: 'domain:contoso.example',
      }),
    ]);
  });

  it('is kept for good, while one that nobody confirmed is not', async () => {
    const { code: other } = await world.invite({ productId: 'power-bi-pro-trial' });
    await world.redeem(other, company(1));
    await world.confirm(code, redemptionId, right);
    world.pass({ days: 31 });
    expect((await world.documents('redemption')).map(({ id }) => id)).toEqual([`redemption:${redemptionId}`]);
  });

  it('shows the first result when it is repeated, however often, and changes nothing more', async () => {
    const first = await world.confirm(code, redemptionId, right);
    const before = await offer();
    for (let time = 0; time < 8; time += 1) {
      world.pass({ days: 9 });
      const again = await world.confirm(code, redemptionId, right);
      expect([again.status, again.json]).toEqual([200, first.json]);
    }
    expect(await offer()).toEqual(before);
    expect(await tally()).toBe(1);
    expect((await world.documents('mail')).filter(({ lane }) => lane !== 'codes')).toHaveLength(2);
  });

  it.each([5, 23, 150])('sets up one set of documents when it is sent %d times at once', async (times) => {
    await changeOffer(world, offerId, { maxRedemptions: 1, remaining: 1 });
    const answers = await Promise.all(Array.from({ length: times }, () => world.confirm(code, redemptionId, right)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect(await offer()).toMatchObject({ redemptionCount: 1, remaining: 0 });
    expect(await tally()).toBe(1);
    expect(await world.documents('guess-budget')).toMatchObject([{ guesses: 0 }]);
    for (const type of ['customer', 'subscription', 'consent', 'notification'])
      expect(await world.documents(type)).toHaveLength(1);
    expect(await world.documents('mail')).toHaveLength(3);
  });

  it('takes a wrong code for a wrong code after the right one, five times, and then no wrong one at all', async () => {
    const first = await world.confirm(code, redemptionId, right);
    for (let guess = 1; guess <= 5; guess += 1) {
      const wrong = await world.confirm(code, redemptionId, wrongCode(right, guess));
      expect([wrong.status, refusalOf(wrong)]).toEqual([422, 'confirmation-code-wrong']);
    }
    for (let guess = 6; guess <= 9; guess += 1) {
      const wrong = await world.confirm(code, redemptionId, wrongCode(right, guess));
      expect([wrong.status, refusalOf(wrong)]).toEqual([429, 'too-many-attempts']);
      const again = await world.confirm(code, redemptionId, right);
      expect([again.status, again.json]).toEqual([200, first.json]);
    }
    const receipt = await world.call('showRedemption', {
      params: { code, redemptionId },
      headers: { accept: 'application/json' },
    });
    expect(receipt.json).toMatchObject({ status: 'confirmed', subscriptions: first.json.subscriptions });
  });

  it('never calls more than five guesses side by side wrong after the right code was given, and takes that one still', async () => {
    await world.confirm(code, redemptionId, right);
    const guesses = Array.from({ length: 40 }, (_, number) => wrongCode(right, number + 1));
    const answers = await Promise.all([...guesses, right].map((guess) => world.confirm(code, redemptionId, guess)));
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(5);
    expect(answers.map(({ status }) => status).filter((status) => status !== 422 && status !== 429)).toEqual([200]);
    expect(answers.at(-1)?.status).toBe(200);
  });

  it.each([
    '123 456',
    ' 123456 ',
    '123-456',
    '1-2-3-4-5-6',
    '\u200f123456\u200e',
    '\u2067123456\u2069',
    '12\u00a034\u200956',
    '123456\r\n',
  ])('reads a code as people type and paste it: %j', async (typed) => {
    const spelt = typed.replaceAll(/\d/gu, (digit) => right[Number(digit) - 1] ?? '');
    expect((await world.confirm(code, redemptionId, spelt)).status).toBe(200);
  });

  it.each(['', '12345', '1234567', 'abcdef', '12a456', '１２３４５', '一二三四五六', '123456; 654321', '0x1234'])(
    'does not count %j as a try: it cannot be a code',
    async (typed) => {
      store.forget();
      for (let time = 0; time < 7; time += 1) {
        const refused = await world.confirm(code, redemptionId, typed);
        expect([refused.status, refusalOf(refused)]).toEqual([422, 'invalid-request']);
      }
      expect(store.changing).toEqual([]);
      expect((await world.confirm(code, redemptionId, right)).status).toBe(200);
    },
  );

  it.each([[123456], [null], [['123456']], [{ confirmationCode: '1' }]])(
    'wants a text for a code, not %j',
    async (confirmationCode) => {
      const refused = await world.call('confirmRedemption', {
        params: { code, redemptionId },
        body: { confirmationCode },
      });
      expect([refused.status, refusalOf(refused)]).toEqual([422, 'invalid-request']);
    },
  );

  describe('knows no redemption', () => {
    const routes = async (link: string, id: string) => {
      const params = { code: link, redemptionId: id };
      const answers = [
        await world.call('confirmRedemption', { params, body: { confirmationCode: right } }),
        await world.call('showRedemption', { params, headers: { accept: 'application/json' } }),
        await world.call('resendCode', { params, body: {} }),
      ];
      return answers.map((answer) => `${answer.status} ${refusalOf(answer)}`);
    };
    const unknown = ['404 not-found', '404 not-found', '404 not-found'];

    it.each(['unknown', 'A'.repeat(22), '..', 'a/b', 'a\\b', 'a?b', 'x'.repeat(300), ' ', 'א'])(
      'of an id that was not given out: %j',
      async (id) => {
        expect(await routes(code, id)).toEqual(unknown);
      },
    );

    it('of another offer of the same partner', async () => {
      const { code: other } = await world.invite({ productId: 'power-bi-pro-trial' });
      store.forget();
      expect(await routes(other, redemptionId)).toEqual(unknown);
      await world.confirm(code, redemptionId, right);
      expect(await routes(other, redemptionId)).toEqual(unknown);
    });

    it('of another partner', async () => {
      await world.addPartner(tenants.fabrikam, {
        name: 'Fabrikam',
        globalAdministrator: { ...northwind.globalAdministrator, email: 'noa@fabrikam.example' },
      });
      const { code: other } = await world.invite({}, person(tenants.fabrikam, 'noa'));
      expect(await routes(other, redemptionId)).toEqual(unknown);
      expect((await world.documents('redemption'))[0]).toMatchObject({ tries: 0 });
    });
  });

  describe('of somebody who is a customer', () => {
    const trial = { trialSubscriptionId: 'earlier' };
    const purchase = { purchasedSubscriptionId: 'bought' };
    const family = 'microsoft-365-business-premium';

    it.each([
      ['trial-already-used', { [family]: trial }],
      ['product-already-owned', { [family]: purchase }],
      ['trial-already-used', { [family]: { ...trial, ...purchase } }],
    ])('refuses with 409 %s when the record says %j', async (refusal, holdings) => {
      const record = await putOnRecord(world, { domain: 'fourth-coffee.example', holdings });
      const id = await world.redeem(code, {
        primaryDomain: 'fourth-coffee.example',
        contact: { name: 'Ada', email: 'ada@fourth-coffee.example' },
      });
      const confirmed = await world.confirm(code, id, await world.mailedCode('ruth@fourth-coffee.example'));
      expect([confirmed.status, refusalOf(confirmed)]).toEqual([409, refusal]);
      expect((await world.documents('customer')).map(({ holdings: kept }) => kept)).toEqual([record.holdings]);
      expect(await offer()).toMatchObject({ redemptionCount: 0, remaining: 3 });
    });

    it('refuses the same trial also from another offer and long after it ended', async () => {
      await world.confirm(code, redemptionId, right);
      world.pass({ days: 200 });
      const { code: later } = await world.invite();
      const id = await world.redeem(later);
      const again = await world.confirm(later, id, await world.mailedCode('dana@contoso.example'));
      expect([again.status, refusalOf(again)]).toEqual([409, 'trial-already-used']);
    });

    it('grants another trial, keeping the record, the delegation and the tally', async () => {
      await world.confirm(code, redemptionId, right);
      const { code: other } = await world.invite({ productId: 'power-bi-pro-trial', delegatedAdministration: true });
      const id = await world.redeem(other, { acceptDelegatedAdministration: true });
      const confirmed = await world.confirm(other, id, await world.mailedCode('dana@contoso.example'));
      expect(confirmed.status).toBe(200);
      expect(await tally()).toBe(1);
      expect((await world.documents('customer'))[0]).toMatchObject({
        revision: 2,
        delegation: { status: 'active' },
        holdings: { [family]: {}, 'power-bi-pro': {} },
      });
      const { code: third } = await world.invite({
        productId: 'microsoft-365-e5-trial',
        delegatedAdministration: true,
      });
      const no = await world.redeem(third, { acceptDelegatedAdministration: false });
      await world.confirm(third, no, await world.mailedCode('dana@contoso.example'));
      expect((await world.documents('customer'))[0]).toMatchObject({ revision: 3, delegation: { status: 'active' } });
    });

    it('of the same partner only: another one knows nothing of it', async () => {
      await world.confirm(code, redemptionId, right);
      await world.addPartner(tenants.fabrikam, {
        name: 'Fabrikam',
        globalAdministrator: { ...northwind.globalAdministrator, email: 'noa@fabrikam.example' },
      });
      const { code: other } = await world.invite({}, person(tenants.fabrikam, 'noa'));
      const id = await world.redeem(other, { contact: { name: 'Eve', email: 'eve@contoso.example' } });
      expect((await world.confirm(other, id, await world.mailedCode('eve@contoso.example'))).status).toBe(200);
    });
  });

  it('is refused when the offer was used up, revoked or replaced while it was decided', async () => {
    for (const [set, refusal] of [
      [{ remaining: 0 }, 'offer-exhausted'],
      [{ state: 'revoked' }, 'offer-revoked'],
      [{ linkVersion: 2 }, 'offer-replaced'],
    ] as const) {
      const { id, code: link } = await world.invite({ maxRedemptions: 1, productId: 'power-bi-pro-trial' });
      const waiting = await world.redeem(link, company(refusal.length));
      await world.deliver();
      const mailed = await codeOf(world, waiting);
      let changed = false;
      store.turn = async () => {
        if (changed || store.calls.at(-1)?.kind !== 'write') return;
        changed = true;
        await changeOffer(world, id, set);
      };
      const refused = await world.confirm(link, waiting, mailed);
      store.turn = undefined;
      expect([changed, refused.status, refusalOf(refused)]).toEqual([true, 410, refusal]);
    }
    expect(await world.documents('customer')).toEqual([]);
    expect(await tally()).toBe(0);
  });

  it('is listed for the partner with where it stands', async () => {
    const lapsing = await world.redeem(code, company(2));
    world.pass({ days: 1 });
    const waiting = await world.redeem(code, company(3));
    const listed = await world.call('listRedemptions', { as: noa, params: { offerId } });
    const statuses = new Map(
      (listed.json.items as { redemptionId: string; status: string }[]).map((item) => [item.redemptionId, item.status]),
    );
    expect([lapsing, waiting].map((id) => statuses.get(id))).toEqual(['lapsed', 'awaitingConfirmation']);
  });
});
