/** The pages on which a customer puts somebody else on record: who it is to be, the codes of both mailboxes, and what came of it. */
import { limits } from '../../catalogue/limits';
import type { Contact } from '../../domain/customers/customer';
import { shownAddress, shownDomain } from '../../domain/shown-domains';
import { leftToRight, named } from '../../i18n/phrase';
import { textsFor, type PlainTextKey, type Texts } from '../../i18n/texts';
import { LinkAction, SubmitAction } from '../../kit/actions';
import type { PageContext } from '../../kit/cards';
import { fact, Facts } from '../../kit/facts';
import { optionalLabel, ProblemSummary, problemsOf, TextField, type FieldProblem } from '../../kit/form-fields';
import { providerOf } from '../../kit/offer-terms';
import { Genuine, renderPage } from '../../kit/page-layout';
import { renderStatePage } from '../../kit/state-page';
import { Words } from '../../kit/words';
import type { CodeEntry } from '../code/code-entry';
import { codeProblems, MissingCode, type CodeError } from '../code/code-form';

interface OnAccessPage {
  readonly context: PageContext;
  /** Decides who provides the services. */
  readonly country: string;
}

export interface AdministratorPage extends OnAccessPage {
  /** Where the new mailbox has to be. */
  readonly domain: string;
  readonly action: string;
  readonly backUrl: string;
  /** A form that is sent twice is one change. */
  readonly formKey: string;
  /** What was typed, by the name of the form field. */
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly FieldProblem[];
}

/** Asks who is to be on record. */
export function renderAdministratorPage(page: AdministratorPage): string {
  const { context, errors } = page;
  const texts = textsFor(context.language);
  const title = `${texts.say('administrator.title')} – ${context.partner.name}`;
  const field = (name: string) => ({ name, value: page.values[name] ?? '', problems: problemsOf(name, errors) });
  return renderPage(
    { texts, context, title: errors.length > 0 ? texts.say('layout.errorTitle', { title }) : title },
    <>
      <div class="card">
        <h1>{texts.say('administrator.title')}</h1>
        <ProblemSummary texts={texts} problems={errors} fields={['name', 'email', 'phone']} />
        <p>{texts.say('administrator.lead')}</p>
        <ul class="bullets">
          <li>{texts.say('administrator.bothCodes')}</li>
          <li>
            <Words of={texts.phrase('administrator.nobodyElse', { partner: named(context.partner.name) })} />
          </li>
        </ul>
        <form method="post" action={page.action} noValidate>
          <input type="hidden" name="idempotencyKey" value={page.formKey} />
          <TextField {...field('name')} label={texts.say('field.contactName')} autocomplete="on" dir="auto" required />
          <TextField
            {...field('email')}
            label={texts.say('field.contactEmail')}
            hint={
              <Words of={texts.phrase('administrator.emailHint', { domain: leftToRight(shownDomain(page.domain)) })} />
            }
            autocomplete="on"
            inputmode="email"
            dir="ltr"
            required
          />
          <TextField
            {...field('phone')}
            label={optionalLabel(texts, 'field.contactPhone')}
            autocomplete="on"
            inputmode="tel"
            dir="ltr"
          />
          <SubmitAction
            label={texts.say('administrator.submit')}
            elsewhere={{ href: page.backUrl, label: texts.say('access.keep') }}
          />
        </form>
      </div>
      <Genuine texts={texts} partner={context.partner} provider={providerOf(texts, page.country)} />
    </>,
  );
}

export interface AdministratorCodesPage extends CodeEntry, OnAccessPage {
  /** The address on record. */
  readonly current: string;
  /** Who is to follow. */
  readonly next: Pick<Contact, 'name' | 'email'>;
  /** Where somebody else is named. */
  readonly changeUrl: string;
}

