/**
 * Microsoft Graph and the token service of Microsoft Entra ID on the loopback interface, as far as directories of customers are read there: written from the
 * OpenAPI description of Graph v1.0 that Microsoft publishes (microsoftgraph/msgraph-sdk-powershell, openApiDocs/v1.0: Users, Groups, Identity.Governance,
 * Identity.DirectoryManagement) and the permissions on the pages that it refers to. Whatever that does not allow is refused, and kept in `surprises`.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, type RequestOptions, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { DirectoryUser } from '../../shared/domain/directory/directory-user';
import { loopbackCertificate } from '../loopback-certificate';

export const applicationId = '5f0c9a52-6d0e-4b1c-9a3f-0123456789ab';

/** What the application is granted, each the least that the operations behind it take. */
export const leastPermissions = [
  'User.Read.All',
  'User-PasswordProfile.ReadWrite.All',
  'RoleManagement.Read.Directory',
  'GroupMember.Read.All',
  'Domain.Read.All',
  'LicenseAssignment.Read.All',
] as const;
type Permission = (typeof leastPermissions)[number];

interface Person {
  readonly id: string;
  readonly displayName: string | null;
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly otherMails: readonly string[];
  readonly accountEnabled: boolean;
  readonly onPremisesSyncEnabled: boolean | null;
  readonly assignedLicenses: readonly { readonly skuId: string; readonly disabledPlans: readonly string[] }[];
}

export interface Seen {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Answer = { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };
/** Something else than the service's own answer; undefined when what is seen is answered as ever. */
type Fault = (seen: Seen, response: ServerResponse) => Answer | 'handled' | undefined;

const hosts = {
  'login.microsoftonline.com': { cloud: 'global', is: 'tokens' },
  'graph.microsoft.com': { cloud: 'global', is: 'graph' },
  'login.partner.microsoftonline.cn': { cloud: 'china', is: 'tokens' },
  'microsoftgraph.chinacloudapi.cn': { cloud: 'china', is: 'graph' },
} as const;
type Host = keyof typeof hosts;
let certificate: ReturnType<typeof loopbackCertificate> | undefined;
const graphOf = { global: 'https://graph.microsoft.com', china: 'https://microsoftgraph.chinacloudapi.cn' } as const;
const exchangeOf = { global: 'api://AzureADTokenExchange', china: 'api://AzureADTokenExchangeChina' } as const;

/** Properties of `microsoft.graph.user` that a list of people can be asked for. */
const userProperties: readonly string[] = [
  'id accountEnabled ageGroup assignedLicenses assignedPlans businessPhones city companyName country createdDateTime',
  'creationType department displayName employeeId externalUserState givenName identities jobTitle lastPasswordChangeDateTime mail',
  'mailNickname mobilePhone officeLocation onPremisesDomainName onPremisesImmutableId onPremisesLastSyncDateTime onPremisesSyncEnabled',
  'otherMails passwordPolicies postalCode preferredLanguage proxyAddresses state streetAddress surname usageLocation userPrincipalName userType',
].flatMap((line) => line.split(' '));
const userDefaults =
  'businessPhones displayName givenName id jobTitle mail mobilePhone officeLocation preferredLanguage surname userPrincipalName';

interface Operation {
  readonly method: string;
  readonly path: RegExp;
  readonly permissions: readonly Permission[];
  /** The options of the query that the description names. */
  readonly options: readonly string[];
  readonly answer: (seen: Seen, id: string) => Answer;
}

const listOptions = ['$top', '$skip', '$search', '$filter', '$count', '$orderby', '$select', '$expand'];

/** Connects here, under the name of whatever host is dialled. */
class LoopbackAgent extends Agent {
  constructor(
    private readonly dialled: string[],
    private readonly port: number,
    ca: string,
  ) {
    super({ ca, keepAlive: true });
  }

