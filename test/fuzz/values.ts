/** What people, programs and those who mean harm put where something else is expected. */
import type { Schema } from './places';

/** Told by names, so that a failure can be read. */
export type Named<T> = readonly (readonly [says: string, value: T])[];

const kinds: Named<unknown> = [
  ['null', null],
  ['true', true],
  ['zero', 0],
  ['a negative number', -1],
  ['a fraction', 1.5],
  ['a huge number', 1e308],
  ['a number beyond the safe ones', 2 ** 53],
  ['no text', ''],
  ['a word', 'x'],
  ['a digit as text', '1'],
  ['no list', []],
  ['a list in a list', [['x']]],
  ['a list of nothing', [null]],
  ['an object', {}],
  ['an object with something in it', { toString: 'x', length: 1, valueOf: 1 }],
];

/** Put into a text that is good otherwise. */
const characters: Named<string> = [
  ['NUL', '\u0000'],
  ['an escape sequence', '\u001b[2J'],
  ['a header of a mail', '\r\nBcc: somebody@elsewhere.example\r\n\r\n'],
  ['a line separator', '\u2028'],
  ['a right-to-left override', '\u202e'],
  ['an isolate that is never closed', '\u2067'],
  ['a lone high surrogate', '\ud800'],
  ['a lone low surrogate', '\udfff'],
  ['a character beyond the BMP', '😀'],
  ['many combining marks', `e${'\u0301'.repeat(40)}`],
  ['a byte order mark', '\ufeff'],
  ['nothing that can be seen', '\u200b\u2060\u00ad'],
  ['a letter that grows in capitals', 'ﬃİß'],
  ['another script', 'аּ漢'],
  ['a private character', '\ue000'],
  ['a noncharacter', '\uffff'],
];

/** Instead of a text. */
const texts: Named<string> = [
  ['white space', ' \t\n\u00a0\u3000'],
  ['the prototype', '__proto__'],
  ['a method of every object', 'constructor'],
  ['markup', '<script>alert(1)</script>'],
  ['a formula', '=1+1'],
  ['a percent code', '%00%2e%2e%2f'],
  ['a way up', '../../api/company'],
  ['a query', "' or 1=1 --"],
  ['a template', '${7*7}{{7*7}}'],
  ['the partition of the system', '~system'],
  ['a key of the store', 'partner'],
  ['a date', '2026-02-30T25:61:00Z'],
  ['a long text', 'x'.repeat(3_000)],
  ['a long text of large characters', '😀'.repeat(3_000)],
];

/** A text that is changed a little, and what is no such text; every place gets one half of them or the other. */
export function hostileTexts(
  good: string,
  place: string,
  { enum: words, maxLength, minLength }: Schema = {},
): Named<string> {
  const middle = Math.floor(good.length / 2);
  const half = Buffer.from(place).reduce((sum, byte) => sum + byte, 0) % 2;
  return [
    ...characters
      .filter((_, index) => index % 2 === half)
      .map(([says, one]) => [`with ${says}`, good.slice(0, middle) + one + good.slice(middle)] as const),
    ...texts.filter((_, index) => index % 2 === half),
    ['in capitals', good.toUpperCase()],
    ['with a blank at its end', `${good} `],
    ['cut short', good.slice(0, -1)],
    ['twice', good + good],
    ['with other digits', good.replaceAll(/\d/gu, '0')],
    ...(words ?? []).map((word) => [`the word ${String(word)}`, String(word)] as const),
    ...lengths('at least', minLength, [-1, 0]),
    ...lengths('at most', maxLength, [0, 1]),
  ];
}

function lengths(says: string, bound: number | undefined, by: readonly number[]): Named<string> {
  if (bound === undefined) return [];
  return by.map((more) => [`${says} ${bound} characters, and ${more}`, 'a'.repeat(Math.max(0, bound + more))] as const);
}

/** Whatever its schema takes, nearly takes, and does not take. */
export function hostileValues(schema: Schema, good: unknown, place: string): Named<unknown> {
  const isText = typeof good === 'string' || schema.anyOf?.some(({ type }) => type === 'string');
  const { minimum, maximum, minItems, maxItems } = bounds(schema);
  return [
    ...kinds,
    ...(isText ? hostileTexts(typeof good === 'string' ? good : 'x', place, schema) : []),
    ...[minimum, maximum]
      .filter((bound) => bound !== undefined)
      .flatMap((bound) => [bound - 1, bound, bound + 1].map((number) => [String(number), number] as const)),
    ...(typeof good === 'number' ? numbers(good) : []),
    ...(Array.isArray(good) ? lists(good, minItems, maxItems) : []),
  ];
}

function numbers(good: number): Named<unknown> {
  const none: Named<number> = [['minus zero', -0]];
  return [
    ...none,
    ['as text', String(good)],
    ['as text with a blank', ` ${good}`],
    ['in other digits', '١٢'],
    ['as a list', [good]],
  ];
}

function lists(good: readonly unknown[], minItems: number | undefined, maxItems: number | undefined): Named<unknown> {
  const [first] = good;
  const many = (count: number) => Array.from({ length: Math.max(0, count) }, () => first);
  return [
    ['the same item twice', [...good, first]],
    ['a list with a hole', [...good, null]],
    ['an object instead of a list', Object.fromEntries(good.entries())],
    ...(minItems === undefined ? [] : [[`${minItems - 1} items`, many(minItems - 1)] as const]),
    ...(maxItems === undefined
      ? [['5000 items', many(5_000)] as const]
      : [maxItems, maxItems + 1].map((count) => [`${count} items`, many(count)] as const)),
  ];
}

/** The bounds of a schema, or of the first of its forms that has some. */
function bounds(schema: Schema): Schema {
  const forms = [schema, ...(schema.anyOf ?? [])];
  return forms.find((form) => form.minimum ?? form.maximum ?? form.minItems ?? form.maxItems) ?? schema;
}
