/** A partner loads the keys that it bought, as JSON or as a table. */
import { limits } from '../../shared/catalogue/limits';
import { LoadRequest, readRow } from '../../shared/domain/keys/key-row';
import { KeyLoad, rememberLoad } from '../../shared/domain/keys/key-load';
import { refuse } from '../../shared/domain/refusal';
import { fingerprintOf, idOfCreated, notReadableYet } from '../../shared/http/idempotency';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { readLoad } from '../../shared/keys/load-body';
import { loadRows, rowView } from '../../shared/keys/loading';
import type { Ports } from '../../shared/ports';

type Deps = ApiPorts & Pick<Ports, 'productKeys' | 'keyFingerprints' | 'random'>;

const spec = { body: LoadRequest, bodyBytes: limits.body.listBytes, readBody: readLoad };

/** Loads a list of keys and says of each row what became of it; a list that was interrupted goes on when it is sent again. */
export const loadProductKeys = (ports: Deps) =>
  userOperation('loadProductKeys', ports, spec, async ({ body, caller, idempotencyKey, now, traceId }) => {
    const { partnerId, user, actor } = caller;
    const loadId = idOfCreated(ports, partnerId, 'api/product-keys', idempotencyKey);
    if (idempotencyKey !== undefined) {
      const fingerprint = ports.keyFingerprints.secret('load', fingerprintOf(body));
      const record = rememberLoad({ partnerId, loadId, fingerprint, now });
      const { ok } = await ports.partners.write(partnerId, [{ kind: 'create', document: record }]);
      const taken = ok
        ? record
        : (await ports.partners.read(KeyLoad, { partition: partnerId, id: record.id }))?.document;
      if (!taken) return notReadableYet;
      if (taken.fingerprint !== fingerprint) return refuse('idempotency-key-reused');
    }
    const { cloud } = caller.partner.document;
    const loadedBy = { userId: user.userId, name: user.name };
    const outcomes = await loadRows(
      ports,
      { partnerId, loadId, loadedBy, entry: { actor, traceId }, now },
      body.keys.map((row) => readRow(row, cloud)),
    );
    return reply(200, { results: outcomes.map(rowView) });
  });
