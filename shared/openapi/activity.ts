/** What the API says of notifications, the audit trail and addresses that are not mailed. */
import * as z from 'zod';
import { Actor, AuditAction } from '../domain/activity/audit';
import { NotificationContent } from '../domain/activity/notification';
import { Timestamp } from '../domain/text';
import { asSeen, listOf, named, shownBeside } from './parts';

/** What any of several kinds can hold: a field that differs between them is one or the other. */
function anyOf(kinds: readonly z.ZodObject[]): Record<string, z.ZodType> {
  const fields = new Map<string, Map<string, z.ZodType>>();
  for (const kind of kinds)
    for (const [field, schema] of Object.entries(kind.shape) as [string, z.ZodType][]) {
      const known = fields.get(field) ?? new Map<string, z.ZodType>();
      fields.set(field, known.set(JSON.stringify(z.toJSONSchema(schema)), schema));
    }
  return Object.fromEntries(
    [...fields].map(([field, [...schemas]]) => [field, eitherOf(schemas.map(([, schema]) => schema))]),
  );
}

function eitherOf(schemas: readonly z.ZodType[]): z.ZodType {
  const words = schemas.flatMap((schema) => (schema instanceof z.ZodLiteral ? [...schema.values].map(String) : []));
  if (words.length === schemas.length) return z.enum(words as [string, ...string[]]);
  const [one, two, ...more] = schemas;
  return one && two ? z.union([one, two, ...more]) : (one ?? z.unknown());
}

const told = anyOf(NotificationContent.options);

export const notification = z.object({
  ...asSeen({ ...told, ...shownBeside }).shape,
  id: z.string(),
  at: Timestamp,
  read: z.boolean().optional(),
});
named.add(notification, {
  id: 'Notification',
  description:
    'Something that the partner is told. Which fields there are depends on its `kind`, and on what this user may see.',
});

export const notifications = listOf(notification, {
  unread: z.int().optional(),
  unreadMore: z.literal(true).optional(),
  readMark: z.string().optional(),
});

export const unread = z.object({ unread: z.int(), unreadMore: z.literal(true).optional() });

export const auditEntry = asSeen({
  id: z.string(),
  at: Timestamp,
  actor: asSeen(anyOf(Actor.options as unknown as readonly z.ZodObject[])),
  action: AuditAction,
  subject: z.string(),
  customerId: z.string(),
  changes: z.array(z.object({ field: z.string(), before: z.string().optional(), after: z.string().optional() })),
  traceId: z.string(),
});
named.add(auditEntry, { id: 'AuditEntry', description: 'Who did what, for whom and when.' });

export const verification = z.object({
  entries: z.int(),
  sealed: z.int(),
  unsealed: z.int(),
  intact: z.boolean(),
  problem: z.string().optional(),
  firstBroken: z.string().optional(),
  head: z.string().optional(),
  sealedAt: Timestamp.optional(),
  nextCursor: z.string().optional(),
});
named.add(verification, { id: 'AuditVerification', description: 'Whether the audit trail is as it was written.' });

export const suppression = asSeen({
  id: z.string(),
  etag: z.string(),
  email: z.string(),
  ...shownBeside,
  reason: z.string(),
  mailId: z.string(),
  createdAt: Timestamp,
});
named.add(suppression, { id: 'Suppression', description: 'An address that is not mailed, and why.' });
