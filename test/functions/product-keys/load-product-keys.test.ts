import { faultyFields, refusalOf } from '../../link-world';
import { fabrikam, fay } from '../../portal-world';
import { keyNumber, keyRow } from '../../product-keys';
import { noa, person, tenants, World, type Answer, type Call } from '../../world';

interface Result {
  readonly row: number;
  readonly status: string;
  readonly id?: string;
  readonly lastFive?: string;
  readonly detail?: string;
}

const resultsOf = (answer: Answer): readonly Result[] => {
  if (answer.status !== 200) throw new Error(`Nothing was loaded: ${answer.text}`);
  return answer.json.results as readonly Result[];
};
const statusesOf = (answer: Answer) => resultsOf(answer).map(({ status }) => status);
const lastFive = (number: number) => keyNumber(number).slice(-5);

let world: World;
beforeEach(async () => {
  world = new World();
  await world.addPartner();
  await world.addPartner(tenants.fabrikam, fabrikam);
});
afterEach(() => world.close());

const load = (rows: readonly unknown[], more: Call = {}) =>
  world.call('loadProductKeys', { as: noa, body: { keys: rows }, ...more });
const loadTable = (table: string | Uint8Array, type = 'text/csv') =>
  world.call('loadProductKeys', { as: noa, raw: table, headers: { 'content-type': type } });
const keys = () => world.documents('product-key');

