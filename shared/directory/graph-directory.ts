/** The directory of a deployment whose customers let it in at Microsoft: their people by Microsoft Graph, each customer's by its own tenant's token. */
import { globalAgent, type Agent } from 'node:https';
import type { TokenCredential } from '@azure/identity';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { directoryRoles } from '../catalogue/directory-roles';
import { limits } from '../catalogue/limits';
import { TenantTokens, type TenantName } from '../identity/tenant-tokens';
import {
  ServiceUnavailable,
  type Directory,
  type DirectoryPage,
  type DirectoryQuery,
  type DirectoryRefusal,
  type PasswordOutcome,
  type Tenant,
} from '../ports';
import {
  GraphMisunderstanding,
  GraphRefusal,
  GraphRequests,
  unanswered,
  type GraphAnswer,
  type GraphPlace,
} from './graph-requests';
import { groupsOf, membersOf, readRoles } from './graph-roles';
import { searchFor } from './graph-search';
import { directoryUser, GraphUser, readFacts, readUsers, userProperties, type TenantFacts } from './graph-users';

const { graph } = limits;

export interface GraphDirectoryOptions {
  /** The application that customers consent to: the API's own. */
  readonly applicationId: string;
  readonly credential: Pick<TokenCredential, 'getToken'>;
  /** What connects to Microsoft; the process's own when left out. */
  readonly agent?: Agent;
  readonly timeoutMilliseconds?: { readonly read: number; readonly write: number };
}

