/** Tables as spreadsheets and programs save them: separated by `;`, `,` or tabs, in UTF-8 or in what Excel calls Unicode text. */
import { CsvError, parse } from 'csv-parse/sync';
import { refuse, type Result } from '../domain/refusal';

const separators = [';', ',', '\t'] as const;

/** The rows of a table, each a list of cells, without those that are empty; the separator is the one that parts the first row most often. */
export function readCsv(bytes: Uint8Array): Result<readonly (readonly string[])[]> {
  const text = textOf(bytes);
  if (text === undefined)
    return refuse('malformed-request', { detail: 'The table must be UTF-8, or UTF-16 with a byte order mark.' });
  // Excel's own hint, which other programs take for a row.
  const [hint = '', named] = /^sep=([;,\t])\r?\n/iu.exec(text) ?? [];
  const table = text.slice(hint.length);
  try {
    const rows: readonly (readonly string[])[] = parse(table, {
      delimiter: named ?? separatorOf(table),
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
    });
    return { ok: true, value: rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Not in the library's words: they quote the cell.
    const line = Number(error['lines']) + (hint === '' ? 0 : 1);
    return refuse('malformed-request', {
      detail: `The table cannot be read at line ${line}, or from a quotation mark before it on.`,
    });
  }
}

function textOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const wide =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(wide, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function separatorOf(table: string): string {
  const end = table.search(/[\r\n]/u);
  const heading = (end < 0 ? table : table.slice(0, end)).replace(/"[^"]*"/gu, '');
  const counted = separators.map((separator) => ({ separator, count: heading.split(separator).length }));
  return counted.reduce((most, one) => (one.count > most.count ? one : most)).separator;
}
