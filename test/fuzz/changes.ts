/** Everything that is changed of the good call of an operation, one thing at a time. */
import { operator, person, tenants } from '../world';
import { fay, type Here } from '../portal-world';
import { fieldOf, missing, sampleOf, withField, type Draft } from './drafts';
import { bodyChanges, formChanges } from './bodies';
import { pointerTo, type Field, type Parameter, type ToldOperation } from './places';
import { hostileTexts, hostileValues, type Named } from './values';

export interface Change {
  readonly says: string;
  /** What of the document it changes. */
  readonly place?: string;
  readonly field?: Field;
  readonly of: (draft: Draft) => Draft;
}

/** All of them, for one operation. */
export function changesOf(operation: ToldOperation, good: Draft, here: Here): readonly Change[] {
  return [
    ...operation.inPath.flatMap((parameter) => pathChanges(operation, parameter, good, here)),
    ...operation.inQuery.flatMap((parameter) => queryChanges(operation, parameter, good)),
    ...operation.inHeaders.flatMap((parameter) => headerChanges(operation, parameter)),
    ...operation.fields.flatMap((field) => fieldChanges(operation, field, good)),
    ...formChanges(operation, good),
    ...bodyChanges(operation, good),
    ...transportChanges(operation),
    ...callerChanges(),
  ];
}

/** How a place is told in the count of what was changed. */
export const placeOf = {
  path: ({ name }: ToldOperation, parameter: string) => `${name} {${parameter}}`,
  query: ({ name }: ToldOperation, parameter: string) => `${name} ?${parameter}`,
  header: ({ name }: ToldOperation, parameter: string) => `${name} ${parameter}:`,
  field: ({ name }: ToldOperation, { path }: Field) => `${name} ${pointerTo(path)}`,
};

/** Ids of something else. */
const idsTried = ['partnerId', 'offerId', 'customerId', 'code', 'token', 'logo'];

function pathChanges(operation: ToldOperation, { name }: Parameter, good: Draft, here: Here): readonly Change[] {
  const known = good.params[name] ?? 'x';
  const others = Object.entries<string>({ ...here }).filter(([of, value]) => value !== known && idsTried.includes(of));
  const place = placeOf.path(operation, name);
  return [...hostileTexts(known, place), ['nothing', ''] as const, ...others].map(([says, value]) => ({
    says: `${place} ${says}`,
    place,
    of: (draft) => ({ ...draft, params: { ...draft.params, [name]: value } }),
  }));
}

function queryChanges(operation: ToldOperation, { name, schema }: Parameter, good: Draft): readonly Change[] {
  const known = good.query.find(([key]) => key === name)?.[1] ?? String(sampleOf(schema, name));
  const place = placeOf.query(operation, name);
  const values: Named<string> = [
    ...hostileTexts(known, place, schema),
    ['nothing', ''],
    ...['-1', '0', '1', '100', '101', '1e2', '٣', '9999-12-31'].map((text) => [text, text] as const),
  ];
  const once = values.map(([says, value]): Change => ({
    says: `${place} ${says}`,
    place,
    of: (draft) => ({ ...draft, query: [...draft.query.filter(([key]) => key !== name), [name, value]] }),
  }));
  const repeated = ([first, second]: readonly [string, string]): Change => ({
    says: `${place} twice, ${first.slice(0, 9)} and ${second.slice(0, 9)}`,
    place,
    of: (draft) => ({
      ...draft,
      query: [...draft.query.filter(([key]) => key !== name), [name, first], [name, second]],
    }),
  });
  const without: Change = {
    says: `${place} missing`,
    place,
    of: (draft) => ({ ...draft, query: draft.query.filter(([key]) => key !== name) }),
  };
  return [
    ...once,
    without,
    ...(
      [
        [known, known],
        [known, 'x\u202e'],
        ['__proto__', known],
      ] as const
    ).map(repeated),
  ];
}

