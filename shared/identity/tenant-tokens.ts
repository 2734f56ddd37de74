/**
 * Tokens for what belongs to customers: one application, as each customer has consented to it, which proves itself by the managed identity instead of by a
 * secret. The library is large and is loaded with the first token.
 */
import type { Agent } from 'node:https';
import type { ClientAssertionCredential, TokenCredential } from '@azure/identity';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { clouds } from '../catalogue/clouds';
import { limits } from '../catalogue/limits';
import { tenantSignInRefusals } from '../catalogue/tenant-sign-in-refusals';
import type { Cloud } from '../domain/cloud';
import { ServiceUnavailable } from '../ports';

/** A tenant, by any domain that it has verified. */
export interface TenantName {
  readonly cloud: Cloud;
  readonly domain: string;
}

export interface TenantTokensOptions {
  /** The application that customers consent to. */
  readonly applicationId: string;
  /** The app's own identity in Azure, which the application is configured to trust. */
  readonly credential: Pick<TokenCredential, 'getToken'>;
  readonly agent: Agent;
}

/** Tokens of many tenants, kept until they run out. */
export class TenantTokens {
  readonly #options: TenantTokensOptions;
  readonly #kept = new LRUCache<string, Promise<ClientAssertionCredential>>({ max: limits.graph.tenantsKept });

  constructor(options: TenantTokensOptions) {
    this.#options = options;
  }

  /** A token for a resource of the tenant; undefined when the tenant does not know the application, or is not there. */
  async tokenFor(tenant: TenantName, scope: string, signal: AbortSignal): Promise<string | undefined> {
    const late = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new DOMException('', 'TimeoutError')));
    });
    try {
      const asked = this.#credentialOf(tenant).then((credential) => credential.getToken(scope));
      return (await Promise.race([asked, late])).token;
    } catch (error) {
      const code = codeOf(error);
      if (tenantSignInRefusals.has(code.replace('AADSTS', ''))) return undefined;
      // What the identity says in full names the tenant, and belongs into no log.
      throw new ServiceUnavailable(`There is no token for a tenant (${code}).`, limits.graph.comeAgainSeconds);
    }
  }

  /** The next token of the tenant is a new one: what it was consented to may have changed. */
  forget(tenant: TenantName): void {
    this.#kept.delete(keyOf(tenant));
  }

  #credentialOf(tenant: TenantName): Promise<ClientAssertionCredential> {
    const kept = this.#kept.get(keyOf(tenant)) ?? this.#newCredential(tenant);
    this.#kept.set(keyOf(tenant), kept);
    return kept;
  }

  async #newCredential({ cloud, domain }: TenantName): Promise<ClientAssertionCredential> {
    const { applicationId, credential, agent } = this.#options;
    const { ClientAssertionCredential } = await import('@azure/identity');
    const assertion = async () => {
      const own = await credential.getToken(`${clouds[cloud].tokenExchange}/.default`);
      if (own === null) throw new Error('The managed identity gave no token.');
      return own.token;
    };
    // In small letters the domain of a tenant that the address for signing in ends in, `line.com` for one, is taken for none (findings/identity-tenant-of-host.sh).
    return new ClientAssertionCredential(domain.toUpperCase(), applicationId, assertion, {
      authorityHost: clouds[cloud].authority,
      // The authorities are ours, so nobody has to be asked whether they are Microsoft's.
      disableInstanceDiscovery: true,
      // A throttled client would sleep for as long as it is told to.
      retryOptions: { maxRetries: 0 },
      agent,
    });
  }
}

function keyOf({ cloud, domain }: TenantName): string {
  return `${cloud} ${domain.toLowerCase()}`;
}

const Said = z.object({ name: z.string(), message: z.string() }).catch({ name: 'unknown', message: '' });

/** Entra ID's number for what went wrong, or the library's word for it. */
function codeOf(error: unknown): string {
  const { name, message } = Said.parse(error);
  return /\bAADSTS\d+/u.exec(message)?.[0] ?? /^[a-z_]+(?=:)/u.exec(message)?.[0] ?? name;
}