describe('loading product keys', () => {
  it('answers for each row, in their order, and keeps what each key stands for', async () => {
    const answer = await load([
      keyRow(1, { expiresAt: '2027-03-31' }),
      keyRow(2, { quantity: 0 }),
      keyRow(3, { key: 'ABC' }),
      keyRow(4),
    ]);
    const [first, second, third, fourth] = resultsOf(answer);
    expect(first).toMatchObject({ row: 1, status: 'loaded', lastFive: lastFive(1) });
    expect(second).toEqual({
      row: 2,
      status: 'invalid',
      lastFive: lastFive(2),
      detail: 'quantity: Must be from 1 to 300.',
    });
    expect(third).toEqual({
      row: 3,
      status: 'invalid',
      detail: 'key: A product key has 25 letters and digits; this has 3.',
    });
    expect(fourth).toMatchObject({ row: 4, status: 'loaded', lastFive: lastFive(4) });
    expect(await keys()).toEqual([
      expect.objectContaining({
        partnerId: tenants.northwind,
        keyId: first?.id,
        state: 'free',
        quantity: 10,
        termMonths: 12,
        expiresAt: '2027-03-31T23:59:59.999Z',
        loadedBy: { userId: 'noa', name: 'Noa Levi' },
      }),
      expect.objectContaining({ keyId: fourth?.id, lastFive: lastFive(4) }),
    ]);
    expect(await world.documents('audit')).toContainEqual(
      expect.objectContaining({
        action: 'productKeysLoaded',
        actor: { kind: 'user', userId: 'noa', name: 'Noa Levi' },
      }),
    );
  });

  it('names what of a loaded key is easily mistaken', async () => {
    const [row] = resultsOf(await load([keyRow(1, { key: 'ACDEF-GHJKM-NPQRT-UVWXY-Z0346' })]));
    expect(row).toMatchObject({ status: 'loaded', easilyMistaken: [{ position: 22, couldBe: '0 or O' }] });
  });

  it('knows a key that it has, whatever its spelling: in the list, at this partner and at others', async () => {
    await load([keyRow(1)]);
    await load([keyRow(2)], { as: fay });
    const spelt = keyNumber(3).toLowerCase().replaceAll('-', ' \u2013 ');
    const answer = await load([keyRow(3), keyRow(3, { key: spelt }), keyRow(1), keyRow(2), keyRow(4)]);
    expect(statusesOf(answer)).toEqual(['loaded', 'duplicate', 'duplicate', 'duplicate', 'loaded']);
    const details = resultsOf(answer).map(({ detail }) => detail);
    expect(details[1]).toBe('Row 1 has the same key.');
    expect(details[2]).toBe('Your company loaded this key on 2026-11-22.');
    expect(details[3]).not.toContain('Fabrikam');
    expect(resultsOf(answer)[3]).not.toHaveProperty('id');
    expect(await keys()).toHaveLength(4);
  });

  it('takes a thousand rows, in few calls', async () => {
    const answer = await load(Array.from({ length: 1000 }, (_, number) => keyRow(number)));
    expect(new Set(statusesOf(answer))).toEqual(new Set(['loaded']));
    expect(resultsOf(answer).map(({ row }) => row)).toEqual(Array.from({ length: 1000 }, (_, at) => at + 1));
    expect(await keys()).toHaveLength(1000);
  });

  it('throttles nobody for a list with typing errors', async () => {
    const rows = Array.from({ length: 1000 }, (_, number) =>
      keyRow(number, number < 30 ? { key: `${keyNumber(number)}!` } : {}),
    );
    expect(statusesOf(await load(rows)).filter((status) => status === 'invalid')).toHaveLength(30);
    expect((await world.call('searchProductKey', { as: noa, body: { key: keyNumber(500) } })).status).toBe(200);
    expect(await world.documents('code-throttle')).toEqual([]);
  });

  it('names no field that it does not know: somebody may have a key there', async () => {
    for (const body of [
      { keys: [keyRow(1)], [keyNumber(2)]: 1 },
      { [keyNumber(2)]: keyRow(1) },
      { keys: [{ [keyNumber(2)]: 1 }] },
    ]) {
      const answer = await world.call('loadProductKeys', { as: noa, body });
      expect(answer.text).toContain('fields that are not known here');
      expect(answer.text).not.toContain(keyNumber(2).slice(0, 11));
    }
  });

  it.each([
    ['no list', {}, ['/keys']],
    ['no rows', { keys: [] }, ['/keys']],
    ['too many rows', { keys: Array.from({ length: 1001 }, () => 0) }, ['/keys']],
    ['something that is no list', { keys: 'x' }, ['/keys']],
    ['more than a list', { keys: [keyRow(1)], note: '' }, ['/note']],
  ])('refuses %s as a whole', async (_what, body, pointers) => {
    const answer = await world.call('loadProductKeys', { as: noa, body });
    expect([answer.status, faultyFields(answer)]).toEqual([422, pointers]);
    expect(await keys()).toEqual([]);
  });

  it('loads a withdrawn key again, as another one, for whoever has it', async () => {
    const [row] = resultsOf(await load([keyRow(1)]));
    const call = { as: noa, params: { keyId: row?.id ?? '' }, headers: { 'if-match': '*' } };
    expect((await world.call('withdrawProductKey', call)).status).toBe(204);
    const [again] = resultsOf(await load([keyRow(1)], { as: fay }));
    expect(again).toMatchObject({ status: 'loaded' });
    expect(again?.id).not.toBe(row?.id);
    expect(statusesOf(await load([keyRow(1)]))).toEqual(['duplicate']);
    const search = (as: Call['as']) =>
      world.call('searchProductKey', { ...(as ? { as } : {}), body: { key: keyNumber(1) } });
    expect((await search(fay)).json).toMatchObject({ id: again?.id, state: 'free' });
    expect((await search(noa)).status).toBe(404);
  });

  it('answers a repeated call with what the first one loaded, also when that was withdrawn since', async () => {
    const headers = { 'idempotency-key': 'list-1' };
    const first = await load([keyRow(1), keyRow(2), keyRow(1)], { headers });
    const again = await load([keyRow(1), keyRow(2), keyRow(1)], { headers });
    expect(again.text).toBe(first.text);
    const [row] = resultsOf(first);
    await world.call('withdrawProductKey', { as: noa, params: { keyId: row?.id ?? '' }, headers: { 'if-match': '*' } });
    expect((await load([keyRow(1), keyRow(2), keyRow(1)], { headers })).text).toBe(first.text);
    expect(await keys()).toHaveLength(2);
    const other = await load([keyRow(3)], { headers });
    expect([other.status, refusalOf(other)]).toEqual([422, 'idempotency-key-reused']);
    expect(statusesOf(await load([keyRow(2)], { headers: { 'idempotency-key': 'list-2' } }))).toEqual(['duplicate']);
  });

  it.each(['none', 'limited', 'full'] as const)(
    'is for who supports companies, here %s',
    async (supportedCompanies) => {
      const as = await world.addUser({ userId: 'lior', companyRole: 'none', supportedCompanies });
      expect((await load([keyRow(1)], { as })).status).toBe(supportedCompanies === 'none' ? 403 : 200);
    },
  );

  it('is refused to whoever is no subscription advisor', async () => {
    const tenantId = '44444444-4444-4444-8444-444444444444';
    await world.addPartner(tenantId, { authorizations: ['delegatedAdministration', 'serviceProvider'] });
    const answer = await load([keyRow(1)], { as: person(tenantId, 'noa') });
    expect([answer.status, answer.json.detail]).toEqual([403, expect.stringContaining('subscriptionAdvisor')]);
  });

  it('does not exist in the cloud china, with the reason, whatever is asked of it', async () => {
    await world.addPartner(tenants.lotus, { cloud: 'china' });
    const as = person(tenants.lotus, 'noa');
    const answers = [
      await load([keyRow(1)], { as }),
      await world.call('listProductKeys', { as }),
      await world.call('searchProductKey', { as, body: { key: keyNumber(1) } }),
      await world.call('withdrawProductKey', { as, params: { keyId: 'x' }, headers: { 'if-match': '*' } }),
    ];
    for (const answer of answers) {
      expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
      expect(answer.json.detail).toBe('This does not exist in the china cloud.');
    }
    const { links } = (await world.call('getOverview', { as })).json;
    expect(links).toContainEqual(
      expect.objectContaining({
        id: 'product-keys',
        available: false,
        reason: 'This does not exist in the china cloud.',
      }),
    );
  });
});

