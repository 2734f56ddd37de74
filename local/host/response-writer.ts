/** Puts what a handler returned on the wire, as the platform would. */
import { Blob } from 'node:buffer';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { types } from 'node:util';
import type { Cookie, HttpResponse, HttpResponseInit } from '@azure/functions';

const bodiless = new Set([204, 205, 304]);
const connectionHeaders = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'trailers',
  'transfer-encoding',
  'upgrade',
]);

/** A cookie as it is sent; it belongs to the whole site unless it says otherwise. */
function cookieHeader(cookie: Cookie): string {
  // Whole seconds after 1970 are all that the library hands on: a cookie is ended with a Max-Age of 0.
  const seconds = Math.round(Number(cookie.expires ?? 0) / 1000);
  return [
    `${encodeURIComponent(cookie.name)}=${encodeURIComponent(cookie.value)}`,
    ...(seconds > 0 ? [`Expires=${new Date(seconds * 1000).toUTCString()}`] : []),
    ...(cookie.maxAge === undefined ? [] : [`Max-Age=${Math.trunc(cookie.maxAge)}`]),
    ...(cookie.domain === undefined ? [] : [`Domain=${cookie.domain}`]),
    `Path=${cookie.path ?? '/'}`,
    ...(cookie.secure === true ? ['Secure'] : []),
    ...(cookie.sameSite === undefined ? [] : [`SameSite=${cookie.sameSite}`]),
    ...(cookie.httpOnly === true ? ['HttpOnly'] : []),
  ].join('; ');
}

const isResponse = (result: object): result is HttpResponse =>
  'arrayBuffer' in result && typeof result.arrayBuffer === 'function';

function checkedStatus(status: number | undefined): number {
  if (status === undefined) return 200;
  if (!Number.isInteger(status) || status < 200 || status > 599) throw new RangeError(`${status} is no HTTP status.`);
  return status;
}

interface Head {
  readonly status: number;
  readonly fields: string[];
  readonly contentType: boolean;
}

function headOf(status: number, headers: HttpResponseInit['headers'], cookies: readonly Cookie[] | undefined): Head {
  const fields: string[] = [];
  let contentType = false;
  const take = (name: string, value: string): void => {
    const lower = name.toLowerCase();
    if (connectionHeaders.has(lower)) return;
    if (lower === 'content-type') contentType = true;
    const earlier = lower === 'set-cookie' ? fields.indexOf(lower) : -1;
    // The platform keeps one Set-Cookie header only: several cookies travel as `cookies`.
    if (earlier >= 0) fields[earlier + 1] = value;
    else fields.push(lower, value);
  };
  if (headers !== undefined) {
    if (Symbol.iterator in headers) for (const [name, value] of headers) take(name, value);
    else for (const name in headers) take(name, String(headers[name]));
  }
  for (const cookie of cookies ?? []) fields.push('set-cookie', cookieHeader(cookie));
  return { status, fields, contentType };
}

function end(response: ServerResponse, { status, fields }: Head, body: string | Uint8Array, keepLength: boolean): void {
  if (keepLength)
    fields.push('content-length', String(typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength));
  response.writeHead(status, fields);
  response.end(body);
}

/** Resolves when the body has been sent or its client has left; a client that left ends the source too. */
async function stream(response: ServerResponse, isHead: boolean, head: Head, source: Readable): Promise<void> {
  if (isHead) {
    source.destroy();
    end(response, head, '', false);
    return;
  }
  const closed = new Promise((resolve) => response.once('close', resolve));
  void closed.then(() => source.destroy());
  try {
    for await (const piece of source as AsyncIterable<Uint8Array | string>) {
      // The head waits for the first piece, so that a body that fails at once is an error and not half an answer.
      if (!response.headersSent) response.writeHead(head.status, head.fields);
      if (!response.write(piece))
        await Promise.race([new Promise((resolve) => response.once('drain', resolve)), closed]);
    }
  } catch (error) {
    if (!response.destroyed) throw error;
  }
  if (response.destroyed) return;
  if (!response.headersSent) response.writeHead(head.status, head.fields);
  response.end();
}

/**
 * Writes a handler's result. Nothing at all is 204; anything that is no HTTP response throws before a byte is written.
 */
export async function writeResult(response: ServerResponse, isHead: boolean, result: unknown): Promise<void> {
  if (response.destroyed) return;
  if (result === undefined || result === null) {
    response.writeHead(204);
    response.end();
    return;
  }
  if (typeof result !== 'object')
    throw new TypeError('An HTTP response is an object with status, headers, cookies and body.');
  if (isResponse(result)) {
    const { status, headers, cookies, body } = result;
    await writeBody(response, isHead, headOf(status, headers, cookies), body);
    return;
  }
  const init: HttpResponseInit = result;
  const head = headOf(checkedStatus(init.status), init.headers, init.cookies);
  const json: unknown = init.jsonBody;
  if (json === undefined || json === null || bodiless.has(head.status)) {
    await writeBody(response, isHead, head, init.body);
    return;
  }
  if (!head.contentType) head.fields.push('content-type', 'application/json');
  end(response, head, JSON.stringify(json), true);
}

async function writeBody(
  response: ServerResponse,
  isHead: boolean,
  head: Head,
  body: HttpResponseInit['body'],
): Promise<void> {
  const typed = (contentType: string): void => {
    if (!head.contentType && contentType !== '') head.fields.push('content-type', contentType);
  };
  if (bodiless.has(head.status) || body === undefined || body === null) {
    end(response, head, '', head.status !== 204 && head.status !== 304);
  } else if (typeof body === 'string') {
    typed('text/plain;charset=UTF-8');
    end(response, head, body, true);
  } else if (types.isUint8Array(body)) {
    end(response, head, body, true);
  } else if (ArrayBuffer.isView(body)) {
    end(response, head, new Uint8Array(body.buffer, body.byteOffset, body.byteLength), true);
  } else if (body instanceof URLSearchParams) {
    typed('application/x-www-form-urlencoded;charset=UTF-8');
    end(response, head, body.toString(), true);
  } else if (body instanceof FormData) {
    const encoded = new Response(body);
    typed(encoded.headers.get('content-type') ?? '');
    end(response, head, new Uint8Array(await encoded.arrayBuffer()), true);
  } else if (types.isAnyArrayBuffer(body)) {
    end(response, head, new Uint8Array(body), true);
  } else if (body instanceof Blob) {
    typed(body.type);
    end(response, head, new Uint8Array(await body.arrayBuffer()), true);
  } else if ('getReader' in body) {
    await stream(response, isHead, head, Readable.fromWeb(body));
  } else {
    await stream(response, isHead, head, body instanceof Readable ? body : Readable.from(body));
  }
}
