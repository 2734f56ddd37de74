/** The page of a link that shows no password now: why, what that means, and what to do. */
import { named, type Isolated, type Phrase } from '../../i18n/phrase';
import { textsFor, type PlainTextKey, type Texts } from '../../i18n/texts';
import type { PageContext } from '../../kit/cards';
import { renderStatePage } from '../../kit/state-page';
import { shownFor } from './reveal-start-page';

/** How a link stands that shows nothing; `ended` where the partner may not help this customer, or anybody, at present. */
export const revealStates = [
  'awaitingApproval',
  'setting',
  'shown',
  'expired',
  'lapsed',
  'withdrawn',
  'superseded',
  'unknown',
  'refused',
  'locked',
  'ended',
] as const;
export type RevealState = (typeof revealStates)[number];

export interface RevealStatePage {
  readonly context: PageContext;
  readonly state: RevealState;
  /** Whose time zone dates are told in. */
  readonly country: string;
  /** When it was shown, or came to another end. */
  readonly endedAt?: string | undefined;
}

interface Told {
  readonly partner: Isolated;
  readonly date: string;
  readonly minutes: string;
}

const titles = {
  awaitingApproval: 'reveal.waitingTitle',
  setting: 'reveal.settingTitle',
  shown: 'reveal.goneTitle',
  expired: 'reveal.expiredTitle',
  lapsed: 'reveal.lapsedTitle',
  withdrawn: 'reveal.withdrawnTitle',
  superseded: 'reveal.supersededTitle',
  unknown: 'reveal.unknownTitle',
  refused: 'reveal.unknownTitle',
  locked: 'reveal.lockedTitle',
  ended: 'reveal.endedTitle',
} as const satisfies Record<RevealState, PlainTextKey>;

/** Says how the link stands. */
export function renderRevealStatePage({ context, state, country, endedAt }: RevealStatePage): string {
  const { language } = context;
  const texts = textsFor(language);
  const told = {
    partner: named(context.partner.name),
    date: endedAt === undefined ? '' : texts.moment(new Date(endedAt), country),
    minutes: shownFor(texts),
  };
  return renderStatePage({
    context,
    language,
    title: texts.say(titles[state]),
    paragraphs: meaningOf(texts, state, told),
  });
}

function meaningOf(texts: Texts, state: RevealState, { partner, date, minutes }: Told): readonly Phrase[] {
  const askAgain = texts.phrase('reveal.askAgain', { partner });
  switch (state) {
    case 'awaitingApproval':
      return [
        texts.phrase('reveal.waitingText', { partner }),
        texts.phrase('reveal.waitingNext', { partner, minutes }),
      ];
    case 'setting':
      return [texts.phrase('reveal.settingText')];
    case 'shown':
      return [texts.phrase('reveal.goneText', { partner, date }), askAgain];
    case 'expired':
      return [texts.phrase('reveal.expiredText', { minutes }), askAgain];
    case 'lapsed':
      return [texts.phrase('reveal.lapsedText', { partner }), askAgain];
    case 'withdrawn':
      return [texts.phrase('reveal.withdrawnText', { partner }), askAgain];
    case 'superseded':
      return [texts.phrase('reveal.supersededText')];
    case 'unknown':
      return [texts.phrase('reveal.unknownText'), askAgain];
    case 'refused':
      return [texts.phrase('reveal.refusedText'), askAgain];
    case 'locked':
      return [texts.phrase('reveal.lockedText'), askAgain];
    case 'ended':
      return [texts.phrase('reveal.endedText', { partner })];
  }
}
