/** What customers are told about fields they are to correct. The API's own details are for programmers, and English. */
import { limits } from '../catalogue/limits';
import { toEmailAddress } from '../domain/addresses';
import { findProduct } from '../domain/product';
import { toTypedDomain, withoutWww } from '../domain/domain-names';
import { shownDomain } from '../domain/shown-domains';
import { domainOf, type Language } from '../domain/text';
import { isPlainName } from '../domain/unverified-text';
import { leftToRight } from '../i18n/phrase';
import { textsFor, type PlainTextKey } from '../i18n/texts';
import { examples } from './examples';

const plainMessages: ReadonlyMap<string, PlainTextKey> = new Map([
  ['/companyName', 'problem.companyName'],
  ['/country', 'problem.country'],
  ['/contact/name', 'problem.contactName'],
  ['/acceptTerms', 'problem.acceptTerms'],
  ['/acceptDelegatedAdministration', 'problem.acceptDelegatedAdministration'],
  ['/authorize', 'problem.authorize'],
  ['/language', 'problem.language'],
  ['/confirmationCode', 'problem.confirmationCode'],
  ['/name', 'problem.senderName'],
]);

/** What to do about a field, in the reader's language; more exact when the typed values are given, by the name of the form field. */
export function fieldMessage(
  language: Language,
  pointer: string,
  values: Readonly<Record<string, string>> = {},
): string {
  const texts = textsFor(language);
  switch (pointer) {
    case '/companyName':
    case '/contact/name':
    case '/name': {
      const name = values[pointer.slice(1).replace('/', '.')] ?? '';
      return texts.say(isPlainName(name) ? (plainMessages.get(pointer) ?? 'problem.other') : 'problem.nameAlone');
    }
    case '/primaryDomain':
      return (values['primaryDomain'] ?? '').trim() === ''
        ? texts.say('problem.primaryDomainMissing')
        : texts.say('problem.primaryDomain', { example: leftToRight(examples.domain) });
    case '/contact/email': {
      const domain = provingDomain(values);
      return domain === undefined
        ? texts.say('problem.contactEmail', { example: leftToRight(examples.email) })
        : texts.say('problem.contactEmailDomain', { domain: leftToRight(shownDomain(domain)) });
    }
    case '/email':
      return texts.say('problem.email', { example: leftToRight(examples.email) });
    case '/reason':
    case '/message':
      return texts.say('problem.noteText', { most: texts.number(limits.note.textLength) });
    case '/contact/phone':
      return texts.say('problem.contactPhone', { example: leftToRight(examples.phone) });
    default: {
      const counted = findProduct(/^\/quantities\/(.+)$/u.exec(pointer)?.[1] ?? '');
      if (counted)
        return texts.say('problem.quantity', {
          minimum: texts.number(counted.minimum),
          maximum: texts.number(counted.maximum),
        });
      return texts.say(plainMessages.get(pointer) ?? 'problem.other');
    }
  }
}

/** The domain that the address should have been in, when address and domain are right but for that. */
function provingDomain(values: Readonly<Record<string, string>>): string | undefined {
  const typed = toTypedDomain(values['primaryDomain'] ?? '');
  const email = toEmailAddress(values['contact.email'] ?? '');
  if (typed === undefined || email === undefined) return undefined;
  const domain = withoutWww(typed);
  return [typed, domain].includes(domainOf(email)) ? undefined : domain;
}
