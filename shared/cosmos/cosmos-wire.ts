/** The HTTP client below the Cosmos SDK. It remembers what the engine said, which the SDK does not tell after a batch, and asks nothing after the deadline. */
import { AsyncLocalStorage } from 'node:async_hooks';
import * as http from 'node:http';
import * as https from 'node:https';
import type { CosmosClientOptions } from '@azure/cosmos';

type HttpClient = NonNullable<CosmosClientOptions['httpClient']>;
type WireRequest = Parameters<HttpClient['sendRequest']>[0];
type WireResponse = Awaited<ReturnType<HttpClient['sendRequest']>>;

/** One operation on the store, as the wire saw it. */
export interface Conversation {
  readonly deadline: AbortSignal;
  /** A query in one partition runs without a plan; the SDK would fetch one all the same. */
  readonly onePartition: boolean;
  /** The status of the last answer, unless `failure` came after it. */
  status?: number | undefined;
  substatus?: number | undefined;
  /** The beginning of an answer that is no success. */
  said?: string | undefined;
  retryAfterMs?: number | undefined;
  failure?: unknown;
}

const maximumSockets = 256;
const mostSaid = 2_000;

/** Carries the SDK's requests over connections of its own. */
export class CosmosWire implements HttpClient {
  private readonly conversations = new AsyncLocalStorage<Conversation>();
  private readonly plain = new http.Agent({ keepAlive: true, maxSockets: maximumSockets });
  private readonly secure = new https.Agent({ keepAlive: true, maxSockets: maximumSockets });

  /** What the work asks of the engine is noted in the conversation. */
  during<T>(conversation: Conversation, work: () => Promise<T>): Promise<T> {
    return this.conversations.run(conversation, work);
  }

  /** A failure of the work counts as one of the wire: without a token nothing can be asked. */
  async notingFailure<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const conversation = this.conversations.getStore();
      if (conversation) {
        conversation.status = undefined;
        conversation.failure = error;
      }
      throw error;
    }
  }

  async sendRequest(request: WireRequest): Promise<WireResponse> {
    const conversation = this.conversations.getStore();
    if (conversation?.onePartition && request.headers.has('x-ms-cosmos-is-query-plan-request')) {
      return respond(request, 400, {}, '{"message":"No plan is needed."}');
    }
    const response = await this.notingFailure(() => this.exchange(request, conversation?.deadline));
    if (conversation) {
      conversation.status = response.status;
      conversation.substatus = Number(response.headers.get('x-ms-substatus')) || undefined;
      conversation.said = response.status < 400 ? undefined : response.bodyAsText?.slice(0, mostSaid);
      conversation.failure = undefined;
      conversation.retryAfterMs = retryAfterMs(response);
    }
    return response;
  }

  /** Closes the connections. */
  close(): void {
    this.plain.destroy();
    this.secure.destroy();
  }

  private exchange(request: WireRequest, deadline: AbortSignal | undefined): Promise<WireResponse> {
    return new Promise((resolve, reject) => {
      const { protocol, agent } = request.url.startsWith('http:')
        ? { protocol: http, agent: this.plain }
        : { protocol: https, agent: this.secure };
      const outgoing = protocol.request(request.url, {
        method: request.method,
        headers: request.headers.toJSON(),
        agent,
      });
      const giveUp = () => outgoing.destroy(new DeadlinePassed());
      // The SDK turns the first into its time-out; the second must end all of its attempts.
      const timeOut = () => outgoing.destroy(new AttemptTimedOut());
      const settle = () => {
        deadline?.removeEventListener('abort', giveUp);
        request.abortSignal?.removeEventListener('abort', timeOut);
      };
      const fail = (error: Error) => {
        settle();
        reject(error);
      };
      outgoing.once('error', fail);
      outgoing.once('response', (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', fail);
        incoming.once('end', () => {
          settle();
          const text = Buffer.concat(chunks).toString('utf8');
          resolve(respond(request, incoming.statusCode ?? 0, flat(incoming.headers), text));
        });
      });
      deadline?.addEventListener('abort', giveUp);
      request.abortSignal?.addEventListener('abort', timeOut);
      if (deadline?.aborted) giveUp();
      else if (request.abortSignal?.aborted) timeOut();
      outgoing.end(bodyOf(request));
    });
  }
}

class AttemptTimedOut extends Error {
  override readonly name = 'AbortError';
}

class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
  readonly code = 'DEADLINE_PASSED';
}

/** An answer as the SDK expects it: it stumbles over errors whose body is empty or not JSON, as gateways and proxies send them. */
function respond(
  request: WireRequest,
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
): WireResponse {
  const bodyAsText = status >= 400 && !isJsonObject(text) ? JSON.stringify({ message: text.slice(0, 200) }) : text;
  return { request, status, headers: new ResponseHeaders(headers), bodyAsText };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

function retryAfterMs(response: WireResponse): number | undefined {
  const exact = response.headers.get('x-ms-retry-after-ms');
  const seconds = response.headers.get('retry-after');
  const wait = exact === undefined ? Number(seconds ?? Number.NaN) * 1_000 : Number(exact);
  return Number.isFinite(wait) ? wait : undefined;
}

function bodyOf({ body }: WireRequest): string | Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  throw new TypeError('The Cosmos SDK sends text');
}

function flat(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

class ResponseHeaders {
  private readonly values: Map<string, string>;

  constructor(values: Readonly<Record<string, string>>) {
    this.values = new Map(Object.entries(values));
  }

  get(name: string): string | undefined {
    return this.values.get(name.toLowerCase());
  }

  has(name: string): boolean {
    return this.values.has(name.toLowerCase());
  }

  set(name: string, value: string | number | boolean): void {
    this.values.set(name.toLowerCase(), String(value));
  }

  delete(name: string): void {
    this.values.delete(name.toLowerCase());
  }

  toJSON(): Record<string, string> {
    return Object.fromEntries(this.values);
  }

  [Symbol.iterator](): Iterator<[string, string]> {
    return this.values.entries();
  }
}
