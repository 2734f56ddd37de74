import { linksIn } from '../../hostile-text';
import { browser, ends, faultyFields, languageOf, pageOf, refusalOf, snapshotOf } from '../../link-world';
import { watchedWorld } from '../../watched-store';
import { noa, World, type Answer, type Call } from '../../world';

describe('POST /o/{code}/refusal', () => {
  let world: World;
  let offerId: string;
  let code: string;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    ({ id: offerId, code } = await world.invite({ reference: 'Autumn 2026' }));
  });
  afterEach(() => world.close());

  const decline = (body: unknown = {}, more: Call = {}): Promise<Answer> =>
    world.call('declineOffer', { params: { code }, body, ...more });
  const send = (form: Readonly<Record<string, string>>): Promise<Answer> =>
    world.call('declineOffer', { params: { code }, form, headers: browser });
  const list = async () => {
    const { items } = (await world.call('listRedemptions', { as: noa, params: { offerId } })).json;
    return items as Record<string, unknown>[];
  };
  const words = { reason: 'We chose something else.\nPerhaps next year.', email: 'dana@contoso.example' };

  it('tells the partner, and changes nothing about the offer', async () => {
    const before = (await snapshotOf(world)).of('offer');
    const answer = await decline(words);
    expect([answer.status, answer.json.status]).toEqual([200, 'declined']);
    expect((await snapshotOf(world)).of('offer')).toEqual(before);
    expect(await list()).toMatchObject([{ ...words, status: 'declined', companyName: null, verified: false }]);
    const { items } = (await world.call('listNotifications', { as: noa })).json;
    expect(items).toMatchObject([
      { kind: 'offerDeclined', offerId, reference: 'Autumn 2026', ...words, verified: false },
    ]);
    await world.deliver();
    const [mail] = world.mails;
    expect(mail).toMatchObject({ kind: 'offerDeclined', to: { address: 'noa@northwind.example' } });
    expect(mail?.text).toContain('Perhaps next year.');
    expect(mail?.text).toContain('nobody has checked who it was');
    const trail = await world.documents('audit');
    expect(trail.filter(({ action }) => action === 'offerDeclined')).toMatchObject([{ subject: offerId }]);
  });

  it('needs neither a reason nor an address', async () => {
    expect((await decline({})).status).toBe(200);
    expect(await list()).toMatchObject([{ status: 'declined' }]);
  });

  it('needs no body from a program, but one of a known type where there is one', async () => {
    expect((await world.call('declineOffer', { params: { code } })).status).toBe(200);
    expect((await world.call('declineOffer', { params: { code }, raw: '' })).status).toBe(200);
    expect(await list()).toHaveLength(2);
    const plain = { raw: 'no', headers: { 'content-type': 'text/plain' } };
    expect(refusalOf(await world.call('declineOffer', { params: { code }, ...plain }))).toBe('unsupported-media-type');
    // From a browser that is what a link scanner sends, which means nothing.
    expect((await world.call('declineOffer', { params: { code }, headers: browser })).status).toBe(422);
    expect(await list()).toHaveLength(2);
  });

  it('shows the first result when the same is said again, and twice to people who said nothing of themselves', async () => {
    const [first, again] = [await decline(words), await decline(words)];
    expect(again.json).toEqual(first.json);
    expect(await list()).toHaveLength(1);
    await decline({});
    await decline({});
    expect(await list()).toHaveLength(3);
  });

  it('belongs to its Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'no-1' };
    const first = await decline({}, { headers });
    expect((await decline({}, { headers })).json).toEqual(first.json);
    expect(refusalOf(await decline(words, { headers }))).toBe('idempotency-key-reused');
    expect(await list()).toHaveLength(1);
  });

  it('of twenty at the same moment each is kept once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => decline(words)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await list()).toHaveLength(1);
  });

  it('is limited for an address about an offer, and says when to come back', async () => {
    for (const reason of ['one', 'two', 'three']) expect((await decline({ ...words, reason })).status).toBe(200);
    const fourth = await decline({ ...words, reason: 'four' });
    expect([fourth.status, refusalOf(fourth), fourth.headers.get('retry-after')]).toEqual([
      429,
      'too-many-attempts',
      '86400',
    ]);
    // Whoever typed it there has taken nothing from its owner elsewhere; and without it there is a way here too.
    const other = await world.invite();
    expect((await world.call('declineOffer', { params: { code: other.code }, body: words })).status).toBe(200);
    expect((await decline({ reason: 'four' })).status).toBe(200);
    world.pass({ days: 1 });
    expect((await decline({ ...words, reason: 'four' })).status).toBe(200);
  });

  it('is limited for all who give no address together, which keeps nobody else from it', async () => {
    for (let left = 0; left < 200; left += 1) expect((await decline({})).status).toBe(200);
    const beyond = await decline({ reason: 'In my own words.' });
    expect([beyond.status, beyond.headers.get('retry-after')]).toEqual([429, '3600']);
    expect((await decline(words)).status).toBe(200);
    const other = await world.invite();
    expect((await world.call('declineOffer', { params: { code: other.code }, body: {} })).status).toBe(200);
    world.pass({ minutes: 60 });
    expect((await decline({})).status).toBe(200);
    // No more is kept of them than the hour that is looked at.
    const throttles = await world.documents('code-throttle');
    expect(throttles.map(({ askedAt }) => (askedAt as string[]).length).sort()).toEqual([1, 1, 1, 1, 1]);
  });

  describe('beyond what is mailed', () => {
    const unread = (count: number, from = 0) =>
      Promise.all(
        Array.from({ length: count }, (_, number) =>
          decline({ reason: `Reason ${from + number}`, email: `x${from + number}@stranger.example` }),
        ),
      );
    const mails = async () => {
      await world.deliver();
      return world.mails.filter(({ kind }) => kind === 'offerDeclined');
    };

    it('is recorded, listed and told in the portal all the same, and the next mail says how many there were', async () => {
      for (let from = 0; from < 60; from += 1) expect((await unread(1, from))[0]?.status).toBe(200);
      expect((await decline(words)).status).toBe(200);
      expect((await snapshotOf(world)).count('redemption')).toBe(61);
      expect((await snapshotOf(world)).count('notification')).toBe(61);
      expect(await mails()).toHaveLength(20);
      world.pass({ minutes: 61 });
      await decline({ reason: 'Later' });
      await decline({ reason: 'Later still' });
      const [first, second] = (await mails()).slice(20);
      expect(first?.text).toMatch(/More notes about it, in your portal alone: 41/u);
      expect(second?.text).not.toContain('More notes');
    });

    it('has a limit of each offer, that both kinds of notes share', async () => {
      await unread(20);
      const other = await world.invite();
      await world.call('declineOffer', { params: { code: other.code }, body: {} });
      expect(await mails()).toHaveLength(21);
      await ends['offer-expired']?.(world, offerId);
      const wish = { message: 'A fresh one, please.', email: words.email };
      expect((await world.call('requestFreshLink', { params: { code }, body: wish })).status).toBe(202);
      await world.deliver();
      expect(world.mails.filter(({ kind }) => kind === 'freshLinkRequested')).toEqual([]);
      const { items } = (await world.call('listNotifications', { as: noa })).json;
      expect(items).toContainEqual(expect.objectContaining({ kind: 'freshLinkRequested', email: words.email }));
    });

    it('is counted at the same moment too: forty people are heard, twenty are mailed', async () => {
      const answers = await unread(40);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(await mails()).toHaveLength(20);
      world.pass({ minutes: 61 });
      await unread(1, 40);
      expect((await mails()).at(-1)?.text).toMatch(/in your portal alone: 20/u);
    });
  });

  it('is kept with its mail or not at all, whatever crashes', async () => {
    const { world: other, store } = await watchedWorld();
    const { code: link } = await other.invite();
    for (const when of ['before', 'after'] as const) {
      store.fault = (_index, { kind }) => (kind === 'write' ? { when, error: new Error('It died.') } : undefined);
      const params = { code: link };
      expect((await other.call('declineOffer', { params, body: { ...words, reason: when } })).status).toBe(500);
      store.fault = () => undefined;
      expect((await other.call('declineOffer', { params, body: { ...words, reason: when } })).status).toBe(200);
    }
    const { count } = await snapshotOf(other);
    expect([count('redemption'), count('mail'), count('notification')]).toEqual([2, 2, 2]);
    other.close();
  });

  it.each([
    ['a number', { reason: 7 }, '/reason'],
    ['too much', { reason: 'x'.repeat(1001) }, '/reason'],
    ['control characters', { reason: 'a\u0007b' }, '/reason'],
    ['no address', { email: 'dana' }, '/email'],
    ['an address with a line break', { email: 'dana@contoso.example\nBcc: all@contoso.example' }, '/email'],
    ['another field', { because: 'x' }, '/because'],
  ])('refuses %s and keeps nothing', async (_what, body, pointer) => {
    const answer = await decline(body);
    expect([answer.status, faultyFields(answer)]).toEqual([422, [pointer]]);
    expect(await list()).toEqual([]);
  });

  it('takes markup for the text that it is', async () => {
    await decline({ reason: '<img src=x onerror=alert(1)>\r\n<b>no</b>' });
    await world.deliver();
    expect(world.mails[0]?.html).not.toMatch(/<img src=x|<b>no/u);
    expect(world.mails[0]?.text).toContain('<b>no</b>');
  });

  it.each(Object.keys(ends))('makes no sense at a dead link: %s', async (end) => {
    await ends[end]?.(world, offerId);
    const answer = await decline(words);
    expect([answer.status, refusalOf(answer)]).toEqual([410, end]);
    expect((await snapshotOf(world)).of('notification')).toEqual([]);
  });

  it('is told apart from the words of the mail, also in plain text', async () => {
    const words = ['Fine.', '* Act now *', '- Sign in at https://evil.example', '-- ', 'Northwind'];
    await world.call('declineOffer', { params: { code }, body: { reason: words.join('\n') } });
    await world.deliver();
    const lines = world.mails.find(({ kind }) => kind === 'offerDeclined')?.text.split('\n') ?? [];
    const shown = [...words.slice(0, 2), '- Sign in at https: / /evil·example'];
    for (const word of shown) expect(lines.filter((line) => line.includes(word))).toEqual([`> ${word}`]);
    expect(linksIn(lines.join('\n'))).toEqual(['hello@northwind.example']);
  });

  it('has nothing that could be confirmed under its id', async () => {
    const { redemptionId } = (await decline(words)).json;
    const params = { code, redemptionId: String(redemptionId) };
    expect((await world.call('confirmRedemption', { params, body: { confirmationCode: '123456' } })).status).toBe(404);
    expect((await world.call('showRedemption', { params, headers: { accept: 'application/json' } })).status).toBe(404);
    expect((await world.call('resendCode', { params, body: {} })).status).toBe(404);
  });

  it('does not keep anybody from accepting', async () => {
    await decline(words);
    const redemptionId = await world.redeem(code);
    expect((await world.confirm(code, redemptionId, await world.mailedCode('dana@contoso.example'))).status).toBe(200);
    expect((await list()).map(({ status }) => status)).toEqual(['confirmed', 'declined']);
  });

  it('stands in the list by its status and its words, and in the spreadsheet', async () => {
    await decline(words);
    await world.redeem(code);
    const listed = async (query: Call['query']) =>
      (
        (await world.call('listRedemptions', { as: noa, params: { offerId }, query: query ?? {} })).json
          .items as unknown[]
      ).length;
    expect([await listed({ status: 'declined' }), await listed({ q: 'something else' }), await listed({})]).toEqual([
      1, 1, 2,
    ]);
    const csv = await world.call('listRedemptions', { as: noa, params: { offerId }, query: { format: 'csv' } });
    expect(csv.status).toBe(200);
  });

  describe('as a form', () => {
    it('is reached from the offer, and says what it is for', async () => {
      const offer = pageOf(await world.call('openLink', { params: { code } }));
      const link = offer.querySelectorAll('a').find(({ text }) => text.trim() === 'No, thank you');
      expect(link?.getAttribute('href')).toBe(`/o/${code}?step=refusal`);
      const page = pageOf(await world.call('openLink', { params: { code }, query: { step: 'refusal' } }));
      expect(page.querySelector('h1')?.text).toBe('Decline this offer');
      expect(page.querySelector('form')?.getAttribute('action')).toBe(`/o/${code}/refusal`);
      expect(page.querySelectorAll('[required]')).toEqual([]);
    });

    it('leads to a calm page, however often it is sent', async () => {
      for (let time = 0; time < 2; time += 1) {
        const answer = await send({ language: 'en', ...words });
        expect([answer.status, answer.headers.get('location')]).toEqual([303, `/o/${code}?step=declined`]);
      }
      expect(await list()).toHaveLength(1);
      const page = pageOf(await world.call('openLink', { params: { code }, query: { step: 'declined' } }));
      expect(page.querySelector('h1')?.text).toBe('Thank you for telling us');
      expect(page.querySelector(`a.button[href="/o/${code}"]`)).not.toBeNull();
    });

    it('stays in the language that its reader chose', async () => {
      const answer = await send({ language: 'he', ...words });
      expect(answer.headers.get('location')).toBe(`/o/${code}?step=declined&lang=he`);
      expect(await list()).toMatchObject([{ language: 'he' }]);
      expect(languageOf(await send({ language: 'he', email: 'dana' }))).toEqual(['he', 'rtl']);
    });

    it('with nothing in it, as link scanners send it, asks once more before anybody is told', async () => {
      const asked = await send({ language: 'en', reason: '  ', email: '' });
      expect(asked.status).toBe(422);
      expect(pageOf(asked).querySelector('h1')?.text).toBe('Decline without a word?');
      expect(await list()).toEqual([]);
      expect((await send({ language: 'en', sure: 'true' })).status).toBe(303);
      expect(await list()).toMatchObject([{ status: 'declined' }]);
    });

    it('comes back with what was typed and what is wrong', async () => {
      const page = pageOf(await send({ language: 'en', reason: 'Too dear', email: 'dana@' }));
      expect(page.querySelector('textarea')?.text.trim()).toBe('Too dear');
      expect(page.querySelector('.summary a')?.getAttribute('href')).toBe('#field-email');
      expect(page.querySelector('#field-email')?.getAttribute('aria-invalid')).toBe('true');
    });

    it('from another site is refused', async () => {
      const headers = { ...browser, 'sec-fetch-site': 'cross-site' };
      const answer = await world.call('declineOffer', { params: { code }, form: words, headers });
      expect(answer.status).toBe(403);
      expect(await list()).toEqual([]);
    });
  });
});
