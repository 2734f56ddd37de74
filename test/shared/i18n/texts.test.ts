import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { english } from '../../../shared/i18n/texts-en';
import { hebrew } from '../../../shared/i18n/texts-he';
import { simplifiedChinese } from '../../../shared/i18n/texts-zh-cn';
import { leftToRight, named } from '../../../shared/i18n/phrase';
import { textsFor, type Catalogue, type Plural } from '../../../shared/i18n/texts';

const translations: readonly (readonly [string, Catalogue])[] = [
  ['Hebrew', hebrew],
  ['Chinese', simplifiedChinese],
];

/** What may read alike in two languages: names, and patterns without words. */
const alike = new Set(['provider.global', 'provider.china', 'layout.sentences', 'layout.nameAndValue']);

/** Latin words that belong into Hebrew and Chinese sentences. */
const loanWords = new Set(['Microsoft', 'POR', '21Vianet', 'ID', 'UTC']);

const formsOf = (text: string | Plural): readonly string[] =>
  typeof text === 'string' ? [text] : Object.values<string>({ ...text });
const gapsOf = (text: string): readonly string[] =>
  [...text.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name ?? '').sort();
const mainForm = (text: string | Plural): string => (typeof text === 'string' ? text : text.other);
const entriesOf = (catalogue: Catalogue) => Object.entries<string | Plural>(catalogue);

describe.each(translations)('the %s texts', (_name, catalogue) => {
  it('are there for every English text, and no others', () => {
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(english).sort());
  });

  it('leave the same gaps as the English ones', () => {
    for (const [key, text] of entriesOf(catalogue)) {
      const source = entriesOf(english).find(([name]) => name === key)?.[1] ?? '';
      expect([key, [...new Set(gapsOf(mainForm(text)))]]).toEqual([key, [...new Set(gapsOf(mainForm(source)))]]);
    }
  });

  it('are translated', () => {
    const source = new Map(entriesOf(english));
    const untranslated = entriesOf(catalogue).filter(
      ([key, text]) => !alike.has(key) && JSON.stringify(text) === JSON.stringify(source.get(key)),
    );
    expect(untranslated.map(([key]) => key)).toEqual([]);
  });

  it('hold no words of English but names', () => {
    const words = entriesOf(catalogue).flatMap(([, text]) =>
      formsOf(text).flatMap(
        (form) => form.replace(/\{\w+\}/gu, '').match(/(?<![A-Za-z0-9])[0-9]*[A-Za-z][A-Za-z0-9]*/gu) ?? [],
      ),
    );
    expect(words.filter((word) => !loanWords.has(word))).toEqual([]);
  });
});

describe('the texts of every language', () => {
  it.each([['English', english as Catalogue] as const, ...translations])(
    'are never empty, nor untidy: %s',
    (_n, texts) => {
      for (const [key, text] of entriesOf(texts))
        for (const form of formsOf(text)) expect([key, form]).toEqual([key, expect.stringMatching(/^\S(.*\S)?$/u)]);
    },
  );

  it('are all said somewhere', () => {
    const shared = join(__dirname, '../../../shared');
    const sources = readdirSync(shared, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/u.test(path) && !/texts-[\w-]+\.ts$/u.test(path))
      .map((path) => readFileSync(join(shared, path), 'utf8'))
      .join('');
    // What an export says of a kind or a status is named by it.
    const isSaid = (key: string): boolean => sources.includes(`'${key}'`) || key.startsWith('export.');
    expect(Object.keys(english).filter((key) => !isSaid(key))).toEqual([]);
  });

  it('agree with the count that they tell', () => {
    const days = (language: 'he' | 'en' | 'zh-CN') =>
      [1, 2, 20, 1000].map((count) => textsFor(language).say('count.days', { count }));
    expect(days('en')).toEqual(['1 day', '2 days', '20 days', '1,000 days']);
    expect(days('he')).toEqual(['יום אחד', 'יומיים', '20 ימים', '1,000 ימים']);
    expect(days('zh-CN')).toEqual(['1 天', '2 天', '20 天', '1,000 天']);
  });

  it('keep a name in another direction apart from the sentence around it', () => {
    expect(textsFor('he').say('contact.title', { partner: named('Fabrikam Ltd.') })).toBe(
      'יצירת קשר עם \u2068Fabrikam Ltd.\u2069',
    );
    expect(textsFor('en').say('contact.title', { partner: named('קונטוסו') })).toBe('Contact \u2068קונטוסו\u2069');
    expect(textsFor('en').say('contact.title', { partner: named('Fabrikam Ltd.') })).toBe('Contact Fabrikam Ltd.');
  });

  it('take what fills a gap literally, even when it looks like a gap', () => {
    expect(textsFor('en').say('contact.title', { partner: '{product} $& {partner}' })).toBe(
      'Contact {product} $& {partner}',
    );
  });

  it('hand out the pieces of a sentence, so that names can be marked up', () => {
    expect(textsFor('en').phrase('code.sent', { address: leftToRight('d•••@contoso.com') })).toEqual([
      'A six-digit code is on its way to ',
      { isolate: 'd•••@contoso.com', direction: 'ltr' },
      '.',
    ]);
  });

  it('set Latin words apart by a space in Chinese, but not Chinese ones', () => {
    const lead = (partner: string) => textsFor('zh-CN').say('offer.partnerLead', { partner: named(partner) });
    expect(lead('Lotus')).toBe('Lotus 是经授权的 Microsoft 云合作伙伴。');
    expect(lead('莲花云')).toBe('莲花云是经授权的 Microsoft 云合作伙伴。');
  });
});

