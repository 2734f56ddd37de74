import * as fc from 'fast-check';
import * as z from 'zod';
import { AuditAction, type AuditEntry } from '../../../shared/domain/activity/audit';
import { limits } from '../../../shared/catalogue/limits';
import { coverId } from '../../../shared/signing/sealed-text';
import { Partner } from '../../../shared/domain/partners/partner';
import { actors, entriesUntil, writeEntries } from '../../audit-world';
import { faultyFields, refusalOf } from '../../link-world';
import { changePartner } from '../../portal-world';
import { recordsOf } from '../../spreadsheet';
import { rowsUnderHeadings, sheetOf } from '../../workbook';
import { noa, person, tenants, World, type Answer } from '../../world';
import { watchedWorld, type WatchedStore } from '../../watched-store';

const Page = z.object({ items: z.array(z.looseObject({ id: z.string() })), nextCursor: z.string().optional() });

const last = new Date('2026-11-20T10:00:00.000Z');
const made = entriesUntil(last, 120, { everyMs: 3_600_000 });

describe('searching the audit trail', () => {
  let world: World;
  let idOf: (entry: AuditEntry) => string;
  beforeAll(async () => {
    world = new World();
    await world.addPartner();
    await writeEntries(world, made);
    const [partner] = (await world.documents('partner')).map((document) => Partner.parse(document));
    idOf = ({ entryId }) => coverId({ idSalt: partner?.idSalt ?? '' }, entryId);
  });
  afterAll(() => world.close());

  /** Every item, page by page. */
  const listed = async (query: Readonly<Record<string, string>>, limit = 100): Promise<readonly string[]> => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const asked = { to: last.toISOString(), ...query, limit: String(limit), ...(cursor ? { cursor } : {}) };
      const answer = await world.call('listAudit', { as: noa, query: asked });
      if (answer.status !== 200) throw new Error(answer.text);
      const page = Page.parse(answer.json);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return ids;
  };

  it('finds exactly what fits who, for whom, what and when, newest first, whatever the page', async () => {
    const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 2 });
    const moment = fc.integer({ min: 0, max: 121 * 3_600_000 }).map((ms) => last.getTime() - ms);
    const search = fc.record({
      actor: optional(fc.constantFrom(...actors.map(({ kind }) => kind))),
      userId: optional(fc.constantFrom('noa', 'lior', 'operator', 'nobody')),
      customerId: optional(fc.constantFrom('domain:customer-1.example', 'domain:customer-4.example', 'none')),
      action: optional(fc.uniqueArray(fc.constantFrom(...AuditAction.options), { minLength: 1, maxLength: 20 })),
      subject: optional(fc.constantFrom('subject-0', 'subject-3', 'x')),
      from: optional(moment),
      to: optional(moment),
      limit: fc.constantFrom(1, 7, 100),
    });
    await fc.assert(
      fc.asyncProperty(search, async ({ limit, from, to, action, ...asked }) => {
        fc.pre(from === undefined || to === undefined || from <= to);
        const query = Object.fromEntries(
          Object.entries({
            ...asked,
            action: action?.join(','),
            from: from && new Date(from).toISOString(),
            to: to && new Date(to).toISOString(),
          }).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
        );
        const fitting = made.filter((entry) => {
          const at = Date.parse(entry.at);
          return (
            (asked.actor === undefined || entry.actor.kind === asked.actor) &&
            (asked.userId === undefined || ('userId' in entry.actor && entry.actor.userId === asked.userId)) &&
            (asked.customerId === undefined || entry.customerId === asked.customerId) &&
            (action === undefined || action.includes(entry.action)) &&
            (asked.subject === undefined || entry.subject === asked.subject) &&
            (from === undefined || at >= from) &&
            (to === undefined || at <= to)
          );
        });
        expect(await listed(query, limit)).toEqual(fitting.map(idOf).reverse());
      }),
      { numRuns: 60 },
    );
  });

  it('takes days too, from the first moment of the one to the last of the other', async () => {
    const within = made.filter(({ at }) => at >= '2026-11-17' && at < '2026-11-19');
    expect(within).toHaveLength(48);
    expect(await listed({ from: '2026-11-17', to: '2026-11-18' })).toEqual(within.map(idOf).reverse());
    expect(await listed({ from: '2026-11-17T02:00:00+02:00', to: '2026-11-18T23:59:59.999Z' })).toEqual(
      within.map(idOf).reverse(),
    );
  });

  it.each([
    ['actor', 'noa'],
    ['actor', ''],
    ['action', 'offerSent,offerLost'],
    ['action', ''],
    ['from', 'yesterday'],
    ['from', '2026-13-01'],
    ['to', '2026-11-31'],
    ['to', '1763632800000'],
    ['customerId', 'x'.repeat(256)],
    ['subject', 'x'.repeat(256)],
    ['userId', 'x'.repeat(101)],
    ['cursor', 'bmV4dA'],
    ['limit', '0'],
    ['format', 'ndjson'],
    ['language', 'fr'],
  ])('refuses %s=%s', async (name, value) => {
    const answer = await world.call('listAudit', { as: noa, query: { [name]: value } });
    expect([answer.status, faultyFields(answer).map((field) => field.split('/')[1])]).toEqual([422, [name]]);
  });

  it('refuses a period that ends before it begins', async () => {
    const answer = await world.call('listAudit', { as: noa, query: { from: '2026-11-18', to: '2026-11-17' } });
    expect([answer.status, faultyFields(answer)]).toEqual([422, ['/to']]);
  });
});

