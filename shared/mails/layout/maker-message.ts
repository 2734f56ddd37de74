/** What the mails to whoever made an offer have in common. */
import { leftToRight, named } from '../../i18n/phrase';
import { textsFor } from '../../i18n/texts';
import type { MailContext } from './mail-context';
import { fitSubject, greetingOf, type MailBlock, type MailMessage } from './mail-message';

const wordings = {
  offerDeclined: { subject: 'declinedMail.subject', title: 'declinedMail.title' },
  freshLinkRequested: { subject: 'freshMail.subject', title: 'freshMail.title' },
  offerExpired: { subject: 'expiredMail.subject', title: 'expiredMail.title' },
} as const;

/** Subject and title name the offer by its number. */
export function mailToMaker(
  { language, timeZone, partner, toName }: MailContext,
  told: {
    readonly template: keyof typeof wordings;
    readonly summaryId: string;
    readonly preheader: string;
    readonly blocks: readonly MailBlock[];
  },
): MailMessage {
  const texts = textsFor(language, timeZone);
  const name = named(partner.name);
  const reference = leftToRight(told.summaryId);
  const wording = wordings[told.template];
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([name.isolate, reference.isolate], (shown) =>
      texts.say(wording.subject, { partner: shown(name.isolate), reference: shown(reference.isolate) }),
    ),
    preheader: told.preheader,
    title: texts.phrase(wording.title, { reference }),
    blocks: told.blocks,
    why: texts.phrase('acceptedMail.why', { partner: name }),
  };
}
