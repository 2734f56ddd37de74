import { browser, contosoForm, faultyFields, languageOf, pageOf, refusalOf, valueOf } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, type World } from '../../world';

describe('the form of an offer', () => {
  let world: World;
  let store: WatchedStore;
  let code: string;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    ({ code } = await world.invite());
    store.forget();
  });
  afterEach(() => world.close());

  const submit = (form: Record<string, string>, headers: Record<string, string> = browser) =>
    world.call('redeemOffer', { params: { code }, form, headers });

  it('leads to the page of the code, and from there with the code to the receipt', async () => {
    const sent = await submit(contosoForm);
    const path = sent.headers.get('location') ?? '';
    const redemptionId = path.split('/').at(-1) ?? '';
    expect([sent.status, path]).toEqual([303, `/o/${code}/redemptions/${redemptionId}`]);

    const awaiting = await world.call('showRedemption', { params: { code, redemptionId } });
    expect(pageOf(awaiting).querySelector('form')?.getAttribute('action')).toBe(`${path}/confirmation`);
    expect(pageOf(awaiting).text).toContain('d•••@contoso.example');

    const confirmationCode = await world.mailedCode('dana@contoso.example');
    const confirmed = await world.call('confirmRedemption', {
      params: { code, redemptionId },
      form: { confirmationCode, language: 'en' },
      headers: browser,
    });
    expect([confirmed.status, confirmed.headers.get('location')]).toEqual([303, path]);
    const receipt = await world.call('showRedemption', { params: { code, redemptionId } });
    expect(pageOf(receipt).querySelector('h1')?.text).toBe('Your trial is agreed');
    expect(pageOf(receipt).querySelectorAll('form')).toEqual([]);
  });

  it('comes back with what was typed and every fault by its field', async () => {
    const refused = await submit({
      companyName: '<b>Contoso & Söhne</b>',
      primaryDomain: 'contoso.example',
      country: 'FR',
      'contact.name': '',
      'contact.email': 'dana@elsewhere.example',
      'contact.phone': 'none',
      language: 'en',
    });
    expect(refused.status).toBe(422);
    const page = pageOf(refused);
    expect(valueOf(page, 'companyName')).toBe('<b>Contoso & Söhne</b>');
    expect(valueOf(page, 'contact.email')).toBe('dana@elsewhere.example');
    expect(valueOf(page, 'contact.phone')).toBe('none');
    expect(page.querySelector('select[name="country"] option[selected]')?.getAttribute('value')).toBe('FR');
    expect(page.querySelectorAll('[aria-invalid="true"]').map((field) => field.getAttribute('name'))).toEqual([
      'contact.name',
      'contact.phone',
      'acceptTerms',
    ]);
    expect(page.querySelector('form')?.getAttribute('action')).toBe(`/o/${code}/redemptions`);
    expect(store.changing).toEqual([]);
  });

  it.each([
    ['he', 'rtl', 'נציין'],
    ['zh-CN', 'ltr', 'x'],
    ['en', 'ltr', 'Enter an address at contoso.example'],
  ])('says what is wrong in the language of the page: %s', async (language, direction) => {
    const refused = await submit({ ...contosoForm, 'contact.email': 'dana@elsewhere.example', language });
    expect([refused.status, ...languageOf(refused)]).toEqual([422, language, direction]);
    const faults = pageOf(refused)
      .querySelectorAll('[role="alert"] li')
      .map(({ text }) => text);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.replace(/[\u2066-\u2069\u200e]/gu, '')).toContain('contoso.example');
    expect(/[A-Za-z]{4,}/u.test((faults[0] ?? '').replace('contoso.example', ''))).toBe(language === 'en');
  });

  it('asks for the answer about delegated administration together with the rest', async () => {
    ({ code } = await world.invite({ delegatedAdministration: true }));
    const refused = await submit({ ...contosoForm, companyName: '' });
    const faults = pageOf(refused)
      .querySelectorAll('[role="alert"] a')
      .map((link) => link.getAttribute('href'));
    expect(faults).toEqual(['#field-companyName', '#field-acceptDelegatedAdministration']);
  });

  it.each([
    ['true', true],
    ['false', false],
  ])('takes %s for the answer about delegated administration', async (typed, kept) => {
    ({ code } = await world.invite({ delegatedAdministration: true }));
    expect((await submit({ ...contosoForm, acceptDelegatedAdministration: typed })).status).toBe(303);
    expect((await world.documents('redemption'))[0]).toMatchObject({ acceptDelegatedAdministration: kept });
  });

  it('leaves out what was left empty', async () => {
    const sent = await submit({
      ...contosoForm,
      primaryDomain: '  ',
      'contact.email': 'dana@gmail.com',
      'contact.phone': '',
    });
    expect(sent.status).toBe(303);
    expect((await world.documents('redemption'))[0]).toMatchObject({
      primaryDomain: null,
      contact: { name: 'Dana Cohen', email: 'dana@gmail.com' },
    });
  });

  it('sent twice with its hidden key is one redemption', async () => {
    const page = pageOf(await world.call('openLink', { params: { code }, query: { step: 'details' } }));
    const idempotencyKey = valueOf(page, 'idempotencyKey') ?? '';
    expect(idempotencyKey).toMatch(/^[\w-]{22}$/u);
    const answers = await Promise.all([1, 2, 3].map(() => submit({ ...contosoForm, idempotencyKey })));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1);
    await world.deliver();
    expect(world.mails).toHaveLength(1);
  });

  it('sent again with something put right is a new redemption, as when a browser goes back to it', async () => {
    const idempotencyKey = 'the-key-of-this-page';
    await submit({ ...contosoForm, 'contact.email': 'dnaa@contoso.example', idempotencyKey });
    const corrected = await submit({ ...contosoForm, idempotencyKey });
    expect(corrected.status).toBe(303);
    expect(await world.mailedCode('dana@contoso.example')).toMatch(/^\d{6}$/u);
  });

  it('has another hidden key each time that it is shown', async () => {
    const keys = await Promise.all(
      [1, 2].map(async () => {
        const opened = await world.call('openLink', { params: { code }, query: { step: 'details' } });
        return valueOf(pageOf(opened), 'idempotencyKey');
      }),
    );
    expect(new Set(keys).size).toBe(2);
  });

  it('shows a refusal as a page, with a way back', async () => {
    const refused = await submit({ ...contosoForm, country: 'CN' });
    expect([refused.status, pageOf(refused).querySelectorAll('form').length]).toEqual([422, 1]);
    for (let time = 0; time < 5; time += 1) await submit(contosoForm);
    const throttled = await submit(contosoForm);
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '600']);
    expect(pageOf(throttled).querySelector('h1')?.text).toBe('Too many attempts');
  });

  it('answers a program that wants JSON with JSON', async () => {
    const json = { accept: 'application/json' };
    expect((await submit(contosoForm, json)).json).toMatchObject({ status: 'awaitingConfirmation' });
    expect(faultyFields(await submit({ ...contosoForm, companyName: '' }, json))).toEqual(['/companyName']);
  });

  it('answers a browser that sends JSON but wants a page with a page', async () => {
    const sent = await world.call('redeemOffer', { params: { code }, body: contoso, headers: { accept: 'text/html' } });
    expect(sent.status).toBe(303);
  });

  describe('from another site', () => {
    const foreign: readonly Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', origin: 'https://kesher.example' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://kesher.example' },
      { origin: 'https://kesher.example.evil.example' },
    ];

    it.each(foreign)('is refused on every route that changes something: %j', async (headers) => {
      const redemptionId = await world.redeem(code);
      const confirmationCode = await world.mailedCode('dana@contoso.example');
      store.forget();
      const params = { code, redemptionId };
      const answers = await Promise.all([
        submit(contosoForm, headers),
        world.call('redeemOffer', { params, body: contoso, headers }),
        world.call('confirmRedemption', { params, form: { confirmationCode }, headers }),
        world.call('confirmRedemption', { params, body: { confirmationCode }, headers }),
        world.call('resendCode', { params, form: {}, headers }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
      expect(store.calls).toEqual([]);
    });

    const own: readonly Record<string, string>[] = [
      {},
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://kesher.example' },
      { 'sec-fetch-site': 'same-origin', origin: 'https://kesher.example' },
    ];

    it.each(own)('is not what says %j', async (headers) => {
      expect((await submit(contosoForm, headers)).status).toBe(303);
    });

    it('is told as 403 forbidden to programs, and as a page to people', async () => {
      const headers = { 'sec-fetch-site': 'cross-site', 'accept-language': 'he' };
      const told = await submit(contosoForm, { ...headers, accept: 'application/json' });
      expect(refusalOf(told)).toBe('forbidden');
      expect(languageOf(await submit(contosoForm, headers))).toEqual(['he', 'rtl']);
    });
  });
});
