/** The list of mails: turns what is kept of a mail into what its reader sees. */
import { isAdvertisement, type MailContent } from '../domain/mail/mail';
import { accessCodeMail } from './access-code';
import { administratorChangedMail } from './administrator-changed';
import { administratorClaimStoppedMail } from './administrator-claim-stopped';
import { administratorClaimedMail } from './administrator-claimed';
import { administratorCodeMail } from './administrator-code';
import { askAnsweredMail } from './ask-answered';
import { claimCodeMail } from './claim-code';
import { changesDigestMail } from './changes-digest';
import { confirmationCodeMail } from './confirmation-code';
import { delegationEndedMail } from './delegation-ended';
import { delegationEndingMail } from './delegation-ending';
import { domainDoubtedMail } from './domain-doubted';
import { freshLinkRequestedMail } from './fresh-link-requested';
import { keysAppliedMail } from './keys-applied';
import type { MailContext } from './layout/mail-context';
import { mailHtml } from './layout/mail-html';
import type { MailMessage } from './layout/mail-message';
import { mailText } from './layout/mail-text';
import type { RenderedMail } from './layout/rendered-mail';
import { offerMessageOf } from './offer';
import { offerAcceptedMail } from './offer-accepted';
import { offerDeclinedMail } from './offer-declined';
import { offerExpiredMail } from './offer-expired';
import { offerReminderMail } from './offer-reminder';
import { partnerOfRecordEndedMail } from './partner-of-record-ended';
import { passwordApprovalAskedMail } from './password-approval-asked';
import { passwordApprovedMail } from './password-approved';
import { passwordResetMail } from './password-reset';
import { receiptMail } from './receipt';
import { revealCodeMail } from './reveal-code';
import { serviceRequestCodeMail } from './service-request-code';
import { serviceRequestNewsMail } from './service-request-news';
import { serviceRequestReminderMail } from './service-request-reminder';
import { serviceRequestSentMail } from './service-request-sent';
import { subscriptionChangedMail } from './subscription-changed';
import { subscriptionManagedMail } from './subscription-managed';
import { subscriptionExpiredMail } from './subscription-expired';
import { subscriptionReadyMail } from './subscription-ready';
import { trialEndingMail } from './trial-ending';
import { userInvitedMail } from './user-invited';

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
    case 'domainDoubted':
      return domainDoubtedMail(content, context);
    case 'offerReminder':
      return offerReminderMail(content, context);
    case 'offer': {
      const { language, partner, offer, urls } = context;
      if (!offer || urls.offer === undefined) throw new Error('A mail with an offer needs the offer and its link.');
      return offerMessageOf({
        language,
        partner,
        offer,
        url: urls.offer,
        refusalUrl: urls.refusal,
        stopUrl: urls.stop,
        isAdvertisement: isAdvertisement(content),
      });
    }
    case 'accessCode':
      return accessCodeMail(content, context);
    case 'administratorCode':
      return administratorCodeMail(content, context);
    case 'administratorChanged':
      return administratorChangedMail(content, context);
    case 'claimCode':
      return claimCodeMail(content, context);
    case 'administratorClaimed':
      return administratorClaimedMail(content, context);
    case 'administratorClaimStopped':
      return administratorClaimStoppedMail(content, context);
    case 'delegationEnded':
      return delegationEndedMail(content, context);
    case 'delegationEnding':
      return delegationEndingMail(content, context);
    case 'partnerOfRecordEnded':
      return partnerOfRecordEndedMail(content, context);
    case 'trialEnding':
      return trialEndingMail(content, context);
    case 'subscriptionExpired':
      return subscriptionExpiredMail(content, context);
    case 'subscriptionReady':
      return subscriptionReadyMail(content, context);
    case 'subscriptionChanged':
      return subscriptionChangedMail(content, context);
    case 'subscriptionManaged':
      return subscriptionManagedMail(content, context);
    case 'changesDigest':
      return changesDigestMail(content, context);
    case 'serviceRequestSent':
      return serviceRequestSentMail(context);
    case 'serviceRequestNews':
      return serviceRequestNewsMail(content, context);
    case 'serviceRequestReminder':
      return serviceRequestReminderMail(content, context);
    case 'serviceRequestCode':
      return serviceRequestCodeMail(content, context);
    case 'keysApplied':
      return keysAppliedMail(content, context);
    case 'askAnswered':
      return askAnsweredMail(content, context);
    case 'passwordReset':
      return passwordResetMail(content, context);
    case 'passwordApprovalAsked':
      return passwordApprovalAskedMail(content, context);
    case 'passwordApproved':
      return passwordApprovedMail(content, context);
    case 'revealCode':
      return revealCodeMail(content, context);
    case 'userInvited':
      return userInvitedMail(content, context);
  }
}
