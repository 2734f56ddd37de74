/** The page where the code is entered that opens the access page. */
import { limits } from '../../catalogue/limits';
import { textsFor } from '../../i18n/texts';
import { providerOf } from '../../kit/offer-terms';
import { Genuine } from '../../kit/page-layout';
import { renderCodeEntry, type CodeEntry } from '../code/code-entry';

export interface AccessCodePage extends CodeEntry {
  /** Decides who provides the services. */
  readonly country: string;
  /** A form that is sent twice asks for one code. */
  readonly formKey: string;
}

/** Asks for the code. It names nobody whom the code goes to. */
export function renderAccessCodePage(page: AccessCodePage): string {
  const { partner, language } = page.context;
  const texts = textsFor(language);
  const minutes = texts.say('count.minutes', { count: limits.access.sessionMinutes });
  return renderCodeEntry(page, {
    about: partner.name,
    sent: <p>{texts.say('access.codeTo')}</p>,
    effect: texts.say('access.codeEffect', { minutes }),
    submit: texts.say('access.open'),
    resendKey: page.formKey,
    below: <Genuine texts={texts} partner={partner} provider={providerOf(texts, page.country)} />,
  });
}
