/** Whole lists as files, page by page while they are sent: a workbook for people, CSV and JSON Lines for programs. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { Language } from '../domain/text';
import { textsFor, type Texts } from '../i18n/texts';
import type { ListPage } from '../ports';
import type { Column, Table } from '../spreadsheets/column';
import { reply, type Call, type Caller, type Reply } from './operation';
import { pageOf } from './paging';
import type { IncomingRequest } from './request';

const ListFormat = z.enum(['json', 'csv', 'xlsx', 'jsonl'], 'Must be json, csv, xlsx or jsonl.');
type ListFormat = z.infer<typeof ListFormat>;
type FileFormat = Exclude<ListFormat, 'json'>;

/** What each may be asked for as; the first is what it is answered as unless another was named. */
const mediaTypes = {
  json: ['application/json'],
  csv: ['text/csv'],
  xlsx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  jsonl: ['application/x-ndjson', 'application/jsonl'],
} as const satisfies Record<ListFormat, readonly [string, ...string[]]>;

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
    readonly file: (texts: Texts) => Omit<ExportedList<Row>, 'texts' | 'page' | 'view'>;
    /** The body of a page, where that is another than for most lists. */
    readonly body?: (page: ListPage<Row>, view: (row: Row) => unknown) => unknown;
  },
): Promise<Reply> {
  const { page, view, body = pageOf } = list;
  const asked = askedFile(request, query.format);
  if (!asked) return reply(200, body(await page({ after: query.cursor, limit: query.limit }), view));
  const texts = textsFor(query.language ?? caller.partner.document.profile.preferredLanguage);
  return fileReply(asked, { ...list.file(texts), texts, page, view });
}

interface AskedFile {
  readonly format: FileFormat;
  readonly mediaType: string;
}

/** The kind of file that a list is asked for as, if any: by `format`, or else by what the Accept header names first. */
function askedFile(request: IncomingRequest, format: ListFormat | undefined): AskedFile | undefined {
  const accepted = (request.headers.get('accept') ?? '')
    .split(',')
    .map((one) => one.split(';')[0]?.trim().toLowerCase());
  const [first] = ListFormat.options
    .filter((one) => format === undefined || one === format)
    .flatMap((one) => mediaTypes[one].map((mediaType) => ({ format: one, mediaType, at: accepted.indexOf(mediaType) })))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at);
  const asked = format ?? first?.format ?? 'json';
  return asked === 'json' ? undefined : { format: asked, mediaType: first?.mediaType ?? mediaTypes[asked][0] };
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
  readonly view: (row: Row) => unknown;
}

/** Everything that a list holds, in its order. The first page is read before the answer begins, so that it can still be a refusal. */
async function fileReply<Row>({ format, mediaType }: AskedFile, file: ExportedList<Row>): Promise<Reply> {
  const { title } = file;
  const limit = limits.export.rowsAtATime;
  const [pieces, first] = await Promise.all([piecesOf<Row>(format), file.page({ after: undefined, limit })]);

  async function* batches(): AsyncIterable<readonly Row[]> {
    const rowsOf = ({ items }: ListPage<Row>) => items.map(({ document }) => document);
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
      contentType: format === 'csv' ? `${mediaType}; charset=utf-8; header=present` : mediaType,
      contentDisposition: `attachment; filename="${plainName}"; filename*=UTF-8''${name}`,
      pieces: () => pieces(file, batches()),
    },
  };
}

type Pieces<Row> = (file: ExportedList<Row>, batches: AsyncIterable<readonly Row[]>) => AsyncIterable<Uint8Array>;

async function piecesOf<Row>(format: FileFormat): Promise<Pieces<Row>> {
  switch (format) {
    case 'csv': {
      const { csvPieces } = await import('../spreadsheets/csv');
      return (file, batches) => csvPieces(tableOf(file, batches));
    }
    case 'xlsx': {
      const { xlsxPieces } = await import('../spreadsheets/xlsx');
      return (file, batches) => xlsxPieces(tableOf(file, batches));
    }
    case 'jsonl':
      return ({ view }, batches) => linesOf(batches, view);
  }
}

function tableOf<Row>({ title, texts, columns }: ExportedList<Row>, batches: AsyncIterable<readonly Row[]>): Table {
  async function* cells(): Table['batches'] {
    for await (const rows of batches) yield rows.map((row) => columns.map(({ value }) => value(row)));
  }
  return { title, direction: texts.direction, columns, batches: cells() };
}

/** Each item as the list says it, on a line of its own. */
async function* linesOf<Row>(
  batches: AsyncIterable<readonly Row[]>,
  view: (row: Row) => unknown,
): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const rows of batches) yield encoder.encode(rows.map((row) => `${JSON.stringify(view(row))}\n`).join(''));
}

/** RFC 8187. */
function percentEncoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/gu, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
