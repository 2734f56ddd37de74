import * as fc from 'fast-check';
import { easilyMistaken, lastFiveOf, typedKey, whatToCheck } from '../../../../shared/domain/keys/typed-key';
import { anyKey, keyNumber, wholeKey } from '../../../product-keys';

const example = 'ABCDE-FGHJK-MNPQR-TUVWX-Y2346';
const plain = 'ABCDEFGHJKMNPQRTUVWXY2346';
const fullWidth = (text: string) =>
  text.replace(/[0-9A-Za-z]/gu, (one) => String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0));

describe('a product key as it is pasted', () => {
  it.each([
    ['in its five groups', example],
    ['in one piece', plain],
    ['in lower case', example.toLowerCase()],
    ['with blanks around and between', `  ${example.replaceAll('-', ' ')}\r\n`],
    ['with a tab and hard spaces', `${example.replaceAll('-', '\u00a0\t')}\u3000`],
    ['with hyphens that do not break', example.replaceAll('-', '\u2011')],
    ['with en and em dashes', example.replace('-', '–').replace('-', '—')],
    ['with minus signs', example.replaceAll('-', '\u2212')],
    ['with the Hebrew maqaf', example.replaceAll('-', '\u05be')],
    ['with full-width letters and hyphens', fullWidth(example).replaceAll('-', '\uff0d')],
    ['with direction marks, as from a Hebrew mail', `\u200f\u202a${example.replaceAll('-', '\u200e-')}\u202c\u2069`],
    ['with soft hyphens and zero-width spaces', example.replaceAll('-', '\u00ad\u200b')],
    ['with a byte order mark', `\ufeff${example}`],
    ['with Arabic digits', example.replaceAll('2', '٢').replaceAll('3', '٣').replaceAll('4', '۴').replaceAll('6', '۶')],
  ])('is read %s', (_how, text) => {
    expect(typedKey(text)).toEqual({ ok: true, value: plain });
  });

  it('is the same however any key is spelt', () => {
    const separator = fc.constantFrom(
      '',
      '-',
      ' ',
      '\u2013',
      '\u05be',
      '\u200f',
      '\u00a0',
      '\t',
      '\u200b',
      '--',
      '\u2066',
    );
    const dress = fc.constantFrom(
      (text: string) => text,
      (text: string) => text.toLowerCase(),
      fullWidth,
      (text: string) => fullWidth(text.toLowerCase()),
    );
    fc.assert(
      fc.property(anyKey, fc.array(fc.tuple(separator, dress), { minLength: 25, maxLength: 25 }), (key, spelling) => {
        const characters = Array.from(key.replaceAll('-', ''));
        const text = characters
          .map((one, at) => {
            const [between, dressed] = spelling[at] ?? ['', (same: string) => same];
            return between + dressed(one);
          })
          .join('');
        expect(typedKey(text)).toEqual({ ok: true, value: key.replaceAll('-', '') });
      }),
    );
  });

  it('never becomes another key: two keys are read as two', () => {
    fc.assert(
      fc.property(anyKey, anyKey, (one, other) => {
        fc.pre(one !== other);
        expect(wholeKey(one)).not.toBe(wholeKey(other));
      }),
    );
  });

  it.each([
    ['0', 'O'],
    ['1', 'I'],
    ['1', 'L'],
    ['I', 'L'],
    ['5', 'S'],
    ['8', 'B'],
  ])('is another one with %s than with %s', (one, other) => {
    expect(wholeKey(example.replace('C', one))).not.toBe(wholeKey(example.replace('C', other)));
  });
});

describe('a character that no key has', () => {
  it.each([
    ['a Cyrillic О', 'О', '0 or O'],
    ['a Greek Β', 'Β', '8 or B'],
    ['a Cyrillic Х', 'Х', 'X'],
    ['a Hebrew vav', 'ו', '1, I or L'],
    ['a bar', '|', '1, I or L'],
    ['a dollar sign', '$', '5 or S'],
    ['a slashed Ø', 'Ø', '0 or O'],
  ])('is named by its place, and with what %s looks like', (_what, character, alike) => {
    const read = typedKey(example.replace('M', character));
    expect(read).toMatchObject({ ok: false, refusal: 'product-key-malformed' });
    const detail = read.ok ? '' : (read.detail ?? '');
    expect(detail).toContain('Character 11');
    expect(detail).toContain('number 1 of group 3');
    expect(detail).toContain(`looks like ${alike}`);
  });

  it('is not taken for the one it looks like', () => {
    for (const character of ['О', 'ı', 'ſ', 'ß', 'é', '\ud800', '😀', '_', '.', '/'])
      expect(typedKey(example.replace('C', character)).ok).toBe(false);
  });

  it('is named for three at most, and the others counted', () => {
    const read = typedKey(example.replaceAll(/[A-E]/gu, '?'));
    expect(read.ok ? '' : read.detail).toMatch(/Character 1 .*Character 2 .*Character 3 .*And 2 more\.$/u);
  });
});

describe('a key of another length', () => {
  it.each([
    ['', 'this has 0.'],
    [example.slice(1), 'this has 24. A W may be two V.'],
    [example.replace('W', 'ZZ'), 'this has 26.'],
    [example.replace('W', 'VV'), 'this has 26. Two V may be a W.'],
    ['x'.repeat(5000), 'this is longer.'],
  ])('%# says how many it has', (text, said) => {
    const read = typedKey(text);
    expect(read.ok ? '' : read.detail).toMatch(new RegExp(`${said.replaceAll('.', '\\.')}$`, 'u'));
  });
});

describe('what of a key is easily mistaken', () => {
  it('is named by place, with all that it could be', () => {
    const key = wholeKey('ABCDE-FGHJK-MN0QR-TUVWX-Y2L45');
    expect(easilyMistaken(key)).toEqual([
      { position: 2, group: 1, inGroup: 2, couldBe: '8 or B' },
      { position: 13, group: 3, inGroup: 3, couldBe: '0 or O' },
      { position: 23, group: 5, inGroup: 3, couldBe: '1, I or L' },
      { position: 25, group: 5, inGroup: 5, couldBe: '5 or S' },
    ]);
    expect(whatToCheck(key)).toContain('character 2 (8 or B), 13 (0 or O), 23 (1, I or L), 25 (5 or S)');
    expect(whatToCheck(wholeKey('ACDEF-GHJKM-NPQRT-UVWXY-Z2346'))).not.toContain('Easily taken');
  });

  it('says nothing of what the key has there', () => {
    fc.assert(
      fc.property(anyKey, (text) => {
        const said = whatToCheck(wholeKey(text));
        for (const group of text.split('-')) expect(said).not.toContain(group);
      }),
    );
  });
});

it('the last five characters are what people know a key by', () => {
  expect(lastFiveOf(wholeKey(example))).toBe('Y2346');
});

it('the keys of the tests are different ones', () => {
  const keys = Array.from({ length: 5000 }, (_, number) => keyNumber(number));
  expect(new Set(keys).size).toBe(5000);
  for (const key of keys.slice(0, 50)) expect(wholeKey(key)).toBe(key.replaceAll('-', ''));
});
