/** Which of our languages a browser's reader understands best. */
import Negotiator from 'negotiator';
import type { Language } from '../domain/text';

/** By whole subtags, as browsers name them: whoever reads Chinese of any country is better off with ours than with English. */
const spoken: ReadonlyMap<string, Language> = new Map([
  ['en', 'en'],
  ['he', 'he'],
  ['zh', 'zh-CN'],
]);
const tag = /[a-z]{2,8}(?:-[a-z\d]{1,8})*/giu;

/** The language that an Accept-Language header likes best, undefined when it names none of ours. */
export function acceptedLanguage(header: string | null): Language | undefined {
  if (header === null) return undefined;
  const accepted = new Negotiator({ headers: { 'accept-language': header.replace(tag, canonical) } });
  return spoken.get(accepted.language([...spoken.keys()]) ?? '');
}

/** The name that a language goes by today: `iw` is Hebrew. */
function canonical(named: string): string {
  try {
    return Intl.getCanonicalLocales(named)[0] ?? named;
  } catch {
    return named;
  }
}
