/** Which mail an operation of the mail service was about: delivery reports name the operation alone. */
import * as z from 'zod';
import { secondsKept } from '../../catalogue/records';
import { documentId, documentOf } from '../document';
import { systemPartition } from '../system';

export const MailOperation = documentOf('mail-operation', {
  mailOf: z.string(),
  mailId: z.string(),
});
export type MailOperation = z.infer<typeof MailOperation>;

/** Where the operation of that id is noted. */
export function mailOperationRef(operationId: string) {
  return { partition: systemPartition, id: documentId('mail-operation', operationId.toLowerCase()) } as const;
}

/** The note of an operation; reports come within days. */
export function noteOperation(
  operationId: string,
  mail: { readonly partnerId: string; readonly mailId: string },
): MailOperation {
  const { partition, id } = mailOperationRef(operationId);
  return {
    id,
    partnerId: partition,
    type: 'mail-operation',
    schemaVersion: 1,
    mailOf: mail.partnerId,
    mailId: mail.mailId,
    ttl: secondsKept('mail-operation'),
  };
}
