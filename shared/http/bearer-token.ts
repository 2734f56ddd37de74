/** Who calls, by the bearer token of the request; whoever is not taken learns why. */
import { ok, refuse, type Refused, type Result } from '../domain/refusal';
import { userScope } from '../identity/token-kinds';
import type { Ports, TokenFault, TokenIdentity } from '../ports';
import type { IncomingRequest } from './request';

const reasons: Record<TokenFault, string> = {
  form: 'it cannot be read',
  signature: 'its signature is none of the identity provider for this API',
  signer:
    'its signature is by a key that the identity provider publishes for another issuer than the one it names (iss)',
  version:
    "it is of version 1.0 (ver, and iss at sts.windows.net), which Entra ID gives until told otherwise: in the manifest of the API's app registration set requestedAccessTokenVersion, under api, to 2, then get a new token",
  issuer: 'its issuer (iss) is not {ENTRA_AUTHORITY}/{tid}/v2.0: is it a version 2 token, of the right cloud?',
  audience: "its audience (aud) is not this API: the application's id, as API_AUDIENCE names it",
  age: 'its age: it has expired (exp), or is not valid yet (nbf)',
  kind: `it is no access token: a person's has ${userScope} in its scopes (scp), an application's has a role (roles) and no scopes; an ID token is neither`,
  scope: `its scopes (scp) lack ${userScope}, which a person's token for this API has`,
  role: 'it is an application and has none of the roles of this API (roles)',
  claims: 'it does not say who calls (tid, oid, roles)',
};

/** Who is behind a call, or 401 with everything that is wrong with the token. */
export async function authenticate(
  request: Pick<IncomingRequest, 'headers'>,
  { tokens }: Pick<Ports, 'tokens'>,
): Promise<Result<TokenIdentity>> {
  const given = /^Bearer +(\S.*)$/iu.exec(request.headers.get('authorization') ?? '')?.[1];
  if (given === undefined) return refuse('unauthenticated', { accessToken: 'missing' });
  const identity = /^[A-Za-z0-9._~+/=-]+$/u.test(given) ? await tokens.validate(given) : { faults: ['form'] as const };
  if (!('faults' in identity)) return ok(identity);
  return notTaken(identity.faults.map((fault) => reasons[fault]).join('; '));
}

/** The person behind a call: an application is nobody's user, whatever its roles. */
export async function authenticatePerson(
  request: Pick<IncomingRequest, 'headers'>,
  ports: Pick<Ports, 'tokens'>,
): Promise<Result<TokenIdentity>> {
  const identity = await authenticate(request, ports);
  if (!identity.ok || identity.value.kind === 'user') return identity;
  return notTaken(`it is an application's, and this needs a person's, with ${userScope} in its scopes (scp)`);
}

function notTaken(wrong: string): Refused {
  return refuse('unauthenticated', { accessToken: 'invalid', detail: `The access token was not taken: ${wrong}.` });
}
