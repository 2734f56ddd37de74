/** Makes endpoints of the HTTP functions that an app registered, and of plain handlers. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Cookie, HttpMethod, HttpResponseInit } from '@azure/functions';
import * as z from 'zod';
import type { FunctionsCore, HttpAnswer, HttpAnswerCookie, RegisteredFunction } from './functions-core';
import { invokeAsWorker, invokeBetweenHooks } from './invocation';
import { effectiveOptions, LightContext } from './light-context';
import { headerRecord, LightRequest, readWhole } from './light-request';
import { Router } from './router';
import { traceContextOf } from './trace-context';

/** A request that found its route. */
interface Arrival {
  readonly incoming: IncomingMessage;
  readonly method: string;
  readonly address: string;
  readonly params: Record<string, string>;
  readonly bodyLimit: number;
}

/** Gives what is to be written as the response. */
export interface Endpoint {
  readonly name: string;
  readonly answer: (arrival: Arrival) => unknown;
}

const HttpTrigger = z.object({ route: z.string().optional(), methods: z.array(z.string()) });

/** A route of the host's own, which is none of the app's functions. */
export interface LocalRoute {
  readonly name: string;
  readonly methods: readonly HttpMethod[];
  readonly route: string;
  readonly handler: (request: LightRequest, context: LightContext) => HttpResponseInit | Promise<HttpResponseInit>;
}

/** Adds routes that are called without hooks. */
export function addLocalRoutes(router: Router<Endpoint>, core: FunctionsCore, routes: readonly LocalRoute[]): void {
  for (const { name, methods, route, handler } of routes) {
    const options = { trigger: { type: 'httpTrigger', name }, extraInputs: [], extraOutputs: [] };
    const answer = ({ incoming, method, address, params, bodyLimit }: Arrival): unknown =>
      handler(
        new LightRequest(incoming, method, address, params, bodyLimit),
        new LightContext(core, name, options, incoming.headers),
      );
    router.add(methods, route, { name, answer });
  }
}

/** How handlers are called: directly with light objects, or with the library's own, as in the worker. */
export type HttpPath = 'direct' | 'worker';

/** The routes of every HTTP function of the app, below the prefix that host.json sets. */
export function routesOf(core: FunctionsCore, path: HttpPath, routePrefix: string): Router<Endpoint> {
  const router = new Router<Endpoint>();
  for (const registered of core.functions.values()) {
    if (registered.trigger.type !== 'httpTrigger') continue;
    const { name } = registered;
    const { route = name, methods } = HttpTrigger.parse(registered.trigger);
    const answer = path === 'direct' ? directly(core, registered) : throughWorker(core, registered);
    const prefixed = [routePrefix, route].filter((part) => part !== '').join('/');
    router.add(
      methods.map((method) => method.toUpperCase()),
      prefixed,
      { name, answer },
    );
  }
  return router;
}

function directly(core: FunctionsCore, { name, metadata, handler }: RegisteredFunction): Endpoint['answer'] {
  const options = effectiveOptions(metadata);
  return ({ incoming, method, address, params, bodyLimit }) => {
    const request = new LightRequest(incoming, method, address, params, bodyLimit);
    const context = new LightContext(core, name, options, incoming.headers);
    if (!core.hasHooks('preInvocation') && !core.hasHooks('postInvocation')) return handler(request, context);
    return invokeBetweenHooks(core, handler, context, [request], (inputs, callback) => callback(...inputs, context));
  };
}

function throughWorker(core: FunctionsCore, registered: RegisteredFunction): Endpoint['answer'] {
  return async ({ incoming, method, address, params, bodyLimit }) => {
    const bytes = await readWhole(incoming, bodyLimit);
    const headers = headerRecord(incoming.headers);
    const body = bytes.length === 0 ? {} : { body: { bytes } };
    const http = { method, url: new URL(address).href, headers, params, ...body };
    const answer = await invokeAsWorker(core, registered, { http }, traceContextOf(incoming.headers), randomUUID());
    return answer && responseOf(answer);
  };
}

const sameSite = { none: undefined, lax: 'Lax', strict: 'Strict', explicitNone: 'None' } as const;

function cookieOf(cookie: HttpAnswerCookie): Cookie {
  const site = sameSite[cookie.sameSite ?? 'none'];
  return {
    name: cookie.name,
    value: cookie.value,
    ...(cookie.domain && { domain: cookie.domain.value }),
    ...(cookie.path && { path: cookie.path.value }),
    ...(cookie.expires && { expires: cookie.expires.value.seconds * 1000 }),
    ...(cookie.secure && { secure: cookie.secure.value }),
    ...(cookie.httpOnly && { httpOnly: cookie.httpOnly.value }),
    ...(site && { sameSite: site }),
    ...(cookie.maxAge && { maxAge: cookie.maxAge.value }),
  };
}

function responseOf({ statusCode, headers, cookies, body }: HttpAnswer): HttpResponseInit {
  return {
    status: Number(statusCode ?? 200),
    headers: { ...headers },
    cookies: (cookies ?? []).map(cookieOf),
    body: body?.bytes ?? new Uint8Array(),
  };
}
