/** The page where a mailed code is entered: the same whatever it confirms, opens or proves. */
import type { ComponentChildren } from 'preact';
import type { Language } from '../../domain/text';
import { textsFor } from '../../i18n/texts';
import { SubmitAction } from '../../kit/actions';
import type { PageContext } from '../../kit/cards';
import { renderPage } from '../../kit/page-layout';
import { CodeField, codeProblems, CodeSummary, MissingCode, type CodeError } from './code-form';

/** Where a code is entered or asked for again, and what became of the last. */
export interface CodeEntry {
  readonly context: PageContext;
  /** Where the code is posted to. */
  readonly action: string;
  readonly resendAction: string;
  readonly error?: CodeError | undefined;
  readonly notice?: 'code-resent' | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** What one such page says. */
interface Saying {
  /** What the code is for, after the title. */
  readonly about: string;
  readonly steps?: ComponentChildren;
  /** Whom the code went to. */
  readonly sent: ComponentChildren;
  /** What entering it does. */
  readonly effect: ComponentChildren;
  readonly submit: string;
  readonly elsewhere?: { readonly href: string; readonly label: string } | undefined;
  /** Kept by both forms. */
  readonly language?: Language;
  /** A form for another code that is sent twice asks for one. */
  readonly resendKey?: string;
  /** What else can be done when no code came. */
  readonly instead?: ComponentChildren;
  /** Whom to ask, and whether it is genuine. */
  readonly below: ComponentChildren;
}

/** Asks for the code. */
export function renderCodeEntry(page: CodeEntry, saying: Saying): string {
  const { context, error } = page;
  const { language, resendKey } = saying;
  const texts = textsFor(context.language);
  const title = `${texts.say('code.title')} – ${saying.about}`;
  const problems = codeProblems(texts, error, page.retryAfterSeconds);
  return renderPage(
    { texts, context, title: error ? texts.say('layout.errorTitle', { title }) : title },
    <>
      <div class="card">
        {saying.steps}
        <h1>{texts.say('code.title')}</h1>
        <CodeSummary texts={texts} problems={problems} />
        {page.notice && (
          <p class="notice" role="status">
            {texts.say('code.resent')}
          </p>
        )}
        {saying.sent}
        <form method="post" action={page.action} noValidate>
          {language && <input type="hidden" name="language" value={language} />}
          <CodeField texts={texts} problems={problems} />
          <p>{saying.effect}</p>
          <SubmitAction label={saying.submit} elsewhere={saying.elsewhere} />
        </form>
      </div>
      <MissingCode
        texts={texts}
        problems={problems}
        action={page.resendAction}
        hidden={{
          ...(language ? { language } : {}),
          ...(resendKey === undefined ? {} : { idempotencyKey: resendKey }),
        }}
      >
        {saying.instead}
      </MissingCode>
      {saying.below}
    </>,
  );
}
