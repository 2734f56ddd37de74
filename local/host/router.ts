/** Finds what answers a method and a path, by the rules of the platform's route templates. */
import findMyWay, { type HTTPMethod } from 'find-my-way';

export interface Match<T> {
  readonly value: T;
  readonly params: Record<string, string>;
  /** The method it was registered for: GET when that answers a HEAD request. */
  readonly method: string;
}

interface Endpoint<T> {
  readonly value: T;
  /** What the template calls its catch-all, when it ends in one. */
  readonly rest: string | undefined;
}

const byThePlatformsRules = { caseSensitive: false, ignoreTrailingSlash: true, maxParamLength: Infinity } as const;
const unused = (): undefined => undefined;

/**
 * Literals beat parameters, parameters beat catch-alls, and a route that lacks the method gives way to one that has it.
 * Literals match in any letter case; one slash at the end does not count.
 */
export class Router<T> {
  readonly #routes = findMyWay(byThePlatformsRules);
  /** What alone takes an empty segment, or nothing at all where it begins: neither does with the library. */
  readonly #catchAlls = findMyWay(byThePlatformsRules);

  add(methods: readonly string[], template: string, value: T): void {
    const { path, rest } = routeOf(template);
    for (const method of methods as readonly HTTPMethod[]) {
      if (this.#routes.hasRoute(method, path)) throw new Error(`Two functions answer ${method} "${template}".`);
      const endpoint: Endpoint<T> = { value, rest };
      this.#routes.on(method, path, unused, endpoint);
      if (rest === undefined) continue;
      this.#catchAlls.on(method, path, unused, endpoint);
      if (path !== '/*') this.#catchAlls.on(method, path.slice(0, -'/*'.length), unused, endpoint);
    }
  }

  /** Undefined when nothing answers. */
  match(method: string, path: string): Match<T> | undefined {
    const found = this.#find(method, path);
    return found ?? (method === 'HEAD' ? this.#find('GET', path) : undefined);
  }

  #find(method: string, path: string): Match<T> | undefined {
    const target = decodable(path);
    const found =
      (target.includes('//') ? null : this.#routes.find(method as HTTPMethod, target)) ??
      this.#catchAlls.find(method as HTTPMethod, target);
    if (!found) return undefined;
    const { value, rest } = found.store as Endpoint<T>;
    const params: Record<string, string> = rest === undefined ? {} : { [rest]: '' };
    for (const [name, given] of Object.entries(found.params))
      params[name === '*' ? (rest ?? name) : name] = given ?? '';
    return { value, params, method };
  }
}

/** The template in the router's own words. */
function routeOf(template: string): { readonly path: string; readonly rest: string | undefined } {
  const segments = template.split('/').filter((text) => text !== '');
  let rest: string | undefined;
  const path = segments.map((text, index) => {
    const braced = /^\{(?<stars>\*{0,2})(?<name>\w+)(?<optional>\??)\}$/u.exec(text)?.groups;
    if (braced === undefined) {
      if (/[{}*:]/u.test(text))
        throw new Error(`The route "${template}" has a segment that is not understood here: ${text}`);
      return text;
    }
    const { stars = '', name = '', optional = '' } = braced;
    if ((stars !== '' || optional !== '') && index < segments.length - 1)
      throw new Error(`Only the end of a route can vary in length: "${template}"`);
    if (stars === '') return `:${name}${optional}`;
    rest = name;
    return '*';
  });
  return { path: `/${path.join('/')}`, rest };
}

/** What is not well encoded stays as it is, as on the platform: what it names does not exist. */
function decodable(path: string): string {
  if (!path.includes('%')) return path;
  return path
    .split('/')
    .map((segment) => {
      try {
        decodeURIComponent(segment);
        return segment;
      } catch {
        return segment.replaceAll('%', '%25');
      }
    })
    .join('/');
}
