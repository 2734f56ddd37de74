/** A day's changes in one mail for each user who wants that: a document for each day on which there is something to tell. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import type { Notification } from '../activity/notification';
import { documentId, documentOf } from '../document';
import { toUser, writeMail, type Mail, type MailContent } from '../mail/mail';
import { languageOf, mailChoiceOf } from '../partners/notification-settings';
import type { Partner } from '../partners/partner';
import { addDays, Timestamp } from '../text';
import { toldChangesOf, type Reader } from './telling';

export const Digest = documentOf('digest', {
  digestId: z.string(),
  /** Once closed, nothing more is told in it, and its mails are written. */
  state: z.enum(['open', 'closed']),
  /** Nothing that it tells happened before. */
  since: Timestamp,
  /** Up to which user its mails are written. */
  writtenUpTo: z.string(),
  queue: z.string().optional(),
  dueAt: Timestamp.optional(),
});
export type Digest = z.infer<typeof Digest>;

/** The queue in which digests wait for their hour. */
export const digestQueue = 'digests';

/** The document id of a digest. */
export function digestKey(digestId: string): string {
  return documentId('digest', digestId);
}

/** The moment after this one at which a digest is due in the partner's cloud, which is also its id. */
export function nextDigestAt({ cloud }: Pick<Partner, 'cloud'>, now: Date): string {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const today = new Date(midnight + limits.telling.digestMinuteUtc[cloud] * 60_000);
  return (today > now ? today : addDays(today, 1)).toISOString();
}

/** A digest that tells of this notification too; a new one when there is none yet. */
export function digestWith(before: Digest | undefined, { partnerId, at }: Notification, digestId: string): Digest {
  if (before) return { ...before, since: at < before.since ? at : before.since };
  return {
    id: digestKey(digestId),
    partnerId,
    type: 'digest',
    schemaVersion: 1,
    digestId,
    state: 'open',
    since: at,
    writtenUpTo: '',
    queue: digestQueue,
    dueAt: digestId,
  };
}

type DigestContent = Extract<MailContent, { readonly template: 'changesDigest' }>;

/** The digest of one user, while it is put together. */
interface Collected {
  readonly changes: DigestContent['changes'];
  total: number;
}

/** What each user is told in a digest, put together notification by notification, so that no more is kept of a long day than its mails list. */
export class DigestContents {
  readonly #collected = new Map<string, Collected>();

  add(notification: Notification): void {
    const told = toldChangesOf(notification);
    if (!told) return;
    const { companyName, country } = told;
    for (const userId of notification.digestTo ?? []) {
      const collected = this.#collected.get(userId) ?? { changes: [], total: 0 };
      this.#collected.set(userId, collected);
      // Its lines name no keys.
      for (const { keys: _keys, ...change } of told.changes) {
        collected.total += 1;
        if (collected.changes.length < limits.telling.digestLists)
          collected.changes.push({ companyName, country, change });
      }
    }
  }

  of(userId: string): DigestContent | undefined {
    const collected = this.#collected.get(userId);
    return collected && { template: 'changesDigest', ...collected };
  }
}

/** The mails of a digest to those of these users whom it tells something: who is there no more, may not see customers any more or wants no mail by now is not mailed. */
export function digestMails(
  { digestId }: Digest,
  contents: DigestContents,
  readers: readonly Reader[],
  partner: Partner,
  now: Date,
): readonly Mail[] {
  return readers.flatMap(({ user, settings }) => {
    const content = contents.of(user.userId);
    if (!content || mailChoiceOf(user, settings, partner) === 'none') return [];
    return writeMail({
      partnerId: partner.partnerId,
      mailId: `digest-${Date.parse(digestId)}-${user.userId}`,
      content,
      language: languageOf(settings, partner),
      to: toUser(user),
      now,
    });
  });
}