/** What a header can carry: bytes above the controls. */
const headerTexts: Named<string> = [
  ['nothing', ''],
  ['a star', '*'],
  ['a tag', '"1"'],
  ['a weak tag', 'W/"1"'],
  ['an empty tag', '""'],
  ['a tag without quotes', '1'],
  ['an enormous tag', `"${'9'.repeat(400)}"`],
  ['several tags', '"7", W/"8", "9"'],
  ['twice', '"1", "1"'],
  ['a negative tag', '"-1"'],
  ['a tab in it', 'a\tb'],
  ['a blank in it', 'a b'],
  ['letters of Latin 1', 'clé-ÿ'],
  ['the prototype', '__proto__'],
  ['255 characters', 'k'.repeat(255)],
  ['256 characters', 'k'.repeat(256)],
  ['8000 characters', 'k'.repeat(8_000)],
];

function withHeader(draft: Draft, name: string, value: string | undefined): Draft {
  const others = Object.entries(draft.headers).filter(([key]) => key.toLowerCase() !== name.toLowerCase());
  return { ...draft, headers: { ...Object.fromEntries(others), ...(value === undefined ? {} : { [name]: value }) } };
}

function headerChanges(operation: ToldOperation, { name }: Parameter): readonly Change[] {
  const place = placeOf.header(operation, name);
  const without = { says: `${place} missing`, place, of: (draft: Draft) => withHeader(draft, name, undefined) };
  const set = headerTexts.map(([says, value]): Change => ({
    says: `${place} ${says}`,
    place,
    of: (draft) => withHeader(draft, name, value),
  }));
  return [without, ...set];
}

function fieldChanges(operation: ToldOperation, field: Field, good: Draft): readonly Change[] {
  const body = good.body.kind === 'json' ? good.body.value : {};
  const name = field.path.findLast((step) => typeof step === 'string') ?? '';
  const known = fieldOf(body, field.path) ?? sampleOf(field.schema, name);
  const place = placeOf.field(operation, field);
  const values: Named<unknown> = [
    ['missing', missing],
    ['as it is', known],
    ...hostileValues(field.schema, known, place),
  ];
  return values.map(([says, value]) => ({
    says: `${place} ${says}`,
    place,
    field,
    of: (draft) => {
      const { body } = draft;
      if (body.kind === 'raw') return draft;
      const before = body.kind === 'json' ? body.value : body.kind === 'form' ? Object.fromEntries(body.pairs) : {};
      return { ...draft, body: { kind: 'json', value: withField(before, field, value) } };
    },
  }));
}

const transport: Readonly<Record<string, readonly string[]>> = {
  accept: [
    '',
    'text/html',
    'application/json',
    'text/csv',
    'application/jsonl;q=0',
    'text/html;q=0.1, application/problem+json',
    ';;,',
  ],
  'accept-language': ['he', 'zh-CN;q=2, *;q=0', 'x'.repeat(8_000)],
  'content-type': [
    '',
    'APPLICATION/JSON; charset=utf-16',
    'multipart/form-data',
    'application/x-www-form-urlencoded',
    'ÿ',
  ],
  'content-encoding': ['gzip', 'identity'],
  'content-length': ['-1', '99999999999', 'x'],
  cookie: ['=', '__Host-session=x; __Host-session=y', 'a=b; '.repeat(800)],
  origin: ['null', 'https://portal.example', 'ÿ'],
  'sec-fetch-site': ['cross-site', 'same-origin'],
  'x-forwarded-host': ['elsewhere.example'],
  'x-http-method-override': ['DELETE'],
  authorization: ['', 'Bearer', 'Basic bm9hOng=', 'Bearer a b', 'Bearer é', `Bearer ${'x'.repeat(20_000)}`],
};

/** Headers that the document does not name, and that come all the same; every operation gets one half of them or the other. */
function transportChanges({ name }: ToldOperation): readonly Change[] {
  return Object.entries(transport).flatMap(([header, values]) =>
    values
      .filter((_, index) => index % 2 === name.length % 2)
      .map((value) => ({
        says: `${name} ${header}: ${value.slice(0, 30)}`,
        of: (draft: Draft) => withHeader(draft, header, value),
      })),
  );
}

/** Other people, and nobody. */
function callerChanges(): readonly Change[] {
  const callers = {
    nobody: undefined,
    'another partner’s administrator': fay,
    'the operator': operator,
    'somebody unknown': person(tenants.northwind, '__proto__'),
    'somebody of no partner': person(tenants.lotus, 'lin'),
  };
  return Object.entries(callers).map(([says, as]) => ({
    says: `by ${says}`,
    of: (draft: Draft) => ({ ...draft, as }),
  }));
}
