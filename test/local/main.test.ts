import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';

const root = resolve(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'kesher-local-'));
// Beside the packages that it needs at run time.
const program = join(root, '.build', `test-${process.pid}`, 'main.js');
const processes: ChildProcess[] = [];

beforeAll(() => {
  const bundle = (entry: string, output: string, external: string) =>
    execFileSync(join(root, 'node_modules/.bin/esbuild'), [
      ...[
        join(root, entry),
        `--outfile=${output}`,
        '--bundle',
        '--platform=node',
        '--target=node20',
        '--log-level=error',
      ],
      ...['--jsx=automatic', '--jsx-import-source=preact', `--external:${external}`],
    ]);
  bundle('test/local/small-app.ts', join(folder, 'dist/main.js'), '@azure/functions-core');
  bundle('local/main.ts', program, '@photostructure/sqlite');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ main: 'dist/main.js' }));
  writeFileSync(
    join(folder, 'host.json'),
    JSON.stringify({ version: '2.0', extensions: { http: { routePrefix: '' } } }),
  );
});

afterAll(() => {
  for (const child of processes) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
  rmSync(resolve(program, '..'), { recursive: true });
});

let dataFolders = 0;
const newDataFolder = (): string => join(folder, `data-${dataFolders++}`);

interface Running {
  readonly origin: string;
  readonly child: ChildProcess;
  readonly output: () => string;
}

function launch(variables: Record<string, string>): { readonly child: ChildProcess; readonly output: () => string } {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [program], {
    cwd: folder,
    env: { PATH, PORT: '0', SEED: 'none', ...variables },
  });
  processes.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, output: () => text };
}

/** Starts it and waits until it says that it is ready. */
async function started(variables: Record<string, string>): Promise<Running> {
  const { child, output } = launch(variables);
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(output())));
    child.stdout?.on('data', () => {
      const origin = /Kesher is ready on (http:\S+)\n/u.exec(output())?.[1];
      if (origin !== undefined) resolve({ origin, child, output });
    });
  });
}

/** Starts it and waits for its end. */
async function ended(
  variables: Record<string, string>,
): Promise<{ readonly status: unknown; readonly output: string }> {
  const { child, output } = launch(variables);
  await once(child, 'close');
  return { status: child.exitCode, output: output() };
}

async function kill({ child }: Running, signal: NodeJS.Signals): Promise<unknown> {
  child.kill(signal);
  await once(child, 'exit');
  return child.exitCode;
}

const Settings = z.object({ url: z.string(), keys: z.string(), now: z.string() });
const Messages = z.object({ items: z.array(z.object({ id: z.string(), to: z.string() })) });

async function read<T>({ origin }: Running, path: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(await (await fetch(`${origin}${path}`)).json());
}

