/** The pages on which somebody says that the administrator's mailbox is lost: what that does, the code that proves their own, and what comes next. They say the same whoever is on record. */
import { limits } from '../../catalogue/limits';
import { leftToRight, named } from '../../i18n/phrase';
import { textsFor, type Texts } from '../../i18n/texts';
import { LinkAction, SubmitAction } from '../../kit/actions';
import type { PageContext } from '../../kit/cards';
import { renderPage } from '../../kit/page-layout';
import { ContactCard, renderStatePage } from '../../kit/state-page';
import { Words } from '../../kit/words';
import { renderCodeEntry, type CodeEntry } from './code-entry';
import { codeProblems, CodeSummary, SureChoice } from './code-form';

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
          <SubmitAction
            label={texts.say('details.submit')}
            elsewhere={{ href: backUrl, label: texts.say('claim.back') }}
          />
        </form>
      </div>
      <ContactCard texts={texts} partner={context.partner} />
    </>,
  );
}

export interface ClaimCodePage extends CodeEntry, AboutMailbox {}

/** Asks for the code that proves the mailbox. */
export function renderClaimCodePage(page: ClaimCodePage): string {
  const { language, partner } = page.context;
  const texts = textsFor(language);
  return renderCodeEntry(page, {
    about: partner.name,
    sent: (
      <p>
        <Words of={texts.phrase('code.sent', { address: leftToRight(page.sentTo) })} />
      </p>
    ),
    effect: texts.say('claim.codeEffect', { days: noticeOf(texts) }),
    submit: texts.say('claim.submit'),
    elsewhere: { href: page.backUrl, label: texts.say('claim.back') },
    language,
    below: <ContactCard texts={texts} partner={partner} />,
  });
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
    action: <LinkAction href={backUrl} label={texts.say('claim.back')} isSecond />,
  });
}
