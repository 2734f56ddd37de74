/**
 * What `az` and `azd` reach, for scripts that are tested where there is no Azure: executables of these names hand over what they
 * were called with, and print what Azure answers, in the shapes that the real ones print.
 */
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';

export const tenantId = '72f988bf-0000-4000-8000-2d7cd011db47';
export const subscriptionId = '11111111-1111-4111-8111-111111111111';
const graphId = '00000003-0000-0000-c000-000000000000';
export const eventGridId = '4962773b-9cdb-44cf-a8bf-237846a00ab7';
const personId = 'aaaaaaaa-0000-4000-8000-000000000001';
const graphPermissions = [
  ...['User.Read.All', 'RoleManagement.Read.Directory', 'GroupMember.Read.All', 'Domain.Read.All'],
  ...['LicenseAssignment.Read.All', 'User-PasswordProfile.ReadWrite.All', 'Directory.ReadWrite.All'],
];

const Identified = z.looseObject({ id: z.string(), value: z.string().optional() });
const Application = z.looseObject({
  id: z.string(),
  appId: z.string(),
  displayName: z.string(),
  appRoles: z.array(Identified).default([]),
});
type Application = z.infer<typeof Application>;

export interface Call {
  readonly program: string;
  readonly words: readonly string[];
  /** What lay in the file that was named. */
  readonly content?: string;
  /** Who may read that file. */
  readonly mode?: number;
  readonly file?: string;
}

class Refused extends Error {}
const refused = (message: string) => new Refused(`ERROR: ${message}`);
const notFound = (code: string) => refused(`(${code}) The thing was not found.\nCode: ${code}`);
const graphNotFound = () =>
  refused('Not Found({"error":{"code":"Request_ResourceNotFound","message":"does not exist"}})');

/** A subscription, a directory and an environment of azd. */
export class AzureStandIn {
  cloud: 'AzureCloud' | 'AzureChinaCloud' = 'AzureCloud';
  user = { name: 'dana@partner.example', type: 'user' };
  signedIn = true;
  readonly environment: Record<string, string> = {
    AZURE_ENV_NAME: 'dev',
    AZURE_LOCATION: 'westeurope',
    AZURE_SUBSCRIPTION_ID: subscriptionId,
    ALERT_ADDRESSES: 'operations@partner.example',
  };
  readonly providers = new Map<string, string>();
  group = false;
  readonly applications: Application[] = [];
  readonly servicePrincipals: { id: string; appId: string }[] = [];
  readonly assignments: { principalId: string; appRoleId: string; resourceId: string }[] = [];
  readonly credentials: z.infer<typeof Identified>[] = [];
  readonly secrets = new Map<string, string>();
  /** Role assignments of whoever is signed in. */
  readonly roles = new Set<string>();
  /** How often it is still refused after a role was assigned. */
  delay = 0;
  outputs: Record<string, { type: string; value: string }> | undefined;
  /** How far the proofs of a mail domain are. */
  readonly proofs: Record<string, string> = {};
  /** Deployments that fail before one succeeds. */
  failures = 0;

  readonly calls: Call[] = [];
  /** What happened, in order, also where others note something. */
  readonly history: string[] = [];

  readonly folder = mkdtempSync(join(tmpdir(), 'kesher-az-'));
  #resolved = false;
  readonly #server = createServer({ allowHalfOpen: true }, (socket) => this.#hear(socket));

