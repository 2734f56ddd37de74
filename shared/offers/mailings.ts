/** Writes out a mailing: one mail for each recipient, in batches that also say how far it has come. */
import { limits } from '../catalogue/limits';
import type { AuditEntry } from '../domain/activity/audit';
import { Mail } from '../domain/mail/mail';
import { Mailing, mailingQueue, nextMails } from '../domain/offers/mailing';
import { quotaOf } from '../mail/mail-quota';
import type { Ports } from '../ports';
import { wholeList } from '../store/whole-list';

/** Takes a mailing together with its first mails, all in one batch; undefined when it was taken before. */
export async function beginMailing(
  { partners, settings }: Pick<Ports, 'partners' | 'settings'>,
  mailing: Mailing,
  entry: AuditEntry,
): Promise<Mailing | undefined> {
  const { mails = [], after = mailing } = nextMails(mailing, quotaOf(settings)) ?? {};
  const documents = [after, entry, ...mails];
  const written = await partners.write(
    mailing.partnerId,
    documents.map((document) => ({ kind: 'create', document })),
  );
  return written.ok ? after : undefined;
}

/** Writes what is missing. Whoever else does the same at the same time, or died doing it: no recipient is left out, and none has two mails. */
export async function writeOutMailing(
  { partners, settings }: Pick<Ports, 'partners' | 'settings'>,
  mailing: Mailing,
): Promise<void> {
  const { partnerId: partition, id } = mailing;
  for (let current: Mailing | undefined = mailing; current;) {
    const next = nextMails(current, quotaOf(settings));
    if (!next) return;
    const { mails, patch, where } = next;
    const written = await partners.write(partition, [
      { kind: 'patch', id, patch, where },
      ...mails.map((document) => ({ kind: 'create', document }) as const),
    ]);
    if (!written.ok && written.index > 0)
      throw new Error(`A mail of the mailing ${mailing.mailingId} is there already.`);
    current = written.ok ? next.after : (await partners.read(Mailing, { partition, id }))?.document;
  }
}

/** The mails of a mailing as they are now, in the order of its list. */
export function mailsOfMailing(
  { partners }: Pick<Ports, 'partners'>,
  { partnerId: partition, offerId, mailingId }: Mailing,
): Promise<readonly Mail[]> {
  const where = [
    { field: 'offerId', equals: offerId },
    { field: 'mailingId', equals: mailingId },
  ];
  return wholeList(partners, Mail, { partition, type: 'mail', where, order: 'oldest' });
}

const unread = { parse: (raw: unknown) => ({ raw }) };

/** Writes out mailings that whoever began them has left; one that cannot be does not hold up the others. */
export async function finishMailings(ports: Pick<Ports, 'partners' | 'settings' | 'clock'>): Promise<number> {
  const due = await ports.partners.due(unread, mailingQueue, ports.clock.now(), limits.mailing.takenOverTogether);
  const outcomes = await Promise.allSettled(
    due.map(async ({ document }) => writeOutMailing(ports, Mailing.parse(document.raw))),
  );
  const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  if (errors.length > 0) throw new AggregateError(errors, 'Mailings were held up.');
  return due.length;
}
