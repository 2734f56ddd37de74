/** The page where the code of an answer is entered. */
import { leftToRight, named, type Isolated, type Phrase } from '../../i18n/phrase';
import { textsFor, type Texts } from '../../i18n/texts';
import type { OfferCard } from '../../kit/cards';
import { productsOf, topicNameOf, topicOf } from '../../kit/offer-terms';
import { OfferGenuine, Steps } from '../../kit/page-layout';
import { Words } from '../../kit/words';
import { renderCodeEntry, type CodeEntry } from './code-entry';

export interface CodePage extends CodeEntry {
  readonly offer: OfferCard;
  /** The address that was typed, masked. */
  readonly sentTo: string;
  /** Step 2, for an address with a typing error. */
  readonly detailsUrl?: string | undefined;
  /** Where it is said that the administrator's mailbox is lost. */
  readonly claimUrl?: string | undefined;
}

/** Step 3 of 3: the mailed code. It says the same whoever the code went to. */
export function renderCodePage(page: CodePage): string {
  const { context, offer } = page;
  const { language } = context;
  const texts = textsFor(language);
  const partner = named(context.partner.name);
  return renderCodeEntry(page, {
    about: topicNameOf(texts, offer),
    steps: <Steps texts={texts} current="step.code" />,
    sent: (
      <>
        <p>
          <Words of={texts.phrase('code.sent', { address: leftToRight(page.sentTo) })} />
        </p>
        <p class="muted">
          <Words of={texts.phrase('code.onRecord', { partner })} />
        </p>
      </>
    ),
    effect: <Words of={effectOf(texts, offer, partner)} />,
    submit: texts.say('code.submit'),
    language,
    instead: (
      <>
        {page.detailsUrl !== undefined && (
          <a class="link" href={page.detailsUrl}>
            {texts.say('code.changeDetails')}
          </a>
        )}
        {page.claimUrl !== undefined && (
          <a class="link" href={page.claimUrl}>
            {texts.say('claim.link')}
          </a>
        )}
      </>
    ),
    below: <OfferGenuine texts={texts} context={context} offer={offer} />,
  });
}

function effectOf(texts: Texts, offer: OfferCard, partner: Isolated): Phrase {
  const product = productsOf(texts, offer);
  switch (topicOf(offer)) {
    case 'trial':
      return texts.phrase('trial.codeEffect', { product });
    case 'purchase':
      return texts.phrase('purchase.codeEffect', { product });
    case 'delegation':
      return texts.phrase('delegationOffer.codeEffect', { partner });
  }
}
