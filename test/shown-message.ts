/** Requests and answers, read off pages for developers. */
import { access, type HttpOperationName } from '../shared/http/access';
import { goodCalls } from './portal-world';
import type { Call } from './world';

/** A request or an answer as a page shows it. */
export function messageOf(text: string) {
  const [head = '', ...body] = text.split('\n\n');
  const [first = '', ...headers] = head.split('\n');
  return {
    first,
    headers: headers.map((line): readonly [string, string] => {
      const [name = '', ...value] = line.split(': ');
      return [name, value.join(': ')];
    }),
    body: body.join('\n\n'),
  };
}

/** Sends what a page shows, its gaps filled; a body that says how long it is, and is cut short on the page, is as long. */
export function requestOf(text: string, gaps: Readonly<Record<string, string>>, as: NonNullable<Call['as']>) {
  const { first, headers, body } = messageOf(
    text.replaceAll(/\{(\w+)\}/gu, (_, gap: string) => gaps[gap] ?? `nothing for ${gap}`),
  );
  const [method, address = ''] = first.split(' ');
  const [path = '', search] = address.split('?');
  const sent = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const { authorization, 'content-length': length, ...others } = sent;
  const missing = Number(length ?? body.length) - body.length;
  for (const name of Object.keys(goodCalls) as HttpOperationName[]) {
    const { methods, route } = access[name];
    // Patterns are no addresses that somebody calls.
    if (route.includes('*')) continue;
    const found = new RegExp(`^/${route.replaceAll(/\{(\w+)\}/gu, '(?<$1>[^/]+)')}$`, 'u').exec(path);
    if (!found || !(methods as readonly string[]).includes(method ?? '')) continue;
    const call: Call = {
      ...(authorization === undefined ? {} : { as }),
      params: { ...found.groups },
      ...(search === undefined ? {} : { search }),
      headers: others,
      ...(body === '' ? {} : { raw: body.replace('…', '…'.padEnd(missing + 1, 'x')) }),
    };
    return { name, call };
  }
  throw new Error(`No operation is at ${first}.`);
}
