/** The settings, read and checked in one place. `local.settings.sample.json` and the Bicep name exactly these. */
import * as z from 'zod';
import { clouds as cloudAddresses } from './catalogue/clouds';
import { TenantId } from './domain/text';
import type { Settings } from './ports';
import { parseKeys, type SigningKey } from './signing/keys';

type Keys = readonly [SigningKey, ...SigningKey[]];

export interface Config {
  readonly settings: Settings;
  readonly cosmos: { readonly connectionString: string } | { readonly endpoint: string } | undefined;
  readonly cosmosDatabase: string;
  readonly entra: { readonly authority: string; readonly audience: string };
  readonly mail:
    { readonly kind: 'acs'; readonly endpoint: string } | { readonly kind: 'smtp'; readonly url: string } | undefined;
  readonly mailFrom: string;
  readonly linkKeys: Keys;
  readonly productKeyPeppers: Keys;
  readonly directory: 'embedded' | 'graph';
}

const httpUrl = (value: string): boolean => URL.canParse(value) && /^https?:$/u.test(new URL(value).protocol);
const withoutSlash = (value: string): string => value.replace(/\/+$/u, '');

const HttpUrl = z
  .string({ error: 'is missing' })
  .refine(httpUrl, 'must be an http or https address')
  .transform(withoutSlash);
const list = (value: string): string[] =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
const SigningKeys = z.string({ error: 'is missing' }).transform((value, context): Keys => {
  const keys = parseKeys(value);
  if (typeof keys !== 'string') {
    const [first, ...others] = keys;
    if (first) return [first, ...others];
  }
  context.addIssue({ code: 'custom', message: typeof keys === 'string' ? keys : 'is empty' });
  return z.NEVER;
});
const count = (standard: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,6}$/u, 'must be a whole number from 1')
    .transform(Number)
    .default(standard);

const Environment = z.object({
  PUBLIC_BASE_URL: HttpUrl,
  CLOUDS: z
    .string()
    .default('global')
    .transform(list)
    .pipe(z.array(z.enum(['global', 'china'], 'must name global or china')).min(1, 'must name a cloud')),
  OPERATOR_TENANT: z.string({ error: 'is missing' }).pipe(z.guid('must be a tenant id')).pipe(TenantId),
  COSMOS__accountEndpoint: HttpUrl.optional(),
  COSMOS: z
    .string()
    .regex(/AccountEndpoint=.+;/iu, 'must be a connection string')
    .optional(),
  COSMOS_DATABASE: z.string().default('kesher'),
  ENTRA_AUTHORITY: HttpUrl.optional(),
  API_AUDIENCE: z.string({ error: 'is missing' }),
  ACS_ENDPOINT: HttpUrl.optional(),
  SMTP_URL: z
    .string()
    .refine(
      (value) => URL.canParse(value) && /^smtps?:$/u.test(new URL(value).protocol),
      'must be an smtp or smtps address',
    )
    .optional(),
  MAIL_FROM: z.string({ error: 'is missing' }).pipe(z.email('must be an e-mail address')),
  MAIL_PER_MINUTE: count(30),
  MAIL_PER_HOUR: count(100),
  LINK_KEYS: SigningKeys,
  PRODUCT_KEY_PEPPERS: SigningKeys,
  PORTAL_ORIGINS: z
    .string()
    .default('')
    .transform(list)
    .pipe(
      z.array(
        z
          .string()
          .refine(
            (origin) => httpUrl(origin) && new URL(origin).origin === origin && !origin.includes('*'),
            'must be exact origins',
          ),
      ),
    ),
  DIRECTORY: z.enum(['embedded', 'graph'], 'must be embedded or graph').default('embedded'),
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
  const parsed = Environment.safeParse(given);
  const faults = (parsed.error?.issues ?? []).map(({ path, message }) => `${String(path[0])} ${message}`);
  if (!provided.store && !given.COSMOS && !given.COSMOS__accountEndpoint)
    faults.push('COSMOS__accountEndpoint (or COSMOS, a connection string) is missing');
  if (!provided.mailer && !given.ACS_ENDPOINT && !given.SMTP_URL) faults.push('ACS_ENDPOINT (or SMTP_URL) is missing');
  if (!parsed.success || faults.length > 0) throw new Error(`Kesher cannot start. Settings: ${faults.join('; ')}.`);
  const env = parsed.data;
  return {
    settings: {
      publicBaseUrl: env.PUBLIC_BASE_URL,
      clouds: env.CLOUDS,
      operatorTenant: env.OPERATOR_TENANT,
      portalOrigins: env.PORTAL_ORIGINS,
      mailPerMinute: env.MAIL_PER_MINUTE,
      mailPerHour: env.MAIL_PER_HOUR,
    },
    cosmos: env.COSMOS
      ? { connectionString: env.COSMOS }
      : env.COSMOS__accountEndpoint
        ? { endpoint: env.COSMOS__accountEndpoint }
        : undefined,
    cosmosDatabase: env.COSMOS_DATABASE,
    entra: {
      authority: env.ENTRA_AUTHORITY ?? cloudAddresses[env.CLOUDS[0] ?? 'global'].authority,
      audience: env.API_AUDIENCE,
    },
    mail: env.ACS_ENDPOINT
      ? { kind: 'acs', endpoint: env.ACS_ENDPOINT }
      : env.SMTP_URL
        ? { kind: 'smtp', url: env.SMTP_URL }
        : undefined,
    mailFrom: env.MAIL_FROM,
    linkKeys: env.LINK_KEYS,
    productKeyPeppers: env.PRODUCT_KEY_PEPPERS,
    directory: env.DIRECTORY,
  };
}
