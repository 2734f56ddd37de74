import { subscriptionView, Subscription } from '../../../shared/domain/customers/subscription';
import { accessToken, openAccess } from '../../access-world';
import {
  answerOnPage,
  apply,
  business,
  loadedKey,
  namedCompany,
  namedContoso,
  preview,
  withdrawn,
} from '../../key-world';
import { refusalOf } from '../../link-world';
import { keyNumber } from '../../product-keys';
import { fabrikam, fay } from '../../portal-world';
import { runTimers, toldBy } from '../../telling-world';
import { noa, tenants, World, type Answer } from '../../world';

const inAYear = '2027-11-22T12:00:00.000Z';

describe('using product keys', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const counted = async (): Promise<Record<string, number>> => {
    const { documents } = await world.store.changes(undefined, 10_000);
    const counts: Record<string, number> = {};
    for (const { type } of documents) counts[type] = (counts[type] ?? 0) + 1;
    return counts;
  };
  const onlySubscription = async () => Subscription.parse((await world.documents('subscription'))[0]);
  const pointers = ({ json }: Answer) => ((json.errors ?? []) as { pointer: string }[]).map(({ pointer }) => pointer);

  it('sets up a new customer with its subscription, and tells its administrator', async () => {
    const key = await loadedKey(world, 1);
    const answer = await apply(world, [key]);
    expect(answer.status).toBe(201);
    expect(String(answer.json.applicationId)).toMatch(/^[0-9a-f]{32}$/u);
    const subscription = await onlySubscription();
    expect(answer.json).toMatchObject({
      customerId: 'domain:contoso.example',
      subscriptions: [subscriptionView(subscription, new Date(world.now))],
      administratorLicence: { subscriptionId: subscription.subscriptionId },
    });
    expect(subscription).toMatchObject({
      source: 'productKey',
      productId: business,
      quantity: 10,
      endsAt: inAYear,
      autoRenew: false,
      partnerOfRecord: null,
      provisioning: { state: 'pending' },
    });
    expect(await world.documents('customer')).toMatchObject([
      {
        id: 'domain:contoso.example',
        contact: namedContoso.contact,
        unverified: true,
        delegation: { status: 'none' },
        holdings: { [business]: { purchasedSubscriptionId: subscription.subscriptionId } },
      },
    ]);
    expect(await world.documents('customer-tally')).toMatchObject([{ customers: 1 }]);
    expect(await world.documents('product-key')).toMatchObject([
      {
        state: 'applied',
        applied: {
          applicationId: answer.json.applicationId,
          customerId: 'domain:contoso.example',
          subscriptionId: subscription.subscriptionId,
        },
      },
    ]);
    expect(await world.documents('notification')).toMatchObject([
      { content: { kind: 'keysApplied', tasks: [{ action: 'start', keys: [key.slice(-5)], quantity: 10 }] } },
    ]);
    await world.deliver();
    expect(world.mails.map(({ to, kind }) => [kind, to.address])).toEqual([['keysApplied', 'dana@contoso.example']]);
    expect(world.mails[0]?.html).toContain(`https://kesher.example/access/${accessToken(world)}`);
  });

  it.each([
    ['he', 'dir="rtl"'],
    ['en', 'Get started'],
    ['zh-CN', '产品密钥'],
  ])('writes to the administrator in its language: %s', async (language, words) => {
    await apply(world, [await loadedKey(world, 1)], { customer: { ...namedContoso, language } });
    await world.deliver();
    expect(world.mails[0]).toMatchObject({ language });
    expect(world.mails[0]?.html).toContain(words);
  });

  it('writes in the partner’s language where none is given', async () => {
    await apply(world, [await loadedKey(world, 1)]);
    const [partner] = await world.documents('partner');
    expect(await world.documents('customer')).toMatchObject([
      { language: (partner?.profile as { preferredLanguage: string }).preferredLanguage },
    ]);
  });

  it('extends, or adds licences, for a customer that is known by its id', async () => {
    await apply(world, [await loadedKey(world, 1)]);
    const customer = { id: 'domain:contoso.example' };
    const extended = await apply(world, [await loadedKey(world, 2, { termMonths: 6 })], { customer, mode: 'extend' });
    expect([extended.status, extended.json]).toMatchObject([
      201,
      { subscriptions: [{ quantity: 10, endsAt: '2028-05-22T12:00:00.000Z' }] },
    ]);
    const added = await apply(world, [await loadedKey(world, 3)], { customer, mode: 'addLicences' });
    expect([added.status, added.json]).toMatchObject([
      201,
      { subscriptions: [{ quantity: 20, endsAt: '2028-05-22T12:00:00.000Z' }] },
    ]);
    expect(added.json).not.toHaveProperty('administratorLicence');
    expect(await onlySubscription()).toMatchObject({ revision: 3, quantity: 20 });
    expect(await world.documents('customer-tally')).toMatchObject([{ customers: 1 }]);
    expect(await world.documents('provisioning-task')).toMatchObject([
      {
        kinds: ['start'],
        to: { quantity: 20 },
        endsAt: '2028-05-22T12:00:00.000Z',
        keys: [{ effect: 'new' }, { effect: 'extend' }, { effect: 'addLicences' }],
      },
    ]);
    expect(await counted()).toMatchObject({ subscription: 1, 'key-application': 3, mail: 3, notification: 3 });
  });

  it('tells the partner of record what keys change, and nobody where the customer has named none', async () => {
    const { json } = await apply(world, [await loadedKey(world, 1)], { requestPartnerOfRecord: true });
    await runTimers(world);
    expect(await toldBy(world)).toEqual(['keysApplied dana@contoso.example']);
    const [{ askId = '' } = {}] = json.asks as { askId?: string }[];
    await answerOnPage(world, askId, true);
    await runTimers(world);
    await toldBy(world);
    const keys = [await loadedKey(world, 2, { termMonths: 6 }), await loadedKey(world, 3, { termMonths: 1 })];
    world.pass({ seconds: 1 });
    await apply(world, keys, { mode: 'extend' });
    const { items } = (await world.call('listNotifications', { as: noa })).json;
    const told = (items as Record<string, unknown>[]).filter(({ kind }) => kind === 'subscriptionChanged');
    expect(told[0]).toMatchObject({
      kind: 'subscriptionChanged',
      by: { side: 'partner', name: 'Noa Levi' },
      changes: [
        {
          kind: 'keyApplied',
          effect: 'extend',
          keys: keys.map((key) => key.slice(-5)),
          quantity: 10,
          endsAt: '2028-06-22T12:00:00.000Z',
        },
      ],
    });
    await runTimers(world);
    expect(await toldBy(world)).toEqual([
      'keysApplied dana@contoso.example',
      'subscriptionChanged noa@northwind.example',
    ]);
  });

  it('makes its subscription wait for its new end, however often that moves', async () => {
    await apply(world, [await loadedKey(world, 1)]);
    expect(await onlySubscription()).toMatchObject({ queue: 'subscriptions', dueAt: inAYear });
    await apply(world, [await loadedKey(world, 2, { termMonths: 6 })], { mode: 'extend' });
    world.pass({ days: 400 });
    await runTimers(world);
    expect(await onlySubscription()).toMatchObject({ dueAt: '2028-05-22T12:00:00.000Z', revision: 2 });
    world.pass({ days: 200 });
    await runTimers(world);
    expect(await toldBy(world)).toContain('subscriptionExpired dana@contoso.example');
    await apply(world, [await loadedKey(world, 3)], { mode: 'extend' });
    expect(subscriptionView(await onlySubscription(), new Date(world.now))).toMatchObject({ status: 'active' });
    const { endsAt, dueAt } = await onlySubscription();
    expect(dueAt).toBe(endsAt);
  });

  it('knows what it started beside another for as long as that lasts', async () => {
    await apply(world, [await loadedKey(world, 1, { termMonths: 24 })]);
    for (const [number, quantity] of [
      [2, 5],
      [3, 6],
    ] as const)
      await apply(world, [await loadedKey(world, number, { termMonths: 1, quantity })], { mode: 'new' });
    const counts = async () => (await world.documents('subscription')).map(({ quantity }) => quantity).sort();
    await apply(world, [await loadedKey(world, 4, { quantity: 1 })], { mode: 'addLicences' });
    expect(await counts()).toEqual([10, 5, 7]);
    world.now = Date.parse('2027-06-01T00:00:00.000Z');
    const asked = await apply(world, [await loadedKey(world, 5)]);
    expect([refusalOf(asked), pointers(asked)]).toEqual(['invalid-request', ['/mode']]);
    await apply(world, [await loadedKey(world, 6, { quantity: 1 })], { mode: 'addLicences' });
    expect(await counts()).toEqual([11, 5, 7]);
    await apply(world, [await loadedKey(world, 7)], { mode: 'new' });
    const [customer] = await world.documents('customer');
    expect(customer?.holdings).toMatchObject({ [business]: { besideSubscriptionIds: [expect.any(String)] } });
  });

  it('adds up several keys of one product', async () => {
    const keys = [await loadedKey(world, 1, { quantity: 3 }), await loadedKey(world, 2, { quantity: 4 })];
    const answer = await apply(world, keys);
    expect(answer.json).toMatchObject({ subscriptions: [{ quantity: 7, endsAt: inAYear }] });
    expect(await world.documents('product-key')).toMatchObject([{ state: 'applied' }, { state: 'applied' }]);
  });

  it('uses keys of several products, and gives the administrator one licence of the first', async () => {
    const keys = [await loadedKey(world, 1, { productId: 'microsoft-365-business-basic' }), await loadedKey(world, 2)];
    const { json } = await apply(world, keys);
    const [first, second] = json.subscriptions as { id: string; productId: string }[];
    expect([first?.productId, second?.productId]).toEqual(['microsoft-365-business-basic', business]);
    expect(json.administratorLicence).toEqual({ subscriptionId: first?.id });
  });

  it('writes the most that is allowed in one batch', async () => {
    const products = [
      'microsoft-365-business-basic',
      business,
      'microsoft-365-business-premium',
      'microsoft-365-apps-for-business',
    ];
    const keys: string[] = [];
    for (let number = 0; number < 50; number += 1)
      keys.push(await loadedKey(world, number, { productId: products[number % 4] ?? business, quantity: 2 }));
    expect(
      (await apply(world, keys, { offerDelegatedAdministration: true, requestPartnerOfRecord: true })).status,
    ).toBe(201);
    expect(await counted()).toMatchObject({ subscription: 4, 'product-key': 50, customer: 1, mail: 1 });
    expect((await apply(world, [...keys, keyNumber(99)])).status).toBe(422);
  });

  describe('again', () => {
    it('for the same customer answers with the first result, without an Idempotency-Key', async () => {
      const key = await loadedKey(world, 1);
      const first = await apply(world, [key]);
      const before = await counted();
      const again = await apply(world, [key.toLowerCase().replaceAll('-', ' ')]);
      expect([again.status, again.json]).toEqual([200, first.json]);
      const byId = await apply(world, [key], { customer: { id: 'domain:contoso.example' }, mode: 'extend' });
      expect([byId.status, byId.json]).toEqual([200, first.json]);
      expect(await counted()).toEqual(before);
    });

    it('with the same Idempotency-Key answers the first status, with the resource as it is now', async () => {
      const key = await loadedKey(world, 1);
      const headers = { 'idempotency-key': 'once' };
      const first = await apply(world, [key], {}, { headers });
      expect((await apply(world, [key], {}, { headers })).json).toEqual(first.json);
      await apply(world, [await loadedKey(world, 2)], { mode: 'addLicences' });
      const again = await apply(world, [key], {}, { headers });
      expect([again.status, again.json]).toMatchObject([201, { applicationId: first.json.applicationId }]);
      expect(again.json).toMatchObject({ subscriptions: [{ quantity: 20 }] });
    });

    it.each([
      ['another customer', { customer: namedCompany(2) }],
      ['another mode', { mode: 'addLicences' }],
    ])('with the same Idempotency-Key for %s is another request', async (_what, body) => {
      const key = await loadedKey(world, 1);
      const headers = { 'idempotency-key': 'once' };
      await apply(world, [key], {}, { headers });
      expect(refusalOf(await apply(world, [key], body, { headers }))).toBe('idempotency-key-reused');
      expect(refusalOf(await apply(world, [await loadedKey(world, 2)], {}, { headers }))).toBe(
        'idempotency-key-reused',
      );
    });

    it('for another customer is refused, and names nobody', async () => {
      const key = await loadedKey(world, 1);
      await apply(world, [key]);
      const other = await apply(world, [key], { customer: namedCompany(2) });
      expect([other.status, refusalOf(other), pointers(other)]).toEqual([409, 'product-key-used', ['/keys/0']]);
      expect(other.text).not.toMatch(/contoso/iu);
      expect(other.text).not.toContain(key.replaceAll('-', ''));
      expect(other.json.detail).toContain(key.slice(-5));
      expect(await world.documents('customer')).toHaveLength(1);
    });

    it('together with a free key is refused, and says which to leave out', async () => {
      const [used, free] = [await loadedKey(world, 1), await loadedKey(world, 2)];
      await apply(world, [used]);
      const both = await apply(world, [free, used], { mode: 'extend' });
      expect([refusalOf(both), pointers(both)]).toEqual(['product-key-used', ['/keys/1']]);
      expect(both.json.detail).toContain('Leave it out');
    });

    it('of keys that were used one by one is refused', async () => {
      const [one, two] = [await loadedKey(world, 1), await loadedKey(world, 2)];
      await apply(world, [one]);
      await apply(world, [two], { mode: 'extend' });
      expect(refusalOf(await apply(world, [one, two]))).toBe('product-key-used');
      expect((await apply(world, [two])).status).toBe(200);
    });
  });

  describe('is refused, each time in its own words,', () => {
    const malformed = 'ABCDE-FGHIJ-KLMNO-PQRST-UVWX';

    it('when keys are malformed: each is named', async () => {
      const answer = await apply(world, [await loadedKey(world, 1), malformed, 'x']);
      expect([answer.status, refusalOf(answer), pointers(answer)]).toEqual([
        422,
        'product-key-malformed',
        ['/keys/1', '/keys/2'],
      ]);
    });

    it('when a key stands twice in it, however it is spelled', async () => {
      const key = await loadedKey(world, 1);
      const answer = await apply(world, [key, key.toLowerCase()]);
      expect([answer.status, refusalOf(answer), pointers(answer)]).toEqual([422, 'invalid-request', ['/keys/1']]);
    });

    it('when a key is not loaded, and when it is another partner’s: alike', async () => {
      await world.addPartner(tenants.fabrikam, fabrikam);
      const theirs = await loadedKey(world, 1, {}, tenants.fabrikam);
      const answers = [await apply(world, [keyNumber(2)]), await apply(world, [theirs])];
      for (const answer of answers) {
        expect([answer.status, refusalOf(answer), pointers(answer)]).toEqual([404, 'product-key-unknown', ['/keys/0']]);
        expect(answer.text).not.toMatch(/fabrikam/iu);
      }
    });

    it('when a key has expired, at that very moment', async () => {
      const key = await loadedKey(world, 1, { expiresAt: '2026-12-01T00:00:00.000Z' });
      world.now = Date.parse('2026-12-01T00:00:00.000Z');
      const answer = await apply(world, [key]);
      expect([answer.status, refusalOf(answer), pointers(answer)]).toEqual([410, 'product-key-expired', ['/keys/0']]);
      world.now -= 1;
      expect((await apply(world, [key])).status).toBe(201);
    });

    it('when a key was withdrawn', async () => {
      const key = await loadedKey(world, 1);
      await withdrawn(world, 1);
      const answer = await apply(world, [key]);
      expect([answer.status, refusalOf(answer)]).toEqual([404, 'product-key-unknown']);
      expect(answer.json.detail).toContain('withdrawn');
    });

    it('when the product has no so many licences', async () => {
      const keys = [await loadedKey(world, 1, { quantity: 200 }), await loadedKey(world, 2, { quantity: 101 })];
      const answer = await apply(world, keys);
      expect([answer.status, refusalOf(answer)]).toEqual([422, 'quantity-out-of-range']);
      expect(answer.json.detail).toContain('300');
    });

    it.each([
      ['is not sold there', { country: 'CN' }],
      ['is sold to nobody there', { country: 'RU' }],
    ])('when the product %s', async (_why, fields) => {
      const answer = await apply(world, [await loadedKey(world, 1)], { customer: { ...namedContoso, ...fields } });
      expect([answer.status, refusalOf(answer), pointers(answer)]).toEqual([422, 'product-unavailable', ['/keys/0']]);
    });

    it('when the customer has the product and no mode says what is meant', async () => {
      await apply(world, [await loadedKey(world, 1)]);
      const answer = await apply(world, [await loadedKey(world, 2)]);
      expect([answer.status, refusalOf(answer), pointers(answer)]).toEqual([422, 'invalid-request', ['/mode']]);
      expect(answer.text).toMatch(/extend.*addLicences.*new/u);
    });

    it('when there is no such customer', async () => {
      const key = await loadedKey(world, 1);
      for (const id of ['domain:nobody.example', 'subscription:1', 'x', '']) {
        const answer = await apply(world, [key], { customer: { id } });
        expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
      }
    });

    it.each([
      ['the domain is another than the address’s', { primaryDomain: 'other.example' }, '/customer/contact/email'],
      [
        'the address is below the domain',
        { contact: { name: 'Dana', email: 'dana@mail.contoso.example' } },
        '/customer/contact/email',
      ],
      [
        'the domain is a public provider’s',
        { primaryDomain: 'gmail.com', contact: { name: 'Dana', email: 'dana@gmail.com' } },
        '/customer/primaryDomain',
      ],
      [
        'the domain is a public suffix',
        { primaryDomain: 'co.il', contact: { name: 'Dana', email: 'dana@co.il' } },
        '/customer/primaryDomain',
      ],
      [
        'the domain is the partner’s',
        { primaryDomain: 'northwind.example', contact: { name: 'Dana', email: 'dana@northwind.example' } },
        '/customer/primaryDomain',
      ],
      ['the domain is left out', { primaryDomain: undefined }, '/customer/primaryDomain'],
    ])('when %s', async (_why, fields, pointer) => {
      const answer = await apply(world, [await loadedKey(world, 1)], { customer: { ...namedContoso, ...fields } });
      expect([answer.status, refusalOf(answer), pointers(answer)]).toEqual([422, 'invalid-request', [pointer]]);
      expect(await world.documents('customer')).toEqual([]);
    });

    it('when the user or the partner may not, and in the china cloud', async () => {
      const key = await loadedKey(world, 1);
      const none = await world.addUser({
        userId: 'gal',
        companyRole: 'billingAdministrator',
        supportedCompanies: 'none',
      });
      expect(refusalOf(await apply(world, [key], {}, { as: none }))).toBe('forbidden');
      await world.addPartner(tenants.fabrikam, { ...fabrikam, authorizations: ['serviceProvider'] });
      const answer = await apply(world, [key], {}, { as: fay });
      expect([answer.status, answer.json.detail]).toEqual([403, expect.stringContaining('subscriptionAdvisor')]);
      await world.addPartner(tenants.lotus, { ...fabrikam, name: 'Lotus', cloud: 'china' });
      const china = await apply(world, [key], {}, { as: { ...fay, tenantId: tenants.lotus } });
      expect([china.status, china.json.detail]).toEqual([403, expect.stringContaining('china')]);
    });

    it('when it asks for delegated administration that the partner may not offer', async () => {
      await world.addPartner(tenants.fabrikam, { ...fabrikam, authorizations: ['subscriptionAdvisor'] });
      const key = await loadedKey(world, 1, {}, tenants.fabrikam);
      const body = { offerDelegatedAdministration: true };
      const answer = await apply(world, [key], body, { as: fay });
      expect([answer.status, answer.json.detail]).toEqual([403, expect.stringContaining('delegatedAdministration')]);
      expect((await apply(world, [key], {}, { as: fay })).status).toBe(201);
    });
  });

  describe('by somebody who guesses', () => {
    const guess = async (many: number, as = noa, from = 1000) => {
      const statuses: number[] = [];
      for (let number = 0; number < many; number += 1)
        statuses.push((await apply(world, [keyNumber(from + number)], {}, { as })).status);
      return statuses;
    };

    it('stops after 20 in ten minutes, for keys that are right too, and holds up no colleague', async () => {
      expect(await guess(20)).toEqual(Array(20).fill(404));
      const key = await loadedKey(world, 1);
      const stopped = await apply(world, [key]);
      expect([stopped.status, refusalOf(stopped)]).toEqual([429, 'too-many-attempts']);
      expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
      const colleague = await world.addUser({ userId: 'lior', companyRole: 'none', supportedCompanies: 'limited' });
      expect((await apply(world, [key], {}, { as: colleague })).status).toBe(201);
      world.pass({ minutes: 10 });
      expect(await guess(1)).toEqual([404]);
    });

    it('counts malformed keys, each of them, and nothing else', async () => {
      const keys = [await loadedKey(world, 1), await loadedKey(world, 2)];
      await apply(world, keys.slice(0, 1));
      for (let times = 0; times < 30; times += 1) {
        expect((await apply(world, keys.slice(0, 1), { customer: namedCompany(2) })).status).toBe(409);
        expect((await apply(world, keys.slice(1))).status).toBe(422);
      }
      const many = Array.from({ length: 20 }, (_, number) => `none-${number}`);
      expect((await apply(world, many)).status).toBe(422);
      expect((await apply(world, keys.slice(1))).status).toBe(429);
    });

    it('is not let in by the back door of a preview', async () => {
      for (let number = 0; number < 100; number += 1)
        expect((await preview(world, [keyNumber(2000 + number)])).status).toBe(404);
      expect((await preview(world, [await loadedKey(world, 1)])).status).toBe(429);
      // They were no guesses.
      expect((await apply(world, [keyNumber(1)])).status).toBe(201);
    });
  });

  it('adds a domain that nobody has proved to nobody’s disadvantage', async () => {
    const squatter = { name: 'Eve', email: 'eve@contoso.example' };
    const misnamed = { ...namedContoso, companyName: 'Fabrikam', country: 'US', contact: squatter };
    await apply(world, [await loadedKey(world, 1)], { customer: misnamed });
    const { code } = await world.invite({ productId: 'microsoft-365-e5-trial' });
    const redemptionId = await world.redeem(code);
    const confirmed = await world.confirm(code, redemptionId, await world.mailedCode('dana@contoso.example'));
    expect(confirmed.status).toBe(200);
    expect(await world.documents('customer')).toMatchObject([namedContoso]);
    expect((await world.documents('customer'))[0]).not.toHaveProperty('unverified');
    const { json } = await world.call('listCustomers', { as: noa, query: { q: 'contoso' } });
    expect(json.items).toMatchObject([{ companyName: 'Contoso' }]);
    // From now on Dana decides.
    await apply(world, [await loadedKey(world, 2)], {
      customer: { ...namedContoso, contact: squatter },
      mode: 'extend',
    });
    expect(await world.documents('customer')).toMatchObject([{ contact: namedContoso.contact }]);
    await world.deliver();
    expect(world.mails.findLast(({ kind }) => kind === 'keysApplied')?.to.address).toBe('dana@contoso.example');
  });

  it('lets whoever named the administrator correct the name, until that one has proved its mailbox', async () => {
    await apply(world, [await loadedKey(world, 1)], {
      customer: { ...namedContoso, contact: { name: 'Dana', email: 'danna@contoso.example' } },
    });
    await apply(world, [await loadedKey(world, 2)], { mode: 'addLicences' });
    expect(await world.documents('customer')).toMatchObject([{ contact: namedContoso.contact, unverified: true }]);
  });

  it('leaves nothing of a key to read but its last five characters: not stored, told, mailed or logged', async () => {
    const keys = await Promise.all([1, 2, 3, 4].map((number) => loadedKey(world, number)));
    const [used = '', more = '', refusedForCount = '', spare = ''] = keys;
    const unknown = keyNumber(99);
    const asking = { offerDelegatedAdministration: true, requestPartnerOfRecord: true };
    const answers = [
      await preview(world, [used], asking),
      await apply(world, [used], asking, { headers: { 'idempotency-key': 'once' } }),
      await apply(world, [used]),
      await apply(world, [more], { mode: 'extend' }),
      await apply(world, [used], { customer: namedCompany(2) }),
      await apply(world, [refusedForCount]),
      await apply(world, [spare, spare.toLowerCase()]),
      await apply(world, [unknown, `${spare}A`]),
      await apply(world, [unknown]),
      await preview(world, [unknown]),
    ];
    const { token, session } = await openAccess(world);
    answers.push(
      await world.call('openAccessPage', { params: { token }, headers: { cookie: session, accept: 'text/html' } }),
      await world.call('listNotifications', { as: noa }),
      await world.call('listAudit', { as: noa }),
    );
    const stored = await Promise.all([world.store, world.keyStore].map((store) => store.changes(undefined, 10_000)));
    const all = JSON.stringify([
      answers.map(({ text, headers }) => [text, ...headers]),
      stored.map(({ documents }) => documents),
      world.mails,
      world.logged,
    ]).toUpperCase();
    expect(all).toContain(used.slice(-5));
    for (const key of [...keys, unknown])
      for (const part of [...key.split('-').slice(0, 4), key.replaceAll('-', '').slice(-6)])
        expect(all).not.toContain(part);
  });
});
