import { upkeepOffers } from '../../../shared/offers/offer-upkeep';
import { faultyFields, refusalOf } from '../../link-world';
import { billing, changePartner, fabrikam, fay, helpdesk } from '../../portal-world';
import { noa, tenants, World } from '../../world';

const asked = { usageLocation: 'IL', language: 'en' } as const;

describe('POST /api/delegation-offers', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const create = (body: unknown, headers: Readonly<Record<string, string>> = {}, as = noa) =>
    world.call('createDelegationOffer', { as, body, headers });

  it('answers with the offer, its link and a message that is ready to be copied', async () => {
    const made = await create({ ...asked, reference: 'Autumn', maxRedemptions: 7, delegationDays: 120 });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      kind: 'delegationOffer',
      status: 'active',
      usageLocation: 'IL',
      lines: [],
      delegatedAdministration: true,
      delegationDays: 120,
      reference: 'Autumn',
      maxRedemptions: 7,
      redemptionCount: 0,
      url: expect.stringMatching(/^https:\/\/kesher\.example\/o\/[\w-]+$/u) as unknown,
      message: {
        subject: 'Northwind offers delegated administration',
        text: expect.stringContaining('120 days') as unknown,
      },
    });
    expect(made.headers.get('location')).toBe(`/api/offers/${String(made.json.id)}`);
    expect((await world.call('getOffer', { as: noa, params: { offerId: String(made.json.id) } })).json).toEqual(
      made.json,
    );
  });

  it('is for good, for anybody and open for ninety days unless told otherwise', async () => {
    const { json } = await create(asked);
    expect(json).toMatchObject({ maxRedemptions: null, expiresAt: '2027-02-20T12:00:00.000Z' });
    expect(json).not.toHaveProperty('delegationDays');
    expect(json).not.toHaveProperty('customerId');
  });

  it('writes who made it, in the same batch', async () => {
    const { id } = await world.askToDelegate();
    expect(await world.documents('audit')).toContainEqual(
      expect.objectContaining({
        action: 'delegationOfferCreated',
        subject: id,
        actor: expect.objectContaining({ userId: 'noa' }) as unknown,
      }),
    );
  });

  it('is one offer however often the same request is sent, and no other kind under the same key', async () => {
    const key = { 'idempotency-key': 'admin-1' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(asked, key)));
    expect(new Set(answers.map(({ status, json }) => `${status} ${String(json.id)}`)).size).toBe(1);
    const other = await create({ ...asked, delegationDays: 5 }, key);
    expect([other.status, refusalOf(other)]).toEqual([422, 'idempotency-key-reused']);
    const sold = await world.call('createPurchaseOffer', {
      as: noa,
      headers: key,
      body: { ...asked, lines: [{ productId: 'exchange-online-plan-1', quantity: 2 }] },
    });
    expect([sold.status, sold.json.kind]).toEqual([201, 'purchaseOffer']);
    expect(await world.documents('offer')).toHaveLength(2);
  });

  it.each([
    ['a product', { productId: 'power-bi-pro-trial' }, '/productId'],
    ['lines', { lines: [] }, '/lines'],
    ['a yes', { delegatedAdministration: true }, '/delegatedAdministration'],
    ['a no', { delegatedAdministration: false }, '/delegatedAdministration'],
    ['a customer', { customerId: 'domain:contoso.example' }, '/customerId'],
    ['a country that nobody knows', { usageLocation: 'XX' }, '/usageLocation'],
    ["another cloud's country", { usageLocation: 'CN' }, '/usageLocation'],
    ['a country that nothing is sold to', { usageLocation: 'KP' }, '/usageLocation'],
    ['no day', { delegationDays: 0 }, '/delegationDays'],
    ['too many days', { delegationDays: 731 }, '/delegationDays'],
    ['days in words', { delegationDays: 'ninety' }, '/delegationDays'],
    ['half a day', { delegationDays: 0.5 }, '/delegationDays'],
    ['an office that is none', { officeId: 'haifa' }, '/officeId'],
  ])('refuses %s, and makes nothing', async (_what, more, pointer) => {
    const refused = await create({ ...asked, ...more });
    expect([refused.status, faultyFields(refused)]).toEqual([422, [pointer]]);
    expect(await world.documents('offer')).toEqual([]);
  });

  it("is made in the cloud's own countries by a partner of 21Vianet", async () => {
    const lotus = { ...fabrikam, name: 'Lotus', cloud: 'china' } as const;
    await world.addPartner(tenants.fabrikam, lotus);
    const [there, elsewhere] = [await create({ usageLocation: 'CN' }, {}, fay), await create(asked, {}, fay)];
    expect([there.status, there.json.language]).toEqual([201, 'zh-CN']);
    expect([elsewhere.status, faultyFields(elsewhere)]).toEqual([422, ['/usageLocation']]);
  });

  it('needs access to supported companies, limited or full', async () => {
    expect((await create(asked, {}, await helpdesk(world))).status).toBe(201);
    const refused = await create(asked, {}, await billing(world));
    expect([refused.status, refusalOf(refused)]).toEqual([403, 'forbidden']);
    expect(String(refused.json.detail)).toContain('supportedCompanies');
  });

  it('needs a partner that may offer delegated administration, whatever else it is', async () => {
    await changePartner(world, { authorizations: ['subscriptionAdvisor', 'serviceProvider'] });
    const refused = await create(asked);
    expect([refused.status, refusalOf(refused)]).toEqual([403, 'forbidden']);
    expect(String(refused.json.detail)).toContain('delegatedAdministration');
    await changePartner(world, { authorizations: ['delegatedAdministration'] });
    expect((await create(asked)).status).toBe(201);
  });
});

