/** The access page before the mailed code has opened it. It says whose page it is, and nothing of anybody else. */
import { limits } from '../../catalogue/limits';
import { named } from '../../i18n/phrase';
import { textsFor } from '../../i18n/texts';
import type { PageContext } from '../../kit/cards';
import { providerOf } from '../../kit/offer-terms';
import { Genuine, renderPage } from '../../kit/page-layout';
import { Words } from '../../kit/words';
import { codeProblems, CodeSummary, SureForm } from '../code/code-form';

export interface AccessStartPage {
  readonly context: PageContext;
  /** Decides who provides the services. */
  readonly country: string;
  /** Where the code is asked for. */
  readonly action: string;
  /** A form that is sent twice asks for one code. */
  readonly formKey: string;
  /** Where a code is entered. */
  readonly codeUrl: string;
  /** Something was to be ended after the page had closed. */
  readonly hasClosed?: boolean | undefined;
  /** The form came without its answer. */
  readonly isUnsure?: boolean | undefined;
}

/** Offers to mail the code to the administrator on record. */
export function renderAccessStartPage(page: AccessStartPage): string {
  const { context } = page;
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const minutes = texts.say('count.minutes', { count: limits.access.sessionMinutes });
  const title = texts.say('access.title', { partner: context.partner.name });
  const problems = codeProblems(texts, page.isUnsure === true ? 'unsure' : undefined, undefined);
  return renderPage(
    { texts, context, title: page.isUnsure === true ? texts.say('layout.errorTitle', { title }) : title },
    <>
      <div class="card">
        <h1>
          <Words of={texts.phrase('access.title', { partner })} />
        </h1>
        {page.hasClosed === true && (
          <p class="summary" role="alert">
            {texts.say('access.hasClosed', { minutes })}
          </p>
        )}
        <CodeSummary texts={texts} problems={problems} />
        <p>
          <Words of={texts.phrase('access.lead', { partner })} />
        </p>
        <p>{texts.say('access.locked')}</p>
        <SureForm
          texts={texts}
          problems={problems}
          question="access"
          action={page.action}
          formKey={page.formKey}
          submit="details.submit"
          codeUrl={page.codeUrl}
        />
      </div>
      <Genuine texts={texts} partner={context.partner} provider={providerOf(texts, page.country)} />
    </>,
  );
}
