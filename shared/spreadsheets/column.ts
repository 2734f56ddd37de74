/** What a list holds as a file: rows of cells under headings, whatever the kind of file. */

/** Text, a number, a moment, or nothing. */
export type Cell = string | number | Date | null | undefined;

/** What stands above a column, and how it is read. */
export interface Heading {
  readonly heading: string;
  /** Addresses, links and numbers of things read from the left, also on a sheet that reads from the right. */
  readonly leftToRight?: true;
}

/** One column of the file. */
export interface Column<Row> extends Heading {
  readonly value: (row: Row) => Cell;
}

/** A whole list, some rows at a time. */
export interface Table {
  readonly title: string;
  readonly direction: 'ltr' | 'rtl';
  readonly columns: readonly Heading[];
  readonly batches: AsyncIterable<readonly (readonly Cell[])[]>;
}
