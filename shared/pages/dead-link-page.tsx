/** The page of a link that leads nowhere, or nowhere any more. */
import type { Refusal } from '../domain/refusal';
import type { Language } from '../domain/text';
import { named, type Phrase } from '../i18n/phrase';
import { textsFor, type PlainTextKey, type Texts } from '../i18n/texts';
import type { PageContext } from './cards';
import { optionalLabel, ProblemSummary, problemsOf, TextArea, TextField, type FieldProblem } from './form-fields';
import { Section } from './page-layout';
import { renderStatePage } from './state-page';
import { Words } from './words';

export type DeadLinkRefusal = Extract<
  Refusal,
  'offer-expired' | 'offer-revoked' | 'offer-replaced' | 'offer-exhausted' | 'offer-unavailable' | 'link-unknown'
>;

/** A form that asks the partner for a fresh link, or the word that it was sent. */
export type FreshLinkForm =
  | {
      readonly action: string;
      readonly values: Readonly<Record<string, string>>;
      readonly errors: readonly FieldProblem[];
    }
  | 'asked';

export interface DeadLinkPage {
  /** Left out when the link says nothing about whose it is. */
  readonly context?: PageContext | undefined;
  readonly language: Language;
  readonly refusal: DeadLinkRefusal;
  /** Left out when nobody could give a fresh link. */
  readonly freshLink?: FreshLinkForm | undefined;
}

const wordings = {
  'offer-expired': { title: 'dead.expiredTitle', text: 'dead.expiredText' },
  'offer-revoked': { title: 'dead.revokedTitle', text: 'dead.revokedText' },
  'offer-replaced': { title: 'dead.replacedTitle', text: 'dead.replacedText' },
  'offer-exhausted': { title: 'dead.exhaustedTitle', text: 'dead.exhaustedText' },
  'offer-unavailable': { title: 'dead.unavailableTitle', text: 'dead.unavailableText' },
  'link-unknown': { title: 'dead.unknownTitle', text: 'dead.unknownText' },
} as const satisfies Record<DeadLinkRefusal, { readonly title: PlainTextKey; readonly text: PlainTextKey }>;

/** What the page of a dead link says in its title. */
export function deadLinkTitle(texts: Texts, refusal: DeadLinkRefusal): string {
  return texts.say(wordings[refusal].title);
}

/** Says why a link leads nowhere, and whom to ask; where the newer one is, only the partner says. */
export function renderDeadLinkPage({ context, language, refusal, freshLink }: DeadLinkPage): string {
  const texts = textsFor(language);
  const paragraphs = [texts.phrase(wordings[refusal].text), ...nextSteps(texts, { context, refusal, freshLink })];
  return renderStatePage({
    context,
    language,
    title: deadLinkTitle(texts, refusal),
    hasErrors: freshLink !== undefined && freshLink !== 'asked' && freshLink.errors.length > 0,
    paragraphs,
    action: context && freshLink && <FreshLink texts={texts} context={context} form={freshLink} />,
  });
}

function FreshLink({
  texts,
  context,
  form,
}: {
  readonly texts: Texts;
  readonly context: PageContext;
  readonly form: FreshLinkForm;
}) {
  const partner = named(context.partner.name);
  if (form === 'asked')
    return (
      <p class="notice" role="status">
        <Words of={texts.phrase('fresh.asked', { partner })} />
      </p>
    );
  const { action, values, errors } = form;
  return (
    <Section title={texts.say('fresh.title')}>
      <p>
        <Words of={texts.phrase('fresh.lead', { partner })} />
      </p>
      <ProblemSummary texts={texts} problems={errors} fields={['email', 'name', 'message']} />
      <form method="post" action={action} noValidate>
        <input type="hidden" name="language" value={texts.language} />
        <TextField
          name="email"
          label={texts.say('field.contactEmail')}
          hint={texts.say('fresh.emailHint')}
          value={values['email'] ?? ''}
          problems={problemsOf('email', errors)}
          inputmode="email"
          autocomplete="email"
          dir="ltr"
          required
        />
        <TextField
          name="name"
          label={optionalLabel(texts, 'fresh.name')}
          value={values['name'] ?? ''}
          problems={problemsOf('name', errors)}
          autocomplete="name"
          dir="auto"
        />
        <TextArea
          name="message"
          label={optionalLabel(texts, 'fresh.message')}
          value={values['message'] ?? ''}
          problems={problemsOf('message', errors)}
        />
        <div class="actions">
          <button class="button" type="submit">
            {texts.say('fresh.submit')}
          </button>
        </div>
      </form>
    </Section>
  );
}

/** What stays, and what to do; where a form asks for a fresh link, that is the next step. */
function nextSteps(texts: Texts, { context, refusal, freshLink }: Omit<DeadLinkPage, 'language'>): readonly Phrase[] {
  if (refusal === 'link-unknown') return [texts.phrase('dead.unknownNext')];
  const stays = texts.phrase('dead.agreed');
  if (!context) return [stays, texts.phrase('dead.nextUnnamed')];
  if (freshLink) return [stays];
  const partner = named(context.partner.name);
  return [stays, texts.phrase(refusal === 'offer-unavailable' ? 'refusal.nextPartner' : 'dead.next', { partner })];
}

/** Whether the refusal is about the link itself. */
export function isDeadLink(refusal: Refusal): refusal is DeadLinkRefusal {
  return refusal in wordings;
}
