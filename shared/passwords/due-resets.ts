/** Goes through the resets of passwords whose time has come, each once whatever crashes. */
import { endReset, isOver, PasswordReset, resetQueue, resetStateNow } from '../domain/passwords/password-reset';
import { resetAudit } from '../domain/passwords/telling';
import type { Ports } from '../ports';
import { eachDue } from '../store/due-documents';

/** Ends every reset that time has overtaken; gives how many. Whoever was faster has ended it, or sees to it that time comes again. */
export async function endDueResets(ports: Pick<Ports, 'partners' | 'clock'>, traceId: string): Promise<number> {
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
    const written = await ports.partners.write(partition, [
      { kind: 'replace', document: over, etag: stored.etag },
      { kind: 'create', document: entry },
    ]);
    if (written.ok) ended += 1;
  });
  return ended;
}
