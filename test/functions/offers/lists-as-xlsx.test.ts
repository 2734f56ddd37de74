import { limits } from '../../../shared/catalogue/limits';
import { StoreUnavailable } from '../../../shared/ports';
import { company, faultyFields, refusalOf } from '../../link-world';
import { ListFiles } from '../../list-files';
import { garbageCollection, longWorkbook } from '../../long-list';
import { billing, fay, fabrikam } from '../../portal-world';
import { recordsOf } from '../../spreadsheet';
import type { WatchedStore } from '../../watched-store';
import { rowsUnderHeadings, sheetOf } from '../../workbook';
import { contoso, noa, tenants, type Answer, type Call, type World } from '../../world';

const mediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

describe('lists as workbooks', () => {
  let world: World;
  let store: WatchedStore;
  let files: ListFiles;
  beforeEach(async () => {
    files = await ListFiles.as('xlsx');
    ({ world, store } = files);
  });
  afterEach(() => world.close());

  const offers = (call?: Call) => files.offers(call);
  const answers = (offerId: string, call?: Call) => files.answers(offerId, call);
  const rowsOf = async ({ bytes }: Answer) => rowsUnderHeadings(await sheetOf(bytes));

  it('have a row for each offer, newest first: dates as dates, numbers as numbers, the rest as text', async () => {
    const { offer } = await world.invite({ reference: '007', maxRedemptions: 5, delegatedAdministration: true });
    world.pass({ seconds: 1 });
    await world.offerToSell({ reference: '=1+1' });
    const answer = await offers();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, mediaType]);
    const [newest, oldest, ...others] = await rowsOf(answer);
    expect(others).toEqual([]);
    expect(newest).toMatchObject({ Reference: '=1+1', Licences: '10; 3', 'Most acceptances': null });
    expect(oldest).toEqual({
      'Offer number': offer.summaryId,
      Kind: 'Trial invitation',
      Status: 'Active',
      Reference: '007',
      Products: 'Microsoft 365 Business Premium',
      Licences: 25,
      'Country or region': 'Israel',
      'Delegated administration': 'Yes',
      'Delegation, days': null,
      Language: 'English',
      Acceptances: 0,
      'Most acceptances': 5,
      'Created (UTC)': new Date('2026-11-22T12:00:00Z'),
      'Created by': 'Noa Levi',
      'Open until (UTC)': new Date('2027-02-20T12:00:00Z'),
      Link: offer.url,
    });
  });

  it.each(['050 123 4567', '+972 3 555 0111', '00972501234567'])(
    'keep the telephone number %s as it is kept',
    async (phone) => {
      const { id, code } = await world.invite();
      const redemptionId = await world.redeem(code, { contact: { ...contoso.contact, phone } });
      world.pass({ minutes: 1 });
      await world.confirm(code, redemptionId, await world.mailedCode(contoso.contact.email));
      const [kept] = await world.documents('redemption');
      const [row] = await rowsOf(await answers(id));
      expect(row).toMatchObject({
        Status: 'Confirmed',
        Email: contoso.contact.email,
        'Answered (UTC)': new Date('2026-11-22T12:00:00Z'),
        'Confirmed (UTC)': new Date('2026-11-22T12:01:00Z'),
        Reason: null,
      });
      expect(row?.Phone).toBe((kept?.contact as typeof contoso.contact | undefined)?.phone);
      expect(String(row?.Phone).replaceAll(' ', '')).toBe(phone.replaceAll(' ', ''));
    },
  );

  it('have the columns and the rows of the CSV', async () => {
    const { id, code } = await world.invite();
    for (const number of [1, 2, 3]) await world.redeem(code, company(number));
    await world.call('declineOffer', { params: { code }, body: { reason: 'too dear;\n=1+1', email: 'x@y.example' } });
    for (const list of [offers, (call: Call) => answers(id, call)]) {
      for (const language of ['en', 'he', 'zh-CN']) {
        const rows = await rowsOf(await list({ query: { language } }));
        const records = recordsOf((await list({ query: { language, format: 'csv' } })).text);
        expect(rows.map((row) => Object.keys(row))).toEqual(records.map((record) => Object.keys(record)));
        expect(rows.map(({ Reason: reason }) => reason ?? null)).toHaveLength(records.length);
      }
    }
    const [declined] = await rowsOf(await answers(id));
    expect(declined).toMatchObject({ Status: 'Declined', Reason: 'too dear;\n=1+1', Email: 'x@y.example' });
  });

  it('are asked for by format, or by the Accept header', async () => {
    const typeFor = async (accept: string, format?: string) => {
      const query = format === undefined ? {} : { format };
      const { headers } = await world.call('listOffers', { as: noa, headers: { accept }, query });
      return headers.get('content-type')?.split(';')[0];
    };
    expect(await typeFor(mediaType)).toBe(mediaType);
    expect(await typeFor(mediaType.toUpperCase())).toBe(mediaType);
    expect(await typeFor(`${mediaType}, text/csv;q=0.5, application/json;q=0.1`)).toBe(mediaType);
    expect(await typeFor(`text/csv, ${mediaType}`)).toBe('text/csv');
    expect(await typeFor(`application/json, ${mediaType}`)).toBe('application/json');
    expect(await typeFor('text/csv', 'xlsx')).toBe(mediaType);
    expect(await typeFor(mediaType, 'csv')).toBe('text/csv');
    expect(await typeFor(mediaType, 'json')).toBe('application/json');
  });

  it.each([
    ['en', 'Status', 'Active', 'Offers', undefined],
    ['he', 'מצב', 'פעילה', 'הצעות', true],
    ['zh-CN', '状态', '有效', '邀请', undefined],
  ])(
    'speak %s when asked, from the side it reads from, down to the names of sheet and file',
    async (language, heading, status, name, rightToLeft) => {
      await world.invite();
      const { headers, bytes } = await offers({ query: { language } });
      const sheet = await sheetOf(bytes);
      expect(rowsUnderHeadings(sheet)[0]).toMatchObject({ [heading]: status });
      expect([sheet.name, sheet.view?.rightToLeft]).toEqual([name, rightToLeft]);
      expect(headers.get('content-disposition')).toBe(
        `attachment; filename="offers-2026-11-22.xlsx"; filename*=UTF-8''${encodeURIComponent(name)}%202026-11-22.xlsx`,
      );
    },
  );

  it('are named after the offer that they answer', async () => {
    const { id, offer } = await world.invite();
    const summaryId = String(offer.summaryId);
    expect((await answers(id)).headers.get('content-disposition')).toBe(
      `attachment; filename="answers-${summaryId}-2026-11-22.xlsx"; filename*=UTF-8''Answers%20${summaryId}%202026-11-22.xlsx`,
    );
  });

  it('keep their headings in sight, with filters on every row', async () => {
    for (const reference of ['one', 'two', 'three']) await world.invite({ reference });
    const { freezePane, autoFilter } = await sheetOf((await offers()).bytes);
    expect([freezePane, autoFilter?.range]).toEqual([{ rows: 1 }, 'A1:P4']);
  });

  it('hold what the filters let through, whatever the limit and the cursor', async () => {
    for (const reference of ['one', 'two', 'twofold']) await world.invite({ reference });
    const found = await rowsOf(await offers({ query: { q: 'two', limit: '1' } }));
    expect(found.map(({ Reference }) => Reference).sort()).toEqual(['two', 'twofold']);
  });

  it('are made of the partner’s own alone, for those who may see them', async () => {
    const { id } = await world.invite({ reference: 'secret' });
    await world.addPartner(tenants.fabrikam, fabrikam);
    expect(await rowsOf(await offers({ as: fay }))).toEqual([]);
    expect(refusalOf(await answers(id, { as: fay }))).toBe('not-found');
    expect(refusalOf(await answers(id, { as: await billing(world) }))).toBe('forbidden');
  });

  it.each(['xls', 'XLSX', 'ods', ''])('refuse format=%s with a problem document', async (format) => {
    const answer = await offers({ query: { format } });
    expect([answer.status, refusalOf(answer), faultyFields(answer)]).toEqual([422, 'invalid-request', ['/format']]);
  });

  it('answer HEAD without making any row, and 503 while the store is down', async () => {
    const head = await offers({ method: 'HEAD' });
    expect([head.status, head.bytes.length, head.headers.get('content-type')]).toEqual([200, 0, mediaType]);
    const error = new StoreUnavailable('down', 3);
    store.fault = (_index, { kind }) => (kind === 'list' ? { when: 'before', error } : undefined);
    const refused = await offers();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '3']);
  });
});

