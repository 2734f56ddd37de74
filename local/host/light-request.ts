/** An HTTP request on which nothing is parsed before it is looked at; on the surface it is the library's. */
import { Blob } from 'node:buffer';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { ReadableStream, type ReadableStreamDefaultController } from 'node:stream/web';
import type { HttpRequest } from '@azure/functions';

/** The body is larger than the platform takes. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** The client went away before its request was whole. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

/** Reads a body piece by piece; throws when the client leaves or sends more than `limit` bytes. Whoever stops early leaves the connection as it is. */
async function* piecesOf(incoming: IncomingMessage, limit: number): AsyncGenerator<Uint8Array> {
  if (incoming.destroyed && !incoming.complete) throw new ClientGone('aborted');
  if (Number(incoming.headers['content-length'] ?? 0) > limit) throw new BodyTooLarge('Announced as too large.');
  const pieces: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => incoming.iterator({ destroyOnReturn: false }),
  };
  let size = 0;
  try {
    for await (const piece of pieces) {
      size += piece.length;
      if (size > limit) throw new BodyTooLarge(`The body has more than ${limit} bytes.`);
      yield piece;
    }
  } catch (cause) {
    throw cause instanceof BodyTooLarge ? cause : new ClientGone('aborted', { cause });
  }
}

/** Reads a body whole; rejects when the client leaves or sends more than `limit` bytes. */
export async function readWhole(incoming: IncomingMessage, limit: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of piecesOf(incoming, limit)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A body that is received once; once its request has clones, it is kept whole for all of them. */
class ReceivedBody {
  readonly exists: boolean;
  isShared = false;
  readonly #incoming: IncomingMessage;
  readonly #limit: number;
  #bytes: Promise<Buffer> | undefined;

  constructor(incoming: IncomingMessage, method: string, limit: number) {
    const announced =
      incoming.headers['transfer-encoding'] !== undefined || Number(incoming.headers['content-length']) > 0;
    this.exists = announced && method !== 'GET' && method !== 'HEAD';
    this.#incoming = incoming;
    this.#limit = limit;
  }

  bytes(): Promise<Buffer> {
    return (this.#bytes ??= readWhole(this.#incoming, this.#limit));
  }

  async *pieces(): AsyncGenerator<Uint8Array> {
    if (this.isShared) yield await this.bytes();
    else yield* piecesOf(this.#incoming, this.#limit);
  }
}

const joined = (value: string | string[]): string => (typeof value === 'string' ? value : value.join(', '));

/** The headers of a request as pairs of lower-case name and value. */
export function headerRecord(headers: IncomingHttpHeaders): Record<string, string> {
  const record: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) record[name] = joined(value);
  }
  return record;
}

class LazyHeaders implements Headers {
  readonly #incoming: IncomingHttpHeaders;
  #changed: Headers | undefined;

  constructor(incoming: IncomingHttpHeaders) {
    this.#incoming = incoming;
  }

  get(name: string): string | null {
    if (this.#changed !== undefined) return this.#changed.get(name);
    const lower = name.toLowerCase();
    const value = Object.hasOwn(this.#incoming, lower) ? this.#incoming[lower] : undefined;
    return value === undefined ? null : joined(value);
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  append(name: string, value: string): void {
    this.#whole().append(name, value);
  }

  delete(name: string): void {
    this.#whole().delete(name);
  }

  set(name: string, value: string): void {
    this.#whole().set(name, value);
  }

  getSetCookie(): string[] {
    return this.#whole().getSetCookie();
  }

  forEach(callback: (value: string, name: string, headers: Headers) => void): void {
    for (const [name, value] of this.#whole()) callback(value, name, this);
  }

  entries() {
    return this.#whole().entries();
  }

  keys() {
    return this.#whole().keys();
  }

  values() {
    return this.#whole().values();
  }

  [Symbol.iterator]() {
    return this.#whole()[Symbol.iterator]();
  }

  #whole(): Headers {
    return (this.#changed ??= new Headers(headerRecord(this.#incoming)));
  }
}

const decoder = new TextDecoder();

/** One HTTP request. Its body can be read once, as with any fetch request. */
export class LightRequest implements HttpRequest {
  readonly method: string;
  readonly params: Record<string, string>;
  readonly user = null;
  readonly #incoming: IncomingMessage;
  readonly #address: string;
  readonly #received: ReceivedBody;
  #url: string | undefined;
  #headers: Headers | undefined;
  #query: URLSearchParams | undefined;
  #stream: ReadableStream | undefined;
  #used = false;

  constructor(
    incoming: IncomingMessage,
    method: string,
    address: string,
    params: Record<string, string>,
    body: number | ReceivedBody,
  ) {
    this.#incoming = incoming;
    this.method = method;
    this.params = params;
    this.#address = address;
    this.#received = typeof body === 'number' ? new ReceivedBody(incoming, method, body) : body;
  }

  get url(): string {
    return (this.#url ??= new URL(this.#address).href);
  }

  get headers(): Headers {
    return (this.#headers ??= new LazyHeaders(this.#incoming.headers));
  }

  get query(): URLSearchParams {
    return (this.#query ??= this.#address.includes('?') ? new URL(this.#address).searchParams : new URLSearchParams());
  }

  get body(): ReadableStream | null {
    if (!this.#received.exists) return null;
    let pieces: AsyncGenerator<Uint8Array> | undefined;
    const pull = async (controller: ReadableStreamDefaultController): Promise<void> => {
      pieces ??= this.#claim().pieces();
      const next = await pieces.next();
      if (next.done === true) controller.close();
      else controller.enqueue(new Uint8Array(next.value));
    };
    const cancel = async (): Promise<void> => {
      await pieces?.return(undefined);
    };
    return (this.#stream ??= new ReadableStream({ pull, cancel }, { highWaterMark: 0 }));
  }

  get bodyUsed(): boolean {
    return this.#used;
  }

  async text(): Promise<string> {
    return decoder.decode(await this.#take());
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = await this.#take();
    const copy = new ArrayBuffer(bytes.length);
    new Uint8Array(copy).set(bytes);
    return copy;
  }

  async blob(): Promise<Blob> {
    return new Blob([await this.#take()], { type: this.headers.get('content-type') ?? '' });
  }

  async formData(): Promise<FormData> {
    const contentType = this.headers.get('content-type');
    return new Response(
      await this.arrayBuffer(),
      contentType === null ? {} : { headers: { 'content-type': contentType } },
    ).formData();
  }

  clone(): LightRequest {
    if (this.#used) throw new TypeError('Cannot clone a request whose body has been read.');
    this.#received.isShared = true;
    return new LightRequest(this.#incoming, this.method, this.#address, this.params, this.#received);
  }

  async #take(): Promise<Buffer> {
    return this.#received.exists ? this.#claim().bytes() : Buffer.alloc(0);
  }

  #claim(): ReceivedBody {
    if (this.#used) throw new TypeError('Body is unusable: Body has already been read');
    this.#used = true;
    return this.#received;
  }
}
