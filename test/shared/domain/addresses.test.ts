import * as fc from 'fast-check';
import { domainOfWebsite, EmailAddress, WebAddress } from '../../../shared/domain/addresses';
import { websiteLink } from '../../../shared/kit/partner-links';
import { anyText, typedDomain } from './typed-samples';

describe('an e-mail address', () => {
  it.each([
    ['Dana@Contoso.COM', 'Dana@contoso.com'],
    [' dana@contoso.example\u200f', 'dana@contoso.example'],
    ["o'neil+tag@a.b.example", "o'neil+tag@a.b.example"],
    ['dana@דוגמה.ישראל', 'dana@xn--6dbbec0c.xn--4dbrk0ce'],
    ['dana＠contoso．com', 'dana@contoso.com'],
    ['ｄａｎａ.２@contoso。com', 'dana.2@contoso.com'],
    ['da\u00adna@con\u00adtoso.com\u2060', 'dana@contoso.com'],
    ['mailto:dana@contoso.com', 'dana@contoso.com'],
    ['\u200eMailTo:dana@contoso.com?subject=Hi@all', 'dana@contoso.com'],
    ['dana-x@contoso‑il.com', 'dana-x@contoso-il.com'],
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
    'dana٣@contoso.com',
    'dana–x@contoso.com',
    'dana@https://contoso.com',
    'mailto:dana',
    `${'x'.repeat(65)}@contoso.com`,
    `${'x'.repeat(64)}@${`${'a'.repeat(62)}.`.repeat(3)}ab`,
    `${'x'.repeat(64)}@${'אתבשגרדקהצופזעחסטנימכל.'.repeat(6)}co.il`,
  ])('%j is none', (typed) => {
    expect(EmailAddress.safeParse(typed).success).toBe(false);
  });

  it('has at most 254 characters, as it is kept', () => {
    const domain = `${'a'.repeat(62)}.${'a'.repeat(62)}.${'a'.repeat(62)}`;
    expect(EmailAddress.parse(`${'x'.repeat(64)}@${domain}`)).toHaveLength(253);
    expect(EmailAddress.parse(`${'x'.repeat(64)}@a${domain}`)).toHaveLength(254);
    expect(EmailAddress.safeParse(`${'x'.repeat(64)}@aa.${domain.slice(1)}`).success).toBe(false);
  });

  it('is never made one with another that was one too', () => {
    const local = fc.string({ unit: fc.constantFrom(...Array.from("ab.+-_'09ＡＢ＠@\u00ad\u2011٣:?")), maxLength: 10 });
    const address = fc
      .tuple(local, fc.constantFrom('@contoso.com', '＠contoso.com', '@contoso。com'))
      .map((it) => it.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), address), (typed) => {
        const kept = EmailAddress.safeParse(typed);
        const asTyped = /^([a-z0-9!#$%&'*+/=?^_`{|}~.-]+)@([a-z0-9.-]+)$/iu.exec(typed);
        if (kept.success && asTyped) expect(kept.data).toBe(`${asTyped[1] ?? ''}@${(asTyped[2] ?? '').toLowerCase()}`);
      }),
      { numRuns: 1000 },
    );
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
    'https://contoso.com\\@other.example',
    'https://contoso.com\\.other.example',
    'https://contoso.com/\\path',
    'https:\\\\contoso.com',
    'https:contoso.com',
    'https:///contoso.com',
    'https://contoso.com%2eother.example',
    'https://contoso.com:',
    'https://contoso.com:99999',
    'https://@contoso.com',
    'https://xn--zzzzzzzzzz99999.com',
    'https://vב.example',
    'https://ab--cd.example',
    'https://[::1]/',
    'https://0x7f.1/',
  ])('may not be %j', (typed) => {
    expect(WebAddress.safeParse(typed).success).toBe(false);
  });

  it.each([
    ['HTTPS://www.Contoso.COM/Path?Q', 'https://www.contoso.com/Path?Q'],
    ['https：／／contoso。com', 'https://contoso.com'],
    ['https://con\u00adtoso.com:8443/', 'https://contoso.com:8443/'],
    ['https://xn--6dbbec0c.xn--4dbrk0ce/a@b', 'https://דוגמה.ישראל/a@b'],
    ['https://pаypаl.example/', 'https://xn--pypl-53dc.example/'],
    ['https://contoso.com/نامه\u200cها', 'https://contoso.com/نامه\u200cها'],
  ])('%s is kept as %s: the host that browsers read, in letters that people may be shown', (typed, kept) => {
    expect(WebAddress.parse(typed)).toBe(kept);
    expect(WebAddress.parse(kept)).toBe(kept);
  });

  it('keeps what it kept, and browsers read the host that was checked', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          typedDomain.map((domain) => `https://${domain}/x`),
        ),
        (typed) => {
          const kept = WebAddress.safeParse(typed);
          if (!kept.success) return;
          expect(WebAddress.parse(kept.data)).toBe(kept.data);
          const link = websiteLink(kept.data);
          expect(link === undefined ? undefined : new URL(link).hostname).toBe(domainOfWebsite(kept.data));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['https://www.contoso.com/x', 'www.contoso.com'],
    ['http://contoso.com:80', 'contoso.com'],
    ['https://contoso.com\\@other.example', 'contoso.com'],
    ['https://contoso.com@other.example/', 'other.example'],
    ['https://דוגמה.ישראל', 'xn--6dbbec0c.xn--4dbrk0ce'],
    ['nonsense', undefined],
  ])('%s, however it came to be kept, is at %s', (kept, domain) => {
    expect(domainOfWebsite(kept)).toBe(domain);
  });
});
