/** A change of administrator that awaits its codes, as one atomic batch. */
import { audit } from '../domain/activity/audit';
import { changeCodeMails, type AdministratorChange } from '../domain/customers/administrator-change';
import type { Customer } from '../domain/customers/customer';
import { CodeThrottle, countCode, throttleKey } from '../domain/throttle';
import type { Ports, Stored, Write } from '../ports';

/** How often codes were asked for lately to change a customer's administrator. */
export function readThrottle(
  { partners }: Pick<Ports, 'partners'>,
  { partnerId: partition, id }: Pick<Customer, 'partnerId' | 'id'>,
): Promise<Stored<CodeThrottle> | undefined> {
  return partners.read(CodeThrottle, { partition, id: throttleKey('administrator', id) });
}

/** The change under the version that was read, its two mails, the count of codes and the audit entry. */
export function codesAskedWrites(details: {
  readonly customer: Customer;
  readonly change: AdministratorChange;
  readonly before: Stored<AdministratorChange> | undefined;
  readonly throttle: Stored<CodeThrottle> | undefined;
  readonly traceId: string;
  readonly now: Date;
}): readonly Write[] {
  const { customer, change, before, throttle, traceId, now } = details;
  const { id: customerId, partnerId } = customer;
  const counted = countCode(throttleKey('administrator', customerId), partnerId, throttle?.document, now);
  const entry = {
    entryId: `administrator-change-asked-${change.changeId}-${change.number}`,
    actor: { kind: 'customer' },
    action: 'administratorChangeAsked',
    subject: customerId,
    customerId,
    traceId,
  } as const;
  return [
    before ? { kind: 'replace', document: change, etag: before.etag } : { kind: 'create', document: change },
    throttle ? { kind: 'replace', document: counted, etag: throttle.etag } : { kind: 'create', document: counted },
    ...[...changeCodeMails(customer, change), audit(partnerId, entry, now)].map(
      (document) => ({ kind: 'create', document }) as const,
    ),
  ];
}
