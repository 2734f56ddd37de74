/** Writes the mails that follow from what the partner of record is told, once each whatever crashes: who is mailed how is settled in one batch, for good. */
import { limits } from '../catalogue/limits';
import { Notification, toldQueue } from '../domain/activity/notification';
import { Digest, digestKey, digestWith, nextDigestAt } from '../domain/customers/digest';
import { changeMail, readersOf, settleReaders, toldChangesOf, type Reader } from '../domain/customers/telling';
import { saysItIs } from '../domain/document';
import { NotificationSettings } from '../domain/partners/notification-settings';
import { Partner, partnerKey } from '../domain/partners/partner';
import { User } from '../domain/partners/user';
import type { Ports, Store, Stored, Write } from '../ports';
import { eachDue } from '../store/due-documents';
import { saved } from '../store/saving';
import { wholeList } from '../store/whole-list';

type TellingPorts = Pick<Ports, 'partners' | 'clock'>;
type Waiting = Pick<Notification, 'partnerId' | 'id' | 'at'>;

/** A partner with its users, as they were at a moment. */
interface Audience {
  readonly partner: Partner;
  readonly readers: readonly Reader[];
  readonly readAt: string;
}

/** Others who tell of the same change, or of another one in the same digest, make it start again from what they left. */
const attempts = 20;

/** Tells of every change that waits for it; gives how many mails were written. */
export async function tellDueChanges(ports: TellingPorts): Promise<number> {
  const audienceOf = audiences(ports);
  let written = 0;
  await eachDue(ports, toldQueue, 'Changes were not told.', async (raw) => {
    const notification = Notification.parse(raw);
    written += await tellOfChange(ports, notification, await audienceOf(notification));
  });
  return written;
}

/** Tells of those of the documents that wait for it; anything else is passed over, known or not. */
export async function tellWrittenChanges(ports: TellingPorts, documents: readonly unknown[]): Promise<number> {
  const audienceOf = audiences(ports);
  let written = 0;
  for (const document of documents.filter((one) => saysItIs('notification', one))) {
    const notification = Notification.safeParse(document).data;
    if (notification?.queue === toldQueue)
      written += await tellOfChange(ports, notification, await audienceOf(notification));
  }
  return written;
}

/** The partner's users with what each chose. */
export async function readReaders(partners: Store, partition: string): Promise<readonly Reader[]> {
  const [users, settings] = await Promise.all([
    wholeList(partners, User, { partition, type: 'user' }),
    wholeList(partners, NotificationSettings, { partition, type: 'notification-settings' }),
  ]);
  return readersOf(users, settings);
}

/** Reads a partner's users once for all changes that wait, and again for what happened after they were read: by then they may have chosen otherwise. */
function audiences({ partners, clock }: TellingPorts): (waiting: Waiting) => Promise<Audience> {
  const known = new Map<string, Audience>();
  return async ({ partnerId: partition, at }) => {
    const before = known.get(partition);
    if (before && at < before.readAt) return before;
    const readAt = clock.now().toISOString();
    const [partner, readers] = await Promise.all([
      partners.read(Partner, { partition, id: partnerKey }),
      readReaders(partners, partition),
    ]);
    if (!partner) throw new Error('The partner of a change is gone.');
    const audience = { partner: partner.document, readers, readAt };
    known.set(partition, audience);
    return audience;
  };
}

async function tellOfChange(
  { partners, clock }: TellingPorts,
  { partnerId: partition, id }: Waiting,
  { partner, readers }: Audience,
): Promise<number> {
  let written = 0;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const now = clock.now();
    const [stored, { digestId, digest }] = await Promise.all([
      partners.read(Notification, { partition, id }),
      openDigest(partners, partner, now),
    ]);
    if (stored?.document.queue !== toldQueue) return written;
    const { document: notification, etag } = stored;
    const told = toldChangesOf(notification);
    const settled = notification.mailTo ? undefined : settleReaders(notification, readers, partner);
    const waiting = new Set(notification.mailTo ?? settled?.mailTo);
    const digestTo = settled?.digestTo ?? [];
    // Users that are gone by now wait for nothing.
    const toMail = readers.filter(({ user }) => waiting.has(user.userId));
    const next = toMail.slice(0, limits.telling.mailsPerBatch);
    const left = toMail.slice(next.length).map(({ user }) => user.userId);
    const { queue: _queue, dueAt: _dueAt, ...rest } = notification;
    const document: Notification = {
      ...(left.length > 0 ? notification : rest),
      mailTo: left,
      ...(digestTo.length > 0 ? { digestTo: [...digestTo], digestId } : {}),
    };
    const mails = told ? next.map((reader) => changeMail(notification, told, reader, partner, now)) : [];
    const writes: readonly Write[] = [
      { kind: 'replace', document, etag },
      ...mails.map((mail) => ({ kind: 'create', document: mail }) as const),
      ...(digestTo.length > 0 ? [saved(digestWith(digest?.document, notification, digestId), digest)] : []),
    ];
    const outcome = await partners.write(partition, writes);
    if (!outcome.ok) continue;
    written += mails.length;
    if (left.length === 0) return written;
  }
  throw new Error('A change was not told: others were always faster.');
}

/** The digest that is due next, as far as there is one; when it is closed already, by a clock that is ahead of this one, the one after it. */
async function openDigest(
  partners: Store,
  partner: Partner,
  now: Date,
): Promise<{ readonly digestId: string; readonly digest: Stored<Digest> | undefined }> {
  const digestId = nextDigestAt(partner, now);
  const digest = await partners.read(Digest, { partition: partner.partnerId, id: digestKey(digestId) });
  return digest?.document.state === 'closed' ? openDigest(partners, partner, new Date(digestId)) : { digestId, digest };
}
