/** What a partner's users are given to bring back, or to tell things apart by, without reading what it is made of. */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { Partner } from '../domain/partners/partner';

type Salted = Pick<Partner, 'idSalt'>;

const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** Another id for this one, always the same; nobody without the partner's salt can tell which it stands for. */
export function coverId(partner: Salted, id: string): string {
  return keyed(partner, 'id', id).toString('base64url').slice(0, 32);
}

/** The text so that only Kesher can read it, the same for the same text of the same partner. */
export function seal(partner: Salted, text: string): string {
  const iv = keyed(partner, 'iv', text).subarray(0, ivBytes);
  const sealing = createCipheriv(cipher, keyed(partner, 'seal', ''), iv);
  const sealed = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()]);
  return Buffer.concat([iv, sealing.getAuthTag(), sealed]).toString('base64url');
}

/** What was sealed; undefined for anything else. */
export function unseal(partner: Salted, given: string): string | undefined {
  const bytes = Buffer.from(given, 'base64url');
  if (bytes.length <= ivBytes + tagBytes || bytes.toString('base64url') !== given) return undefined;
  const iv = bytes.subarray(0, ivBytes);
  const opening = createDecipheriv(cipher, keyed(partner, 'seal', ''), iv, { authTagLength: tagBytes });
  opening.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  try {
    return Buffer.concat([opening.update(bytes.subarray(ivBytes + tagBytes)), opening.final()]).toString('utf8');
  } catch {
    // Whatever was changed in it, or sealed for another partner, does not open.
    return undefined;
  }
}

function keyed({ idSalt }: Salted, purpose: string, text: string): Buffer {
  return createHmac('sha256', idSalt).update(`kesher/sealed/${purpose}\0${text}`).digest();
}
