import { domainToASCII, domainToUnicode } from 'node:url';
import * as fc from 'fast-check';
import type * as z from 'zod';
import {
  addDays,
  domainOf,
  DomainName,
  domainSpellings,
  EmailAddress,
  foldForSearch,
  line,
  maskAddress,
  paragraphs,
  PhoneNumber,
  TenantId,
  toDomainName,
  UserId,
  WebAddress,
} from '../../../shared/domain/text';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const anyUnits = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((u) => String.fromCharCode(...u));

/** A kept form is a fixed point: keeping it again changes nothing. */
function keepsWhatItKept(schema: z.ZodType<string>, values: fc.Arbitrary<string>) {
  fc.assert(
    fc.property(values, (value) => {
      const kept = schema.safeParse(value);
      if (kept.success) expect(schema.parse(kept.data)).toBe(kept.data);
    }),
  );
}

describe('a line of text', () => {
  const Name = line(20);

  it.each([
    ['keeps what people are called', 'Dvora כהן 陈', 'Dvora כהן 陈'],
    ['keeps quotation marks, ampersands and markup as the text they are', `<b>"O'Neil" & Co</b>`, undefined],
    ['keeps emoji that are joined', '👩‍💻 Dana', '👩‍💻 Dana'],
    ['trims its ends', ' \t Contoso \n ', 'Contoso'],
    ['drops direction marks and zero-width spaces', '\u202bContoso\u202c\u200f\u200b\ufeff', 'Contoso'],
    ['composes accents', 'Cafe\u0301', 'Caf\u00e9'],
  ])('%s', (_rule, typed, kept) => {
    expect(line(40).parse(typed)).toBe(kept ?? typed);
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \u00a0\u2003 '],
    ['direction marks alone', '\u200e\u2066\u2069'],
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

  it('never holds a control character, a direction mark or half a pair', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyUnits), (typed) => {
        const kept = Name.safeParse(typed);
        if (kept.success)
          expect(kept.data).not.toMatch(/[\p{Cc}\p{Surrogate}\u200b\u200e\u200f\u202a-\u202e\u2028\u2029]/u);
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

describe('a domain name', () => {
  it.each([
    ['Contoso.COM', 'contoso.com'],
    ['contoso.com.', 'contoso.com'],
    [' \u200econtoso.example\u200e ', 'contoso.example'],
    ['דוגמה.ישראל', 'xn--6dbbec0c.xn--4dbrk0ce'],
    ['例子.公司', 'xn--fsqu00a.xn--55qx5d'],
    ['a-b.co.il', 'a-b.co.il'],
    ['Ｃontoso.com', 'contoso.com'],
  ])('%s is kept as %s', (typed, kept) => {
    expect(toDomainName(typed)).toBe(kept);
  });

  it.each([
    '',
    'contoso',
    'contoso..com',
    '.contoso.com',
    '-contoso.com',
    'contoso-.com',
    'con toso.com',
    'con\ttoso.com',
    'con\ntoso.com',
    'dana@contoso.com',
    'https://contoso.com',
    'contoso.com/path',
    'contoso.com:8080',
    'contoso.com?x',
    'contoso.com#x',
    'contoso%2ecom.x',
    'con_toso.com',
    '127.0.0.1',
    '0x7f.1',
    '[::1]',
    'xn--zzzzzzzzzz99999.com',
    `${'a'.repeat(64)}.com`,
    `${'a.'.repeat(130)}com`,
    'contoso.com..',
    'contoso.\ud800.com',
  ])('%j is none', (typed) => {
    expect(toDomainName(typed)).toBeUndefined();
    expect(DomainName.safeParse(typed).success).toBe(false);
  });

  it('has labels of lower-case letters, digits and dashes whatever was typed', () => {
    const dotted = fc.tuple(anyText, anyText).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(fc.oneof(dotted, anyText, fc.domain(), fc.webUrl()), (typed) => {
        const domain = toDomainName(typed);
        if (domain === undefined) return;
        expect(domain).toMatch(/^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/u);
        expect(toDomainName(domain)).toBe(domain);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the spellings of a domain', () => {
  it('are one for a domain in Latin letters, and none without a domain', () => {
    expect(domainSpellings('contoso.example')).toEqual(['contoso.example']);
    expect(domainSpellings(null)).toEqual([]);
    expect(domainSpellings(undefined)).toEqual([]);
  });

  it('are two for any other, the second in its own letters', () => {
    const label = fc.string({
      unit: fc.constantFrom(...Array.from('אבגםץabz09晨光科技üßДж漢字')),
      minLength: 1,
      maxLength: 15,
    });
    fc.assert(
      fc.property(label, (typed) => {
        const domain = domainToASCII(`${typed}.co.il`);
        fc.pre(domain !== '');
        const readable = domainToUnicode(domain);
        expect(domainSpellings(domain)).toEqual(readable === domain ? [domain] : [domain, readable]);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it.each(['xn--', 'xn--0', 'xn--!', `xn--${'9'.repeat(59)}`, 'xn--a-', 'xn--99999999'])(
    'is %s for what is no encoding',
    (label) => {
      expect(domainSpellings(`${label}.example`)[0]).toBe(`${label}.example`);
    },
  );
});

describe('an e-mail address', () => {
  it.each([
    ['Dana@Contoso.COM', 'Dana@contoso.com'],
    [' dana@contoso.example\u200f', 'dana@contoso.example'],
    ["o'neil+tag@a.b.example", "o'neil+tag@a.b.example"],
    ['dana@דוגמה.ישראל', 'dana@xn--6dbbec0c.xn--4dbrk0ce'],
  ])('%s is kept as %s', (typed, kept) => {
    expect(EmailAddress.parse(typed)).toBe(kept);
  });

  it.each([
    '',
    'dana',
    '@contoso.com',
    'dana@',
    'dana@contoso',
    'da na@contoso.com',
    'dana@@contoso.com',
    'dana@x@contoso.com',
    '.dana@contoso.com',
    'da..na@contoso.com',
    'dana.@contoso.com',
    '"dana"@contoso.com',
    'Dana <dana@contoso.com>',
    'dana@contoso.com,ruth@contoso.com',
    'dana\n@contoso.com',
    'dana@contoso.com\r\nBcc: all@contoso.com',
    'דנה@contoso.com',
    `${'x'.repeat(65)}@contoso.com`,
  ])('%j is none', (typed) => {
    expect(EmailAddress.safeParse(typed).success).toBe(false);
  });

  it('keeps what it kept, and can stand in a mail header', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.emailAddress(),
          anyText,
          anyText.map((text) => `${text}@contoso.com`),
        ),
        (typed) => {
          const kept = EmailAddress.safeParse(typed);
          if (!kept.success) return;
          expect(EmailAddress.parse(kept.data)).toBe(kept.data);
          expect(kept.data).toMatch(/^[\x21-\x7e]+$/u);
          expect(kept.data).not.toMatch(/[<>,;:"()[\]\\]/u);
        },
      ),
    );
  });

  it('is shown with its first letter and domain alone', () => {
    expect(maskAddress('dana.cohen@contoso.com')).toBe('d•••@contoso.com');
    expect(domainOf('dana.cohen@contoso.com')).toBe('contoso.com');
  });
});

describe('a telephone number', () => {
  it.each(['+972 3 555 0100', '03-555-0100', '(03) 555.0100', '*2700', '\u200e+86 10 5555 0100\u200e'])(
    'may be %s',
    (typed) => {
      expect(PhoneNumber.safeParse(typed).success).toBe(true);
    },
  );

  it.each([
    '',
    '12',
    '++972 3 555',
    'call me',
    '+972 3 555 0100 ext. 7',
    '03\n555\n0100',
    '03\t5550100',
    '03\u20285550100',
    '1'.repeat(40),
  ])('may not be %j', (typed) => {
    expect(PhoneNumber.safeParse(typed).success).toBe(false);
  });
});

describe('a web address', () => {
  it.each(['https://www.contoso.com', 'http://contoso.example/a?b=c#d', 'https://דוגמה.ישראל/שלום'])(
    'may be %s',
    (typed) => {
      expect(WebAddress.parse(typed)).toBe(typed);
    },
  );

  it('is kept without direction marks and blanks around it', () => {
    expect(WebAddress.parse('\u200e https://www.contoso.com\u200e ')).toBe('https://www.contoso.com');
  });

  it.each([
    'contoso.com',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://contoso.com',
    'https://localhost',
    'https://127.0.0.1/',
    'https://dana@contoso.com',
    'https://dana:secret@contoso.com',
    'https://:secret@contoso.com',
    'https://contoso.com/\nCall 555',
    'https://contoso.com/a b',
    'https://con\ttoso.com',
    'https://contoso.com/\ud800',
    `https://contoso.com/${'x'.repeat(300)}`,
  ])('may not be %j', (typed) => {
    expect(WebAddress.safeParse(typed).success).toBe(false);
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
    ['direction marks that were pasted along', '\u200econtoso\u200f', 'contoso'],
  ])('does not count %s', (_what, one, other) => {
    expect(foldForSearch(one)).toBe(foldForSearch(other));
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
