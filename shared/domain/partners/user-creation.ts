/** A colleague is added to a partner's users. */
import * as z from 'zod';
import { documentId, documentOf } from '../document';

/** Which user came of a request with an Idempotency-Key; says it for good, also when the user is removed. */
export const UserCreation = documentOf('user-creation', { userId: z.string(), fingerprint: z.string() });
export type UserCreation = z.infer<typeof UserCreation>;

/** The document id of what a request made. */
export function userCreationKey(creationId: string): string {
  return documentId('user-creation', creationId);
}

/** Notes that this request made this user. */
export function userCreation(
  partnerId: string,
  creationId: string,
  { userId, fingerprint }: Pick<UserCreation, 'userId' | 'fingerprint'>,
): UserCreation {
  return {
    id: userCreationKey(creationId),
    partnerId,
    type: 'user-creation',
    schemaVersion: 1,
    userId,
    fingerprint,
  };
}
