/** The settings, read and checked in one place. `local.settings.sample.json` and the Bicep name exactly these. */
import * as z from 'zod/mini';
import { clouds as cloudAddresses } from './catalogue/clouds';
import { limits } from './catalogue/limits';
import type { Settings } from './ports';
import { parseKeys, type SigningKey } from './signing/keys';

type Keys = readonly [SigningKey, ...SigningKey[]];

export interface Config {
  readonly settings: Settings;
  readonly cosmos: { readonly connectionString: string } | { readonly endpoint: string } | undefined;
  readonly cosmosDatabase: string;
  readonly entra: { readonly authority: string; readonly audiences: readonly string[] };
  readonly mail:
    | { readonly kind: 'acs'; readonly endpoint: string }
    | { readonly kind: 'smtp'; readonly url: string; readonly name: string }
    | undefined;
  readonly mailFrom: string;
  readonly linkKeys: Keys;
  readonly productKeyPeppers: Keys;
  readonly directory:
    | { readonly kind: 'embedded' }
    /** Customers let the API's own application in. */
    | { readonly kind: 'graph'; readonly applicationId: string };
  readonly provisioner: 'worklist';
  /** What can start, but will not work as it stands. */
  readonly warnings: readonly string[];
}

const httpUrl = (value: string): boolean => URL.canParse(value) && /^https?:$/u.test(new URL(value).protocol);
const withoutSlash = (value: string): string => value.replace(/(?<!\/)\/+$/u, '');

const text = () => z.string('is missing');
const HttpUrl = z.pipe(text().check(z.refine(httpUrl, 'must be an http or https address')), z.transform(withoutSlash));
/** What a relay can be greeted with: RFC 5321 wants a name with dots, or an address in brackets. */
const greetingName = (value: string): boolean =>
  value.length <= 253 &&
  /^(?:(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z](?:[a-z\d-]{0,61}[a-z\d])|\[[\da-f.:]+\]|\[IPv6:[\da-f.:]+\])$/iu.test(
    value,
  );
