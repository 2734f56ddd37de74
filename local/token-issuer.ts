/** Signs access tokens as Entra ID does, for whoever asks: it exists on the developer's machine alone. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { Clock, TokenIdentity } from '../shared/ports';
import type { PrivateKey } from './key-files';

const lifetimeSeconds = 3_600;

/** Issues tokens that last an hour by the local clock. */
export class TokenIssuer {
  readonly #key: KeyObject;
  readonly #options: {
    readonly key: PrivateKey;
    readonly authority: string;
    readonly audience: string;
    readonly clock: Clock;
  };

  constructor(options: {
    readonly key: PrivateKey;
    readonly authority: string;
    readonly audience: string;
    readonly clock: Clock;
  }) {
    this.#options = options;
    this.#key = createPrivateKey(options.key.pem);
  }

  /** The public keys, as the validating side fetches them. */
  async keySet(): Promise<{ readonly keys: readonly object[] }> {
    const { exportJWK } = await import('jose');
    const jwk = await exportJWK(createPublicKey(this.#key));
    return { keys: [{ ...jwk, use: 'sig', alg: 'RS256', kid: this.#options.key.kid }] };
  }

  async issue({ tenantId, userId, name, roles }: TokenIdentity): Promise<string> {
    const { SignJWT } = await import('jose');
    const { key, authority, audience, clock } = this.#options;
    const now = Math.floor(clock.now().getTime() / 1000);
    return new SignJWT({ tid: tenantId, oid: userId, name, roles: [...roles], ver: '2.0' })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
      .setIssuer(`${authority}/${tenantId}/v2.0`)
      .setAudience(audience)
      .setSubject(userId)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + lifetimeSeconds)
      .sign(this.#key);
  }
}