describe('whoever may not see customers', () => {
  it('finds out nothing about them by searching', async () => {
    const world = new World();
    await world.addPartner();
    await writeEntries(world, entriesUntil(new Date(world.now), 120));
    const as = await world.addUser({
      userId: 'gal',
      companyRole: 'globalAdministrator',
      supportedCompanies: 'none',
    });
    const asked = (query: Readonly<Record<string, string>>) => world.call('listAudit', { as, query });
    for (const customerId of ['domain:customer-1.example', 'domain:nobody.example']) {
      const answer = await asked({ customerId });
      expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
    }
    const { items } = Page.parse((await asked({ subject: 'subject-0', limit: '100' })).json);
    expect(items.length).toBeGreaterThan(3);
    for (const item of items) expect(item).toMatchObject({ subject: 'subject-0' });
    const hidden = await asked({ subject: 'subject-0', action: 'delegationEnded,administratorChanged' });
    expect(Page.parse(hidden.json).items).toEqual([]);
    await changePartner(world, { authorizations: [] });
    expect((await world.call('listAudit', { as: noa, query: { customerId: 'x' } })).status).toBe(403);
    world.close();
  });
});

describe('the audit trail as a file', () => {
  let world: World;
  let store: WatchedStore;
  beforeAll(async () => {
    ({ world, store } = await watchedWorld());
    await writeEntries(world, entriesUntil(last, 1200));
    await writeEntries(
      world,
      entriesUntil(last, 3, { partnerId: tenants.fabrikam, name: 'elsewhere' }),
      tenants.fabrikam,
    );
    await world.addUser({ userId: 'gal', companyRole: 'globalAdministrator', supportedCompanies: 'none' });
  });
  afterAll(() => world.close());
  beforeEach(() => store.forget());

  const asked = (query: Readonly<Record<string, string>>, more: object = {}): Promise<Answer> =>
    world.call('listAudit', { as: noa, query: { language: 'en', ...query }, ...more });
  const lines = ({ text }: Answer): readonly unknown[] =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));
  const wholeList = async (as = noa): Promise<readonly unknown[]> => {
    const items: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await world.call('listAudit', { as, query: { limit: '100', ...(cursor ? { cursor } : {}) } });
      const { items: some, nextCursor } = Page.parse(page.json);
      items.push(...some);
      cursor = nextCursor;
    } while (cursor !== undefined);
    return items;
  };

  it('is, as JSON Lines, what the list says, entry by entry', async () => {
    const answer = await asked({ format: 'jsonl' });
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect(answer.headers.get('content-disposition')).toContain('filename="audit-2026-11-22.jsonl"');
    const all = lines(answer);
    expect(all.length).toBeGreaterThan(1200);
    expect(all).toEqual(await wholeList());
  });

  it('tells, in each format, no more than the list to whoever may not see customers', async () => {
    const gal = person(tenants.northwind, 'gal');
    expect(lines(await asked({ format: 'jsonl' }, { as: gal }))).toEqual(await wholeList(gal));
    const csv = (await asked({ format: 'csv' }, { as: gal })).text;
    const xlsx = JSON.stringify((await sheetOf((await asked({ format: 'xlsx' }, { as: gal })).bytes)).rows);
    for (const text of [csv, xlsx]) expect(text).not.toMatch(/domain:customer/u);
    expect((await asked({ format: 'csv' })).text).toMatch(/domain:customer/u);
    const refused = await asked({ format: 'csv', customerId: 'domain:customer-1.example' }, { as: gal });
    expect(refused.status).toBe(403);
  });

  it('has a row for each entry that is searched for, under headings in the words asked for', async () => {
    const query = { format: 'csv', userId: 'lior', from: '2026-11-20T09:59:50Z' };
    const rows = recordsOf((await asked(query)).text);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      'When (UTC)': '2026-11-20 09:59:59',
      'Done by': 'Partner',
      Name: 'ליאור כהן',
      'User ID': 'lior',
      Customer: 'domain:customer-3.example',
      'What was changed': 'subject-2',
      'Trace ID': 'trace-1198',
    });
    const sheet = await sheetOf((await asked({ ...query, format: 'xlsx', language: 'he' })).bytes);
    expect(sheet.name).toBe('יומן ביקורת');
    expect(rowsUnderHeadings(sheet).map((row) => row['מועד (UTC)'])).toEqual([
      new Date('2026-11-20T09:59:59Z'),
      new Date('2026-11-20T09:59:52Z'),
    ]);
  });

  it.each([
    ['text/csv', 'text/csv; charset=utf-8; header=present'],
    ['application/jsonl', 'application/jsonl'],
    ['application/x-ndjson;q=0.9, application/json', 'application/x-ndjson'],
    ['application/json, application/jsonl', 'application/json'],
    ['*/*', 'application/json'],
  ])('is had by Accept: %s', async (accept, type) => {
    const answer = await asked({ limit: '1' }, { headers: { accept } });
    expect(answer.headers.get('content-type')).toBe(type);
  });

  it('is what format says, whatever is accepted', async () => {
    const answer = await asked({ format: 'jsonl' }, { headers: { accept: 'text/csv, application/jsonl' } });
    expect(answer.headers.get('content-type')).toBe('application/jsonl');
    expect((await asked({ format: 'json' }, { headers: { accept: 'text/csv' } })).json.items).toHaveLength(25);
  });

  it('is read while it is sent, a page at a time, each once', async () => {
    const { body } = await world.answer('listAudit', { as: noa, query: { format: 'jsonl' } });
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) throw new Error('No stream.');
    const lists = () => store.calls.filter(({ kind }) => kind === 'list').length;
    const read: number[] = [];
    for await (const piece of body) if (piece.length > 0) read.push(lists());
    expect(read).toEqual([1, 2, 3]);
    expect(limits.export.rowsAtATime).toBe(500);
  });
});
