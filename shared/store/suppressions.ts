/** Looks up whether a mailbox is mailed any more. */
import { Suppression, suppressionKey } from '../domain/mail/suppression';
import type { Store, Stored } from '../ports';

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
