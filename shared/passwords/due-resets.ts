/** Goes through the resets of passwords whose time has come, each once whatever crashes. */
import { Customer } from '../domain/customers/customer';
import { Partner, partnerKey } from '../domain/partners/partner';
import { endReset, isOver, PasswordReset, resetQueue, resetStateNow } from '../domain/passwords/password-reset';
import { lostAttempt, resetAudit } from '../domain/passwords/telling';
import { isUnavailable, type Ports } from '../ports';
import { eachDue } from '../store/due-documents';
import { tenantOf } from './directory-refusals';

type DuePorts = Pick<Ports, 'partners' | 'clock' | 'directory'>;

/** Ends every reset that time has overtaken; gives how many. Whoever was faster has ended it, or sees to it that time comes again. */
export async function endDueResets(ports: DuePorts, traceId: string): Promise<number> {
  let ended = 0;
  await eachDue(ports, resetQueue, 'Resets of passwords were held up.', async (raw) => {
    const { partnerId: partition, id } = PasswordReset.parse(raw);
    const stored = await ports.partners.read(PasswordReset, { partition, id });
    const now = ports.clock.now();
    const state = stored && resetStateNow(stored.document, now);
    if (!stored || !isOver(stored.document, now) || state === stored.document.state) return;
    if (state === 'awaitingApproval' || state === 'setting' || state === 'ready' || state === undefined) return;
    const over = endReset(stored.document, state, now);
    const action = state === 'unknown' ? 'passwordResetFailed' : 'passwordResetEnded';
    const entry = resetAudit(over, action, { actor: { kind: 'upkeep' }, traceId, now, reason: state });
    const told = state === 'unknown' ? await toldOfLost(ports, stored.document, now) : [];
    const written = await ports.partners.write(partition, [
      { kind: 'replace', document: over, etag: stored.etag },
      ...[...told, entry].map((document) => ({ kind: 'create', document }) as const),
    ]);
    if (written.ok) ended += 1;
  });
  return ended;
}

/** Whom a password may have been set for, as its attempt was never answered. The administrator on record is told also where the directory does not say who else is. */
async function toldOfLost({ partners, directory }: DuePorts, reset: PasswordReset, now: Date) {
  const { partnerId: partition, customerId } = reset;
  const [partner, customer] = await Promise.all([
    partners.read(Partner, { partition, id: partnerKey }),
    partners.read(Customer, { partition, id: customerId }),
  ]);
  if (!partner || !customer) return [];
  const found = await directory
    .administrators(tenantOf(partner.document, customer.document))
    .catch((error: unknown) => {
      if (!isUnavailable(error)) throw error;
      return undefined;
    });
  return lostAttempt(reset, customer.document, found?.kind === 'found' ? found.users : [], now);
}
