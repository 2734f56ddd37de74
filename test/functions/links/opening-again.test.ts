import * as fc from 'fast-check';
import { OpenedLinks } from '../../../shared/links/opened-links';
import { changeOffer, ends, languageOf, pageOf, refusalOf, suspend, valueOf } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { noa, person, tenants, World, type Answer } from '../../world';

describe('opening a link that was opened before', () => {
  let world: World;
  let store: WatchedStore;
  let id: string;
  let code: string;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    ({ id, code } = await world.invite());
    await openInEveryForm();
  });
  afterEach(() => world.close());

  const page = (query: Readonly<Record<string, string>> = {}, of = code): Promise<Answer> =>
    world.call('openLink', { params: { code: of }, query });
  const json = (query: Readonly<Record<string, string>> = {}, of = code): Promise<Answer> =>
    world.call('openLink', { params: { code: of }, query, headers: { accept: 'application/json' } });
  const openInEveryForm = async (): Promise<readonly Answer[]> => {
    const queries = [{}, { lang: 'he' }, { lang: 'zh-CN' }, { step: 'details' }];
    return Promise.all(queries.flatMap((query) => [page(query), json(query)]));
  };
  const rename = async (name: string): Promise<void> => {
    const company = await world.call('getCompany', { as: noa });
    await world.call('updateCompany', {
      as: noa,
      headers: { 'if-match': company.headers.get('etag') ?? '' },
      body: { ...company.json, name },
    });
  };

  it('gives the same answer, and reads both documents all the same', async () => {
    const first = await page();
    store.forget();
    const second = await page();
    expect([second.status, second.text]).toEqual([200, first.text]);
    expect([...second.headers]).toEqual([...first.headers]);
    expect(store.rounds).toEqual(['read read']);
  });

  it('keeps pages and JSON, and each language, apart', async () => {
    const [inEnglish, inHebrew, inChinese] = [await page(), await page({ lang: 'he' }), await page({ lang: 'zh-CN' })];
    expect([inEnglish, inHebrew, inChinese].map((answer) => languageOf(answer)[0])).toEqual(['en', 'he', 'zh-CN']);
    expect((await json()).headers.get('content-type')).toBe('application/json');
    // Whoever chose the offer's own language keeps it in the links; whoever chose none does not.
    expect(pageOf(await page({ lang: 'en' })).toString()).toContain('?step=details&amp;lang=en');
    expect(pageOf(await page()).toString()).not.toContain('?step=details&amp;lang=en"');
  });

  it('shows a changed company profile at once', async () => {
    await rename('Southwind');
    for (const { text } of await openInEveryForm()) {
      expect(text).toContain('Southwind');
      expect(text).not.toContain('Northwind');
    }
  });

  it('shows a changed offer at once', async () => {
    await changeOffer(world, id, { introduction: 'Welcome back.' });
    for (const { text } of [await page(), await page({ lang: 'he' }), await json()])
      expect(text).toContain('Welcome back.');
  });

  it.each(Object.entries(ends))('answers %s as soon as that is so', async (refusal, end) => {
    await end(world, id);
    for (const { status } of await openInEveryForm()) expect(status).toBe(410);
    expect(refusalOf(await json())).toBe(refusal);
  });

  it('is there until the very moment at which the offer expires', async () => {
    const expiresAt = Date.parse(String((await json()).json.expiresAt));
    const statuses = async () => [(await page()).status, (await json()).status];
    world.now = expiresAt - 1;
    expect(await statuses()).toEqual([200, 200]);
    world.now = expiresAt;
    expect(await statuses()).toEqual([410, 410]);
    expect(refusalOf(await json())).toBe('offer-expired');
  });

  it('comes back with a partner who was suspended', async () => {
    const before = await page();
    await suspend(world);
    expect((await page()).status).toBe(410);
    await suspend(world, 'active');
    const after = await page();
    expect([after.status, after.text]).toEqual([200, before.text]);
  });

  it('is gone with its documents', async () => {
    const stored = await world.store.changes(undefined, 1000);
    const offer = stored.documents.find((document) => document.id === `offer:${id}`);
    const read = await world.store.read(
      { parse: (value) => value },
      { partition: tenants.northwind, id: `offer:${id}` },
    );
    expect(offer).toBeDefined();
    await world.store.write(tenants.northwind, [{ kind: 'delete', id: `offer:${id}`, etag: read?.etag ?? '' }]);
    expect(refusalOf(await json())).toBe('link-unknown');
  });

  it("shows nothing of another partner's, nor of another offer of the same", async () => {
    await world.addPartner(tenants.fabrikam, {
      name: 'Fabrikam',
      globalAdministrator: { userId: 'fay', name: 'Fay Fox', email: 'fay@fabrikam.example' },
    });
    const theirs = await world.invite({ introduction: 'From Fabrikam.' }, person(tenants.fabrikam, 'fay'));
    const other = await world.invite({ introduction: 'The other one.' });
    for (let time = 0; time < 2; time += 1) {
      const [own, others, foreign] = [await page(), await page({}, other.code), await page({}, theirs.code)];
      expect(own.text).not.toMatch(/Fabrikam|The other one/u);
      expect(others.text).toContain('The other one.');
      expect(others.text).not.toContain('Fabrikam');
      expect(foreign.text).toContain('From Fabrikam.');
      expect(foreign.text).not.toContain('Northwind');
    }
  });

  // Fifteen times, five at a time, so that no test takes long.
  it.each([1, 2, 3])('shows what a newcomer sees, whatever was changed just before (%d)', async () => {
    const Change = fc.constantFrom('rename', 'suspend', 'reinstate', 'rotate', 'revoke', 'reword', 'wait', 'nothing');
    const asked = [{}, { lang: 'he' }, { lang: 'zh-CN' }, { step: 'refusal' }, { step: 'declined', lang: 'en' }];
    let name = 0;
    const change = async (what: string, offerId: string): Promise<unknown> => {
      const call = { as: noa, params: { offerId }, headers: { 'if-match': '*' } };
      switch (what) {
        case 'rename':
          return rename(`Northwind ${(name += 1)}`);
        case 'suspend':
          return suspend(world);
        case 'reinstate':
          return suspend(world, 'active');
        case 'rotate':
          return world.call('rotateLink', call);
        case 'revoke':
          return world.call('revokeOffer', { ...call, body: {} });
        case 'reword':
          return changeOffer(world, offerId, { introduction: `Words ${(name += 1)}` });
        case 'wait':
          world.pass({ days: 60 });
          return undefined;
        default:
          return undefined;
      }
    };
    await fc.assert(
      fc.asyncProperty(fc.array(Change, { minLength: 1, maxLength: 6 }), async (changes) => {
        await suspend(world, 'active');
        const invited = await world.invite();
        const rotated = world.ports.links.issue({
          partnerId: tenants.northwind,
          offerId: invited.id,
          linkVersion: 2,
        });
        for (const what of changes) {
          // Somebody opens it while it is being changed.
          const opening = [page({}, invited.code), json({ lang: 'he' }, rotated)];
          await Promise.all([...opening, change(what, invited.id)]);
          const newcomer = new World({ store: () => world.ports.partners });
          newcomer.now = world.now;
          for (const code of [invited.code, rotated])
            for (const query of asked)
              for (const accept of ['text/html', 'application/json']) {
                const call = { params: { code }, query, headers: { accept } };
                const [again, first] = [await world.call('openLink', call), await newcomer.call('openLink', call)];
                const seen = ({ status, text, headers }: Answer) => [
                  status,
                  text.replace(/[\da-f]{32}/gu, ''),
                  headers.get('content-type'),
                  headers.get('content-security-policy'),
                ];
                expect(seen(again)).toEqual(seen(first));
              }
          newcomer.close();
        }
      }),
      { numRuns: 5 },
    );
  });

  it('gives each form a key of its own', async () => {
    const keys = [await page({ step: 'details' }), await page({ step: 'details' })].map((answer) =>
      valueOf(pageOf(answer), 'idempotencyKey'),
    );
    expect(keys[0]).toMatch(/^[\w-]{22}$/u);
    expect(keys[0]).not.toBe(keys[1]);
  });

  it('hands out documents and answers that nobody can change', async () => {
    const link = world.ports.links.read(code);
    if (!link) throw new Error('The code is not known.');
    const kept = await new OpenedLinks().read(world.ports, link, code);
    if (!kept) throw new Error('The link leads nowhere.');
    const answer = kept.keep('page', () => ({ status: 200, headers: { Vary: 'Origin' }, body: 'x' }));
    for (const shared of [kept.partner, kept.offer, link, answer])
      expect(() => Object.assign(shared, { extra: true })).toThrow(TypeError);
    expect(() => kept.partner.document.profile.offices.push({ id: 'x', name: 'X' })).toThrow(TypeError);
    expect(() => kept.offer.document.lines.pop()).toThrow(TypeError);
    expect(() => Object.assign(answer.headers, { Vary: '*' })).toThrow(TypeError);
    expect(kept.keep('page', () => ({ status: 500, headers: {} }))).toBe(answer);
  });
});
