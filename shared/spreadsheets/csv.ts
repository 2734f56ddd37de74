/** A table as CSV, for programs. */
import { stringify } from 'csv-stringify/sync';
import type { Cell, Table } from './column';

/**
 * Where a program that separates at another character, or takes a line break in quotation marks for the end of a row,
 * would begin a cell, and what would make a formula of it.
 */
const formulaWithin = /([;\t\n\r]"*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/gu;

/** The file in pieces, the headings first. */
export async function* csvPieces({ columns, batches }: Table): AsyncIterable<Uint8Array> {
  yield lines([columns.map(({ heading }) => heading)], true);
  for await (const rows of batches) yield lines(rows, false);
}

function lines(rows: readonly (readonly Cell[])[], bom: boolean): Uint8Array {
  // Spreadsheets take UTF-8 for what it is by its mark alone, and run text that looks like a formula.
  const text = stringify(
    rows.map((row) => row.map(written)),
    { bom, record_delimiter: '\r\n', escape_formulas: true, quoted_match: /[;\t\r\n]/u },
  );
  return new TextEncoder().encode(text);
}

function written(cell: Cell): string | number {
  if (cell === undefined || cell === null) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 19).replace('T', ' ');
  return typeof cell === 'number' ? cell : cell.replace(formulaWithin, "$1'");
}
