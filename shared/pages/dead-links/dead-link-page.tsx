/** The page of a link that leads nowhere, or nowhere any more. */
import type { Language } from '../../domain/text';
import { named, type Phrase } from '../../i18n/phrase';
import { textsFor, type Texts } from '../../i18n/texts';
import { SubmitAction } from '../../kit/actions';
import type { PageContext } from '../../kit/cards';
import { deadLinkText, deadLinkTitle, type DeadLinkRefusal } from '../../kit/dead-link-words';
import {
  optionalLabel,
  ProblemSummary,
  problemsOf,
  TextArea,
  TextField,
  type FieldProblem,
} from '../../kit/form-fields';
import { Section } from '../../kit/page-layout';
import { renderStatePage } from '../../kit/state-page';
import { Words } from '../../kit/words';

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

/** Says why a link leads nowhere, and whom to ask; where the newer one is, only the partner says. */
export function renderDeadLinkPage({ context, language, refusal, freshLink }: DeadLinkPage): string {
  const texts = textsFor(language);
  const paragraphs = [deadLinkText(texts, refusal), ...nextSteps(texts, { context, refusal, freshLink })];
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
        <SubmitAction label={texts.say('fresh.submit')} />
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
