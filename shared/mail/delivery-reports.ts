/** Takes a delivery report to the mail that it is about. */
import { audit } from '../domain/activity/audit';
import { afterReport, type DeliveryReport } from '../domain/mail/delivery-report';
import { Mail, mailKey } from '../domain/mail/mail';
import { MailOperation, mailOperationRef } from '../domain/mail/mail-operation';
import { suppress } from '../domain/mail/suppression';
import { Partner, partnerKey } from '../domain/partners/partner';
import { isPseudonym } from '../domain/pseudonym-address';
import { StoreUnavailable, type Ports, type Write } from '../ports';
import { mailboxKeys } from '../signing/mailbox-key';
import { readSuppression } from '../store/suppressions';
import { operationIdOf } from './operation-id';

/** The mail may be written by its sender, and by other reports, at the same time. */
const tries = 8;

/** Whether the report said anything new. One of an operation that is not known, or of an attempt before the mail was sent again, does not. */
export async function takeReport(
  { partners }: Pick<Ports, 'partners'>,
  report: DeliveryReport,
  call: { readonly now: Date; readonly traceId: string },
): Promise<boolean> {
  const { now, traceId } = call;
  const operation = (await partners.read(MailOperation, mailOperationRef(report.messageId)))?.document;
  if (!operation) return false;
  const { mailOf: partition, mailId } = operation;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const [stored, partner] = await Promise.all([
      partners.read(Mail, { partition, id: mailKey(mailId) }),
      partners.read(Partner, { partition, id: partnerKey }),
    ]);
    if (!stored || !partner || operationIdOf(stored.document) !== report.messageId.toLowerCase()) return false;
    const after = afterReport(stored.document, report, now);
    if (!after) return false;
    const writes: Write[] = [{ kind: 'replace', document: after.mail, etag: stored.etag }];
    const { address, keys } = mailboxOf(after.mail, partner.document);
    const [suppressionId] = keys;
    const isKnown = after.suppresses !== undefined && (await readSuppression(partners, partition, keys)) !== undefined;
    if (after.suppresses !== undefined && suppressionId !== undefined && !isKnown) {
      const reason = after.suppresses;
      const entry = {
        entryId: `suppressed-${suppressionId}-${now.getTime()}`,
        actor: { kind: 'mailService' },
        action: 'addressSuppressed',
        subject: suppressionId,
        traceId,
      } as const;
      const suppression = suppress({
        partnerId: partition,
        suppressionId,
        ...(address === undefined ? {} : { address }),
        reason,
        mailId,
        now,
      });
      writes.push(
        { kind: 'create', document: suppression },
        { kind: 'create', document: audit(partition, entry, now) },
      );
    }
    if ((await partners.write(partition, writes)).ok) return true;
  }
  throw new StoreUnavailable('The mail is being changed all the time.', 1);
}

/** Of somebody who was erased meanwhile nothing but the hash is known, and that of mails that carry an offer alone. */
function mailboxOf(
  { to, recipientKey }: Mail,
  partner: Partner,
): { readonly address?: string; readonly keys: readonly string[] } {
  if (!isPseudonym(to.address)) return { address: to.address, keys: mailboxKeys(partner, to.address) };
  return { keys: recipientKey === undefined ? [] : [recipientKey] };
}