async function post({ origin }: Running, path: string, body: unknown = {}): Promise<Response> {
  return fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function mailTo(running: Running, to: string): Promise<string[]> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { items } = await read(running, `/local/mailbox/messages?to=${to}`, Messages);
    if (items.length > 0 || Date.now() > deadline) return items.map(({ id }) => id);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the program of npm start', () => {
  it('serves the app, hands its changes on, runs its timers by the local clock, and ends when asked to', async () => {
    const running = await started({ DATA_DIR: newDataFolder() });
    expect((await fetch(`${running.origin}/health/ready`)).status).toBe(200);
    expect((await fetch(`${running.origin}/`)).headers.get('content-type')).toMatch(/^text\/html/u);
    expect((await fetch(`${running.origin}/nowhere`)).headers.get('content-type')).toBe('application/problem+json');
    expect(await read(running, '/api/settings', Settings)).toMatchObject({ url: running.origin });

    expect((await post(running, '/api/mails/hello')).status).toBe(202);
    expect(await mailTo(running, 'Hello@contoso.example')).toEqual(['hello']);

    const moved = await post(running, '/local/clock', { advance: 'P31D' });
    const { now } = z.object({ now: z.string() }).parse(await moved.json());
    expect(Date.parse(now) - Date.now()).toBeGreaterThan(30 * 86_400_000);
    const reminders = await read(running, '/local/mailbox/messages?to=reminded@contoso.example', Messages);
    expect(reminders.items.map(({ id }) => id)).toEqual([`reminder-${now.slice(0, 10)}`]);
    expect(await kill(running, 'SIGTERM')).toBe(0);
  });

  it('loses nothing when it is killed', async () => {
    const DATA_DIR = newDataFolder();
    const before = await started({ DATA_DIR });
    const { keys } = await read(before, '/api/settings', Settings);
    await post(before, '/local/clock', { advance: 'P3D' });
    await post(before, '/api/mails/first');
    await mailTo(before, 'first@contoso.example');
    await post(before, '/local/faults', { mail: 'down' });
    await post(before, '/api/mails/second');
    await kill(before, 'SIGKILL');

    const after = await started({ DATA_DIR });
    const settings = await read(after, '/api/settings', Settings);
    expect(settings.keys).toBe(keys);
    expect(Date.parse(settings.now) - Date.now()).toBeGreaterThan(2.9 * 86_400_000);
    expect(await mailTo(after, 'first@contoso.example')).toEqual(['first']);
    await kill(after, 'SIGTERM');
  });

  it('brings the demo data to its end when it was killed while writing it', async () => {
    const whole = await started({ DATA_DIR: newDataFolder(), SEED: 'demo' });
    const Count = z.object({ count: z.number() });
    const { count } = await read(whole, '/api/count', Count);
    expect(count).toBeGreaterThan(100);
    await kill(whole, 'SIGTERM');

    const DATA_DIR = newDataFolder();
    const killed = launch({ DATA_DIR, SEED: 'demo' });
    await new Promise((resolve) => setTimeout(resolve, 350));
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    const finished = await started({ DATA_DIR, SEED: 'demo' });
    expect(await read(finished, '/api/count', Count)).toEqual({ count });
    await kill(finished, 'SIGTERM');
  });

  it('says in one message why it cannot start', async () => {
    const DATA_DIR = newDataFolder();
    const running = await started({ DATA_DIR });
    const PORT = new URL(running.origin).port;
    expect(await ended({ DATA_DIR: newDataFolder(), PORT })).toEqual({
      status: 1,
      output: `Kesher cannot start. Port ${PORT} is in use. Choose another one, for instance: PORT=7072 npm start\n`,
    });
    expect(await ended({ PORT: 'none', SEED: 'all' })).toEqual({
      status: 1,
      output: 'Kesher cannot start. Settings: PORT must be a port number; SEED must be demo or none.\n',
    });
    mkdirSync(join(folder, 'file'), { recursive: true });
    writeFileSync(join(folder, 'file/in-the-way'), '');
    const blocked = await ended({ DATA_DIR: join(folder, 'file/in-the-way') });
    expect(blocked).toMatchObject({ status: 1 });
    expect(blocked.output).toMatch(/^Kesher cannot start\. DATA_DIR .* cannot be used/u);
    await kill(running, 'SIGTERM');
  });

  it('works side by side with others, each in its own folder', async () => {
    const [one, other] = await Promise.all([
      started({ DATA_DIR: newDataFolder() }),
      started({ DATA_DIR: newDataFolder() }),
    ]);
    await post(one, '/api/mails/only-here');
    expect(await mailTo(one, 'only-here@contoso.example')).toEqual(['only-here']);
    expect(await read(other, '/local/mailbox/messages', Messages)).toEqual({ items: [] });
    await Promise.all([kill(one, 'SIGINT'), kill(other, 'SIGINT')]);
  });

  it('serves the same app through the library when asked to', async () => {
    const running = await started({ DATA_DIR: newDataFolder(), HOST_PATH: 'worker' });
    expect(await read(running, '/api/settings', Settings)).toMatchObject({ url: running.origin });
    expect((await post(running, '/api/mails/hello')).status).toBe(202);
    await kill(running, 'SIGTERM');
  });
});
