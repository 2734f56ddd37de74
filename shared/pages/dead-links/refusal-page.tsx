/** The page for everything that could not be done. */
import type { Refusal } from '../../domain/refusal';
import type { Language } from '../../domain/text';
import { named, type Phrase } from '../../i18n/phrase';
import { textsFor, type PlainTextKey, type Texts } from '../../i18n/texts';
import { LinkAction } from '../../kit/actions';
import type { PageContext } from '../../kit/cards';
import { isDeadLink, type DeadLinkRefusal } from '../../kit/dead-link-words';
import { renderStatePage } from '../../kit/state-page';
import { waitingTime } from '../../kit/waiting-time';
import { renderDeadLinkPage } from './dead-link-page';

export interface RefusalPage {
  readonly context?: PageContext | undefined;
  readonly language: Language;
  readonly refusal: Refusal;
  readonly retryAfterSeconds?: number | undefined;
  readonly backUrl?: string | undefined;
}

interface Wording {
  readonly title: PlainTextKey;
  readonly text: PlainTextKey;
  /** What to do now; `partner` is to ask it, `later` is to try again when the time has come. */
  readonly next: 'back' | 'reopen' | 'partner' | 'later' | 'wait';
}

const other: Wording = { title: 'refusal.otherTitle', text: 'refusal.otherText', next: 'reopen' };
const unreadable: Wording = { title: 'refusal.unreadableTitle', text: 'refusal.unreadableText', next: 'back' };
const product: Wording = { title: 'refusal.productTitle', text: 'refusal.productText', next: 'partner' };
const stale: Wording = { title: 'refusal.staleTitle', text: 'refusal.staleText', next: 'reopen' };

const wordings: Readonly<Record<Exclude<Refusal, DeadLinkRefusal>, Wording>> = {
  'malformed-request': unreadable,
  unauthenticated: other,
  forbidden: { title: 'refusal.foreignTitle', text: 'refusal.foreignText', next: 'reopen' },
  'partner-suspended': { title: 'dead.unavailableTitle', text: 'dead.unavailableText', next: 'partner' },
  'not-found': { title: 'refusal.notFoundTitle', text: 'refusal.notFoundText', next: 'reopen' },
  'request-in-progress': { title: 'refusal.inProgressTitle', text: 'refusal.inProgressText', next: 'wait' },
  'product-unavailable': product,
  'quantity-out-of-range': product,
  'profile-incomplete': other,
  'state-conflict': stale,
  'trial-already-used': { title: 'refusal.trialUsedTitle', text: 'refusal.trialUsedText', next: 'partner' },
  'product-already-owned': { title: 'refusal.ownedTitle', text: 'refusal.ownedText', next: 'partner' },
  'product-key-malformed': other,
  'product-key-unknown': other,
  'product-key-used': other,
  'product-key-expired': other,
  'password-gone': { title: 'reveal.endedTitle', text: 'refusal.otherText', next: 'partner' },
  'confirmation-code-wrong': { title: 'refusal.codeWrongTitle', text: 'code.wrong', next: 'back' },
  'confirmation-code-expired': { title: 'refusal.codeExpiredTitle', text: 'code.expired', next: 'back' },
  'too-many-attempts': { title: 'refusal.tooManyTitle', text: 'refusal.tooManyText', next: 'later' },
  stale,
  'payload-too-large': { title: 'refusal.tooLargeTitle', text: 'refusal.tooLargeText', next: 'back' },
  'unsupported-media-type': unreadable,
  'invalid-request': { title: 'refusal.unreadableTitle', text: 'problem.other', next: 'back' },
  'idempotency-key-reused': { title: 'refusal.resentTitle', text: 'refusal.resentText', next: 'reopen' },
  'precondition-required': stale,
  unavailable: { title: 'refusal.unavailableTitle', text: 'refusal.unavailableText', next: 'later' },
};

/** Says in words why something could not be done, and what to do now. */
export function renderRefusalPage(page: RefusalPage): string {
  const { context, language, refusal, backUrl } = page;
  if (isDeadLink(refusal)) return renderDeadLinkPage({ context, language, refusal });
  const texts = textsFor(language);
  const { title, text, next } = wordings[refusal];
  return renderStatePage({
    context,
    language,
    title: texts.say(title),
    paragraphs: [texts.phrase(text), nextStep(texts, next, page)],
    action: backUrl !== undefined && <LinkAction href={backUrl} label={texts.say('refusal.back')} />,
  });
}

function nextStep(texts: Texts, next: Wording['next'], { context, retryAfterSeconds }: RefusalPage): Phrase {
  switch (next) {
    case 'back':
      return texts.phrase('refusal.nextBack');
    case 'reopen':
      return texts.phrase('refusal.nextReopen');
    case 'wait':
      return texts.phrase('refusal.inProgressNext');
    case 'partner':
      return context
        ? texts.phrase('refusal.nextPartner', { partner: named(context.partner.name) })
        : texts.phrase('refusal.nextReopen');
    case 'later':
      return retryAfterSeconds === undefined
        ? texts.phrase('refusal.nextLater')
        : [waitingTime(texts, retryAfterSeconds)];
  }
}
