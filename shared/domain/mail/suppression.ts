/** An address that a partner's mails do not go to any more: they came back for good, or whoever reads there wants no more offers. */
import * as z from 'zod';
import { documentId, documentOf, sortKeyOf } from '../document';
import { shownBeside } from '../shown-domains';
import { Timestamp } from '../text';
import { asSeen, fields, type Sight } from '../visibility';

export const Suppression = documentOf('suppression', {
  /** The mailbox, as a hash; of what its reader stopped, with a mark before it: each is lifted for itself. */
  suppressionId: z.string(),
  sortKey: z.string(),
  revision: z.int(),
  /** Left out once whoever it is of was erased: the hash is enough to go on mailing nobody there. */
  address: z.string().optional(),
  /** `bounced`: there is no such mailbox; `suppressed`: the mail service does not mail it any more; `stopped`: its reader wants no more offers. */
  reason: z.enum(['bounced', 'suppressed', 'stopped']),
  /** Where the reason is that; lists are searched by it. */
  stopped: z.literal(true).optional(),
  /** The mail that came back, or the last one to whoever stopped them, where it is still known. */
  mailId: z.string().optional(),
  createdAt: Timestamp,
});
export type Suppression = z.infer<typeof Suppression>;

/** The document id of a suppression. */
export function suppressionKey(suppressionId: string): string {
  return documentId('suppression', suppressionId);
}

const stopMark = 'stopped-';

/** The id of the suppression by which the reader of a mailbox stops offers and reminders. */
export function stopIdOf(recipientKey: string): string {
  return stopMark + recipientKey;
}

/** An address that is not to be mailed from now on. */
export function suppress(details: {
  readonly partnerId: string;
  readonly suppressionId: string;
  readonly address?: string;
  readonly reason: Suppression['reason'];
  readonly mailId?: string | undefined;
  readonly now: Date;
}): Suppression {
  const { partnerId, suppressionId, address, reason, mailId } = details;
  const createdAt = details.now.toISOString();
  return {
    id: suppressionKey(suppressionId),
    partnerId,
    type: 'suppression',
    schemaVersion: 1,
    suppressionId,
    sortKey: sortKeyOf(createdAt, suppressionId),
    revision: 1,
    ...(address === undefined ? {} : { address }),
    reason,
    ...(reason === 'stopped' ? { stopped: true } : {}),
    ...(mailId === undefined ? {} : { mailId }),
    createdAt,
  };
}

/** What a mail says that was not sent because of a suppression. */
export function whyNotMailed({ reason }: Pick<Suppression, 'reason'>): string {
  return reason === 'stopped'
    ? 'Its reader has stopped your offers and reminders, and alone can take that back (see GET /api/suppressions).'
    : 'Mail to this address came back for good, so it is not mailed any more (see GET /api/suppressions).';
}

/** What the API says of a suppression to somebody of this sight. */
export function suppressionView({ suppressionId: id, address, reason, mailId, createdAt }: Suppression, sight: Sight) {
  const view = {
    id,
    ...(address === undefined ? {} : { email: address, ...shownBeside({ email: address }) }),
    reason,
    ...(mailId === undefined ? {} : { mailId }),
    createdAt,
  };
  return asSeen(view, fields.suppression, sight);
}
