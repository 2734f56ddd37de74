/** A customer's browser that runs no scripts and keeps no cookies: it opens pages, follows their links, and sends their forms as they stand. */
import { parse, type HTMLElement } from 'node-html-parser';

const submitted = ['text', 'hidden', 'email', 'tel', 'number', 'url', ''];

/** A page that was opened. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly document: HTMLElement;
}

export class BrowserWithoutScripts {
  readonly #languages: string;

  constructor(languages: string) {
    this.#languages = languages;
  }

  /** Opens an address as from a mail or the address bar. */
  open(url: string | URL): Promise<Page> {
    return this.#go(new URL(url), { method: 'GET' }, 'none');
  }

  /** Follows the one link of a page that the selector finds. */
  follow(page: Page, selector: string): Promise<Page> {
    const href = only(page.document, selector).getAttribute('href');
    if (href === undefined) throw new Error(`${selector} on ${page.url.href} is no link.`);
    return this.#go(new URL(href, page.url), { method: 'GET' }, 'same-origin');
  }

  /** Fills fields of the one form that has them all, and presses its first button. */
  async submit(page: Page, filled: Readonly<Record<string, string>>): Promise<Page> {
    const names = Object.keys(filled);
    const fitting = page.document
      .querySelectorAll('form')
      .filter((form) => names.every((name) => fieldsNamed(form, name).length > 0));
    const [form] = fitting;
    if (!form || fitting.length > 1)
      throw new Error(`${fitting.length} forms on ${page.url.href} have the fields ${names.join(', ')}.`);
    const fields = formData(form, filled);
    const button = only(form, 'button[type=submit]', 'first');
    const action = button.getAttribute('formaction') ?? form.getAttribute('action') ?? page.url.href;
    const method = (button.getAttribute('formmethod') ?? form.getAttribute('method') ?? 'get').toUpperCase();
    const target = new URL(action, page.url);
    if (method === 'POST') return this.#go(target, { method, body: fields }, 'same-origin');
    target.search = fields.toString();
    return this.#go(target, { method: 'GET' }, 'same-origin');
  }

  async #go(
    url: URL,
    { method, body }: { readonly method: string; readonly body?: URLSearchParams },
    site: 'none' | 'same-origin',
  ): Promise<Page> {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
        'accept-language': this.#languages,
        'sec-fetch-site': site,
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
        ...(method === 'POST' ? { origin: url.origin } : {}),
      },
      ...(body ? { body } : {}),
    });
    const text = await response.text();
    const location = response.headers.get('location');
    if (response.status === 303 && location !== null)
      return this.#go(new URL(location, url), { method: 'GET' }, 'same-origin');
    return { url, status: response.status, headers: response.headers, document: parse(text) };
  }
}

/** The one element that the selector finds. */
function only(within: HTMLElement, selector: string, which: 'only' | 'first' = 'only'): HTMLElement {
  const found = within.querySelectorAll(selector);
  const [first] = found;
  if (!first || (which === 'only' && found.length > 1)) throw new Error(`${selector} finds ${found.length} elements.`);
  return first;
}

/** The visible text of the one element that the selector finds, without the marks that keep directions apart. */
export function textOf(within: HTMLElement, selector: string): string {
  return only(within, selector)
    .text.replace(/[\u2066-\u2069\u200e\u200f]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
}

function fieldsNamed(form: HTMLElement, name: string): HTMLElement[] {
  return form.querySelectorAll('input, select, textarea').filter((field) => field.getAttribute('name') === name);
}

/** What a browser would send: every field as it stands, but those that were filled. */
function formData(form: HTMLElement, filled: Readonly<Record<string, string>>): URLSearchParams {
  const data = new URLSearchParams();
  for (const field of form.querySelectorAll('input, select, textarea')) {
    const name = field.getAttribute('name');
    if (name === undefined || field.hasAttribute('disabled')) continue;
    const value = fieldValue(field, filled[name]);
    if (value !== undefined) data.append(name, value);
  }
  for (const [name, value] of Object.entries(filled))
    if (data.get(name) !== value) throw new Error(`The field ${name} does not offer ${value}.`);
  return data;
}

function fieldValue(field: HTMLElement, filled: string | undefined): string | undefined {
  if (field.tagName === 'SELECT') {
    const options = field.querySelectorAll('option');
    const wanted =
      filled === undefined
        ? (options.find((option) => option.hasAttribute('selected')) ?? options[0])
        : options.find((option) => option.getAttribute('value') === filled);
    return wanted && (wanted.getAttribute('value') ?? wanted.text);
  }
  if (field.tagName === 'TEXTAREA') return filled ?? field.text;
  const type = (field.getAttribute('type') ?? '').toLowerCase();
  const value = field.getAttribute('value');
  if (type === 'radio' || type === 'checkbox') {
    const chosen = filled === undefined ? field.hasAttribute('checked') : filled === (value ?? 'on');
    return chosen ? (value ?? 'on') : undefined;
  }
  if (type === 'submit' || type === 'button' || type === 'reset') return undefined;
  if (!submitted.includes(type)) throw new Error(`A browser without scripts has no ${type} field.`);
  return filled ?? value ?? '';
}
