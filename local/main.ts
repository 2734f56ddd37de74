/** The program of `npm start`: the compiled function app, with everything that it needs from Azure standing in on this machine. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { limits } from '../shared/catalogue/limits';
import type { Clock, Random } from '../shared/ports';
import { LocalClock } from './clock';
import { seedDemoData } from './demo-data';
import { fingerprintsOf } from './demo-key-loads';
import { openDocuments } from './documents';
import { FolderInUse, FolderLock } from './folder-lock';
import { ChangeFeed } from './host/change-feed';
import { loadFunctionApp } from './host/function-app';
import { FunctionsCore, type LogLevel } from './host/functions-core';
import { addLocalRoutes, routesOf, type Endpoint, type LocalRoute } from './host/http-functions';
import { HttpHost, PortTaken } from './host/http-host';
import { memoryOfPlace } from './host/memory';
import { Router } from './host/router';
import { Timers } from './host/timers';
import { beforeTheApp, beforeTheData, hostRefusal } from './host-answers';
import { loadKeys, loadTokenKey } from './key-files';
import { localRoutes } from './local-routes';
import { LocalMailbox } from './mailbox';
import { OwnApi } from './own-api';
import { ownLinks } from './own-links';
import { previewRoutes } from './preview/preview-routes';
import { reportRoutes } from './report-routes';
import { scanRoutes } from './scan-routes';
import { appSettings, CannotStart, readLocalSettings, type LocalSettings } from './settings';
import { Soon } from './soon';
import { SqliteMemory } from './sqlite-memory';
import { startRoutes } from './start-routes';
import { TokenIssuer } from './token-issuer';

const PackageFile = z.object({ main: z.string() });
const HostFile = z.object({
  extensions: z.object({ http: z.object({ routePrefix: z.string().default('api') }).optional() }).optional(),
});

const realClock: Clock = { now: () => new Date() };
const random: Random = { bytes: (count) => new Uint8Array(randomBytes(count)) };
const parent = process.ppid;
const patience = 10_000;
const logLevels: readonly LogLevel[] = ['trace', 'debug', 'information', 'warning', 'error', 'critical'];

async function start(): Promise<void> {
  const folder = process.cwd();
  const settings = readLocalSettings(process.env);
  const { dataFolder } = settings;
  const core = new FunctionsCore(logFrom(settings.logLevel));
  const running: { feed?: ChangeFeed; dueMail?: Soon } = {};
  const afterChange = () => {
    running.feed?.kick();
    running.dueMail?.ask();
  };
  const host = new HttpHost({
    core,
    routers: [router(core, [beforeTheApp])],
    refusal: hostRefusal,
    afterChange,
    bodyLimit: limits.body.platformBytes,
  });
  const port = await listen(host, settings.port);
  const origin = `http://localhost:${port}`;

  const lock = lockFolder(dataFolder);
  const memory = new SqliteMemory(join(dataFolder, 'runtime.db'));
  const clock = new LocalClock(memory, realClock);
  const documents = await openDocuments(settings, clock);
  const memoryHere = memoryOfPlace(memory, documents.place);
  const { mailPerMinute } = settings;
  const quota = mailPerMinute === undefined ? {} : { perMinute: mailPerMinute };
  const mailbox = new LocalMailbox({ file: join(dataFolder, 'mailbox.db'), clock, ...quota });

  for (const [name, value] of Object.entries(appSettings(port, loadKeys(dataFolder), mailPerMinute)))
    if ((process.env[name] ?? '').trim() === '') process.env[name] = value;
  // The app opens Cosmos itself: then it is the deployed adapter that runs.
  globalThis.kesherLocalPorts = {
    clock,
    mailer: mailbox,
    ...(documents.isLocal ? { partners: documents.partners, productKeys: documents.productKeys } : {}),
  };
  await loadApp(core, folder, settings);

  const timers = new Timers({ core, now: () => clock.now(), memory: memoryHere, afterRun: () => running.feed?.kick() });
  const container = (name: string) => (name === 'partners' ? documents.partners : undefined);
  const feed = (running.feed = new ChangeFeed({ core, memory: memoryHere, container }));
  // Not every Cosmos engine goes on telling its changes; what is due it can always be asked for.
  const dueMail = new Soon(async () => {
    await timers.runNow('tellOfChanges');
    return timers.runNow('sendDueMail');
  }, 300);
  const settle = async (): Promise<void> => {
    await timers.settle();
    await Promise.race([feed.settle(), sleep(patience, undefined, { ref: false })]);
  };
  const advance = async (duration: string): Promise<boolean> => {
    const moved = clock.advance(duration) !== undefined;
    if (moved) await settle();
    return moved;
  };

  const issuer = new TokenIssuer({
    key: await loadTokenKey(dataFolder),
    authority: process.env['ENTRA_AUTHORITY'] ?? '',
    audience: (process.env['API_AUDIENCE'] ?? '').split(',')[0]?.trim() ?? '',
    clock,
  });
  const api = new OwnApi(issuer, port);
  const local = [
    ...localRoutes({ clock, mailbox, issuer, settle, advance, runTimer: (name) => timers.runNow(name) }),
    ...startRoutes({ clock, origin, advance, api }),
    ...reportRoutes({ api, mailbox }),
    ...scanRoutes({ port, readLink: ownLinks(origin, process.env), partners: documents.partners, mailbox, random }),
    ...previewRoutes(),
  ];
  const app = routesOf(core, settings.hostPath, routePrefix(folder));
  host.use([router(core, [...local, beforeTheData]), app]);

  if (settings.seed === 'demo' && !(documents.isLocal && memoryHere.get('seeded') === 'demo')) {
    const { partners, productKeys } = documents;
    await seedDemoData({ partners, productKeys, keyFingerprints: fingerprintsOf(process.env), clock });
    if (documents.isLocal) memoryHere.set('seeded', 'demo');
  }
  feed.start();
  timers.start();
  if (!documents.isLocal) running.dueMail = dueMail;
  host.use([router(core, local), app]);
  process.stdout.write(welcome(origin));

  stopOnSignal(async () => {
    const idle = Promise.all([host.stop(patience), timers.stop(), feed.stop(), dueMail.stop()]);
    await Promise.race([idle, sleep(patience + 1_000, undefined, { ref: false })]);
    await core.terminate();
    mailbox.close();
    await documents.close();
    memory.close();
    lock.release();
  });
}

function logFrom(lowest: LogLevel): ConstructorParameters<typeof FunctionsCore>[0] {
  return (level, category, message, functionName) => {
    if (logLevels.indexOf(level) < logLevels.indexOf(lowest)) return;
    const output = level === 'error' || level === 'critical' ? process.stderr : process.stdout;
    output.write(`[${new Date().toISOString()}] ${functionName ?? category}: ${message}\n`);
  };
}

function router(core: FunctionsCore, routes: readonly LocalRoute[]): Router<Endpoint> {
  const made = new Router<Endpoint>();
  addLocalRoutes(made, core, routes);
  return made;
}

function listen(host: HttpHost, port: number): Promise<number> {
  return host.listen(port).catch((cause: unknown) => {
    if (!(cause instanceof PortTaken)) throw cause;
    throw new CannotStart(`Port ${port} is in use. Choose another one, for instance: PORT=7072 npm start`, { cause });
  });
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

async function loadApp(core: FunctionsCore, folder: string, { hostPath }: LocalSettings): Promise<void> {
  // The platform finds the entry here too.
  const { main } = PackageFile.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const entry = resolve(folder, main);
  if (!existsSync(entry)) throw new CannotStart(`${entry} is missing. Run: npm run build`);
  await loadFunctionApp(core, entry);
  const { HttpUri } = await core.start(folder);
  if (HttpUri !== undefined && hostPath === 'worker')
    throw new CannotStart('HOST_PATH=worker does not serve an app that streams; leave it out.');
}

function routePrefix(folder: string): string {
  const file = join(folder, 'host.json');
  const settings = existsSync(file) ? HostFile.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
  return settings.extensions?.http?.routePrefix ?? 'api';
}

function welcome(origin: string): string {
  const lines = [
    `Kesher is ready on ${origin}`,
    `  Start here   ${origin}/`,
    `  Mailbox      ${origin}/local/mailbox`,
    `  Preview      ${origin}/local/preview`,
    `  Personas     ${origin}/local/personas`,
  ];
  return `${lines.join('\n')}\n`;
}

function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const end = (): void => {
    isStopping = true;
    stop().then(() => process.exit(0), fail);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // Who asks twice does not want to wait.
      if (isStopping) process.exit(1);
      end();
    });
  }
  // npm hands a signal to its shell, which dies of it and tells nobody.
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    if (!isStopping) end();
  }, 250);
}

const explain = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function fail(error: unknown): void {
  const said = error instanceof Error && error.message.startsWith('Kesher cannot start');
  const text = error instanceof CannotStart ? `Kesher cannot start. ${error.message}` : explain(error);
  // What is wrong with its settings the app has said itself.
  process.stderr.write(said ? '' : `${text}\n`, () => process.exit(1));
}

process.on('unhandledRejection', (error) => process.stderr.write(`Unhandled rejection: ${explain(error)}\n`));
start().catch(fail);
