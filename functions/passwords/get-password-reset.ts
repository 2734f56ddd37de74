/** A partner looks at one reset of a password: who asked for it, whether it waits, and whether it was shown. */
import { resetView } from '../../shared/domain/passwords/password-reset';
import { refuse } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { readReset } from '../../shared/passwords/asking';

/** Reads it. Neither the password nor its link is part of what is told. */
export const getPasswordReset = (ports: ApiPorts) =>
  userOperation('getPasswordReset', ports, {}, async ({ params, caller, now }) => {
    const stored = await readReset(ports, caller.partnerId, params.resetId ?? '');
    if (!stored) return refuse('not-found');
    return reply(200, resetView(stored.document, now), { revision: stored.document.revision });
  });
