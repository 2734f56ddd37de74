/** The body of a load: JSON, or a table. */
import { refuse, type Result } from '../domain/refusal';
import { mediaType, readBytes, readJson, type IncomingRequest } from '../http/request';
import { announcesMoreThan } from '../http/request-body';
import { rowsOfTable } from './key-table';

/** Browsers on Windows call a file of this kind after the program that opens it. */
const tables = ['text/csv', 'application/csv', 'text/tab-separated-values', 'application/vnd.ms-excel'];

/** Reads a list of keys in either form. */
export async function readLoad(request: IncomingRequest, limit: number): Promise<Result<unknown>> {
  const type = mediaType(request);
  if (type === 'application/json') return readJson(request, limit);
  if (!tables.includes(type) && !announcesMoreThan(request, limit))
    return refuse('unsupported-media-type', { detail: 'Send the keys as application/json or text/csv.' });
  const bytes = await readBytes(request, limit);
  if (!bytes.ok) return bytes;
  const { readCsv } = await import('../spreadsheets/read-csv');
  const rows = readCsv(bytes.value);
  return rows.ok ? rowsOfTable(rows.value) : rows;
}
