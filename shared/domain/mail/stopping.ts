/** The reader of offers and reminders stops them, and takes that back: nobody else can. */
import * as z from 'zod';
import { audit } from '../activity/audit';
import { notify } from '../activity/notification';
import { stopIdOf, suppress, type Suppression } from './suppression';

/** What a mail program says with one click (RFC 8058), a person on the page, or a program. */
export const StopRequest = z.strictObject({
  stopped: z.boolean('Must be true to stop offers and reminders, or false to allow them again.'),
});
export type StopRequest = z.infer<typeof StopRequest>;

/** The same from a form: as RFC 8058 has it, or as the page takes it back. */
export function stopFromForm(form: URLSearchParams): unknown {
  if (form.get('List-Unsubscribe') === 'One-Click') return { stopped: true };
  return { stopped: form.get('stopped') === 'false' ? false : undefined };
}

interface Change {
  readonly partnerId: string;
  readonly recipientKey: string;
  readonly traceId: string;
  readonly now: Date;
}

/** What is written when a reader stops them: `last` is the last mail to it that is still known. */
export function stopMails(
  { partnerId, recipientKey, traceId, now }: Change,
  last: { readonly mailId: string; readonly address?: string | undefined } | undefined,
) {
  const suppressionId = stopIdOf(recipientKey);
  const { address, mailId } = last ?? {};
  const email = address === undefined ? {} : { email: address };
  return {
    suppression: suppress({
      partnerId,
      suppressionId,
      reason: 'stopped',
      mailId,
      ...(address === undefined ? {} : { address }),
      now,
    }),
    audit: changed('mailStopped', { partnerId, recipientKey, traceId, now }),
    // Always the same id: however often a reader changes their mind, the partner is told once.
    notification: notify(partnerId, suppressionId, { kind: 'mailStopped', suppressionId, ...email }, now),
  };
}

/** The audit entry of a reader who allows them again. */
export function resumed(change: Change) {
  return changed('mailResumed', change);
}

function changed(action: 'mailStopped' | 'mailResumed', { partnerId, recipientKey, traceId, now }: Change) {
  const subject = stopIdOf(recipientKey);
  const entryId = `${action}-${recipientKey}-${traceId}`;
  return audit(partnerId, { entryId, actor: { kind: 'recipient' }, action, subject, traceId }, now);
}

/** Whether the partner itself may lift a suppression. */
export function isReadersOwn({ reason }: Suppression): boolean {
  return reason === 'stopped';
}
