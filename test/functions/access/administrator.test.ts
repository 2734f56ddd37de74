import { accessToken, cookieOf, openAccess } from '../../access-world';
import { browser, faultyFields, pageOf, putOnRecord, refusalOf, snapshotOf, wrongCode } from '../../link-world';
import { contoso, noa, tenants, World, type Call } from '../../world';

const dana = contoso.contact.email;
const omer = { name: 'Omer Dan', email: 'omer@contoso.example', phone: '+972 3 555 0122' };
const id = 'domain:contoso.example';

describe('another administrator on record', () => {
  let world: World;
  let token: string;
  let session: string;
  let code: string;

  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    ({ code } = await world.invite());
    await world.confirm(code, await world.redeem(code), await world.mailedCode(dana));
    ({ token, session } = await openAccess(world));
    world.mails.length = 0;
  });
  afterEach(() => world.close());

  const name = (body: unknown = omer, more: Partial<Call> = {}) =>
    world.call('changeAdministrator', { params: { token }, body, headers: { cookie: session }, ...more });
  const resend = (more: Partial<Call> = {}) =>
    world.call('resendAdministratorCodes', { params: { token }, body: {}, headers: { cookie: session }, ...more });
  const enter = (currentCode: string, newCode: string, cookie = session) =>
    world.call('confirmAdministrator', { params: { token }, body: { currentCode, newCode }, headers: { cookie } });
  const outcome = async (currentCode: string, newCode: string) => {
    const answer = await enter(currentCode, newCode);
    return answer.status === 200 ? '200' : `${answer.status} ${refusalOf(answer)}`;
  };
  const codes = async (next = omer.email, before = dana) =>
    [await world.mailedCode(before), await world.mailedCode(next)] as const;
  const onRecord = async () => (await world.documents('customer')).find((customer) => customer.id === id)?.contact;

  it('is named by the customer, and is one once the codes of both mailboxes are entered', async () => {
    const named = await name();
    expect([named.status, named.json]).toEqual([
      202,
      {
        status: 'awaitingCodes',
        sentTo: ['d•••@contoso.example', 'o•••@contoso.example'],
        confirmation: `/access/${token}/administrator-changes/confirmation`,
        codeResends: `/access/${token}/administrator-changes/code-resends`,
      },
    ]);
    expect(await onRecord()).toEqual(contoso.contact);
    const [current, next] = await codes();
    expect(world.mails.map(({ to, kind }) => [to.address, kind])).toEqual([
      [dana, 'administratorCode'],
      [omer.email, 'administratorCode'],
    ]);
    expect(current).not.toBe(next);
    world.mails.length = 0;
    const changed = await enter(current, next);
    expect([changed.status, changed.json]).toEqual([
      200,
      { status: 'changed', contact: omer, changedAt: new Date(world.now).toISOString() },
    ]);
    expect(await onRecord()).toEqual(omer);
    await world.deliver();
    expect(world.mails.map(({ to, kind }) => [to.address, kind])).toEqual([
      [dana, 'administratorChanged'],
      [omer.email, 'administratorChanged'],
      ['hello@northwind.example', 'administratorChanged'],
    ]);
    for (const { text } of world.mails) for (const told of [dana, omer.email]) expect(text).toContain(told);
    const { of } = await snapshotOf(world);
    expect(of('notification').map(({ content }) => content)).toContainEqual({
      kind: 'administratorChanged',
      customerId: id,
      companyName: 'Contoso',
      way: 'codes',
      changedAt: new Date(world.now).toISOString(),
    });
    expect(
      of('audit').flatMap(({ action, actor }) => (/^administrator/u.test(String(action)) ? [[action, actor]] : [])),
    ).toEqual([
      ['administratorChangeAsked', { kind: 'customer' }],
      ['administratorChanged', { kind: 'customer' }],
    ]);
    expect((await world.call('getCustomer', { as: noa, params: { customerId: id } })).json.contact).toEqual(omer);
  });

  it('ends the session of the one before, whose codes open nothing any more, and the new one opens the page', async () => {
    await name();
    await enter(...(await codes()));
    const before = await world.call('openAccessPage', {
      params: { token },
      headers: { cookie: session, accept: 'application/json' },
    });
    expect(before.json.status).toBe('locked');
    expect(refusalOf(await name({ name: 'Eve', email: 'eve@contoso.example' }))).toBe('unauthenticated');
    world.pass({ minutes: 1 });
    const { session: own } = await openAccess(world, token, omer.email);
    const page = await world.call('openAccessPage', {
      params: { token },
      headers: { cookie: own, accept: 'application/json' },
    });
    expect(page.json).toMatchObject({ status: 'open', customer: { contact: omer } });
  });

  it('gets the codes of the next answers from that domain, and a code that was on its way to the one before no longer counts', async () => {
    const { code: other } = await world.offerToSell();
    const waiting = await world.redeem(other);
    const stale = await world.mailedCode(dana);
    await name();
    const newest = world.mails.length;
    await world.deliver();
    const mailed = world.mails.slice(newest);
    await enter(
      mailed.find(({ to }) => to.address === dana)?.code ?? '',
      mailed.find(({ to }) => to.address === omer.email)?.code ?? '',
    );
    expect(refusalOf(await world.confirm(other, waiting, stale))).toBe('confirmation-code-expired');
    await world.redeem(other, { contact: { name: 'Gil', email: 'gil@contoso.example' } });
    world.mails.length = 0;
    await world.deliver();
    expect(world.mails.map(({ to }) => to.address)).toContain(omer.email);
    expect(world.mails.filter(({ kind }) => kind === 'confirmationCode').map(({ to }) => to.address)).toEqual([
      omer.email,
    ]);
  });

  it.each([
    ['the present one is wrong', 1, 0],
    ['the new one is wrong', 0, 1],
    ['both are wrong', 1, 1],
  ])('is nobody else while %s; which one is not told', async (_what, one, other) => {
    await name();
    const [current, next] = await codes();
    const answer = await enter(one ? wrongCode(current) : current, other ? wrongCode(next) : next);
    expect([answer.status, refusalOf(answer)]).toEqual([422, 'confirmation-code-wrong']);
    expect(answer.text).not.toMatch(/current|new[^e]/iu);
    expect(await onRecord()).toEqual(contoso.contact);
    expect(await outcome(current, next)).toBe('200');
  });

  it('is not confirmed by the two codes in each other’s place, nor by codes of another kind', async () => {
    await name();
    const [current, next] = await codes();
    expect(await outcome(next, current)).toBe('422 confirmation-code-wrong');
    world.pass({ minutes: 1 });
    await world.call('askForAccessCode', { params: { token }, body: {} });
    expect(await outcome(await world.mailedCode(dana), next)).toBe('422 confirmation-code-wrong');
    expect(await onRecord()).toEqual(contoso.contact);
  });

  it('takes five tries, also side by side, and new codes start again', async () => {
    await name();
    const [current, next] = await codes();
    const tried = await Promise.all(Array.from({ length: 9 }, (_, by) => outcome(wrongCode(current, by + 1), next)));
    expect(tried.filter((one) => one === '422 confirmation-code-wrong')).toHaveLength(5);
    expect(tried.filter((one) => one === '429 too-many-attempts')).toHaveLength(4);
    expect(await outcome(current, next)).toBe('429 too-many-attempts');
    world.pass({ minutes: 1 });
    expect((await resend()).status).toBe(202);
    expect(await outcome(current, next)).toBe('422 confirmation-code-wrong');
    expect(await outcome(...(await codes()))).toBe('200');
  });

  it('has ten minutes from the moment that the mails were taken', async () => {
    await name();
    const both = await codes();
    world.pass({ minutes: 10 });
    session = (await openAccess(world)).session;
    expect(await outcome(...both)).toBe('410 confirmation-code-expired');
    expect(await onRecord()).toEqual(contoso.contact);
  });

  it('is not confirmed by a code whose mail never left', async () => {
    await name();
    world.mailService = ({ to }) =>
      to.address === omer.email ? { kind: 'unavailable', detail: 'later' } : { kind: 'accepted' };
    const current = await world.mailedCode(dana);
    const [change] = await world.documents('administrator-change');
    const next = world.ports.secrets.administratorCode({
      keyId: String(change?.keyId),
      changeId: String(change?.changeId),
      number: 1,
      side: 'new',
    });
    world.mailService = () => ({ kind: 'accepted' });
    await world.store.write(tenants.northwind, [
      {
        kind: 'patch',
        id: `mail:administrator-code-${String(change?.changeId)}-1-new`,
        patch: { set: { attempts: 0 } },
      },
    ]);
    expect(await outcome(current, next)).toBe('422 confirmation-code-wrong');
  });

  it('is mailed to again after a minute, and five times in ten', async () => {
    await name();
    world.pass({ seconds: 59 });
    const soon = await resend();
    expect([soon.status, refusalOf(soon), soon.headers.get('retry-after')]).toEqual([429, 'too-many-attempts', '1']);
    const asked: number[] = [];
    world.pass({ seconds: 1 });
    for (let minute = 0; minute < 5; minute += 1) {
      asked.push((await resend()).status);
      world.pass({ minutes: 1 });
    }
    expect(asked).toEqual([202, 202, 202, 202, 429]);
    expect((await name({ ...omer, name: 'Omer D.' })).status).toBe(429);
  });

  it.each([
    ['the same Idempotency-Key', { headers: { 'idempotency-key': 'k1' } }],
    ['the same person within a minute', { headers: {} }],
  ])('named twice with %s is one change', async (_what, { headers }) => {
    const again = { headers: { cookie: session, ...headers } };
    const answers = [await name(omer, again), await name(omer, again)];
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    await world.deliver();
    expect(world.mails).toHaveLength(2);
  });

  it('is one person under one Idempotency-Key', async () => {
    const key = { headers: { cookie: session, 'idempotency-key': 'k1' } };
    await name(omer, key);
    expect(refusalOf(await name({ ...omer, name: 'Eve' }, key))).toBe('idempotency-key-reused');
  });

  it('named anew takes the place of whoever was named before, whose codes are void', async () => {
    await name();
    const before = await codes();
    await name({ name: 'Gil Adar', email: 'gil@contoso.example' });
    expect(await outcome(...before)).toBe('422 confirmation-code-wrong');
    expect(await outcome(...(await codes('gil@contoso.example')))).toBe('200');
    expect(await onRecord()).toEqual({ name: 'Gil Adar', email: 'gil@contoso.example' });
  });

  it('is over when somebody else has come on record meanwhile', async () => {
    await name();
    const both = await codes();
    const ruth = { name: 'Ruth Katz', email: 'ruth@contoso.example' };
    await world.store.write(tenants.northwind, [{ kind: 'patch', id, patch: { set: { contact: ruth } } }]);
    expect(await outcome(...both)).toBe('401 unauthenticated');
    world.pass({ minutes: 1 });
    session = (await openAccess(world, token, ruth.email)).session;
    expect(await outcome(...both)).toBe('410 confirmation-code-expired');
    expect(refusalOf(await resend())).toBe('confirmation-code-expired');
    expect(await onRecord()).toEqual(ruth);
  });

  it('confirmed twice shows the first result, and again to whoever was on record', async () => {
    await name();
    const both = await codes();
    const [first, second] = [await enter(...both), await enter(...both)];
    expect(second.json).toEqual(first.json);
    expect(
      (await snapshotOf(world)).of('audit').filter(({ action }) => action === 'administratorChanged'),
    ).toHaveLength(1);
    expect(refusalOf(await enter(wrongCode(both[0]), both[1]))).toBe('unauthenticated');
    expect(refusalOf(await enter(...both, 'kesher-access=test.1.x'))).toBe('unauthenticated');
  });

  it('confirmed by a crowd is one change', async () => {
    await name();
    const both = await codes();
    const answers = await Promise.all(Array.from({ length: 4 }, () => enter(...both)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { of } = await snapshotOf(world);
    expect(of('audit').filter(({ action }) => action === 'administratorChanged')).toHaveLength(1);
    expect(of('mail').filter(({ kind }) => kind === 'administratorChanged')).toHaveLength(3);
  });

  it.each([
    ['another domain', { ...omer, email: 'omer@fabrikam.example' }, ['/email']],
    ['a name below the domain', { ...omer, email: 'omer@mail.contoso.example' }, ['/email']],
    ['a provider', { ...omer, email: 'omer@gmail.com' }, ['/email']],
    ['the partner’s domain', { ...omer, email: 'noa@northwind.example' }, ['/email']],
    ['the mailbox on record', { ...omer, email: 'DANA@contoso.example' }, ['/email']],
    ['no address', { ...omer, email: 'omer' }, ['/email']],
    ['no name', { ...omer, name: ' ' }, ['/name']],
    ['a name with a link', { ...omer, name: 'See https://evil.example' }, ['/name']],
    ['no phone number', { ...omer, phone: 'call me' }, ['/phone']],
  ])('is refused with %s', async (_what, body, fields) => {
    const answer = await name(body);
    expect([answer.status, faultyFields(answer)]).toEqual([422, fields]);
    expect(await world.documents('administrator-change')).toEqual([]);
  });

  it('is nobody’s to name without the session, nor to confirm', async () => {
    await name();
    const both = await codes();
    for (const cookie of ['', session.replace(/\.[\w-]+$/u, '.AAAAAAAAAAAAAAAAAAAAAA')]) {
      const headers = { cookie };
      const answers = [await name(omer, { headers }), await resend({ headers }), await enter(...both, cookie)];
      expect(answers.map((answer) => [answer.status, refusalOf(answer)])).toEqual(
        Array.from({ length: 3 }, () => [401, 'unauthenticated']),
      );
    }
    expect((await world.documents('administrator-change'))[0]?.tries).toBe(0);
  });

  it('cannot follow where a customer is its mailbox, nor where its domain turned out to be shared', async () => {
    const gil = { name: 'Gil Adar', email: 'gil@gmail.com' };
    const { primaryDomain: _none, ...person } = contoso;
    const redeemed = await world.call('redeemOffer', { params: { code }, body: { ...person, contact: gil } });
    const done = await world.confirm(code, String(redeemed.json.redemptionId), await world.mailedCode(gil.email));
    const own = String(done.json.accessUrl).split('/access/')[1] ?? '';
    const shared = await putOnRecord(world, { domain: 'outlook.com' });
    for (const [page, address, next] of [
      [own, gil.email, 'tal@gmail.com'],
      [accessToken(world, shared.id), shared.contact.email, 'tal@outlook.com'],
    ] as const) {
      const opened = await openAccess(world, page, address);
      const call = { params: { token: page }, headers: { cookie: opened.session } };
      const answer = await world.call('changeAdministrator', { ...call, body: { name: 'Tal Spin', email: next } });
      expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
      expect(String(answer.json.detail)).toContain('known by its mailbox');
      const shown = await world.call('openAccessPage', {
        ...call,
        query: { step: 'administrator' },
        headers: { ...call.headers, ...browser },
      });
      expect(pageOf(shown).querySelector('h1')?.text).toBe('The mailbox on record stays');
      expect(pageOf(shown).querySelectorAll('form')).toEqual([]);
    }
  });

  describe('as pages', () => {
    const headers = () => ({ cookie: session, ...browser });
    const open = (query: Record<string, string>) =>
      world.call('openAccessPage', { params: { token }, query, headers: headers() });
    const form = { name: omer.name, email: omer.email, phone: '', idempotencyKey: 'f1' };

    it('leads from the open page through the form and both codes to the end, in the language that was switched to', async () => {
      const start = pageOf(await open({ lang: 'he' }));
      expect(start.querySelectorAll(`a[href="/access/${token}?step=administrator&lang=he"]`)).toHaveLength(1);
      const asked = pageOf(await open({ step: 'administrator', lang: 'he' }));
      const action = asked.querySelector('form')?.getAttribute('action');
      expect(action).toBe(`/access/${token}/administrator-changes?lang=he`);
      const sent = await name(undefined, { form, headers: headers(), query: { lang: 'he' } });
      expect([sent.status, sent.headers.get('location')]).toEqual([
        303,
        `/access/${token}?step=administrator-codes&lang=he`,
      ]);
      const page = pageOf(await open({ step: 'administrator-codes', lang: 'he' }));
      expect(page.querySelectorAll('form').map((one) => one.getAttribute('action'))).toEqual([
        `/access/${token}/administrator-changes/confirmation?lang=he`,
        `/access/${token}/administrator-changes/code-resends?lang=he`,
      ]);
      const [currentCode, newCode] = await codes();
      const done = await world.call('confirmAdministrator', {
        params: { token },
        query: { lang: 'he' },
        form: { currentCode: ` ${currentCode.slice(0, 3)} ${currentCode.slice(3)}`, newCode },
        headers: headers(),
      });
      expect([done.status, pageOf(done).querySelector('h1')?.text]).toEqual([200, 'מנהל המערכת הרשום הוחלף']);
    });

    it('keeps what was typed, says what is wrong beside it, and in the words of the domain', async () => {
      const answer = await name(undefined, {
        form: { ...form, email: 'omer@gmail.com', phone: 'x' },
        headers: headers(),
      });
      const page = pageOf(answer);
      expect(answer.status).toBe(422);
      expect(page.querySelector('#field-email')?.getAttribute('value')).toBe('omer@gmail.com');
      expect(page.querySelector('#field-phone')?.getAttribute('aria-invalid')).toBe('true');
      const elsewhere = await name(undefined, { form: { ...form, email: 'omer@gmail.com' }, headers: headers() });
      expect(pageOf(elsewhere).querySelector('[role=alert]')?.text).toContain('Enter an address at contoso.example');
    });

    it('says what became of wrong codes and of new ones asked for too soon; without a change it asks who it is to be', async () => {
      expect(pageOf(await open({ step: 'administrator-codes' })).querySelectorAll('#field-email')).toHaveLength(1);
      await name();
      const wrong = await world.call('confirmAdministrator', {
        params: { token },
        form: { currentCode: '000000', newCode: '000000' },
        headers: headers(),
      });
      const unreadable = await world.call('confirmAdministrator', {
        params: { token },
        form: { currentCode: '12', newCode: '' },
        headers: headers(),
      });
      const unsure = await resend({ form: { sure: 'false' }, body: undefined, headers: headers() });
      const soon = await resend({ form: { sure: 'true' }, body: undefined, headers: headers() });
      expect([wrong, unreadable, unsure, soon].map(({ status }) => status)).toEqual([422, 422, 422, 429]);
      for (const answer of [wrong, unreadable, unsure, soon])
        expect(pageOf(answer).querySelectorAll('[role=alert]')).toHaveLength(1);
      world.pass({ minutes: 1 });
      const again = await resend({ form: { sure: 'true' }, body: undefined, headers: headers() });
      expect(again.headers.get('location')).toBe(`/access/${token}?step=administrator-codes&sent=again`);
      expect(
        pageOf(await open({ step: 'administrator-codes', sent: 'again' })).querySelectorAll('[role=status]'),
      ).toHaveLength(1);
    });

    it('changes nothing by being opened', async () => {
      await name();
      const before = await snapshotOf(world);
      for (const step of ['administrator', 'administrator-codes']) await open({ step });
      expect((await snapshotOf(world)).documents).toEqual(before.documents);
    });
  });

  it('tells the new mailbox nothing that somebody typed as it was typed, and greets nobody there by name', async () => {
    await name({ name: 'evil.example Ltd', email: omer.email });
    await world.deliver();
    const mail = world.mails.find(({ to }) => to.address === omer.email);
    expect(mail?.text).toContain('evil·example Ltd');
    expect(mail?.text).not.toContain('evil.example');
    expect(`${mail?.text} ${mail?.html}`).not.toContain('/access/');
    expect(cookieOf(await name())).toBe('');
  });
});
