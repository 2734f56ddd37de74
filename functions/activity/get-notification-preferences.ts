/** A user of a partner looks at how they are told what happens. */
import { readSettings } from '../../shared/customers/notification-reading';
import { preferencesOf } from '../../shared/domain/partners/notification-settings';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';

/** Reads the user's own choice, or what they are taken to choose. */
export const getNotificationPreferences = (ports: ApiPorts) =>
  userOperation('getNotificationPreferences', ports, {}, async ({ caller }) => {
    const settings = (await readSettings(ports, caller))?.document;
    return reply(200, preferencesOf(caller.user, settings), { revision: settings?.revision ?? 0 });
  });
