/** What each language calls the countries, in its own order; worked out when Kesher is built, as names that ICU tells take milliseconds to begin with. */
import { countries } from '../catalogue/countries';
import type { Language } from '../domain/text';
import { locales } from './locales';

export const countryNames: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  he: namesOf(locales.he),
  en: namesOf(locales.en),
  'zh-CN': namesOf(locales['zh-CN']),
};

function namesOf(locale: string): Readonly<Record<string, string>> {
  const regions = new Intl.DisplayNames(locale, { type: 'region' });
  const { compare } = new Intl.Collator(locale);
  const names = countries.map((code) => [code, regions.of(code) ?? code] as const);
  return Object.fromEntries(names.sort(([, one], [, other]) => compare(one, other)));
}
