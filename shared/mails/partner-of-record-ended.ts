/** The mails that tell both sides that a customer has ended its partner of record. */
import type { MailContent } from '../domain/mail/mail';
import { textsFor } from '../i18n/texts';
import { endedToldToCustomer, endedToldToPartner } from './layout/ended-message';
import type { MailContext } from './layout/mail-context';
import type { MailMessage } from './layout/mail-message';

/** What has ended, what that means, and what comes next for whoever reads it. */
export function partnerOfRecordEndedMail(
  content: Extract<MailContent, { template: 'partnerOfRecordEnded' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language, context.timeZone);
  return content.toldTo === 'customer'
    ? endedToldToCustomer(content, context, {
        subject: (partner) => texts.say('endedMail.recordSubject', { partner }),
        title: texts.phrase('endedMail.recordTitle'),
        lead: (parties) => texts.phrase('endedMail.recordLead', parties),
        keeps: texts.phrase('endRecord.keeps'),
        provider: (names) => texts.phrase('endRecord.provider', names),
      })
    : endedToldToPartner(content, context, {
        subject: (names) => texts.say('endedMail.toldRecordSubject', names),
        title: (company) => texts.phrase('endedMail.toldRecordTitle', { company }),
        lead: texts.phrase('endedMail.toldLead'),
        next: (provider) => texts.phrase('endedMail.toldRecordNext', { provider }),
        keeps: texts.phrase('endedMail.toldRecordKeeps'),
      });
}
