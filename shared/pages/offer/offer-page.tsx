/** The page that a link opens. */
import { cleanParagraphs, named, plainText, type Isolated, type Phrase } from '../../i18n/phrase';
import { textsFor, type Texts } from '../../i18n/texts';
import type { OfferCard, PageContext } from '../../kit/cards';
import { OfferFacts } from '../../kit/facts';
import {
  agreementOf,
  delegationAllows,
  delegationLasts,
  needsOf,
  offerHeading,
  providerOf,
  topicOf,
  termOf,
  trialLengthOf,
} from '../../kit/offer-terms';
import { OfferGenuine, renderPage, Section, Steps } from '../../kit/page-layout';
import { Words } from '../../kit/words';

export interface OfferPage {
  readonly context: PageContext;
  readonly offer: OfferCard;
  /** The page of step 2. */
  readonly detailsUrl: string;
  /** Where one says no. */
  readonly refusalUrl: string;
}

/** Step 1 of 3: who offers what, until when, for how much, and what happens next. */
export function renderOfferPage({ context, offer, detailsUrl, refusalUrl }: OfferPage): string {
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const provider = providerOf(texts, offer.usageLocation);
  const message = [...cleanParagraphs(offer.introduction), ...cleanParagraphs(offer.closing)];
  const topic = topicOf(offer);
  // Chinese has no space between sentences.
  const betweenSentences = texts.say('layout.sentences', { first: '', second: '' });
  const title = plainText(offerHeading(texts, context.partner, offer), context.language);
  return renderPage(
    { texts, title, context },
    <>
      <div class="card">
        <Steps texts={texts} current="step.offer" />
        <h1>
          <Words of={offerHeading(texts, context.partner, offer)} />
        </h1>
        <OfferFacts texts={texts} offer={offer} />
        <p>
          <Words of={texts.phrase('offer.partnerLead', { partner })} />
          {betweenSentences}
          <Words of={leadOf(texts, offer, partner)} />
        </p>
        {topic === 'purchase' && <p>{texts.say('purchase.counts')}</p>}
        <Section title={texts.say('offer.nextTitle')}>
          <ol class="numbered">
            <li>{texts.say(topic === 'purchase' ? 'purchase.nextDetails' : 'offer.nextDetails')}</li>
            <li>{texts.say('offer.nextCode')}</li>
            <li>
              <Words
                of={texts.phrase(topic === 'delegation' ? 'delegationOffer.nextSetUp' : 'offer.nextSetUp', {
                  partner,
                  provider,
                })}
              />
            </li>
          </ol>
        </Section>
        <div class="actions">
          <a class="button" href={detailsUrl}>
            {texts.say('offer.continue')}
          </a>
          <p class="muted small">{texts.say('offer.continueNote')}</p>
          <a class="link" href={refusalUrl}>
            {texts.say('offer.decline')}
          </a>
        </div>
      </div>
      {message.length > 0 && (
        <div class="card">
          <Section title={<Words of={texts.phrase('offer.messageTitle', { partner })} />}>
            <div class="message">
              {message.map((paragraph) => (
                <p dir="auto">{paragraph}</p>
              ))}
            </div>
          </Section>
        </div>
      )}
      <div class="card">
        {topic !== 'delegation' && (
          <>
            <Section title={texts.say('offer.recordTitle')}>
              <p>
                <Words of={texts.phrase('offer.recordText', { partner })} />
              </p>
            </Section>
            {offer.delegatedAdministration && (
              <Section title={texts.say('offer.delegationTitle')}>
                <p>
                  <Words of={texts.phrase('offer.delegationText', { partner })} />
                </p>
              </Section>
            )}
          </>
        )}
        {offer.delegatedAdministration && <DelegationMeaning texts={texts} partner={partner} offer={offer} />}
        <Section title={texts.say('offer.termsTitle')}>
          <ul class="bullets">
            <li>{texts.say('offer.termsCountry', { country: texts.countryName(offer.usageLocation) })}</li>
            {topic === 'trial' && <li>{texts.say('trial.termsEnd', { days: trialLengthOf(texts, offer) })}</li>}
            {topic === 'purchase' && (
              <>
                <li>{texts.say('purchase.termsTerm', { months: termOf(texts, offer) })}</li>
                <li>
                  <Words of={texts.phrase('purchase.termsPrice', { partner, provider })} />
                </li>
                {needsOf(texts, offer).map((needs) => (
                  <li>
                    <Words of={needs} />
                  </li>
                ))}
              </>
            )}
            <li>
              {texts.say('offer.termsAgreement', { provider, agreement: agreementOf(texts, offer.usageLocation) })}
            </li>
            <li>
              <Words of={texts.phrase('offer.termsData', { partner, provider })} />
            </li>
          </ul>
        </Section>
      </div>
      <OfferGenuine texts={texts} context={context} offer={offer} />
    </>,
  );
}

function leadOf(texts: Texts, offer: OfferCard, partner: Isolated): Phrase {
  switch (topicOf(offer)) {
    case 'trial':
      return texts.phrase('trial.noCharge');
    case 'purchase':
      return texts.phrase('purchase.billing', { provider: providerOf(texts, offer.usageLocation) });
    case 'delegation':
      return texts.phrase('delegationOffer.lead', { partner });
  }
}

/** What it would allow whom, for how long, and how to end it. */
function DelegationMeaning({
  texts,
  partner,
  offer,
}: {
  readonly texts: Texts;
  readonly partner: Isolated;
  readonly offer: OfferCard;
}) {
  const parts = [
    ['delegation.allowsTitle', delegationAllows(texts, partner)],
    ['delegation.endTitle', delegationLasts(texts, partner, offer)],
  ] as const;
  return (
    <>
      {parts.map(([title, sentences]) => (
        <Section title={texts.say(title)}>
          <ul class="bullets">
            {sentences.map((sentence) => (
              <li>
                <Words of={sentence} />
              </li>
            ))}
          </ul>
        </Section>
      ))}
    </>
  );
}
