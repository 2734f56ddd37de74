/** Tables of the pages that are written from data. */

/** A table with its columns aligned, as the formatter leaves it. */
export function tableOf(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(3, heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lineOf = (cells: readonly string[], fill: string): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width, fill)).join(' | ')} |`;
  return [lineOf(headings, ' '), lineOf([], '-'), ...rows.map((row) => lineOf(row, ' '))].join('\n');
}
