/** The program of `npm start`: the compiled function app, with everything that it needs from Azure standing in on this machine. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { CosmosDatabase } from '../shared/cosmos/cosmos-store';
import { partitionKeyOf } from '../shared/cosmos/containers';
import { refuse } from '../shared/domain/refusal';
import { problemResponse } from '../shared/http/problems';
import { apiHeaders } from '../shared/http/security-headers';
import type { Clock, Random, Store } from '../shared/ports';
import { LocalClock } from './clock';
import { seedDemoData } from './demo-data';
import { FolderInUse, FolderLock } from './folder-lock';
import { ChangeFeed } from './host/change-feed';
import { loadFunctionApp } from './host/function-app';
import { FunctionsCore, type LogLevel } from './host/functions-core';
import { addLocalRoutes, routesOf, type Endpoint, type LocalRoute } from './host/http-functions';
import { HttpHost, PortTaken, type HostRefusal } from './host/http-host';
import { Router } from './host/router';
import { Timers } from './host/timers';
import { loadKeys, loadTokenKey } from './key-files';
import { localRoutes } from './local-routes';
import { LocalMailbox } from './mailbox';
import { OwnApi } from './own-api';
import { appSettings, CannotStart, readLocalSettings, type LocalSettings } from './settings';
import { SqliteMemory } from './sqlite-memory';
import { SqliteStore } from './sqlite-store';
import { startRoutes } from './start-routes';
import { TokenIssuer } from './token-issuer';

const HostFile = z.object({
  extensions: z.object({ http: z.object({ routePrefix: z.string().default('api') }).optional() }).optional(),
});

const realClock: Clock = { now: () => new Date() };
const random: Random = { bytes: (count) => new Uint8Array(randomBytes(count)) };
const patience = 10_000;
const logLevels: readonly LogLevel[] = ['trace', 'debug', 'information', 'warning', 'error', 'critical'];

const traceId = (): string => randomBytes(16).toString('hex');

function refusal(kind: HostRefusal, status: number) {
  if (kind === 'malformed') return problemResponse(refuse('malformed-request'), traceId());
  if (kind === 'not-found') return problemResponse(refuse('not-found'), traceId());
  if (kind === 'too-large') return problemResponse(refuse('payload-too-large'), traceId());
  const problem = { type: 'about:blank', title: 'Something broke', status, traceId: traceId() };
  return {
    status,
    headers: { ...apiHeaders, 'Content-Type': 'application/problem+json' },
    body: JSON.stringify(problem),
  };
}

const notYet: LocalRoute['handler'] = () => problemResponse(refuse('unavailable', { retryAfterSeconds: 1 }), traceId());
const everything: LocalRoute = {
  name: 'starting',
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  route: '{*path}',
  handler: notYet,
};
const readiness: LocalRoute = { name: 'notReady', methods: ['GET'], route: 'health/ready', handler: notYet };

function router(core: FunctionsCore, routes: readonly LocalRoute[]): Router<Endpoint> {
  const made = new Router<Endpoint>();
  addLocalRoutes(made, core, routes);
  return made;
}

function routePrefix(folder: string): string {
  const file = join(folder, 'host.json');
  const settings = existsSync(file) ? HostFile.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
  return settings.extensions?.http?.routePrefix ?? 'api';
}

/** The documents, and what closes them. */
interface Documents {
  readonly partners: Store;
  readonly isLocal: boolean;
  readonly close: () => Promise<void>;
}

async function openDocuments({ cosmos, dataFolder }: LocalSettings, clock: Clock): Promise<Documents> {
  if (cosmos === undefined) {
    const partners = new SqliteStore({
      file: join(dataFolder, 'kesher.db'),
      container: 'partners',
      partitionKey: partitionKeyOf('partners'),
      clock,
    });
    return { partners, isLocal: true, close: () => Promise.resolve().then(() => partners.close()) };
  }
  const { connectionString, databaseName } = cosmos;
  const database = new CosmosDatabase({ connection: { connectionString }, databaseName });
  await database.ensureContainers().catch((cause: unknown) => {
    throw new CannotStart(`The Cosmos endpoint that COSMOS names does not answer: ${String(cause)}`, { cause });
  });
  return { partners: database.store('partners'), isLocal: false, close: () => database.close() };
}

function lockFolder(dataFolder: string): FolderLock {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    return new FolderLock(join(dataFolder, 'lock.db'));
  } catch (cause) {
    const reason = cause instanceof FolderInUse ? 'another Kesher works in it' : String(cause);
    throw new CannotStart(`DATA_DIR ${dataFolder} cannot be used: ${reason}. Give each instance its own.`, { cause });
  }
}

