/** The page of a service request that its desk may not look after any more. */
import { spokenNumber } from '../../domain/customers/request-number';
import { named } from '../../i18n/phrase';
import { textsFor } from '../../i18n/texts';
import type { PageContext } from '../../kit/cards';
import { renderStatePage } from '../../kit/state-page';

/** Says that it has ended, and nothing of what it was about. */
export function renderRequestEndedPage({
  context,
  requestNumber,
}: {
  readonly context: PageContext;
  readonly requestNumber: string;
}): string {
  const { language } = context;
  const texts = textsFor(language);
  const number = spokenNumber(requestNumber);
  return renderStatePage({
    context,
    language,
    title: `${texts.say('desk.endedTitle')} (${number})`,
    paragraphs: [texts.phrase('desk.endedText', { partner: named(context.partner.name) })],
  });
}