  override createConnection(...[options, done]: Parameters<Agent['createConnection']>) {
    this.dialled.push(`${options.host}:${options.port}`);
    const here: RequestOptions = { ...options, servername: options.host ?? '', host: '127.0.0.1', port: this.port };
    return super.createConnection(here, done);
  }
}

/** One tenant, whose domain can be asked for; other tenants know nothing of the application. */
export class GraphService {
  readonly people = new Map<string, Person>();
  readonly mustChange = new Map<string, string>();
  readonly assignments: { readonly principalId: string; readonly roleDefinitionId: string }[] = [];
  readonly groups: { readonly id: string; readonly displayName: string; readonly members: readonly string[] }[] = [];
  readonly customRoles: { readonly id: string; readonly displayName: string }[] = [];
  readonly domains: { readonly id: string; readonly authenticationType: string }[] = [];
  readonly skus: { readonly skuId: string; readonly skuPartNumber: string }[] = [];
  readonly granted = new Set<Permission>(leastPermissions);
  /** Whom only a privileged authentication administrator may set a password for. */
  readonly protectedPeople = new Set<string>();
  readonly seen: Seen[] = [];
  readonly surprises: string[] = [];
  readonly dialled: string[] = [];
  /** How much a page holds where nothing is asked for. */
  pageSize = 100;
  fault: Fault = () => undefined;
  #tokens = 0;
  readonly #pages = new Map<string, { readonly options: string; readonly from: number }>();
  #server: Server | undefined;
  #agent: LoopbackAgent | undefined;

  constructor(
    readonly domain: string,
    readonly cloud: 'global' | 'china' = 'global',
  ) {
    this.domains.push({ id: domain, authenticationType: 'Managed' });
  }

  async start(): Promise<void> {
    certificate ??= loopbackCertificate({ names: Object.keys(hosts) });
    const { key, cert } = await certificate;
    this.#server = createServer({ key, cert }, (request, response) => void this.#handle(request, response));
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    this.#agent = new LoopbackAgent(this.dialled, port, cert);
  }

  /** Connects to whatever host is asked for, here. */
  get agent(): Agent {
    if (!this.#agent) throw new Error('The service has not been started.');
    return this.#agent;
  }

  /** The managed identity of the app, as the platform gives it. */
  readonly identity = {
    getToken: (scopes: string | string[]) =>
      Promise.resolve({ token: `assertion for ${String(scopes)}`, expiresOnTimestamp: Date.now() + 3_600_000 }),
  };

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#agent?.destroy();
    server?.closeAllConnections();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  /** Takes somebody in who is told of as every directory does. */
  add(user: DirectoryUser): void {
    this.people.set(user.userId, {
      id: user.userId,
      displayName: user.name,
      userPrincipalName: user.email,
      mail: user.mailbox ?? user.email,
      otherMails: user.alternateAddresses,
      accountEnabled: user.enabled,
      onPremisesSyncEnabled: user.passwordIn === 'onPremises' ? true : null,
      assignedLicenses: user.licences.map(({ skuId = '' }) => ({ skuId, disabledPlans: [] })),
    });
    for (const { skuId = '', skuPartNumber } of user.licences)
      if (skuPartNumber !== undefined && !this.skus.some((sku) => sku.skuId === skuId))
        this.skus.push({ skuId, skuPartNumber });
    for (const { templateId = '' } of user.roles)
      this.assignments.push({ principalId: user.userId, roleDefinitionId: templateId });
  }

  /** The requests that Graph had, by method and path. */
  get asked(): readonly string[] {
    return this.seen
      .filter(({ host }) => hosts[host as Host].is === 'graph')
      .map(({ method, path }) => `${method} ${path}`);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host = '' } = request.headers;
    const url = new URL(request.url ?? '', `https://${host}`);
    const seen: Seen = {
      host,
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: await text(request),
    };
    this.seen.push(seen);
    const fault = this.fault(seen, response);
    if (fault === 'handled') return;
    const answer = fault ?? (hosts[host as Host].is === 'tokens' ? this.#token(seen) : this.#graph(seen));
    const headers = { 'request-id': '0f8a2c1e-0000-4000-8000-000000000000', ...answer.headers };
    if (answer.body === undefined) response.writeHead(answer.status, headers).end();
    else
      response
        .writeHead(answer.status, { 'content-type': 'application/json;odata.metadata=minimal', ...headers })
        .end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  }

  #token({ host, method, path, body }: Seen): Answer {
    const { cloud } = hosts[host as Host];
    const form = Object.fromEntries(new URLSearchParams(body));
    const wanted = {
      grant_type: 'client_credentials',
      client_id: applicationId,
      scope: `${graphOf[cloud]}/.default`,
      client_assertion: `assertion for ${exchangeOf[cloud]}/.default`,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    };
    const tenant = /^\/([^/]+)\/oauth2\/v2\.0\/token$/u.exec(path)?.[1];
    if (method !== 'POST' || tenant === undefined) return this.#surprise(`${method} ${path}`);
    for (const [name, value] of Object.entries(wanted))
      if (form[name] !== value) return this.#surprise(`${name} is ${form[name]}`);
    if (tenant !== this.domain || cloud !== this.cloud) return signInError('90002', `Tenant '${tenant}' not found.`);
    this.#tokens += 1;
    const access_token = `token ${this.#tokens} of ${cloud} ${tenant}`;
    return { status: 200, body: { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token } };
  }

