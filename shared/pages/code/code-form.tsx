/** The parts of a page where a mailed code is entered, whatever it confirms or opens. */
import type { ComponentChildren } from 'preact';
import { limits } from '../../catalogue/limits';
import type { Refused } from '../../domain/refusal';
import type { PlainTextKey, Texts } from '../../i18n/texts';
import { SubmitAction } from '../../kit/actions';
import { described, fieldId, Problems, ProblemSummary, TextField, type FieldProblem } from '../../kit/form-fields';
import { Section } from '../../kit/page-layout';
import { waitingTime } from '../../kit/waiting-time';

const problemTexts = {
  'confirmation-code-wrong': 'code.wrong',
  'confirmation-code-expired': 'code.expired',
  'too-many-attempts': 'code.tooMany',
  'resend-too-soon': 'code.tooSoon',
  invalid: 'problem.confirmationCode',
  unsure: 'problem.sure',
  'not-now': 'reveal.unsure',
} as const satisfies Record<string, PlainTextKey>;

const nextTexts: ReadonlyMap<string, PlainTextKey> = new Map([
  ['too-many-attempts', 'code.tooManyNext'],
  ['resend-too-soon', 'code.tooSoonNext'],
]);

type FormError = keyof typeof problemTexts;
/** What can become of a code; that a password is not to be shown yet is said where none is asked for. */
export type CodeError = Exclude<FormError, 'not-now'>;

/** What a refusal of a code is on its page; whatever says nothing of the code is about how it was typed. */
export function codeErrorOf({ refusal }: Refused): CodeError {
  switch (refusal) {
    case 'confirmation-code-wrong':
    case 'confirmation-code-expired':
    case 'too-many-attempts':
      return refusal;
    default:
      return 'invalid';
  }
}

/** What became of the last code, for the top of the page and for the field. */
interface CodeProblems {
  readonly all: readonly FieldProblem[];
  readonly atField: readonly FieldProblem[];
  /** Of the question whether a code is to be sent. */
  readonly atChoice: readonly FieldProblem[];
}

/** Says what became of the last code. */
export function codeProblems(
  texts: Texts,
  error: FormError | undefined,
  retryAfterSeconds: number | undefined,
): CodeProblems {
  if (error === undefined) return { all: [], atField: [], atChoice: [] };
  const message = problemMessage(texts, error, retryAfterSeconds);
  if (error === 'unsure' || error === 'not-now') {
    const all = [{ pointer: '/sure', message }];
    return { all, atField: [], atChoice: all };
  }
  const all = [{ pointer: '/confirmationCode', message }];
  // A resend that came too soon says nothing about what is in the field.
  return { all, atField: error === 'resend-too-soon' ? [] : all, atChoice: [] };
}

function problemMessage(texts: Texts, error: FormError, retryAfterSeconds: number | undefined): string {
  const next = nextTexts.get(error);
  if (next === undefined) return texts.say(problemTexts[error]);
  return texts.say('layout.sentences', {
    first: texts.say(problemTexts[error]),
    second: retryAfterSeconds === undefined ? texts.say(next) : waitingTime(texts, retryAfterSeconds),
  });
}

interface WithProblems {
  readonly texts: Texts;
  readonly problems: CodeProblems;
}

/** What became of the last code, on top of the page. */
export function CodeSummary({ texts, problems: { all, atField, atChoice } }: WithProblems) {
  const fields = [...(atField.length > 0 ? ['confirmationCode'] : []), ...(atChoice.length > 0 ? ['sure'] : [])];
  return <ProblemSummary texts={texts} problems={all} fields={fields} />;
}

const questions = {
  code: { asked: 'code.sure', no: 'code.sureNo', yes: 'code.sureYes' },
  claim: { asked: 'claim.sure', no: 'claim.sureNo', yes: 'claim.sureYes' },
  access: { asked: 'access.sure', no: 'access.sureNo', yes: 'access.sureYes' },
  desk: { asked: 'desk.sure', no: 'access.sureNo', yes: 'access.sureYes' },
  reveal: { asked: 'reveal.sure', no: 'reveal.sureNo', yes: 'reveal.sureYes' },
  revealCode: { asked: 'reveal.codeSure', no: 'access.sureNo', yes: 'access.sureYes' },
} as const satisfies Record<string, Record<string, PlainTextKey>>;

/** Whether a code is to be sent, for a person to say: link scanners press every button, and take the first of each choice. */
export function SureChoice({
  texts,
  problems,
  question,
}: WithProblems & { readonly question: keyof typeof questions }) {
  const name = 'sure';
  const messages = problems.atChoice.map(({ message }) => message);
  const { asked, no, yes } = questions[question];
  const answers = [
    { value: 'false', id: fieldId(name), answer: no },
    { value: 'true', id: `${fieldId(name)}-yes`, answer: yes },
  ] as const;
  return (
    <fieldset role="radiogroup" {...described(name, false, messages)}>
      <legend>{texts.say(asked)}</legend>
      <div class="choices">
        {answers.map(({ value, id, answer }) => (
          <label class="choice" for={id}>
            <input type="radio" id={id} name={name} value={value} required />
            <span>{texts.say(answer)}</span>
          </label>
        ))}
      </div>
      <Problems name={name} problems={messages} />
    </fieldset>
  );
}

/** The form that has something done once a person says so: a code sent, or a password shown. */
export function SureForm({
  texts,
  problems,
  question,
  action,
  formKey,
  submit,
  codeUrl,
}: WithProblems & {
  readonly question: keyof typeof questions;
  readonly action: string;
  /** A form that is sent twice does it once. */
  readonly formKey: string;
  readonly submit: PlainTextKey;
  /** Where a code is entered by whoever has one. */
  readonly codeUrl?: string | undefined;
}) {
  return (
    <form method="post" action={action} noValidate>
      <input type="hidden" name="idempotencyKey" value={formKey} />
      <SureChoice texts={texts} problems={problems} question={question} />
      <SubmitAction
        label={texts.say(submit)}
        elsewhere={codeUrl === undefined ? undefined : { href: codeUrl, label: texts.say('access.haveCode') }}
      />
    </form>
  );
}

/** The field for the six digits. */
export function CodeField({ texts, problems }: WithProblems) {
  return (
    <TextField
      name="confirmationCode"
      label={texts.say('code.label')}
      hint={texts.say('code.hint', {
        minutes: texts.say('count.minutes', { count: limits.confirmationCode.livesMinutes }),
      })}
      problems={problems.atField.map(({ message }) => message)}
      class="code"
      autocomplete="one-time-code"
      inputmode="numeric"
      dir="ltr"
      required
    />
  );
}

/** What to do when no code came; `children` are what the form carries and where else it leads. */
export function MissingCode({
  texts,
  problems,
  action,
  hidden,
  children,
}: WithProblems & {
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="card no-print">
      <Section title={texts.say('code.missingTitle')}>
        <p>{texts.say('code.missingText')}</p>
      </Section>
      <form method="post" action={action} noValidate>
        {Object.entries(hidden).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <SureChoice texts={texts} problems={problems} question="code" />
        <div class="actions">
          <button class="button second" type="submit">
            {texts.say('code.resend')}
          </button>
          {children}
        </div>
      </form>
    </div>
  );
}
