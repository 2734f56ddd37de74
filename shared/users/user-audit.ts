/** What the audit says of a change of a user. */
import { audit, type Actor, type AuditEntry } from '../domain/activity/audit';
import type { User } from '../domain/partners/user';

const told = ['name', 'email', 'companyRole', 'supportedCompanies', 'status'] as const;

/** A user as they were, unless they are new, and as they are, unless they are gone. */
type UserChange =
  { readonly before: User; readonly after: User | undefined } | { readonly before: undefined; readonly after: User };

/** The entry of a user who was added, changed or removed, with what each field was and is. */
export function userAudit(
  act: {
    readonly actId: string;
    readonly actor: Actor;
    readonly traceId: string;
  } & UserChange,
  now: Date,
): AuditEntry {
  const { actId, actor, before, after, traceId } = act;
  const subject = before ?? after;
  const changes = told
    .filter((field) => before?.[field] !== after?.[field])
    .map((field) => ({
      field,
      ...(before && { before: before[field] }),
      ...(after && { after: after[field] }),
    }));
  const action = !before ? 'userCreated' : after ? 'userUpdated' : 'userRemoved';
  return audit(
    subject.partnerId,
    { entryId: `user-${actId}`, actor, action, subject: subject.userId, changes, traceId },
    now,
  );
}
