/** The HTTP side of the Functions host stand-in: it listens on the loopback interfaces, finds the route, and never leaves a client waiting. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpResponseInit } from '@azure/functions';
import * as z from 'zod';
import { limits } from '../../shared/catalogue/limits';
import type { FunctionsCore } from './functions-core';
import type { Endpoint } from './http-functions';
import { BodyTooLarge, ClientGone } from './light-request';
import { writeResult } from './response-writer';
import type { Router } from './router';

/** What the host itself refuses, before or in place of an answer of the app. */
export type HostRefusal = 'malformed' | 'not-found' | 'too-large' | 'failed';

const statuses = { malformed: 400, 'not-found': 404, 'too-large': 413, failed: 500 } as const;

export interface HttpHostOptions {
  readonly core: FunctionsCore;
  /** The first router that has a route answers. */
  readonly routers: readonly Router<Endpoint>[];
  /** What the host's own refusals look like; bare by default, as on the platform. */
  readonly refusal?: (kind: HostRefusal, status: number) => HttpResponseInit;
  /** Called when a request that may have changed something has been answered. */
  readonly afterChange?: () => void;
  readonly bodyLimit?: number;
  /** How long a client may take for the head of a request and for all of it, and how many connections are held. */
  readonly patience?: Partial<typeof patience>;
}

/** The port is in use. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

const AddressInUse = z.object({ code: z.literal('EADDRINUSE') });
const plainHost = /^[a-z0-9.-]+(:\d{1,5})?$/iu;
const hundredMegabytes = 100 * 1024 * 1024;
const inactivityLimit = 230_000;
const patience = { headMilliseconds: 20_000, requestMilliseconds: 120_000, connections: 2000 };
const lookAgain = 50;

/** Node would close a connection that is not kept with its answer, while the client is sending: what it has not read by then is lost. */
function outlive(incoming: IncomingMessage, response: ServerResponse): void {
  const isKept = response.shouldKeepAlive;
  response.shouldKeepAlive = true;
  response.once('finish', () => void endUnread(incoming, isKept));
}

/** What comes of a body after the answer is dropped, within bounds; who goes on sending after that waits, and is cut off. */
async function endUnread(incoming: IncomingMessage, isKept: boolean): Promise<void> {
  const { bytes, milliseconds } = limits.body.leftOver;
  const { socket } = incoming;
  const end = performance.now() + milliseconds;
  const most = socket.bytesRead + bytes;
  incoming.resume();
  while (!incoming.complete && !socket.destroyed && performance.now() < end) {
    if (socket.bytesRead > most) socket.pause();
    await sleep(lookAgain, undefined, { ref: false });
  }
  if (!incoming.complete) socket.destroy();
  else if (!isKept) socket.destroySoon();
}

/** Serves an app's HTTP functions. */
export class HttpHost {
  readonly #options: HttpHostOptions;
  readonly #bodyLimit: number;
  readonly #servers: Server[] = [];
  /** How many requests are being answered on each open connection. */
  readonly #connections = new Map<Socket, number>();
  #routers: readonly Router<Endpoint>[];
  #stopping = false;
  #lastHost = '';

  constructor(options: HttpHostOptions) {
    this.#options = options;
    this.#routers = options.routers;
    this.#bodyLimit = options.bodyLimit ?? hundredMegabytes;
  }

  /** From now on these routers answer. */
  use(routers: readonly Router<Endpoint>[]): void {
    this.#routers = routers;
  }

