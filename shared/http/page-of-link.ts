/** What all pages below one link have in common: their addresses, their language, and whose they are. */
import type { Partner } from '../domain/partners/partner';
import type { Language } from '../domain/text';
import { logoCardOf, partnerCardOf, type PageContext } from '../kit/cards';
import { inLanguage, languageLinksOf } from '../paths/in-language';
import type { Ports } from '../ports';

export interface PageOfLink<Paths> {
  readonly paths: Paths;
  /** The same address in the language that the reader switched to. */
  readonly kept: (path: string) => string;
  /** What the page at this path has in common with the others. */
  readonly contextOf: (path: string) => PageContext;
}

/** The pages at these addresses, in the language that the reader chose, or else in this one. */
export function pageOfLink<Paths>(
  ports: Pick<Ports, 'logos'>,
  {
    partner,
    paths,
    chosenLanguage,
    language,
  }: {
    readonly partner: Partner;
    readonly paths: Paths;
    readonly chosenLanguage: Language | undefined;
    readonly language: Language;
  },
): PageOfLink<Paths> {
  return {
    paths,
    kept: (path) => (chosenLanguage ? inLanguage(path, chosenLanguage) : path),
    contextOf: (path) => ({
      language: chosenLanguage ?? language,
      partner: partnerCardOf(partner, logoCardOf(ports, partner)),
      languageLinks: languageLinksOf(path),
    }),
  };
}
