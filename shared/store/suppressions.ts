/** Looks up whether a mailbox is mailed any more. */
import { isStoppable, type Mail } from '../domain/mail/mail';
import { stopIdOf, Suppression, suppressionKey } from '../domain/mail/suppression';
import type { Stop, Store, Stored } from '../ports';
import { wholeList } from './whole-list';

/** The suppression of a mailbox, under whichever of its keys it is stored. */
export async function readSuppression(
  partners: Pick<Store, 'read'>,
  partition: string,
  keys: readonly string[],
): Promise<Stored<Suppression> | undefined> {
  const found = await Promise.all(
    keys.map((key) => partners.read(Suppression, { partition, id: suppressionKey(key) })),
  );
  return found.find((stored) => stored !== undefined);
}

/** Whether whoever reads at a mailbox has stopped the offers and reminders of a partner. */
export function readStop(
  partners: Pick<Store, 'read'>,
  { partnerId: partition, recipientKey }: Stop,
): Promise<Stored<Suppression> | undefined> {
  return partners.read(Suppression, { partition, id: suppressionKey(stopIdOf(recipientKey)) });
}

/** Why a mailbox is not sent a mail, if it is not: mail to it came back for good, or its reader has stopped mails of this kind. */
export async function suppressionOf(
  partners: Pick<Store, 'read'>,
  partition: string,
  keys: readonly [string, ...string[]],
  { content }: Pick<Mail, 'content'>,
): Promise<Suppression | undefined> {
  const [suppression, stopped] = await Promise.all([
    readSuppression(partners, partition, keys),
    isStoppable(content) ? readStop(partners, { partnerId: partition, recipientKey: keys[0] }) : undefined,
  ]);
  return (suppression ?? stopped)?.document;
}

/** A query names so many mailboxes at a time. */
const keysPerQuery = 100;

/** Why mailboxes are not sent a new mailing, by their keys; those that are sent it are not among them. */
export async function suppressedMailboxes(
  partners: Store,
  partition: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Suppression['reason']>> {
  const parts = Array.from({ length: Math.ceil(keys.length / keysPerQuery) }, (_, part) =>
    keys.slice(part * keysPerQuery, (part + 1) * keysPerQuery),
  );
  const found = await Promise.all(
    parts.map((part) => {
      const ids = part.flatMap((key) => [suppressionKey(key), suppressionKey(stopIdOf(key))]);
      const where = [{ field: 'id', oneOf: ids }];
      return wholeList(partners, Suppression, { partition, type: 'suppression', where, order: 'oldest' });
    }),
  );
  const byId = new Map(found.flat().map(({ suppressionId, reason }) => [suppressionId, reason]));
  return new Map(
    keys.flatMap((key) => {
      const reason = byId.get(key) ?? byId.get(stopIdOf(key));
      return reason === undefined ? [] : [[key, reason] as const];
    }),
  );
}
