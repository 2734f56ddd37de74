/** Texts, dates, numbers and names in one reader's language. A text that is missing, or a value it wants, does not compile. */
import type { Language } from '../domain/text';
import { remembered } from '../remembered';
import { clockFrom } from './clocks';
import { countryNames } from './country-names';
import { knownClocks } from './known-clocks';
import { locales, momentFormat } from './locales';
import { cleanLine, isolated, named, type Isolated, type Phrase } from './phrase';
import { english } from './texts-en';
import { hebrew } from './texts-he';
import { simplifiedChinese } from './texts-zh-cn';
import { timeZoneOf } from './time-zones';

/** A text that depends on a count: one form for each plural category that the language has. */
export interface Plural {
  readonly one?: string;
  readonly two?: string;
  readonly other: string;
}

type English = typeof english;
type TextKey = keyof English;

/** The texts of a language: the same keys as the English ones, plurals where English has plurals. */
export type Catalogue = { readonly [Key in TextKey]: English[Key] extends string ? string : Plural };

type PlaceholdersIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | PlaceholdersIn<Rest> : never;
type Placeholders<Key extends TextKey> = PlaceholdersIn<
  English[Key] extends { readonly other: infer Other } ? Other : English[Key]
>;

/** What fills the gaps of a text. */
type Values<Key extends TextKey> = {
  readonly [Name in Placeholders<Key>]: Name extends 'count' ? number : string | Isolated;
};
type Filling<Key extends TextKey> = [Placeholders<Key>] extends [never] ? [] : [values: Values<Key>];

/** A text without gaps. */
export type PlainTextKey = { [Key in TextKey]: [Placeholders<Key>] extends [never] ? Key : never }[TextKey];

export interface Texts {
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  /** The text with its gaps filled, on one line. */
  say<Key extends TextKey>(key: Key, ...filling: Filling<Key>): string;
  /** The same in pieces, so that a page can mark up what was filled in. */
  phrase<Key extends TextKey>(key: Key, ...filling: Filling<Key>): Phrase;
  number(value: number): string;
  /** Day, time and time zone, as people in that country (or, without one, of that language) reckon. */
  moment(value: Date, country?: string): string;
  /** Several names as one, in the order of the language; each keeps its own direction. */
  list(names: readonly string[]): Isolated;
  countryName(code: string): string;
  /** Every country, in the order of the language. */
  countriesByName(): readonly { readonly code: string; readonly name: string }[];
}

const catalogues = { he: hebrew, en: english, 'zh-CN': simplifiedChinese } as const satisfies Record<
  Language,
  Catalogue
>;

/** What each language calls itself. */
export const languageNames = { he: 'עברית', en: 'English', 'zh-CN': '简体中文' } as const satisfies Record<
  Language,
  string
>;

const spoken = new Map<Language, ReturnType<typeof speak>>();

/** The texts of a language; for readers with a time zone of their own, every moment is told in that one. */
export function textsFor(language: Language, timeZone?: string): Texts {
  const known = spoken.get(language) ?? speak(language);
  spoken.set(language, known);
  return timeZone === undefined ? known.texts : known.textsIn(timeZone);
}

function speak(language: Language): { readonly texts: Texts; readonly textsIn: (timeZone: string) => Texts } {
  const catalogue: Catalogue = catalogues[language];
  const locale = locales[language];
  // The first formatter of each kind takes milliseconds, and many pages want none.
  const numbers = lazy(() => new Intl.NumberFormat(locale));
  const plurals = lazy(() => new Intl.PluralRules(locale));
  const lists = lazy(() => new Intl.ListFormat(locale));
  const regions = lazy(() => new Intl.DisplayNames(locale, { type: 'region' }));
  // Up to a thousand every language here writes the same digits.
  const number = (value: number): string =>
    Number.isInteger(value) && value >= 0 && value < 1_000 ? String(value) : numbers().format(value);
  const names = countryNames[language];
  const countryName = remembered((code: string): string => names[code] ?? regions().of(code) ?? code);

  function wordingOf(key: TextKey, values: Readonly<Record<string, string | number | Isolated>>): string {
    const text = catalogue[key];
    if (typeof text === 'string') return text;
    const category = plurals().select(Number(values['count']));
    return (category === 'one' || category === 'two' ? text[category] : undefined) ?? text.other;
  }

  function phraseOf(key: TextKey, values: Readonly<Record<string, string | number | Isolated>> = {}): Phrase {
    const pieces = gapsOf(wordingOf(key, values)).map((piece, index) =>
      index % 2 === 0 ? piece : filled(values[piece]),
    );
    return language === 'zh-CN' ? closedUp(pieces) : pieces;
  }

  function filled(value: string | number | Isolated | undefined): string | Isolated {
    if (typeof value === 'number') return number(value);
    return typeof value === 'string' ? cleanLine(value) : (value ?? '');
  }

  const clockOf = remembered((timeZone: string) => {
    const known = clockFrom(knownClocks, { language, timeZone, edition: process.versions['tz'] });
    const icu = lazy(() => new Intl.DateTimeFormat(locale, momentFormat(timeZone)));
    return remembered((moment: number): string => known(moment) ?? icu().format(moment));
  });

  function listed(names: readonly Isolated[]): string {
    const parts = lists().formatToParts(names.map((name) => isolated(name, language)));
    if (language !== 'zh-CN') return parts.map(({ value }) => value).join('');
    return closedUp([
      '',
      ...parts.map(({ type, value }) => (type === 'literal' && value !== '、' ? ` ${value} ` : value)),
    ])
      .map(String)
      .join('');
  }

  const direction = language === 'he' ? 'rtl' : 'ltr';
  const texts: Texts = {
    language,
    direction,
    say: (key, ...[values]) =>
      phraseOf(key, values)
        .map((piece) => (typeof piece === 'string' ? piece : isolated(piece, language)))
        .join(''),
    phrase: (key, ...[values]) => phraseOf(key, values),
    number,
    moment: (value, country) => clockOf(timeZoneOf(country, language))(value.getTime()),
    list: (names) => {
      const [first, ...others] = names.map(named);
      if (!first || others.length === 0) return first ?? named('');
      return { isolate: listed([first, ...others]), direction };
    },
    countryName,
    countriesByName: lazy(() => Object.entries(names).map(([code, name]) => ({ code, name }))),
  };
  return {
    texts,
    textsIn: remembered((timeZone: string): Texts => ({
      ...texts,
      moment: (value) => clockOf(timeZone)(value.getTime()),
    })),
  };
}

/** Chinese sets words of other scripts apart by a space, but not its own: the catalogue has the space, Chinese values close it. */
function closedUp(pieces: Phrase): Phrase {
  const textAt = (index: number): string => {
    const piece = pieces[index] ?? '';
    return typeof piece === 'string' ? piece : piece.isolate;
  };
  return pieces.map((piece, index) => {
    if (index % 2 === 1 || typeof piece !== 'string') return piece;
    const closedStart = startsChinese.test(textAt(index + 1)) ? piece.trimEnd() : piece;
    return endsChinese.test(textAt(index - 1)) ? closedStart.trimStart() : closedStart;
  });
}

const startsChinese = /^[\p{Script=Han}《“（]/u;
const endsChinese = /[\p{Script=Han}》”）]$/u;

/** Words and the names of what goes between them, in turns. */
const gapsOf = remembered((text: string): readonly string[] => text.split(/\{(\w+)\}/u), 10_000);

function lazy<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
