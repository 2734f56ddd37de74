/** A partner wants an address mailed again that mail came back from. */
import { audit } from '../../shared/domain/activity/audit';
import { Suppression, suppressionKey } from '../../shared/domain/mail/suppression';
import { isReadersOwn } from '../../shared/domain/mail/stopping';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { preconditionFault } from '../../shared/http/preconditions';

/** Lifts the suppression: from now on the address is mailed again. What was not sent meanwhile is sent only when somebody asks for it. */
export const deleteSuppression = (ports: ApiPorts) =>
  userOperation('deleteSuppression', ports, {}, async ({ params, caller, request, now, traceId }) => {
    const { partnerId, actor } = caller;
    const ref = documentRef(partnerId, suppressionKey(params.suppressionId ?? ''));
    const stored = ref && (await ports.partners.read(Suppression, ref));
    if (!stored) return refuse('not-found');
    if (isReadersOwn(stored.document))
      return refuse('state-conflict', {
        detail: 'Whoever reads there has stopped your offers, and alone can take that back.',
      });
    const { id, suppressionId, revision } = stored.document;
    const fault = preconditionFault(request, revision);
    if (fault) return fault;
    const entry = {
      entryId: `unsuppressed-${suppressionId}-${now.getTime()}`,
      actor,
      action: 'suppressionLifted',
      subject: suppressionId,
      traceId,
    } as const;
    const written = await ports.partners.write(partnerId, [
      { kind: 'delete', id, etag: stored.etag },
      { kind: 'create', document: audit(partnerId, entry, now) },
    ]);
    return written.ok ? { status: 204 } : refuse('stale');
  });
