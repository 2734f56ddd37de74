/** Whole lists as files, page by page while they are sent: a workbook for people, CSV for programs. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { Language } from '../domain/text';
import type { Texts } from '../i18n/texts';
import type { ListPage } from '../ports';
import type { Column, Table } from '../spreadsheets/column';
import type { Reply } from './operation';
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

/** The kind of file that a list is asked for as, if any: by `format`, or else by what the Accept header names first. */
export function askedFile(request: IncomingRequest, format: ListFormat | undefined): FileFormat | undefined {
  const accepted = (request.headers.get('accept') ?? '').toLowerCase();
  const place = (one: ListFormat) => accepted.indexOf(mediaTypes[one]);
  const [first] = ListFormat.options.filter((one) => place(one) >= 0).sort((one, other) => place(one) - place(other));
  const asked = format ?? first;
  return asked === 'json' ? undefined : asked;
}

/** Everything that a list holds, in its order. The first page is read before the answer begins, so that it can still be a refusal. */
export async function fileReply<Row>(
  format: FileFormat,
  file: {
    /** What it holds. It is also the name of the sheet. */
    readonly title: string;
    /** What tells it from others of that title. */
    readonly nameEnd: string;
    /** The title for programs that know ASCII alone. */
    readonly plainTitle: string;
    readonly texts: Texts;
    readonly columns: readonly Column<Row>[];
    readonly page: (position: { readonly after: string | undefined; readonly limit: number }) => Promise<ListPage<Row>>;
  },
): Promise<Reply> {
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
