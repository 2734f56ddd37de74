/** The page where the mailed code is entered. */
import { leftToRight, named, type Isolated, type Phrase } from '../../i18n/phrase';
import { textsFor, type Texts } from '../../i18n/texts';
import type { OfferCard, PageContext } from '../../kit/cards';
import { productsOf, topicNameOf, topicOf } from '../../kit/offer-terms';
import { OfferGenuine, renderPage, Steps } from '../../kit/page-layout';
import { Words } from '../../kit/words';
import { CodeField, codeProblems, CodeSummary, MissingCode, type CodeError } from './code-form';

export interface CodePage {
  readonly context: PageContext;
  readonly offer: OfferCard;
  /** The address that was typed, masked. */
  readonly sentTo: string;
  /** Where the code is posted to. */
  readonly action: string;
  readonly resendAction: string;
  /** Step 2, for an address with a typing error. */
  readonly detailsUrl?: string | undefined;
  /** Where it is said that the administrator's mailbox is lost. */
  readonly claimUrl?: string | undefined;
  readonly error?: CodeError | undefined;
  readonly notice?: 'code-resent' | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** Step 3 of 3: the mailed code. It says the same whoever the code went to. */
export function renderCodePage(page: CodePage): string {
  const { context, offer, error } = page;
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const title = `${texts.say('code.title')} – ${topicNameOf(texts, offer)}`;
  const problems = codeProblems(texts, error, page.retryAfterSeconds);
  return renderPage(
    { texts, context, title: error ? texts.say('layout.errorTitle', { title }) : title },
    <>
      <div class="card">
        <Steps texts={texts} current="step.code" />
        <h1>{texts.say('code.title')}</h1>
        <CodeSummary texts={texts} problems={problems} />
        {page.notice && (
          <p class="notice" role="status">
            {texts.say('code.resent')}
          </p>
        )}
        <p>
          <Words of={texts.phrase('code.sent', { address: leftToRight(page.sentTo) })} />
        </p>
        <p class="muted">
          <Words of={texts.phrase('code.onRecord', { partner })} />
        </p>
        <form method="post" action={page.action} noValidate>
          <input type="hidden" name="language" value={context.language} />
          <CodeField texts={texts} problems={problems} />
          <p>
            <Words of={effectOf(texts, offer, partner)} />
          </p>
          <div class="actions">
            <button class="button" type="submit">
              {texts.say('code.submit')}
            </button>
          </div>
        </form>
      </div>
      <MissingCode texts={texts} problems={problems} action={page.resendAction} hidden={{ language: context.language }}>
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
      </MissingCode>
      <OfferGenuine texts={texts} context={context} offer={offer} />
    </>,
  );
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
