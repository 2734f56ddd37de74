/** Sessions that a mailed code opens: a cookie of one page, derived and stored nowhere. */
import type { Cookie } from '@azure/functions';
import type { Ports } from '../ports';
import { sameSecret } from '../signing/secrets';

/** What sessions of a kind of page have in common. */
export interface SessionKind {
  readonly cookie: string;
  readonly purpose: string;
  readonly minutes: number;
}

/** A session and when it ends. */
export interface MailboxSession {
  readonly cookie: Cookie;
  readonly expiresAt: Date;
}

/** A session that starts now. It is good for the page, and for whatever `of` names: once one of that changes, it has ended. */
export function startMailboxSession(
  { secrets, settings }: Pick<Ports, 'secrets' | 'settings'>,
  kind: SessionKind,
  { page, of, now }: { readonly page: string; readonly of: readonly string[]; readonly now: Date },
): MailboxSession {
  const expiresAt = new Date(now.getTime() + kind.minutes * 60_000);
  const { keyId } = secrets;
  const expires = String(expiresAt.getTime());
  const cookie: Cookie = {
    name: kind.cookie,
    value: `${keyId}.${expires}.${proofOf(secrets, kind, keyId, of, expires)}`,
    path: page,
    maxAge: kind.minutes * 60,
    httpOnly: true,
    secure: settings.publicBaseUrl.startsWith('https:'),
    sameSite: 'Strict',
  };
  return { cookie, expiresAt };
}

/** Whether a request comes with such a session that has not ended. */
export function hasMailboxSession(
  { secrets }: Pick<Ports, 'secrets'>,
  kind: SessionKind,
  cookies: string | null,
  { of, now }: { readonly of: readonly string[]; readonly now: Date },
): boolean {
  return (cookies ?? '').split(';').some((pair) => {
    const [name = '', value = ''] = pair.trim().split('=', 2);
    const [keyId = '', expires = '', proof = ''] = value.split('.');
    const lives = name === kind.cookie && /^\d{1,15}$/u.test(expires) && now.getTime() < Number(expires);
    return lives && sameSecret(proof, proofOf(secrets, kind, keyId, of, expires));
  });
}

function proofOf(
  secrets: Ports['secrets'],
  { purpose }: SessionKind,
  keyId: string,
  of: readonly string[],
  expires: string,
): string {
  return secrets.derive(keyId, purpose, keyId, ...of, expires);
}
