/** A robot that follows every link and sends every form of the customers' pages, straight to the handlers: it has no mailbox. */
import { parse, type HTMLElement } from 'node-html-parser';
import { access, type HttpOperationName } from '../shared/http/access';
import type { Answer, World } from './world';

/** What the robot does with a field: what it writes there, or undefined where a browser would send nothing. */
export type Fill = (field: HTMLElement, nth: number, count: number) => string | undefined;

const typeOf = (field: HTMLElement) => field.getAttribute('type') ?? field.tagName.toLowerCase();
const isChoice = (field: HTMLElement) => ['radio', 'checkbox'].includes(typeOf(field));
const valueOf = (field: HTMLElement) => field.getAttribute('value') ?? '';
const chosenOf = (field: HTMLElement) => {
  const options = field.querySelectorAll('option');
  return valueOf(options.find((option) => option.hasAttribute('selected')) ?? options[0] ?? field);
};
const hasOwn = (field: HTMLElement) => typeOf(field) === 'hidden' || typeOf(field) === 'select';
const own = (field: HTMLElement) => (typeOf(field) === 'select' ? chosenOf(field) : valueOf(field));

/** Nothing but what stands there. */
const untouched: Fill = (field) =>
  isChoice(field) ? (field.hasAttribute('checked') ? valueOf(field) : undefined) : own(field);

/** The same word everywhere, the first of each choice, every box. */
const sameEverywhere: Fill = (field, nth) => {
  if (hasOwn(field)) return own(field);
  return isChoice(field) ? (nth === 0 || typeOf(field) === 'checkbox' ? valueOf(field) : undefined) : 'test';
};

/** A company of the robot's own, or a guess at a code; the last of each choice, every box. */
const plausible: Fill = (field, nth, count) => {
  if (hasOwn(field)) return own(field);
  if (isChoice(field)) return nth === count - 1 || typeOf(field) === 'checkbox' ? valueOf(field) : undefined;
  switch (field.getAttribute('autocomplete')) {
    case 'one-time-code':
      return '123456';
    case 'email':
      return 'robot@robot.example';
    case 'tel':
      return '';
    default:
      if (typeOf(field) === 'number') return valueOf(field) === '' ? '1' : valueOf(field);
      return field.getAttribute('inputmode') === 'url' ? 'robot.example' : 'Robin Robot';
  }
};

export const fills = { untouched, sameEverywhere, plausible };

/** One request of the robot and its answer. */
export interface Visit {
  readonly name: HttpOperationName;
  readonly method: string;
  readonly path: string;
  readonly answer: Answer;
}

const routes = (Object.keys(access) as (keyof typeof access)[]).flatMap((name) => {
  const one = access[name];
  if (!('route' in one) || one.route.includes('*') || one.route.startsWith('api/')) return [];
  const names = [...one.route.matchAll(/\{(\w+)\}/gu)].map(([, parameter = '']) => parameter);
  const pattern = new RegExp(`^/${one.route.replace(/\{\w+\}/gu, '([^/]+)')}$`, 'u');
  return [{ name: name as HttpOperationName, methods: one.methods as readonly string[], names, pattern }];
});

/** Crawls from the addresses, once each and each form once per way of filling it. */
export async function crawl(world: World, starts: readonly string[], ways: readonly Fill[]): Promise<readonly Visit[]> {
  const visits: Visit[] = [];
  const seen = new Set<string>();
  const waiting = starts.map((path) => new URL(path, 'https://kesher.example'));

  const visit = async (url: URL, method: string, form?: Readonly<Record<string, string>>): Promise<void> => {
    const found = routes.find(({ pattern, methods }) => methods.includes(method) && pattern.test(url.pathname));
    if (!found || url.origin !== 'https://kesher.example') return;
    const values = found.pattern.exec(url.pathname)?.slice(1) ?? [];
    const answer = await world.call(found.name, {
      method,
      params: Object.fromEntries(found.names.map((name, at) => [name, decodeURIComponent(values[at] ?? '')])),
      query: Object.fromEntries(url.searchParams),
      headers: { accept: 'text/html', 'sec-fetch-site': 'same-origin' },
      ...(form ? { form } : {}),
    });
    visits.push({ name: found.name, method, path: url.pathname + url.search, answer });
    const location = answer.headers.get('location');
    if (location !== null) waiting.push(new URL(location, url));
    if (answer.headers.get('content-type')?.startsWith('text/html') !== true || method === 'HEAD') return;
    const page = parse(answer.text);
    for (const link of page.querySelectorAll('a[href]')) {
      const href = link.getAttribute('href') ?? '';
      if (URL.canParse(href, url.href)) waiting.push(new URL(href.split('#')[0] ?? '', url));
    }
    for (const each of page.querySelectorAll('form')) await send(each, url);
  };

  const send = async (form: HTMLElement, url: URL): Promise<void> => {
    const action = new URL(form.getAttribute('action') ?? '', url);
    const buttons = form.querySelectorAll('button[name]');
    for (const fill of ways)
      for (const button of buttons.length > 0 ? buttons : [undefined]) {
        const sent = {
          ...filled(form, fill),
          ...(button ? { [button.getAttribute('name') ?? '']: valueOf(button) } : {}),
        };
        const { idempotencyKey: _drawn, ...told } = sent;
        const key = `${action.href} ${JSON.stringify(told)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        await visit(action, form.getAttribute('method')?.toUpperCase() ?? 'GET', sent);
      }
  };

  for (let url = waiting.shift(); url; url = waiting.shift()) {
    if (seen.has(url.href)) continue;
    seen.add(url.href);
    for (const method of ['HEAD', 'GET']) await visit(url, method);
  }
  return visits;
}

function filled(form: HTMLElement, fill: Fill): Record<string, string> {
  const fields = form.querySelectorAll('input, select, textarea');
  const sent: Record<string, string> = {};
  for (const field of fields) {
    const name = field.getAttribute('name') ?? '';
    const alike = fields.filter((one) => isChoice(one) && one.getAttribute('name') === name);
    const value = fill(field, alike.indexOf(field), alike.length);
    if (name !== '' && value !== undefined) sent[name] = value;
  }
  return sent;
}
