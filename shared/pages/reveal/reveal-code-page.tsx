/** The page where the code is entered that shows a password. */
import { named } from '../../i18n/phrase';
import { textsFor } from '../../i18n/texts';
import { providerOf } from '../../kit/offer-terms';
import { Genuine } from '../../kit/page-layout';
import { Words } from '../../kit/words';
import { renderCodeEntry, type CodeEntry } from '../code/code-entry';

export interface RevealCodePage extends CodeEntry {
  /** Decides who provides the services. */
  readonly country: string;
  /** A form that is sent twice asks for one code. */
  readonly formKey: string;
}

/** Asks for the code. It names no address. */
export function renderRevealCodePage(page: RevealCodePage): string {
  const { partner, language } = page.context;
  const texts = textsFor(language);
  return renderCodeEntry(page, {
    about: partner.name,
    sent: (
      <p>
        <Words of={texts.phrase('reveal.codeTo', { partner: named(partner.name) })} />
      </p>
    ),
    effect: texts.say('reveal.codeEffect'),
    submit: texts.say('reveal.show'),
    resendKey: page.formKey,
    below: <Genuine texts={texts} partner={partner} provider={providerOf(texts, page.country)} />,
  });
}