describe('a list of keys as a table', () => {
  const heading = ['Product key', 'Product ID', 'Licenses', 'Term (months)', 'Expiry date'];
  const cells = [keyNumber(1), 'microsoft-365-business-standard', '10', '12', '31/12/2027'];
  const quoted = cells.map((cell) => `"${cell}"`);

  it.each([
    ['commas', `${heading.join(',')}\n${cells.join(',')}\n`],
    ['semicolons', `${heading.join(';')}\r\n${cells.join(';')}\r\n;;;;\r\n`],
    ['tabs', `${heading.join('\t')}\n${cells.join('\t')}`],
    ['a byte order mark', `\ufeff${heading.join(';')}\r\n${cells.join(';')}`],
    ['cells in quotation marks', `${heading.map((name) => `"${name}"`).join(',')}\n${quoted.join(',')}\n`],
    ['empty lines', `${heading.join(',')}\n\n${cells.join(',')}\n\n`],
    ["Excel's hint", `sep=;\r\n${heading.join(';')}\r\n${cells.join(';')}`],
    [
      'columns in another order, and more of them',
      `Note,${[...heading].reverse().join(',')}\n"a, b",${[...cells].reverse().join(',')}`,
    ],
    ['headings as programs write them', `productKey,product_id,quantity,termMonths,expiresAt\n${cells.join(',')}`],
    ['headings in Hebrew', `מפתח מוצר;מוצר;כמות;חודשים;תאריך תפוגה\n${cells.join(';')}`],
    ['headings in Chinese', `产品密钥,产品,数量,期限（月）,到期日\n${cells.join(',')}`],
    ['old line ends', `${heading.join(',')}\r${cells.join(',')}\r`],
    [
      'a heading with a comma in it',
      `"Key","Product","Seats","Term","Expires","Note, internal"\n${quoted.join(',')},x`,
    ],
  ])('is read with %s', async (_what, table) => {
    const answer = await loadTable(table);
    expect(resultsOf(answer)).toMatchObject([{ row: 1, status: 'loaded', lastFive: lastFive(1) }]);
    expect(await keys()).toMatchObject([
      { productId: cells[1], quantity: 10, termMonths: 12, expiresAt: '2027-12-31T23:59:59.999Z' },
    ]);
  });

  it('is read as Excel saves Unicode text', async () => {
    const wide = Buffer.from(`\ufeff${heading.join('\t')}\r\n${cells.join('\t')}\r\n`, 'utf16le');
    expect(statusesOf(await loadTable(wide))).toEqual(['loaded']);
    expect(statusesOf(await loadTable(wide, 'text/tab-separated-values; charset=utf-16'))).toEqual(['duplicate']);
  });

  it('says of each row what is wrong with it', async () => {
    const rows = [
      cells,
      [keyNumber(2), cells[1], 'ten', '12', ''],
      [keyNumber(3), cells[1], '10', '12', '03/04/2027'],
      [keyNumber(4), cells[1], '10'],
      [keyNumber(5), cells[1], '10', '12', ''],
    ];
    const answer = await loadTable([heading, ...rows].map((row) => row.join(';')).join('\n'));
    expect(statusesOf(answer)).toEqual(['loaded', 'invalid', 'invalid', 'invalid', 'loaded']);
    expect(resultsOf(answer)[2]?.detail).toBe('expiresAt: This may be 2027-04-03 or 2027-03-04; write it so.');
  });

  it.each([`="${keyNumber(1)}"`, `=CONCAT("${keyNumber(1)}";"")`, `+${keyNumber(1)}`, `@${keyNumber(1)}`])(
    'takes no formula for a key: %s',
    async (formula) => {
      const row = [formula, ...cells.slice(1)].map((cell) => `"${cell.replaceAll('"', '""')}"`);
      const answer = await loadTable(`${heading.join(',')}\n${row.join(',')}`);
      expect(resultsOf(answer)).toEqual([
        { row: 1, status: 'invalid', detail: expect.stringContaining('Character 1 (') as string },
      ]);
      expect(answer.text).not.toContain(keyNumber(1).slice(0, 11));
      expect(await keys()).toEqual([]);
    },
  );

  it.each([
    ['no heading', cells.join(','), ['/heading/key', '/heading/productId', '/heading/quantity', '/heading/termMonths']],
    ['a heading that leaves something out', `Key,Product,Seats\n${cells.join(',')}`, ['/heading/termMonths']],
    ['two columns of one kind', `${heading.join(',')},Key\n${cells.join(',')},x`, ['/heading/key']],
    ['nothing but its heading', heading.join(','), ['/keys']],
    ['nothing at all', '\n', ['/heading/key', '/heading/productId', '/heading/quantity', '/heading/termMonths']],
    ['too many rows', `${heading.join(',')}\n${`${cells.join(',')}\n`.repeat(1001)}`, ['/keys']],
  ])('is refused with %s, and never quoted', async (_what, table, pointers) => {
    const answer = await loadTable(table);
    expect([answer.status, faultyFields(answer)]).toEqual([422, pointers]);
    expect(answer.text).not.toContain(keyNumber(1));
  });

  it.each([
    ['an open quotation mark', `${heading.join(',')}\n"${cells.join(',')}`],
    ['a quotation mark within', `${heading.join(',')}\n${keyNumber(1)}"x,1`],
    ['bytes of another encoding', new Uint8Array([0x4b, 0xe9, 0x0a])],
  ])('cannot be read with %s, and is not quoted', async (_what, table) => {
    const answer = await loadTable(table);
    expect([answer.status, refusalOf(answer)]).toEqual([400, 'malformed-request']);
    expect(answer.text).not.toContain(keyNumber(1).slice(0, 11));
  });

  it.each([
    ['text/plain', 415],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 415],
    ['application/csv', 200],
    ['text/csv; charset=utf-8; header=present', 200],
    ['application/vnd.ms-excel', 200],
  ])('may be called %s: %d', async (type, status) => {
    expect((await loadTable(`${heading.join(',')}\n${cells.join(',')}`, type)).status).toBe(status);
  });

  it('has at most a megabyte', async () => {
    const answer = await loadTable(`${heading.join(',')}\n${'x'.repeat(1024 * 1024)}`);
    expect([answer.status, refusalOf(answer)]).toEqual([413, 'payload-too-large']);
  });
});
