/** Whoever holds a link that leads nowhere any more asks the partner for a fresh one. Nobody gets one by asking: the partner decides. */
import { Notification } from '../../shared/domain/activity/notification';
import { reasonToAsk } from '../../shared/domain/dead-link-reason';
import { askForFreshLink } from '../../shared/domain/redemptions/fresh-link';
import { FreshLinkRequest } from '../../shared/domain/redemptions/note-requests';
import { fingerprintOf } from '../../shared/http/idempotency';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { freshLinkAsked, freshLinkFaults, linkIsAlive } from '../../shared/links/fresh-link-answers';
import { loadLink } from '../../shared/links/loaded-link';
import { freshLinkFromForm } from '../../shared/links/note-forms';
import { leaveNote, noteIdOf } from '../../shared/links/notes';
import type { Ports } from '../../shared/ports';

const takes = { body: FreshLinkRequest, bodyOptional: true };

/** Passes the wish on; the same one again shows the first result. */
export const requestFreshLink = (ports: LinkPorts & Pick<Ports, 'random'>) =>
  linkOperation('requestFreshLink', ports, takes, async (call): Promise<LinkAnswer | LinkRefused> => {
    const loaded = await loadLink(ports, call);
    if ('ok' in loaded) return loaded;
    if (!loaded.dead) return linkIsAlive(loaded);
    const because = reasonToAsk(loaded.dead.refusal);
    if (!because) return loaded.dead;
    const { partner, offer } = loaded;
    const { result, typed, idempotencyKey } = await call.read(freshLinkFromForm);
    if (!result.ok) return freshLinkFaults(loaded, result, typed);

    const request = result.value;
    const { email, name, message } = request;
    const { now, traceId } = call;
    const said = { email, name, message };
    const requestId = noteIdOf(ports, { partner, offer, about: 'fresh-link', said, idempotencyKey });
    const fingerprint = fingerprintOf(said);
    const made = askForFreshLink({ partner, offer, because, request, requestId, fingerprint, traceId, now });
    const kept = await leaveNote(ports, {
      partner,
      offer,
      email,
      record: made.notification,
      schema: Notification,
      others: [made.audit],
      mail: made.mail,
      now,
    });
    if ('ok' in kept) return { ...kept, context: loaded.contextOf(loaded.paths.offer, request.language) };
    return freshLinkAsked(loaded, requestId, request);
  });
