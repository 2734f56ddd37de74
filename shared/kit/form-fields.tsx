/** Parts of forms: every field with its label, its hint and what is wrong with it, bound together for those who cannot see them side by side. */
import type { ComponentChildren } from 'preact';
import type { PlainTextKey, Texts } from '../i18n/texts';

export interface FieldProblem {
  readonly pointer: string;
  readonly message: string;
}

/** The id of a form field's element. */
export function fieldId(name: string): string {
  return `field-${name.replaceAll('.', '-')}`;
}

/** The name of the form field that a JSON pointer means: /contact/email is contact.email. */
function fieldName(pointer: string): string {
  return pointer.slice(1).replaceAll('/', '.');
}

/** The problems of one field. */
export function problemsOf(name: string, problems: readonly FieldProblem[]): readonly string[] {
  return problems.filter(({ pointer }) => fieldName(pointer) === name).map(({ message }) => message);
}

/** What is wrong, on top of the page, with links to the fields that are there. */
export function ProblemSummary({
  texts,
  problems,
  fields,
}: {
  readonly texts: Texts;
  readonly problems: readonly FieldProblem[];
  readonly fields: readonly string[];
}) {
  if (problems.length === 0) return null;
  return (
    <div class="summary" role="alert" aria-labelledby="problems">
      <h2 id="problems">{texts.say('details.errors', { count: problems.length })}</h2>
      <ul>
        {problems.map(({ pointer, message }) => (
          <li>
            {fields.includes(fieldName(pointer)) ? <a href={`#${fieldId(fieldName(pointer))}`}>{message}</a> : message}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The label of a field that may stay empty. */
export function optionalLabel(texts: Texts, label: PlainTextKey): string {
  return texts.say('details.optional', { label: texts.say(label) });
}

/** The attributes that bind a field to its hint and its problems. */
export function described(name: string, hint: boolean, problems: readonly string[]) {
  const id = fieldId(name);
  const ids = [...(hint ? [`${id}-hint`] : []), ...(problems.length > 0 ? [`${id}-problem`] : [])];
  return {
    ...(ids.length > 0 ? { 'aria-describedby': ids.join(' ') } : {}),
    ...(problems.length > 0 ? { 'aria-invalid': 'true' as const } : {}),
  };
}

/** What is wrong with one field. */
export function Problems({ name, problems }: { readonly name: string; readonly problems: readonly string[] }) {
  return problems.length === 0 ? null : (
    <p class="fault" id={`${fieldId(name)}-problem`}>
      {problems.join(' ')}
    </p>
  );
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly problems: readonly string[];
}

export interface TextInput extends Field {
  readonly value?: string;
  /** Never `off`: browsers then do not bring back what was typed when somebody goes back to the page. */
  readonly autocomplete: 'organization' | 'name' | 'email' | 'tel' | 'one-time-code' | 'on';
  readonly inputmode?: 'url' | 'email' | 'tel' | 'numeric';
  /** `ltr` for what is no prose: addresses, numbers, codes. */
  readonly dir: 'auto' | 'ltr';
  readonly class?: string;
  readonly required?: boolean;
}

/** A field for one line of text. */
export function TextField({ label, hint, problems, ...input }: TextInput) {
  const verbatim = input.dir === 'ltr' ? { autocapitalize: 'none' as const, spellcheck: false } : {};
  return (
    <FieldFrame name={input.name} label={label} hint={hint} problems={problems}>
      <input
        id={fieldId(input.name)}
        type="text"
        {...input}
        {...verbatim}
        {...described(input.name, hint !== undefined, problems)}
      />
    </FieldFrame>
  );
}

/** A field for a few lines of plain text. */
export function TextArea({ label, hint, problems, value, ...input }: Field & { readonly value: string }) {
  return (
    <FieldFrame name={input.name} label={label} hint={hint} problems={problems}>
      <textarea
        id={fieldId(input.name)}
        name={input.name}
        rows={4}
        dir="auto"
        {...described(input.name, hint !== undefined, problems)}
      >
        {value}
      </textarea>
    </FieldFrame>
  );
}

/** Label above, hint and problems below the label, then the field itself. */
export function FieldFrame({
  name,
  label,
  hint,
  problems,
  children,
}: Field & { readonly children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={fieldId(name)}>{label}</label>
      {children}
      {hint !== undefined && (
        <p class="hint" id={`${fieldId(name)}-hint`}>
          {hint}
        </p>
      )}
      <Problems name={name} problems={problems} />
    </div>
  );
}
