/** The pages that say what ending something means, before it is ended: one decision each. */
import type { ComponentChildren } from 'preact';
import { productNameOf } from '../../domain/product';
import { named, type Phrase } from '../../i18n/phrase';
import { textsFor } from '../../i18n/texts';
import { SubmitAction } from '../../kit/actions';
import type { PageContext } from '../../kit/cards';
import { fact, Facts } from '../../kit/facts';
import { providerOf } from '../../kit/offer-terms';
import { renderPage } from '../../kit/page-layout';
import { ContactCard } from '../../kit/state-page';
import { Words } from '../../kit/words';

export interface EndingPage {
  readonly context: PageContext;
  /** Decides who provides the services. */
  readonly country: string;
  /** Where the end is posted to. */
  readonly action: string;
  /** The page with everything, for who would rather keep it. */
  readonly backUrl: string;
}

/** What ending delegated administration means. */
export function renderDelegationEndPage(page: EndingPage): string {
  const texts = textsFor(page.context.language);
  const partner = named(page.context.partner.name);
  return renderEnding(page, {
    title: texts.phrase('endDelegation.title', { partner }),
    plainTitle: texts.say('endDelegation.title', { partner: page.context.partner.name }),
    meaning: [
      texts.phrase('endDelegation.effect', { partner }),
      texts.phrase('endDelegation.keeps'),
      texts.phrase('endDelegation.provider', { partner, provider: providerOf(texts, page.country) }),
      texts.phrase('endDelegation.again'),
    ],
    submit: texts.say('access.endDelegation'),
  });
}

/** What ending the role of partner of record means. */
export function renderPartnerOfRecordEndPage(
  page: EndingPage & { readonly subscription: { readonly productId: string; readonly quantity: number } },
): string {
  const texts = textsFor(page.context.language);
  const partner = named(page.context.partner.name);
  const { productId, quantity } = page.subscription;
  return renderEnding(page, {
    title: texts.phrase('endRecord.title', { partner }),
    plainTitle: texts.say('endRecord.title', { partner: page.context.partner.name }),
    about: (
      <Facts
        facts={[
          fact(texts.say('fact.product'), named(productNameOf(productId, texts.language))),
          { name: texts.say('fact.licences'), value: texts.number(quantity) },
        ]}
      />
    ),
    meaning: [
      texts.phrase('endRecord.effect', { partner }),
      texts.phrase('endRecord.keeps'),
      texts.phrase('endRecord.provider', { partner, provider: providerOf(texts, page.country) }),
    ],
    submit: texts.say('access.endPartnerOfRecord'),
  });
}

function renderEnding(
  { context, action, backUrl }: EndingPage,
  ending: {
    readonly title: Phrase;
    readonly plainTitle: string;
    readonly about?: ComponentChildren;
    readonly meaning: readonly Phrase[];
    readonly submit: string;
  },
): string {
  const texts = textsFor(context.language);
  return renderPage(
    { texts, context, title: ending.plainTitle },
    <>
      <div class="card">
        <h1>
          <Words of={ending.title} />
        </h1>
        {ending.about}
        <ul class="bullets">
          {ending.meaning.map((item) => (
            <li>
              <Words of={item} />
            </li>
          ))}
        </ul>
        <p>
          <Words of={texts.phrase('access.bothTold', { partner: named(context.partner.name) })} />
        </p>
        <form method="post" action={action}>
          <SubmitAction label={ending.submit} elsewhere={{ href: backUrl, label: texts.say('access.keep') }} />
        </form>
      </div>
      <ContactCard texts={texts} partner={context.partner} />
    </>,
  );
}
