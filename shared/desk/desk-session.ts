/** The session that the mailed code opens: a cookie of one request's page, derived and stored nowhere. */
import type { Cookie } from '@azure/functions';
import { limits } from '../catalogue/limits';
import { sameMailbox } from '../domain/mailbox';
import { requestPaths } from '../paths/request-paths';
import type { Ports, RequestName } from '../ports';
import { sameSecret } from '../signing/secrets';

const cookieName = 'kesher-request';
const minutes = limits.serviceRequest.sessionMinutes;

/** Whose page it is: a request, and the mailbox that its desk has at this moment. */
export interface DeskMailbox {
  readonly named: RequestName;
  readonly address: string;
}

/** A session that starts now, for whoever reads the desk's mailbox. */
export function startDeskSession(
  { secrets, settings }: Pick<Ports, 'secrets' | 'settings'>,
  { token, mailbox, now }: { readonly token: string; readonly mailbox: DeskMailbox; readonly now: Date },
): { readonly cookie: Cookie; readonly expiresAt: Date } {
  const expiresAt = new Date(now.getTime() + minutes * 60_000);
  const { keyId } = secrets;
  const expires = String(expiresAt.getTime());
  const cookie: Cookie = {
    name: cookieName,
    value: `${keyId}.${expires}.${proofOf(secrets, keyId, mailbox, expires)}`,
    path: requestPaths(token).page,
    maxAge: minutes * 60,
    httpOnly: true,
    secure: settings.publicBaseUrl.startsWith('https:'),
    sameSite: 'Strict',
  };
  return { cookie, expiresAt };
}

/** Whether a request comes with a session of this mailbox that has not ended. */
export function deskSession(
  { secrets }: Pick<Ports, 'secrets'>,
  cookies: string | null,
  mailbox: DeskMailbox,
  now: Date,
): boolean {
  return (cookies ?? '').split(';').some((pair) => {
    const [name = '', value = ''] = pair.trim().split('=', 2);
    const [keyId = '', expires = '', proof = ''] = value.split('.');
    const lives = name === cookieName && /^\d{1,15}$/u.test(expires) && now.getTime() < Number(expires);
    return lives && sameSecret(proof, proofOf(secrets, keyId, mailbox, expires));
  });
}

/** Ends with the time that it names, and when requests are sent somewhere else. */
function proofOf(secrets: Ports['secrets'], keyId: string, { named, address }: DeskMailbox, expires: string): string {
  const { partnerId, requestNumber } = named;
  return secrets.derive(keyId, 'desk-session', keyId, partnerId, requestNumber, sameMailbox(address), expires);
}
