/** What customers are told about fields they are to correct. The API's own details are for programmers, and English. */
import { limits } from '../catalogue/limits';
import { findProduct } from '../domain/product';
import { domainOf, EmailAddress, toDomainName, type Language } from '../domain/text';
import { leftToRight } from '../i18n/phrase';
import { textsFor, type PlainTextKey } from '../i18n/texts';

/** Examples that belong to nobody. */
export const examples = { domain: 'contoso.com', email: 'dana@contoso.com', phone: '+972 3 555 0100' } as const;

const plainMessages: ReadonlyMap<string, PlainTextKey> = new Map([
  ['/companyName', 'problem.companyName'],
  ['/country', 'problem.country'],
  ['/contact/name', 'problem.contactName'],
  ['/acceptTerms', 'problem.acceptTerms'],
  ['/acceptDelegatedAdministration', 'problem.acceptDelegatedAdministration'],
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
    case '/primaryDomain':
      return (values['primaryDomain'] ?? '').trim() === ''
        ? texts.say('problem.primaryDomainMissing')
        : texts.say('problem.primaryDomain', { example: leftToRight(examples.domain) });
    case '/contact/email': {
      const domain = provingDomain(values);
      return domain === undefined
        ? texts.say('problem.contactEmail', { example: leftToRight(examples.email) })
        : texts.say('problem.contactEmailDomain', { domain: leftToRight(domain) });
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
  const domain = toDomainName(values['primaryDomain'] ?? '');
  const email = EmailAddress.safeParse(values['contact.email'] ?? '');
  if (domain === undefined || !email.success) return undefined;
  return domainOf(email.data) === domain ? undefined : domain;
}
