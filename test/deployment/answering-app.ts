/** An app on loopback that gives the answers of a deployed Kesher, as far as the smoke check asks, and wrong ones on request. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export const portal = 'https://portal.partner.example';
const guarded = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** A problem document. */
export const problem = (status: number, slug: string): Answer => ({
  status,
  headers: {
    ...guarded,
    'content-type': 'application/problem+json',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  },
  body: { type: `/problems/${slug}`, status, traceId: 'b58055a981f0db2ac6682433707fcc66' },
});

/** A page. */
export const page = (status: number, text: string): Answer => ({
  status,
  headers: { ...guarded, 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html lang="en"><title>${text}</title></html>`,
});

function rightAnswer({ method, path, headers }: Asked): Answer {
  const wantsPage = headers.accept === 'text/html';
  if (path === '/health/live') return { status: 200, headers: guarded, body: { status: 'live' } };
  if (path === '/health/ready') return { status: 200, headers: guarded, body: { status: 'ready' } };
  if (path === '/o/smoke-check') return wantsPage ? page(404, 'Unknown') : problem(404, 'link-unknown');
  if (path === '/problems/link-unknown') return page(200, 'link-unknown');
  if (path === '/events/mail' && method === 'OPTIONS')
    return { status: 200, headers: { ...guarded, 'webhook-allowed-origin': 'eventgrid.azure.net' } };
  if (path === '/events/mail') return problem(401, 'unauthenticated');
  if (path === '/api/overview' && method === 'OPTIONS')
    return {
      status: 204,
      headers: headers.origin === portal ? { ...guarded, 'access-control-allow-origin': portal } : guarded,
    };
  if (path === '/api/overview') return problem(401, 'unauthenticated');
  return problem(404, 'not-found');
}

/** The app. */
export class AnsweringApp {
  /** What it answers instead of what is right. */
  fault = (_asked: Asked, right: Answer): Answer => right;
  readonly seen: Asked[] = [];
  readonly #server = createServer((request, response) => {
    const asked = { method: request.method ?? '', path: request.url ?? '', headers: request.headers };
    this.seen.push(asked);
    const { status, headers, body } = this.fault(asked, rightAnswer(asked));
    response.writeHead(status, headers);
    response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
  });

  /** Starts it, and gives its origin. */
  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${z.object({ port: z.int() }).parse(this.#server.address()).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
