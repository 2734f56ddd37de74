/** The mails that tell both sides that delegated administration has ended, and who ended it. */
import type { EndedBy } from '../domain/ended-by';
import type { MailContent } from '../domain/mail/mail';
import { textsFor } from '../i18n/texts';
import { endedToldToCustomer, endedToldToPartner } from './layout/ended-message';
import type { MailContext } from './layout/mail-context';
import type { MailMessage } from './layout/mail-message';

const leads = {
  customer: 'endedMail.delegationLead',
  partner: 'endedMail.delegationByPartnerLead',
  time: 'endedMail.delegationByTimeLead',
} as const satisfies Record<EndedBy, string>;

const toldLeads = {
  customer: 'endedMail.toldLead',
  partner: 'endedMail.toldByPartnerLead',
  time: 'endedMail.toldByTimeLead',
} as const satisfies Record<EndedBy, string>;

/** What has ended, by whom, what that means, and what comes next for whoever reads it. */
export function delegationEndedMail(
  content: Extract<MailContent, { template: 'delegationEnded' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language, context.timeZone);
  const { endedBy = 'customer' } = content;
  const byCustomer = endedBy === 'customer';
  return content.toldTo === 'customer'
    ? endedToldToCustomer(content, context, {
        subject: (partner) => texts.say('endedMail.delegationSubject', { partner }),
        title: texts.phrase('endedMail.delegationTitle'),
        lead: (parties) => texts.phrase(leads[endedBy], parties),
        keeps: texts.phrase('endDelegation.keeps'),
        provider: (names) => texts.phrase('endDelegation.provider', names),
      })
    : endedToldToPartner(content, context, {
        subject: (names) =>
          texts.say(byCustomer ? 'endedMail.toldDelegationSubject' : 'endedMail.toldOverSubject', names),
        title: (company) =>
          texts.phrase(byCustomer ? 'endedMail.toldDelegationTitle' : 'endedMail.toldOverTitle', { company }),
        lead: texts.phrase(toldLeads[endedBy]),
        next: (provider) => texts.phrase('endedMail.toldDelegationNext', { provider }),
        keeps: texts.phrase('endedMail.toldDelegationKeeps'),
      });
}
