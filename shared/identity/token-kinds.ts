/** What kind of token it is: a person's, an application's, or none that this API takes, such as an ID token. */
import type { TokenFault } from '../ports';

/** The scope of this API, as its app registration exposes it: a portal asks for it, and a person's token then has it. */
export const userScope = 'access_as_user';

/** The role that Microsoft has reserved for Event Grid; applications alone have it. */
export const eventGridRole = 'AzureEventGridSecureWebhookSubscriber';

type Claims = Readonly<Record<string, unknown>>;

/** A person's token has scopes and this API's among them; an application's has none, is about itself, and has a role of this API. */
export function kindOfToken(claims: Claims): 'user' | 'app' | TokenFault {
  const { scp, idtyp, roles } = claims;
  if (typeof scp === 'string') {
    if (idtyp !== undefined && idtyp !== 'user') return 'kind';
    return scp.split(' ').includes(userScope) ? 'user' : 'scope';
  }
  if (scp !== undefined || !isAboutItself(claims)) return 'kind';
  return Array.isArray(roles) && roles.length > 0 ? 'app' : 'role';
}

/** Entra ID gives tokens of version 1.0 until the registration of the API asks for others: another issuer signs them, and they name the API in another way. */
export function isOfVersion1({ ver, iss }: Claims): boolean {
  return (
    ver === '1.0' || (typeof iss === 'string' && /^https:\/\/sts\.(?:windows\.net|chinacloudapi\.cn)\//u.test(iss))
  );
}

/** Of a person `sub` is another id for each application, of an application it is the `oid`; what proves to have been made for a sign-in is about a person. */
function isAboutItself({ idtyp, sub, oid, nonce, at_hash: ofToken, c_hash: ofCode }: Claims): boolean {
  if (nonce !== undefined || ofToken !== undefined || ofCode !== undefined) return false;
  return idtyp === 'app' || (idtyp === undefined && typeof oid === 'string' && sub === oid);
}
