import { domainToASCII, domainToUnicode } from 'node:url';
import * as fc from 'fast-check';
import { toDomainName } from '../../../shared/domain/domain-names';
import {
  domainSpellings,
  maskAddress,
  shownAddress,
  shownBeside,
  shownDomain,
  shownWebsite,
} from '../../../shared/domain/shown-domains';
import { typedDomain } from './typed-samples';

/** As it is kept once it was typed. */
const kept = (typed: string): string => {
  const domain = toDomainName(typed);
  expect(domain).toMatch(/xn--/u);
  return domain ?? '';
};

describe('a domain that people read', () => {
  it.each([
    ['Hebrew', 'דוגמה.co.il'],
    ['a Hebrew abbreviation', 'צה״ל.co.il'],
    ['Hebrew with digits and hyphens', 'מאפייה-24.example'],
    ['Hebrew letters that pass for Latin ones, where Hebrew is at home', 'סוד.co.il'],
    ['the same under a Hebrew top-level domain', 'סוד.ישראל'],
    ['Arabic', 'مثال.example'],
    ['Persian digits with Persian', 'سلام۱۲.ir'],
    ['simplified Chinese', '晨光科技.公司'],
    ['Chinese with Latin letters', '晨光abc.cn'],
    ['Japanese in three scripts', '東京のカレー.jp'],
    ['Japanese with Latin letters', 'データb6.jp'],
    ['Korean', '한국-회사.kr'],
    ['Cyrillic', 'пример.example'],
    ['Cyrillic that passes for Latin, where it is at home', 'сосо.ru'],
    ['Greek', 'παράδειγμα.gr'],
    ['German', 'straßenbäcker.de'],
    ['Vietnamese', 'việt-đông.vn'],
    ['Turkish at home', 'ısıtma.com.tr'],
    ['Icelandic at home', 'þór.is'],
    ['Hindi with its vowel signs', 'उदाहरण.भारत'],
    ['Thai', 'ทดสอบ.example'],
    ['Georgian', 'საქართველო.ge'],
    ['Armenian', 'օրինակ.am'],
  ])('is shown in its own letters: %s', (_what, typed) => {
    const domain = kept(typed);
    expect(shownDomain(domain)).toBe(typed);
    expect(toDomainName(shownDomain(domain))).toBe(domain);
  });

  it.each([
    ['Cyrillic among Latin letters', 'pаypal.example'],
    ['Latin among Cyrillic letters', 'примеp.example'],
    ['Greek among Latin letters', 'gοοgle.example'],
    ['Cyrillic alone that passes for Latin', 'аррӏе.example'],
    ['the same with a diaeresis', 'еӕсё.example'],
    ['Greek alone that passes for Latin', 'ανοιν.example'],
    ['Hebrew alone that passes for Latin', 'סוסון.example'],
    ['Armenian alone that passes for Latin', 'սոս.example'],
    ['Georgian alone that passes for Latin', 'ოყ.example'],
    ['Myanmar digits that pass for letters', '၀၀.example'],
    ['Devanagari digits that pass for letters', '००.example'],
    ['letters that pass for digits', 'зз9.ru'],
    ['a Latin letter of phonetics', 'ɡithub.example'],
    ['a dotless i away from home', 'mıcrosoft.example'],
    ['a thorn away from home', 'þaypal.example'],
    ['a stroke that passes for a slash', 'contosoノx.example'],
    ['a Han sign that passes for a hyphen', 'contoso一x.example'],
    ['a Hiragana letter in Katakana that it looks like', 'へルプ.example'],
    ['quotation marks without a word', 'א״.example'],
    ['Hebrew points', 'דָוִדגמ.example'],
    ['combining marks that make no letter', 'x̂y.example'],
    ['joiners, which nobody sees', 'نامه\u200cای.example'],
    ['two kinds of digits', 'अ1१.example'],
    ['symbols', '☕☂.example'],
    ['scripts of the past', '𐌰𐌱𐌲.example'],
  ])('is shown in punycode: %s', (_what, typed) => {
    const domain = kept(typed);
    expect(shownDomain(domain)).toBe(domain);
  });

  it('is judged label by label', () => {
    expect(shownDomain(kept('דוגמה.pаypal.example'))).toBe('דוגמה.xn--pypal-4ve.example');
  });

  it.each(['contoso.example', '', 'xn--zzzzzzzzzz99999.com', 'xn--a.example', 'xn--.example', 'xn--99999999.example'])(
    'is shown as it is kept where there is nothing to decode: %j',
    (domain) => {
      expect(shownDomain(domain)).toBe(domain);
    },
  );

  it('is shown in letters only when they are typed as the same domain, and in one form whichever is given', () => {
    fc.assert(
      fc.property(typedDomain, (typed) => {
        const domain = toDomainName(typed);
        if (domain === undefined) return;
        const shown = shownDomain(domain);
        expect(toDomainName(shown)).toBe(domain);
        expect(shownDomain(shown)).toBe(shown);
      }),
      { numRuns: 1000 },
    );
  });

  it('stands so in addresses and web addresses', () => {
    const domain = kept('דוגמה.co.il');
    expect(shownAddress(`dana.cohen@${domain}`)).toBe('dana.cohen@דוגמה.co.il');
    expect(shownAddress('xn--dana@contoso.com')).toBe('xn--dana@contoso.com');
    expect(maskAddress(`dana.cohen@${domain}`)).toBe('d•••@דוגמה.co.il');
    expect(maskAddress('dana.cohen@contoso.com')).toBe('d•••@contoso.com');
    expect(shownWebsite(`https://${domain}:8443/xn--x?y`)).toBe('https://דוגמה.co.il:8443/xn--x?y');
    expect(shownWebsite('https://pаypal.example/')).toBe('https://xn--pypal-4ve.example/');
    expect(shownWebsite('https://דוגמה.co.il')).toBe('https://דוגמה.co.il');
  });

  it('stands beside what is kept only where that is other', () => {
    const domain = kept('晨光.example');
    expect(shownBeside({ primaryDomain: domain, email: `li@${domain}` })).toEqual({
      shownDomain: '晨光.example',
      shownEmail: 'li@晨光.example',
    });
    expect(shownBeside({ primaryDomain: 'contoso.com', email: 'li@contoso.com' })).toEqual({});
    expect(shownBeside({ primaryDomain: null, email: undefined })).toEqual({});
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
