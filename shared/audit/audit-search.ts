/** What a partner looks for in its audit trail: who, for whom, what and when. */
import * as z from 'zod';
import { Actor, AuditAction } from '../domain/activity/audit';
import { lacks, type User } from '../domain/partners/user';
import type { Partner } from '../domain/partners/partner';
import { ok, refuseFields, type Result } from '../domain/refusal';
import { fields, seenBy, type Sight } from '../domain/visibility';
import type { Filter } from '../ports';

const day = /^\d{4}-\d\d-\d\d$/u;
const momentRule = 'Must be a day such as 2026-01-31, or a moment such as 2026-01-31T09:30:00Z.';
const dayMs = 86_400_000;

/** A moment; a day is its beginning, or its last millisecond. */
const momentAt = (end: 'begins' | 'ends') =>
  z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], momentRule)
    .transform((text) => new Date(Date.parse(text) + (end === 'ends' && day.test(text) ? dayMs - 1 : 0)))
    .optional();

/** The query parameters of a part of the trail: from the first moment to the last, both in it. */
export const periodParameters = { from: momentAt('begins'), to: momentAt('ends') };

/** The query parameters that the trail is searched by. */
export const auditSearchParameters = {
  ...periodParameters,
  actor: z
    .enum(
      Actor.options.map(({ shape }) => shape.kind.value),
      'Must be user, operator, customer, mailService, desk, recipient or upkeep.',
    )
    .optional(),
  userId: z.string().max(100, 'Must be the id of a user.').optional(),
  customerId: z.string().max(255, 'Must be the id of a customer.').optional(),
  action: z
    .string()
    .transform((value) => value.split(','))
    .pipe(z.array(AuditAction))
    .optional(),
  subject: z.string().max(255, 'Must be the id of what was changed.').optional(),
};

interface Period {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

interface Asked extends Period {
  readonly actor?: Actor['kind'] | undefined;
  readonly userId?: string | undefined;
  readonly customerId?: string | undefined;
  readonly action?: readonly AuditAction[] | undefined;
  readonly subject?: string | undefined;
}

/** The entries of a period; they stand in the trail by the moment of the call. */
export function entriesWithin({ from, to }: Period): Result<readonly Filter[]> {
  if (from && to && from > to) return refuseFields({ pointer: '/to', detail: 'Must not be before from.' });
  return ok([
    ...(from ? [{ field: 'sortKey', atLeast: from.toISOString() }] : []),
    ...(to ? [{ field: 'sortKey', below: new Date(to.getTime() + 1).toISOString() }] : []),
  ]);
}

/** The entries that are asked for. Nobody finds out by asking what they may not see. */
export function entriesThatAre(
  asked: Asked,
  { user, partner, sight }: { readonly user: User; readonly partner: Partner; readonly sight: Sight },
): Result<readonly Filter[]> {
  const { actor, userId, customerId, action, subject } = asked;
  const missing = customerId === undefined ? undefined : lacks(seenBy.customers, user, partner);
  if (missing) return missing;
  const within = entriesWithin(asked);
  if (!within.ok) return within;
  const actions =
    subject === undefined ? action : (action ?? AuditAction.options).filter((one) => sight.has(fields.subjects[one]));
  return ok([
    ...within.value,
    ...equal({ 'actor.kind': actor, 'actor.userId': userId, customerId, subject }),
    ...(actions === undefined || actions.length === AuditAction.options.length
      ? []
      : [{ field: 'action', oneOf: actions }]),
  ]);
}

function equal(values: Readonly<Record<string, string | undefined>>): readonly Filter[] {
  return Object.entries(values).flatMap(([field, equals]) => (equals === undefined ? [] : [{ field, equals }]));
}
