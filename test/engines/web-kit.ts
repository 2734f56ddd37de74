/** WebKitGTK, the engine of Safari, in the small browser that comes with it. Its driver is Debian's. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import * as z from 'zod';
import { onceItListens, type Engine, type Home } from './engine';
import { Tab, type Command } from './web-driver';

const driver = '/usr/bin/WebKitWebDriver';
const display = '/usr/bin/Xvfb';

/** Where Debian keeps the browser: below the folder of the machine's architecture. */
function miniBrowser(): string | undefined {
  return readdirSync('/usr/lib')
    .map((architecture) => join('/usr/lib', architecture, 'webkit2gtk-4.1/MiniBrowser'))
    .find((path) => existsSync(path));
}

const isThere = existsSync(driver) && existsSync(display) && miniBrowser() !== undefined;

/** As narrow as a phone: the buttons around the page would not let it be. */
const narrowButtons = `
window toolbar, window toolbar *, window tabbox, window tab, window entry, window button
{ padding: 0; margin: 0; min-width: 0; border-width: 0; font-size: 1px; }
window toolbar image { -gtk-icon-transform: scale(0.1); }`;

/** WebKitGTK's small browser on a display that nobody sees. */
export const webKit: Engine = {
  name: 'WebKitGTK',
  missing: isThere ? undefined : 'install webkit2gtk-driver and xvfb',
  async start(home) {
    mkdirSync(join(home.folder, 'gtk-3.0'));
    writeFileSync(join(home.folder, 'gtk-3.0/gtk.css'), narrowButtons);
    const port = await freePort();
    const DISPLAY = await newDisplay(home);
    home.run(driver, [`--port=${port}`, '--host=127.0.0.1'], {
      DISPLAY,
      NO_AT_BRIDGE: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
    });
    const sessions: string[] = [];
    const end = async (): Promise<void> => {
      for (const session of sessions.splice(0)) await ask(port, 'DELETE', session);
    };
    return {
      async newTab({ scripts }) {
        // Each browser has its own settings, and the driver knows one at a time.
        await end();
        const options = {
          binary: miniBrowser(),
          args: ['--automation', '--full-screen', `--enable-javascript=${String(scripts)}`],
        };
        const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': options } };
        const started = await onceItListens(() => ask(port, 'POST', '/session', { capabilities }));
        const session = `/session/${z.object({ sessionId: z.string() }).parse(started).sessionId}`;
        sessions.push(session);
        return new Tab(
          (command) => asWebDriver(port, session, command),
          (width, height) => ask(port, 'POST', `${session}/window/rect`, { width, height }),
        );
      },
      quit: end,
    };
  },
};

/** A display with a number that is free; it says which on the pipe that it is given. */
async function newDisplay(home: Home): Promise<string> {
  const { stdio } = home.run(display, ['-displayfd', '3', '-screen', '0', '1280x1000x24', '-nolisten', 'tcp']);
  const [number] = (await once(stdio[3] as Readable, 'data')) as [Buffer];
  return `:${number.toString().trim()}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Where each command goes, below the address of the session and of the element. */
const places: Readonly<Record<Command['name'], readonly [method: 'GET' | 'POST', path: string]>> = {
  Navigate: ['POST', '/url'],
  GetCurrentURL: ['GET', '/url'],
  FindElement: ['POST', '/element'],
  ElementClick: ['POST', '/click'],
  ElementClear: ['POST', '/clear'],
  ElementSendKeys: ['POST', '/value'],
  GetElementText: ['GET', '/text'],
  GetElementAttribute: ['GET', '/attribute/'],
  GetElementProperty: ['GET', '/property/'],
  ExecuteScript: ['POST', '/execute/sync'],
  TakeScreenshot: ['GET', '/screenshot'],
};

function asWebDriver(port: number, session: string, command: Command): Promise<unknown> {
  const { name, element, attribute = '', carries = {} } = command;
  const [method, path] = places[name];
  const at = element === undefined ? session : `${session}/element/${element}`;
  return ask(port, method, `${at}${path}${attribute}`, carries);
}

async function ask(port: number, method: 'GET' | 'POST' | 'DELETE', path: string, body: object = {}): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
  });
  const { value } = z.object({ value: z.unknown() }).parse(await response.json());
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
  return value;
}
