/** The form by which a service request is answered: with the session of its desk as the desk, without one as somebody nobody has verified. */
import { named } from '../../i18n/phrase';
import type { PlainTextKey, Texts } from '../../i18n/texts';
import {
  described,
  fieldId,
  optionalLabel,
  problemsOf,
  ProblemSummary,
  TextArea,
  TextField,
  type FieldProblem,
} from '../../kit/form-fields';
import { Section } from '../../kit/page-layout';
import { Words } from '../../kit/words';

const answerFields = ['text', 'name'] as const;

interface AnswerForm {
  readonly texts: Texts;
  readonly partner: string;
  readonly action: string;
  /** A form that is sent twice is one answer. */
  readonly formKey: string;
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly FieldProblem[];
  /** Of the desk: what may become of the request; left out for others. */
  readonly asDesk?: { readonly isClosed: boolean; readonly mayShare: boolean } | undefined;
}

/** The form in a card of its own, and what came of the last one that was sent. */
export function AnswerCard(form: AnswerForm) {
  const { texts, errors, asDesk } = form;
  const partner = named(form.partner);
  return (
    <div class="card">
      <Section title={texts.say(asDesk ? 'desk.answerTitle' : 'desk.unprovedTitle')}>
        <ProblemSummary texts={texts} problems={errors} fields={answerFields} />
        <p>
          <Words of={texts.phrase(asDesk ? 'desk.answerLead' : 'desk.unprovedLead', { partner })} />
        </p>
        <AnswerFields {...form} />
      </Section>
    </div>
  );
}

/** Text and name; and for the desk what is next, and whether the customer sees it. */
function AnswerFields({ texts, partner, action, formKey, values, errors, asDesk }: AnswerForm) {
  return (
    <form method="post" action={action} noValidate>
      <input type="hidden" name="idempotencyKey" value={formKey} />
      <TextArea
        name="text"
        label={texts.say('desk.answer')}
        value={values['text'] ?? ''}
        problems={problemsOf('text', errors)}
      />
      <TextField
        name="name"
        label={optionalLabel(texts, 'desk.name')}
        value={values['name'] ?? ''}
        problems={problemsOf('name', errors)}
        autocomplete="name"
        dir="auto"
      />
      {asDesk && <WhatIsNext texts={texts} partner={partner} isClosed={asDesk.isClosed} chosen={values['status']} />}
      {asDesk?.mayShare === true && (
        <label class="choice" for="share">
          <input type="checkbox" id="share" name="shared" value="true" checked={values['shared'] === 'true'} />
          <span>{texts.say('desk.share')}</span>
        </label>
      )}
      <div class="actions">
        <button class={asDesk ? 'button' : 'button second'} type="submit">
          {texts.say('desk.submit')}
        </button>
      </div>
    </form>
  );
}

function WhatIsNext({
  texts,
  partner,
  isClosed,
  chosen = '',
}: {
  readonly texts: Texts;
  readonly partner: string;
  readonly isClosed: boolean;
  readonly chosen?: string | undefined;
}) {
  const name = 'status';
  const answers: readonly (readonly [string, PlainTextKey | 'desk.thenAttention'])[] = isClosed
    ? [
        ['', 'desk.thenStay'],
        ['open', 'desk.thenReopen'],
      ]
    : [
        ['', 'desk.thenAttention'],
        ['open', 'desk.thenOpen'],
        ['closed', 'desk.thenClose'],
      ];
  return (
    <fieldset role="radiogroup" {...described(name, false, [])}>
      <legend>{texts.say('desk.then')}</legend>
      <div class="choices">
        {answers.map(([value, key], index) => (
          <label class="choice" for={`${fieldId(name)}-${index}`}>
            <input type="radio" id={`${fieldId(name)}-${index}`} name={name} value={value} checked={chosen === value} />
            <span>
              <Words of={texts.phrase(key, { partner: named(partner) })} />
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
