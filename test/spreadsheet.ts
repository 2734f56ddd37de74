/** What a spreadsheet makes of a CSV file. */

/** The cells of a file, row by row; throws for what is not CSV with CRLF and the mark of UTF-8. */
export function cellsOf(file: string): readonly (readonly string[])[] {
  if (!file.startsWith('\ufeff')) throw new Error('The file does not say that it is UTF-8.');
  const rows: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/suy;
  cell.lastIndex = 1;
  while (cell.lastIndex < file.length) {
    const at = cell.lastIndex;
    const [, text, end] = cell.exec(file) ?? [];
    if (text === undefined) throw new Error(`This is not CSV: ${JSON.stringify(file.slice(at, at + 80))}`);
    rows.at(-1)?.push(text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

/** The rows below the headings, each cell under its heading. */
export function recordsOf(file: string): readonly Readonly<Record<string, string>>[] {
  const [headings = [], ...rows] = cellsOf(file);
  return rows.map((row) => {
    if (row.length !== headings.length) throw new Error(`A row has ${row.length} of ${headings.length} cells.`);
    return Object.fromEntries(headings.map((heading, index) => [heading, row[index] ?? '']));
  });
}
