import { faultyFields, refusalOf } from '../../link-world';
import { billing, changePartner, fabrikam, fay, helpdesk } from '../../portal-world';
import { contoso, invitation, noa, noon, person, tenants, World, type Answer, type Call } from '../../world';

describe('POST /api/trial-invitations', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const create = (body: unknown = invitation, more: Partial<Call> = {}): Promise<Answer> =>
    world.call('createTrialInvitation', { as: noa, body, ...more });
  const offers = () => world.documents('offer');

  it('gives the link, a name to say on the telephone and a message to send', async () => {
    const answer = await create({
      ...invitation,
      reference: 'Spring',
      introduction: 'Dear friends',
      closing: 'Noa',
      delegatedAdministration: true,
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.headers.get('location')).toBe(`/api/offers/${String(answer.json.id)}`);
    expect(answer.json).toMatchObject({
      kind: 'trialInvitation',
      status: 'active',
      summaryId: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/u) as string,
      url: expect.stringMatching(/^https:\/\/kesher\.example\/o\/[A-Za-z0-9_-]{60,}$/u) as string,
      officeId: 'main',
      usageLocation: 'IL',
      lines: [{ productId: 'microsoft-365-business-premium-trial', quantity: 25 }],
      delegatedAdministration: true,
      language: 'en',
      reference: 'Spring',
      introduction: 'Dear friends',
      closing: 'Noa',
      maxRedemptions: null,
      redemptionCount: 0,
      createdAt: noon.toISOString(),
      expiresAt: '2027-02-20T12:00:00.000Z',
    });
    const { text, html, subject } = answer.json.message as Record<'text' | 'html' | 'subject', string>;
    for (const part of [text, html]) {
      expect(part).toContain(String(answer.json.url));
      expect(part).toContain('Dear friends');
    }
    expect(subject).toContain('Northwind');
  });

  it('is what GET shows afterwards', async () => {
    const made = await create();
    const read = await world.call('getOffer', { as: noa, params: { offerId: String(made.json.id) } });
    expect(read.json).toEqual(made.json);
  });

  it('says who made it, in the same write', async () => {
    const made = await create();
    expect(await world.documents('audit')).toContainEqual(
      expect.objectContaining({
        action: 'trialInvitationCreated',
        subject: made.json.id,
        actor: { kind: 'user', userId: 'noa', name: 'Noa Levi' },
      }),
    );
  });

  it('may be made by the helpdesk, but not by who supports no companies, and says which switch is missing', async () => {
    expect((await create(invitation, { as: await helpdesk(world) })).status).toBe(201);
    const refused = await create(invitation, { as: await billing(world) });
    expect([refused.status, refusalOf(refused)]).toEqual([403, 'forbidden']);
    expect(refused.json.detail).toContain('supportedCompanies');
    expect(await offers()).toHaveLength(1);
  });

  it.each([
    ['subscriptionAdvisor', {}],
    ['delegatedAdministration', { delegatedAdministration: true }],
  ])('needs the authorisation %s', async (missing, more) => {
    const all = ['subscriptionAdvisor', 'delegatedAdministration', 'serviceProvider'];
    await changePartner(world, { authorizations: all.filter((one) => one !== missing) });
    const answer = await create({ ...invitation, ...more });
    expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
    expect(answer.json.detail).toContain(missing);
    expect(await offers()).toEqual([]);
  });

  describe.each(['he', 'en', 'zh-CN'])('in %s', (language) => {
    it('has its message in that language', async () => {
      const { json } = await create({ ...invitation, language });
      const { html } = json.message as { html: string };
      expect(json.language).toBe(language);
      expect(html).toContain(`lang="${language}"`);
      if (language === 'he') expect(html).toContain('dir="rtl"');
    });
  });

  it('is in the partner’s preferred language when none is given', async () => {
    const company = await world.call('getCompany', { as: noa });
    await world.call('updateCompany', {
      as: noa,
      headers: { 'if-match': '*' },
      body: { ...company.json, preferredLanguage: 'he' },
    });
    const { language: _language, ...body } = invitation;
    expect((await create(body)).json.language).toBe('he');
  });

  it('comes from the first office, or the one that is named', async () => {
    const company = await world.call('getCompany', { as: noa });
    const offices = [
      { id: 'haifa', name: 'Haifa' },
      { id: 'eilat', name: 'Eilat' },
    ];
    await world.call('updateCompany', { as: noa, headers: { 'if-match': '*' }, body: { ...company.json, offices } });
    expect((await create()).json.officeId).toBe('haifa');
    expect((await create({ ...invitation, officeId: 'eilat' })).json.officeId).toBe('eilat');
    const unknown = await create({ ...invitation, officeId: 'main' });
    expect([unknown.status, faultyFields(unknown)]).toEqual([422, ['/officeId']]);
  });

  it.each([
    [1, '2026-11-23T12:00:00.000Z'],
    [365, '2027-11-22T12:00:00.000Z'],
  ])('is valid for %d days of 24 hours', async (validForDays, expiresAt) => {
    expect((await create({ ...invitation, validForDays })).json).toMatchObject({ expiresAt, status: 'active' });
  });

  it.each([null, 1, 1_000_000])('may be redeemed by as many as it says: %j', async (maxRedemptions) => {
    expect((await create({ ...invitation, maxRedemptions })).json).toMatchObject({ maxRedemptions });
  });

  it('shows markup in what people wrote as text', async () => {
    const introduction = '<img src=x onerror=alert(1)>\n"Hello" & welcome';
    const { json } = await create({ ...invitation, introduction, reference: '<b>' });
    expect(json).toMatchObject({ introduction, reference: '<b>' });
    const { html, text } = json.message as { html: string; text: string };
    expect(html).not.toContain('<img src=x');
    expect(text).toContain('<img src=x onerror=alert(1)>');
  });

  it.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['no country', { usageLocation: undefined }, ['/usageLocation']],
    ['a country that nobody knows', { usageLocation: 'XX' }, ['/usageLocation']],
    ['a country in small letters', { usageLocation: 'il' }, ['/usageLocation']],
    ['no product', { productId: undefined }, ['/productId']],
    ['several products', { productId: ['a', 'b'] }, ['/productId']],
    ['lines, as purchase offers have them', { lines: [] }, ['/lines']],
    ['delegated administration in words', { delegatedAdministration: 'yes' }, ['/delegatedAdministration']],
    ['a language that nobody translated', { language: 'fr' }, ['/language']],
    ['a reference of two lines', { reference: 'a\nb' }, ['/reference']],
    ['a reference that is too long', { reference: 'x'.repeat(101) }, ['/reference']],
    ['an introduction with half a surrogate pair', { introduction: 'a\ud83d' }, ['/introduction']],
    ['an introduction with a control character', { introduction: 'a\u0000' }, ['/introduction']],
    ['a closing that is too long', { closing: 'x'.repeat(2001) }, ['/closing']],
    ['nobody who may redeem it', { maxRedemptions: 0 }, ['/maxRedemptions']],
    ['a part of a customer', { maxRedemptions: 1.5 }, ['/maxRedemptions']],
    ['more than there are', { maxRedemptions: 1_000_001 }, ['/maxRedemptions']],
    ['no day', { validForDays: 0 }, ['/validForDays']],
    ['more than a year', { validForDays: 366 }, ['/validForDays']],
    ['a number as text', { validForDays: '90' }, ['/validForDays']],
    ['unknown fields', { colour: 'red', 'a/b': 1, status: 'active' }, ['/colour', '/a~1b', '/status']],
    ['several faults at once', { usageLocation: 'XX', validForDays: 0 }, ['/usageLocation', '/validForDays']],
  ])('refuses %s', async (_what, change, fields) => {
    const answer = await create({ ...invitation, ...change });
    expect([answer.status, refusalOf(answer)]).toEqual([422, 'invalid-request']);
    expect(faultyFields(answer)).toEqual(fields);
    expect(await offers()).toEqual([]);
  });

  it.each([
    ['nobody knows', { productId: 'office-95' }],
    ['is bought', { productId: 'microsoft-365-e5' }],
    ['is not sold there', { usageLocation: 'CN' }],
  ])('refuses a product that %s', async (_what, change) => {
    const answer = await create({ ...invitation, ...change });
    expect([answer.status, refusalOf(answer), faultyFields(answer)]).toEqual([
      422,
      'product-unavailable',
      ['/productId'],
    ]);
    expect(await offers()).toEqual([]);
  });

  it('of a partner in the china cloud is for mainland China alone, with what that cloud has', async () => {
    await world.addPartner(tenants.lotus, { name: 'Lotus', cloud: 'china' });
    const as = person(tenants.lotus, 'noa');
    const trial = 'exchange-online-plan-1-trial';
    expect((await create({ usageLocation: 'CN', productId: trial }, { as })).status).toBe(201);
    for (const body of [
      { usageLocation: 'IL', productId: trial },
      { usageLocation: 'HK', productId: trial },
      { usageLocation: 'CN', productId: 'microsoft-365-e5-trial' },
    ])
      expect(refusalOf(await create(body, { as }))).toBe('product-unavailable');
  });

  describe('with an Idempotency-Key', () => {
    const key = (value: string) => ({ headers: { 'idempotency-key': value } });

    it('is made once: the same request again answers with it as it is now', async () => {
      const body = { ...invitation, maxRedemptions: 1 };
      const first = await create(body, key('k1'));
      world.pass({ days: 1 });
      const again = await create(body, key('k1'));
      expect(again.status).toBe(201);
      expect(again.json).toEqual(first.json);
      expect(again.headers.get('location')).toBe(first.headers.get('location'));

      const code = String(first.json.url).split('/o/')[1] ?? '';
      const redemptionId = await world.redeem(code);
      await world.confirm(code, redemptionId, await world.mailedCode(contoso.contact.email));
      const later = await create(body, key('k1'));
      expect(later.status).toBe(201);
      expect(later.json).toMatchObject({ id: first.json.id, redemptionCount: 1, status: 'exhausted' });
      expect(await offers()).toHaveLength(1);
    });

    it('is the same request whatever the order of its fields and however defaults are spelt out', async () => {
      const first = await create({ ...invitation, reference: 'a' }, key('k1'));
      const again = await create(
        { validForDays: 90, reference: ' a ', ...invitation, delegatedAdministration: false },
        key('k1'),
      );
      expect([again.status, again.json.id]).toEqual([201, first.json.id]);
    });

    it('is another request with another body', async () => {
      const first = await create(invitation, key('k1'));
      const other = await create({ ...invitation, reference: 'other' }, key('k1'));
      expect([other.status, refusalOf(other)]).toEqual([422, 'idempotency-key-reused']);
      expect(other.text).not.toContain(String(first.json.id));
      expect(await offers()).toHaveLength(1);
    });

    it('makes one offer of fifty requests at the same time', async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => create(invitation, key('k1'))));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(await offers()).toHaveLength(1);
      expect((await world.documents('audit')).filter(({ action }) => action === 'trialInvitationCreated')).toHaveLength(
        1,
      );
    });

    it('still answers when what it asked for could no longer be made', async () => {
      const company = await world.call('getCompany', { as: noa });
      const change = async (offices: unknown) =>
        world.call('updateCompany', { as: noa, headers: { 'if-match': '*' }, body: { ...company.json, offices } });
      await change([{ id: 'haifa', name: 'Haifa' }]);
      const body = { ...invitation, officeId: 'haifa' };
      const first = await create(body, key('k1'));
      await change([{ id: 'eilat', name: 'Eilat' }]);
      const again = await create(body, key('k1'));
      expect([again.status, again.json.id]).toEqual([201, first.json.id]);
      expect((await create(body, key('k2'))).status).toBe(422);
    });

    it('belongs to one partner', async () => {
      await world.addPartner(tenants.fabrikam, fabrikam);
      const [mine, theirs] = [await create(invitation, key('k1')), await create(invitation, { as: fay, ...key('k1') })];
      expect([mine.status, theirs.status]).toEqual([201, 201]);
      expect(mine.json.id).not.toBe(theirs.json.id);
    });

    it.each(['x', 'x'.repeat(255), '!"#$%&()*+,-./:;<=>?@[]^_`{|}~'])('takes the key %j', async (value) => {
      expect((await create(invitation, key(value))).status).toBe(201);
    });

    it.each(['', 'x'.repeat(256), 'two words', 'tab\there', 'clé'])('refuses the key %j', async (value) => {
      const answer = await create(invitation, key(value));
      expect([answer.status, refusalOf(answer)]).toEqual([400, 'malformed-request']);
      expect(await offers()).toEqual([]);
    });
  });

  it('without a key is a new one each time', async () => {
    const [one, other] = [await create(), await create()];
    expect(one.json.id).not.toBe(other.json.id);
    expect(one.json.summaryId).not.toBe(other.json.summaryId);
    expect(one.json.url).not.toBe(other.json.url);
  });
});
