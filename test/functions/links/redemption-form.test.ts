import {
  browser,
  contosoForm,
  faultyFields,
  languageOf,
  pageOf,
  refusalOf,
  valueOf,
  wrongCode,
} from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noa, type World } from '../../world';

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

  describe('sent again by somebody who went back to the page, which has another hidden key by then,', () => {
    const dana = contosoForm['contact.email'];
    let keys = 0;
    const again = (form: Record<string, string> = contosoForm, idempotencyKey = `key-${(keys += 1)}`) =>
      submit({ ...form, idempotencyKey });
    const placeOf = (sent: Awaited<ReturnType<typeof again>>) => sent.headers.get('location') ?? String(sent.status);
    const idOf = (place: string) => place.split('/').at(-1) ?? '';
    const mailed = async () => {
      await world.deliver();
      return world.mails.filter(({ kind }) => kind === 'confirmationCode').length;
    };
    const confirmed = async (place: string) =>
      (await world.confirm(code, idOf(place), await world.mailedCode(dana))).status;

    it('is the same answer, whose one code works', async () => {
      const first = placeOf(await again());
      const right = await world.mailedCode(dana);
      world.pass({ seconds: 40 });
      const places = [placeOf(await again()), placeOf(await again())];
      expect(places).toEqual([first, first]);
      expect([await mailed(), (await world.documents('redemption')).length]).toEqual([1, 1]);
      expect((await world.confirm(code, idOf(first), right)).status).toBe(200);
    });

    it('is the same also when everything comes at once', async () => {
      const places = await Promise.all(Array.from({ length: 8 }, async () => placeOf(await again())));
      expect(new Set(places).size).toBe(1);
      expect([await mailed(), (await world.documents('redemption')).length]).toEqual([1, 1]);
    });

    const alike: readonly (readonly [string, Record<string, string>])[] = [
      ['spaces around what was typed', { companyName: '  Contoso ', 'contact.name': 'Dana Cohen ' }],
      ['a domain in capitals', { primaryDomain: 'CONTOSO.Example.' }],
      ['the domain of the address in capitals', { 'contact.email': 'dana@Contoso.EXAMPLE' }],
      ['a mark of direction', { companyName: '\u200eContoso' }],
    ];
    it.each(alike)('is the same with %s', async (_what, typed) => {
      const first = placeOf(await again());
      expect(placeOf(await again({ ...contosoForm, ...typed }))).toBe(first);
    });

    const different: readonly (readonly [string, Record<string, string>])[] = [
      ['another company', { companyName: 'Contoso Holdings' }],
      ['another contact', { 'contact.name': 'Dan Cohen' }],
      ['another address', { 'contact.email': 'dan@contoso.example' }],
      ['another telephone number', { 'contact.phone': '+972 3 555 0112' }],
      ['another country', { country: 'FR' }],
      ['another language, in which other words were agreed to', { language: 'he' }],
      ['another domain', { primaryDomain: 'adatum.example', 'contact.email': 'dana@adatum.example' }],
    ];
    it.each(different)('is an answer of its own with %s', async (_what, typed) => {
      const first = placeOf(await again());
      const other = await again({ ...contosoForm, ...typed });
      expect(other.status).toBe(303);
      expect(placeOf(other)).not.toBe(first);
      expect(await mailed()).toBe(2);
    });

    it('is an answer of its own when the terms read otherwise meanwhile', async () => {
      const first = placeOf(await again());
      const company = await world.call('getCompany', { as: noa });
      const renamed = await world.call('updateCompany', {
        as: noa,
        headers: { 'if-match': company.headers.get('etag') ?? '' },
        body: { ...company.json, name: 'Northwind Cloud' },
      });
      expect(renamed.status).toBe(200);
      expect(placeOf(await again())).not.toBe(first);
    });

    it('tells offers apart, and the counts that were wanted', async () => {
      const quantities = (count: string) => ({ ...contosoForm, 'quantities.exchange-online-plan-1': count });
      const offers = [await world.offerToSell(), await world.offerToSell()];
      const places: string[] = [];
      for (const offer of offers) {
        ({ code } = offer);
        places.push(placeOf(await again(contosoForm)), placeOf(await again(quantities('3'))));
      }
      places.push(placeOf(await again(quantities('4'))));
      expect(new Set(places).size).toBe(3);
      expect([places[1], places[3]]).toEqual([places[0], places[2]]);
    });

    it('mails another code when the last has expired, for the same answer', async () => {
      const first = placeOf(await again());
      const old = await world.mailedCode(dana);
      world.pass({ minutes: 11 });
      expect(placeOf(await again())).toBe(first);
      expect(await mailed()).toBe(2);
      expect(refusalOf(await world.confirm(code, idOf(first), old))).toBe('confirmation-code-wrong');
      expect(await confirmed(first)).toBe(200);
    });

    it('mails no other while the last waits for the mail service, however long', async () => {
      const first = placeOf(await again());
      world.pass({ minutes: 30 });
      expect(placeOf(await again())).toBe(first);
      expect(await mailed()).toBe(1);
      expect(await confirmed(first)).toBe(200);
    });

    it('mails another code when the last was tried too often, but none within a minute', async () => {
      const first = placeOf(await again());
      const right = await world.mailedCode(dana);
      for (let time = 0; time < 5; time += 1) await world.confirm(code, idOf(first), wrongCode(right));
      expect([placeOf(await again()), await mailed()]).toEqual([first, 1]);
      world.pass({ minutes: 1 });
      expect([placeOf(await again()), await mailed()]).toEqual([first, 2]);
      expect(await confirmed(first)).toBe(200);
    });

    it('is answered when no more codes are given, and then gives none either', async () => {
      const first = placeOf(await again());
      for (let time = 1; time < 5; time += 1) await again({ ...contosoForm, companyName: `Contoso ${time}` });
      expect((await again({ ...contosoForm, companyName: 'Contoso 5' })).status).toBe(429);
      expect(placeOf(await again())).toBe(first);
      expect(await mailed()).toBe(5);
    });

    it('counts the codes that it has mailed anew', async () => {
      await again();
      for (let time = 0; time < 19; time += 1) {
        await world.deliver();
        world.pass({ minutes: 11 });
        expect((await again()).status).toBe(303);
      }
      await world.deliver();
      world.pass({ minutes: 11 });
      expect((await again()).status).toBe(429);
      expect(await world.documents('redemption')).toHaveLength(1);
    });

    it('is an answer of its own after the first has lapsed', async () => {
      const first = placeOf(await again());
      await world.deliver();
      world.pass({ days: 1 });
      expect(placeOf(await again())).not.toBe(first);
    });

    it('is an answer of its own once the first is confirmed: who types a customer’s details is not shown what it has', async () => {
      const first = placeOf(await again(contosoForm, 'mine'));
      expect(await confirmed(first)).toBe(200);
      const other = placeOf(await again());
      expect(other).not.toBe(first);
      const page = pageOf(await world.call('showRedemption', { params: { code, redemptionId: idOf(other) } }));
      expect(page.querySelector('h1')?.text).toBe('Enter the mailed code');
      expect(placeOf(await again())).toBe(other);
      expect(placeOf(await again(contosoForm, 'mine'))).toBe(first);
    });

    it('with the very key that it had shows the first result, also when that is the receipt', async () => {
      const first = placeOf(await again(contosoForm, 'mine'));
      expect(await confirmed(first)).toBe(200);
      expect(placeOf(await again(contosoForm, 'mine'))).toBe(first);
    });

    it.each([
      ['programs with keys of their own', { 'idempotency-key': 'one' }, { 'idempotency-key': 'two' }],
      ['programs without a key', {}, {}],
    ])('is nothing that %s do: each request is one of its own', async (_who, one, two) => {
      const ids: unknown[] = [];
      for (const headers of [one, two] as const)
        ids.push((await world.call('redeemOffer', { params: { code }, body: contoso, headers })).json.redemptionId);
      ids.push(idOf(placeOf(await submit(contosoForm))), idOf(placeOf(await submit(contosoForm))));
      expect(new Set(ids).size).toBe(4);
    });
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
