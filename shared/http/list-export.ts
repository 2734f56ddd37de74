/** Whole lists as files, page by page while they are sent: a workbook for people, CSV for programs. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { Language } from '../domain/text';
import { textsFor, type Texts } from '../i18n/texts';
import type { ListPage } from '../ports';
import type { Column, Table } from '../spreadsheets/column';
import { reply, type Call, type Caller, type Reply } from './operation';
import { pageOf } from './paging';
import type { IncomingRequest } from './request';

const ListFormat = z.enum(['json', 'csv', 'xlsx'], 'Must be json, csv or xlsx.');
type ListFormat = z.infer<typeof ListFormat>;
type FileFormat = Exclude<ListFormat, 'json'>;

const mediaTypes = {
  json: 'application/json',
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const satisfies Record<ListFormat, string>;

/** The query parameters of a list that can be had as a file. */
export const exportParameters = {
  format: ListFormat.optional(),
  /** Of the headings and words in the file, and the side it reads from. */
  language: Language.optional(),
};

interface ListQuery {
  readonly format?: ListFormat | undefined;
  readonly language?: Language | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

type PageOf<Row> = (position: { readonly after: string | undefined; readonly limit: number }) => Promise<ListPage<Row>>;

/** A list as it is asked for: a page of it, or all that matches as a file, in the words asked for or those that the partner prefers. */
export async function listReply<Row>(
  { request, query, caller }: Pick<Call<ListQuery, unknown>, 'request' | 'query'> & { readonly caller: Caller },
  list: {
    readonly page: PageOf<Row>;
    /** What the API says of one of its items. */
    readonly view: (row: Row) => unknown;
    /** The list as a file, in these words. */
    readonly file: (texts: Texts) => Omit<ExportedList<Row>, 'texts' | 'page'>;
  },
): Promise<Reply> {
  const { page, view } = list;
  const format = askedFile(request, query.format);
  if (!format) return reply(200, pageOf(await page({ after: query.cursor, limit: query.limit }), view));
  const texts = textsFor(query.language ?? caller.partner.document.profile.preferredLanguage);
  return fileReply(format, { ...list.file(texts), texts, page });
}

/** The kind of file that a list is asked for as, if any: by `format`, or else by what the Accept header names first. */
function askedFile(request: IncomingRequest, format: ListFormat | undefined): FileFormat | undefined {
  const accepted = (request.headers.get('accept') ?? '').toLowerCase();
  const place = (one: ListFormat) => accepted.indexOf(mediaTypes[one]);
  const [first] = ListFormat.options.filter((one) => place(one) >= 0).sort((one, other) => place(one) - place(other));
  const asked = format ?? first;
  return asked === 'json' ? undefined : asked;
}

interface ExportedList<Row> {
  /** What it holds. It is also the name of the sheet. */
  readonly title: string;
  /** What tells it from others of that title. */
  readonly nameEnd: string;
  /** The title for programs that know ASCII alone. */
  readonly plainTitle: string;
  readonly texts: Texts;
  readonly columns: readonly Column<Row>[];
  readonly page: PageOf<Row>;
}

/** Everything that a list holds, in its order. The first page is read before the answer begins, so that it can still be a refusal. */
async function fileReply<Row>(format: FileFormat, file: ExportedList<Row>): Promise<Reply> {
  const { title, columns } = file;
  const limit = limits.export.rowsAtATime;
  const [pieces, first] = await Promise.all([piecesOf(format), file.page({ after: undefined, limit })]);

  async function* batches(): Table['batches'] {
    const rowsOf = ({ items }: ListPage<Row>) =>
      items.map(({ document }) => columns.map(({ value }) => value(document)));
    yield rowsOf(first);
    for (let after = first.next; after !== undefined;) {
      const page = await file.page({ after, limit });
      // A page can be empty and yet not be the last.
      if (page.items.length > 0) yield rowsOf(page);
      after = page.next;
    }
  }

  const plainName = `${file.plainTitle}-${file.nameEnd.replaceAll(' ', '-')}.${format}`;
  const name = percentEncoded(`${title} ${file.nameEnd}.${format}`);
  return {
    status: 200,
    download: {
      contentType: format === 'csv' ? `${mediaTypes.csv}; charset=utf-8; header=present` : mediaTypes[format],
      contentDisposition: `attachment; filename="${plainName}"; filename*=UTF-8''${name}`,
      pieces: () => pieces({ title, direction: file.texts.direction, columns, batches: batches() }),
    },
  };
}

async function piecesOf(format: FileFormat): Promise<(table: Table) => AsyncIterable<Uint8Array>> {
  switch (format) {
    case 'csv':
      return (await import('../spreadsheets/csv')).csvPieces;
    case 'xlsx':
      return (await import('../spreadsheets/xlsx')).xlsxPieces;
  }
}

/** RFC 8187. */
function percentEncoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/gu, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
