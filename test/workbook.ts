/** What a reader of Excel workbooks that is not ours makes of a file. */
import { readXlsx, type Sheet } from 'hucre/xlsx';

/** The sheets of a workbook; throws for what is none. */
export async function sheetsOf(file: Uint8Array): Promise<readonly Sheet[]> {
  return (await readXlsx(new Uint8Array(file), { readStyles: true })).sheets;
}

/** The only sheet of a workbook. */
export async function sheetOf(file: Uint8Array): Promise<Sheet> {
  const [sheet, ...others] = await sheetsOf(file);
  if (!sheet || others.length > 0) throw new Error(`The workbook has ${others.length + 1} sheets.`);
  return sheet;
}

/** The rows of a sheet below its headings, each cell under its heading; empty cells are null. */
export function rowsUnderHeadings({ rows }: Sheet): readonly Readonly<Record<string, unknown>>[] {
  const [headings = [], ...below] = rows;
  return below.map((row) =>
    Object.fromEntries(headings.map((heading, index) => [String(heading), row[index] ?? null])),
  );
}
