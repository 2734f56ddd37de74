/** The pages on which somebody says that the administrator's mailbox is lost: what that does, the code that proves their own, and what comes next. They say the same whoever is on record. */
import { limits } from '../../catalogue/limits';
import { leftToRight, named } from '../../i18n/phrase';
import { textsFor, type Texts } from '../../i18n/texts';
import type { PageContext } from '../../kit/cards';
import { renderPage } from '../../kit/page-layout';
import { ContactCard, renderStatePage } from '../../kit/state-page';
import { Words } from '../../kit/words';
import { CodeField, codeProblems, CodeSummary, MissingCode, SureChoice, type CodeError } from './code-form';

interface AboutMailbox {
  readonly context: PageContext;
  /** The address that was typed, masked. */
  readonly sentTo: string;
  /** The page of the answer. */
  readonly backUrl: string;
}

export interface ClaimPage extends AboutMailbox {
  /** Where the code is asked for. */
  readonly action: string;
  /** The form came without its answer. */
  readonly isUnsure?: boolean | undefined;
}

const noticeOf = (texts: Texts): string => texts.say('count.days', { count: limits.administratorClaim.noticeDays });

/** What it does, before a code is asked for. */
export function renderClaimPage({ context, sentTo, action, backUrl, isUnsure = false }: ClaimPage): string {
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const title = `${texts.say('claim.title')} – ${context.partner.name}`;
  const problems = codeProblems(texts, isUnsure ? 'unsure' : undefined, undefined);
  return renderPage(
    { texts, context, title: isUnsure ? texts.say('layout.errorTitle', { title }) : title },
    <>
      <div class="card">
        <h1>{texts.say('claim.title')}</h1>
        <CodeSummary texts={texts} problems={problems} />
        <p>
          <Words of={texts.phrase('claim.lead', { partner })} />
        </p>
        <ol class="bullets">
          <li>
            <Words of={texts.phrase('claim.stepProof', { address: leftToRight(sentTo) })} />
          </li>
          <li>{texts.say('claim.stepNotice', { days: noticeOf(texts) })}</li>
          <li>{texts.say('claim.stepEffect')}</li>
        </ol>
        <p>{texts.say('claim.colleagues')}</p>
        <form method="post" action={action} noValidate>
          <input type="hidden" name="language" value={context.language} />
          <SureChoice texts={texts} problems={problems} question="claim" />
          <div class="actions">
            <button class="button" type="submit">
              {texts.say('details.submit')}
            </button>
            <a class="link" href={backUrl}>
              {texts.say('claim.back')}
            </a>
          </div>
        </form>
      </div>
      <ContactCard texts={texts} partner={context.partner} />
    </>,
  );
}

export interface ClaimCodePage extends AboutMailbox {
  readonly action: string;
  readonly resendAction: string;
  readonly error?: CodeError | undefined;
  readonly notice?: 'code-resent' | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** Asks for the code that proves the mailbox. */
export function renderClaimCodePage(page: ClaimCodePage): string {
  const { context, error } = page;
  const texts = textsFor(context.language);
  const title = `${texts.say('code.title')} – ${context.partner.name}`;
  const problems = codeProblems(texts, error, page.retryAfterSeconds);
  return renderPage(
    { texts, context, title: error ? texts.say('layout.errorTitle', { title }) : title },
    <>
      <div class="card">
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
        <form method="post" action={page.action} noValidate>
          <input type="hidden" name="language" value={context.language} />
          <CodeField texts={texts} problems={problems} />
          <p>{texts.say('claim.codeEffect', { days: noticeOf(texts) })}</p>
          <div class="actions">
            <button class="button" type="submit">
              {texts.say('claim.submit')}
            </button>
            <a class="link" href={page.backUrl}>
              {texts.say('claim.back')}
            </a>
          </div>
        </form>
      </div>
      <MissingCode
        texts={texts}
        problems={problems}
        action={page.resendAction}
        hidden={{ language: context.language }}
      />
      <ContactCard texts={texts} partner={context.partner} />
    </>,
  );
}

/** What comes next, once the mailbox has proved itself. */
export function renderClaimedPage({
  context,
  country,
  effectAt,
  backUrl,
}: {
  readonly context: PageContext;
  /** Whose time zone dates are told in. */
  readonly country: string;
  readonly effectAt: Date;
  readonly backUrl: string;
}): string {
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  return renderStatePage({
    context,
    language: context.language,
    title: texts.say('claim.provedTitle'),
    paragraphs: [
      texts.phrase('claim.provedText', { partner, date: texts.moment(effectAt, country) }),
      texts.phrase('claim.provedMail'),
      texts.phrase('claim.provedNothing', { partner }),
      texts.phrase('claim.provedNew', { partner }),
    ],
    action: (
      <div class="actions">
        <a class="button second" href={backUrl}>
          {texts.say('claim.back')}
        </a>
      </div>
    ),
  });
}
