import { linksIn } from '../../hostile-text';
import { browser, changeOffer, codeOf, contosoForm, faultyFields, refusalOf } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noa, type World } from '../../world';

describe('redeeming an offer', () => {
  let world: World;
  let store: WatchedStore;
  let code: string;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    ({ code } = await world.invite());
    store.forget();
  });
  afterEach(() => world.close());

  const redeem = (body: object, headers: Record<string, string> = {}, to = code) =>
    world.call('redeemOffer', { params: { code: to }, body, headers });

  it('answers with a redemption that awaits its code, and masks the address', async () => {
    const redeemed = await redeem(contoso);
    const { redemptionId, ...told } = redeemed.json;
    expect([redeemed.status, told]).toEqual([202, { status: 'awaitingConfirmation', sentTo: 'd•••@contoso.example' }]);
    expect(redemptionId).toMatch(/^[\w-]{22}$/u);
    await world.deliver();
    expect(world.mails.map(({ kind, to, language }) => [kind, to, language])).toEqual([
      ['confirmationCode', { address: 'dana@contoso.example' }, 'en'],
    ]);
  });

  it('writes everything in one batch, once the code is reserved: the redemption, its mail, the counts and the audit entry', async () => {
    const redemptionId = await world.redeem(code);
    expect(store.changing.map(({ kind, ids }) => [kind, ids])).toEqual([
      ['write', [expect.stringMatching(/^throttle:typedEverywhere:/u)]],
      [
        'write',
        [
          `redemption:${redemptionId}`,
          `mail:code-${redemptionId}-1`,
          expect.stringMatching(/^throttle:typed:/u),
          `audit:requested-${redemptionId}`,
        ],
      ],
    ]);
  });

  it('says in the audit trail who asked for which offer, under the trace of the call', async () => {
    const redemptionId = await world.redeem(code);
    const trail = await world.call('listAudit', { as: noa });
    expect(trail.json.items).toContainEqual(
      expect.objectContaining({
        action: 'redemptionRequested',
        actor: { kind: 'customer', redemptionId },
        at: '2026-11-22T12:00:00.000Z',
      }),
    );
  });

  const faults: readonly (readonly [string, object, readonly string[]])[] = [
    ['no company name', { companyName: undefined }, ['/companyName']],
    ['a blank company name', { companyName: ' \u200f ' }, ['/companyName']],
    ['a company name of two lines', { companyName: 'Contoso\nLtd' }, ['/companyName']],
    ['a company name of more than 120 characters', { companyName: 'x'.repeat(121) }, ['/companyName']],
    ['a company name with a web address', { companyName: 'You won! https://evil.example/win' }, ['/companyName']],
    ['a company name with a sentence around a domain', { companyName: 'Claim it now at evil.com' }, ['/companyName']],
    ['a company name with a telephone number', { companyName: 'Call 03-555-0100 for it' }, ['/companyName']],
    [
      'a contact with an address for a name',
      { contact: { ...contoso.contact, name: 'eve@evil.example' } },
      ['/contact/name'],
    ],
    [
      'a contact with sentences for a name',
      { contact: { ...contoso.contact, name: 'Your account is closed! Act today! Pay us' } },
      ['/contact/name'],
    ],
    ['a company name that is no text', { companyName: 7 }, ['/companyName']],
    ['a domain that is none', { primaryDomain: 'contoso' }, ['/primaryDomain']],
    ['an address for a domain', { primaryDomain: 'dana@contoso.example' }, ['/primaryDomain']],
    [
      'a web address of somebody at a host for a domain',
      { primaryDomain: 'https://contoso.example@other.example/' },
      ['/primaryDomain'],
    ],
    ['an IP address for a domain', { primaryDomain: '192.0.2.1' }, ['/primaryDomain']],
    ['an unknown country', { country: 'XX' }, ['/country']],
    ['no country', { country: undefined }, ['/country']],
    ['no contact', { contact: undefined }, ['/contact']],
    ['an empty contact', { contact: {} }, ['/contact/name', '/contact/email']],
    ['an address that is none', { contact: { name: 'Dana', email: 'dana' } }, ['/contact/email']],
    [
      'an address with a display name',
      { contact: { name: 'Dana', email: 'Dana <dana@contoso.example>' } },
      ['/contact/email'],
    ],
    [
      'two addresses',
      { contact: { name: 'Dana', email: 'dana@contoso.example,eve@evil.example' } },
      ['/contact/email'],
    ],
    [
      'an address with a line break in it',
      { contact: { name: 'Dana', email: 'dana\r\nbcc:eve@contoso.example' } },
      ['/contact/email'],
    ],
    ['a quoted local part', { contact: { name: 'Dana', email: '"a@b"@contoso.example' } }, ['/contact/email']],
    ['a telephone number that is none', { contact: { ...contoso.contact, phone: 'call me' } }, ['/contact/phone']],
    ['an unknown field', { iAmAnAdministrator: true }, ['/iAmAnAdministrator']],
    ['an unknown field of the contact', { contact: { ...contoso.contact, role: 'admin' } }, ['/contact/role']],
    ['terms that are not accepted', { acceptTerms: false }, ['/acceptTerms']],
    ['terms that nobody was asked about', { acceptTerms: undefined }, ['/acceptTerms']],
    ['terms accepted by a text', { acceptTerms: 'true' }, ['/acceptTerms']],
    ['a language that nobody speaks here', { language: 'fr' }, ['/language']],
    [
      'an answer to a question that was not asked',
      { acceptDelegatedAdministration: true },
      ['/acceptDelegatedAdministration'],
    ],
    [
      'a no to a question that was not asked',
      { acceptDelegatedAdministration: false },
      ['/acceptDelegatedAdministration'],
    ],
    ['a count for another product', { quantities: { 'office-365-e3': 5 } }, ['/quantities/office-365-e3']],
    [
      'a half count',
      { quantities: { 'microsoft-365-business-premium-trial': 2.5 } },
      ['/quantities/microsoft-365-business-premium-trial'],
    ],
    [
      'an address in a subdomain',
      { contact: { name: 'Dana', email: 'dana@mail.contoso.example' } },
      ['/contact/email'],
    ],
    [
      'an address in a longer domain',
      { contact: { name: 'Dana', email: 'dana@notcontoso.example' } },
      ['/contact/email'],
    ],
    [
      'an address at a public mail provider beside a domain',
      { contact: { name: 'Dana', email: 'dana@gmail.com' } },
      ['/contact/email'],
    ],
    [
      'the domain of a public mail provider',
      { primaryDomain: 'gmail.com', contact: { name: 'Dana', email: 'dana@gmail.com' } },
      ['/primaryDomain'],
    ],
    [
      'the domain of a public mail provider, differently spelt',
      { primaryDomain: 'GMAIL.com.', contact: { name: 'Dana', email: 'dana@Gmail.COM' } },
      ['/primaryDomain'],
    ],
    ['no domain with an address that has one of its own', { primaryDomain: undefined }, ['/primaryDomain']],
    [
      "the partner's own domain",
      { primaryDomain: 'northwind.example', contact: { name: 'Noa', email: 'noa@northwind.example' } },
      ['/primaryDomain'],
    ],
    [
      "the partner's own domain in capitals",
      { primaryDomain: 'NorthWind.Example.', contact: { name: 'Noa', email: 'noa@NORTHWIND.example' } },
      ['/primaryDomain'],
    ],
    [
      'several faults',
      { companyName: '', country: 'Israel', acceptTerms: false },
      ['/companyName', '/country', '/acceptTerms'],
    ],
  ];

  it.each(faults)('refuses %s, and names the field', async (_what, body, pointers) => {
    const refused = await redeem({ ...contoso, ...body });
    expect([refused.status, refusalOf(refused), faultyFields(refused)]).toEqual([422, 'invalid-request', pointers]);
    expect(store.changing).toEqual([]);
  });

  it.each(['Booking.com B.V.', 'J.P. Morgan', 'מ.ש. שיווק בע"מ', 'Yahoo! Inc.', '1234567 Ontario Inc.'])(
    'takes %s for a company, and mails it where nothing becomes a link of it',
    async (companyName) => {
      const redemptionId = await world.redeem(code, { companyName });
      await world.deliver();
      const [mail] = world.mails;
      expect(mail?.to).toEqual({ address: 'dana@contoso.example' });
      expect(mail?.text.replace(/[\u2066-\u2069]/gu, '')).toContain(
        `Company, as typed: ${companyName.replace('.com', '·com')}\n`,
      );
      const links = linksIn(mail?.text ?? '').filter((link) => !link.startsWith('https://kesher.example/'));
      expect(links).toEqual(['hello@northwind.example']);
      expect(mail?.subject).toBe('Your confirmation code for Northwind');
      const confirmed = await world.confirm(code, redemptionId, mail?.code ?? '');
      expect(confirmed.status).toBe(200);
      expect((await world.documents('customer'))[0]).toMatchObject({ companyName });
    },
  );

  it("refuses the domains of the partner's site and of whoever made the offer", async () => {
    const company = await world.call('getCompany', { as: noa });
    const changed = await world.call('updateCompany', {
      as: noa,
      headers: { 'if-match': company.headers.get('etag') ?? '' },
      body: { ...company.json, website: 'https://www.northwind-it.example/il' },
    });
    expect(changed.status).toBe(200);
    for (const domain of ['northwind-it.example', 'www.northwind-it.example']) {
      const refused = await redeem({
        ...contoso,
        primaryDomain: domain,
        contact: { name: 'Noa', email: `noa@${domain}` },
      });
      expect([domain, refused.status, faultyFields(refused)]).toEqual([domain, 422, ['/primaryDomain']]);
    }
    const seller = await world.addUser({ userId: 'sale', companyRole: 'none', supportedCompanies: 'full' });
    const { id, code: theirs } = await world.invite({}, seller);
    await changeOffer(world, id, {
      createdBy: { userId: 'sale', name: 'Sale', email: 'sale@northwind-sales.example' },
    });
    const domain = 'northwind-sales.example';
    const refused = await redeem(
      { ...contoso, primaryDomain: domain, contact: { name: 'Sale', email: `sale@${domain}` } },
      {},
      theirs,
    );
    expect([refused.status, faultyFields(refused)]).toEqual([422, ['/primaryDomain']]);
  });

  it.each([
    'contoso.example',
    'CONTOSO.Example',
    'contoso.example.',
    ' contoso.example ',
    '\u200fcontoso.example\u200e',
    'ⓒontoso.example',
  ])('knows %j as the same customer', async (primaryDomain) => {
    const redemptionId = await world.redeem(code, {
      primaryDomain,
      contact: { name: 'Dana', email: 'dana@Contoso.EXAMPLE' },
    });
    await world.confirm(code, redemptionId, await world.mailedCode('dana@contoso.example'));
    expect((await world.documents('customer')).map(({ id }) => id)).toEqual(['domain:contoso.example']);
  });

  it.each(['קשר.example', 'xn--sebcc.example', 'XN--SEBCC.EXAMPLE.'])(
    'keeps an international domain, here %s, in its one ASCII form',
    async (primaryDomain) => {
      const email = `dana@${primaryDomain.replace(/\.$/u, '')}`;
      const redemptionId = await world.redeem(code, { primaryDomain, contact: { name: 'Dana', email } });
      await world.deliver();
      await world.confirm(code, redemptionId, await codeOf(world, redemptionId));
      const customers = await world.documents('customer');
      expect(customers.map(({ id, primaryDomain: kept }) => [id, kept])).toEqual([
        ['domain:xn--sebcc.example', 'xn--sebcc.example'],
      ]);
    },
  );

  it('knows a customer without a domain by its address, whose letter case does not matter and which stands in no id', async () => {
    const statuses: number[] = [];
    for (const email of ['Dana.Cohen@gmail.com', 'dana.cohen@GMAIL.com']) {
      const redemptionId = await world.redeem(code, { primaryDomain: undefined, contact: { name: 'Dana', email } });
      await world.deliver();
      statuses.push((await world.confirm(code, redemptionId, await codeOf(world, redemptionId))).status);
    }
    expect(statuses).toEqual([200, 409]);
    const customers = await world.documents('customer');
    expect(customers.map(({ id, primaryDomain }) => [id, primaryDomain])).toEqual([
      [expect.stringMatching(/^address:[\w-]{32}$/u), null],
    ]);
    expect((await world.store.changes(undefined, 1000)).documents.map(({ id }) => id).join()).not.toMatch(
      /dana|gmail/iu,
    );
  });

  it('is for the countries of the cloud that the partner works in', async () => {
    const refused = await redeem({ ...contoso, country: 'CN' });
    expect([refused.status, refusalOf(refused), faultyFields(refused)]).toEqual([
      422,
      'product-unavailable',
      ['/country'],
    ]);
    expect((await redeem({ ...contoso, country: 'FR' })).status).toBe(202);
  });

  describe('with licence counts', () => {
    const product = 'microsoft-365-business-premium-trial';
    it.each([0, -1, 24, 26, 1_000_000])('takes no other than the trial has: not %d', async (count) => {
      const refused = await redeem({ ...contoso, quantities: { [product]: count } });
      expect([refused.status, refusalOf(refused), faultyFields(refused)]).toEqual([
        422,
        'quantity-out-of-range',
        [`/quantities/${product}`],
      ]);
    });

    it.each([
      ['{"__proto__":5}', ['/quantities/__proto__']],
      [`{"${product}":25,"__proto__":{"x":1}}`, ['/quantities/__proto__']],
      ['{"constructor":25}', ['/quantities/constructor']],
      ['{"toString":25,"":25}', ['/quantities/toString', '/quantities/']],
    ])('knows every name that is not in the offer, as a program sends it: %s', async (quantities, fields) => {
      const raw = JSON.stringify({ ...contoso, quantities: 0 }).replace('"quantities":0', `"quantities":${quantities}`);
      const refused = await world.call('redeemOffer', { params: { code }, raw });
      expect([refused.status, refusalOf(refused), faultyFields(refused)]).toEqual([422, 'invalid-request', fields]);
      expect(await world.documents('redemption')).toEqual([]);
    });

    it.each(['__proto__', 'constructor', 'office-365-e3'])('knows %s as a form sends it', async (name) => {
      const form = { ...contosoForm, [`quantities.${product}`]: '25', [`quantities.${name}`]: '3' };
      const headers = { ...browser, accept: 'application/json' };
      const refused = await world.call('redeemOffer', { params: { code }, form, headers });
      expect([refused.status, faultyFields(refused)]).toEqual([422, [`/quantities/${name}`]]);
    });

    it.each([{}, { [product]: 25 }])('takes %j', async (quantities) => {
      expect((await redeem({ ...contoso, quantities })).status).toBe(202);
    });
  });

  describe('that asks for delegated administration', () => {
    beforeEach(async () => {
      ({ code } = await world.invite({ delegatedAdministration: true }));
    });

    it('needs a yes or a no', async () => {
      const refused = await redeem(contoso);
      expect([refused.status, faultyFields(refused)]).toEqual([422, ['/acceptDelegatedAdministration']]);
    });

    it.each([
      [true, 'active'],
      [false, 'none'],
    ])('can be accepted with %s, and the delegation is %s', async (answer, status) => {
      const redemptionId = await world.redeem(code, { acceptDelegatedAdministration: answer });
      const confirmed = await world.confirm(code, redemptionId, await world.mailedCode('dana@contoso.example'));
      expect(confirmed.json.delegatedAdministration).toBe(answer);
      expect((await world.documents('customer'))[0]?.delegation).toMatchObject({ status });
      expect((await world.documents('consent')).map(({ subject, given }) => [subject, given])).toEqual([
        ['terms', true],
        ['delegatedAdministration', answer],
      ]);
    });
  });

  describe('with an Idempotency-Key', () => {
    const key = { 'idempotency-key': 'the-one-and-only' };

    it('is one redemption, however often and however it is repeated', async () => {
      const first = await redeem(contoso, key);
      const { contact, ...rest } = contoso;
      const again = await Promise.all([redeem(contoso, key), redeem({ contact, ...rest }, key)]);
      expect(again.map(({ status, json }) => [status, json])).toEqual([
        [202, first.json],
        [202, first.json],
      ]);
      await world.deliver();
      expect(world.mails).toHaveLength(1);
      expect(await world.documents('redemption')).toHaveLength(1);
    });

    it('is one redemption also when the requests come at the same time', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => redeem(contoso, key)));
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect(await world.documents('redemption')).toHaveLength(1);
      expect(await world.documents('mail')).toHaveLength(1);
    });

    it('does not count as another code, and is answered when no more codes are given', async () => {
      const first = await redeem(contoso, key);
      for (let time = 1; time < 5; time += 1) await world.redeem(code);
      expect((await redeem(contoso)).status).toBe(429);
      expect((await redeem(contoso, key)).json).toEqual(first.json);
    });

    it('answers the first status with the redemption as it is now', async () => {
      const { redemptionId } = (await redeem(contoso, key)).json;
      await world.confirm(code, String(redemptionId), await world.mailedCode('dana@contoso.example'));
      const again = await redeem(contoso, key);
      expect([again.status, again.json]).toEqual([202, expect.objectContaining({ redemptionId, status: 'confirmed' })]);
    });

    it('refuses the same key for another request', async () => {
      await redeem(contoso, key);
      const other = await redeem({ ...contoso, companyName: 'Contoso Ltd' }, key);
      expect([other.status, refusalOf(other)]).toEqual([422, 'idempotency-key-reused']);
    });

    it('tells the same key for another offer apart', async () => {
      const { code: other } = await world.invite({ productId: 'power-bi-pro-trial' });
      const answers = [await redeem(contoso, key), await redeem(contoso, key, other)];
      expect(new Set(answers.map(({ json }) => json.redemptionId)).size).toBe(2);
    });
  });
});
