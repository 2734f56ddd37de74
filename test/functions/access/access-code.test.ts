import { accessToken, askForCode, cookieOf, enterCode, mailedAccessCode } from '../../access-world';
import { browser, everythingStored, pageOf, putOnRecord, refusalOf, snapshotOf, wrongCode } from '../../link-world';
import { contoso, noa, tenants, World } from '../../world';

const ruth = 'ruth@contoso.example';

describe('the code of an access page', () => {
  let world: World;
  let token: string;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    await putOnRecord(world);
    token = accessToken(world);
  });
  afterEach(() => world.close());

  const told = async (answer: Promise<{ status: number; json: Record<string, unknown> }>) => {
    const { status, json } = await answer;
    return status < 400 ? String(status) : `${status} ${String(json.type).replace('/problems/', '')}`;
  };
  const outcomeOf = (code: string) => told(enterCode(world, token, code));

  it('is mailed to the administrator on record, and whoever asks learns nothing of them', async () => {
    const asked = await askForCode(world, token);
    expect(asked.status).toBe(202);
    expect(asked.text).not.toMatch(/ruth|katz|contoso\.example/iu);
    await world.deliver();
    expect(world.mails.map(({ to, kind, replyTo }) => [to, kind, replyTo?.address])).toEqual([
      [{ address: ruth, name: 'Ruth Katz' }, 'accessCode', 'hello@northwind.example'],
    ]);
    expect(world.mails[0]?.text).toContain(`https://kesher.example/access/${token}?step=code`);
  });

  it('stands in no document, no log and no address', async () => {
    await askForCode(world, token);
    const code = await mailedAccessCode(world, ruth);
    await enterCode(world, token, code);
    expect(await everythingStored(world)).not.toContain(code);
    expect(world.logged.join('\n')).not.toContain(code);
  });

  it('opens the page for half an hour', async () => {
    await askForCode(world, token);
    const opened = await enterCode(world, token, await mailedAccessCode(world, ruth));
    expect(opened.json).toEqual({ status: 'open', expiresAt: new Date(world.now + 30 * 60_000).toISOString() });
    expect(opened.cookies).toEqual([
      {
        name: 'kesher-access',
        value: expect.stringMatching(/^[\w-]+\.\d+\.[\w-]{22}$/u) as string,
        path: `/access/${token}`,
        maxAge: 1800,
        httpOnly: true,
        secure: true,
        sameSite: 'Strict',
      },
    ]);
    const headers = { cookie: cookieOf(opened), accept: 'application/json' };
    const look = () => world.call('openAccessPage', { params: { token }, headers });
    world.pass({ minutes: 30, seconds: -0.001 });
    expect((await look()).json.status).toBe('open');
    world.pass({ seconds: 0.001 });
    expect((await look()).json.status).toBe('locked');
  });

  it('keeps its cookie to https only where the site is reached by https', async () => {
    const local = new World({ settings: { publicBaseUrl: 'http://localhost:7071' } });
    await local.addPartner();
    await putOnRecord(local);
    await askForCode(local, accessToken(local));
    const opened = await enterCode(local, accessToken(local), await mailedAccessCode(local, ruth));
    expect(opened.cookies.map(({ secure, httpOnly }) => [secure, httpOnly])).toEqual([[false, true]]);
    local.close();
  });

  it('can be tried five times, then not even the right one is taken', async () => {
    await askForCode(world, token);
    const right = await mailedAccessCode(world, ruth);
    for (let guess = 1; guess <= 5; guess += 1)
      expect(await outcomeOf(wrongCode(right, guess))).toBe('422 confirmation-code-wrong');
    expect(await outcomeOf(right)).toBe('429 too-many-attempts');
  });

  it('is counted before it is looked at: guesses side by side are worth no more', async () => {
    await askForCode(world, token);
    const right = await mailedAccessCode(world, ruth);
    const guesses = Array.from({ length: 30 }, (_, number) => wrongCode(right, number + 1));
    const outcomes = await Promise.all([...guesses, right].map(outcomeOf));
    expect(outcomes.filter((outcome) => outcome === '422 confirmation-code-wrong')).toHaveLength(5);
    expect(outcomes.filter((outcome) => outcome === '429 too-many-attempts')).toHaveLength(26);
  });

  it('lives ten minutes from when the mail service took it', async () => {
    await askForCode(world, token);
    world.pass({ minutes: 9 });
    const code = await mailedAccessCode(world, ruth);
    world.pass({ minutes: 10, seconds: -0.001 });
    expect(await outcomeOf(code)).toBe('200');
    world.pass({ seconds: 0.001 });
    expect(await outcomeOf(code)).toBe('410 confirmation-code-expired');
  });

  it('entered twice opens the page twice, and is one entry in the audit', async () => {
    await askForCode(world, token);
    const code = await mailedAccessCode(world, ruth);
    expect([await outcomeOf(code), await outcomeOf(` ${code.slice(0, 3)}-${code.slice(3)} `)]).toEqual(['200', '200']);
    const { of } = await snapshotOf(world);
    const entries = of('audit').filter(({ customerId }) => customerId === 'domain:contoso.example');
    expect(entries.map(({ action, actor }) => [action, actor])).toEqual([
      ['accessCodeAsked', { kind: 'customer' }],
      ['accessOpened', { kind: 'customer' }],
    ]);
    expect((await world.call('listAudit', { as: noa })).status).toBe(200);
  });

  it('is mailed again after a minute, and the one before works beside it until its ten minutes are over', async () => {
    await askForCode(world, token);
    const first = await mailedAccessCode(world, ruth);
    world.pass({ seconds: 59 });
    const tooSoon = await askForCode(world, token);
    expect([tooSoon.status, refusalOf(tooSoon), tooSoon.headers.get('retry-after')]).toEqual([
      429,
      'too-many-attempts',
      '1',
    ]);
    world.pass({ seconds: 1 });
    expect((await askForCode(world, token)).status).toBe(202);
    const second = await mailedAccessCode(world, ruth);
    expect(second).not.toBe(first);
    expect([await outcomeOf(first), await outcomeOf(second)]).toEqual(['200', '200']);
    world.pass({ minutes: 9 });
    expect([await outcomeOf(first), await outcomeOf(second)]).toEqual(['410 confirmation-code-expired', '200']);
  });

  it('has five tries together with those before it; used up, the next one starts anew', async () => {
    await askForCode(world, token);
    const first = await mailedAccessCode(world, ruth);
    for (let guess = 1; guess <= 3; guess += 1) await outcomeOf(wrongCode(first, guess));
    world.pass({ minutes: 1 });
    await askForCode(world, token);
    const second = await mailedAccessCode(world, ruth);
    for (let guess = 1; guess <= 2; guess += 1)
      expect(await outcomeOf(wrongCode(second, guess))).toBe('422 confirmation-code-wrong');
    for (const code of [first, second]) expect(await outcomeOf(code)).toBe('429 too-many-attempts');
    world.pass({ minutes: 1 });
    await askForCode(world, token);
    const third = await mailedAccessCode(world, ruth);
    expect([await outcomeOf(first), await outcomeOf(third)]).toEqual(['422 confirmation-code-wrong', '200']);
  });

  it('opens the page for all who enter it at once, also when it was tried wrongly before', async () => {
    await askForCode(world, token);
    const code = await mailedAccessCode(world, ruth);
    for (let guess = 1; guess <= 4; guess += 1) await outcomeOf(wrongCode(code, guess));
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => outcomeOf(code)));
    expect(new Set(outcomes)).toEqual(new Set(['200']));
  });

  it('was as good when the last release wrote it', async () => {
    await askForCode(world, token);
    expect(Object.keys((await world.documents('access-code'))[0] ?? {})).not.toContain('lastGuess');
    const code = await mailedAccessCode(world, ruth);
    expect([await outcomeOf(wrongCode(code)), await outcomeOf(code)]).toEqual(['422 confirmation-code-wrong', '200']);
  });

  it('is mailed five times in ten minutes and twenty times a day', async () => {
    const asked: number[] = [];
    for (let minute = 0; minute < 6; minute += 1) {
      asked.push((await askForCode(world, token)).status);
      world.pass({ minutes: 1 });
    }
    expect(asked).toEqual([202, 202, 202, 202, 202, 429]);
    for (let time = 0; time < 20; time += 1) {
      world.pass({ minutes: 10 });
      asked.push((await askForCode(world, token)).status);
    }
    expect(asked.filter((status) => status === 202)).toHaveLength(20);
  });

  it('is mailed however many codes of offers others had mailed to its mailbox', async () => {
    const { code } = await world.invite();
    for (let time = 0; time < 7; time += 1)
      await world.redeem(code, { contact: { name: 'Guess', email: `guess${time}@contoso.example` } });
    await world.deliver();
    expect(world.mails.filter(({ to }) => to.address === ruth)).toHaveLength(5);
    expect((await askForCode(world, token)).status).toBe(202);
    await world.deliver();
    expect(world.mails.filter(({ kind }) => kind === 'accessCode')).toHaveLength(1);
  });

  it.each([
    ['the same Idempotency-Key', { headers: { 'idempotency-key': 'k1' } }],
    ['the same form', { form: { idempotencyKey: 'f1', sure: 'true' }, body: undefined, headers: browser }],
  ])('asked for twice with %s is one code', async (_what, again) => {
    const [first, second] = [await askForCode(world, token, again), await askForCode(world, token, again)];
    expect([second.status, second.headers.get('location')]).toEqual([first.status, first.headers.get('location')]);
    await world.deliver();
    expect(world.mails).toHaveLength(1);
  });

  it('asked for by a crowd is one code', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => askForCode(world, token)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(19);
  });

  it('cannot be guessed where none was asked for', async () => {
    expect(await outcomeOf('000000')).toBe('422 confirmation-code-wrong');
    await askForCode(world, token);
    const unsent = world.ports.secrets.accessCode({
      keyId: world.ports.secrets.keyId,
      partnerId: tenants.northwind,
      customerId: 'domain:contoso.example',
      number: 1,
    });
    expect(await outcomeOf(unsent)).toBe('422 confirmation-code-wrong');
  });

  it.each([
    ['not six digits', { body: { confirmationCode: '12' } }, 422, 'invalid-request'],
    ['nothing', { body: {} }, 422, 'invalid-request'],
    ['something else too', { body: { confirmationCode: '123456', x: 1 } }, 422, 'invalid-request'],
    ['no JSON', { raw: '{' }, 400, 'malformed-request'],
  ])('is refused when it is %s, without counting as a try', async (_what, call, status, refusal) => {
    await askForCode(world, token);
    const answer = await world.call('enterAccessCode', { params: { token }, ...call });
    expect([answer.status, refusalOf(answer)]).toEqual([status, refusal]);
    expect((await world.documents('access-code'))[0]?.tries).toBe(0);
  });

  it('does not open the page for a new administrator when it was mailed to the one before', async () => {
    await askForCode(world, token);
    const code = await mailedAccessCode(world, ruth);
    const patch = { set: { contact: { name: 'Omer Dan', email: 'omer@contoso.example' } } };
    await world.store.write(tenants.northwind, [{ kind: 'patch', id: 'domain:contoso.example', patch }]);
    expect(await outcomeOf(code)).toBe('422 confirmation-code-wrong');
  });

  it('is of one partner: the same customer’s page at another partner has a code of its own', async () => {
    const fabrikam = world.ports.access.issue({ partnerId: tenants.fabrikam, customerId: 'domain:contoso.example' });
    expect((await askForCode(world, fabrikam)).status).toBe(404);
    const subject = { keyId: 'test', customerId: 'domain:contoso.example', number: 1 };
    expect(world.ports.secrets.accessCode({ ...subject, partnerId: tenants.fabrikam })).not.toBe(
      world.ports.secrets.accessCode({ ...subject, partnerId: tenants.northwind }),
    );
  });

  describe('as pages', () => {
    const open = (query = {}) => world.call('openAccessPage', { params: { token }, query, headers: browser });

    it('leads from the closed page to the code and in, in the language that was switched to', async () => {
      const start = pageOf(await open({ lang: 'he' })).querySelector('form');
      expect(start?.getAttribute('action')).toBe(`/access/${token}/codes?lang=he`);
      const asked = await world.call('askForAccessCode', {
        params: { token },
        query: { lang: 'he' },
        form: { idempotencyKey: start?.querySelector('input')?.getAttribute('value') ?? '', sure: 'true' },
        headers: browser,
      });
      expect([asked.status, asked.headers.get('location')]).toEqual([303, `/access/${token}?step=code&lang=he`]);
      const code = pageOf(await open({ lang: 'he', step: 'code' }));
      expect(code.querySelector('html')?.getAttribute('lang')).toBe('he');
      expect(code.querySelectorAll('form').map((form) => form.getAttribute('action'))).toEqual([
        `/access/${token}/session?lang=he`,
        `/access/${token}/codes?again=yes&lang=he`,
      ]);
      const opened = await world.call('enterAccessCode', {
        params: { token },
        query: { lang: 'he' },
        form: { confirmationCode: await mailedAccessCode(world, ruth) },
        headers: browser,
      });
      expect([opened.status, opened.headers.get('location')]).toEqual([303, `/access/${token}?lang=he`]);
      expect(opened.cookies).toHaveLength(1);
    });

    it.each([
      ['the closed page', {}, '/codes'],
      ['the page of the code', { again: 'yes' }, '/codes?again=yes'],
    ])('asks, on %s, whether a code is wanted, and mails none meanwhile', async (_where, query, action) => {
      for (const form of [{ idempotencyKey: 'k' }, { idempotencyKey: 'k', sure: 'false' }]) {
        const asked = await world.call('askForAccessCode', { params: { token }, query, form, headers: browser });
        const page = pageOf(asked);
        expect(asked.status).toBe(422);
        expect(page.querySelector('[role="alert"] a')?.getAttribute('href')).toBe('#field-sure');
        const ask = page.querySelector(`form[action="/access/${token}${action}"]`);
        expect(ask?.querySelectorAll('fieldset[aria-invalid] input[name="sure"]')).toHaveLength(2);
      }
      expect(await world.documents('access-code')).toEqual([]);
      expect(await world.documents('code-throttle')).toEqual([]);
    });

    it('says what became of a wrong code and of one asked for too soon', async () => {
      await askForCode(world, token);
      const call = { params: { token }, headers: browser };
      const wrong = await world.call('enterAccessCode', { ...call, form: { confirmationCode: '000000' } });
      const soon = await world.call('askForAccessCode', { ...call, query: { again: 'yes' }, form: { sure: 'true' } });
      expect([wrong.status, soon.status]).toEqual([422, 429]);
      for (const answer of [wrong, soon]) {
        expect(pageOf(answer).querySelectorAll('[role=alert]')).toHaveLength(1);
        expect(answer.text).not.toMatch(/ruth|katz/iu);
      }
    });

    it('says that a new code is on its way', async () => {
      const asked = await world.call('askForAccessCode', {
        params: { token },
        query: { again: 'yes' },
        form: { sure: 'true' },
        headers: browser,
      });
      expect(asked.headers.get('location')).toBe(`/access/${token}?step=code&sent=again`);
      expect(pageOf(await open({ step: 'code', sent: 'again' })).querySelector('[role=status]')?.text).toContain(
        'A new code is on its way',
      );
    });
  });

  it('works for a customer without a domain of its own', async () => {
    const { code } = await world.invite();
    const contact = { name: 'Gil Adar', email: 'gil@gmail.com' };
    const { primaryDomain: _none, ...person } = contoso;
    const redeemed = await world.call('redeemOffer', { params: { code }, body: { ...person, contact } });
    const done = await world.confirm(code, String(redeemed.json.redemptionId), await world.mailedCode(contact.email));
    const own = String(done.json.accessUrl).split('/access/')[1] ?? '';
    expect((await askForCode(world, own)).status).toBe(202);
    expect((await enterCode(world, own, await mailedAccessCode(world, contact.email))).status).toBe(200);
  });
});
