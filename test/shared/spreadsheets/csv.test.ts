import fc from 'fast-check';
import type { Cell } from '../../../shared/spreadsheets/column';
import { csvPieces } from '../../../shared/spreadsheets/csv';
import { cellsOf } from '../../spreadsheet';

async function written(rows: readonly (readonly Cell[])[]): Promise<string> {
  const columns = (rows[0] ?? []).map((_, index) => ({ heading: `Column ${index}` }));
  async function* batches() {
    yield await Promise.resolve(rows);
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of csvPieces({ title: 'List', direction: 'ltr', columns, batches: batches() }))
    pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const textOf = async (text: string) => cellsOf(await written([['x', text, 'y']]))[1]?.[1];

/** What a program that separates by any of these, and knows nothing of quotation marks, takes for the cells of a file. */
const cellsAnyhow = (file: string) =>
  file
    .slice(1)
    .split(/[;\t\r\n]/u)
    .map((cell) => cell.replace(/^"+/u, ''));

describe('a list as CSV', () => {
  it.each([
    ['a;=1+1', "a;'=1+1"],
    ['a;"=1+1"', 'a;"\'=1+1"'],
    ['a\t=1+1', "a\t'=1+1"],
    ['a\n=1+1', "a\n'=1+1"],
    ['a;;@SUM(A1)', "a;;'@SUM(A1)"],
    ['a;+1;-1', "a;'+1;'-1"],
    ['a;＝1+1', "a;'＝1+1"],
    ['=1;=2', "'=1;'=2"],
    ['\t=1', "'\t'=1"],
  ])('makes no formula of %j where another character separates', async (text, kept) => {
    expect(await textOf(text)).toBe(kept);
  });

  it.each([
    'A; B',
    'a;b',
    '25; 10',
    'A - B = C',
    'x=1;y',
    'one\ntwo',
    'R&D; Q+A',
    'a@b.example; c@d.example',
    'http://x/?a=1;b=2',
    ';',
  ])('leaves the honest text %j alone', async (text) => {
    expect(await textOf(text)).toBe(text);
  });

  it('keeps a cell together that holds what other programs separate at', async () => {
    for (const text of ['A; B', 'a\tb', 'a\nb', 'a\r\nb', 'a\rb', 'a,b']) {
      const file = await written([['x', text, 'y']]);
      expect(file).toContain(`x,"${text}",y\r\n`);
    }
  });

  it('begins no cell as a formula, however it is taken apart', async () => {
    const text = fc
      .array(fc.constantFrom(';', '\t', '\n', '\r', '"', "'", '=', '+', '-', '@', '＝', 'a', ' ', '1'))
      .map((all) => all.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 10 }), async (rows) => {
        expect(
          cellsAnyhow(await written(rows.map((row) => ['x', ...row]))).filter((cell) => /^[=+\-@＝＋－＠]/u.test(cell)),
        ).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('writes numbers as they are, moments in UTC, and nothing where there is nothing', async () => {
    const file = await written([[-5, new Date('2026-11-22T12:34:56.789Z'), undefined, null, '', 0]]);
    expect(cellsOf(file)[1]).toEqual(['-5', '2026-11-22 12:34:56', '', '', '', '0']);
  });
});
