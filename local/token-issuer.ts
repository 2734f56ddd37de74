/** Signs access tokens as Entra ID does, for whoever asks: it exists on the developer's machine alone. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { eventGridRole, userScope } from '../shared/identity/token-kinds';
import type { Clock, TokenIdentity } from '../shared/ports';
import type { PrivateKey } from './key-files';

const lifetimeSeconds = 3_600;

/** Who asks for a token. */
export type Applicant = Omit<TokenIdentity, 'kind'>;

/** The applications that ask for tokens here: the portal for people, and whatever acts for itself. */
const clients = {
  user: '6c1d2f7e-93a4-4b58-8e0d-5a7f14c3b601',
  app: 'a95e3c08-17bd-4f62-b2c4-8d06e7f1a702',
} as const;

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

  /** A person's token for the scope of the API; an application's where the role is one that people do not have. */
  async issue({ tenantId, userId, name, roles }: Applicant): Promise<string> {
    const { SignJWT } = await import('jose');
    const { key, authority, audience, clock } = this.#options;
    const now = Math.floor(clock.now().getTime() / 1000);
    const kind = roles.includes(eventGridRole) ? 'app' : 'user';
    const claims = kind === 'app' ? { idtyp: 'app', azpacr: '1' } : { name, scp: userScope, azpacr: '0' };
    return new SignJWT({ tid: tenantId, oid: userId, roles: [...roles], azp: clients[kind], ver: '2.0', ...claims })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
      .setIssuer(`${authority}/${tenantId}/v2.0`)
      .setAudience(audience)
      .setSubject(kind === 'app' ? userId : subjectOf(userId, audience))
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + lifetimeSeconds)
      .sign(this.#key);
  }
}

/** A person is somebody else to each application. */
function subjectOf(userId: string, audience: string): string {
  return createHash('sha256').update(`${audience}\0${userId}`).digest('base64url');
}
