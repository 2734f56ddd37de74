/** Whose password a mail is about. */
import { named } from '../../i18n/phrase';
import type { Texts } from '../../i18n/texts';
import { fact, type Fact } from '../../kit/facts';

/** The person's name and what they sign in as. */
export function personFacts(
  texts: Texts,
  { userName, userEmail }: { readonly userName: string; readonly userEmail: string },
): readonly Fact[] {
  return [
    fact(texts.say('passwordMail.user'), named(userName)),
    fact(texts.say('passwordMail.signIn'), named(userEmail)),
  ];
}
