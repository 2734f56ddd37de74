/** Validates Entra ID access tokens: signature, issuer of the token's own tenant, audience, expiry and kind. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { TenantId, UserId } from '../domain/text';
import {
  ServiceUnavailable,
  type Clock,
  type InvalidToken,
  type TokenFault,
  type TokenIdentity,
  type Tokens,
} from '../ports';
import { isSignedForIssuer } from './signing-issuers';
import { isOfVersion1, kindOfToken } from './token-kinds';

const Claims = z.object({
  tid: TenantId,
  oid: UserId,
  name: z.string().default(''),
  roles: z.array(z.string()).default([]),
  exp: z.number(),
});

const remembered = 1000;
/** Clocks differ. */
const toleranceSeconds = 60;

/** Tokens of every tenant are signed with the same keys, so the issuer has to be the one of the tenant that the token names. */
export function entraTokens(options: {
  readonly authority: string;
  readonly audiences: readonly string[];
  readonly clock: Clock;
}): Tokens {
  const { authority, audiences, clock } = options;
  const valid = new Map<string, { identity: TokenIdentity; expiresAt: number }>();
  const loadKeys = async () => {
    const { createRemoteJWKSet, decodeJwt, jwtVerify, errors } = await import('jose');
    const url = new URL(`${authority}/common/discovery/v2.0/keys`);
    return { keySet: createRemoteJWKSet(url, { timeoutDuration: 5000 }), decodeJwt, jwtVerify, errors };
  };
  let keys: ReturnType<typeof loadKeys> | undefined;

  /** For whoever has to find out why: every claim that alone would make the token invalid. */
  const faultsIn = (claims: Readonly<Record<string, unknown>>): readonly TokenFault[] => {
    const { iss, tid, aud, exp, nbf } = claims;
    const kind = kindOfToken(claims);
    const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
    const now = clock.now().getTime() / 1000;
    const isOver = typeof exp === 'number' && exp <= now - toleranceSeconds;
    const isToCome = typeof nbf === 'number' && nbf > now + toleranceSeconds;
    const isFirst = isOfVersion1(claims);
    const isIssuer = iss === issuerOf(authority, typeof tid === 'string' ? tid.toLowerCase() : '');
    // Of version 2 the same token names the same API by its id alone.
    const names = (audience: string) => named.includes(audience) || (isFirst && named.includes(`api://${audience}`));
    return [
      ...(isFirst ? (['version'] as const) : isIssuer ? [] : (['issuer'] as const)),
      ...(audiences.some(names) ? [] : (['audience'] as const)),
      ...(isOver || isToCome || typeof exp !== 'number' ? (['age'] as const) : []),
      ...(kind === 'user' || kind === 'app' ? [] : [kind]),
    ];
  };

  const verify = async (token: string): Promise<TokenIdentity | InvalidToken> => {
    const { keySet, decodeJwt, jwtVerify, errors } = await (keys ??= loadKeys());
    let isSigned: boolean;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keySet, {
        algorithms: ['RS256'],
        audience: [...audiences],
        currentDate: clock.now(),
        clockTolerance: toleranceSeconds,
        requiredClaims: ['exp', 'tid', 'oid', 'iss'],
      });
      isSigned = true;
      const claims = Claims.safeParse(payload);
      const kind = kindOfToken(payload);
      const isKnown = kind === 'user' || kind === 'app';
      const isTaken = isKnown && claims.success && !isOfVersion1(payload);
      if (isTaken && payload.iss === issuerOf(authority, claims.data.tid)) {
        const signer = { kid: protectedHeader.kid, iss: payload.iss, tid: claims.data.tid };
        if (!isSignedForIssuer(keySet.jwks(), signer)) return { faults: ['signer'] };
        const { tid: tenantId, oid: userId, name, roles, exp } = claims.data;
        const identity = { kind, tenantId, userId, name, roles };
        if (valid.size >= remembered) valid.clear();
        valid.set(fingerprint(token), { identity, expiresAt: exp * 1000 });
        return identity;
      }
    } catch (error) {
      // A fault of the key set itself is the identity provider's trouble, not the caller's.
      const fault = error instanceof errors.JOSEError ? error.code : 'network';
      if (['network', 'ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'].includes(fault))
        throw new ServiceUnavailable('The identity provider did not give its keys.', 5, { cause: error });
      isSigned = ['ERR_JWT_CLAIM_VALIDATION_FAILED', 'ERR_JWT_EXPIRED'].includes(fault);
    }
    try {
      const faults = faultsIn(decodeJwt(token));
      if (!isSigned) return { faults: ['signature', ...faults] };
      return { faults: faults.length > 0 ? faults : ['claims'] };
    } catch {
      return { faults: ['form'] };
    }
  };

  return {
    async validate(token) {
      const known = valid.get(fingerprint(token));
      return known && known.expiresAt > clock.now().getTime() ? known.identity : verify(token);
    },
  };
}

function issuerOf(authority: string, tenantId: string): string {
  return `${authority}/${tenantId}/v2.0`;
}

function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
