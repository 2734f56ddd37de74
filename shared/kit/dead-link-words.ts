/** What is said of a link that leads nowhere, or nowhere any more. */
import type { Refusal } from '../domain/refusal';
import type { Phrase } from '../i18n/phrase';
import type { PlainTextKey, Texts } from '../i18n/texts';

export type DeadLinkRefusal = Extract<
  Refusal,
  'offer-expired' | 'offer-revoked' | 'offer-replaced' | 'offer-exhausted' | 'offer-unavailable' | 'link-unknown'
>;

/** Whether the refusal is about the link itself. */
export function isDeadLink(refusal: Refusal): refusal is DeadLinkRefusal {
  return refusal in wordings;
}

const wordings = {
  'offer-expired': { title: 'dead.expiredTitle', text: 'dead.expiredText' },
  'offer-revoked': { title: 'dead.revokedTitle', text: 'dead.revokedText' },
  'offer-replaced': { title: 'dead.replacedTitle', text: 'dead.replacedText' },
  'offer-exhausted': { title: 'dead.exhaustedTitle', text: 'dead.exhaustedText' },
  'offer-unavailable': { title: 'dead.unavailableTitle', text: 'dead.unavailableText' },
  'link-unknown': { title: 'dead.unknownTitle', text: 'dead.unknownText' },
} as const satisfies Record<DeadLinkRefusal, { readonly title: PlainTextKey; readonly text: PlainTextKey }>;

/** What is said of it in a title. */
export function deadLinkTitle(texts: Texts, refusal: DeadLinkRefusal): string {
  return texts.say(wordings[refusal].title);
}

/** What that means. */
export function deadLinkText(texts: Texts, refusal: DeadLinkRefusal): Phrase {
  return texts.phrase(wordings[refusal].text);
}
