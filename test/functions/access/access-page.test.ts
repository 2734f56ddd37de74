import * as z from 'zod';
import { accessToken, askForCode, openAccess } from '../../access-world';
import { browser, faultyFields, pageOf, putOnRecord, refusalOf, snapshotOf, suspend } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, invitation, noa, northwind, tenants, type World, type Answer } from '../../world';

const dana = contoso.contact.email;
const json = { accept: 'application/json' };

describe('the access page', () => {
  let world: World;
  let store: WatchedStore;
  let token: string;
  let session: string;
  let subscriptionId: string;
  let receipt: Answer;
  let link: string;

  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    const { code } = await world.invite({ delegatedAdministration: true });
    const redemptionId = await world.redeem(code, { acceptDelegatedAdministration: true });
    receipt = await world.confirm(code, redemptionId, await world.mailedCode(dana));
    link = `/o/${code}/redemptions/${redemptionId}`;
    token = String(receipt.json.accessUrl).replace('https://kesher.example/access/', '');
    ({ session } = await openAccess(world, token));
    await world.deliver();
    subscriptionId = String((await world.documents('subscription'))[0]?.subscriptionId);
    store.forget();
  });
  afterEach(() => world.close());

  const open = (more: { query?: Record<string, string>; cookie?: string; headers?: Record<string, string> } = {}) =>
    world.call('openAccessPage', {
      params: { token },
      query: more.query ?? {},
      headers: { cookie: more.cookie ?? session, ...(more.headers ?? json) },
    });
  const endDelegation = (headers: Record<string, string> = { cookie: session }) =>
    world.call('endDelegationAsCustomer', { params: { token }, body: {}, headers });
  const endRecord = (headers: Record<string, string> = { cookie: session }, id = subscriptionId) =>
    world.call('endPartnerOfRecord', { params: { token, subscriptionId: id }, body: {}, headers });

  it('is where the confirmation, the receipt and its mail lead, the same each time', async () => {
    expect(token).toBe(accessToken(world));
    const mail = world.mails.find(({ kind }) => kind === 'receipt');
    for (const part of [mail?.text, mail?.html]) expect(part).toContain(`https://kesher.example/access/${token}`);
    const params = { code: link.split('/')[2] ?? '', redemptionId: link.split('/')[4] ?? '' };
    const page = await world.call('showRedemption', { params, headers: browser });
    expect(pageOf(page).querySelectorAll(`a[href="/access/${token}"]`)).toHaveLength(1);
    const asJson = await world.call('showRedemption', { params, headers: json });
    expect(asJson.json.accessUrl).toBe(receipt.json.accessUrl);
  });

  describe('before the code', () => {
    it('says whose it is and nothing of anybody else, and changes nothing', async () => {
      for (const headers of [json, browser]) {
        const answer = await open({ cookie: '', headers });
        expect(answer.status).toBe(200);
        expect(answer.text).toContain('Northwind');
        expect(answer.text).not.toMatch(/dana|cohen|contoso|premium/iu);
      }
      expect((await open({ cookie: '' })).json).toEqual({
        status: 'locked',
        partner: {
          name: 'Northwind',
          phone: '+972 3 555 0100',
          email: 'hello@northwind.example',
          website: null,
          address: null,
          support: null,
        },
        codes: `/access/${token}/codes`,
        session: `/access/${token}/session`,
      });
      expect(store.changing).toEqual([]);
      expect(store.rounds.every((round) => round === 'read read')).toBe(true);
    });

    it('asks for nothing by itself: the form has a button', async () => {
      const page = pageOf(await open({ cookie: '', headers: browser }));
      expect(page.querySelectorAll('form')).toHaveLength(1);
      expect(page.querySelectorAll('button[type=submit]')).toHaveLength(1);
      expect(page.querySelectorAll('script, [http-equiv]')).toEqual([]);
    });

    it.each([
      ['none', () => ''],
      ['another page’s', (own: string) => own.replace(/\.[\w-]+$/u, '.AAAAAAAAAAAAAAAAAAAAAA')],
      ['one with more time', (own: string) => own.replace(/\.(\d+)\./u, (_all, at: string) => `.${Number(at) + 1}.`)],
      ['another key’s', (own: string) => own.replace('=test.', '=other.')],
      ['nonsense', () => 'kesher-access=%%%; kesher-access'],
    ])('stays closed with %s cookie', async (_what, cookieFrom) => {
      const cookie = cookieFrom(session);
      expect((await open({ cookie })).json.status).toBe('locked');
      const [delegation, record] = [await endDelegation({ cookie }), await endRecord({ cookie })];
      expect([delegation.status, refusalOf(delegation)]).toEqual([401, 'unauthenticated']);
      expect([record.status, refusalOf(record)]).toEqual([401, 'unauthenticated']);
      // A customer has no token to send.
      for (const { headers } of [delegation, record]) expect(headers.get('www-authenticate')).toBeNull();
      expect(store.changing).toEqual([]);
    });

    it('is a page that says so when something was to be ended after half an hour', async () => {
      world.pass({ minutes: 30 });
      const answer = await endDelegation({ cookie: session, ...browser });
      expect(answer.status).toBe(401);
      expect(pageOf(answer).querySelector('[role=alert]')?.text).toContain('Nothing was changed');
      expect(pageOf(answer).querySelector('form')?.getAttribute('action')).toBe(`/access/${token}/codes`);
    });
  });

  it('is reached from a receipt that carries the number of the offer: page, mail and answer', async () => {
    const [offer] = await world.documents('offer');
    const number = String(offer?.summaryId);
    const params = { code: link.split('/')[2] ?? '', redemptionId: link.split('/')[4] ?? '' };
    const page = await world.call('showRedemption', { params, headers: browser });
    const mail = world.mails.find(({ kind }) => kind === 'receipt');
    for (const text of [pageOf(page).querySelector('.facts')?.text, mail?.text, mail?.html])
      expect(text).toContain(number);
    const again = await world.call('showRedemption', { params, headers: json });
    expect([receipt.json.summaryId, again.json.summaryId]).toEqual([number, number]);
  });

  it('shows what there is once it is open: subscriptions, delegation, consents, the administrator on record', async () => {
    const { status, json: shown } = await open();
    expect(status).toBe(200);
    expect(shown).toMatchObject({
      status: 'open',
      partner: { name: 'Northwind' },
      customer: {
        companyName: 'Contoso',
        primaryDomain: 'contoso.example',
        contact: contoso.contact,
        delegation: { status: 'active' },
      },
      subscriptions: [
        { id: subscriptionId, quantity: 25, status: 'active', partnerOfRecord: { partnerId: tenants.northwind } },
      ],
      consents: [{ given: true }, { given: true }],
    });
    const page = pageOf(await open({ headers: browser }));
    const links = page.querySelectorAll('a.button').map((button) => button.getAttribute('href'));
    expect(links).toEqual([
      `/access/${token}?step=administrator`,
      `/access/${token}?step=delegation-end`,
      `/access/${token}?step=partner-of-record-end&subscription=${subscriptionId}`,
    ]);
    for (const text of ['Contoso', 'Dana Cohen', dana, 'Microsoft 365 Business Premium', 'Being set up'])
      expect(page.text).toContain(text);
    expect(page.querySelectorAll('form')).toEqual([]);
    expect(store.changing).toEqual([]);
  });

  it('shows all there is, however much it is', async () => {
    const [document] = await world.documents('subscription');
    if (!document) throw new Error('There is no subscription.');
    const documents = Array.from({ length: 120 }, (_, number) => ({
      ...document,
      id: `subscription:${number}`,
      type: 'subscription',
      subscriptionId: String(number),
      sortKey: `2026-11-22T12:00:00.000Z~${number}`,
    }));
    for (const part of [documents.slice(0, 60), documents.slice(60)])
      await world.store.write(
        tenants.northwind,
        part.map((each) => ({ kind: 'create', document: each })),
      );
    expect((await open()).json.subscriptions).toHaveLength(121);
  });

  describe('says what each consent was about', () => {
    const about = (products: readonly (readonly [string, string])[]) =>
      products.map(([productId, name]) => ({ productId, name }));
    const premium = about([[invitation.productId, 'Microsoft 365 Business Premium']]);
    const bought = about([
      ['exchange-online-plan-2', 'Exchange Online (Plan 2)'],
      ['power-bi-pro', 'Power BI Pro'],
    ]);
    let orderNumber: unknown;
    beforeEach(async () => {
      const lines = bought.map(({ productId }) => ({ productId, quantity: 3 }));
      const { code, offer } = await world.offerToSell({ lines, delegatedAdministration: true });
      orderNumber = offer.summaryId;
      world.pass({ minutes: 1 });
      const redemptionId = await world.redeem(code, { acceptDelegatedAdministration: false });
      expect((await world.confirm(code, redemptionId, await world.mailedCode(dana))).status).toBe(200);
    });
    const consentsIn = ({ json: shown }: Answer) =>
      z
        .array(z.object({ subject: z.string(), products: z.unknown(), summaryId: z.string().optional() }))
        .parse(shown.consents);

    it('by products and number, to programs', async () => {
      const shown = consentsIn(await open());
      expect(shown.map(({ products }) => products)).toEqual([bought, bought, premium, premium]);
      const numbers = new Set(shown.slice(0, 2).map(({ summaryId }) => summaryId));
      expect([...numbers]).toEqual([orderNumber]);
    });

    it.each([
      ['en', 'Product: Exchange Online (Plan 2) and Power BI Pro'],
      ['he', 'מוצר: '],
      ['zh-CN', '产品：'],
    ])('in the words of the page: %s', async (lang, line) => {
      const page = pageOf(await open({ headers: browser, query: { lang } }));
      const told = page.querySelectorAll('.bullets:not(.deeds) li').map(({ text }) => text);
      expect(told).toHaveLength(4);
      expect(told.filter((text) => text.includes('Power BI Pro'))).toHaveLength(2);
      expect(told.filter((text) => text.includes(line)).length).toBeGreaterThan(1);
    });

    it('also where it was kept before consents said so', async () => {
      const consents = await world.documents('consent');
      for (const { id } of consents)
        await world.store.write(tenants.northwind, [
          { kind: 'patch', id: String(id), patch: { remove: ['productIds', 'summaryId'] } },
        ]);
      const shown = consentsIn(await open());
      expect(shown.map(({ products }) => products)).toEqual([bought, bought, premium, premium]);
      expect(shown.map(({ summaryId }) => summaryId)).toEqual(consents.map(() => undefined));
    });
  });

  it('has something to say to a customer that has nothing', async () => {
    await putOnRecord(world, { domain: 'tailspin.example' });
    const own = accessToken(world, 'domain:tailspin.example');
    const { session: cookie } = await openAccess(world, own, 'ruth@tailspin.example');
    const headers = { ...browser, cookie };
    const page = pageOf(await world.call('openAccessPage', { params: { token: own }, headers }));
    for (const text of ['has no subscription', 'Only you', 'Nothing has been agreed'])
      expect(page.text).toContain(text);
    expect(page.querySelectorAll('a.button').map((button) => button.getAttribute('href'))).toEqual([
      `/access/${own}?step=administrator`,
    ]);
    const ended = await world.call('endDelegationAsCustomer', {
      params: { token: own },
      body: {},
      headers: { cookie },
    });
    expect([ended.status, refusalOf(ended)]).toEqual([409, 'state-conflict']);
  });

  it('works for a customer with the longest domain there may be', async () => {
    const longest = `${['a', 'b', 'c'].map((letter) => letter.repeat(60)).join('.')}.example`;
    const { code } = await world.invite({ delegatedAdministration: true });
    const answer = (primaryDomain: string) => ({
      ...contoso,
      primaryDomain,
      contact: { name: 'Lee', email: `lee@${primaryDomain}` },
      acceptDelegatedAdministration: true,
    });
    const redemptionId = await world.redeem(code, answer(longest));
    const email = `lee@${longest}`;
    await world.confirm(code, redemptionId, await world.mailedCode(email));
    const own = await openAccess(world, accessToken(world, `domain:${longest}`), email);
    const call = { params: { token: own.token }, body: {}, headers: { cookie: own.session } };
    expect((await world.call('endDelegationAsCustomer', call)).status).toBe(200);
    await world.deliver();
    expect(world.mails.at(-1)?.kind).toBe('delegationEnded');
    const params = { customerId: `domain:${longest}` };
    expect((await world.call('getCustomer', { as: noa, params })).status).toBe(200);
    const mail = (await world.documents('mail')).find(
      ({ kind, to }) => kind === 'delegationEnded' && JSON.stringify(to).includes(longest),
    );
    expect((await world.call('retryMail', { as: noa, params: { mailId: String(mail?.mailId) } })).status).toBe(409);

    const longer = await world.call('redeemOffer', {
      params: { code },
      body: answer(`a${longest.replace('.', 'a.')}`),
    });
    expect([longer.status, faultyFields(longer)]).toEqual([422, ['/primaryDomain']]);
  });

  it('shows nothing of another customer, and its session opens no other page', async () => {
    await putOnRecord(world, { domain: 'tailspin.example' });
    const other = accessToken(world, 'domain:tailspin.example');
    const answer = await world.call('openAccessPage', {
      params: { token: other },
      headers: { cookie: session, ...json },
    });
    expect(answer.json.status).toBe('locked');
    const { session: theirs } = await openAccess(world, other, 'ruth@tailspin.example');
    const record = await world.call('endPartnerOfRecord', {
      params: { token: other, subscriptionId },
      body: {},
      headers: { cookie: theirs },
    });
    expect([record.status, refusalOf(record)]).toEqual([404, 'not-found']);
    expect((await world.documents('subscription'))[0]?.partnerOfRecord).not.toBeNull();
  });

  it.each(['openAccessPage', 'askForAccessCode'] as const)('knows nobody who is no customer: %s', async (name) => {
    const params = { token: accessToken(world, 'domain:nobody.example') };
    const answer = await world.call(name, { params, headers: json });
    expect([answer.status, refusalOf(answer)]).toEqual([404, 'link-unknown']);
  });

  it('closes when somebody else becomes the administrator on record', async () => {
    const patch = { set: { contact: { name: 'Omer Dan', email: 'omer@contoso.example' } } };
    await world.store.write(tenants.northwind, [{ kind: 'patch', id: 'domain:contoso.example', patch }]);
    expect((await open()).json.status).toBe('locked');
    expect((await endDelegation()).status).toBe(401);
  });

  it('works while the partner is suspended', async () => {
    await suspend(world);
    expect((await open()).json.status).toBe('open');
    expect((await askForCode(world, token)).status).toBe(429);
    expect((await endDelegation()).status).toBe(200);
    expect((await endRecord()).status).toBe(200);
  });

  it('takes no form from another site', async () => {
    const foreign = { cookie: session, accept: 'text/html', 'sec-fetch-site': 'cross-site' };
    for (const answer of [await endDelegation(foreign), await endRecord(foreign)]) expect(answer.status).toBe(403);
    expect(store.calls).toEqual([]);
  });

  describe('ending delegated administration', () => {
    it('says first what it means, on a page that ends nothing', async () => {
      const page = pageOf(await open({ query: { step: 'delegation-end' }, headers: browser }));
      expect(page.querySelector('h1')?.text).toBe('Stop Northwind managing your services?');
      expect(page.querySelectorAll('form').map((form) => form.getAttribute('action'))).toEqual([
        `/access/${token}/delegation-end`,
      ]);
      expect(store.changing).toEqual([]);
    });

    it('is one batch: customer and delegation, both sides told, the audit; subscriptions and partner of record stay', async () => {
      world.pass({ minutes: 1 });
      const before = await snapshotOf(world);
      const ended = await endDelegation();
      const delegation = {
        status: 'ended',
        since: expect.any(String) as string,
        endedAt: new Date(world.now).toISOString(),
        endedBy: 'customer',
        delegationId: expect.any(String) as string,
      };
      expect([ended.status, ended.json]).toEqual([200, { delegation }]);
      expect(store.changing.map(({ kind, ids }) => [kind, ids.length])).toEqual([['write', 6]]);
      const after = await snapshotOf(world);
      expect(after.of('delegation')).toMatchObject([
        { state: 'ended', endedAt: delegation.endedAt, endedBy: 'customer', acceptedBy: { email: dana } },
      ]);
      expect(after.of('subscription')).toEqual(before.of('subscription'));
      expect(after.of('customer')).toMatchObject([{ delegation, revision: 2 }]);
      const [notification] = (await world.call('listNotifications', { as: noa })).json.items as unknown[];
      expect(notification).toMatchObject({
        kind: 'delegationEnded',
        customerId: 'domain:contoso.example',
        companyName: 'Contoso',
      });
      const [entry] = (await world.call('listAudit', { as: noa })).json.items as unknown[];
      expect(entry).toMatchObject({
        action: 'delegationEnded',
        actor: { kind: 'customer' },
        customerId: 'domain:contoso.example',
      });
      await world.deliver();
      const mails = world.mails.filter(({ kind }) => kind === 'delegationEnded');
      expect(mails.map(({ to, subject }) => [to.address, subject])).toEqual([
        [dana, 'Northwind: delegated administration has ended'],
        ['hello@northwind.example', 'Northwind: Contoso ended your access'],
      ]);
      expect(mails[0]?.text).toContain(`https://kesher.example/access/${token}`);
      expect(mails[1]?.text).not.toContain('/access/');
    });

    it('again shows the first result and tells nobody twice', async () => {
      const first = await endDelegation();
      world.pass({ minutes: 1 });
      const before = await snapshotOf(world);
      const again = await endDelegation();
      expect([again.status, again.json]).toEqual([200, first.json]);
      expect((await snapshotOf(world)).documents).toEqual(before.documents);
    });

    it('many times at once is one end', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => endDelegation()));
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      const { count } = await snapshotOf(world);
      expect([
        count('notification'),
        (await world.documents('mail')).filter(({ mailId }) => String(mailId).startsWith('delegation-ended')).length,
      ]).toEqual([2, 2]);
    });

    it('starts anew from what somebody else changed meanwhile', async () => {
      let raced = false;
      store.turn = async () => {
        if (raced || !store.calls.some(({ kind }) => kind === 'write')) return;
        raced = true;
        const patch = { set: { tags: ['vip'] } };
        await world.store.write(tenants.northwind, [{ kind: 'patch', id: 'domain:contoso.example', patch }]);
      };
      expect((await endDelegation()).status).toBe(200);
      expect(raced).toBe(true);
      expect((await snapshotOf(world)).of('customer')).toMatchObject([
        { tags: ['vip'], delegation: { status: 'ended' } },
      ]);
    });

    it('leads a person back to the page, which says that it is done', async () => {
      const answer = await endDelegation({ cookie: session, ...browser });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, `/access/${token}?ended=delegation`]);
      const page = pageOf(await open({ query: { ended: 'delegation' }, headers: browser }));
      expect(page.querySelector('[role=status]')?.text).toContain('Delegated administration has ended');
      expect(
        pageOf(await open({ query: { step: 'delegation-end' }, headers: browser })).querySelectorAll('form'),
      ).toEqual([]);
    });

    it('is not said to be done before it is', async () => {
      const page = pageOf(await open({ query: { ended: 'delegation' }, headers: browser }));
      expect(page.querySelector('[role=status]')).toBeNull();
    });

    it('can be allowed again, and ended again', async () => {
      await endDelegation();
      world.pass({ days: 1 });
      const { code } = await world.invite({ productId: 'microsoft-365-e5-trial', delegatedAdministration: true });
      const redemptionId = await world.redeem(code, { acceptDelegatedAdministration: true });
      await world.confirm(code, redemptionId, await world.mailedCode(dana));
      const fresh = await openAccess(world, token);
      expect((await endDelegation({ cookie: fresh.session })).json.delegation).toMatchObject({
        status: 'ended',
        endedAt: new Date(world.now).toISOString(),
      });
      expect(
        (await world.documents('mail')).filter(({ mailId }) => String(mailId).startsWith('delegation-ended')),
      ).toHaveLength(4);
    });

    it('tells the global administrator when the partner has no address that customers see', async () => {
      const company = await world.call('getCompany', { as: noa });
      const etag = company.headers.get('etag') ?? '';
      await world.call('updateCompany', {
        as: noa,
        headers: { 'if-match': etag },
        body: { ...company.json, email: null },
      });
      await endDelegation();
      await world.deliver();
      expect(world.mails.at(-1)?.to.address).toBe(northwind.globalAdministrator.email);
    });
  });

  describe('ending the role of partner of record', () => {
    it('says first what it means, on a page that ends nothing', async () => {
      const query = { step: 'partner-of-record-end', subscription: subscriptionId };
      const page = pageOf(await open({ query, headers: browser }));
      expect(page.querySelector('h1')?.text).toBe('End the role of Northwind as partner of record?');
      expect(page.querySelector('form')?.getAttribute('action')).toBe(
        `/access/${token}/subscriptions/${subscriptionId}/partner-of-record-end`,
      );
      expect(store.changing).toEqual([]);
    });

    it('is one batch: the subscription, both sides told, the audit; delegated administration stays', async () => {
      const ended = await endRecord();
      expect(ended.status).toBe(200);
      expect(ended.json).toMatchObject({ id: subscriptionId, partnerOfRecord: null, quantity: 25, status: 'active' });
      expect(store.changing.map(({ kind, ids }) => [kind, ids.length])).toEqual([['write', 5]]);
      const { of } = await snapshotOf(world);
      expect(of('customer')).toMatchObject([{ delegation: { status: 'active' } }]);
      expect(of('subscription')).toMatchObject([{ partnerOfRecord: null, revision: 2 }]);
      const [notification] = (await world.call('listNotifications', { as: noa })).json.items as unknown[];
      expect(notification).toMatchObject({ kind: 'partnerOfRecordEnded', subscriptionId });
      await world.deliver();
      expect(world.mails.filter(({ kind }) => kind === 'partnerOfRecordEnded').map(({ to }) => to.address)).toEqual([
        dana,
        'hello@northwind.example',
      ]);
    });

    it('again, and many times at once, shows the first result', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => endRecord()));
      world.pass({ minutes: 1 });
      expect(new Set([...answers, await endRecord()].map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect(
        (await world.documents('notification')).filter(({ notificationId }) =>
          String(notificationId).startsWith('partner'),
        ),
      ).toHaveLength(1);
    });

    it.each(['unknown', '', '../customer', '\ud800', 'x'.repeat(300)])('finds no subscription %j', async (id) => {
      const answer = await endRecord({ cookie: session }, id);
      expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
    });

    it('is a conflict where there never was one', async () => {
      const patch = { set: { partnerOfRecord: null } };
      await world.store.write(tenants.northwind, [{ kind: 'patch', id: `subscription:${subscriptionId}`, patch }]);
      const answer = await endRecord();
      expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
    });

    it('leads a person back to the page, which says that it is done', async () => {
      const answer = await endRecord({ cookie: session, ...browser });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, `/access/${token}?ended=partnerOfRecord`]);
      const page = pageOf(await open({ query: { ended: 'partnerOfRecord' }, headers: browser }));
      expect(page.querySelector('[role=status]')?.text).toContain('The role of partner of record has ended');
      expect(page.text).toContain('Northwind was it until');
    });
  });
});
