/** The id under which a mail service knows a mail. */
import { createHash } from 'node:crypto';
import type { Mail } from '../domain/mail/mail';
import { uuidOf } from '../signing/derived-id';

const namespace = Buffer.from('6f1c5d0e9a3b4d52b7e08c41f2a96d37', 'hex');

/** Every attempt at a mail has the same operation id, a UUID of version 5 made from its partner and id, until people want it sent again. */
export function operationIdOf({ partnerId, mailId, repeats }: Pick<Mail, 'partnerId' | 'mailId' | 'repeats'>): string {
  const name = JSON.stringify([partnerId, mailId, ...(repeats === undefined ? [] : [repeats])]);
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return uuidOf(bytes.toString('hex'));
}
