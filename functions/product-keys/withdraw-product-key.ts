/** A partner takes back a product key that was not used. */
import { audit } from '../../shared/domain/activity/audit';
import { ProductKey, productKeyKey, withdrawKey } from '../../shared/domain/keys/product-key';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { preconditionFault } from '../../shared/http/preconditions';

/** Withdraws the key: it cannot be used any more until somebody loads it again. Against an application of the same key one of both goes through. */
export const withdrawProductKey = (ports: ApiPorts) =>
  userOperation('withdrawProductKey', ports, {}, async ({ params, caller, request, now, traceId }) => {
    const { partnerId, user, actor } = caller;
    const ref = documentRef(partnerId, productKeyKey(params.keyId ?? ''));
    const stored = ref && (await ports.partners.read(ProductKey, ref));
    if (!stored) return refuse('not-found');
    const fault = preconditionFault(request, stored.document.revision);
    if (fault) return fault;
    const withdrawn = withdrawKey(stored.document, { userId: user.userId, name: user.name }, now);
    if (!withdrawn.ok) return withdrawn;
    const { keyId } = withdrawn.value;
    const entry = {
      entryId: `key-withdrawn-${keyId}`,
      actor,
      action: 'productKeyWithdrawn',
      subject: keyId,
      traceId,
    } as const;
    const written = await ports.partners.write(partnerId, [
      { kind: 'replace', document: withdrawn.value, etag: stored.etag },
      { kind: 'create', document: audit(partnerId, entry, now) },
    ]);
    return written.ok ? { status: 204 } : refuse('stale');
  });
