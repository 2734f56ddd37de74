/** The link of a reset: its secret is derived from the Idempotency-Key that asked for it, which is stored nowhere, or is drawn where there is none. */
import { resetView, type PasswordReset } from '../domain/passwords/password-reset';
import { revealPaths } from '../paths/reveal-paths';
import type { Ports } from '../ports';
import { randomId } from '../signing/random-id';

type LinkPorts = Pick<Ports, 'random' | 'reveals' | 'secrets' | 'settings'>;

/** The secret of a link and what is kept of it. */
export interface LinkSecret {
  readonly secret: string;
  readonly link: PasswordReset['link'];
}

/** The secret that a request has; again the same for the same key, as long as its reset says with which key of ours. */
export function linkSecretOf(
  { random, reveals, secrets }: LinkPorts,
  resetId: string,
  idempotencyKey: string | undefined,
  keyId: string = secrets.keyId,
): LinkSecret {
  if (idempotencyKey === undefined) {
    const secret = randomId({ random });
    return { secret, link: { publicKey: reveals.publicKeyOf(secret) } };
  }
  const secret = secrets.derive(keyId, 'reveal-link', resetId, idempotencyKey);
  return { secret, link: { publicKey: reveals.publicKeyOf(secret), keyId } };
}

/** What whoever asked is answered: the reset, and the whole address that shows the password. */
export function withLink(
  { reveals, settings }: LinkPorts,
  reset: PasswordReset,
  secret: string,
  now: Date,
): ReturnType<typeof resetView> & { readonly revealUrl: string } {
  const { partnerId, resetId } = reset;
  const token = reveals.issue({ partnerId, resetId, secret });
  return { ...resetView(reset, now), revealUrl: `${settings.publicBaseUrl}${revealPaths(token).page}` };
}
