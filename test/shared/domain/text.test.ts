import * as fc from 'fast-check';
import { addDays, domainOf, foldForSearch, line, paragraphs, TenantId, UserId } from '../../../shared/domain/text';
import { anyText, anyUnits, keepsWhatItKept } from './typed-samples';

describe('a line of text', () => {
  const Name = line(20);

  it.each([
    ['keeps what people are called', 'Dvora כהן 陈', 'Dvora כהן 陈'],
    ['keeps quotation marks, ampersands and markup as the text they are', `<b>"O'Neil" & Co</b>`, undefined],
    ['keeps emoji that are joined', '👩‍💻 Dana', '👩‍💻 Dana'],
    ['trims its ends', ' \t Contoso \n ', 'Contoso'],
    ['drops direction marks and zero-width spaces', '\u202bContoso\u202c\u200f\u200b\ufeff', 'Contoso'],
    ['composes accents', 'Cafe\u0301', 'Caf\u00e9'],
    ['makes every blank a space', 'Contoso\u00a0Ltd\u2007\u3000Co', 'Contoso Ltd  Co'],
    ['makes a letter that is blank a space', 'Contoso\u3164Ltd\u2800', 'Contoso Ltd'],
    ['drops soft hyphens, tags and joiners that join nothing', 'Con\u00adto\u{e0063}s\u200do\u200c', 'Contoso'],
    ['keeps joiners that shape Persian and Hindi', 'می\u200cخواهم क्\u200dष', undefined],
    [
      'keeps variants of characters and flags',
      '葛\u{e0100}城 ❤\ufe0f\u200d🔥 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
      undefined,
    ],
  ])('%s', (_rule, typed, kept) => {
    expect(line(40).parse(typed)).toBe(kept ?? typed);
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \u00a0\u2003 '],
    ['direction marks alone', '\u200e\u2066\u2069'],
    ['Korean letters that are blank', '\u3164\u115f\u1160 \uffa0'],
    ['blank Braille and blank hieroglyphs', '\u2800\u{13441}\u{13442}'],
    ['tags', '\u{e0001}\u{e0043}\u{e006f}'],
    ['soft hyphens, joiners and variation selectors', '\u00ad\u200c\u200d\ufe0f\u{e0101}'],
    ['vowel signs that nobody sees', '\u17b4\u17b5\u034f\u180e'],
    ['marks with nothing to stand on', '\u0301\u05b8'],
    ['letters for private use', '\ue000\u{f0000}'],
    ['a line break', 'Contoso\nBcc: all'],
    ['a carriage return', 'Contoso\rLtd'],
    ['a tab inside', 'Contoso\tLtd'],
    ['a Unicode line separator', 'Contoso\u2028Ltd'],
    ['a Unicode paragraph separator', 'Contoso\u2029Ltd'],
    ['a null character', 'Contoso\u0000'],
    ['an escape', '\u001b[31mContoso'],
    ['a C1 control', 'Contoso\u0085Ltd'],
    ['half a surrogate pair', 'Contoso\ud83d'],
    ['more than fits', 'x'.repeat(21)],
  ])('refuses %s', (_what, typed) => {
    expect(Name.safeParse(typed).success).toBe(false);
  });

  it('keeps what it kept', () => {
    keepsWhatItKept(Name, anyText);
    keepsWhatItKept(Name, anyUnits);
  });

  it('never holds a control character, a direction mark, a blank letter or half a pair', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyUnits), (typed) => {
        const kept = Name.safeParse(typed);
        if (kept.success)
          expect(kept.data).not.toMatch(
            /[\p{Cc}\p{Surrogate}\u00ad\u115f\u2800\u3164\u200b\u200e\u200f\u202a-\u202e\u2028\u2029]/u,
          );
      }),
    );
  });
});

describe('paragraphs', () => {
  const Text = paragraphs(50);

  it('keep line breaks, all of one kind', () => {
    expect(Text.parse('one\r\ntwo\rthree\u2028four\u2029five\nsix')).toBe('one\ntwo\nthree\nfour\nfive\nsix');
  });

  it('may be empty', () => {
    expect(Text.parse('  ')).toBe('');
    expect(Text.parse('\u3164\n\u2800\u{e0041}\n\u200d')).toBe('');
  });

  it.each([
    ['a tab', 'one\ttwo'],
    ['a null character', 'one\u0000two'],
    ['half a surrogate pair', 'one \udc00'],
    ['more than fits', 'x'.repeat(51)],
  ])('refuse %s', (_what, typed) => {
    expect(Text.safeParse(typed).success).toBe(false);
  });

  it('keep what they kept', () => {
    keepsWhatItKept(Text, anyText);
  });
});

describe('an address', () => {
  it('has a domain', () => {
    expect(domainOf('dana.cohen@contoso.com')).toBe('contoso.com');
  });
});

describe('ids in a directory', () => {
  it('of tenants are kept in lower case', () => {
    expect(TenantId.parse('ABCDEF01-2345-6789-ABCD-EF0123456789')).toBe('abcdef01-2345-6789-abcd-ef0123456789');
    expect(TenantId.safeParse('northwind').success).toBe(false);
  });

  it.each(['../x', 'a/b', 'a b', '', '~system', 'x'.repeat(65), 'נועה'])('of people may not be %j', (id) => {
    expect(UserId.safeParse(id).success).toBe(false);
  });
});

describe('folding for a search', () => {
  it.each([
    ['letter case', 'CONTOSO', 'contoso'],
    ['accents', 'Café', 'cafe'],
    ['Hebrew points', 'שָׁלוֹם', 'שלום'],
    ['full and defective spelling with two vavs', 'תקווה', 'תקוה'],
    ['two yuds', 'בניין', 'בנין'],
    ['final letters', 'שלום', 'שלומ'],
    ['the quotation marks of abbreviations', 'בע״מ', 'בע"מ'],
    ['dots and dashes', 'contoso-il.example', 'contosoil.example'],
    ['the width of letters', 'Ｃｏｎｔｏｓｏ', 'contoso'],
    ['runs of blanks and control characters', 'Contoso \u0000\n Ltd\u0000', 'contoso ltd'],
    ['the script of digits', '٢٠٢٦ ۲۰۲۶ ２０２６', '2026 2026 2026'],
    ['dashes', 'Contoso–Il‑Co −', 'contoso-ilco '],
    ['what cannot be seen', 'con\u00adto\u{e0041}so', 'contoso'],
    ['direction marks that were pasted along', '\u200econtoso\u200f', 'contoso'],
  ])('does not count %s', (_what, one, other) => {
    expect(foldForSearch(one)).toBe(foldForSearch(other));
  });

  it('finds what was folded before digits and dashes were', () => {
    expect(foldForSearch('T-4821 dana@contoso-il.example O’Neil בע״מ')).toBe('t4821 dana@contosoilexample oneil בעמ');
  });

  it('tells different words apart', () => {
    expect(foldForSearch('שלום')).not.toBe(foldForSearch('שלומית'));
    expect(foldForSearch('陈')).not.toBe(foldForSearch('李'));
  });

  it('folds what is folded no further', () => {
    const hebrew = fc.string({ unit: fc.integer({ min: 0x590, max: 0x5f4 }).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(fc.oneof(anyText, anyUnits, hebrew), (text) => {
        expect(foldForSearch(foldForSearch(text))).toBe(foldForSearch(text));
      }),
      { numRuns: 1000 },
    );
  });
});

it('a day has 24 hours, also when clocks change', () => {
  expect(addDays(new Date('2026-03-26T22:30:00.000Z'), 2).toISOString()).toBe('2026-03-28T22:30:00.000Z');
});
