/** The pages of saying no to an offer: as easy as saying yes, and without pressure. */
import { named, type Phrase } from '../../i18n/phrase';
import { textsFor } from '../../i18n/texts';
import { LinkAction, SubmitAction } from '../../kit/actions';
import type { OfferCard, PageContext } from '../../kit/cards';
import {
  optionalLabel,
  ProblemSummary,
  problemsOf,
  TextArea,
  TextField,
  type FieldProblem,
} from '../../kit/form-fields';
import { offerHeading, topicNameOf } from '../../kit/offer-terms';
import { OfferGenuine, renderPage } from '../../kit/page-layout';
import { renderStatePage } from '../../kit/state-page';
import { Words } from '../../kit/words';

export interface DeclinePage {
  readonly context: PageContext;
  readonly offer: OfferCard;
  /** Where the form is posted to. */
  readonly action: string;
  readonly offerUrl: string;
  /** What was typed, by the name of the form field. */
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly FieldProblem[];
}

/** Asks for a reason and an address, both of them optional. */
export function renderDeclinePage({ context, offer, action, offerUrl, values, errors }: DeclinePage): string {
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const title = `${texts.say('decline.title')} – ${topicNameOf(texts, offer)}`;
  return renderPage(
    { texts, context, title: errors.length > 0 ? texts.say('layout.errorTitle', { title }) : title },
    <>
      <div class="card">
        <h1>{texts.say('decline.title')}</h1>
        <p>
          <strong>
            <Words of={offerHeading(texts, context.partner, offer)} />
          </strong>
        </p>
        <p>
          <Words of={texts.phrase('decline.lead', { partner })} />
        </p>
        <ProblemSummary texts={texts} problems={errors} fields={['reason', 'email']} />
        <form method="post" action={action} noValidate>
          <input type="hidden" name="language" value={context.language} />
          <TextArea
            name="reason"
            label={optionalLabel(texts, 'decline.reason')}
            value={values['reason'] ?? ''}
            problems={problemsOf('reason', errors)}
          />
          <TextField
            name="email"
            label={optionalLabel(texts, 'field.contactEmail')}
            hint={texts.say('decline.emailHint')}
            value={values['email'] ?? ''}
            problems={problemsOf('email', errors)}
            inputmode="email"
            autocomplete="email"
            dir="ltr"
          />
          <div class="actions">
            <button class="button" type="submit">
              {texts.say('decline.submit')}
            </button>
            <p class="muted small">{texts.say('decline.note')}</p>
            <a class="link" href={offerUrl}>
              {texts.say('details.back')}
            </a>
          </div>
        </form>
      </div>
      <OfferGenuine texts={texts} context={context} offer={offer} />
    </>,
  );
}

/** Asks once more when nothing was filled in, and wants a tick: link scanners press every button. */
export function renderUnsurePage({ context, action, offerUrl }: Pick<DeclinePage, 'context' | 'action' | 'offerUrl'>) {
  const texts = textsFor(context.language);
  return renderStatePage({
    context,
    language: context.language,
    title: texts.say('decline.sureTitle'),
    paragraphs: [texts.phrase('decline.sureText', { partner: named(context.partner.name) })],
    action: (
      <form method="post" action={action}>
        <input type="hidden" name="language" value={context.language} />
        <label class="choice" for="sure">
          <input type="checkbox" id="sure" name="sure" value="true" required />
          <span>{texts.say('decline.sure')}</span>
        </label>
        <SubmitAction
          label={texts.say('decline.submit')}
          elsewhere={{ href: offerUrl, label: texts.say('details.back') }}
        />
      </form>
    ),
  });
}

/** Says that the "no" has arrived, and that the way back is open. */
export function renderDeclinedPage({ context, offer, offerUrl }: Pick<DeclinePage, 'context' | 'offer' | 'offerUrl'>) {
  const texts = textsFor(context.language);
  const date = texts.moment(offer.expiresAt, offer.usageLocation);
  const paragraphs: readonly Phrase[] = [
    texts.phrase('declined.text', { partner: named(context.partner.name) }),
    texts.phrase('declined.reminders'),
    texts.phrase('declined.changed', { date }),
  ];
  return renderStatePage({
    context,
    language: context.language,
    title: texts.say('declined.title'),
    paragraphs,
    action: <LinkAction href={offerUrl} label={texts.say('offerMail.button')} />,
  });
}

/** Says that a link needs no fresh one. */
export function renderLivePage({ context, offer, offerUrl }: Pick<DeclinePage, 'context' | 'offer' | 'offerUrl'>) {
  const texts = textsFor(context.language);
  const date = texts.moment(offer.expiresAt, offer.usageLocation);
  return renderStatePage({
    context,
    language: context.language,
    title: texts.say('fresh.liveTitle'),
    paragraphs: [texts.phrase('fresh.liveText', { date })],
    action: <LinkAction href={offerUrl} label={texts.say('offerMail.button')} />,
  });
}
