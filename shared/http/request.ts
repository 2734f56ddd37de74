/** Reads what a request carries: bodies within their limit, in the form that the operation takes, checked field by field. */
import type { HttpRequest } from '@azure/functions';
import type * as z from 'zod';
import { refuse, type FieldError, type Refused, type Result } from '../domain/refusal';
import { announcesMoreThan, readBody } from './request-body';

/** The part of the platform's request that operations use. */
export type IncomingRequest = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'query' | 'params' | 'body'>;

const tooLarge = (limit: number): Refused =>
  refuse('payload-too-large', { detail: `At most ${limit / 1024} KB are accepted.` });

/** The media type of a request's body, in lower case and without parameters. */
export function mediaType(request: IncomingRequest): string {
  return (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Reads the body as it is: refused when it is compressed or too large. */
export async function readBytes(request: IncomingRequest, limit: number): Promise<Result<Uint8Array>> {
  if (isEncoded(request))
    return refuse('unsupported-media-type', { detail: 'Send the body as it is, without a content-encoding.' });
  const body = await readBody(request, limit);
  if (body === 'broken-off') return refuse('malformed-request', { detail: 'The body broke off before its end.' });
  return body === 'too-large' ? tooLarge(limit) : { ok: true, value: body.bytes };
}

/** Reads the body as text: refused when it is compressed, too large or not UTF-8. */
export async function readText(request: IncomingRequest, limit: number): Promise<Result<string>> {
  const bytes = await readBytes(request, limit);
  if (!bytes.ok) return bytes;
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(bytes.value) };
  } catch {
    return refuse('malformed-request', { detail: 'The body must be UTF-8.' });
  }
}

/** Nothing here unpacks: how large something packed is, is known only afterwards. */
function isEncoded({ headers }: Pick<IncomingRequest, 'headers'>): boolean {
  const encoding = (headers.get('content-encoding') ?? '').trim().toLowerCase();
  return encoding !== '' && encoding !== 'identity';
}

/** Reads a JSON body; where it is optional, nothing at all is an empty object. */
export async function readJson(request: IncomingRequest, limit: number, optional = false): Promise<Result<unknown>> {
  const unsupported = refuse('unsupported-media-type', { detail: 'Send the body as application/json.' });
  const isJson = mediaType(request) === 'application/json';
  if (!isJson && !optional && !announcesMoreThan(request, limit)) return unsupported;
  const text = await readText(request, limit);
  if (!text.ok) return text;
  if (optional && text.value === '') return { ok: true, value: {} };
  return isJson ? parseJson(text.value) : unsupported;
}

/** Reads text as JSON. */
export function parseJson(text: string): Result<unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch {
    return refuse('malformed-request', { detail: 'The body must be well-formed JSON.' });
  }
}

/** Checks input against its schema; every fault is told with a JSON pointer. */
export function check<T>(schema: z.ZodType<T>, input: unknown): Result<T> {
  const parsed = schema.safeParse(input);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : refuse('invalid-request', { errors: faultsOf(parsed.error) });
}

function faultsOf(error: z.ZodError): readonly FieldError[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        pointer: pointerTo([...issue.path, key]),
        detail: 'This field is not known here.',
      }));
    const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
    return [{ pointer: pointerTo(issue.path), detail: missing ? 'Is required.' : issue.message }];
  });
}

function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