function loadApp(core: FunctionsCore, folder: string): void {
  const entry = resolve(folder, 'dist/main.js');
  if (!existsSync(entry)) throw new CannotStart(`${entry} is missing. Run: npm run build`);
  loadFunctionApp(core, entry);
}

async function start(): Promise<void> {
  const folder = process.cwd();
  const settings = readLocalSettings(process.env);
  const { dataFolder, logLevel } = settings;
  const lowest = logLevels.indexOf(logLevel);
  const core = new FunctionsCore((level, category, message, functionName) => {
    if (logLevels.indexOf(level) < lowest) return;
    const line = `[${new Date().toISOString()}] ${functionName ?? category}: ${message}\n`;
    (level === 'error' || level === 'critical' ? process.stderr : process.stdout).write(line);
  });

  const running: { feed?: ChangeFeed } = {};
  const host = new HttpHost({
    core,
    routers: [router(core, [everything])],
    refusal,
    afterChange: () => running.feed?.kick(),
  });
  const port = await host.listen(settings.port).catch((error: unknown) => {
    if (error instanceof PortTaken)
      throw new CannotStart(`Port ${settings.port} is in use. Choose another one: PORT=7072 npm start`);
    throw error;
  });

  const lock = lockFolder(dataFolder);
  const memory = new SqliteMemory(join(dataFolder, 'runtime.db'));
  const clock = new LocalClock(memory, realClock);
  const keys = loadKeys(dataFolder);
  for (const [name, value] of Object.entries(appSettings(port, keys, settings.mailPerMinute)))
    process.env[name] ??= value;
  const documents = await openDocuments(settings, clock);
  const mailbox = new LocalMailbox({
    file: join(dataFolder, 'mailbox.db'),
    clock,
    ...(settings.mailPerMinute === undefined ? {} : { perMinute: settings.mailPerMinute }),
  });
  const ports = { clock, mailer: mailbox, ...(documents.isLocal ? { partners: documents.partners } : {}) };
  globalThis.kesherLocalPorts = ports;

  loadApp(core, folder);
  await core.start(folder);
  const timers = new Timers({ core, now: () => clock.now(), memory, afterRun: () => running.feed?.kick() });
  const changes = new ChangeFeed({
    core,
    memory,
    container: (name) => (name === 'partners' ? documents.partners : undefined),
  });
  running.feed = changes;
  const settle = async (): Promise<void> => {
    await timers.settle();
    await Promise.race([changes.settle(), sleep(patience, undefined, { ref: false })]);
  };

  const issuer = new TokenIssuer({
    key: await loadTokenKey(dataFolder),
    authority: process.env['ENTRA_AUTHORITY'] ?? '',
    audience: process.env['API_AUDIENCE'] ?? '',
    clock,
  });
  const origin = `http://localhost:${port}`;
  const local = [
    ...localRoutes({ clock, mailbox, issuer, settle, runTimer: (name) => timers.runNow(name) }),
    ...startRoutes({
      clock,
      origin,
      api: new OwnApi(issuer, port),
      advance: async (duration) => {
        const moved = clock.advance(duration) !== undefined;
        if (moved) await settle();
        return moved;
      },
    }),
  ];
  const app = routesOf(core, settings.hostPath, routePrefix(folder));
  host.use([router(core, [...local, readiness]), app]);

  if (settings.seed === 'demo' && !(documents.isLocal && memory.get('seeded') === 'demo')) {
    await seedDemoData({ partners: documents.partners, clock, random });
    if (documents.isLocal) memory.set('seeded', 'demo');
  }
  changes.start();
  timers.start();
  host.use([router(core, local), app]);
  process.stdout.write(
    [
      `Kesher is ready on ${origin}`,
      `  Start here   ${origin}/`,
      `  Mailbox      ${origin}/local/mailbox`,
      `  API          ${origin}/api`,
      `  Personas     ${origin}/local/personas`,
      '',
    ].join('\n'),
  );

  const stop = async (): Promise<void> => {
    await Promise.race([
      Promise.all([host.stop(patience), timers.stop(), changes.stop()]),
      sleep(patience + 1_000, undefined, { ref: false }),
    ]);
    await core.terminate();
    mailbox.close();
    await documents.close();
    memory.close();
    lock.release();
    process.exit(0);
  };
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // Who asks twice does not want to wait.
      if (stopping) process.exit(1);
      stopping = true;
      stop().catch(fail);
    });
  }
}

function fail(error: unknown): void {
  const text =
    error instanceof CannotStart
      ? `Kesher cannot start. ${error.message}`
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`${text}\n`, () => process.exit(1));
}

process.on('unhandledRejection', (error) => {
  process.stderr.write(
    `Unhandled rejection: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
});
start().catch(fail);