  async open(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = z.object({ port: z.int() }).parse(this.#server.address());
    mkdirSync(join(this.folder, 'bin'));
    const script = [
      '#!/bin/bash',
      `exec 3<>/dev/tcp/127.0.0.1/${port}`,
      `printf '%s\\0' "$#" "\${0##*/}" "$@" >&3`,
      'read -r code <&3',
      // Without a process more: there are hundreds of calls.
      'IFS= read -r -d "" answer <&3',
      'if [ "$code" = 0 ]; then printf %s "$answer"; else printf %s "$answer" >&2; fi',
      'exit "$code"',
    ].join('\n');
    for (const program of ['az', 'azd']) {
      writeFileSync(join(this.folder, 'bin', program), script);
      chmodSync(join(this.folder, 'bin', program), 0o700);
    }
  }

  close(): void {
    this.#server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What is in Azure, in the directory and in azd's environment now. */
  get state() {
    const { environment, providers, group, applications, servicePrincipals } = this;
    return structuredClone({ environment, providers, group, applications, servicePrincipals });
  }

  /** Puts there what was there at another time. */
  restore(state: AzureStandIn['state']): void {
    const { environment, providers, group, applications, servicePrincipals } = structuredClone(state);
    Object.assign(this.environment, environment);
    for (const [namespace, registered] of providers) this.providers.set(namespace, registered);
    this.group = group;
    this.applications.push(...applications);
    this.servicePrincipals.push(...servicePrincipals);
  }

  /** The path on which its programs come first. */
  get path(): string {
    return `${join(this.folder, 'bin')}:${process.env.PATH ?? ''}`;
  }

  /** What was changed, in order. */
  get changes(): readonly string[] {
    return this.calls
      .filter(({ words }) => isChange(words))
      .map(({ program, words }) => `${program} ${words.join(' ')}`);
  }

  #hear(socket: Socket): void {
    let heard = '';
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      const parts = heard.split('\0');
      if (parts.length < Number(parts[0]) + 3) return;
      const [, program = '', ...words] = parts.slice(0, -1);
      try {
        const answer = this.#answer(program, words);
        socket.end(`0\n${answer === undefined ? '' : JSON.stringify(answer)}`);
      } catch (error) {
        socket.end(
          `1\n${error instanceof Error ? (error instanceof Refused ? error.message : error.stack) : 'failed'}`,
        );
      }
    });
  }

  #answer(program: string, words: readonly string[]): unknown {
    const option = (name: string) => words[words.indexOf(name) + 1] ?? '';
    const body = option('--body').replace(/^@/u, '');
    const file = words.includes('--body') ? body : words.includes('--encoding') ? option('--file') : undefined;
    const content = file === undefined ? undefined : readFileSync(file, 'utf8');
    this.calls.push({
      ...{ program, words },
      ...(file === undefined || content === undefined ? {} : { file, content, mode: statSync(file).mode & 0o777 }),
    });
    this.history.push(`${program} ${words.join(' ')}`);
    if (program === 'azd') return this.#azd(words);
    if (!this.signedIn) throw refused("Please run 'az login' to setup account.");
    const answer = this.#az(words, option, content);
    return option('--output') === 'none' ? undefined : answer;
  }

  #azd([what, verb, name = '', value = '']: readonly string[]): unknown {
    if (what === 'env' && verb === 'get-values') return this.environment;
    if (what === 'env' && verb === 'set') this.environment[name] = value;
    else throw refused(`unknown command ${what ?? ''}`);
    return undefined;
  }

  #az(words: readonly string[], option: (name: string) => string, content: string | undefined): unknown {
    const command = words
      .slice(
        0,
        words.findIndex((word) => word.startsWith('--')),
      )
      .join(' ');
    switch (command) {
      case 'account show':
        return { id: subscriptionId, name: 'Partner', tenantId, user: this.user };
      case 'cloud show': {
        const graph = this.cloud === 'AzureCloud' ? 'graph.microsoft.com' : 'microsoftgraph.chinacloudapi.cn';
        return { name: this.cloud, endpoints: { microsoftGraphResourceId: `https://${graph}/` } };
      }
      case 'provider list':
        return [...this.providers].map(([namespace, state]) => ({ namespace, state }));
      case 'provider register':
        return void this.providers.set(option('--namespace'), 'Registered');
      case 'group show':
        if (!this.group) throw notFound('ResourceGroupNotFound');
        return { name: option('--name') };
      case 'group create':
        this.group = true;
        return { name: option('--name') };
      case 'deployment group show':
        if (!this.outputs) throw notFound('DeploymentNotFound');
        return this.outputs;
      case 'deployment group create':
        if ((this.failures -= 1) >= 0) throw refused('Webhook validation handshake failed: not authorized.');
        return { properties: { provisioningState: 'Succeeded' } };
      case 'role assignment create':
        this.roles.add(option('--role'));
        return { id: `${option('--scope')}/providers/Microsoft.Authorization/roleAssignments/${option('--role')}` };
      case 'role assignment delete':
        return void this.roles.delete(option('--ids').split('/').at(-1) ?? '');
      case 'keyvault secret list':
        this.#needs('b86a8fe4-44ce-4948-aee5-eccb2c155cd7', '(Forbidden) Caller is not authorized to perform action.');
        return [...this.secrets.keys()];
      case 'keyvault secret set':
        this.#needs('b86a8fe4-44ce-4948-aee5-eccb2c155cd7', '(Forbidden) Caller is not authorized to perform action.');
        this.secrets.set(option('--name'), content ?? '');
        return { value: content };
      case 'storage blob upload':
        this.#needs('ba92f5b4-2d11-453d-a403-e96b0029c9fe', 'You do not have the required permissions.');
        return {};
      case 'functionapp restart':
      case 'functionapp deployment source config-zip':
        return {};
      case 'rest':
        return this.#rest(option('--method'), option('--url'), option('--url-parameters'), content);
      default:
        throw refused(`'${command}' is misspelled or not recognized by the system.`);
    }
  }

  #needs(role: string, message: string): void {
    if (!this.roles.has(role) || (this.delay -= 1) >= 0) throw refused(message);
  }

  #rest(method: string, url: string, query: string, content: string | undefined): unknown {
    const body: unknown = content === undefined ? {} : JSON.parse(content);
    const graph =
      this.cloud === 'AzureCloud' ? 'https://graph.microsoft.com' : 'https://microsoftgraph.chinacloudapi.cn';
    if (url.startsWith(`${graph}/v1.0/`)) return this.#graph(method, url.slice(graph.length + 6), query, body);
    if (/\/appsettings\/refresh\?/u.test(url) && method === 'post') return void (this.#resolved = true);
    if (/\/configreferences\/appsettings\?/u.test(url)) return { value: this.#references() };
    if (/\/syncfunctiontriggers\?/u.test(url) && method === 'post') return {};
    if (/\/initiateVerification\?/u.test(url)) {
      this.proofs[z.object({ verificationType: z.string() }).parse(body).verificationType] = 'VerificationRequested';
      return {};
    }
    if (/\/emailServices\/email-dev\/domains\/mail\.partner\.example\?/u.test(url))
      return { properties: this.#domain() };
    throw notFound('ResourceNotFound');
  }

  #domain() {
    const all = ['Domain', 'SPF', 'DKIM', 'DKIM2', 'DMARC'];
    const state = (proof: string) => ({ status: this.proofs[proof] ?? 'NotStarted', errorCode: '' });
    return {
      verificationStates: Object.fromEntries(all.map((proof) => [proof, state(proof)])),
      verificationRecords: Object.fromEntries(
        all.map((proof) => [proof, { type: 'TXT', name: `name-of-${proof}`, value: `value-of-${proof}`, ttl: 3600 }]),
      ),
    };
  }

  #references() {
    const names = ['link-keys', 'product-key-peppers', ...(this.environment.ACS_ENDPOINT ? [] : ['smtp-url'])];
    return names.map((name) => ({
      name: name.toUpperCase().replaceAll('-', '_'),
      properties: {
        status: this.#resolved && this.secrets.has(name) ? 'Resolved' : 'SecretNotFound',
        secretName: name,
      },
    }));
  }

  #graph(method: string, path: string, query: string, body: unknown): unknown {
    if (path === 'me') return { id: personId };
    if (path === 'applications' && method === 'post')
      return this.addApplication(z.record(z.string(), z.unknown()).parse(body));
    if (path === 'applications') {
      const [, name] = /^\$filter=displayName eq '(.*)'$/u.exec(query) ?? [];
      return { value: this.applications.filter(({ displayName }) => displayName === name) };
    }
    if (path === 'servicePrincipals') return this.#addPrincipal(z.object({ appId: z.string() }).parse(body).appId);
    const [, principal] = /^servicePrincipals\(appId='(.*)'\)$/u.exec(path) ?? [];
    if (principal !== undefined) return this.#principal(principal);
    const [, resource] = /^servicePrincipals\/(.*)\/appRoleAssignedTo$/u.exec(path) ?? [];
    if (resource !== undefined && method === 'get')
      return { value: this.assignments.filter(({ resourceId }) => resourceId === resource) };
    if (resource !== undefined)
      return void this.assignments.push(
        z.object({ principalId: z.string(), appRoleId: z.string(), resourceId: z.string() }).parse(body),
      );
    const [, id, , credential] =
      /^applications\/([\w-]+)(\/federatedIdentityCredentials(?:\/([\w-]+))?)?$/u.exec(path) ?? [];
    const [, appId] = /^applications\(appId='(.*)'\)$/u.exec(path) ?? [];
    const found = this.applications.find((app) => app.id === id || app.appId === appId);
    if (!found) throw graphNotFound();
    if (!path.includes('federated')) return method === 'patch' ? void Object.assign(found, body) : found;
    if (method === 'get') return { value: this.credentials };
    const changed = this.credentials.find((entry) => entry.id === credential);
    if (changed) return void Object.assign(changed, body);
    return void this.credentials.push(Identified.parse({ id: randomUUID(), ...z.looseObject({}).parse(body) }));
  }

  #principal(appId: string): unknown {
    if (appId === graphId)
      return { id: 'graph', appRoles: graphPermissions.map((value) => ({ id: `id-of-${value}`, value })) };
    const found = this.servicePrincipals.find((principal) => principal.appId === appId);
    if (!found) throw graphNotFound();
    return found;
  }

  #addPrincipal(appId: string) {
    const principal = { id: `principal-of-${appId}`, appId };
    this.servicePrincipals.push(principal);
    return principal;
  }

  /** As the directory gives back a registration that was made with these properties. */
  addApplication(properties: Readonly<Record<string, unknown>>): Application {
    const application = Application.parse({
      ...{ id: randomUUID(), appId: randomUUID(), displayName: 'kesher-dev', identifierUris: [], appRoles: [] },
      ...{ api: { requestedAccessTokenVersion: null, oauth2PermissionScopes: [], preAuthorizedApplications: [] } },
      ...{ optionalClaims: null, spa: { redirectUris: [] }, requiredResourceAccess: [] },
      ...properties,
    });
    this.applications.push(application);
    return application;
  }
}

/** Whether a command changes something. */
function isChange(words: readonly string[]): boolean {
  const verbs = words.slice(
    0,
    words.findIndex((word) => word.startsWith('--')),
  );
  if (words[0] === 'rest') return words[words.indexOf('--method') + 1] !== 'get';
  return !['show', 'list', 'get-values'].includes((words[0] === 'env' ? words[1] : verbs.at(-1)) ?? '');
}
