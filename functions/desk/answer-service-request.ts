/** Somebody answers a service request by its link: its desk with a session, anybody else as a note that nobody has verified. */
import { limits } from '../../shared/catalogue/limits';
import { keepNote } from '../../shared/customers/service-notes';
import { mayDeskServe } from '../../shared/customers/service-requests';
import { answerFaults, answerTaken } from '../../shared/desk/desk-answers';
import { loadRequest } from '../../shared/desk/loaded-request';
import { countUnproved } from '../../shared/desk/unproved-notes';
import { DeskAnswer, UnprovedAnswer, writeNote } from '../../shared/domain/customers/service-note';
import { answerRequest } from '../../shared/domain/customers/serving';
import { refuseFields } from '../../shared/domain/refusal';
import { fingerprintOf, idOfCreated } from '../../shared/http/idempotency';
import { deskOperation, type DeskPorts, type LinkAnswer, type LinkRefused } from '../../shared/http/link-operation';
import { answerFromForm } from '../../shared/desk/answer-forms';

const { formBytes: bodyBytes, unproved } = limits.serviceRequest;

/** Keeps the answer once; what nobody has proved is throttled, and changes nothing but that it asks for attention. */
export const answerServiceRequest = (ports: DeskPorts) =>
  deskOperation(
    'answerServiceRequest',
    ports,
    { body: DeskAnswer, bodyBytes },
    async (call): Promise<LinkAnswer | LinkRefused> => {
      const { now, traceId } = call;
      const loaded = await loadRequest(ports, call);
      if ('ok' in loaded) return loaded;
      const { partner, isOpen: verified, desk } = loaded;
      const { partnerId, number, id } = loaded.request.document;
      const schema = verified ? DeskAnswer : UnprovedAnswer;
      const read = await call.readAs<ReturnType<typeof DeskAnswer.parse> | ReturnType<typeof UnprovedAnswer.parse>>(
        schema,
        (form) => answerFromForm(form, verified),
      );
      const { result, typed, idempotencyKey } = read;
      if (!result.ok) return answerFaults(ports, loaded, result, typed);
      const { text, name, shared, status } = { shared: false, status: undefined, ...result.value };
      if (shared && desk.kind !== 'ownDesk')
        return answerFaults(ports, loaded, refuseFields({ pointer: '/shared', detail: notYours }), typed);
      const noteId = idOfCreated(ports, partnerId, `requests/${id}/notes`, idempotencyKey);
      const by = { kind: 'desk', verified, ...(name === undefined ? {} : { name }) } as const;
      const kept = await keepNote(ports, {
        ...{ partner, number, noteId, fingerprint: fingerprintOf(result.value), traceId, now },
        actor: { kind: 'desk', verified },
        may: (customer) => mayDeskServe(ports.partners, { partner, customer, now }),
        serve: (serving, request, fingerprint) =>
          answerRequest(serving, request, writeNote({ text, shared, request, noteId, by, fingerprint, now }), status),
        ...(verified ? {} : { mostNotes: unproved.ofAll, beside: () => countUnproved(ports, partner, number, now) }),
      });
      if (!kept.ok) return answerFaults(ports, loaded, kept, typed);
      return answerTaken(loaded, kept.value.note, typed);
    },
  );

const notYours = 'Only the partner’s own people and its own desk show answers to the customer.';
