/** The page where the code is entered that opens a service request to its desk. */
import { limits } from '../../catalogue/limits';
import { spokenNumber } from '../../domain/customers/request-number';
import { textsFor } from '../../i18n/texts';
import { providerOf } from '../../kit/offer-terms';
import { Genuine } from '../../kit/page-layout';
import { renderCodeEntry, type CodeEntry } from '../code/code-entry';

export interface RequestCodePage extends CodeEntry {
  readonly requestNumber: string;
  /** Decides who provides the services. */
  readonly country: string;
  /** A form that is sent twice asks for one code. */
  readonly formKey: string;
}

/** Asks for the code. It does not say which address the desk has. */
export function renderRequestCodePage(page: RequestCodePage): string {
  const { partner, language } = page.context;
  const texts = textsFor(language);
  const minutes = texts.say('count.minutes', { count: limits.serviceRequest.sessionMinutes });
  return renderCodeEntry(page, {
    about: spokenNumber(page.requestNumber),
    sent: <p>{texts.say('desk.codeTo')}</p>,
    effect: texts.say('desk.codeEffect', { minutes }),
    submit: texts.say('desk.open'),
    resendKey: page.formKey,
    below: <Genuine texts={texts} partner={partner} provider={providerOf(texts, page.country)} />,
  });
}
