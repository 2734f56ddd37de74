import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { StoreUnavailable } from '../../../shared/ports';
import { serving } from '../../local/host/registered-app';
import { company, faultyFields, refusalOf } from '../../link-world';
import { ListFiles } from '../../list-files';
import { billing, fay, fabrikam } from '../../portal-world';
import { cellsOf, recordsOf } from '../../spreadsheet';
import type { WatchedStore } from '../../watched-store';
import { contoso, noa, tenants, type Call, type World } from '../../world';

describe('lists as CSV', () => {
  let world: World;
  let store: WatchedStore;
  let files: ListFiles;
  beforeEach(async () => {
    files = await ListFiles.as('csv');
    ({ world, store } = files);
  });
  afterEach(() => world.close());

  const offers = (call?: Call) => files.offers(call);
  const answers = (offerId: string, call?: Call) => files.answers(offerId, call);

  it('have a row for each offer, newest first, under headings', async () => {
    const { offer } = await world.invite({ reference: 'Spring', maxRedemptions: 5, delegatedAdministration: true });
    world.pass({ seconds: 1 });
    await world.invite({ productId: 'microsoft-365-e5-trial', language: 'he' });
    const { status, headers, text } = await offers();
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
    const [newest, oldest, ...others] = recordsOf(text);
    expect(others).toEqual([]);
    expect(newest).toMatchObject({
      Reference: '',
      Language: 'עברית',
      'Most acceptances': '',
      'Delegated administration': 'No',
    });
    expect(oldest).toEqual({
      'Offer number': offer.summaryId,
      Kind: 'Trial invitation',
      Status: 'Active',
      Reference: 'Spring',
      Products: 'Microsoft 365 Business Premium',
      Licences: '25',
      'Country or region': 'Israel',
      'Delegated administration': 'Yes',
      'Delegation, days': '',
      Language: 'English',
      Acceptances: '0',
      'Most acceptances': '5',
      'Created (UTC)': '2026-11-22 12:00:00',
      'Created by': 'Noa Levi',
      'Open until (UTC)': '2027-02-20 12:00:00',
      Link: offer.url,
    });
  });

  it('have a row for each answer to an offer', async () => {
    const { id, code } = await world.invite({ delegatedAdministration: true });
    const agree = { acceptDelegatedAdministration: true };
    const confirmed = await world.redeem(code, agree);
    world.pass({ minutes: 1 });
    await world.confirm(code, confirmed, await world.mailedCode(contoso.contact.email));
    world.pass({ minutes: 1 });
    await world.redeem(code, { ...company(2), acceptDelegatedAdministration: false });
    const [newest, oldest] = recordsOf((await answers(id)).text);
    expect(newest).toMatchObject({
      Status: 'Waiting for the code',
      Company: 'Company 2',
      'Delegated administration': 'No',
      'Confirmed (UTC)': '',
      Reason: '',
    });
    expect(oldest).toEqual({
      Status: 'Confirmed',
      Company: 'Contoso',
      'Primary domain': 'contoso.example',
      'Country or region': 'Israel',
      Contact: 'Dana Cohen',
      Email: 'dana@contoso.example',
      Phone: "'+972 3 555 0111",
      Products: 'Microsoft 365 Business Premium',
      Licences: '25',
      'Delegated administration': 'Yes',
      Language: 'English',
      'Answered (UTC)': '2026-11-22 12:00:00',
      'Confirmed (UTC)': '2026-11-22 12:01:00',
      Reason: '',
    });
  });

  it('are asked for by format, or by the Accept header, and JSON is what comes otherwise', async () => {
    await world.invite();
    const typeFor = async (accept: string, format?: string) => {
      const query = format === undefined ? {} : { format };
      const { headers } = await world.call('listOffers', { as: noa, headers: { accept }, query });
      return headers.get('content-type')?.split(';')[0];
    };
    expect(await typeFor('text/csv')).toBe('text/csv');
    expect(await typeFor('text/csv, application/json;q=0.5')).toBe('text/csv');
    expect(await typeFor('application/json, text/csv')).toBe('application/json');
    expect(await typeFor('*/*')).toBe('application/json');
    expect(await typeFor('text/html')).toBe('application/json');
    expect(await typeFor('application/json', 'csv')).toBe('text/csv');
    expect(await typeFor('text/csv', 'json')).toBe('application/json');
  });

  it.each([
    ['en', 'Status', 'Active', 'Offers'],
    ['he', 'מצב', 'פעילה', 'הצעות'],
    ['zh-CN', '状态', '有效', '邀请'],
  ])('speak %s when asked, down to the name of the file', async (language, heading, status, name) => {
    await world.invite();
    const { headers, text } = await offers({ query: { language } });
    expect(recordsOf(text)[0]).toMatchObject({ [heading]: status });
    const [, plain, encoded = ''] =
      /^attachment; filename="([\w.-]+)"; filename\*=UTF-8''([\w.~%-]+)$/u.exec(
        headers.get('content-disposition') ?? '',
      ) ?? [];
    expect(plain).toBe('offers-2026-11-22.csv');
    expect(decodeURIComponent(encoded)).toBe(`${name} 2026-11-22.csv`);
  });

  it('speak the language that the partner prefers when none is asked for', async () => {
    await world.invite();
    const own = await world.call('getCompany', { as: noa });
    await world.call('updateCompany', {
      as: noa,
      headers: { 'if-match': own.headers.get('etag') ?? '' },
      body: { ...own.json, preferredLanguage: 'zh-CN' },
    });
    const { text } = await world.call('listOffers', { as: noa, query: { format: 'csv' } });
    expect(cellsOf(text)[0]).toContain('状态');
  });

  it('keep Hebrew, quotation marks, commas and line breaks as they were typed', async () => {
    const references = ['תקווה בע״מ, סניף "צפון"', 'a;b', "O'Brien", '晨光科技', '\u05e9\u05c1 +1'];
    for (const reference of references) {
      await world.invite({ reference });
      world.pass({ seconds: 1 });
    }
    const { text } = await offers();
    expect(recordsOf(text).map(({ Reference }) => Reference)).toEqual(references.reverse());
    expect(Buffer.from(text).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u);
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '=cmd|" /C calc"!A0',
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
    '=HYPERLINK("http://x","y")',
  ])('make no formula of the reference %s', async (reference) => {
    await world.invite({ reference });
    expect(recordsOf((await offers()).text)[0]?.Reference).toBe(`'${reference}`);
  });

  it('make no formula of what strangers typed', async () => {
    const { id, code } = await world.invite();
    await world.redeem(code, { ...company(1), companyName: '=1+1', contact: { ...company(1).contact, name: '@x' } });
    expect(recordsOf((await answers(id)).text)[0]).toMatchObject({ Company: "'=1+1", Contact: "'@x" });
  });

  it('have headings alone where nothing matches', async () => {
    expect(cellsOf((await offers({ query: { q: 'nowhere' } })).text)).toHaveLength(1);
  });

  it('hold what the filters let through, whatever the limit and the cursor', async () => {
    for (const reference of ['one', 'two', 'twofold']) await world.invite({ reference });
    const first = await world.call('listOffers', { as: noa, query: { limit: '1' } });
    const { text } = await offers({ query: { q: 'two', limit: '1', cursor: String(first.json.nextCursor) } });
    expect(
      recordsOf(text)
        .map(({ Reference }) => Reference)
        .sort(),
    ).toEqual(['two', 'twofold']);
    const { id, code } = await world.invite();
    for (const number of [1, 2, 3]) await world.redeem(code, company(number));
    const found = recordsOf((await answers(id, { query: { q: 'company-2', status: 'awaitingConfirmation' } })).text);
    expect(found.map(({ Company }) => Company)).toEqual(['Company 2']);
  });

  it.each([
    ['format', 'xml'],
    ['language', 'fr'],
    ['limit', '0'],
    ['cursor', 'x'],
  ])('refuse %s=%s with a problem document', async (name, value) => {
    const answer = await offers({ query: { [name]: value } });
    expect([answer.status, refusalOf(answer), faultyFields(answer)]).toEqual([422, 'invalid-request', [`/${name}`]]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('are made of the partner’s own alone, for those who may see them', async () => {
    const { id, code } = await world.invite({ reference: 'secret' });
    await world.redeem(code);
    await world.addPartner(tenants.fabrikam, fabrikam);
    expect(cellsOf((await offers({ as: fay })).text)).toHaveLength(1);
    expect(refusalOf(await answers(id, { as: fay }))).toBe('not-found');
    expect(refusalOf(await answers(id, { as: await billing(world) }))).toBe('forbidden');
    expect((await offers({ as: { ...noa, userId: 'nobody' } })).status).toBe(403);
    expect((await world.call('listOffers', { query: { format: 'csv' } })).status).toBe(401);
  });

  it('answer HEAD without making any row', async () => {
    await world.invite();
    store.forget();
    const answer = await offers({ method: 'HEAD' });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    expect(store.calls.filter(({ kind }) => kind === 'list')).toHaveLength(1);
  });

  it('let a portal elsewhere read the name of the file', async () => {
    const { headers } = await offers({ headers: { origin: 'https://portal.example' } });
    expect(headers.get('access-control-expose-headers')).toContain('Content-Disposition');
  });

  describe('of more than a page', () => {
    const many = 1_300;
    beforeEach(async () => {
      for (let from = 0; from < many; from += 100) {
        const made = await world.invite({ reference: 'pattern' });
        const [pattern] = (await world.documents('offer')).filter((document) => document.offerId === made.id);
        if (!pattern) throw new Error('There is no offer.');
        const copies = Array.from({ length: 99 }, (_, n) => {
          const offerId = `copy-${from}-${n}`;
          const sortKey = `${String(pattern.createdAt)}~${offerId}`;
          return { ...pattern, id: `offer:${offerId}`, type: 'offer', offerId, sortKey, summaryId: offerId };
        });
        await store.write(
          tenants.northwind,
          copies.map((document) => ({ kind: 'create', document })),
        );
        world.pass({ seconds: 1 });
      }
      store.forget();
    });

    it('are read as they are sent, a page at a time, every row once and in order', async () => {
      const { text } = await offers();
      const rows = recordsOf(text);
      expect(rows).toHaveLength(many);
      expect(new Set(rows.map((row) => row['Offer number'])).size).toBe(many);
      const created = rows.map((row) => row['Created (UTC)'] ?? '');
      expect(created).toEqual([...created].sort().reverse());
      expect(store.rounds.filter((round) => round === 'list')).toHaveLength(3);
    });

    it('are refused when the store is down at once, and told in the log when it fails later', async () => {
      const error = new StoreUnavailable('down', 3);
      store.fault = (_index, { kind }) => (kind === 'list' ? { when: 'before', error } : undefined);
      const refused = await offers();
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '3']);
      let lists = 0;
      store.fault = (_index, { kind }) =>
        kind === 'list' && (lists += 1) === 2 ? { when: 'before', error } : undefined;
      await expect(offers()).rejects.toThrow(error);
      expect(world.logged.filter((line) => line.includes('"event":"crash"'))).toEqual([
        expect.stringMatching(/"operation":"listOffers","error":"StoreUnavailable"/u),
      ]);
    });

    const download = async (path: 'direct' | 'worker') => {
      const { methods, route, authLevel, handler } = world.operations.listOffers;
      const served = await serving((app) => app.http('listOffers', { methods, route, authLevel, handler }), { path });
      const authorization = `Bearer ${Buffer.from(JSON.stringify(noa)).toString('base64url')}`;
      const outgoing = httpRequest({
        port: served.port,
        host: '127.0.0.1',
        path: '/api/offers?format=csv',
        headers: { authorization },
        agent: false,
      }).end();
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      let text = '';
      response.setEncoding('utf8');
      const ending = new Promise<'whole' | 'broken'>((resolve) => {
        response.on('data', (piece: string) => (text += piece));
        response.once('end', () => resolve('whole'));
        response.once('error', () => resolve('broken'));
      });
      const outcome = await ending;
      await served.host.stop(0);
      return { status: response.statusCode, outcome, rows: text.split('\r\n').length - 2 };
    };

    it.each(['direct', 'worker'] as const)('arrive whole over HTTP (%s)', async (path) => {
      expect(await download(path)).toEqual({ status: 200, outcome: 'whole', rows: many });
    });

    it('break off over HTTP when the store fails on the way, or fail as a whole where the platform collects them', async () => {
      const failing = () => {
        let lists = 0;
        const error = new StoreUnavailable('down', 3);
        store.fault = (_index, { kind }) =>
          kind === 'list' && (lists += 1) > 1 ? { when: 'before', error } : undefined;
      };
      failing();
      expect(await download('direct')).toEqual({ status: 200, outcome: 'broken', rows: 500 });
      failing();
      expect(await download('worker')).toMatchObject({ status: 500 });
    });
  });
});
