/** Finds what answers a method and a path, by the rules of the platform's route templates. */

interface Endpoint<T> {
  readonly value: T;
  readonly names: readonly string[];
}

interface Branch<T> {
  readonly literals: Map<string, Branch<T>>;
  parameter: Branch<T> | undefined;
  readonly here: Map<string, Endpoint<T>>;
  readonly rest: Map<string, Endpoint<T>>;
}

export interface Match<T> {
  readonly value: T;
  readonly params: Record<string, string>;
  /** The method it was registered for: GET when that answers a HEAD request. */
  readonly method: string;
}

type Segment = { readonly kind: 'literal' | 'parameter' | 'rest'; readonly name: string; readonly optional: boolean };

const branch = <T>(): Branch<T> => ({ literals: new Map(), parameter: undefined, here: new Map(), rest: new Map() });

function segmentOf(text: string, route: string): Segment {
  const braced = /^\{(?<stars>\*{0,2})(?<name>\w+)(?<optional>\??)\}$/u.exec(text)?.groups;
  if (braced !== undefined) {
    const optional = braced['optional'] === '?';
    return { kind: braced['stars'] === '' ? 'parameter' : 'rest', name: braced['name'] ?? '', optional };
  }
  if (/[{}]/u.test(text)) throw new Error(`The route "${route}" has a segment that is not understood here: ${text}`);
  return { kind: 'literal', name: text.toLowerCase(), optional: false };
}

/**
 * Literals beat parameters, parameters beat catch-alls, and a route that lacks the method gives way to one that has it.
 * Literals match in any letter case; one slash at the end does not count.
 */
export class Router<T> {
  readonly #root = branch<T>();

  add(methods: readonly string[], route: string, value: T): void {
    const segments = route === '' ? [] : route.replace(/^\/|\/$/gu, '').split('/');
    this.#insert(
      methods,
      segments.filter((text) => text !== '').map((text) => segmentOf(text, route)),
      value,
      route,
    );
  }

  /** Undefined when nothing answers. */
  match(method: string, path: string): Match<T> | undefined {
    const segments = segmentsOf(path);
    const found = this.#search(this.#root, method, segments, 0, []);
    if (found !== undefined || method !== 'HEAD') return found;
    return this.#search(this.#root, 'GET', segments, 0, []);
  }

  #insert(methods: readonly string[], segments: readonly Segment[], value: T, route: string): void {
    let at = this.#root;
    const names: string[] = [];
    for (const [index, { kind, name, optional }] of segments.entries()) {
      const isLast = index === segments.length - 1;
      if ((optional || kind === 'rest') && !isLast)
        throw new Error(`Only the end of a route can vary in length: "${route}"`);
      if (optional) this.#insert(methods, segments.slice(0, -1), value, route);
      if (kind === 'rest') {
        register(at.rest, methods, { value, names: [...names, name] }, route);
        return;
      }
      if (kind === 'parameter') {
        names.push(name);
        at = at.parameter ??= branch();
      } else {
        const next = at.literals.get(name) ?? branch<T>();
        at.literals.set(name, next);
        at = next;
      }
    }
    register(at.here, methods, { value, names }, route);
  }

  #search(
    at: Branch<T>,
    method: string,
    segments: readonly string[],
    index: number,
    values: readonly string[],
  ): Match<T> | undefined {
    const segment = segments[index];
    if (segment === undefined) {
      const endpoint = at.here.get(method);
      if (endpoint !== undefined) return matched(endpoint, method, values);
    } else {
      const literal = at.literals.size > 0 ? at.literals.get(segment.toLowerCase()) : undefined;
      const found = literal && this.#search(literal, method, segments, index + 1, values);
      if (found !== undefined) return found;
      if (at.parameter !== undefined && segment !== '') {
        const taken = this.#search(at.parameter, method, segments, index + 1, [...values, segment]);
        if (taken !== undefined) return taken;
      }
    }
    const rest = at.rest.get(method);
    return rest && matched(rest, method, [...values, segments.slice(index).join('/')]);
  }
}

function register<T>(
  endpoints: Map<string, Endpoint<T>>,
  methods: readonly string[],
  endpoint: Endpoint<T>,
  route: string,
): void {
  for (const method of methods) {
    if (endpoints.has(method)) throw new Error(`Two functions answer ${method} "${route}".`);
    endpoints.set(method, endpoint);
  }
}

function matched<T>({ value, names }: Endpoint<T>, method: string, values: readonly string[]): Match<T> {
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) params[name] = values[index] ?? '';
  return { value, params, method };
}

function segmentsOf(path: string): readonly string[] {
  const from = path.startsWith('/') ? 1 : 0;
  const to = path.length > from && path.endsWith('/') ? path.length - 1 : path.length;
  if (to === from) return [];
  const segments = path.slice(from, to).split('/');
  return path.includes('%') ? segments.map(decoded) : segments;
}

/** What is not well encoded stays as it is, as on the platform: what it names does not exist. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
