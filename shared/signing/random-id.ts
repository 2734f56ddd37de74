/** Ids that nobody can guess. */
import type { Ports } from '../ports';

/** 128 random bits, as they stand in an address or a form. */
export function randomId({ random }: Pick<Ports, 'random'>): string {
  return Buffer.from(random.bytes(16)).toString('base64url');
}

/** The same in hexadecimal, as the ids of documents are written. */
export function randomHexId({ random }: Pick<Ports, 'random'>): string {
  return Buffer.from(random.bytes(16)).toString('hex');
}
