import { parse } from 'csv-parse/sync';
import { applyKey, ProductKey } from '../../../shared/domain/keys/product-key';
import { faultyFields, refusalOf } from '../../link-world';
import { fabrikam, fay } from '../../portal-world';
import { keyNumber, keyRow } from '../../product-keys';
import { noa, tenants, World } from '../../world';

const ids = ({ json }: { readonly json: Record<string, unknown> }) =>
  (json.items as readonly { readonly lastFive: string }[]).map(({ lastFive }) => lastFive);
const last = (number: number) => keyNumber(number).slice(-5);

let world: World;
beforeEach(async () => {
  world = new World();
  await world.addPartner();
  await world.addPartner(tenants.fabrikam, fabrikam);
});
afterEach(() => world.close());

const load = async (rows: readonly unknown[], as = noa) => {
  const answer = await world.call('loadProductKeys', { as, body: { keys: rows } });
  return (answer.json.results as readonly { readonly id: string }[]).map(({ id }) => id);
};
const list = (query: Readonly<Record<string, string>> = {}, headers = {}) =>
  world.call('listProductKeys', { as: noa, query, headers });
const stored = async (keyId: string) => {
  const found = await world.store.read(ProductKey, { partition: tenants.northwind, id: `product-key:${keyId}` });
  if (!found) throw new Error('There is no such key.');
  return found;
};
/** As an application does. */
const use = async (keyId: string) => {
  const { document, etag } = await stored(keyId);
  if (document.state !== 'free') throw new Error('The key is not free.');
  const applied = applyKey(document, {
    applicationId: 'a1',
    customerId: 'domain:contoso.example',
    subscriptionId: 's1',
    at: new Date(world.now).toISOString(),
  });
  await world.store.write(tenants.northwind, [{ kind: 'replace', document: applied, etag }]);
};
const withdraw = (keyId: string, ifMatch = '*', as = noa) =>
  world.call('withdrawProductKey', { as, params: { keyId }, headers: ifMatch === '' ? {} : { 'if-match': ifMatch } });

describe('the list of product keys', () => {
  beforeEach(async () => {
    const loaded = await load([
      keyRow(1),
      keyRow(2, { expiresAt: '2026-11-30' }),
      keyRow(3, { productId: 'microsoft-365-business-basic' }),
      keyRow(4),
      keyRow(5, { expiresAt: '2027-11-30' }),
    ]);
    await use(loaded[2] ?? '');
    await withdraw(loaded[3] ?? '');
    await load([keyRow(6)], fay);
    world.pass({ days: 30 });
  });

  it('shows what each key stands for and what became of it, and none of another partner', async () => {
    const answer = await list();
    expect(ids(answer).toSorted()).toEqual([1, 2, 3, 4, 5].map(last).toSorted());
    expect(answer.json.items).toContainEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/u) as string,
      lastFive: last(3),
      state: 'applied',
      productId: 'microsoft-365-business-basic',
      quantity: 10,
      termMonths: 12,
      loadedAt: '2026-11-22T12:00:00.000Z',
      loadedBy: { userId: 'noa', name: 'Noa Levi' },
      applied: {
        applicationId: 'a1',
        customerId: 'domain:contoso.example',
        subscriptionId: 's1',
        at: '2026-11-22T12:00:00.000Z',
      },
      etag: '"2"',
    });
    for (const number of [1, 2, 3, 4, 5]) expect(answer.text).not.toContain(keyNumber(number).slice(0, 5));
  });

  it.each([
    [{ state: 'free' }, [1, 5]],
    [{ state: 'expired' }, [2]],
    [{ state: 'applied' }, [3]],
    [{ state: 'withdrawn' }, [4]],
    [{ productId: 'microsoft-365-business-basic' }, [3]],
    [{ productId: 'microsoft-365-business-standard', state: 'free' }, [1, 5]],
    [{ productId: 'minesweeper' }, []],
    [{ lastFive: last(2) }, [2]],
    [{ lastFive: last(5).toLowerCase() }, [5]],
    [{ lastFive: last(6) }, []],
  ])('goes by %j', async (query, numbers) => {
    expect(ids(await list(query)).toSorted()).toEqual(numbers.map(last).toSorted());
  });

  it.each([
    [{ state: 'used' }, '/state'],
    [{ lastFive: 'ABC' }, '/lastFive'],
    [{ lastFive: keyNumber(1) }, '/lastFive'],
    [{ limit: '0' }, '/limit'],
    [{ cursor: 'x' }, '/cursor'],
  ])('refuses %j', async (query, pointer) => {
    const answer = await list(query);
    expect([answer.status, faultyFields(answer)]).toEqual([422, [pointer]]);
    expect(answer.text).not.toContain(keyNumber(1).slice(0, 5));
  });

  it('goes page by page', async () => {
    const seen: string[] = [];
    let query: Record<string, string> = { limit: '2' };
    for (let page = 0; page < 3; page += 1) {
      const answer = await list(query);
      seen.push(...ids(answer));
      query = { limit: '2', cursor: String(answer.json.nextCursor) };
    }
    expect(query.cursor).toBe('undefined');
    expect(seen.toSorted()).toEqual([1, 2, 3, 4, 5].map(last).toSorted());
  });

  it.each([
    ['en', 'Last five characters', ['Free', 'Expired', 'Used', 'Withdrawn', 'Free']],
    ['he', 'חמשת התווים האחרונים', ['פנוי', 'פג תוקפו', 'נוצל', 'נמשך', 'פנוי']],
    ['zh-CN', '最后五位字符', ['未使用', '已过期', '已使用', '已撤回', '未使用']],
  ])('can be had as a file in %s, with no more of a key than its end', async (language, heading, states) => {
    const answer = await list({ format: 'csv', language });
    const [headings = [], ...rows] = parse(answer.text, { bom: true });
    expect(headings[0]).toBe(heading);
    const stateOf = new Map(rows.map(([lastFive = '', state = '']) => [lastFive, state]));
    expect([1, 2, 3, 4, 5].map((number) => stateOf.get(last(number)))).toEqual(states);
    expect(answer.text).toContain('contoso.example');
    for (const number of [1, 2, 3, 4, 5]) expect(answer.text).not.toContain(keyNumber(number).slice(0, 5));
    const workbook = await list({ format: 'xlsx', language });
    expect(workbook.headers.get('content-type')).toContain('spreadsheetml');
  });
});

