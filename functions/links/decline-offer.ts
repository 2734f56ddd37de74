/** Whoever holds a link says no to the offer. It stays open; the partner is told, and whoever gave an address is not reminded. */
import { decline, isUnsure } from '../../shared/domain/redemptions/decline';
import { RefusalRequest } from '../../shared/domain/redemptions/note-requests';
import { DeclinedRedemption } from '../../shared/domain/redemptions/redemption';
import { fingerprintOf } from '../../shared/http/idempotency';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { declined, declineFaults, unsure } from '../../shared/links/decline-answers';
import { loadLink } from '../../shared/links/loaded-link';
import { refusalFromForm } from '../../shared/links/note-forms';
import { leaveNote, noteIdOf } from '../../shared/links/notes';
import type { Ports } from '../../shared/ports';

const takes = { body: RefusalRequest, bodyOptional: true };

/** Records a "no"; the same one again shows the first result. */
export const declineOffer = (ports: LinkPorts & Pick<Ports, 'random'>) =>
  linkOperation('declineOffer', ports, takes, async (call): Promise<LinkAnswer | LinkRefused> => {
    const loaded = await loadLink(ports, call);
    if ('ok' in loaded) return loaded;
    if (loaded.dead) return loaded.dead;
    const { partner, offer } = loaded;
    const { result, typed, idempotencyKey } = await call.read(refusalFromForm);
    if (!result.ok) return declineFaults(loaded, result, typed);
    const request = result.value;
    if (isUnsure(request)) return unsure(loaded, request);

    const { reason, email } = request;
    const { now, traceId } = call;
    const said = { reason, email };
    const redemptionId = noteIdOf(ports, { partner, offer, about: 'refusal', said, idempotencyKey });
    const fingerprint = fingerprintOf(said);
    const made = decline({ partner, offer, request, redemptionId, fingerprint, traceId, now });
    const kept = await leaveNote(ports, {
      partner,
      offer,
      email,
      record: made.declined,
      schema: DeclinedRedemption,
      others: [made.notification, made.audit],
      mail: made.mail,
      now,
    });
    if ('ok' in kept) return { ...kept, context: loaded.contextOf(loaded.paths.refusal, request.language) };
    return declined(loaded, kept, request);
  });
