/** A user of a partner chooses how they are told what happens. */
import { readSettings } from '../../shared/customers/notification-reading';
import { audit } from '../../shared/domain/activity/audit';
import {
  choose,
  NotificationPreferences,
  preferencesOf,
  untouchedSettings,
} from '../../shared/domain/partners/notification-settings';
import { refuse } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { preconditionFault } from '../../shared/http/preconditions';
import { saved } from '../../shared/store/saving';

/** What the user reads meanwhile changes the same document, and makes no choice stale. */
const attempts = 8;

/** Keeps the user's choice, which holds for what happens from now on. */
export const putNotificationPreferences = (ports: ApiPorts) =>
  userOperation('putNotificationPreferences', ports, { body: NotificationPreferences }, async (call) => {
    const { caller, body, request, now, traceId } = call;
    const { partnerId, user, actor } = caller;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const stored = await readSettings(ports, caller);
      const settings = stored?.document ?? untouchedSettings(user);
      const fault = preconditionFault(request, settings.revision);
      if (fault) return fault;
      const chosen = choose(settings, body);
      const entry = {
        entryId: `notification-preferences-${user.userId}-${chosen.revision}`,
        actor,
        action: 'notificationPreferencesChanged',
        subject: user.userId,
        traceId,
      } as const;
      const written = await ports.partners.write(partnerId, [
        saved(chosen, stored),
        { kind: 'create', document: audit(partnerId, entry, now) },
      ]);
      if (written.ok) return reply(200, preferencesOf(user, chosen), { revision: chosen.revision });
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
