import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { toASCII } from 'tr46';
import { DomainName, toDomainName, toTypedDomain } from '../../../shared/domain/domain-names';
import { anyText, typedDomain } from './typed-samples';

const rules = {
  checkBidi: true,
  checkHyphens: true,
  checkJoiners: true,
  useSTD3ASCIIRules: true,
  verifyDNSLength: true,
} as const;

/** Labels that say they are punycode, most of them wrongly. */
const encoded = fc
  .string({ unit: fc.constantFrom(...Array.from('abcdehkmnxz0159-')), maxLength: 10 })
  .map((label) => `xn--${label}.example`);

describe('a domain name', () => {
  it.each([
    ['Contoso.COM', 'contoso.com'],
    ['contoso.com.', 'contoso.com'],
    [' \u200econtoso.example\u200e ', 'contoso.example'],
    ['דוגמה.ישראל', 'xn--6dbbec0c.xn--4dbrk0ce'],
    ['例子.公司', 'xn--fsqu00a.xn--55qx5d'],
    ['a-b.co.il', 'a-b.co.il'],
    ['Ｃontoso.com', 'contoso.com'],
    ['contoso。com', 'contoso.com'],
    ['www．contoso｡co．il。', 'www.contoso.co.il'],
    ['con\u00adto\u200bso\ufeff.com', 'contoso.com'],
    ['con\u200dtoso\u200c.com', 'contoso.com'],
    ['contoso‑il–co−op.com', 'contoso-il-co-op.com'],
    ['רהיט־טוב.co.il', 'xn----2hchfnbe2j.co.il'],
    ['STRASSE.de', 'strasse.de'],
    ['STRAẞE.de', 'xn--strae-oqa.de'],
    ['נתב\u200dג.example', 'xn--5dbc4b0b.example'],
    ['نامه\u200cای.com', 'xn--mgba3gch31f060k.com'],
    ['www.contoso.com', 'www.contoso.com'],
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
    'contoso.com/path',
    'contoso.com:8080',
    'contoso.com?x',
    'contoso.com#x',
    'contoso%2ecom.x',
    'con_toso.com',
    '127.0.0.1',
    '0x7f.1',
    '[::1]',
    // Node.js 20 and 24 differ about these when they read web addresses.
    'xn--zzzzzzzzzz99999.com',
    'xn--a.example',
    'vב.example',
    'אבv.example',
    '1אב.example',
    'xn--a-0hc.example',
    'xn--contoso-.com',
    'ab--cd.example',
    '٣.example',
    'contoso٣.example',
    '\u0301abc.example',
    '1.2.3.0x10',
    'contoso.0x',
    '．．',
    'https://contoso.com@other.example',
    'https://dana:secret@contoso.com',
    'https:\\\\contoso.com',
    'https://contoso.com\\@other.example',
    'ftp://contoso.com',
    'javascript://contoso.com',
    'https://',
    'https://contoso.com:',
    'https://contoso.com:x@other.example',
    `${'a'.repeat(64)}.com`,
    `${'a.'.repeat(130)}com`,
    'contoso.com..',
    'contoso.\ud800.com',
  ])('%j is none', (typed) => {
    expect(toDomainName(typed)).toBeUndefined();
    expect(DomainName.safeParse(typed).success).toBe(false);
  });

  it.each([
    ['https://contoso.com', 'contoso.com'],
    ['HTTPS://www.Contoso.com/about?x=1#top', 'contoso.com'],
    ['http://contoso.com:8080/', 'contoso.com'],
    ['https：／／contoso．com／', 'contoso.com'],
    [' \u200ehttps://דוגמה.co.il/שלום', 'xn--6dbbec0c.co.il'],
    ['www.contoso.com/about', 'contoso.com'],
    ['https://mail.contoso.com', 'mail.contoso.com'],
    ['https://www.com', 'www.com'],
    ['https://www2.contoso.com', 'www2.contoso.com'],
  ])('is read in a web address that was pasted: %s is %s', (typed, kept) => {
    expect(DomainName.parse(typed)).toBe(kept);
    expect(toDomainName(typed)).toBeUndefined();
  });

  it('leaves room for the ids that it becomes part of', () => {
    const label = 'a'.repeat(60);
    expect(DomainName.safeParse(`${label}.${label}.${'a'.repeat(64 - 2)}.example`).success).toBe(false);
    expect(DomainName.safeParse(`${label}.${label}.${'a'.repeat(59)}.example`).success).toBe(true);
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

  it('is never made one with another that was one too', () => {
    fc.assert(
      fc.property(fc.oneof(typedDomain, fc.domain(), anyText), (typed) => {
        const asTyped = toASCII(typed, rules);
        if (asTyped === null || /[\p{Pd}\u2212\u02d7\u2043\u2796]/u.test(typed.replaceAll('-', ''))) return;
        const domain = toTypedDomain(typed);
        if (domain !== undefined) expect(domain).toBe(asTyped);
      }),
      { numRuns: 2000, seed: 3 },
    );
  });

  it('is taken by the same rules when it is plain', () => {
    const name = fc.string({ unit: fc.constantFrom(...Array.from('aAzZxn09----...')), maxLength: 14 });
    const long = fc
      .array(fc.integer({ min: 1, max: 66 }), { maxLength: 6 })
      .map((lengths) => lengths.map((length) => 'a'.repeat(length)).join('.'));
    fc.assert(
      fc.property(fc.oneof(name, long), (typed) => {
        const ascii = toASCII(typed.replace(/\.$/u, ''), rules) ?? '';
        const isName = ascii.includes('.') && !/(^|\.)(\d+|0x[0-9a-f]*)$/u.test(ascii);
        expect(toDomainName(typed)).toBe(isName ? ascii : undefined);
      }),
      { numRuns: 600 },
    );
  });

  it('is the one that it was by the rules of browsers, wherever both take it', () => {
    fc.assert(
      fc.property(fc.oneof(typedDomain, fc.domain()), (typed) => {
        const domain = toDomainName(typed);
        const address = `http://${typed.toLowerCase()}`;
        // A dash that no name may have was another name to them.
        if (domain === undefined || !URL.canParse(address) || /[\u2011\u2013\u2212]/u.test(typed)) return;
        const read = new URL(address).hostname.replace(/\.$/u, '');
        if (!read.includes('%')) expect(domain).toBe(read);
      }),
      { numRuns: 2000, seed: 4 },
    );
  });

  it('gets the same verdict on every version of Node.js', () => {
    const names = fc.sample(fc.oneof(typedDomain, fc.domain(), encoded), { numRuns: 5_000, seed: 20 });
    const verdicts = names.map((name) => toDomainName(name) ?? '');
    expect(verdicts.filter((verdict) => verdict !== '').length).toBeGreaterThan(1_000);
    // Whoever changes the rules on purpose takes the digest from here, and the same one has to come from each version.
    expect(createHash('sha256').update(verdicts.join('\n')).digest('hex')).toBe(
      '11d457ddbfae047b7961727295fe39ffad555133f908c7f0b41baee2a854e663',
    );
  });
});