const list = (value: string): string[] =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
const SigningKeys = z.pipe(
  text(),
  z.transform((value, context): Keys => {
    const keys = parseKeys(value);
    if (typeof keys !== 'string') {
      const [first, ...others] = keys;
      if (first) return [first, ...others];
    }
    context.issues.push({ code: 'custom', input: value, message: typeof keys === 'string' ? keys : 'is empty' });
    return z.NEVER;
  }),
);
const isUri = (value: string): boolean => /^(api|https):\/\/\S+$/u.test(value);
const audienceRule = "must be the application's id (a GUID), or several with commas";
const guid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/iu;
const Audiences = z.pipe(
  z.pipe(text(), z.transform(list)),
  z
    .array(
      z.pipe(
        z.string().check(z.refine((value) => guid.test(value) || isUri(value), audienceRule)),
        z.transform((value: string) => (guid.test(value) ? value.toLowerCase() : value)),
      ),
    )
    .check(z.minLength(1, audienceRule)),
);
/** Browsers send an origin in one form alone, and it is compared as it is. */
const isOrigin = (value: string): boolean => httpUrl(value) && new URL(value).origin === value && !value.includes('*');
const originRule = (value: string): string => {
  const said = value.slice(0, 100);
  const meant = httpUrl(value) && !value.includes('*') ? new URL(value).origin : 'https://portal.example';
  return `must be exact origins with commas, as browsers send them (${meant}), not ${said}`;
};
/** As it is kept elsewhere too: in lower case and punycode. */
const domainName = /^(?=.{1,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/u;
const count = (standard: number) =>
  z._default(
    z.pipe(z.string().check(z.regex(/^[1-9]\d{0,6}$/u, 'must be a whole number from 1')), z.transform(Number)),
    standard,
  );

const Environment = z.object({
  PUBLIC_BASE_URL: HttpUrl,
  CLOUDS: z.pipe(
    z.pipe(z._default(z.string(), 'global'), z.transform(list)),
    z.array(z.enum(['global', 'china'], 'must name global or china')).check(z.minLength(1, 'must name a cloud')),
  ),
  OPERATOR_TENANT: z.pipe(
    text().check(z.guid('must be a tenant id')),
    z.transform((id: string) => id.toLowerCase()),
  ),
  COSMOS__accountEndpoint: z.optional(HttpUrl),
  COSMOS: z.optional(z.string().check(z.regex(/AccountEndpoint=[^;=]+;/iu, 'must be a connection string'))),
  COSMOS_DATABASE: z._default(z.string(), 'kesher'),
  ENTRA_AUTHORITY: z.optional(HttpUrl),
  API_AUDIENCE: Audiences,
  ACS_ENDPOINT: z.optional(HttpUrl),
  SMTP_URL: z.optional(
    z
      .string()
      .check(
        z.refine(
          (value) => URL.canParse(value) && /^smtps?:$/u.test(new URL(value).protocol),
          'must be an smtp or smtps address',
        ),
      ),
  ),
  SMTP_NAME: z.optional(z.string().check(z.refine(greetingName, 'must be a domain name, or an address in brackets'))),
  MAIL_FROM: text().check(z.email('must be an e-mail address'), z.maxLength(limits.address.length, 'is too long')),
  MAIL_PER_MINUTE: count(30),
  MAIL_PER_HOUR: count(100),
  LINK_KEYS: SigningKeys,
  PRODUCT_KEY_PEPPERS: SigningKeys,
  PORTAL_ORIGINS: z.pipe(
    z.pipe(z._default(z.string(), ''), z.transform(list)),
    z.array(z.string().check(z.refine(isOrigin, { error: ({ input }) => originRule(String(input)) }))),
  ),
  PUBLIC_MAIL_DOMAINS: z.pipe(
    z.pipe(z._default(z.string(), ''), z.transform(list)),
    z.array(
      z.pipe(
        z.string(),
        z.pipe(
          z.transform((domain: string) => domain.toLowerCase().replace(/^@/u, '')),
          z.string().check(z.regex(domainName, 'must be domain names with commas, such as mail.example')),
        ),
      ),
    ),
  ),
  DIRECTORY: z._default(z.enum(['embedded', 'graph'], 'must be embedded or graph'), 'embedded'),
  PROVISIONER: z._default(z.enum(['worklist'], 'must be worklist'), 'worklist'),
});

/** The names of all settings. */
export const settingNames: readonly string[] = Object.keys(Environment.shape);

/** What stands in for an adapter, so that its settings are not needed. */
export interface Provided {
  readonly store: boolean;
  readonly mailer: boolean;
}

/** Reads the settings, or throws one error that names everything that is missing or wrong. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  provided: Provided = { store: false, mailer: false },
): Config {
  const given = Object.fromEntries(settingNames.map((name) => [name, environment[name]?.trim() || undefined]));
  const parsed = Environment.safeParse(given, { jitless: true });
  const faults = (parsed.error?.issues ?? []).map(({ path, message }) => `${String(path[0])} ${message}`);
  if (!provided.store && !given.COSMOS && !given.COSMOS__accountEndpoint)
    faults.push('COSMOS__accountEndpoint (or COSMOS, a connection string) is missing');
  if (!provided.mailer && !given.ACS_ENDPOINT && !given.SMTP_URL) faults.push('ACS_ENDPOINT (or SMTP_URL) is missing');
  const applicationId = parsed.data?.API_AUDIENCE.find((audience) => guid.test(audience));
  if (parsed.data?.DIRECTORY === 'graph' && applicationId === undefined)
    faults.push("API_AUDIENCE must name the application's id (a GUID) where DIRECTORY is graph");
  if (!parsed.success || faults.length > 0) throw new Error(`Kesher cannot start. Settings: ${faults.join('; ')}.`);
  const env = parsed.data;
  const authority = env.ENTRA_AUTHORITY ?? cloudAddresses[env.CLOUDS[0] ?? 'global'].authority;
  return {
    settings: {
      publicBaseUrl: env.PUBLIC_BASE_URL,
      clouds: env.CLOUDS,
      operatorTenant: env.OPERATOR_TENANT,
      portalOrigins: env.PORTAL_ORIGINS,
      mailPerMinute: env.MAIL_PER_MINUTE,
      mailPerHour: env.MAIL_PER_HOUR,
      publicMailDomains: env.PUBLIC_MAIL_DOMAINS,
    },
    cosmos: env.COSMOS
      ? { connectionString: env.COSMOS }
      : env.COSMOS__accountEndpoint
        ? { endpoint: env.COSMOS__accountEndpoint }
        : undefined,
    cosmosDatabase: env.COSMOS_DATABASE,
    entra: {
      authority,
      audiences: env.API_AUDIENCE,
    },
    mail: env.ACS_ENDPOINT
      ? { kind: 'acs', endpoint: env.ACS_ENDPOINT }
      : env.SMTP_URL
        ? { kind: 'smtp', url: env.SMTP_URL, name: env.SMTP_NAME ?? ownName(env.PUBLIC_BASE_URL, env.MAIL_FROM) }
        : undefined,
    mailFrom: env.MAIL_FROM,
    linkKeys: env.LINK_KEYS,
    productKeyPeppers: env.PRODUCT_KEY_PEPPERS,
    directory:
      env.DIRECTORY === 'graph' && applicationId !== undefined
        ? { kind: 'graph', applicationId }
        : { kind: 'embedded' },
    provisioner: env.PROVISIONER,
    warnings: warningsOf(authority, env.API_AUDIENCE),
  };
}

/** The domain that the app is reached at; where that is none, as on a developer's machine, the one that it sends from. */
function ownName(publicBaseUrl: string, mailFrom: string): string {
  const host = new URL(publicBaseUrl).hostname.replace(/\.$/u, '');
  return greetingName(host) && !host.startsWith('[') ? host : mailFrom.slice(mailFrom.lastIndexOf('@') + 1);
}

/** Only the local token issuer puts an `api://` address into its tokens. */
function warningsOf(authority: string, audiences: readonly string[]): readonly string[] {
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])$/u.test(new URL(authority).hostname);
  return isLocal || audiences.some((audience) => guid.test(audience))
    ? []
    : [
        "Settings: API_AUDIENCE names no application's id. Version 2 tokens carry the id (a GUID) as aud, so every call will be refused with 401.",
      ];
}
