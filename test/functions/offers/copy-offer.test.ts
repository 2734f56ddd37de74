import { changeOffer, company, ends, faultyFields, refusalOf } from '../../link-world';
import { billing, changePartner, fay, fabrikam } from '../../portal-world';
import { noa, tenants, World, type Answer, type Call } from '../../world';

const words = {
  reference: 'Autumn 2026',
  introduction: 'Hello Dana,\nhere it is.',
  closing: 'Best wishes',
  delegatedAdministration: true,
  maxRedemptions: 3,
  validForDays: 14,
};

/** The ways in which an offer ends, with time that really goes by. */
const endings: typeof ends = {
  ...ends,
  'offer-expired': (world) => {
    world.pass({ days: words.validForDays });
    return Promise.resolve();
  },
};

describe('POST /api/offers/{offerId}/copies', () => {
  let world: World;
  let offerId: string;
  let code: string;
  let offer: Record<string, unknown>;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    ({ id: offerId, code, offer } = await world.invite(words));
  });
  afterEach(() => world.close());

  const copy = (body?: unknown, more: Call = {}): Promise<Answer> =>
    world.call('copyOffer', { as: noa, params: { offerId }, body, ...more });
  const replace = (ifMatch = '"1"', more: Call = {}): Promise<Answer> =>
    copy({ replace: true }, { ...more, headers: { 'if-match': ifMatch, ...more.headers } });
  const get = async (id = offerId) => (await world.call('getOffer', { as: noa, params: { offerId: id } })).json;
  const open = (link: string) =>
    world.call('openLink', { params: { code: link }, headers: { accept: 'application/json' } });
  const codeIn = (answer: Answer): string => String(answer.json.url).split('/o/')[1] ?? '';

  it('makes the same offer once more, with a link of its own and as many days from now', async () => {
    await world.redeem(code, { acceptDelegatedAdministration: false });
    world.pass({ days: 10 });
    const answer = await copy();
    const { id } = answer.json;
    expect([answer.status, answer.headers.get('location'), answer.headers.get('etag')]).toEqual([
      201,
      `/api/offers/${String(id)}`,
      '"1"',
    ]);
    expect(id).not.toBe(offerId);
    const { url: _url, summaryId: _summaryId, message: _message, ...same } = offer;
    expect(answer.json).toMatchObject({
      ...same,
      id,
      createdAt: '2026-12-02T12:00:00.000Z',
      expiresAt: '2026-12-16T12:00:00.000Z',
      redemptionCount: 0,
    });
    expect(answer.json.summaryId).not.toBe(offer.summaryId);
    expect(await get()).toMatchObject({ status: 'active' });
    expect([(await open(code)).status, (await open(codeIn(answer))).status]).toEqual([200, 200]);
  });

  it('copies a purchase offer with its counts, for the same customer alone', async () => {
    await world.redeem(code, { acceptDelegatedAdministration: false });
    const body = { usageLocation: 'IL', lines: [{ productId: 'microsoft-365-business-premium', quantity: 7 }] };
    const made = await world.call('createPurchaseOffer', { as: noa, body });
    const source = String(made.json.id);
    await changeOffer(world, source, { customerId: 'domain:contoso.example' });
    const answer = await copy({}, { params: { offerId: source } });
    expect([answer.status, answer.json]).toMatchObject([
      201,
      { kind: 'purchaseOffer', lines: body.lines, customerId: 'domain:contoso.example' },
    ]);
  });

  it.each(Object.keys(endings).filter((end) => end !== 'offer-unavailable'))(
    'is how an offer comes back after %s',
    async (end) => {
      await endings[end]?.(world, offerId);
      const answer = await copy({ replace: false });
      expect([answer.status, answer.json.status]).toEqual([201, 'active']);
    },
  );

  it('looks at products and rights anew', async () => {
    await changeOffer(world, offerId, { lines: [{ productId: 'office-95-trial', quantity: 25 }] });
    const gone = await copy();
    expect([gone.status, refusalOf(gone)]).toEqual([422, 'product-unavailable']);
    const { id } = await world.invite(words);
    await changePartner(world, { authorizations: ['subscriptionAdvisor'] });
    const without = await copy({}, { params: { offerId: id } });
    expect([without.status, refusalOf(without)]).toEqual([403, 'forbidden']);
  });

  it('comes from the first office when its own is gone', async () => {
    await changeOffer(world, offerId, { officeId: 'haifa' });
    expect((await copy()).json).toMatchObject({ officeId: 'main' });
  });

  it('is made by who copies it', async () => {
    const as = await world.addUser({ userId: 'lior', companyRole: 'none', supportedCompanies: 'limited' });
    expect((await copy({}, { as })).json).toMatchObject({ createdBy: { userId: 'lior' } });
    const trail = (await world.documents('audit')).filter(({ action }) => action === 'offerCopied');
    expect(trail).toMatchObject([{ actor: { userId: 'lior' } }]);
  });

  describe('in the place of the first', () => {
    it('ends that one in the same moment', async () => {
      const answer = await replace();
      expect(answer.status).toBe(201);
      expect(await get()).toMatchObject({ status: 'replaced', replacedBy: answer.json.id });
      const old = await open(code);
      expect([old.status, refusalOf(old)]).toEqual([410, 'offer-replaced']);
      const page = await world.call('openLink', { params: { code } });
      for (const text of [old.text, page.text])
        for (const secret of [codeIn(answer), String(answer.json.id), String(answer.json.summaryId)])
          expect(text).not.toContain(secret);
      expect((await open(codeIn(answer))).status).toBe(200);
      const { items } = (await world.call('listOffers', { as: noa, query: { status: 'replaced' } })).json;
      expect(items).toMatchObject([{ id: offerId }]);
      const trail = await world.documents('audit');
      expect(trail.filter(({ action }) => action === 'offerReplaced')).toMatchObject([{ subject: offerId }]);
    });

    it('needs the revision of the first', async () => {
      const without = await copy({ replace: true });
      expect([without.status, refusalOf(without)]).toEqual([428, 'precondition-required']);
      const stale = await replace('"7"');
      expect([stale.status, refusalOf(stale)]).toEqual([412, 'stale']);
      expect(await world.documents('offer')).toHaveLength(1);
    });

    it.each(['offer-expired', 'offer-exhausted'])('goes after %s as well', async (end) => {
      await endings[end]?.(world, offerId);
      expect((await replace()).status).toBe(201);
      expect(refusalOf(await open(code))).toBe('offer-replaced');
    });

    it.each(['revoked', 'replaced'])('is refused for one that is %s', async (state) => {
      await changeOffer(world, offerId, { state });
      const answer = await replace();
      expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
      expect(await world.documents('offer')).toHaveLength(1);
    });

    it('happens once, however many ask for it at the same moment', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => replace()));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(412)]);
      expect(await world.documents('offer')).toHaveLength(2);
    });

    it('waits for nobody who redeems, and ends what was begun', async () => {
      const first = await world.redeem(code, { ...company(1), acceptDelegatedAdministration: false });
      const second = await world.redeem(code, { ...company(2), acceptDelegatedAdministration: false });
      await world.confirm(code, first, await world.mailedCode('admin@company-1.example'));
      expect((await replace()).status).toBe(201);
      const late = await world.confirm(code, second, await world.mailedCode('admin@company-2.example'));
      expect(refusalOf(late)).toBe('offer-replaced');
      expect(await get()).toMatchObject({ redemptionCount: 1 });
      expect((await world.call('showRedemption', { params: { code, redemptionId: first } })).status).toBe(200);
    });
  });

  describe('with an Idempotency-Key', () => {
    const keyed = { headers: { 'idempotency-key': 'copy-1' } };

    it('is made once, also when the first one has been replaced since', async () => {
      const first = await replace('"1"', keyed);
      const again = await replace('"1"', keyed);
      expect([again.status, again.json, again.headers.get('location')]).toEqual([
        201,
        first.json,
        `/api/offers/${String(first.json.id)}`,
      ]);
      expect(await world.documents('offer')).toHaveLength(2);
    });

    it('belongs to one request and one offer', async () => {
      await copy({}, keyed);
      const other = await replace('"1"', keyed);
      expect([other.status, refusalOf(other)]).toEqual([422, 'idempotency-key-reused']);
      const { id } = await world.invite();
      expect((await copy({}, { ...keyed, params: { offerId: id } })).status).toBe(201);
    });
  });

  it.each([
    ['a word', { replace: 'yes' }, '/replace'],
    ['nothing', { replace: null }, '/replace'],
    ['another field', { reference: 'Other' }, '/reference'],
  ])('refuses %s', async (_what, body, pointer) => {
    const answer = await copy(body);
    expect([answer.status, faultyFields(answer)]).toEqual([422, [pointer]]);
  });

  it('is for those who may make such offers', async () => {
    expect((await copy({}, { as: await billing(world) })).status).toBe(403);
    expect((await copy({}, { params: { offerId: 'none' } })).status).toBe(404);
    await world.addPartner(tenants.fabrikam, fabrikam);
    expect((await copy({}, { as: fay })).status).toBe(404);
  });
});
