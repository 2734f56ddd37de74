/** The short name of an offer, for people to say and write down. */
import { createHash } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Two groups of four letters and digits without those that look alike, such as `K7QX-M2PD`; the same for the same offer. */
export function summaryIdOf(offerId: string): string {
  const digest = createHash('sha256').update(`kesher/summary-id\0${offerId}`).digest();
  const letters = [...digest.subarray(0, 8)].map((byte) => alphabet.charAt(byte % alphabet.length));
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}
