/** A program that serves a function app in one of the ways in which a host hands requests on: as whole bodies, as they come, or through the library's own HTTP server. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { loadFunctionApp } from '../../local/host/function-app';
import { FunctionsCore, type RegisteredFunction } from '../../local/host/functions-core';
import { routesOf } from '../../local/host/http-functions';
import { HttpHost } from '../../local/host/http-host';
import { invokeAsWorker } from '../../local/host/invocation';
import { headerRecord } from '../../local/host/light-request';
import { Router } from '../../local/host/router';
import { limits } from '../../shared/catalogue/limits';

async function serve(appFile: string, way: string): Promise<number> {
  const core = new FunctionsCore();
  await loadFunctionApp(core, appFile);
  const { HttpUri } = await core.start('/app');
  if (way === 'streaming') return forwardTo(HttpUri ?? '', core);
  const path = way === 'direct' ? 'direct' : 'worker';
  const bodyLimit = limits.body.platformBytes;
  return new HttpHost({ core, routers: [routesOf(core, path, '')], bodyLimit }).listen(0);
}

const kept = new Agent({ keepAlive: true });

/** As the platform does: the request goes to the library's server, the invocation to the worker, and both know each other by an id. */
async function forwardTo(address: string, core: FunctionsCore): Promise<number> {
  const router = new Router<RegisteredFunction>();
  for (const registered of core.functions.values()) {
    const { route = registered.name, methods } = registered.trigger;
    router.add(
      (methods as string[]).map((method) => method.toUpperCase()),
      String(route),
      registered,
    );
  }
  const server = createServer((incoming, response) => {
    const match = router.match(incoming.method ?? 'GET', (incoming.url ?? '/').split('?')[0] ?? '/');
    if (!match) {
      response.writeHead(404).end();
      return;
    }
    const id = randomUUID();
    forward(address, id, incoming, response);
    const json = JSON.stringify(headerRecord(incoming.headers));
    const params = Object.entries(match.params).map(([name, string]) => [name, { string }] as const);
    const metadata = { Headers: { json }, ...Object.fromEntries(params) };
    const http = { method: match.method, url: '', headers: {}, params: {} };
    invokeAsWorker(core, match.value, { http }, undefined, id, metadata).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

function forward(address: string, id: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { connection: _ofThisHop, ...others } = incoming.headers;
  const headers = {
    ...others,
    'x-ms-invocation-id': id,
    'x-forwarded-host': 'localhost',
    'x-forwarded-proto': 'http',
  };
  const outgoing = httpRequest(new URL(incoming.url ?? '/', address), {
    method: incoming.method,
    headers,
    agent: kept,
  });
  // As a proxy does, this hears the answer to the end before it closes.
  response.shouldKeepAlive = true;
  outgoing.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => incoming.destroy());
  incoming.pipe(outgoing);
}

const [, , appFile = '', way = ''] = process.argv;
serve(appFile, way).then(
  (port) => process.stdout.write(`${JSON.stringify({ port })}\n`),
  (error: unknown) => {
    process.stderr.write(String(error));
    process.exit(1);
  },
);
