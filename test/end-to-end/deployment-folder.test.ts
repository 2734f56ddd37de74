import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { dirname, join, relative } from 'node:path';
import { unzipSync } from 'fflate';
import * as z from 'zod';
import { newFolder, repository } from './running-kesher';
import { Problem } from './trial-customer';

const { PATH = '' } = process.env;
const { Values: sample } = z
  .object({ Values: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(repository, 'local.settings.sample.json'), 'utf8')));
/** Nobody listens on the discard port. */
const nowhere = 'http://127.0.0.1:9';
const settings = {
  ...sample,
  COSMOS: `AccountEndpoint=${nowhere}/;AccountKey=aw==;`,
  ENTRA_AUTHORITY: nowhere,
  SMTP_URL: 'smtp://127.0.0.1:9',
};

const Loaded = z.object({ port: z.int(), functions: z.array(z.string()) });
const target = newFolder();
const folder = join(target, 'deployment');
const worker = join(newFolder(), 'worker.js');
const children: ChildProcess[] = [];

beforeAll(() => {
  execFileSync(process.execPath, ['tools/package.mjs', target], { cwd: repository });
  execFileSync(join(repository, 'node_modules/.bin/esbuild'), [
    join(repository, 'test/end-to-end/worker-stand-in.ts'),
    ...['--bundle', '--platform=node', '--target=node20', '--log-level=error', `--outfile=${worker}`],
  ]);
});
const identity = createServer();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  identity.close();
});

/** Starts the worker in the folder; resolves when it prints its first line or has ended. */
async function load(variables: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [worker], { cwd: folder, env: { PATH, ...variables } });
  children.push(child);
  const text = { output: '', errors: '' };
  child.stderr.on('data', (chunk: Buffer) => (text.errors += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => (text.output += chunk.toString()));
  const ended = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), ended]);
  return { child, text, ended };
}

async function loaded(variables: Readonly<Record<string, string>>) {
  const { text, child } = await load(variables);
  const { port, functions } = Loaded.parse(JSON.parse(text.output));
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { accept: 'application/json', ...headers },
    });
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) as unknown };
  };
  return { ask, functions, errors: () => text.errors, end: () => child.kill() };
}

/** The files of `dist/` that are loaded with one of them, whatever happens. */
function loadedWith(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(join(repository, 'dist', file), 'utf8');
  for (const [, part = ''] of text.matchAll(/(?:from|import)\s*"(\.\/[^"]+\.mjs)"/gu))
    loadedWith(join(dirname(file), part), seen);
  return seen;
}

describe('the lists of mail providers and public suffixes', () => {
  const part = (name: string): string => {
    const found = readdirSync(join(repository, 'dist/parts')).find(
      (file) => file.startsWith(`${name}-`) && file.endsWith('.mjs'),
    );
    if (found === undefined) throw new Error(`${name} is no part.`);
    return `parts/${found}`;
  };

  it('are a part of their own, which neither the start nor the opening of a link loads', () => {
    const lists = part('known-domains');
    expect(readFileSync(join(repository, 'dist', lists), 'utf8')).toContain('\nwalla.co.il\n');
    const opening = [...loadedWith('main.mjs'), ...loadedWith(part('open-link'))];
    expect(opening.length).toBeGreaterThan(5);
    expect(opening).not.toContain(lists);
    for (const file of [...opening, ...loadedWith(part('redeem-offer'))])
      expect(readFileSync(join(repository, 'dist', file), 'utf8')).not.toContain('walla.co.il');
  });
});

describe('what npm run package writes', () => {
  const files = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const zip = () => readFileSync(join(target, 'deployment.zip'));

  it('is host.json, package.json and the bundle: no packages, source maps, sources, tests or settings', () => {
    const bundle = /^dist\/(?:main|parts\/[\w-]+)\.mjs$/u;
    expect(files().filter((file) => !bundle.test(file))).toEqual(['host.json', 'package.json']);
    expect(files()).toContain('dist/main.mjs');
  });

  it('stays below 5 MB in 600 files, and below 2 MB as a zip', () => {
    expect(files().length).toBeLessThan(600);
    const bytes = files().reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(bytes).toBeLessThan(5_000_000);
    expect(zip().length).toBeLessThan(2_000_000);
  });

  it('names no package and no script that somebody might install or run there', () => {
    const { main, ...others } = z
      .strictObject({ ...{ name: z.string(), version: z.string(), private: z.literal(true), license: z.string() } })
      .extend({ main: z.string(), engines: z.object({ node: z.string() }) })
      .parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    expect(files()).toContain(main);
    expect(others.name).toBe('kesher');
  });

  it('is the same as a zip, byte by byte, with forward slashes', () => {
    const unzipped = unzipSync(zip());
    expect(Object.keys(unzipped).sort()).toEqual(files().sort());
    for (const [file, content] of Object.entries(unzipped))
      expect(readFileSync(join(folder, file)).equals(content)).toBe(true);
  });
});