describe('a long list as a workbook', () => {
  it('is sent in pieces while it is read, and holds the rows of two pages at most', async () => {
    const rows = 12 * limits.export.rowsAtATime;
    const collect = await garbageCollection();
    const pages: WeakRef<object>[][] = [];
    const held: number[] = [];
    const sentBefore: number[] = [];
    let bytes = 0;
    const { pieces, close } = await longWorkbook(rows, (page) => {
      sentBefore.push(bytes);
      pages.push(page.map((row) => new WeakRef(row)));
    });
    let longest = 0;
    let seen = 0;
    for await (const piece of pieces) {
      bytes += piece.length;
      longest = Math.max(longest, piece.length);
      if (pages.length < seen + 4) continue;
      seen = pages.length;
      // What was made in this turn of the event loop is held until its end.
      await new Promise(setImmediate);
      collect();
      held.push(pages.flat().filter((row) => row.deref() !== undefined).length);
    }
    close();
    expect(pages.flat()).toHaveLength(rows);
    expect(held.length).toBeGreaterThan(1);
    expect(Math.max(...held)).toBeLessThanOrEqual(2 * limits.export.rowsAtATime);
    // Nor is what they become kept: most of it has gone when the last page is read.
    expect(sentBefore.at(-1)).toBeGreaterThan(bytes * 0.6);
    expect(longest).toBeLessThan(1024 ** 2);
  });
});
