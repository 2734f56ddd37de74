/** The session that the mailed code opens: a cookie of one access page, derived and stored nowhere. */
import type { Cookie } from '@azure/functions';
import { limits } from '../catalogue/limits';
import type { Customer } from '../domain/customers/customer';
import { sameMailbox } from '../domain/mailbox';
import { accessPaths } from '../paths/access-paths';
import type { Ports } from '../ports';
import { sameSecret } from '../signing/secrets';

const cookieName = 'kesher-access';
const minutes = limits.access.sessionMinutes;

/** A session that starts now, for the administrator on record. */
export function startSession(
  { secrets, settings }: Pick<Ports, 'secrets' | 'settings'>,
  details: { readonly token: string; readonly customer: Customer; readonly now: Date },
): { readonly cookie: Cookie; readonly expiresAt: Date } {
  const { token, customer, now } = details;
  const expiresAt = new Date(now.getTime() + minutes * 60_000);
  const { keyId } = secrets;
  const expires = String(expiresAt.getTime());
  const cookie: Cookie = {
    name: cookieName,
    value: `${keyId}.${expires}.${proofOf(secrets, keyId, customer, expires)}`,
    path: accessPaths(token).page,
    maxAge: minutes * 60,
    httpOnly: true,
    secure: settings.publicBaseUrl.startsWith('https:'),
    sameSite: 'Strict',
  };
  return { cookie, expiresAt };
}

/** Whether a request comes with a session of this customer's administrator on record that has not ended. */
export function hasSession(
  { secrets }: Pick<Ports, 'secrets'>,
  cookies: string | null,
  customer: Customer,
  now: Date,
): boolean {
  return (cookies ?? '').split(';').some((pair) => {
    const [name = '', value = ''] = pair.trim().split('=', 2);
    const [keyId = '', expires = '', proof = ''] = value.split('.');
    const lives = name === cookieName && /^\d{1,15}$/u.test(expires) && now.getTime() < Number(expires);
    return lives && sameSecret(proof, proofOf(secrets, keyId, customer, expires));
  });
}

/** Ends with the time that it names, and when somebody else becomes the administrator on record. */
function proofOf(secrets: Ports['secrets'], keyId: string, customer: Customer, expires: string): string {
  const { partnerId, id, contact } = customer;
  return secrets.derive(keyId, 'access-session', keyId, partnerId, id, sameMailbox(contact.email), expires);
}
