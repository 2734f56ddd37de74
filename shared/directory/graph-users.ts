/** People as Microsoft Graph tells of them, and what a tenant says about all of them: which domains sign in elsewhere, and what its products are called. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import type { DirectoryUser, HeldRole, Licence, PasswordHome } from '../domain/directory/directory-user';
import { inParts, type GraphRequests } from './graph-requests';

const Id = z.guid().transform((id) => id.toLowerCase());

export const GraphUser = z.object({
  id: Id,
  displayName: z.string().nullish(),
  userPrincipalName: z.string(),
  mail: z.string().nullish(),
  otherMails: z.array(z.string()).nullish(),
  accountEnabled: z.boolean().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  assignedLicenses: z.array(z.object({ skuId: Id })).nullish(),
});
export type GraphUser = z.infer<typeof GraphUser>;

/** The properties that are asked for, and no others. */
export const userProperties = Object.keys(GraphUser.shape).join(',');

const Domain = z.object({ id: z.string(), authenticationType: z.string() });
const SubscribedSku = z.object({ skuId: Id, skuPartNumber: z.string() });

/** What changes seldom, and is kept for a while. */
export interface TenantFacts {
  readonly federatedDomains: ReadonlySet<string>;
  readonly partNumbers: ReadonlyMap<string, string>;
}

export async function readFacts(requests: GraphRequests): Promise<TenantFacts> {
  const [domains, skus] = await Promise.all([
    requests.all(Domain, { path: '/domains', query: { $select: 'id,authenticationType' } }),
    requests.all(SubscribedSku, { path: '/subscribedSkus', query: { $select: 'skuId,skuPartNumber' } }),
  ]);
  const federated = domains.filter(({ authenticationType }) => authenticationType === 'Federated');
  return {
    federatedDomains: new Set(federated.map(({ id }) => id.toLowerCase())),
    partNumbers: new Map(skus.map(({ skuId, skuPartNumber }) => [skuId, skuPartNumber])),
  };
}

/** These people, by id; whoever is not among the directory's people is left out. */
export async function readUsers(requests: GraphRequests, ids: readonly string[]): Promise<readonly GraphUser[]> {
  const found = await inParts(ids, limits.graph.valuesOfFilter, (part) =>
    requests.all(GraphUser, {
      path: '/users',
      query: { $filter: `id in (${part.map((id) => `'${id}'`).join(',')})`, $select: userProperties },
    }),
  );
  return found.flat();
}

/** Somebody as every directory tells of them. */
export function directoryUser(user: GraphUser, roles: HeldRole[], facts: TenantFacts): DirectoryUser {
  const { mail, userPrincipalName } = user;
  // What guests are called in a tenant is no address; they sign in with their own.
  const email = isGuest(user) && mail ? mail : userPrincipalName;
  return {
    userId: user.id,
    name: user.displayName ?? userPrincipalName,
    email,
    ...(mail && mail.toLowerCase() !== email.toLowerCase() ? { mailbox: mail } : {}),
    alternateAddresses: user.otherMails ?? [],
    enabled: user.accountEnabled === true,
    passwordIn: passwordHome(user, facts),
    roles,
    licences: (user.assignedLicenses ?? []).map(({ skuId }) => licence(skuId, facts)),
  };
}

function isGuest({ userPrincipalName }: GraphUser): boolean {
  return userPrincipalName.includes('#EXT#');
}

/** The password of a guest is its own directory's. */
function passwordHome(user: GraphUser, { federatedDomains }: TenantFacts): PasswordHome {
  if (user.onPremisesSyncEnabled === true) return 'onPremises';
  const domain = user.userPrincipalName.slice(user.userPrincipalName.lastIndexOf('@') + 1).toLowerCase();
  return isGuest(user) || federatedDomains.has(domain) ? 'federated' : 'directory';
}

function licence(skuId: string, { partNumbers }: TenantFacts): Licence {
  const skuPartNumber = partNumbers.get(skuId);
  return { skuId, ...(skuPartNumber === undefined ? {} : { skuPartNumber }) };
}
