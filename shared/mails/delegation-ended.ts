/** The mails that tell both sides that a customer has ended delegated administration. */
import type { MailContent } from '../domain/mail/mail';
import { textsFor } from '../i18n/texts';
import { endedByCustomer, endedToldToPartner } from './layout/ended-message';
import type { MailContext } from './layout/mail-context';
import type { MailMessage } from './layout/mail-message';

/** What has ended, what that means, and what comes next for whoever reads it. */
export function delegationEndedMail(
  content: Extract<MailContent, { template: 'delegationEnded' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language);
  return content.toldTo === 'customer'
    ? endedByCustomer(content, context, {
        subject: (partner) => texts.say('endedMail.delegationSubject', { partner }),
        title: texts.phrase('endedMail.delegationTitle'),
        lead: (parties) => texts.phrase('endedMail.delegationLead', parties),
        keeps: texts.phrase('endDelegation.keeps'),
        provider: (names) => texts.phrase('endDelegation.provider', names),
      })
    : endedToldToPartner(content, context, {
        subject: (names) => texts.say('endedMail.toldDelegationSubject', names),
        title: (company) => texts.phrase('endedMail.toldDelegationTitle', { company }),
        next: (provider) => texts.phrase('endedMail.toldDelegationNext', { provider }),
        keeps: texts.phrase('endedMail.toldDelegationKeeps'),
      });
}
