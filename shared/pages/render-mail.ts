/** Turns what is kept of a mail into what its reader sees. */
import type { MailContent } from '../domain/mail/mail';
import type { Language } from '../domain/text';
import type { OfferCard, PartnerCard } from './cards';
import { accessCodeMail } from './mail-access-code';
import { confirmationCodeMail } from './mail-confirmation-code';
import { endedMail } from './mail-ended';
import { mailHtml } from './mail-html';
import type { MailMessage } from './mail-message';
import { offerExpiredMail, offerReminderMail } from './mail-offer-upkeep';
import { freshLinkRequestedMail, offerDeclinedMail } from './mail-notes';
import { offerAcceptedMail } from './mail-offer-accepted';
import { receiptMail } from './mail-receipt';
import { mailText } from './mail-text';
import { offerMessageOf } from './offer-message';
import type { RenderedMail } from './rendered-mail';

export interface MailContext {
  readonly language: Language;
  readonly partner: PartnerCard;
  readonly urls: {
    readonly codePage?: string | undefined;
    readonly receipt?: string | undefined;
    readonly offer?: string | undefined;
    readonly refusal?: string | undefined;
    readonly access?: string | undefined;
  };
  /** Only of a mail that is about an offer which can still be accepted. */
  readonly offer?: OfferCard | undefined;
  /** Six digits; only for mails that carry a code. */
  readonly code?: string | undefined;
  /** The reader's name. */
  readonly toName?: string | undefined;
}

/** The finished mail, from its kept parameters and what is derived when it is sent. */
export function renderMail(content: MailContent, context: MailContext): RenderedMail {
  const message = messageOf(content, context);
  return { subject: message.subject, text: mailText(message), html: mailHtml(message) };
}

function messageOf(content: MailContent, context: MailContext): MailMessage {
  switch (content.template) {
    case 'confirmationCode':
      return confirmationCodeMail(content, context);
    case 'receipt':
      return receiptMail(content, context);
    case 'offerAccepted':
      return offerAcceptedMail(content, context);
    case 'offerDeclined':
      return offerDeclinedMail(content, context);
    case 'freshLinkRequested':
      return freshLinkRequestedMail(content, context);
    case 'offerExpired':
      return offerExpiredMail(content, context);
    case 'offerReminder':
      return offerReminderMail(context);
    case 'offer': {
      const { language, partner, offer, urls } = context;
      if (!offer || urls.offer === undefined) throw new Error('A mail with an offer needs the offer and its link.');
      return offerMessageOf({ language, partner, offer, url: urls.offer, refusalUrl: urls.refusal });
    }
    case 'accessCode':
      return accessCodeMail(content, context);
    case 'delegationEnded':
    case 'partnerOfRecordEnded':
      return endedMail(content, context);
  }
}
