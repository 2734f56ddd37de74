/** How a user is changed or removed: one batch with the administrators it moves and its audit entry, decided anew when somebody was faster. */
import { administratorsAfter, movesAdministrators } from '../domain/partners/administrators';
import type { User } from '../domain/partners/user';
import { refuse, type Refused, type Result } from '../domain/refusal';
import type { Call, Caller } from '../http/operation';
import { preconditionFault } from '../http/preconditions';
import type { Ports, Write } from '../ports';
import { randomHexId } from '../signing/random-id';
import { saved } from '../store/saving';
import { readAdministrators } from './administrators';
import { readUser } from './stored-user';
import { userAudit } from './user-audit';

type ChangePorts = Pick<Ports, 'partners' | 'random'>;
type ChangeCall = Pick<Call<unknown, unknown>, 'params' | 'request' | 'now' | 'traceId'> & { readonly caller: Caller };

/** Others who change the same user, or who administers, make the decision start again from what they left. */
const attempts = 8;

/** Changes the user whom the call names as `decide` says, to nobody when they are removed; gives what they are afterwards. */
export async function changeUser<After extends User | undefined>(
  ports: ChangePorts,
  { params, request, caller, now, traceId }: ChangeCall,
  decide: (before: User) => Result<After>,
): Promise<Result<After>> {
  const { partnerId, actor } = caller;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const stored = await readUser(ports, partnerId, params.userId);
    if (!stored) return refuse('not-found');
    const before = stored.document;
    const fault = preconditionFault(request, before.revision);
    if (fault) return fault;
    const decided = decide(before);
    if (!decided.ok) return decided;
    const after = decided.value;
    if (after === before) return decided;
    const moved = await administratorWrites(ports, caller, { before, after });
    if ('ok' in moved) return moved;
    const entry = userAudit({ actId: randomHexId(ports), actor, before, after, traceId }, now);
    const written = await ports.partners.write(partnerId, [
      after ? saved(after, stored) : { kind: 'delete', id: before.id, etag: stored.etag },
      ...moved,
      { kind: 'create', document: entry },
    ]);
    if (written.ok) return decided;
  }
  return refuse('unavailable', { retryAfterSeconds: 1 });
}

/** What else is written when a user becomes a global administrator, or is one no more. */
export async function administratorWrites(
  ports: ChangePorts,
  { partnerId, user }: Pick<Caller, 'partnerId' | 'user'>,
  change: { readonly before: User | undefined; readonly after: User | undefined },
): Promise<readonly Write[] | Refused> {
  if (!movesAdministrators(change.before, change.after)) return [];
  const { administrators, stored } = await readAdministrators(ports, partnerId);
  const after = administratorsAfter(administrators, user, change);
  return after.ok ? [saved(after.value, stored)] : after;
}
