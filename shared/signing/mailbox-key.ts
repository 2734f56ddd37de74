/** How a partner's documents name a mailbox without saying its address. */
import { createHmac } from 'node:crypto';
import type { Partner } from '../domain/partners/partner';
import { sameMailbox } from '../domain/text';

/** The same for the same mailbox of the same partner; nobody without the partner's salt can tell whose it is. */
export function mailboxKey({ idSalt }: Pick<Partner, 'idSalt'>, address: string): string {
  return createHmac('sha256', idSalt).update(sameMailbox(address)).digest('base64url').slice(0, 32);
}
