/** The page where the mailed code is entered. */
import { limits } from '../catalogue/limits';
import { leftToRight, named } from '../i18n/phrase';
import { textsFor, type PlainTextKey, type Texts } from '../i18n/texts';
import type { OfferCard, PageContext } from './cards';
import { ProblemSummary, TextField } from './form-fields';
import { isTrial, productNamesOf, productsOf, providerOf } from './offer-terms';
import { Genuine, renderPage, Section, Steps } from './page-layout';
import { waitingTime } from './waiting-time';
import { Words } from './words';

const problemTexts = {
  'confirmation-code-wrong': 'code.wrong',
  'confirmation-code-expired': 'code.expired',
  'too-many-attempts': 'code.tooMany',
  'resend-too-soon': 'code.tooSoon',
  invalid: 'problem.confirmationCode',
} as const satisfies Record<string, PlainTextKey>;

const nextTexts: ReadonlyMap<string, PlainTextKey> = new Map([
  ['too-many-attempts', 'code.tooManyNext'],
  ['resend-too-soon', 'code.tooSoonNext'],
]);

export type CodePageError = keyof typeof problemTexts;

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
  readonly error?: CodePageError | undefined;
  readonly notice?: 'code-resent' | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** Step 3 of 3: the mailed code. It says the same whoever the code went to. */
export function renderCodePage(page: CodePage): string {
  const { context, offer, error } = page;
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const title = `${texts.say('code.title')} – ${productNamesOf(texts, offer)}`;
  const message = error && problemMessage(texts, error, page.retryAfterSeconds);
  const problems = message === undefined ? [] : [{ pointer: '/confirmationCode', message }];
  // A resend that came too soon says nothing about what is in the field.
  const atField = error === undefined || error === 'resend-too-soon' ? [] : problems;
  return renderPage(
    { texts, context, title: error ? texts.say('layout.errorTitle', { title }) : title },
    <>
      <div class="card">
        <Steps texts={texts} current="step.code" />
        <h1>{texts.say('code.title')}</h1>
        <ProblemSummary texts={texts} problems={problems} fields={atField.length > 0 ? ['confirmationCode'] : []} />
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
          <TextField
            name="confirmationCode"
            label={texts.say('code.label')}
            hint={texts.say('code.hint', {
              minutes: texts.say('count.minutes', { count: limits.confirmationCode.livesMinutes }),
            })}
            problems={atField.map((problem) => problem.message)}
            class="code"
            autocomplete="one-time-code"
            inputmode="numeric"
            dir="ltr"
            required
          />
          <p>
            <Words
              of={texts.phrase(isTrial(offer) ? 'trial.codeEffect' : 'purchase.codeEffect', {
                product: productsOf(texts, offer),
              })}
            />
          </p>
          <div class="actions">
            <button class="button" type="submit">
              {texts.say('code.submit')}
            </button>
          </div>
        </form>
      </div>
      <div class="card no-print">
        <Section title={texts.say('code.missingTitle')}>
          <p>{texts.say('code.missingText')}</p>
        </Section>
        <form method="post" action={page.resendAction}>
          <input type="hidden" name="language" value={context.language} />
          <div class="actions">
            <button class="button second" type="submit">
              {texts.say('code.resend')}
            </button>
            {page.detailsUrl !== undefined && (
              <a class="link" href={page.detailsUrl}>
                {texts.say('code.changeDetails')}
              </a>
            )}
          </div>
        </form>
      </div>
      <Genuine
        texts={texts}
        partner={context.partner}
        provider={providerOf(texts, offer.usageLocation)}
        reference={offer.summaryId}
      />
    </>,
  );
}

function problemMessage(texts: Texts, error: CodePageError, retryAfterSeconds: number | undefined): string {
  const next = nextTexts.get(error);
  if (next === undefined) return texts.say(problemTexts[error]);
  return texts.say('layout.sentences', {
    first: texts.say(problemTexts[error]),
    second: retryAfterSeconds === undefined ? texts.say(next) : waitingTime(texts, retryAfterSeconds),
  });
}
