/** What the tests ask of a browser, in the words of W3C WebDriver, whichever way they travel to it. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

/** Sends one command and gives its value; throws what the browser says is wrong. */
export type SendCommand = (command: Command) => Promise<unknown>;

/** A command by its name in the standard, with what its address holds and what it carries. */
export interface Command {
  readonly name:
    | 'Navigate'
    | 'GetCurrentURL'
    | 'FindElement'
    | 'ElementClick'
    | 'ElementClear'
    | 'ElementSendKeys'
    | 'GetElementText'
    | 'GetElementAttribute'
    | 'GetElementProperty'
    | 'ExecuteScript'
    | 'TakeScreenshot';
  readonly element?: string;
  readonly attribute?: string;
  readonly carries?: Readonly<Record<string, unknown>>;
}

const elementKey = 'element-6066-11e4-a52e-4f735466cecf';
const Found = z.object({ [elementKey]: z.string() });

const pageComesWithin = 10_000;
const pageResizesWithin = 5_000;

/** One tab of a browser. Commands wait until the page that they lead to is there. */
export class Tab {
  readonly #send: SendCommand;
  readonly #resize: (width: number, height: number) => Promise<unknown>;

  constructor(send: SendCommand, resize: (width: number, height: number) => Promise<unknown>) {
    this.#send = send;
    this.#resize = resize;
  }

  async open(url: string): Promise<void> {
    await this.#send({ name: 'Navigate', carries: { url } });
  }

  async address(): Promise<string> {
    return z.string().parse(await this.#send({ name: 'GetCurrentURL' }));
  }

  async press(selector: string): Promise<void> {
    await this.#send({ name: 'ElementClick', element: await this.#find(selector) });
  }

  /** Presses what leads to another page, and waits until that is there: WebKit answers before it has left. */
  async follow(selector: string): Promise<void> {
    const before = await this.#find('html');
    await this.press(selector);
    const deadline = performance.now() + pageComesWithin;
    for (;;) {
      const now = await this.#find('html').catch(() => before);
      if (now !== before) return;
      if (performance.now() > deadline) throw new Error(`${selector} leads to no other page.`);
      await sleep(20);
    }
  }

  async fill(selector: string, text: string): Promise<void> {
    const element = await this.#find(selector);
    await this.#send({ name: 'ElementClear', element });
    await this.#send({ name: 'ElementSendKeys', element, carries: { text } });
  }

  async words(selector: string): Promise<string> {
    return z.string().parse(await this.#send({ name: 'GetElementText', element: await this.#find(selector) }));
  }

  async attribute(selector: string, attribute: string): Promise<string | null> {
    const element = await this.#find(selector);
    return z
      .string()
      .nullable()
      .parse(await this.#send({ name: 'GetElementAttribute', element, attribute }));
  }

  async property(selector: string, attribute: string): Promise<unknown> {
    return this.#send({ name: 'GetElementProperty', element: await this.#find(selector), attribute });
  }

  /** Runs a function that needs nothing around it inside the page, whether or not the page may run any itself. */
  async evaluate<A extends readonly unknown[], T>(inPage: (...given: A) => T, ...given: A): Promise<T> {
    const script = `return (${inPage.toString()})(...arguments)`;
    return (await this.#send({ name: 'ExecuteScript', carries: { script, args: given } })) as T;
  }

  /** Makes the page so wide and high, as on another device. WebKitGTK answers before the page knows its new width. */
  async resize(width: number, height: number): Promise<void> {
    await this.#resize(width, height);
    const deadline = performance.now() + pageResizesWithin;
    while ((await this.evaluate(widthOfPage)) !== width) {
      if (performance.now() > deadline) throw new Error(`The page did not become ${width} wide in time.`);
      await sleep(25);
    }
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(
      z.string().parse(await this.#send({ name: 'TakeScreenshot', carries: { full: true } })),
      'base64',
    );
  }

  async #find(selector: string): Promise<string> {
    const found = await this.#send({ name: 'FindElement', carries: { using: 'css selector', value: selector } });
    return Found.parse(found)[elementKey];
  }
}

declare const innerWidth: number;

/* istanbul ignore next -- runs inside the page */
function widthOfPage(): number {
  return innerWidth;
}
