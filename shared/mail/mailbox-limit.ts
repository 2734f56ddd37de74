/** How many codes a mailbox gets that other addresses asked for is limited where they are sent: whoever asks cannot tell whose mailbox it is. */
import type { Mail } from '../domain/mail/mail';
import { CodeThrottle, countCode, throttleKey, tooManyCodes } from '../domain/throttle';
import type { Store } from '../ports';
import { countEverywhere, readEverywhere } from './codes-everywhere';

/** Others count codes for the same mailbox at the same moment. */
const tries = 8;

/** Counts a code that another address asked for, once for each mail; false when its mailbox had too many of those. What its reader asked for has its limit where it is asked for, and is neither counted nor withheld. */
export async function mailboxTakes(partners: Store, mail: Mail, now: Date): Promise<boolean> {
  const { content } = mail;
  if (content.template !== 'confirmationCode' || content.typed === 'owned') return true;
  if (!(await partnerMay(partners, mail, content.mailbox, now))) return false;
  if (content.mailboxEverywhere === undefined) return true;
  const name = [mail.partnerId, mail.mailId];
  const id = throttleKey('mailboxEverywhere', content.mailboxEverywhere);
  const refused = await countEverywhere(partners, { id, name, now }, await readEverywhere(partners, id));
  if (refused?.refusal === 'unavailable') throw notCounted();
  return refused === undefined;
}

async function partnerMay(partners: Store, mail: Mail, mailbox: string, now: Date): Promise<boolean> {
  const partition = mail.partnerId;
  const id = throttleKey('mailbox', mailbox);
  const entry = `${mail.createdAt}~${mail.mailId}`;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const before = await partners.read(CodeThrottle, { partition, id });
    if (before?.document.askedAt.includes(entry)) return true;
    if (tooManyCodes(before?.document, now)) return false;
    const document = countCode(id, partition, before?.document, now, entry);
    const written = await partners.write(partition, [
      before ? { kind: 'replace', document, etag: before.etag } : { kind: 'create', document },
    ]);
    if (written.ok) return true;
  }
  throw notCounted();
}

const notCounted = (): Error => new Error('The codes of a mailbox could not be counted.');