  /** Listens on the loopback addresses alone and gives the port (a free one for 0); throws {@link PortTaken}. */
  async listen(port: number): Promise<number> {
    const actual = await this.#listenOn('127.0.0.1', port);
    // Browsers and `fetch` may try IPv6 first for `localhost`; where the machine has none there is nothing to listen on.
    await this.#listenOn('::1', actual).catch((error: unknown) => {
      if (error instanceof PortTaken) throw error;
    });
    return actual;
  }

  /** Stops accepting and resolves when every request has been answered, or after `limit` milliseconds. */
  async stop(limit: number): Promise<void> {
    this.#stopping = true;
    const closed = Promise.all(
      this.#servers.map(async (server) => {
        const closing = once(server, 'close');
        server.close();
        await closing;
      }),
    );
    // Browsers keep connections open, even some on which they have asked nothing yet.
    for (const [socket, requests] of this.#connections) if (requests === 0) socket.destroySoon();
    const waiting = new AbortController();
    await Promise.race([closed, sleep(limit, undefined, { signal: waiting.signal }).catch(() => undefined)]);
    waiting.abort();
    for (const server of this.#servers) server.closeAllConnections();
    await closed;
  }

  async #listenOn(host: string, port: number): Promise<number> {
    const { headMilliseconds, requestMilliseconds, connections } = { ...patience, ...this.#options.patience };
    const server = createServer(
      {
        keepAliveTimeout: 65_000,
        headersTimeout: headMilliseconds,
        requestTimeout: requestMilliseconds,
        connectionsCheckingInterval: Math.min(headMilliseconds, 5000),
      },
      (incoming, response) => void this.#serve(incoming, response),
    );
    server.setTimeout(inactivityLimit);
    server.on('connection', (socket) => {
      if (this.#connections.size >= connections) this.#makeRoom();
      this.#connections.set(socket, 0);
      socket.once('close', () => this.#connections.delete(socket));
    });
    server.on('clientError', (error, socket) => this.#refuseUnread(error, socket));
    server.listen({ port, host });
    try {
      await once(server, 'listening');
    } catch (error) {
      if (AddressInUse.safeParse(error).success) {
        throw new PortTaken(`Port ${port} is in use.`, { cause: error });
      }
      throw error;
    }
    this.#servers.push(server);
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  /** Whoever came first and has asked nothing makes room: those who hold connections do not keep others out. */
  #makeRoom(): void {
    for (const [socket, requests] of this.#connections) {
      if (requests > 0) continue;
      this.#connections.delete(socket);
      socket.destroy();
      return;
    }
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#stopping) response.shouldKeepAlive = false;
    this.#follow(incoming.socket, response);
    try {
      await this.#answer(incoming, response);
    } catch (error) {
      this.#recover(error, incoming, response);
    } finally {
      if (incoming.method !== 'GET' && incoming.method !== 'HEAD') this.#options.afterChange?.();
    }
  }

  #follow(socket: Socket, response: ServerResponse): void {
    this.#connections.set(socket, (this.#connections.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const requests = (this.#connections.get(socket) ?? 1) - 1;
      if (!socket.destroyed) this.#connections.set(socket, requests);
      if (this.#stopping && requests === 0) socket.destroySoon();
    });
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = incoming.method ?? 'GET';
    const target = this.#targetOf(incoming);
    if (target === undefined) {
      await this.#refuse(response, method, 'malformed');
      return;
    }
    for (const router of this.#routers) {
      const match = router.match(method, target.path);
      if (match === undefined) continue;
      const { value: endpoint, params, method: registered } = match;
      const arrival = { incoming, method: registered, address: target.address, params, bodyLimit: this.#bodyLimit };
      const result = await endpoint.answer(arrival);
      if (!incoming.complete) outlive(incoming, response);
      await writeResult(response, method === 'HEAD', result);
      return;
    }
    await this.#refuse(response, method, 'not-found');
  }

  #recover(error: unknown, incoming: IncomingMessage, response: ServerResponse): void {
    const log = (text: string): void => this.#options.core.log('error', 'system', text);
    const gone = error instanceof ClientGone || incoming.socket.destroyed;
    if (!gone)
      log(
        `${incoming.method ?? ''} request failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    if (response.headersSent || gone) {
      response.destroy();
      return;
    }
    const tooLarge = error instanceof BodyTooLarge;
    if (!incoming.complete) outlive(incoming, response);
    this.#refuse(response, incoming.method ?? 'GET', tooLarge ? 'too-large' : 'failed').catch((failure: unknown) => {
      log(String(failure));
      response.destroy();
    });
  }

  async #refuse(response: ServerResponse, method: string, kind: HostRefusal): Promise<void> {
    const status = statuses[kind];
    await writeResult(response, method === 'HEAD', this.#options.refusal?.(kind, status) ?? { status });
  }

  /** What cannot be read as a request is refused like everything else, unless an answer is on its way already. */
  #refuseUnread(error: Error, socket: Duplex): void {
    const isUnread = 'code' in error && String(error.code).startsWith('HPE_');
    const isIdle = socket instanceof Socket && this.#connections.get(socket) === 0;
    if (!isUnread || !isIdle || !socket.writable) {
      socket.destroy();
      return;
    }
    const { headers, body } = this.#options.refusal?.('malformed', statuses.malformed) ?? {};
    const text = typeof body === 'string' ? body : '';
    const all = new Headers(headers);
    all.set('Connection', 'close');
    all.set('Content-Length', String(Buffer.byteLength(text)));
    const lines = [...all].map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 400 Bad Request\r\n${lines.join('')}\r\n${text}`);
  }

  /** The path to route by and the whole address, or undefined when either is not well formed. */
  #targetOf(incoming: IncomingMessage): { readonly path: string; readonly address: string } | undefined {
    const target = incoming.url ?? '/';
    const host = incoming.headers.host ?? 'localhost';
    if (host !== this.#lastHost) {
      if (!plainHost.test(host) && !/^\[[0-9a-f:.]+\](:\d{1,5})?$/iu.test(host)) return undefined;
      if (!URL.canParse(`http://${host}`)) return undefined;
      this.#lastHost = host;
    }
    if (!target.startsWith('/')) {
      // A proxy's form of the request line; anything else that is no path is not for us.
      if (!/^https?:\/\//iu.test(target) || !URL.canParse(target)) return undefined;
      const { pathname, search } = new URL(target);
      return { path: pathname, address: `http://${host}${pathname}${search}` };
    }
    const address = `http://${host}${target}`;
    const end = target.search(/[?#]/u);
    const path = end < 0 ? target : target.slice(0, end);
    if (!/[\\]|\/(\.|%2e)/iu.test(path)) return { path, address };
    return URL.canParse(address) ? { path: new URL(address).pathname, address } : undefined;
  }
}