  #graph(seen: Seen): Answer {
    const { host, method, path, query, headers } = seen;
    if (
      !new RegExp(`^Bearer token \\d+ of ${hosts[host as Host].cloud} ${this.domain}$`, 'u').test(
        headers.authorization ?? '',
      )
    )
      return graphError(401, 'InvalidAuthenticationToken', 'Access token validation failure.');
    const found = this.#operations.find((each) => each.method === method && each.path.test(path));
    if (!found) return this.#surprise(`${method} ${path}`);
    const strange = Object.keys(query).find((name) => ![...found.options, '$skiptoken'].includes(name));
    if (strange !== undefined) return this.#surprise(`${path} has the option ${strange}`);
    if (headers.accept !== 'application/json') return this.#surprise(`${path} accepts ${headers.accept}`);
    if ('$search' in query || '$count' in query)
      if (headers.consistencylevel !== 'eventual')
        return this.#surprise('Request with $search query parameter only works with ConsistencyLevel: eventual');
    if (!found.permissions.every((permission) => this.granted.has(permission)))
      return graphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
    return found.answer(seen, found.path.exec(path)?.[1] ?? '');
  }

  readonly #operations: readonly Operation[] = [
    {
      method: 'GET',
      path: /^\/v1\.0\/users$/u,
      permissions: ['User.Read.All'],
      options: listOptions.filter((name) => name !== '$skip'),
      answer: (seen) => this.#users(seen),
    },
    {
      method: 'GET',
      path: /^\/v1\.0\/users\/([^/]+)$/u,
      permissions: ['User.Read.All'],
      options: ['$select', '$expand'],
      answer: ({ query }, id) => {
        const person = this.people.get(id);
        return person ? { status: 200, body: this.#selected(person, query.$select) } : notFound(id);
      },
    },
    {
      method: 'PATCH',
      path: /^\/v1\.0\/users\/([^/]+)$/u,
      permissions: ['User-PasswordProfile.ReadWrite.All'],
      options: [],
      answer: (seen, id) => this.#change(seen, id),
    },
    {
      method: 'POST',
      path: /^\/v1\.0\/users\/([^/]+)\/checkMemberGroups$/u,
      permissions: ['User.Read.All', 'GroupMember.Read.All'],
      options: [],
      answer: ({ body, headers }, id) => {
        const { groupIds } = JSON.parse(body) as { groupIds: string[] };
        if (headers['content-type'] !== 'application/json' || groupIds.length === 0 || groupIds.length > 20)
          return this.#surprise(`checkMemberGroups of ${groupIds.length} groups`);
        const value = this.groups.filter((group) => groupIds.includes(group.id) && group.members.includes(id));
        return this.people.has(id) ? { status: 200, body: { value: value.map((group) => group.id) } } : notFound(id);
      },
    },
    {
      method: 'GET',
      path: /^\/v1\.0\/groups$/u,
      permissions: ['GroupMember.Read.All'],
      options: listOptions.filter((name) => name !== '$skip'),
      answer: (seen) =>
        seen.query.$filter === 'isAssignableToRole eq true' && seen.query.$select === 'id,displayName'
          ? this.#page(
              seen,
              this.groups.map(({ id, displayName }) => ({ id, displayName })),
            )
          : this.#surprise(`groups by ${seen.query.$filter}`),
    },
    {
      method: 'GET',
      path: /^\/v1\.0\/groups\/([^/]+)\/members$/u,
      permissions: ['GroupMember.Read.All'],
      options: listOptions,
      answer: (seen, id) => {
        const members = this.groups.find((group) => group.id === id)?.members;
        return members
          ? this.#page(
              seen,
              members.map((member) => ({ '@odata.type': '#microsoft.graph.user', id: member })),
            )
          : notFound(id);
      },
    },
    {
      method: 'GET',
      path: /^\/v1\.0\/roleManagement\/directory\/roleAssignments$/u,
      permissions: ['RoleManagement.Read.Directory'],
      options: listOptions,
      answer: (seen) =>
        this.#page(
          seen,
          this.assignments.map((each, index) => ({ id: `assignment-${index}`, directoryScopeId: '/', ...each })),
        ),
    },
    {
      method: 'GET',
      path: /^\/v1\.0\/roleManagement\/directory\/roleDefinitions$/u,
      permissions: ['RoleManagement.Read.Directory'],
      options: listOptions,
      answer: (seen) => this.#page(seen, this.customRoles),
    },
    {
      method: 'GET',
      path: /^\/v1\.0\/domains$/u,
      permissions: ['Domain.Read.All'],
      options: listOptions,
      answer: (seen) => this.#page(seen, this.domains),
    },
    {
      method: 'GET',
      path: /^\/v1\.0\/subscribedSkus$/u,
      permissions: ['LicenseAssignment.Read.All'],
      options: listOptions,
      answer: (seen) => this.#page(seen, this.skus),
    },
  ];

  #users(seen: Seen): Answer {
    const { $search, $filter, $orderby } = seen.query;
    const everybody = [...this.people.values()];
    if ($filter !== undefined) {
      const ids = /^id in \(('[\da-f-]{36}'(?:,'[\da-f-]{36}')*)\)$/u.exec($filter)?.[1]?.split(',') ?? [];
      if (ids.length === 0 || ids.length > 15) return this.#surprise(`users by ${$filter}`);
      return this.#page(
        seen,
        everybody.filter(({ id }) => ids.includes(`'${id}'`)),
      );
    }
    if ($search !== undefined) {
      const clauses = [...$search.matchAll(/"(\w+):((?:[^"\\]|\\["\\])*)"/gu)];
      if (clauses.map(([whole]) => whole).join(' OR ') !== $search || $orderby !== undefined)
        return this.#surprise(`the search ${$search}`);
      const matches = (person: Person) =>
        clauses.some(([, property = '', typed = '']) => isFound(person, property, typed.replace(/\\(.)/gu, '$1')));
      return this.#page(seen, everybody.filter(matches));
    }
    if ($orderby !== 'displayName') return this.#surprise(`users in the order ${$orderby}`);
    return this.#page(
      seen,
      everybody.sort((one, other) => ((one.displayName ?? '') < (other.displayName ?? '') ? -1 : 1)),
    );
  }

  #change({ body, headers, path }: Seen, id: string): Answer {
    const changes = JSON.parse(body) as Readonly<Record<string, unknown>>;
    const profile = (changes.passwordProfile ?? {}) as Readonly<Record<string, unknown>>;
    if (headers['content-type'] !== 'application/json' || Object.keys(changes).join(',') !== 'passwordProfile')
      return this.#surprise(`${path} with ${Object.keys(changes).join(',')}`);
    if (Object.keys(profile).sort().join(',') !== 'forceChangePasswordNextSignIn,password')
      return this.#surprise(`a password profile with ${Object.keys(profile).join(',')}`);
    if (profile.forceChangePasswordNextSignIn !== true) return this.#surprise('a password for good');
    const person = this.people.get(id);
    if (!person) return notFound(id);
    if (this.protectedPeople.has(id))
      return graphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
    if (person.onPremisesSyncEnabled === true)
      return graphError(
        400,
        'Request_BadRequest',
        'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
      );
    const password = String(profile.password);
    if (!isStrong(password, person))
      return graphError(
        400,
        'Request_BadRequest',
        'The specified password does not comply with password complexity requirements. Please provide a different password.',
      );
    this.mustChange.set(id, password);
    return { status: 204 };
  }

  #page(seen: Seen, all: readonly unknown[]): Answer {
    const { $skiptoken, ...own } = seen.query;
    const options = JSON.stringify(Object.entries(own).sort());
    const kept = $skiptoken === undefined ? { options, from: 0 } : this.#pages.get($skiptoken);
    if (kept?.options !== options)
      return graphError(400, 'Directory_ExpiredPageToken', 'The specified page token value has expired.');
    const size = Math.min(Number(own.$top ?? this.pageSize), this.pageSize);
    if (!Number.isInteger(size) || size < 1) return this.#surprise(`pages of ${own.$top}`);
    const items = all.slice(kept.from, kept.from + size);
    const value =
      seen.path === '/v1.0/users' ? items.map((item) => this.#selected(item as Person, own.$select)) : items;
    const context = `https://${seen.host}/v1.0/$metadata#${seen.path.slice('/v1.0/'.length)}`;
    if (kept.from + size >= all.length) return { status: 200, body: { '@odata.context': context, value } };
    const token = `RFNwdAoAAQ${this.#pages.size}+/=`;
    this.#pages.set(token, { options, from: kept.from + size });
    const next = new URLSearchParams({ ...own, $skiptoken: token });
    const link = `https://${seen.host}${seen.path}?${next.toString()}`;
    return { status: 200, body: { '@odata.context': context, '@odata.nextLink': link, value } };
  }

  #selected(person: Person, $select = userDefaults.replaceAll(' ', ',')): Readonly<Record<string, unknown>> {
    const names = $select.split(',');
    const strange = names.find((name) => !userProperties.includes(name));
    if (strange !== undefined) this.surprises.push(`no user has ${strange}`);
    return Object.fromEntries(names.map((name) => [name, person[name as keyof Person] ?? null]));
  }

  #surprise(what: string): Answer {
    this.surprises.push(what);
    return graphError(400, 'Request_BadRequest', what);
  }
}

