/** The page of a service request before its desk's code has opened it. It says whose request it is and which, and nothing of what it is about. */
import { spokenNumber } from '../../domain/customers/request-number';
import { limits } from '../../catalogue/limits';
import { leftToRight, named } from '../../i18n/phrase';
import { textsFor } from '../../i18n/texts';
import type { PageContext } from '../../kit/cards';
import type { FieldProblem } from '../../kit/form-fields';
import { providerOf } from '../../kit/offer-terms';
import { Genuine, renderPage } from '../../kit/page-layout';
import { Words } from '../../kit/words';
import { codeProblems, CodeSummary, SureForm } from '../code/code-form';
import { AnswerCard } from './answer-form';

export interface RequestStartPage {
  readonly context: PageContext;
  readonly requestNumber: string;
  /** Decides who provides the services. */
  readonly country: string;
  /** Where the code is asked for, where one is entered, and where an answer is posted to. */
  readonly codeAction: string;
  readonly codeUrl: string;
  readonly answerAction: string;
  readonly formKey: string;
  /** What was typed, by the name of the form field. */
  readonly values?: Readonly<Record<string, string>> | undefined;
  readonly errors?: readonly FieldProblem[] | undefined;
  /** The form for a code came without its answer. */
  readonly isUnsure?: boolean | undefined;
  /** An answer has just been taken; `closed` when the session had ended before. */
  readonly told?: 'sent' | 'closed' | undefined;
}

/** Offers to mail the code to the desk, and takes an answer without it. */
export function renderRequestStartPage(page: RequestStartPage): string {
  const { context, requestNumber, values = {}, errors = [], told } = page;
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const number = spokenNumber(requestNumber);
  const title = `${texts.say('desk.title', { number: leftToRight(number) })} – ${context.partner.name}`;
  const problems = codeProblems(texts, page.isUnsure === true ? 'unsure' : undefined, undefined);
  const hasErrors = page.isUnsure === true || errors.length > 0;
  return renderPage(
    { texts, context, title: hasErrors ? texts.say('layout.errorTitle', { title }) : title },
    <>
      <div class="card">
        <h1>
          <Words of={texts.phrase('desk.title', { number: leftToRight(number) })} />
        </h1>
        {told && (
          <p class="notice" role="status">
            <Words
              of={
                told === 'sent'
                  ? texts.phrase('desk.sent', { partner })
                  : texts.phrase('desk.hasClosed', {
                      minutes: texts.say('count.minutes', { count: limits.serviceRequest.sessionMinutes }),
                    })
              }
            />
          </p>
        )}
        <CodeSummary texts={texts} problems={problems} />
        <p>
          <Words of={texts.phrase('desk.lead', { partner })} />
        </p>
        <p>{texts.say('desk.locked')}</p>
        <SureForm
          texts={texts}
          problems={problems}
          question="desk"
          action={page.codeAction}
          formKey={page.formKey}
          submit="details.submit"
          codeUrl={page.codeUrl}
        />
      </div>
      <AnswerCard
        texts={texts}
        partner={context.partner.name}
        action={page.answerAction}
        formKey={page.formKey}
        values={values}
        errors={errors}
      />
      <Genuine texts={texts} partner={context.partner} provider={providerOf(texts, page.country)} />
    </>,
  );
}
