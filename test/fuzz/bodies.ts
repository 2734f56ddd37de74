/** Bodies that are wrong as a whole: no JSON, too large, too deep, with names that come twice or that nobody knows. */
import { limits } from '../../shared/catalogue/limits';
import { access } from '../../shared/http/access';
import { formPairs, takesNoBody, type Draft } from './drafts';
import type { Change } from './changes';
import type { ToldOperation } from './places';
import { hostileTexts } from './values';

const { standardBytes } = limits.body;

/** Whole bodies that take the place of a good one. */
export function bodyChanges(operation: ToldOperation, good: Draft): readonly Change[] {
  if (takesNoBody(operation.name)) return [];
  const json = JSON.stringify(good.body.kind === 'json' ? good.body.value : {});
  const deep = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels);
  const bodies: Readonly<Record<string, string | Uint8Array>> = {
    nothing: '',
    blanks: '   ',
    null: 'null',
    'a list': '[]',
    'a text': '"x"',
    'a number': '1e999',
    'a list of it': `[${json}]`,
    'half of it': json.slice(0, Math.ceil(json.length / 2)),
    'it twice': json + json,
    'it after a byte order mark': `\ufeff${json}`,
    'it with a comma too many': json.replace(/\}$/u, ',}'),
    'it in UTF-16': Buffer.from(json, 'utf16le'),
    'no UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x22, 0x3a, 0x31, 0x7d]),
    'a surrogate in UTF-8': Buffer.concat([Buffer.from('{"x":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
    'lists in lists': deep('[', ']', 30_000),
    'objects in objects': deep('{"x":', '}', 10_000).replace(':}', ':1}'),
    'an unknown field that is deep': withFirst(json, `"x":${deep('[', ']', 20_000)}`),
    'an unknown field': withFirst(json, '"unknown":1'),
    'the prototype as a field': withFirst(json, '"__proto__":{"admin":true}'),
    'the constructor as a field': withFirst(json, '"constructor":{"prototype":{"admin":true}}'),
    'a name that is empty': withFirst(json, '"":1'),
    'a thousand unknown fields': withFirst(json, Array.from({ length: 1_000 }, (_, index) => `"f${index}":1`).join()),
    'blanks up to the limit': json.padEnd(standardBytes, ' '),
    'blanks beyond the limit': json.padEnd(standardBytes + 1, ' '),
    'more than any body may have': `"${'x'.repeat(1_100_000)}"`,
  };
  const whole = Object.entries(bodies).map(([says, bytes]): Change => ({
    says: `${operation.name} body: ${says}`,
    of: (draft) => ({ ...draft, body: { kind: 'raw', bytes } }),
  }));
  return [...whole, ...repeatedKeys(operation, json)];
}

function withFirst(json: string, field: string): string {
  return json === '{}' ? `{${field}}` : json.replace('{', `{${field},`);
}

/** Names that come twice, at the beginning and at the end: the last one counts. */
function repeatedKeys(operation: ToldOperation, json: string): readonly Change[] {
  const names = operation.fields.flatMap(({ path }) => (path.length === 1 ? path : [])).map(String);
  return names.flatMap((name) =>
    [
      withFirst(json, `${JSON.stringify(name)}:{"x":[null]}`),
      json.replace(/\}$/u, `${json === '{}' ? '' : ','}${JSON.stringify(name)}:[null]}`),
    ].map((bytes, index): Change => ({
      says: `${operation.name} /${name} twice, ${index === 0 ? 'wrong first' : 'wrong last'}`,
      of: (draft) => ({ ...draft, body: { kind: 'raw', bytes } }),
    })),
  );
}

/** The forms of customers’ pages. */
export function formChanges(operation: ToldOperation, good: Draft): readonly Change[] {
  const { by } = access[operation.name];
  if (takesNoBody(operation.name) || !['link', 'access', 'reveal', 'desk', 'stop'].includes(by)) return [];
  const json =
    good.body.kind === 'json' ? formPairs(good.body.value) : good.body.kind === 'form' ? good.body.pairs : [];
  const pairs = [...json.filter(([name]) => name !== ''), ['sure', 'true'], ['idempotencyKey', 'once']] as const;
  const form = (says: string, changed: readonly (readonly [string, string])[]): Change => ({
    says: `${operation.name} form: ${says}`,
    of: (draft) => ({ ...draft, body: { kind: 'form', pairs: changed } }),
  });
  return [
    form('as it is', pairs),
    form('empty', []),
    form('unknown fields', [...pairs, ['unknown', '1'], ['__proto__', '1'], ['constructor.prototype', '1'], ['', '']]),
    form('a thousand fields', [
      ...pairs,
      ...Array.from({ length: 1_000 }, (_, index) => [`quantities.${index}`, '1'] as const),
    ]),
    form('larger than it may be', [...pairs, ['message', 'x'.repeat(standardBytes)]]),
    ...pairs.flatMap(([name, value]) => {
      const others = pairs.filter(([key]) => key !== name);
      return [
        form(`${name} missing`, others),
        form(`${name} twice`, [...pairs, [name, value]]),
        form(`${name} twice, another one last`, [...pairs, [name, '__proto__']]),
        form(`${name} twice, another one first`, [[name, ''], ...pairs]),
        ...hostileTexts(value, `${operation.name} ${name}`).map(([says, text]) =>
          form(`${name} ${says}`, [...others, [name, text]]),
        ),
      ];
    }),
  ];
}
