/** The page on which the reader of offers and reminders stops those of a partner, and allows them again. */
import { named } from '../../i18n/phrase';
import { textsFor } from '../../i18n/texts';
import { SubmitAction } from '../../kit/actions';
import type { PageContext } from '../../kit/cards';
import { renderStatePage } from '../../kit/state-page';

/** Mails come as they did, are stopped, or were just allowed again. */
export const stopStates = ['open', 'stopped', 'allowed'] as const;
export type StopState = (typeof stopStates)[number];

export interface StopPage {
  readonly context: PageContext;
  readonly state: StopState;
  readonly action: string;
}

const titles = { open: 'stop.title', stopped: 'stop.stoppedTitle', allowed: 'stop.allowedTitle' } as const;

/** Says what stops and what goes on; one button does it, and takes it back. */
export function renderStopPage({ context, state, action }: StopPage): string {
  const { language } = context;
  const texts = textsFor(language);
  const partner = named(context.partner.name);
  const goesOn = [texts.phrase('stop.goesOn'), texts.phrase('stop.others')];
  return renderStatePage({
    context,
    language,
    title: texts.say(titles[state]),
    paragraphs: {
      open: [texts.phrase('stop.lead', { partner }), ...goesOn],
      stopped: [texts.phrase('stop.stopped', { partner }), ...goesOn],
      allowed: [texts.phrase('stop.allowed', { partner }), texts.phrase('stop.heldBack')],
    }[state],
    action: (
      <form method="post" action={action}>
        {state === 'stopped' ? (
          <input type="hidden" name="stopped" value="false" />
        ) : (
          <input type="hidden" name="List-Unsubscribe" value="One-Click" />
        )}
        <SubmitAction label={texts.say(state === 'stopped' ? 'stop.allow' : 'stop.submit')} />
      </form>
    ),
  });
}
