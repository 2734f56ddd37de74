/** Somebody at the partner takes a reset back: what waits for approval is refused, and a link that nobody has opened shows nothing any more. */
import { endReset, isOver, resetStateNow } from '../../shared/domain/passwords/password-reset';
import { resetAudit } from '../../shared/domain/passwords/telling';
import { refuse } from '../../shared/domain/refusal';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { etagOf, preconditionFault } from '../../shared/http/preconditions';
import { readReset } from '../../shared/passwords/asking';

/** Ends it under If-Match: whoever asked for it, or anybody with full access. A password that is set stays set. */
export const withdrawPasswordReset = (ports: ApiPorts) =>
  userOperation('withdrawPasswordReset', ports, {}, async ({ params, caller, request, now, traceId }) => {
    const { partnerId, user, actor } = caller;
    const stored = await readReset(ports, partnerId, params.resetId ?? '');
    if (!stored) return refuse('not-found');
    const { document: reset, etag } = stored;
    if (reset.askedBy.userId !== user.userId && user.supportedCompanies !== 'full') return notTheirs;
    const fault = preconditionFault(request, reset.revision);
    const isWithdrawn = reset.state === 'withdrawn';
    if (fault && !(isWithdrawn && fault.refusal === 'stale')) return fault;
    if (isWithdrawn) return { status: 204, headers: { ETag: etagOf(reset.revision) } };
    const state = resetStateNow(reset, now);
    if (state === 'setting') return refuse('request-in-progress');
    if (isOver(reset, now)) return refuse('state-conflict', { detail: `It cannot be taken back: it is ${state}.` });
    const ended = endReset(reset, 'withdrawn', now);
    const written = await ports.partners.write(partnerId, [
      { kind: 'replace', document: ended, etag },
      { kind: 'create', document: resetAudit(ended, 'passwordResetWithdrawn', { actor, traceId, now }) },
    ]);
    return written.ok ? { status: 204, headers: { ETag: etagOf(ended.revision) } } : refuse('stale');
  });

const notTheirs = refuse('forbidden', {
  detail:
    'Only whoever asked for a reset, or a colleague with full access, takes it back (supportedCompanies is limited).',
});
