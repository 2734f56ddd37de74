/** The page that a code page turns into. */
import type { DelegationPeriod } from '../../domain/delegation-period';
import { leftToRight, named, type Phrase } from '../../i18n/phrase';
import { textsFor, type Texts } from '../../i18n/texts';
import type { AgreedLine, OfferCard, PageContext } from '../../kit/cards';
import { agreementFacts, Facts } from '../../kit/facts';
import { adminCenterOf, productsOf, providerOf, receiptWording, setUpSteps, topicNameOf } from '../../kit/offer-terms';
import { OfferGenuine, renderPage, Section } from '../../kit/page-layout';
import { Words } from '../../kit/words';

export interface ReceiptPage {
  readonly context: PageContext;
  readonly offer: OfferCard;
  readonly lines: readonly AgreedLine[];
  /** Left out when it was not offered. */
  readonly delegatedAdministration?: boolean | undefined;
  readonly delegation?: DelegationPeriod | undefined;
  readonly companyName: string;
  readonly confirmedAt: Date;
  readonly accessUrl: string;
  /** How far the setting up at Microsoft is, as far as the products can still be used. */
  readonly setUp: readonly { readonly productId: string; readonly state: 'pending' | 'done' | 'failed' }[];
}

/** What is being set up comes first, then what is ready and what could not be: nothing is announced that is there already. */
function nextSteps(texts: Texts, { setUp, offer, context }: ReceiptPage, next: readonly Phrase[]): readonly Phrase[] {
  const partner = named(context.partner.name);
  const address = leftToRight(adminCenterOf(offer.usageLocation));
  const those = (state: ReceiptPage['setUp'][number]['state']) => setUp.filter((one) => one.state === state);
  const [done, failed] = [those('done'), those('failed')];
  const isAwaited = offer.lines.length === 0 || those('pending').length > 0;
  return [
    ...(isAwaited ? next : next.slice(setUpSteps)),
    ...(done.length > 0
      ? [texts.phrase('receipt.ready', { products: productsOf(texts, { lines: done }), address })]
      : []),
    ...(failed.length > 0
      ? [texts.phrase('receipt.notSetUp', { products: productsOf(texts, { lines: failed }), partner })]
      : []),
  ];
}

/** What was agreed, and what comes next; it names no person. */
export function renderReceiptPage(page: ReceiptPage): string {
  const { context, offer } = page;
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const provider = providerOf(texts, offer.usageLocation);
  const wording = receiptWording(texts, page, { company: named(page.companyName), partner, provider });
  const facts = agreementFacts(texts, {
    ...page,
    partner: context.partner,
    country: offer.usageLocation,
    summaryId: offer.summaryId,
  });
  return renderPage(
    { texts, context, title: `${texts.say(wording.title)} – ${topicNameOf(texts, page)}` },
    <>
      <div class="card">
        <h1>{texts.say(wording.title)}</h1>
        <p>
          <Words of={wording.lead} />
        </p>
        <Section title={texts.say('receipt.factsTitle')}>
          <Facts facts={facts} />
        </Section>
        <Section title={texts.say('offer.nextTitle')}>
          <ul class="bullets">
            {nextSteps(texts, page, wording.next).map((next) => (
              <li>
                <Words of={next} />
              </li>
            ))}
          </ul>
        </Section>
        <p class="muted small no-print">{texts.say('receipt.copy')}</p>
        <div class="no-print">
          <p>{texts.say('receipt.access')}</p>
          <a class="link" href={page.accessUrl}>
            {texts.say('receipt.accessLink')}
          </a>
        </div>
      </div>
      <OfferGenuine texts={texts} context={context} offer={offer} />
    </>,
  );
}
