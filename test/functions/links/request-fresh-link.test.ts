import { browser, ends, faultyFields, languageOf, pageOf, refusalOf, snapshotOf } from '../../link-world';
import { noa, World, type Answer, type Call } from '../../world';

const askable = ['offer-expired', 'offer-revoked', 'offer-replaced', 'offer-exhausted'] as const;

describe('POST /o/{code}/fresh-link-requests', () => {
  let world: World;
  let offerId: string;
  let code: string;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    ({ id: offerId, code } = await world.invite({ reference: 'Autumn 2026' }));
  });
  afterEach(() => world.close());

  const ask = (body: unknown = {}, more: Call = {}): Promise<Answer> =>
    world.call('requestFreshLink', { params: { code }, body, ...more });
  const send = (form: Readonly<Record<string, string>>): Promise<Answer> =>
    world.call('requestFreshLink', { params: { code }, form, headers: browser });
  const told = async () =>
    ((await world.call('listNotifications', { as: noa })).json.items as Record<string, unknown>[]).filter(
      ({ kind }) => kind === 'freshLinkRequested',
    );
  const end = (how: string) => ends[how]?.(world, offerId);
  const words = { email: 'dana@contoso.example', name: 'Dana Cohen', message: 'We were on holiday.' };

  it.each(askable)('tells the partner why the link is dead and who asks, and changes nothing else: %s', async (how) => {
    await end(how);
    const before = (await snapshotOf(world)).of('offer');
    const answer = await ask(words);
    expect(answer.status).toBe(202);
    expect(answer.text).not.toContain('/o/');
    expect((await snapshotOf(world)).of('offer')).toEqual(before);
    expect(await told()).toMatchObject([{ offerId, because: how, ...words, verified: false }]);
    await world.deliver();
    expect(world.mails).toMatchObject([{ kind: 'freshLinkRequested', to: { address: 'noa@northwind.example' } }]);
    expect(world.mails[0]?.text).toContain('We were on holiday.');
    expect(world.mails[0]?.text).toContain('nobody has checked who it was');
    const trail = await world.documents('audit');
    expect(trail.filter(({ action }) => action === 'freshLinkRequested')).toMatchObject([{ subject: offerId }]);
  });

  it('needs no body from a program', async () => {
    await end('offer-revoked');
    expect((await world.call('requestFreshLink', { params: { code } })).status).toBe(202);
    expect(await told()).toMatchObject([{ offerId, because: 'offer-revoked', verified: false }]);
  });

  it('says nothing to a partner who could give none', async () => {
    await end('offer-unavailable');
    const answer = await ask(words);
    expect([answer.status, refusalOf(answer)]).toEqual([410, 'offer-unavailable']);
    expect((await snapshotOf(world)).of('notification')).toEqual([]);
  });

  it('is not needed for a link that works', async () => {
    const answer = await ask(words);
    expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
    const page = await send(words);
    expect([page.status, pageOf(page).querySelector('h1')?.text]).toEqual([409, 'This link works']);
    expect(pageOf(page).querySelector(`a.button[href="/o/${code}"]`)).not.toBeNull();
    expect(await told()).toEqual([]);
  });

  it('is refused for a link that was not issued here', async () => {
    expect(refusalOf(await ask(words, { params: { code: 'forged' } }))).toBe('link-unknown');
  });

  it('shows the first result when the same is asked again', async () => {
    await end('offer-expired');
    const [first, again] = [await ask(words), await ask(words)];
    expect(again.json).toEqual(first.json);
    const headers = { 'idempotency-key': 'ask-1' };
    await ask({}, { headers });
    expect((await ask({}, { headers })).status).toBe(202);
    expect(refusalOf(await ask(words, { headers }))).toBe('idempotency-key-reused');
    expect(await told()).toHaveLength(2);
  });

  it('is limited for an address, and for all who give none, who do not stand in the way of those who do', async () => {
    await end('offer-expired');
    for (const message of ['one', 'two', 'three']) expect((await ask({ ...words, message })).status).toBe(202);
    expect(refusalOf(await ask({ ...words, message: 'four' }))).toBe('too-many-attempts');
    for (let left = 0; left < 200; left += 1) expect((await ask({})).status).toBe(202);
    const beyond = await ask({});
    expect([beyond.status, beyond.headers.get('retry-after')]).toEqual([429, '3600']);
    expect((await ask({ ...words, email: 'eli@contoso.example' })).status).toBe(202);
  });

  it.each([
    ['no address', { email: 'dana' }, '/email'],
    ['two lines of name', { name: 'Dana\nCohen' }, '/name'],
    ['an address for a name', { name: 'see evil.com/win' }, '/name'],
    ['too much', { message: 'x'.repeat(1001) }, '/message'],
    ['another field', { phone: '1' }, '/phone'],
  ])('refuses %s', async (_what, body, pointer) => {
    await end('offer-expired');
    expect(faultyFields(await ask(body))).toEqual([pointer]);
    expect(await told()).toEqual([]);
  });

  describe('as a form', () => {
    it.each(askable)('stands on the page of the dead link: %s', async (how) => {
      await end(how);
      const answer = await world.call('openLink', { params: { code } });
      expect(answer.status).toBe(410);
      expect(pageOf(answer).querySelector('form')?.getAttribute('action')).toBe(`/o/${code}/fresh-link-requests`);
      expect(answer.text).toContain('hello@northwind.example');
    });

    it('is not there where nobody could give a fresh link', async () => {
      await end('offer-unavailable');
      expect(pageOf(await world.call('openLink', { params: { code } })).querySelector('form')).toBeNull();
      expect(pageOf(await world.call('openLink', { params: { code: 'x' } })).querySelector('form')).toBeNull();
    });

    it('leads back to that page, which says that the wish was passed on', async () => {
      await end('offer-expired');
      const answer = await send({ language: 'he', ...words });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, `/o/${code}?step=asked&lang=he`]);
      const query = { step: 'asked', lang: 'he' };
      const page = await world.call('openLink', { params: { code }, query });
      expect([page.status, languageOf(page)]).toEqual([410, ['he', 'rtl']]);
      expect(pageOf(page).querySelector('[role=status]')?.text).toContain('Northwind');
      expect(pageOf(page).querySelector('form')).toBeNull();
    });

    it.each([
      ['nothing, as link scanners send it', { email: '', name: '', message: '' }],
      ['no address to answer to', { email: '', name: 'Dana Cohen', message: 'We were on holiday.' }],
    ])('asks for an address when it holds %s', async (_what, form) => {
      await end('offer-expired');
      const answer = await send({ language: 'en', ...form });
      expect(answer.status).toBe(422);
      const page = pageOf(answer);
      expect(page.querySelector('h1')?.text).toBe('This offer has expired');
      const problem = page.querySelector('.summary a');
      expect(problem?.getAttribute('href')).toBe('#field-email');
      expect(problem?.text).toBe('Enter your email address, such as dana@contoso.com.');
      expect(await told()).toEqual([]);
    });
  });
});
