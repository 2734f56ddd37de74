/** The page where the code is entered that opens the access page. */
import { limits } from '../../catalogue/limits';
import { textsFor } from '../../i18n/texts';
import type { PageContext } from '../../kit/cards';
import { providerOf } from '../../kit/offer-terms';
import { Genuine, renderPage } from '../../kit/page-layout';
import { CodeField, codeProblems, CodeSummary, MissingCode, type CodeError } from '../code/code-form';

export interface AccessCodePage {
  readonly context: PageContext;
  /** Decides who provides the services. */
  readonly country: string;
  /** Where the code is posted to. */
  readonly action: string;
  readonly resendAction: string;
  /** A form that is sent twice asks for one code. */
  readonly formKey: string;
  readonly error?: CodeError | undefined;
  readonly notice?: 'code-resent' | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** Asks for the code. It names nobody whom the code goes to. */
export function renderAccessCodePage(page: AccessCodePage): string {
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
        <p>{texts.say('access.codeTo')}</p>
        <form method="post" action={page.action} noValidate>
          <CodeField texts={texts} problems={problems} />
          <p>
            {texts.say('access.codeEffect', {
              minutes: texts.say('count.minutes', { count: limits.access.sessionMinutes }),
            })}
          </p>
          <div class="actions">
            <button class="button" type="submit">
              {texts.say('access.open')}
            </button>
          </div>
        </form>
      </div>
      <MissingCode
        texts={texts}
        problems={problems}
        action={page.resendAction}
        hidden={{ idempotencyKey: page.formKey }}
      />
      <Genuine texts={texts} partner={context.partner} provider={providerOf(texts, page.country)} />
    </>,
  );
}
