/** The page of a link that shows a password, before it is shown: what will happen, and a question that only a person answers. */
import { limits } from '../../catalogue/limits';
import { named } from '../../i18n/phrase';
import { textsFor } from '../../i18n/texts';
import type { PageContext } from '../../kit/cards';
import { providerOf } from '../../kit/offer-terms';
import { Genuine, renderPage } from '../../kit/page-layout';
import { Words } from '../../kit/words';
import { codeProblems, CodeSummary, SureForm } from '../code/code-form';

export interface RevealStartPage {
  readonly context: PageContext;
  /** Decides who provides the services, and whose time zone dates are told in. */
  readonly country: string;
  readonly expiresAt: string;
  /** Where the password is shown, or, `byCode`, where a code is asked for. */
  readonly action: string;
  /** A form that is sent twice asks for one code. */
  readonly formKey: string;
  readonly byCode?: { readonly codeUrl: string } | undefined;
  /** The form came without its answer. */
  readonly isUnsure?: boolean | undefined;
}

/** Offers to show it, or to mail the code that does. */
export function renderRevealStartPage(page: RevealStartPage): string {
  const { context, country, byCode } = page;
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const title = texts.say('reveal.title');
  const problem = byCode ? 'unsure' : 'not-now';
  const problems = codeProblems(texts, page.isUnsure === true ? problem : undefined, undefined);
  const whole = `${title} – ${context.partner.name}`;
  return renderPage(
    { texts, context, title: page.isUnsure === true ? texts.say('layout.errorTitle', { title: whole }) : whole },
    <>
      <div class="card">
        <h1>{title}</h1>
        <CodeSummary texts={texts} problems={problems} />
        <p>
          <Words of={texts.phrase('reveal.lead', { partner })} />
        </p>
        {byCode && <p>{texts.say('reveal.byCode')}</p>}
        <p>
          <strong>{texts.say('reveal.until', { date: texts.moment(new Date(page.expiresAt), country) })}</strong>
        </p>
        <SureForm
          texts={texts}
          problems={problems}
          question={byCode ? 'revealCode' : 'reveal'}
          action={page.action}
          formKey={page.formKey}
          submit={byCode ? 'details.submit' : 'reveal.show'}
          codeUrl={byCode?.codeUrl}
        />
      </div>
      <Genuine texts={texts} partner={context.partner} provider={providerOf(texts, country)} />
    </>,
  );
}

/** For how long a link shows it, in words. */
export function shownFor(texts: ReturnType<typeof textsFor>): string {
  return texts.say('count.minutes', { count: limits.passwordReset.shownForMinutes });
}
