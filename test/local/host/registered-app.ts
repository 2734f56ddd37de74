/** Registers functions through the real library against a core of their own, and serves them on a free port. */
import type { app as App } from '@azure/functions';
import * as z from 'zod';
import { FunctionsCore, type LogSink } from '../../../local/host/functions-core';
import { routesOf, type HttpPath } from '../../../local/host/http-functions';
import { HttpHost, type HttpHostOptions } from '../../../local/host/http-host';
import type { Memory } from '../../../local/host/memory';

type Register = (app: typeof App) => void;

const Library = z.object({ app: z.custom<typeof App>() });

/** A core that has collected what `register` registers; each has its own copy of the library. */
export function registered(register: Register, sink?: LogSink): FunctionsCore {
  const core = new FunctionsCore(sink);
  jest.isolateModules(() => {
    jest.doMock('@azure/functions-core', () => core.module, { virtual: true });
    register(Library.parse(jest.requireActual('@azure/functions')).app);
  });
  return core;
}

/** A running host. */
export interface Serving {
  readonly core: FunctionsCore;
  readonly host: HttpHost;
  readonly port: number;
  readonly origin: string;
}

/** Serves the functions until `stop` of the host is called. */
export async function serving(
  register: Register,
  options: Partial<HttpHostOptions> & {
    readonly path?: HttpPath;
    readonly routePrefix?: string;
    readonly sink?: LogSink;
  } = {},
): Promise<Serving> {
  const { path = 'direct', routePrefix = '', sink, ...rest } = options;
  const core = registered(register, sink);
  await core.start('/app');
  const host = new HttpHost({ core, routers: [routesOf(core, path, routePrefix)], ...rest });
  const port = await host.listen(0);
  return { core, host, port, origin: `http://127.0.0.1:${port}` };
}

/** A memory that lives as long as the test. */
export function memoryOf(values = new Map<string, string>()): Memory & { readonly values: Map<string, string> } {
  return { values, get: (name) => values.get(name), set: (name, value) => void values.set(name, value) };
}
