/** What is written when a reader stops the offers and reminders of a partner, or allows them again. */
import { Notification } from '../domain/activity/notification';
import { Mail } from '../domain/mail/mail';
import { resumed, stopMails } from '../domain/mail/stopping';
import type { Suppression } from '../domain/mail/suppression';
import { isPseudonym } from '../domain/pseudonym-address';
import type { Refused } from '../domain/refusal';
import { CodeThrottle, countNote, throttleKey, tooManyNotes } from '../domain/throttle';
import type { StopCall } from '../http/link-operation';
import type { Ports, Stop, Stored, Write } from '../ports';

type Partners = Pick<Ports, 'partners'>;
type Change = Pick<StopCall, 'stop' | 'traceId' | 'now'>;

/** Stops them, and tells the partner if it was not told before. */
export async function stopWrites({ partners }: Partners, { stop, traceId, now }: Change): Promise<readonly Write[]> {
  const { partnerId: partition } = stop;
  const made = stopMails({ ...stop, traceId, now }, await lastMailTo(partners, stop));
  const told = await partners.read(Notification, { partition, id: made.notification.id });
  return [made.suppression, made.audit, ...(told ? [] : [made.notification])].map((document) => ({
    kind: 'create',
    document,
  }));
}

/** Allows them again. Who changes their mind all the time is asked to wait, and only then: nobody waits to stop them. */
export async function allowWrites(
  { partners }: Partners,
  { stop, traceId, now }: Change,
  stopped: Stored<Suppression>,
): Promise<readonly Write[] | Refused> {
  const { partnerId: partition, recipientKey } = stop;
  const id = throttleKey('allowedAgain', recipientKey);
  const throttle = await partners.read(CodeThrottle, { partition, id });
  const tooMany = tooManyNotes('allowedAgain', throttle?.document, now);
  if (tooMany) return tooMany;
  const document = countNote('allowedAgain', id, partition, throttle?.document, now);
  return [
    { kind: 'delete', id: stopped.document.id, etag: stopped.etag },
    { kind: 'create', document: resumed({ ...stop, traceId, now }) },
    throttle ? { kind: 'replace', document, etag: throttle.etag } : { kind: 'create', document },
  ];
}

/** One look goes over a bounded number of mails; who stops them is not kept waiting for all there are. */
const pagesLookedAt = 10;

/** The last mail to whoever stops them, where their address is still known: of somebody who was erased it is not. */
async function lastMailTo(
  partners: Ports['partners'],
  { partnerId: partition, recipientKey }: Stop,
): Promise<{ readonly mailId: string; readonly address?: string } | undefined> {
  const where = [{ field: 'recipientKey', equals: recipientKey }];
  let after: string | undefined;
  for (let page = 0; page < pagesLookedAt; page += 1) {
    const { items, next } = await partners.list(Mail, { partition, type: 'mail', where, limit: 1, after });
    const [found] = items;
    if (found) {
      const { mailId, to } = found.document;
      return { mailId, ...(isPseudonym(to.address) ? {} : { address: to.address }) };
    }
    if (next === undefined) return undefined;
    after = next;
  }
  return undefined;
}
