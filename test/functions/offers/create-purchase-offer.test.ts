import { faultyFields, refusalOf } from '../../link-world';
import { billing, changePartner, fabrikam, fay, helpdesk } from '../../portal-world';
import { noa, purchase, tenants, World } from '../../world';

describe('POST /api/purchase-offers', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const create = (body: unknown, headers: Readonly<Record<string, string>> = {}, as = noa) =>
    world.call('createPurchaseOffer', { as, body, headers });

  it('answers with the offer, its link and a message that is ready to be copied', async () => {
    const made = await create({ ...purchase, reference: 'Spring', maxRedemptions: 10 });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      kind: 'purchaseOffer',
      status: 'active',
      usageLocation: 'IL',
      lines: purchase.lines,
      delegatedAdministration: false,
      language: 'en',
      reference: 'Spring',
      maxRedemptions: 10,
      redemptionCount: 0,
      url: expect.stringMatching(/^https:\/\/kesher\.example\/o\/[\w-]+$/u) as unknown,
      message: { subject: expect.stringContaining('Northwind') as unknown },
    });
    expect(made.headers.get('location')).toBe(`/api/offers/${String(made.json.id)}`);
    expect(made.headers.get('etag')).toBe('"1"');
  });

  it('writes who made it, in the same batch', async () => {
    const { id } = await world.offerToSell();
    expect(await world.documents('audit')).toContainEqual(
      expect.objectContaining({
        action: 'purchaseOfferCreated',
        subject: id,
        actor: expect.objectContaining({ userId: 'noa' }) as unknown,
      }),
    );
  });

  it('is one offer however often the same request is sent', async () => {
    const key = { 'idempotency-key': 'order-1' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(purchase, key)));
    expect(new Set(answers.map(({ status, json }) => `${status} ${String(json.id)}`)).size).toBe(1);
    expect(await world.documents('offer')).toHaveLength(1);
    const other = await create({ ...purchase, reference: 'other' }, key);
    expect([other.status, refusalOf(other)]).toEqual([422, 'idempotency-key-reused']);
  });

  it('is not the trial invitation that was made under the same key', async () => {
    const headers = { 'idempotency-key': 'order-1' };
    const trial = await world.call('createTrialInvitation', {
      as: noa,
      headers,
      body: { usageLocation: 'IL', productId: 'microsoft-365-e5-trial' },
    });
    const offer = await create(purchase, headers);
    expect([trial.status, offer.status]).toEqual([201, 201]);
    expect(offer.json.id).not.toBe(trial.json.id);
  });

  it.each([
    ['no lines', { lines: [] }, 'invalid-request', ['/lines']],
    ['a product twice', { lines: [purchase.lines[0], purchase.lines[0]] }, 'invalid-request', ['/lines/1/productId']],
    [
      'a trial',
      { lines: [{ productId: 'microsoft-365-e5-trial', quantity: 25 }] },
      'product-unavailable',
      ['/lines/0/productId'],
    ],
    [
      'none of a product',
      { lines: [{ ...purchase.lines[1], quantity: 0 }] },
      'quantity-out-of-range',
      ['/lines/0/quantity'],
    ],
    [
      'too many of one',
      { lines: [purchase.lines[1], { ...purchase.lines[0], quantity: 301 }] },
      'quantity-out-of-range',
      ['/lines/1/quantity'],
    ],
    ['half a licence', { lines: [{ ...purchase.lines[0], quantity: 0.5 }] }, 'invalid-request', ['/lines/0/quantity']],
    ['a single product as for a trial', { productId: 'microsoft-365-e5' }, 'invalid-request', ['/productId']],
    [
      'a country of another cloud',
      { usageLocation: 'CN' },
      'product-unavailable',
      ['/lines/0/productId', '/lines/1/productId'],
    ],
    ['an office that is not there', { officeId: 'moon' }, 'invalid-request', ['/officeId']],
  ])('refuses %s and changes nothing', async (_what, change, refusal, fields) => {
    const answer = await create({ ...purchase, ...change });
    expect([answer.status, refusalOf(answer), faultyFields(answer)]).toEqual([422, refusal, fields]);
    expect(await world.documents('offer')).toEqual([]);
    expect(await world.documents('audit')).toHaveLength(2);
  });

  it('needs access to supported companies, and a partner that is a subscription advisor', async () => {
    expect((await create(purchase, {}, await billing(world))).status).toBe(403);
    expect((await create(purchase, {}, await helpdesk(world))).status).toBe(201);
    await changePartner(world, { authorizations: ['delegatedAdministration'] });
    expect((await create(purchase)).status).toBe(403);
  });

  it('asks for delegated administration only for a partner that may offer it', async () => {
    await changePartner(world, { authorizations: ['subscriptionAdvisor'] });
    const asking = await create({ ...purchase, delegatedAdministration: true });
    expect([asking.status, refusalOf(asking)]).toEqual([403, 'forbidden']);
    expect((await create(purchase)).status).toBe(201);
  });

  it('belongs to its partner alone', async () => {
    await world.addPartner(tenants.fabrikam, fabrikam);
    const { id } = await world.offerToSell();
    expect((await world.call('getOffer', { as: fay, params: { offerId: id } })).status).toBe(404);
    expect((await world.call('getOffer', { as: noa, params: { offerId: id } })).status).toBe(200);
  });
});
