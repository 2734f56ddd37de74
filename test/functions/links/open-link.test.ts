import { randomBytes } from 'node:crypto';
import { languageOf, pageOf, refusalOf, wrongCode, codeOf } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, type World } from '../../world';

describe('opening a link', () => {
  let world: World;
  let store: WatchedStore;
  let code: string;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    ({ code } = await world.invite({ delegatedAdministration: true }));
    store.forget();
  });
  afterEach(() => world.close());

  const scanners = [
    {},
    { accept: '*/*', 'user-agent': 'Mozilla/5.0 (compatible; SafeLinks)' },
    { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none', 'sec-purpose': 'prefetch' },
    { accept: '*/*', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin', 'x-requested-with': 'XMLHttpRequest' },
    { accept: 'application/json', 'sec-fetch-site': 'cross-site', origin: 'https://scanner.example' },
  ];

  it.each(['GET', 'HEAD'])(
    'changes nothing, however often scanners %s its pages and run their scripts',
    async (method) => {
      const redemptionId = await world.redeem(code, { acceptDelegatedAdministration: true });
      await world.deliver();
      const before = await world.store.changes(undefined, 1000);
      store.forget();
      for (const headers of scanners)
        for (let time = 0; time < 3; time += 1) {
          for (const query of [{}, { step: 'details' }, { lang: 'he' }, { step: 'details', lang: 'zh-CN' }])
            expect((await world.call('openLink', { method, params: { code }, query, headers })).status).toBe(200);
          for (const query of [{}, { sent: 'again' }])
            expect(
              (await world.call('showRedemption', { method, params: { code, redemptionId }, query, headers })).status,
            ).toBe(200);
        }
      expect(store.changing).toEqual([]);
      expect(await world.store.changes(undefined, 1000)).toEqual(before);
    },
  );

  it('is the only thing that GET and HEAD can do: whatever changes something wants a POST', () => {
    const { openLink, showRedemption, ...others } = world.operations;
    const links = Object.values(others).filter(({ route }) => route.startsWith('o/{code}'));
    expect([openLink, showRedemption].map(({ methods }) => methods)).toEqual([
      ['GET', 'HEAD'],
      ['GET', 'HEAD'],
    ]);
    expect(links.length).toBeGreaterThanOrEqual(3);
    expect(new Set(links.flatMap(({ methods }) => methods))).toEqual(new Set(['POST']));
  });

  it('costs two point reads side by side', async () => {
    await world.call('openLink', { params: { code } });
    expect(store.rounds).toEqual(['read read']);
  });

  it('shows nothing that submits itself', async () => {
    for (const query of [{}, { step: 'details' }]) {
      const opened = await world.call('openLink', { params: { code }, query });
      expect(pageOf(opened).querySelectorAll('script, meta[http-equiv], [onload], iframe')).toEqual([]);
      expect(opened.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(opened.headers.get('cache-control')).toBe('no-store');
      expect(opened.headers.get('referrer-policy')).toBe('same-origin');
    }
  });

  it('preselects neither yes nor no for delegated administration, nor the terms', async () => {
    const page = pageOf(await world.call('openLink', { params: { code }, query: { step: 'details' } }));
    expect(page.querySelectorAll('[name="acceptDelegatedAdministration"]')).toHaveLength(2);
    expect(page.querySelectorAll('[checked]')).toEqual([]);
  });

  it.each([
    [undefined, 'text/html; charset=utf-8'],
    ['*/*', 'text/html; charset=utf-8'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/html; charset=utf-8'],
    ['application/json', 'application/json'],
    ['application/problem+json, application/json', 'application/json'],
  ])('answers a reader who accepts %s with %s', async (accept, type) => {
    const opened = await world.call('openLink', { params: { code }, headers: accept ? { accept } : {} });
    expect([opened.status, opened.headers.get('content-type')]).toEqual([200, type]);
  });

  it('tells a program what is offered, by whom and on which terms', async () => {
    const opened = await world.call('openLink', { params: { code }, headers: { accept: 'application/json' } });
    expect(opened.json).toMatchObject({
      kind: 'trialInvitation',
      status: 'active',
      usageLocation: 'IL',
      delegatedAdministration: true,
      lines: [{ productId: 'microsoft-365-business-premium-trial', quantity: 25, trialDays: 30 }],
      expiresAt: '2027-02-20T12:00:00.000Z',
      language: 'en',
      partner: { name: 'Northwind', phone: '+972 3 555 0100', email: 'hello@northwind.example' },
      redemptions: `/o/${code}/redemptions`,
    });
    expect(opened.json.terms).toEqual(expect.stringContaining('Northwind'));
    expect(opened.json.delegatedAdministrationTerms).toEqual(expect.stringContaining('Northwind'));
  });

  describe('with a code that was not issued here', () => {
    const forge = (): readonly string[] => {
      const last = code.at(-1) === 'A' ? 'B' : 'A';
      const flipped = code.charAt(30) === 'x' ? 'y' : 'x';
      return [
        'x',
        'AAAA',
        code.slice(0, -1),
        `${code}A`,
        `${code}=`,
        `${code.slice(0, -1)}${last}`,
        `${code.slice(0, 30)}${flipped}${code.slice(31)}`,
        code.toLowerCase(),
        `${code}%`,
        '../../etc/passwd',
        '\u0000',
        'א'.repeat(40),
        randomBytes(code.length).toString('base64url').slice(0, code.length),
        'A'.repeat(100_000),
      ];
    };

    it('answers 404 link-unknown on every route without asking the database', async () => {
      const redemptionId = await world.redeem(code, { acceptDelegatedAdministration: true });
      store.forget();
      for (const forged of forge()) {
        const answers = await Promise.all([
          world.call('openLink', { params: { code: forged }, headers: { accept: 'application/json' } }),
          world.call('redeemOffer', { params: { code: forged }, body: contoso }),
          world.call('confirmRedemption', {
            params: { code: forged, redemptionId },
            body: { confirmationCode: '123456' },
          }),
          world.call('resendCode', { params: { code: forged, redemptionId }, body: {} }),
          world.call('showRedemption', {
            params: { code: forged, redemptionId },
            headers: { accept: 'application/json' },
          }),
        ]);
        expect(answers.map((answer) => [answer.status, refusalOf(answer)])).toEqual(
          answers.map(() => [404, 'link-unknown']),
        );
      }
      expect(store.calls).toEqual([]);
    });

    it('is answered before its body is looked at', async () => {
      const answers = await Promise.all([
        world.call('redeemOffer', { params: { code: 'forged' }, raw: '{', headers: { 'content-type': 'text/plain' } }),
        world.call('redeemOffer', { params: { code: 'forged' }, raw: 'x'.repeat(70_000) }),
      ]);
      expect(answers.map(refusalOf)).toEqual(['link-unknown', 'link-unknown']);
    });

    it('shows a person a page in the language that the browser asks for', async () => {
      const opened = (headers: Record<string, string>, query = {}) =>
        world.call('openLink', { params: { code: 'forged' }, headers, query });
      expect(languageOf(await opened({}))).toEqual(['en', 'ltr']);
      expect(languageOf(await opened({ 'accept-language': 'he-IL,he;q=0.9,en;q=0.8' }))).toEqual(['he', 'rtl']);
      expect(languageOf(await opened({ 'accept-language': 'fr-FR, en;q=0.8, zh-CN;q=0.9' }))).toEqual(['zh-CN', 'ltr']);
      expect(languageOf(await opened({ 'accept-language': 'fr' }))).toEqual(['en', 'ltr']);
      expect(languageOf(await opened({ 'accept-language': 'iw;q=0.8,hex,en;q=0.7' }))).toEqual(['he', 'rtl']);
      expect(languageOf(await opened({ 'accept-language': 'he' }, { lang: 'zh-CN' }))).toEqual(['zh-CN', 'ltr']);
    });
  });

  describe('in a language', () => {
    it('speaks the one of the offer, whatever the browser speaks', async () => {
      const { code: hebrew } = await world.invite({ language: 'he' });
      const headers = { 'accept-language': 'zh-CN' };
      expect(languageOf(await world.call('openLink', { params: { code: hebrew }, headers }))).toEqual(['he', 'rtl']);
      expect(languageOf(await world.call('openLink', { params: { code }, headers }))).toEqual(['en', 'ltr']);
    });

    it('switches to the one that the reader chose, and its links keep it', async () => {
      const page = await world.call('openLink', { params: { code }, query: { lang: 'he' } });
      expect(languageOf(page)).toEqual(['he', 'rtl']);
      expect(
        pageOf(page)
          .querySelectorAll('a[href]')
          .map((link) => link.getAttribute('href')),
      ).toContain(`/o/${code}?step=details&lang=he`);
    });

    it('stays in the one of the offer when the choice is none', async () => {
      expect(languageOf(await world.call('openLink', { params: { code }, query: { lang: 'tlh' } }))).toEqual([
        'en',
        'ltr',
      ]);
    });

    it('goes on in the one that the form was answered in', async () => {
      const redemptionId = await world.redeem(code, { acceptDelegatedAdministration: false, language: 'he' });
      expect(languageOf(await world.call('showRedemption', { params: { code, redemptionId } }))).toEqual(['he', 'rtl']);
      const refused = await world.call('confirmRedemption', {
        params: { code, redemptionId },
        form: { confirmationCode: wrongCode(await codeOf(world, redemptionId)) },
      });
      expect([refused.status, ...languageOf(refused)]).toEqual([422, 'he', 'rtl']);
    });
  });
});