describe('host.json, package.json and dist/ alone', () => {
  it('are the deployment: the worker finds every function, and they answer', async () => {
    const { ask, functions, errors, end } = await loaded(settings);
    expect(functions).toEqual(expect.arrayContaining(['redeemOffer', 'sendDueMail', 'sendWrittenMail']));

    expect((await ask('/health/live')).status).toBe(200);
    const forged = await ask('/o/forged');
    expect(Problem.parse(forged.body)).toMatchObject({ type: '/problems/link-unknown', status: 404 });
    expect(forged.status).toBe(404);
    const unsigned = await ask('/api/overview');
    expect(Problem.parse(unsigned.body)).toMatchObject({ type: '/problems/unauthenticated', status: 401 });
    expect(unsigned.headers.get('www-authenticate')).toMatch(/^Bearer/u);
    expect(errors()).toBe('');
    end();
  });

  it('hold the libraries that are loaded at first use: without database and identity provider they answer that they are unavailable', async () => {
    const { ask, end } = await loaded(settings);
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'RS256', kid: 'a' })}.${part({ tid: 'a' })}.${part('signature')}`;
    for (const unavailable of [
      await ask('/health/ready'),
      await ask('/api/overview', { authorization: `Bearer ${token}` }),
    ]) {
      expect(Problem.parse(unavailable.body)).toMatchObject({ type: '/problems/unavailable' });
      expect(unavailable.status).toBe(503);
      expect(Number(unavailable.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    end();
  });

  it('need nothing else: each of their files can be loaded where there are no packages', () => {
    const parts = readdirSync(join(folder, 'dist/parts'));
    expect(parts.length).toBeGreaterThan(0);
    const script = parts.map((part) => `await import('./dist/parts/${part}');`).join('');
    const alone = { cwd: folder, env: { PATH }, stdio: 'pipe' } as const;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], alone)).toHaveLength(0);
  });

  it('sign in to the database as the managed identity when it is named by its endpoint', async () => {
    const asked: string[] = [];
    identity.on('request', (request: IncomingMessage, response: ServerResponse) => {
      asked.push(new URL(request.url ?? '', 'http://identity').searchParams.get('resource') ?? '');
      const expires = Math.floor(Date.now() / 1000) + 3600;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ access_token: 'a', expires_on: String(expires), resource: 'a', token_type: 'Bearer' }),
      );
    });
    identity.listen(0, '127.0.0.1');
    await once(identity, 'listening');
    const address = z.object({ port: z.int() }).parse(identity.address());
    const { ask, end } = await loaded({
      ...settings,
      COSMOS: '',
      COSMOS__accountEndpoint: 'https://127.0.0.1:9',
      IDENTITY_ENDPOINT: `http://127.0.0.1:${address.port}/msi/token`,
      IDENTITY_HEADER: 'secret',
    });
    expect((await ask('/health/ready')).status).toBe(503);
    expect(asked).toEqual([expect.stringMatching(/^https:\/\//u)]);
    end();
  });

  it('say in one message on standard error which settings are missing, all of them', async () => {
    const missing = { COSMOS: '', SMTP_URL: '', LINK_KEYS: '' };
    const { text, ended, child } = await load({ ...settings, ...missing, OPERATOR_TENANT: 'nobody' });
    await ended;
    expect(child.exitCode).toBe(1);
    expect(text.output).toMatch(/^Not loaded: /u);
    expect(text.errors.trim().split('\n')).toHaveLength(1);
    for (const name of ['COSMOS__accountEndpoint', 'ACS_ENDPOINT', 'LINK_KEYS', 'OPERATOR_TENANT'])
      expect(text.errors).toContain(name);
    expect(text.errors).not.toContain('PUBLIC_BASE_URL');
  });
});
