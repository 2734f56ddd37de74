/** What link scanners do to a link before its reader sees it: look, follow, press, fill in, guess. All of it over loopback HTTP. */
import { parse, type HTMLElement } from 'node-html-parser';
import type { Random } from '../shared/ports';

/** The parts of a scan, in the order in which they are done. */
export const scanParts = ['looks', 'follows', 'presses', 'fillsIn', 'guesses'] as const;
export type ScanPart = (typeof scanParts)[number];

/** One request of a scanner, and how it was answered. */
export interface ScanStep {
  readonly part: ScanPart;
  readonly did: string;
  readonly method: 'HEAD' | 'GET' | 'POST';
  /** Without the host. */
  readonly path: string;
  readonly status: number;
}

export interface Scan {
  readonly steps: readonly ScanStep[];
  /** Where the scanner has its mail sent when a form asks for an address. */
  readonly address: string;
  /** Links to other sites, and to mail and telephone, that were left alone. */
  readonly linksElsewhere: number;
}

/** Who looks at links: mail gateways pretend to be a browser, chats make previews of what is shared. */
const agents = {
  browser: {
    does: 'A mail gateway opens the link as if it were a browser',
    agent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  },
  teams: {
    does: 'A chat at work makes a preview of it',
    agent: 'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com',
  },
  slack: {
    does: 'Another chat makes one too',
    agent: 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
  },
  phone: { does: 'A telephone makes a third', agent: 'WhatsApp/2.24.20.89 A' },
  script: { does: 'A gateway that somebody wrote opens it', agent: 'python-requests/2.32.3' },
} as const;

const mostPages = 30;
const guesses = ['000000', '123456'] as const;
const randomGuesses = 4;

interface Page {
  readonly url: URL;
  readonly document: HTMLElement;
}

interface Form {
  readonly action: URL;
  readonly button: string;
  readonly fields: readonly HTMLElement[];
}

type Fill = (field: HTMLElement) => string | undefined;

/** Scans the link with this path at this instance; it never asks anybody else. */
export async function scanLink(
  path: string,
  { origin, random }: { readonly origin: string; readonly random: Random },
): Promise<Scan> {
  const scanner = new Scanner(origin, random);
  await scanner.run(path);
  return { steps: scanner.steps, address: scanner.address, linksElsewhere: scanner.elsewhere.size };
}

class Scanner {
  readonly steps: ScanStep[] = [];
  readonly elsewhere = new Set<string>();
  readonly address: string;
  readonly #origin: string;
  readonly #random: Random;
  readonly #domain: string;
  readonly #seen = new Set<string>();
  readonly #forms = new Map<string, Form>();

  constructor(origin: string, random: Random) {
    this.#origin = origin;
    this.#random = random;
    this.#domain = `scanner-${Buffer.from(random.bytes(4)).toString('hex')}.example`;
    this.address = `robot@${this.#domain}`;
  }

