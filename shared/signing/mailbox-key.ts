/** How documents name a mailbox without saying its address. */
import { createHmac } from 'node:crypto';
import { mailboxSpellings, sameMailbox } from '../domain/mailbox';
import type { Partner } from '../domain/partners/partner';
import type { Secrets } from '../ports';

type Salted = Pick<Partner, 'idSalt'>;

/** The same for the same mailbox of the same partner; nobody without the partner's salt can tell whose it is. */
export function mailboxKey(partner: Salted, address: string): string {
  return keyOf(partner, sameMailbox(address));
}

/** Every key under which something may be stored for this mailbox: the one of today first, then the one of the address as it was typed. */
export function mailboxKeys(partner: Salted, address: string): readonly [string, ...string[]] {
  const [mailbox, ...typed] = mailboxSpellings(address);
  return [keyOf(partner, mailbox), ...typed.map((spelling) => keyOf(partner, spelling))];
}

/** The same for the same mailbox whatever the partner, as long as secrets are signed with the same key; nobody without it can tell whose it is. */
export function mailboxKeyEverywhere(secrets: Pick<Secrets, 'keyId' | 'derive'>, address: string): string {
  return secrets.derive(secrets.keyId, 'mailbox-everywhere', sameMailbox(address));
}

function keyOf({ idSalt }: Salted, spelling: string): string {
  return createHmac('sha256', idSalt).update(spelling).digest('base64url').slice(0, 32);
}
