/** Whole lists as CSV for a spreadsheet, page by page while they are sent. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { Language } from '../domain/text';
import type { ListPage } from '../ports';
import type { Reply } from './operation';
import type { IncomingRequest } from './request';

/** The query parameters of a list that can be had as CSV. */
export const exportParameters = {
  format: z.enum(['json', 'csv'], 'Must be json or csv.').optional(),
  /** Of the headings and words in the file. */
  language: Language.optional(),
};

/** One column of the file. */
export interface Column<Row> {
  readonly heading: string;
  readonly value: (row: Row) => string | number;
}

/** Whether a list is asked for as CSV: by `format`, or else by the Accept header. */
export function wantsCsv(request: IncomingRequest, format: 'json' | 'csv' | undefined): boolean {
  if (format !== undefined) return format === 'csv';
  const accepted = (request.headers.get('accept') ?? '').toLowerCase();
  const csv = accepted.indexOf('text/csv');
  const json = accepted.indexOf('application/json');
  return csv >= 0 && (json < 0 || csv < json);
}

/** Everything that a list holds, in its order. The first page is read before the answer begins, so that it can still be a refusal. */
export async function csvReply<Row>(file: {
  /** Without its ending; `plainName` is for programs that know ASCII alone. */
  readonly name: string;
  readonly plainName: string;
  readonly columns: readonly Column<Row>[];
  readonly page: (position: { readonly after: string | undefined; readonly limit: number }) => Promise<ListPage<Row>>;
}): Promise<Reply> {
  const limit = limits.export.rowsAtATime;
  const [{ stringify }, first] = await Promise.all([
    import('csv-stringify/sync'),
    file.page({ after: undefined, limit }),
  ]);
  const lines = (rows: readonly (readonly (string | number)[])[], bom: boolean): string =>
    // Spreadsheets take UTF-8 for what it is by its mark alone, and run text that looks like a formula.
    stringify(
      rows.map((row) => [...row]),
      { bom, record_delimiter: '\r\n', escape_formulas: true },
    );
  const rowsOf = ({ items }: ListPage<Row>) =>
    items.map(({ document }) => file.columns.map(({ value }) => value(document)));

  async function* pieces(): AsyncIterable<string> {
    yield lines([file.columns.map(({ heading }) => heading), ...rowsOf(first)], true);
    for (let after = first.next; after !== undefined;) {
      const page = await file.page({ after, limit });
      // A page can be empty and yet not be the last.
      if (page.items.length > 0) yield lines(rowsOf(page), false);
      after = page.next;
    }
  }

  return {
    status: 200,
    download: {
      contentType: 'text/csv; charset=utf-8; header=present',
      contentDisposition: `attachment; filename="${file.plainName}.csv"; filename*=UTF-8''${percentEncoded(file.name)}.csv`,
      pieces,
    },
  };
}

/** A moment as spreadsheets of every country read it, in UTC. */
export function spreadsheetMoment(moment: string): string {
  return moment.slice(0, 19).replace('T', ' ');
}

/** RFC 8187. */
function percentEncoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/gu, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
