/** A partner's user adds a note to a service request. */
import { keepNote } from '../../shared/customers/service-notes';
import { mayServe } from '../../shared/customers/service-requests';
import { NoteRequest, noteView, writeNote } from '../../shared/domain/customers/service-note';
import { addNote } from '../../shared/domain/customers/serving';
import { fingerprintOf, idOfCreated } from '../../shared/http/idempotency';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import type { Ports } from '../../shared/ports';

/** Keeps the note and mails it to the desk, and to the customer where it is shared; the same Idempotency-Key answers with the first one. */
export const addServiceNote = (ports: ApiPorts & Pick<Ports, 'random'>) =>
  userOperation('addServiceNote', ports, { body: NoteRequest }, async (call) => {
    const { params, body, caller, idempotencyKey, now, traceId } = call;
    const { partnerId, user, actor } = caller;
    const { requestId: number = '' } = params;
    const partner = caller.partner.document;
    const noteId = idOfCreated(ports, partnerId, `api/service-requests/${number}/notes`, idempotencyKey);
    const by = { kind: 'user', userId: user.userId, name: user.name } as const;
    const kept = await keepNote(ports, {
      ...{ partner, number, noteId, fingerprint: fingerprintOf(body), actor, traceId, now },
      may: (customer) => mayServe(ports.partners, { user, partner, customer, now }),
      serve: (serving, request, fingerprint) =>
        addNote(serving, request, writeNote({ ...body, request, noteId, by, fingerprint, now })),
    });
    if (!kept.ok) return kept;
    return reply(201, noteView(kept.value.note), { location: `/api/service-requests/${number}` });
  });
