/** Reminds of service requests that nobody has touched for too long, each once until somebody does, whatever crashes. */
import { Customer } from '../domain/customers/customer';
import { requestQueue, ServiceRequest } from '../domain/customers/service-request';
import { remindOfRequest } from '../domain/customers/serving';
import { Partner, partnerKey } from '../domain/partners/partner';
import { supportDesk } from '../domain/partners/support-desk';
import { recordNow } from '../mailboxes/record-now';
import type { Ports } from '../ports';
import { eachDue } from '../store/due-documents';
import { mayDeskServe } from './service-requests';

/** Looks after every request that is due; gives how many were reminded of. */
export async function remindOfDueRequests(ports: Pick<Ports, 'partners' | 'clock' | 'settings'>): Promise<number> {
  let reminded = 0;
  await eachDue(ports, requestQueue, 'Service requests were held up.', async (raw) => {
    if (await remind(ports, ServiceRequest.parse(raw))) reminded += 1;
  });
  return reminded;
}

async function remind(
  { partners, clock, settings }: Pick<Ports, 'partners' | 'clock' | 'settings'>,
  request: ServiceRequest,
): Promise<boolean> {
  const { partnerId: partition, id, customerId, dueAt = '', untouchedUntil } = request;
  const now = clock.now();
  const [stored, onRecord] = await Promise.all([
    partners.read(Partner, { partition, id: partnerKey }),
    partners.read(Customer, { partition, id: customerId }),
  ]);
  if (!stored) throw new Error('The partner of a service request is gone.');
  const partner = stored.document;
  const customer = onRecord && (await recordNow(settings, onRecord, now)).document;
  // Whoever touches it meanwhile gives it another moment, and this one changes nothing.
  const settled = {
    kind: 'patch',
    id,
    patch: { remove: ['queue', 'dueAt'] },
    where: [{ field: 'dueAt', equals: dueAt }],
  } as const;
  const desk = supportDesk(partner);
  // What nobody may follow any more is left alone.
  const may = customer && (await mayDeskServe(partners, { partner, customer, now }));
  const reminder =
    customer && may?.ok && desk && untouchedUntil !== undefined
      ? remindOfRequest({ partner, customer, desk, now }, { ...request, untouchedUntil })
      : undefined;
  const told = reminder ? [...reminder.notifications, ...reminder.mails] : [];
  const written = await partners.write(partition, [
    settled,
    ...told.map((document) => ({ kind: 'create', document }) as const),
  ]);
  return written.ok && reminder !== undefined;
}