describe('dates', () => {
  const moment = new Date('2026-07-01T21:30:00.000Z');

  it('are told by the clock of the country, and say whose clock it is', () => {
    expect(textsFor('en').moment(moment, 'IL')).toMatch(/2 July 2026.*00:30.*Israel/u);
    expect(textsFor('he').moment(moment, 'IL')).toMatch(/2 ביולי 2026.*00:30.*ישראל/u);
    expect(textsFor('zh-CN').moment(moment, 'CN')).toMatch(/2026年7月2日.*中国.*05:30/u);
    expect(textsFor('en').moment(moment, 'FR')).toMatch(/1 July 2026.*23:30.*Central European/u);
  });

  it('are told in UTC for countries with many clocks', () => {
    expect(textsFor('en').moment(moment, 'US')).toMatch(/1 July 2026.*21:30.*UTC/u);
  });

  it('follow the language when no country is known', () => {
    expect(textsFor('he').moment(moment)).toContain('00:30');
    expect(textsFor('zh-CN').moment(moment)).toContain('05:30');
    expect(textsFor('en').moment(moment)).toContain('21:30');
  });
});

describe('countries', () => {
  it.each([
    ['he', 'ישראל'],
    ['en', 'Israel'],
    ['zh-CN', '以色列'],
  ] as const)('are named and sorted in the language: %s', (language, israel) => {
    const texts = textsFor(language);
    const names = texts.countriesByName().map(({ name }) => name);
    expect(texts.countryName('IL')).toBe(israel);
    expect(names).toContain(israel);
    expect(names).toEqual([...names].sort(new Intl.Collator(language).compare));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('a list of names', () => {
  it.each([
    ['en', ['Visio Plan 2', 'Power BI Pro'], 'Visio Plan 2 and Power BI Pro'],
    ['zh-CN', ['Visio 计划 2', 'Power BI Pro'], 'Visio 计划 2 和 Power BI Pro'],
    ['zh-CN', ['Power BI Pro', '商业版', 'Visio'], 'Power BI Pro、商业版和 Visio'],
  ] as const)('reads as a person writes it (%s)', (language, names, read) => {
    expect(textsFor(language).list(names)).toEqual({ isolate: read, direction: 'ltr' });
  });

  it('runs from right to left in Hebrew, while each name keeps its own direction', () => {
    const list = textsFor('he').list(['Exchange Online (Plan 1)', 'Power BI Pro']);
    expect(list).toEqual({
      isolate: '\u2068Exchange Online (Plan 1)\u2069 ו-\u2068Power BI Pro\u2069',
      direction: 'rtl',
    });
    expect(textsFor('he').say('trial.heading', { partner: 'נורת׳ווינד', product: list })).toContain(
      `\u2067${list.isolate}\u2069`,
    );
  });

  it.each(['he', 'en', 'zh-CN'] as const)('is just the name when there is one (%s)', (language) => {
    expect(textsFor(language).list(['Power BI\u202e Pro'])).toEqual(named('Power BI Pro'));
  });
});
