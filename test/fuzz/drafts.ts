/** A call that can still be changed: one thing, or several. */
import { access, type HttpOperationName } from '../../shared/http/access';
import { fieldWords } from '../../shared/openapi/field-words';
import { goodCalls, type Here } from '../portal-world';
import type { Call } from '../world';
import { entry, item, resolved, type Field, type Schema, type Step } from './places';

export interface Draft {
  readonly as: Call['as'];
  readonly params: Readonly<Record<string, string>>;
  /** Names may come more than once. */
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'form'; readonly pairs: readonly (readonly [string, string])[] }
  | { readonly kind: 'raw'; readonly bytes: string | Uint8Array };

/** Where a call begins: what is there, and what of it was made ready for one operation. */
interface Standing {
  readonly here: Here;
  readonly prepared?: Call | undefined;
}

/** The good call of an operation. */
export function goodDraft(name: HttpOperationName, { here, prepared = goodCalls[name](here) }: Standing): Draft {
  const { as, params = {}, query = {}, headers = {}, body, form } = prepared;
  return {
    as,
    params,
    query: Object.entries(query),
    headers,
    body: form
      ? { kind: 'form', pairs: Object.entries(form) }
      : body === undefined
        ? { kind: 'none' }
        : { kind: 'json', value: body },
  };
}

/** What is asked for by GET comes without a body. */
export function takesNoBody(name: HttpOperationName): boolean {
  return access[name].methods[0] === 'GET';
}

export function callOf({ as, params, query, headers, body }: Draft): Call {
  return {
    ...(as ? { as } : {}),
    params,
    search: new URLSearchParams(query.map(([key, value]) => [key, value])).toString(),
    headers,
    ...(body.kind === 'json' ? { raw: JSON.stringify(body.value) } : {}),
    ...(body.kind === 'raw' ? { raw: body.bytes } : {}),
    ...(body.kind === 'form'
      ? {
          raw: new URLSearchParams(body.pairs.map(([key, value]) => [key, value])).toString(),
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        }
      : {}),
  };
}

/** What a field is when it is left out. */
export const missing = Symbol('missing');

/** The body with a field changed; whatever it stands in is there, in the form that has it. */
export function withField(body: unknown, { path, forms }: Pick<Field, 'path' | 'forms'>, value: unknown): unknown {
  return put(body, path, value, (at) => {
    const form = forms.find((one) => one.path.length === at);
    return form?.schema;
  });
}

function put(
  inner: unknown,
  path: readonly Step[],
  value: unknown,
  formAt: (depth: number) => Schema | undefined,
  depth = 0,
): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const form = formAt(depth);
  const whole = form && !keeps(inner, form) ? sampleOf(form) : inner;
  if (step === item) {
    const list: readonly unknown[] = Array.isArray(whole) ? whole : [];
    const first = put(list[0], rest, value, formAt, depth + 1);
    return first === missing ? list.slice(1) : [first, ...list.slice(1)];
  }
  const fields: Record<string, unknown> = typeof whole === 'object' ? { ...whole } : {};
  const name = step === entry ? (Object.keys(fields)[0] ?? 'microsoft-365-business-premium') : step;
  const changed = put(fields[name], rest, value, formAt, depth + 1);
  const others = Object.entries(fields).filter(([key]) => key !== name);
  return Object.fromEntries(changed === missing ? others : [...others, [name, changed]]);
}

function keeps(value: unknown, { required = [], properties = {} }: Schema): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return required.every((name) => name in value) && Object.keys(value).every((name) => name in properties);
}

/** Something that its schema takes. */
export function sampleOf(told: Schema, name = ''): unknown {
  const schema = resolved(told);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const example = fieldWords[name]?.example;
  const [form] = schema.anyOf ?? [];
  if (form) return sampleOf(form, name);
  if (schema.properties)
    return Object.fromEntries(Object.entries(schema.properties).map(([key, inner]) => [key, sampleOf(inner, key)]));
  if (schema.items) return [sampleOf(schema.items, name)];
  if (example !== undefined) return example;
  const type = [schema.type ?? 'string'].flat()[0];
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  return type === 'boolean' ? true : type === 'object' ? {} : 'x';
}

/** What stands at a place of a body. */
export function fieldOf(body: unknown, path: readonly Step[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return body;
  if (typeof body !== 'object' || body === null) return undefined;
  if (step === item || step === entry) return fieldOf(Object.values(body)[0], rest);
  return fieldOf(Object.entries(body).find(([key]) => key === step)?.[1], rest);
}

/** A JSON body as a form says it: `contact.name`. */
export function formPairs(value: unknown, at = ''): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null)
    return [[at, typeof value === 'string' ? value : JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, inner]) => formPairs(inner, at === '' ? key : `${at}.${key}`));
}
