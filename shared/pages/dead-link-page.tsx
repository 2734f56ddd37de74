/** The page of a link that leads nowhere, or nowhere any more. */
import type { Refusal } from '../domain/refusal';
import type { Language } from '../domain/text';
import { named, type Phrase } from '../i18n/phrase';
import { textsFor, type PlainTextKey, type Texts } from '../i18n/texts';
import type { PageContext } from './cards';
import { renderStatePage } from './state-page';

export type DeadLinkRefusal = Extract<
  Refusal,
  'offer-expired' | 'offer-revoked' | 'offer-replaced' | 'offer-exhausted' | 'offer-unavailable' | 'link-unknown'
>;

export interface DeadLinkPage {
  /** Left out when the link says nothing about whose it is. */
  readonly context?: PageContext | undefined;
  readonly language: Language;
  readonly refusal: DeadLinkRefusal;
}

const wordings = {
  'offer-expired': { title: 'dead.expiredTitle', text: 'dead.expiredText' },
  'offer-revoked': { title: 'dead.revokedTitle', text: 'dead.revokedText' },
  'offer-replaced': { title: 'dead.replacedTitle', text: 'dead.replacedText' },
  'offer-exhausted': { title: 'dead.exhaustedTitle', text: 'dead.exhaustedText' },
  'offer-unavailable': { title: 'dead.unavailableTitle', text: 'dead.unavailableText' },
  'link-unknown': { title: 'dead.unknownTitle', text: 'dead.unknownText' },
} as const satisfies Record<DeadLinkRefusal, { readonly title: PlainTextKey; readonly text: PlainTextKey }>;

/** Says why a link leads nowhere, and whom to ask. */
export function renderDeadLinkPage({ context, language, refusal }: DeadLinkPage): string {
  const texts = textsFor(language);
  const { title, text } = wordings[refusal];
  return renderStatePage({
    context,
    language,
    title: texts.say(title),
    paragraphs: [texts.phrase(text), ...nextSteps(texts, refusal, context)],
  });
}

function nextSteps(texts: Texts, refusal: DeadLinkRefusal, context: PageContext | undefined): readonly Phrase[] {
  if (refusal === 'link-unknown') return [texts.phrase('dead.unknownNext')];
  return [
    texts.phrase('dead.agreed'),
    context ? texts.phrase('dead.next', { partner: named(context.partner.name) }) : texts.phrase('dead.nextUnnamed'),
  ];
}

/** Whether the refusal is about the link itself. */
export function isDeadLink(refusal: Refusal): refusal is DeadLinkRefusal {
  return refusal in wordings;
}
