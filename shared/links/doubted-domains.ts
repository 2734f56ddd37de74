/** Goes through the answers that nobody has confirmed for a day, each once whatever crashes, and tells partners of the domains that they make doubtful. */
import { Customer } from '../domain/customers/customer';
import { codeMailId, Mail, mailKey } from '../domain/mail/mail';
import { Partner, partnerKey } from '../domain/partners/partner';
import { doubtDomain } from '../domain/redemptions/doubted-domain';
import { Redemption, unconfirmedQueue } from '../domain/redemptions/redemption';
import { recordNow } from '../mailboxes/record-now';
import { sharedDomains } from '../mailboxes/shared-domains';
import type { Ports, Write } from '../ports';
import { eachDue } from '../store/due-documents';

type UpkeepPorts = Pick<Ports, 'partners' | 'clock' | 'settings'>;

/** Looks at every answer that is due; gives how many domains were told of. */
export async function doubtDomains(ports: UpkeepPorts, traceId: string): Promise<number> {
  let told = 0;
  await eachDue(ports, unconfirmedQueue, 'Answers were held up.', async (raw) => {
    if (await lookAt(ports, Redemption.parse(raw), traceId)) told += 1;
  });
  return told;
}

async function lookAt({ partners, clock, settings }: UpkeepPorts, redemption: Redemption, traceId: string) {
  const { id, partnerId: partition, customerId, redemptionId, code } = redemption;
  const [partner, onRecord, codeMail, isShared] = await Promise.all([
    partners.read(Partner, { partition, id: partnerKey }),
    partners.read(Customer, { partition, id: customerId }),
    partners.read(Mail, { partition, id: mailKey(codeMailId(redemptionId, code.number)) }),
    sharedDomains(settings),
  ]);
  const customer = onRecord && (await recordNow(settings, onRecord, clock.now()));
  if (!partner) throw new Error('The partner of an answer is gone.');
  // Whoever confirms it meanwhile takes it out of the queue too.
  const settled = {
    kind: 'patch',
    id,
    patch: { remove: ['queue', 'dueAt'] },
    where: [{ field: 'queue', equals: unconfirmedQueue }],
  } as const satisfies Write;
  const doubted = doubtDomain({
    partner: partner.document,
    redemption,
    customer: customer?.document,
    codeMail: codeMail?.document,
    isShared,
    traceId,
    now: clock.now(),
  });
  if (doubted) {
    const { notification, mail, audit } = doubted;
    const created = [notification, mail, audit].map((document) => ({ kind: 'create', document }) as const);
    const written = await partners.write(partition, [settled, ...created]);
    if (written.ok || written.reason !== 'exists') return written.ok;
  }
  await partners.write(partition, [settled]);
  return false;
}