  async run(path: string): Promise<void> {
    const start = new URL(path, this.#origin);
    await this.#ask('looks', 'A mail gateway asks whether anything is there', 'HEAD', start);
    const { browser, ...others } = agents;
    const first = await this.#look(start, browser);
    for (const other of Object.values(others)) await this.#look(start, other);
    await this.#follow(first);
    for (const form of [...this.#forms.values()]) await this.#press('presses', form);
    for (const form of [...this.#forms.values()]) await this.#fillIn(form);
  }

  #look(start: URL, { does, agent }: (typeof agents)[keyof typeof agents]): Promise<Page> {
    return this.#ask('looks', does, 'GET', start, { agent });
  }

  /** Opens every link of this site that can be reached, the nearest first. */
  async #follow(first: Page): Promise<void> {
    this.#keepForms(first);
    const waiting = this.#linksOf(first);
    this.#seen.add(first.url.href);
    for (let url = waiting.shift(); url && this.#seen.size < mostPages; url = waiting.shift()) {
      if (this.#seen.has(url.href)) continue;
      this.#seen.add(url.href);
      const page = await this.#ask('follows', 'Follows a link', 'GET', url);
      this.#keepForms(page);
      waiting.push(...this.#linksOf(page));
    }
  }

  async #press(part: ScanPart, form: Form): Promise<void> {
    const { button, fields } = form;
    if (fields.every((field) => typeOf(field) === 'hidden')) {
      await this.#submit(part, `Presses “${button}”`, form, hiddenValue);
      return;
    }
    await this.#submit(part, `Presses “${button}” with nothing filled in`, form, emptyExceptHidden);
    await this.#submit(part, `Presses “${button}” with “test” in every field`, form, sameTextEverywhere);
  }

  /** Like a bot that knows what fields are for: a well-formed company with an address of its own. */
  async #fillIn(form: Form): Promise<void> {
    const did = `Fills in a company of its own and presses “${form.button}”`;
    const page = await this.#submit('fillsIn', did, form, (field) => this.#wellFormed(field));
    if (!page) return;
    const before = new Set(this.#forms.keys());
    this.#keepForms(page);
    const added = [...this.#forms].filter(([key]) => !before.has(key)).map(([, found]) => found);
    for (const found of added) await this.#press('guesses', found);
    for (const found of added.filter(({ fields }) => fields.some(takesCode))) await this.#guess(found);
  }

  async #guess(form: Form): Promise<void> {
    const numbers = Array.from({ length: randomGuesses }, () => Buffer.from(this.#random.bytes(4)).readUInt32BE());
    for (const code of [...guesses, ...numbers.map((number) => String(number % 1_000_000).padStart(6, '0'))]) {
      await this.#submit('guesses', `Guesses ${code} and presses “${form.button}”`, form, (field) =>
        takesCode(field) ? code : hiddenValue(field),
      );
    }
  }

  #wellFormed(field: HTMLElement): string | undefined {
    switch (field.getAttribute('autocomplete')) {
      case 'organization':
        return 'Link Scanner Ltd';
      case 'name':
        return 'Robin Robot';
      case 'email':
        return this.address;
      case 'tel':
        return '';
      default:
        return field.getAttribute('inputmode') === 'url' ? this.#domain : ticked(field);
    }
  }

  /** Sends a form as a browser on that page would; gives the page that it leads to, when it leads to one. */
  async #submit(part: ScanPart, did: string, form: Form, fill: Fill): Promise<Page | undefined> {
    const body = new URLSearchParams();
    for (const field of form.fields) {
      const name = field.getAttribute('name') ?? '';
      const value = isExclusive(field) && body.has(name) ? undefined : fill(field);
      if (name !== '' && value !== undefined) body.append(name, value);
    }
    const { location } = await this.#ask(part, did, 'POST', form.action, { body });
    if (location === undefined) return undefined;
    return this.#ask(part, 'Opens the page that this leads to', 'GET', location);
  }

  #linksOf({ url, document }: Page): URL[] {
    return document.querySelectorAll('a[href]').flatMap((link) => {
      const target = this.#own(link.getAttribute('href') ?? '', url);
      if (!target) this.elsewhere.add(link.getAttribute('href') ?? '');
      return target ? [target] : [];
    });
  }

  #keepForms({ url, document }: Page): void {
    for (const form of document.querySelectorAll('form')) {
      const action = this.#own(form.getAttribute('action') ?? '', url);
      // The same form in another language is the same form.
      if (!action || this.#forms.has(action.pathname)) continue;
      const button = form.querySelector('button')?.text.trim() ?? 'send';
      this.#forms.set(action.pathname, { action, button, fields: form.querySelectorAll('input, select, textarea') });
    }
  }

  /** The address when it is one of this instance. */
  #own(target: string, base: URL): URL | undefined {
    if (!URL.canParse(target, base)) return undefined;
    const url = new URL(target, base);
    url.hash = '';
    return url.origin === this.#origin ? url : undefined;
  }

  async #ask(
    part: ScanPart,
    did: string,
    method: ScanStep['method'],
    url: URL,
    more: { readonly agent?: string; readonly body?: URLSearchParams } = {},
  ): Promise<Page & { readonly location: URL | undefined }> {
    const answer = await this.#fetch(method, url, more);
    this.steps.push({ part, did, method, path: url.pathname + url.search, status: answer.status });
    return answer;
  }

  async #fetch(
    method: string,
    url: URL,
    { agent = agents.browser.agent, body }: { readonly agent?: string; readonly body?: URLSearchParams } = {},
  ) {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        'user-agent': agent,
        accept: 'text/html,*/*;q=0.8',
        ...(body ? { 'sec-fetch-site': 'same-origin' } : {}),
      },
      ...(body ? { body } : {}),
    });
    const location = response.headers.get('location');
    return {
      url,
      status: response.status,
      document: parse(await response.text()),
      location: location === null ? undefined : this.#own(location, url),
    };
  }
}

const typeOf = (field: HTMLElement): string => (field.getAttribute('type') ?? field.tagName).toLowerCase();
const isExclusive = (field: HTMLElement): boolean => typeOf(field) === 'radio';
const takesCode = (field: HTMLElement): boolean => field.getAttribute('autocomplete') === 'one-time-code';

function hiddenValue(field: HTMLElement): string | undefined {
  return typeOf(field) === 'hidden' ? (field.getAttribute('value') ?? '') : undefined;
}

/** Every box ticked, the first of each choice taken, lists as they stand. */
function ticked(field: HTMLElement): string | undefined {
  switch (typeOf(field)) {
    case 'radio':
    case 'checkbox':
      return field.getAttribute('value') ?? 'on';
    case 'select':
      return field.querySelector('option[selected]')?.getAttribute('value');
    default:
      return hiddenValue(field);
  }
}

function emptyExceptHidden(field: HTMLElement): string | undefined {
  if (['radio', 'checkbox'].includes(typeOf(field))) return undefined;
  return hiddenValue(field) ?? '';
}

function sameTextEverywhere(field: HTMLElement): string | undefined {
  return ticked(field) ?? 'test';
}
