import fc from 'fast-check';
import { unzipSync, strFromU8 } from 'fflate';
import type { Cell, Heading, Table } from '../../../shared/spreadsheets/column';
import { xlsxPieces } from '../../../shared/spreadsheets/xlsx';
import { sheetOf, sheetsOf } from '../../workbook';

type Rows = readonly (readonly Cell[])[];

async function written(
  batches: readonly Rows[],
  table: Partial<Omit<Table, 'batches'>> = {},
  rowsPerSheet?: number,
): Promise<Uint8Array> {
  const columns: readonly Heading[] = [
    { heading: 'First' },
    { heading: 'Second', leftToRight: true },
    { heading: 'Third' },
  ];
  async function* all(): Table['batches'] {
    for (const rows of batches) yield await Promise.resolve(rows);
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of xlsxPieces(
    { title: 'List', direction: 'ltr', columns, ...table, batches: all() },
    rowsPerSheet,
  ))
    pieces.push(piece);
  return Buffer.concat(pieces);
}

const partOf = (file: Uint8Array, path: string) => strFromU8(unzipSync(file)[path] ?? new Uint8Array());
const sheetXml = (file: Uint8Array) => partOf(file, 'xl/worksheets/sheet1.xml');

describe('a workbook', () => {
  it.each([
    '0501234567',
    '00972501234567',
    '+972 3 555 0111',
    '1E5',
    '3-4',
    '=1+1',
    '@SUM(A1)',
    '-2',
    ' ends in spaces  ',
    'two\nlines\tand a tab',
    'carriage\r\nreturn',
    '_x0041_',
    '_x005F_x0041_',
    '_x0041_x0042_',
    '_X000d_',
    'a_x1F600_b',
    '<b>&amp;"\'</b>]]>',
    '_xF00F\u0000',
    'bell \u0007, escape \u001b, next line \u0085, no character \ufffe \uffff',
    'תקווה בע״מ (2019)',
    '晨光科技 😀',
    '\u05e9\u05c1\u200f \u202e',
    'TRUE',
    '#N/A',
    '22/11/2026',
  ])('holds the text %j as it was typed, as text', async (text) => {
    const { rows } = await sheetOf(await written([[[text, text, 1]]]));
    expect(rows[1]).toEqual([text, text, 1]);
  });

  it('holds any text as it was typed', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('_', 'x', '0', '5', 'F', '00', '41', '\r', '\n', '\u0000', '&', '<', 'ש'))
        .map((all) => all.join('')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 20 }), async (rows) => {
        const read = await sheetOf(
          await written([rows.map((row) => [...row, 1])], {
            columns: 'abcd'.split('').map((heading) => ({ heading })),
          }),
        );
        expect(read.rows.slice(1)).toEqual(rows.map((row) => [...row.map((cell) => cell || null), 1]));
      }),
      { numRuns: 50 },
    );
  });

  it('writes half a character as the mark for one that is lost', async () => {
    const { rows } = await sheetOf(await written([[['\ud83d', 'a\ude00b', 1]]]));
    expect(rows[1]).toEqual(['\ufffd', 'a\ufffdb', 1]);
  });

  it('holds moments as dates in UTC, to the second', async () => {
    const moments = [
      '2026-11-22T12:34:56.789Z',
      '2024-02-29T00:00:00.000Z',
      '2026-03-27T00:30:00.000Z',
      '1970-01-01T23:59:59.000Z',
    ];
    const file = await written([moments.map((moment) => [new Date(moment), '', undefined])]);
    const sheet = await sheetOf(file);
    expect(sheet.rows.slice(1).map(([moment]) => moment)).toEqual(
      moments.map((moment) => new Date(`${moment.slice(0, 19)}Z`)),
    );
    expect(sheetXml(file)).toContain('<c r="A2" s="4"><v>46348.524259259255</v></c>');
    expect(sheet.cells?.get('1,0')?.style?.numFmt?.replaceAll('\\', '')).toBe('yyyy-mm-dd hh:mm:ss');
  });

  it('holds numbers as numbers, and nothing where there is nothing', async () => {
    const file = await written([
      [
        [25, null, 0],
        ['', undefined, 1_000_000],
      ],
    ]);
    const { rows } = await sheetOf(file);
    expect(rows.slice(1)).toEqual([
      [25, null, 0],
      [null, null, 1_000_000],
    ]);
    expect(sheetXml(file).match(/<c /gu)).toHaveLength(6);
  });

  it('has no formula, whatever it holds', async () => {
    const file = await written([[['=1+1', '=HYPERLINK("http://x")', '=A1']]]);
    expect(sheetXml(file)).not.toMatch(/<f[ >]/u);
    expect([...((await sheetOf(file)).cells?.values() ?? [])].filter(({ formula }) => formula !== undefined)).toEqual(
      [],
    );
  });

  it.each([
    ['rtl', true],
    ['ltr', undefined],
  ] as const)('reads %s', async (direction, rightToLeft) => {
    const sheet = await sheetOf(await written([[['a', 'b', 1]]], { direction }));
    expect(sheet.view?.rightToLeft).toBe(rightToLeft);
  });

  it('keeps its headings in sight, in bold, with filters on all that it holds', async () => {
    const file = await written([
      [
        ['a', 'b', 1],
        ['c', 'd', 2],
      ],
      [['e', 'f', 3]],
    ]);
    const sheet = await sheetOf(file);
    expect(sheet.rows[0]).toEqual(['First', 'Second', 'Third']);
    expect(sheet.freezePane).toEqual({ rows: 1 });
    expect(sheet.autoFilter?.range).toBe('A1:C4');
    expect(sheet.cells?.get('0,0')?.style?.font?.bold).toBe(true);
    expect(partOf(file, 'xl/workbook.xml')).toContain("'List'!$A$1:$C$4</definedName>");
  });

  it('is whole without a row, too', async () => {
    for (const batches of [[], [[]]]) {
      const sheet = await sheetOf(await written(batches));
      expect([sheet.rows, sheet.autoFilter?.range]).toEqual([[['First', 'Second', 'Third']], 'A1:C1']);
    }
  });

  it('reads addresses and numbers of things from the left, and leaves other text to its own letters', async () => {
    const { cells } = await sheetOf(await written([[['תקווה 3 4', '+972 3 555 0111', 1]]], { direction: 'rtl' }));
    expect(cells?.get('1,1')?.style?.alignment?.readingOrder).toBe('ltr');
    expect(cells?.get('1,0')?.style?.alignment?.readingOrder).toBeUndefined();
  });

  it('has columns as wide as what is in them, within reason', async () => {
    const file = await written([
      [
        ['short', 'x'.repeat(30), 'y'.repeat(500)],
        ['晨'.repeat(10), 'x', 'y'],
      ],
    ]);
    const widths = [...sheetXml(file).matchAll(/ width="(\d+)"/gu)].map(([, width]) => Number(width));
    expect(widths).toEqual([23, 34, 60]);
    const [lines, dates, marks] = [
      ...sheetXml(
        await written([[[`${'a'.repeat(20)}\n${'b'.repeat(20)}`, new Date(), '\u05b0'.repeat(40)]]]),
      ).matchAll(/ width="(\d+)"/gu),
    ].map(([, width]) => Number(width));
    expect([lines, dates, marks]).toEqual([23, 22, 10]);
  });

  it('goes on under the same headings on another sheet where one is full', async () => {
    const rows: Rows = Array.from({ length: 7 }, (_, index) => [`row ${index}`, 'x', index]);
    for (const batches of [[rows], rows.map((row) => [row]), [rows.slice(0, 3), [], rows.slice(3)]]) {
      const sheets = await sheetsOf(await written(batches, { direction: 'rtl' }, 4));
      expect(sheets.map(({ name }) => name)).toEqual(['List', 'List (2)', 'List (3)']);
      expect(sheets.map(({ rows: [headings] }) => headings)).toEqual(sheets.map(() => ['First', 'Second', 'Third']));
      expect(sheets.flatMap(({ rows: [, ...below] }) => below)).toEqual(rows);
      expect(sheets.map(({ autoFilter, view }) => [autoFilter?.range, view?.rightToLeft])).toEqual([
        ['A1:C4', true],
        ['A1:C4', true],
        ['A1:C2', true],
      ]);
    }
  });

  it('has no sheet more than it needs', async () => {
    const rows: Rows = Array.from({ length: 3 }, (_, index) => ['x', 'y', index]);
    expect(await sheetsOf(await written([rows], {}, 4))).toHaveLength(1);
  });

  it('cuts what Excel cannot hold in one cell, and not within a character', async () => {
    const { rows } = await sheetOf(
      await written([[['a'.repeat(32_767), 'b'.repeat(32_768), `${'c'.repeat(32_765)}😀😀`]]]),
    );
    const [fits, long, split] = rows[1] ?? [];
    expect(fits).toBe('a'.repeat(32_767));
    expect(long).toBe(`${'b'.repeat(32_766)}…`);
    expect(split).toBe(`${'c'.repeat(32_765)}…`);
  });

  it.each([
    ["O'Brien's", "O'Brien's"],
    ["'quoted'", 'quoted'],
    ['a/b\\c:d*e?f[g]', 'a b c d e f g'],
    ['תשובות & <b>"', 'תשובות & <b>"'],
    ['n'.repeat(40), 'n'.repeat(31)],
    [`${'n'.repeat(30)}😀`, 'n'.repeat(30)],
    ['***', 'Sheet'],
  ])('names its sheet after %j as Excel allows', async (title, name) => {
    const file = await written([[['x', 'y', 1]]], { title });
    expect((await sheetOf(file)).name).toBe(name);
  });

  it('is the same for the same rows, whenever it is made', async () => {
    const rows: Rows = [['a', new Date(0), 1]];
    expect(await written([rows])).toEqual(await written([rows]));
  });

  it('has parts in the order that readers expect, of well-formed XML', async () => {
    const file = await written([[['a', 'b', 1]]], { direction: 'rtl' });
    expect(
      [...sheetXml(file).matchAll(/<(sheetViews|sheetFormatPr|cols|sheetData|autoFilter|ignoredErrors)[ >]/gu)].map(
        ([, name]) => name,
      ),
    ).toEqual(['sheetViews', 'sheetFormatPr', 'cols', 'sheetData', 'autoFilter', 'ignoredErrors']);
    expect(Object.keys(unzipSync(file)).sort()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
    ]);
  });
});