/** Asks for both codes on one page. */
export function renderAdministratorCodesPage(page: AdministratorCodesPage): string {
  const { context, error, current, next } = page;
  const texts = textsFor(context.language);
  const title = `${texts.say('administrator.codesTitle')} – ${context.partner.name}`;
  const message = messageOf(texts, page);
  const isUnsure = error === 'unsure';
  const isAboutCodes = error !== undefined && error !== 'resend-too-soon' && !isUnsure;
  const problems = message === undefined ? [] : [{ pointer: isUnsure ? '/sure' : '/currentCode', message }];
  const field = { problems: isAboutCodes ? problems.map((problem) => problem.message) : [], class: 'code' } as const;
  return renderPage(
    { texts, context, title: error ? texts.say('layout.errorTitle', { title }) : title },
    <>
      <div class="card">
        <h1>{texts.say('administrator.codesTitle')}</h1>
        <ProblemSummary
          texts={texts}
          problems={problems}
          fields={isUnsure ? ['sure'] : isAboutCodes ? ['currentCode'] : []}
        />
        {page.notice && (
          <p class="notice" role="status">
            {texts.say('administrator.codesResent')}
          </p>
        )}
        <p>
          <Words of={texts.phrase('administrator.codesLead', { name: named(next.name) })} />
        </p>
        <form method="post" action={page.action} noValidate>
          <TextField
            {...field}
            name="currentCode"
            label={texts.say('administrator.currentCode')}
            hint={<Words of={texts.phrase('administrator.codeTo', { address: leftToRight(shownAddress(current)) })} />}
            autocomplete="one-time-code"
            inputmode="numeric"
            dir="ltr"
            required
          />
          <TextField
            {...field}
            problems={[]}
            name="newCode"
            label={texts.say('administrator.newCode')}
            hint={
              <Words of={texts.phrase('administrator.codeTo', { address: leftToRight(shownAddress(next.email)) })} />
            }
            autocomplete="on"
            inputmode="numeric"
            dir="ltr"
            required
          />
          <p>
            <Words
              of={texts.phrase('administrator.codesEffect', {
                name: named(next.name),
                minutes: texts.say('count.minutes', { count: limits.confirmationCode.livesMinutes }),
              })}
            />
          </p>
          <SubmitAction label={texts.say('administrator.confirm')} />
        </form>
      </div>
      <MissingCode
        texts={texts}
        problems={codeProblems(texts, isUnsure ? 'unsure' : undefined, undefined)}
        action={page.resendAction}
        hidden={{}}
      >
        <a class="link" href={page.changeUrl}>
          {texts.say('administrator.changeDetails')}
        </a>
      </MissingCode>
      <Genuine texts={texts} partner={context.partner} provider={providerOf(texts, page.country)} />
    </>,
  );
}

const ownTexts: ReadonlyMap<CodeError, PlainTextKey> = new Map([
  ['confirmation-code-wrong', 'administrator.codesWrong'],
  ['confirmation-code-expired', 'administrator.codesExpired'],
  ['invalid', 'administrator.codesUnreadable'],
]);

function messageOf(texts: Texts, { error, retryAfterSeconds }: AdministratorCodesPage): string | undefined {
  const own = error && ownTexts.get(error);
  return own ? texts.say(own) : codeProblems(texts, error, retryAfterSeconds).all[0]?.message;
}

/** Somebody else is on record now. */
export function renderAdministratorChangedPage({
  context,
  contact,
  backUrl,
}: {
  readonly context: PageContext;
  readonly contact: Contact;
  readonly backUrl: string;
}): string {
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  return renderStatePage({
    context,
    language: context.language,
    title: texts.say('administrator.changedTitle'),
    paragraphs: [
      texts.phrase('administrator.changedText', { name: named(contact.name) }),
      texts.phrase('administrator.changedTold', { partner }),
      texts.phrase('administrator.changedAccess'),
    ],
    action: (
      <>
        <Facts
          facts={[
            fact(texts.say('access.administrator'), named(contact.name)),
            fact(texts.say('contact.email'), leftToRight(shownAddress(contact.email))),
          ]}
        />
        <LinkAction href={backUrl} label={texts.say('receipt.accessLink')} isSecond />
      </>
    ),
  });
}

/** Why a customer without a domain of its own keeps its mailbox. */
export function renderMailboxStaysPage({ context, backUrl }: OnAccessPage & { readonly backUrl: string }): string {
  const texts = textsFor(context.language);
  return renderStatePage({
    context,
    language: context.language,
    title: texts.say('administrator.staysTitle'),
    paragraphs: [
      texts.phrase('administrator.staysText'),
      texts.phrase('administrator.staysNext', { partner: named(context.partner.name) }),
    ],
    action: <LinkAction href={backUrl} label={texts.say('administrator.back')} />,
  });
}
