/** The addresses of a page in each language. */
import type { Language } from '../domain/text';

/** The same address in another language. */
export function inLanguage(path: string, language: Language): string {
  return `${path}${path.includes('?') ? '&' : '?'}lang=${language}`;
}

/** The same page in each language. */
export function languageLinksOf(path: string): Readonly<Record<Language, string>> {
  return { he: inLanguage(path, 'he'), en: inLanguage(path, 'en'), 'zh-CN': inLanguage(path, 'zh-CN') };
}