describe('a delegation offer', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const change = (name: 'revokeOffer' | 'rotateLink' | 'copyOffer', offerId: string, body?: unknown) =>
    world.call(name, {
      as: noa,
      params: { offerId },
      headers: { 'if-match': '*' },
      ...(body === undefined ? {} : { body }),
    });

  it('is listed by its kind, found by its reference, and one row of a file', async () => {
    await world.invite();
    const { id } = await world.askToDelegate({ reference: 'Autumn', delegationDays: 33 });
    for (const query of [{ kind: 'delegationOffer' }, { q: 'autumn' }] as const) {
      const { json } = await world.call('listOffers', { as: noa, query });
      expect(json.items).toMatchObject([{ id, kind: 'delegationOffer' }]);
    }
    const file = await world.call('listOffers', {
      as: noa,
      query: { kind: 'delegationOffer', format: 'csv', language: 'en' },
    });
    const [headings = '', row = ''] = file.text.split('\r\n');
    expect(headings).toContain('Delegation, days');
    expect(row).toMatch(/Delegated administration offer,.*,Yes,33,/u);
  });

  it('is copied with all that it asks for, rotated and revoked', async () => {
    const { id, code } = await world.askToDelegate({ delegationDays: 33, reference: 'Autumn' });
    const copy = await change('copyOffer', id, {});
    expect([copy.status, copy.json]).toMatchObject([201, { delegationDays: 33, reference: 'Autumn', lines: [] }]);
    expect((await change('rotateLink', id)).status).toBe(200);
    expect(refusalOf(await opened(code))).toBe('offer-replaced');
    expect((await change('revokeOffer', String(copy.json.id), {})).json.status).toBe('revoked');
  });

  const opened = (code: string) =>
    world.call('openLink', { params: { code }, headers: { accept: 'application/json' } });

  it('is not changed once the partner may not offer delegated administration any more, and its link leads nowhere', async () => {
    const { id, code } = await world.askToDelegate();
    await changePartner(world, { authorizations: ['subscriptionAdvisor'] });
    for (const name of ['revokeOffer', 'rotateLink', 'copyOffer'] as const) {
      const refused = await change(name, id, {});
      expect([name, refused.status]).toEqual([name, 403]);
      expect(String(refused.json.detail)).toContain('delegatedAdministration');
    }
    expect(refusalOf(await opened(code))).toBe('offer-unavailable');
  });

  it('is mailed in its own words, reminded of and expires like the others', async () => {
    const { id } = await world.askToDelegate({ validForDays: 20, delegationDays: 45 });
    const body = { recipients: [{ email: 'rina@wingtip.example' }, { email: 'gal@tailspin.example', language: 'he' }] };
    expect((await world.call('sendOffer', { as: noa, params: { offerId: id }, body })).status).toBe(202);
    await world.deliver();
    const [english, hebrew] = world.mails;
    expect(english?.subject).toBe('Northwind offers delegated administration');
    expect(english?.text).toMatch(/full access[\s\S]+limited access[\s\S]+45 days/u);
    expect(english?.text).not.toMatch(/partner of record for/u);
    expect(hebrew?.subject).toContain('ניהול מוסמך');
    world.pass({ days: 14 });
    await upkeepOffers(world.ports);
    world.pass({ minutes: 5 });
    await world.deliver();
    world.pass({ days: 7 });
    await upkeepOffers(world.ports);
    await world.deliver();
    expect(
      world.mails
        .slice(2)
        .map(({ kind, to }) => `${kind} ${to.address}`)
        .sort(),
    ).toEqual([
      'offerExpired noa@northwind.example',
      'offerReminder gal@tailspin.example',
      'offerReminder rina@wingtip.example',
    ]);
    const reminder = world.mails.findLast(({ to }) => to.address === 'rina@wingtip.example');
    expect(reminder?.text).toContain('Northwind asks to administer your Microsoft services');
  });
});