describe('searching for a whole key', () => {
  const search = (key: string, as = noa) => world.call('searchProductKey', { as, body: { key } });

  it('finds it however it is spelt, with the ETag to withdraw it by', async () => {
    const [id] = await load([keyRow(1)]);
    const answer = await search(` ${keyNumber(1).toLowerCase().replaceAll('-', '\u2014')}\u200f`);
    expect(answer.json).toMatchObject({ id, state: 'free', etag: '"1"' });
    expect(answer.headers.get('etag')).toBe('"1"');
    expect((await withdraw(id ?? '', answer.headers.get('etag') ?? '')).status).toBe(204);
    expect((await search(keyNumber(1))).json).toMatchObject({
      id,
      state: 'withdrawn',
      withdrawn: { by: { userId: 'noa' } },
    });
  });

  it('tells one that is unknown from one that is none, and what to look at again', async () => {
    await load([keyRow(1)], fay);
    const unknown = await search(keyNumber(1));
    expect([unknown.status, refusalOf(unknown)]).toEqual([404, 'product-key-unknown']);
    const none = await search(`${keyNumber(1).slice(0, -1)}О`);
    expect([none.status, refusalOf(none)]).toEqual([422, 'product-key-malformed']);
    expect(none.json.detail).toContain('Character 25');
    const mistyped = await search('ACDEF-GHJKM-NPQRT-UVWXY-Z0346');
    expect(mistyped.json.detail).toContain('22 (0 or O)');
  });

  it('never takes a key for another that looks like it', async () => {
    await load([keyRow(1, { key: 'ACDEF-GHJKM-NPQRT-UVWXY-Z0346' })]);
    expect((await search('ACDEF-GHJKM-NPQRT-UVWXY-ZO346')).status).toBe(404);
  });

  it('is throttled for who guesses, and for nobody else; what is found does not count', async () => {
    await load([keyRow(1)]);
    const colleague = await world.addUser({ userId: 'lior', companyRole: 'none', supportedCompanies: 'limited' });
    for (let guess = 0; guess < 20; guess += 1) {
      expect((await search(keyNumber(1))).status).toBe(200);
      expect((await search(guess % 2 === 0 ? 'nonsense' : keyNumber(100 + guess))).status).toBeGreaterThan(400);
    }
    const throttled = await search(keyNumber(1));
    expect([throttled.status, refusalOf(throttled)]).toEqual([429, 'too-many-attempts']);
    expect(throttled.headers.get('retry-after')).toBe('600');
    expect((await search(keyNumber(1), colleague)).status).toBe(200);
    world.pass({ minutes: 10 });
    expect((await search(keyNumber(1))).status).toBe(200);
  });

  it.each([{}, { key: 5 }, { key: 'x', more: 1 }])('refuses %j, which counts as no guess', async (body) => {
    expect((await world.call('searchProductKey', { as: noa, body })).status).toBe(422);
    expect(await world.documents('code-throttle')).toEqual([]);
  });
});

describe('withdrawing a product key', () => {
  it('wants the version that was read', async () => {
    const [id = ''] = await load([keyRow(1)]);
    expect((await withdraw(id, '')).status).toBe(428);
    const stale = await withdraw(id, '"7"');
    expect([stale.status, refusalOf(stale)]).toEqual([412, 'stale']);
    expect((await withdraw(id, 'W/"1"')).status).toBe(204);
    expect((await stored(id)).document).toMatchObject({ state: 'withdrawn', revision: 2 });
    expect(await world.documents('audit')).toContainEqual(
      expect.objectContaining({ action: 'productKeyWithdrawn', subject: id }),
    );
  });

  it('is refused for what is used, withdrawn, or nobody has, each with its own word', async () => {
    const [used = '', gone = '', expired = ''] = await load([
      keyRow(1),
      keyRow(2),
      keyRow(3, { expiresAt: '2026-11-22' }),
    ]);
    await use(used);
    await withdraw(gone);
    world.pass({ days: 10 });
    const answers = [
      await withdraw(used),
      await withdraw(gone),
      await withdraw('unknown'),
      await withdraw(used, '*', fay),
    ];
    expect(answers.map((answer) => [answer.status, refusalOf(answer)])).toEqual([
      [409, 'product-key-used'],
      [409, 'state-conflict'],
      [404, 'not-found'],
      [404, 'not-found'],
    ]);
    expect((await withdraw(expired)).status).toBe(204);
  });
});
