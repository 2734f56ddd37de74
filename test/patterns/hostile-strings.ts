/** Texts that make an expression work hard: all that it looks for, over and over, and never quite. */
import { RegExpParser, type AST } from '@eslint-community/regexpp';

/** One of each kind that patterns tell apart. */
const alphabet = Array.from(
  [
    'aZz0 9_-.:/,;!?@#%+*=<>()[]{}|\\"\'`~^$&',
    '\n\r\t\0\u007f\u00a0\u00e9\u00b7\u0301\u05d0\u05f3\u05b0\u0627\u0660\u30ab\u30fc\u304b\u4e00\u3007\u3002\uac00\u200d\u200b\u200e\u2014\u2018\u2028\uff01\uff10\uff20\ufe0f\u0915\u0e01\u03b1\u0430',
    '\u{1f3f4}',
    '\u{e0067}',
    '\ud800',
  ].join(''),
);

const sampled = new Map<string, readonly string[]>();

/** Some characters that a part of a pattern takes, of several kinds. */
function charactersOf(raw: string, flags: string): readonly string[] {
  const key = `${flags} ${raw}`;
  const known = sampled.get(key);
  if (known) return known;
  const alone = new RegExp(`^(?:${raw})$`, flags.replace(/[gy]/gu, ''));
  const fitting = alphabet.filter((character) => alone.test(character));
  const some = [...fitting.slice(0, 2), ...fitting.slice(-1)];
  sampled.set(key, some);
  return some;
}

/** A text that this part takes, or nearly. */
function sampleOf(node: AST.Element | AST.Alternative, flags: string): string {
  switch (node.type) {
    case 'Alternative':
      return node.elements.map((element) => sampleOf(element, flags)).join('');
    case 'Group':
    case 'CapturingGroup': {
      const [first] = node.alternatives;
      return first ? sampleOf(first, flags) : '';
    }
    case 'Quantifier':
      return sampleOf(node.element, flags).repeat(Math.min(Math.max(node.min, 1), 20));
    case 'Character':
      return String.fromCodePoint(node.value);
    case 'CharacterSet':
    case 'CharacterClass':
    case 'ExpressionCharacterClass':
      return charactersOf(node.raw, flags)[0] ?? '';
    default:
      return '';
  }
}

interface Pumped {
  readonly before: string;
  readonly part: string;
}

/** Every part of the pattern with what stands before it, so that it can be repeated. */
function* pumpedParts(alternatives: readonly AST.Alternative[], before: string, flags: string): Generator<Pumped> {
  for (const alternative of alternatives) {
    const whole = sampleOf(alternative, flags);
    if (whole !== '') yield { before, part: whole };
    let reached = before;
    for (const element of alternative.elements) {
      // What leads up to something that goes on: each time it is found, the rest is looked through.
      if (element.type === 'Quantifier' && element.max > 1 && reached !== before)
        yield { before, part: reached.slice(before.length) };
      yield* pumpedElement(element, reached, flags);
      reached += sampleOf(element, flags);
    }
  }
}

function* pumpedElement(element: AST.Element, before: string, flags: string): Generator<Pumped> {
  switch (element.type) {
    case 'Group':
    case 'CapturingGroup':
      yield* pumpedParts(element.alternatives, before, flags);
      return;
    case 'Assertion':
      if ('alternatives' in element) yield* pumpedParts(element.alternatives, before, flags);
      return;
    case 'Quantifier':
      yield* pumpedElement(element.element, before, flags);
      return;
    case 'Character':
      yield { before, part: String.fromCodePoint(element.value) };
      return;
    case 'CharacterSet':
    case 'CharacterClass':
    case 'ExpressionCharacterClass':
      for (const part of charactersOf(element.raw, flags)) yield { before, part };
      return;
    default:
      return;
  }
}

/** How to make hostile texts of any length for a pattern. */
export function hostileStrings({ source, flags }: RegExp): readonly ((length: number) => string)[] {
  const { alternatives } = new RegExpParser().parsePattern(source, 0, source.length, {
    unicode: flags.includes('u'),
    unicodeSets: flags.includes('v'),
  });
  const made = new Map<string, (length: number) => string>();
  for (const { before, part } of pumpedParts(alternatives, '', flags)) {
    for (const start of new Set(['\0', before]))
      for (const end of ['\0', '\n!'])
        // Words are told apart by what is between them.
        for (const repeated of part.length > 1 ? [part, `${part} `] : [part]) {
          const make = (length: number): string => start + repeated.repeat(Math.ceil(length / repeated.length)) + end;
          made.set([start, repeated, end].join('\u{10ffff}'), make);
        }
  }
  return [...made.values()];
}