/** People of customers who consented to the application, which has the least rights at Graph that do (docs/running.md). */
export class GraphDirectory implements Directory {
  readonly #milliseconds: { readonly read: number; readonly write: number };
  readonly #connection: { readonly tokens: TenantTokens; readonly agent: Agent };
  readonly #facts = new LRUCache<string, TenantFacts>({
    max: graph.tenantsKept,
    ttl: graph.factsKeptMinutes * 60_000,
  });

  constructor({ applicationId, credential, agent = globalAgent, timeoutMilliseconds }: GraphDirectoryOptions) {
    this.#milliseconds = timeoutMilliseconds ?? graph.milliseconds;
    this.#connection = { tokens: new TenantTokens({ applicationId, credential, agent }), agent };
  }

  listUsers(tenant: Tenant, query: DirectoryQuery): Promise<DirectoryPage | DirectoryRefusal> {
    return this.#asking(tenant, async (requests, name) => {
      const [page, roles, facts] = await Promise.all([
        pageOfUsers(requests, query),
        readRoles(requests),
        this.#factsOf(requests, name),
      ]);
      const members = await membersOf(requests, page.items.length > 0 ? roles.groups : []);
      const users = page.items.map((user) =>
        directoryUser(user, roles.rolesOf(user.id, members.get(user.id) ?? new Set()), facts),
      );
      return { kind: 'found', users, ...(page.next === undefined ? {} : { next: page.next }) };
    });
  }

  async readUser(tenant: Tenant, userId: string) {
    if (!isId(userId)) return refused('userGone');
    return this.#asking(tenant, async (requests, name) => {
      const [user, roles, facts] = await Promise.all([
        requests.read(GraphUser, { path: `/users/${userId}`, query: { $select: userProperties } }),
        readRoles(requests),
        this.#factsOf(requests, name),
      ]);
      const groups = user && (await groupsOf(requests, user.id, roles.groups));
      if (!groups) return refused('userGone');
      return { kind: 'found', user: directoryUser(user, roles.rolesOf(user.id, groups), facts) } as const;
    });
  }

  async administrators(tenant: Tenant) {
    return this.#asking(tenant, async (requests, name) => {
      const [roles, facts] = await Promise.all([readRoles(requests), this.#factsOf(requests, name)]);
      const members = await membersOf(requests, roles.groups);
      const holders = new Set(roles.holdersOf(directoryRoles.globalAdministrator.templateId));
      const through = [...members].filter(([, groups]) => [...groups].some((group) => holders.has(group)));
      const found = await readUsers(requests, [...new Set([...holders, ...through.map(([id]) => id)])]);
      const users = found.map((user) =>
        directoryUser(user, roles.rolesOf(user.id, members.get(user.id) ?? new Set()), facts),
      );
      return { kind: 'found', users: users.filter(({ enabled }) => enabled) } as const;
    });
  }

  async setTemporaryPassword(
    tenant: Tenant,
    {
      userId,
      password,
      operationId,
    }: { readonly userId: string; readonly password: string; readonly operationId: string },
  ): Promise<PasswordOutcome> {
    if (!isId(userId)) return refused('userGone');
    return this.#asking(tenant, async (requests) => {
      const passwordProfile = { password, forceChangePasswordNextSignIn: true };
      const once = { requestId: operationId, milliseconds: this.#milliseconds.write };
      const answer = await requests.change({ path: `/users/${userId}` }, { passwordProfile }, once);
      return answer === unanswered ? { kind: 'unknown' } : afterChange(answer);
    });
  }

  /** What a customer without a domain of its own has at Microsoft, nobody can name. */
  async #asking<T>(
    { cloud, primaryDomain }: Tenant,
    ask: (requests: GraphRequests, name: TenantName) => Promise<T>,
  ): Promise<T | DirectoryRefusal> {
    if (primaryDomain === null) return refused('relationshipGone');
    const name = { cloud, domain: primaryDomain };
    try {
      return await ask(new GraphRequests(this.#connection, name, this.#milliseconds.read), name);
    } catch (error) {
      if (error instanceof GraphRefusal) return refused(error.reason);
      throw error;
    }
  }

  async #factsOf(requests: GraphRequests, { cloud, domain }: TenantName): Promise<TenantFacts> {
    const key = `${cloud} ${domain}`;
    const facts = this.#facts.get(key) ?? (await readFacts(requests));
    if (!this.#facts.has(key)) this.#facts.set(key, facts);
    return facts;
  }
}

const isId = (userId: string): boolean => z.guid().safeParse(userId).success;

function refused<Reason extends DirectoryRefusal['reason']>(reason: Reason) {
  return { kind: 'refused', reason } as const;
}

/** A page of people. Where Graph no longer knows the place that one goes on from, the list begins again. */
async function pageOfUsers(requests: GraphRequests, { q = '', limit, after }: DirectoryQuery) {
  const search = searchFor(q);
  if (search === undefined) return { items: [], next: undefined };
  const own: Readonly<Record<string, string>> = {
    ...search,
    $select: userProperties,
    $top: String(limit),
  };
  const from = (more: Readonly<Record<string, string>>): GraphPlace => ({
    path: '/users',
    query: { ...more, ...own },
    advanced: '$search' in search,
  });
  const placed = Object.fromEntries(new URLSearchParams(after ?? ''));
  const page = await requests.page(GraphUser, from(placed)).catch((error: unknown) => {
    if (error instanceof GraphMisunderstanding && after !== undefined) return requests.page(GraphUser, from({}));
    throw error;
  });
  const onwards = Object.entries(page.next?.query ?? {}).filter(([name]) => !(name in own));
  return { items: page.items, next: page.next && new URLSearchParams(onwards).toString() };
}

/** What became of a password that Graph answered about. */
function afterChange({ status, message }: GraphAnswer): PasswordOutcome {
  if (status >= 200 && status < 300) return { kind: 'done' };
  switch (status) {
    case 400:
      return refused(/on-premises|directory sync|federat/iu.test(message) ? 'passwordElsewhere' : 'passwordRefused');
    case 401:
      return refused('relationshipGone');
    case 403:
      return refused('notAllowed');
    case 404:
      return refused('userGone');
    default:
      if (status >= 400 && status < 500 && status !== 408)
        throw new ServiceUnavailable(`Microsoft Graph answered ${status}.`, graph.comeAgainSeconds);
      return { kind: 'unknown' };
  }
}