/** What Graph says when it does not do something. */
export function graphError(status: number, code: string, message: string): Answer {
  const innerError = { date: '2026-11-29T12:00:00', 'request-id': '0f8a2c1e', 'client-request-id': '0f8a2c1e' };
  return { status, body: { error: { code, message, innerError } } };
}

/** What Entra ID says when it gives no token. */
export function signInError(code: string, description: string): Answer {
  const error_description = `AADSTS${code}: ${description} Trace ID: a Correlation ID: b Timestamp: 2026-11-29 12:00:00Z`;
  return {
    status: 400,
    body: {
      error: 'invalid_request',
      error_description,
      error_codes: [Number(code)],
      timestamp: '2026-11-29 12:00:00Z',
    },
  };
}

function notFound(id: string): Answer {
  return graphError(404, 'Request_ResourceNotFound', `Resource '${id}' does not exist.`);
}

/** Names are taken apart into words, everything else is found from its beginning. */
function isFound(person: Person, property: string, typed: string): boolean {
  const value = person[property as keyof Person];
  if (typeof value !== 'string') return false;
  const wanted = typed.toLowerCase();
  if (property !== 'displayName') return value.toLowerCase().startsWith(wanted);
  const words = value.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const looked = wanted.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return looked.length > 0 && looked.every((each) => words.some((word) => word.startsWith(each)));
}

/** Three of four kinds of characters, 8 to 256 of them, and no name of its owner's. */
function isStrong(password: string, { displayName }: Person): boolean {
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/u, /[^\p{L}\d]/u].filter((kind) => kind.test(password)).length;
  const names = (displayName ?? '')
    .toLowerCase()
    .split(' ')
    .filter((name) => name.length > 3);
  return (
    password.length >= 8 &&
    password.length <= 256 &&
    kinds >= 3 &&
    !names.some((name) => password.toLowerCase().includes(name))
  );
}
