/** Validates Entra ID access tokens: signature, issuer of the token's own tenant, audience and expiry. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { TenantId, UserId } from '../domain/text';
import { ServiceUnavailable, type Clock, type TokenIdentity, type Tokens } from '../ports';

const Claims = z.object({
  tid: TenantId,
  oid: UserId,
  name: z.string().default(''),
  roles: z.array(z.string()).default([]),
  exp: z.number(),
});

const remembered = 1000;

/** Tokens of every tenant are signed with the same keys, so the issuer has to be the one of the tenant that the token names. */
export function entraTokens(options: {
  readonly authority: string;
  readonly audience: string;
  readonly clock: Clock;
}): Tokens {
  const { authority, audience, clock } = options;
  const valid = new Map<string, { identity: TokenIdentity; expiresAt: number }>();
  const loadKeys = async () => {
    const { createRemoteJWKSet, jwtVerify, errors } = await import('jose');
    const url = new URL(`${authority}/common/discovery/v2.0/keys`);
    return { keySet: createRemoteJWKSet(url, { timeoutDuration: 5000 }), jwtVerify, errors };
  };
  let keys: ReturnType<typeof loadKeys> | undefined;

  const verify = async (token: string): Promise<TokenIdentity | undefined> => {
    const { keySet, jwtVerify, errors } = await (keys ??= loadKeys());
    try {
      const { payload } = await jwtVerify(token, keySet, {
        algorithms: ['RS256'],
        audience,
        currentDate: clock.now(),
        clockTolerance: 60,
        requiredClaims: ['exp', 'tid', 'oid', 'iss'],
      });
      const claims = Claims.safeParse(payload);
      if (!claims.success || payload.iss !== `${authority}/${claims.data.tid}/v2.0`) return undefined;
      const { tid: tenantId, oid: userId, name, roles, exp } = claims.data;
      const identity = { tenantId, userId, name, roles };
      if (valid.size >= remembered) valid.clear();
      valid.set(fingerprint(token), { identity, expiresAt: exp * 1000 });
      return identity;
    } catch (error) {
      // A fault of the key set itself is the identity provider's trouble, not the caller's.
      const fault = error instanceof errors.JOSEError ? error.code : 'network';
      if (['network', 'ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'].includes(fault))
        throw new ServiceUnavailable('The identity provider did not give its keys.', 5, { cause: error });
      return undefined;
    }
  };

  return {
    async validate(token) {
      const known = valid.get(fingerprint(token));
      return known && known.expiresAt > clock.now().getTime() ? known.identity : verify(token);
    },
  };
}

function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
