/** Firefox. It takes the commands of WebDriver itself, over the wire that geckodriver would use; Debian packages no geckodriver. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import * as z from 'zod';
import { onceItListens, type Engine, type Home } from './engine';
import { Tab, type Command } from './web-driver';

const program = '/usr/bin/firefox-esr';

/** Nothing is looked up, updated or reported while the tests run. */
const preferences = {
  'app.normandy.enabled': false,
  'app.update.auto': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'marionette.port': 0,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
};

/** Firefox ESR without a window. */
export const firefox: Engine = {
  name: 'Firefox',
  missing: existsSync(program) ? undefined : 'install firefox-esr',
  async start(home) {
    const lines = Object.entries(preferences).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
    );
    writeFileSync(join(home.folder, 'user.js'), lines.join(''));
    home.run(program, [
      '--headless',
      '--no-remote',
      '--marionette',
      // For the width of the page and whether it runs scripts, which WebDriver cannot set.
      '--remote-allow-system-access',
      '--profile',
      home.folder,
    ]);
    const wire = new MarionetteWire(await onceItListens(() => listening(home)));
    await wire.greeted;
    await wire.send('WebDriver:NewSession', { capabilities: {} });
    return {
      async newTab({ scripts }) {
        await inChrome(wire, `Services.prefs.setBoolPref('javascript.enabled', ${String(scripts)})`);
        const { handle } = z
          .object({ handle: z.string() })
          .parse(await wire.send('WebDriver:NewWindow', { type: 'tab' }));
        await wire.send('WebDriver:SwitchToWindow', { handle });
        return new Tab(
          (command) => wire.command(command),
          (width, height) => inChrome(wire, resizing(width, height)),
        );
      },
      async quit() {
        await wire.send('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => undefined);
        wire.close();
      },
    };
  },
};

/** What sizes the page alone: windows do not become as narrow as phones. */
const resizing = (width: number, height: number): string => `
  const { style } = gBrowser.selectedBrowser;
  for (const side of ['width', 'min-width', 'max-width']) style.setProperty(side, '${width}px');
  for (const side of ['height', 'min-height', 'max-height']) style.setProperty(side, '${height}px');
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));`;

async function inChrome(wire: MarionetteWire, script: string): Promise<void> {
  await wire.send('Marionette:SetContext', { value: 'chrome' });
  await wire.send('WebDriver:ExecuteScript', { script: `return (async () => { ${script} })()`, args: [] });
  await wire.send('Marionette:SetContext', { value: 'content' });
}

/** Connects to the port that it chose and wrote into its profile. */
async function listening({ folder }: Home): Promise<Socket> {
  const port = Number(readFileSync(join(folder, 'MarionetteActivePort'), 'utf8'));
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

const Answer = z.tuple([
  z.literal(1),
  z.int(),
  z.object({ error: z.string(), message: z.string() }).nullable(),
  z.unknown(),
]);

/** Commands and answers as JSON, each behind its length: one at a time, so that answers come in the order of the commands. */
class MarionetteWire {
  readonly #socket: Socket;
  readonly #waiting: PromiseWithResolvers[] = [];
  #received = Buffer.alloc(0);
  #sent = 0;
  readonly greeted: Promise<unknown>;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.greeted = this.#next();
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('close', () => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error('Firefox has ended.'));
    });
  }

  async command({ name, element, attribute, carries }: Command): Promise<unknown> {
    const value = await this.send(`WebDriver:${name}`, {
      ...(element === undefined ? {} : { id: element }),
      ...(attribute === undefined ? {} : { name: attribute }),
      ...carries,
    });
    return z.object({ value: z.unknown() }).safeParse(value).data?.value;
  }

  async send(name: string, carries: object): Promise<unknown> {
    this.#sent += 1;
    const message = JSON.stringify([0, this.#sent, name, carries]);
    const answered = this.#next();
    this.#socket.write(`${Buffer.byteLength(message)}:${message}`);
    const [, , error, value] = Answer.parse(await answered);
    if (error) throw new Error(`${name}: ${error.error}: ${error.message}`);
    return value;
  }

  close(): void {
    this.#socket.destroy();
  }

  #next(): Promise<unknown> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #read(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const colon = this.#received.indexOf(':');
      const end = colon + 1 + Number(this.#received.subarray(0, Math.max(colon, 0)).toString());
      if (colon < 0 || this.#received.length < end) return;
      const message: unknown = JSON.parse(this.#received.subarray(colon + 1, end).toString());
      this.#received = this.#received.subarray(end);
      this.#waiting.shift()?.resolve(message);
    }
  }
}

interface PromiseWithResolvers {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}
