import * as fc from 'fast-check';
import { languages } from '../../../shared/domain/text';
import { acceptedLanguage } from '../../../shared/http/accepted-language';

describe('the language that a browser accepts', () => {
  it.each([
    ['he', 'he'],
    ['iw', 'he'],
    ['iw-IL,iw;q=0.9,en;q=0.8', 'he'],
    ['heb', 'he'],
    ['HE-il', 'he'],
    ['fr-FR, zh-CN;q=0.9, en;q=0.8', 'zh-CN'],
    ['zh-TW', 'zh-CN'],
    ['zh-Hans-SG', 'zh-CN'],
    ['cmn-Hans-CN', 'zh-CN'],
    ['en-GB,he;q=0.9', 'en'],
    ['en-GB;q=0.5, he;q=0.9', 'he'],
    ['en;q=0.1,zh;q=0.2,he;q=0.3', 'he'],
    ['fr, he ; q=0.4 , zh ; q=0.6', 'zh-CN'],
    ['he;q=0, en', 'en'],
    ['he;q=0.0,zh;q=0.001', 'zh-CN'],
    ['en;q=0, iw', 'he'],
    ['*', 'en'],
    ['en;q=0, *', 'he'],
    ['en;q=0, iw;q=0, *', 'zh-CN'],
    ['de, *;q=0.1', 'en'],
  ])('%s: %s', (header, language) => {
    expect(acceptedLanguage(header)).toBe(language);
  });

  it.each([
    'hex',
    'hej-SE',
    'ench',
    'zha',
    'enx-US',
    'fr, de;q=0.5',
    'he;q=0',
    'en;q=0,he;q=0,zh-CN;q=0',
    '',
    ',;=',
    'x',
  ])('is none of ours in %j', (header) => {
    expect(acceptedLanguage(header)).toBeUndefined();
  });

  it('is none where the browser does not say', () => {
    expect(acceptedLanguage(null)).toBeUndefined();
  });

  it('is one of ours or none, whatever is sent', () => {
    const piece = fc.oneof(
      fc.constantFrom('he', 'iw', 'zh', '*', ';q=', '0', '1', '.5', ',', '"', ' ', '='),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect([undefined, ...languages]).toContain(acceptedLanguage(pieces.join('')));
      }),
      { numRuns: 2_000 },
    );
  });
});
