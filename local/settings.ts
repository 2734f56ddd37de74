/** The settings of the local runtime itself, and what it tells the app when nobody else does. */
import { resolve } from 'node:path';
import * as z from 'zod';
import type { Keys } from './key-files';
import { tenants } from './personas';

const whole = (minimum: number, maximum: number, message: string) =>
  z
    .string()
    .regex(/^\d{1,7}$/u, message)
    .transform(Number)
    .pipe(z.number().min(minimum, message).max(maximum, message));

const Environment = z.object({
  PORT: whole(0, 65_535, 'must be a port number').default(7071),
  DATA_DIR: z.string().default('.data'),
  SEED: z.enum(['demo', 'none'], 'must be demo or none').default('demo'),
  STORE: z.enum(['sqlite', 'cosmos'], 'must be sqlite or cosmos').default('sqlite'),
  COSMOS: z.string().optional(),
  COSMOS_DATABASE: z.string().default('kesher'),
  MAIL_PER_MINUTE: whole(1, 9_999_999, 'must be a whole number from 1').optional(),
  HOST_PATH: z.enum(['direct', 'worker'], 'must be direct or worker').default('direct'),
  LOG_LEVEL: z
    .enum(['debug', 'information', 'warning', 'error'], 'must be debug, information, warning or error')
    .default('warning'),
});

export interface LocalSettings {
  readonly port: number;
  readonly dataFolder: string;
  readonly seed: 'demo' | 'none';
  readonly cosmos: { readonly connectionString: string; readonly databaseName: string } | undefined;
  readonly mailPerMinute: number | undefined;
  readonly hostPath: 'direct' | 'worker';
  readonly logLevel: 'debug' | 'information' | 'warning' | 'error';
}

type Variables = Readonly<Record<string, string | undefined>>;

/** A setting is missing or wrong, or something that the start needs is not to be had: the message says it all. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** Reads the settings, or throws one error that names everything wrong with them. */
export function readLocalSettings(variables: Variables): LocalSettings {
  const given = Object.fromEntries(
    Object.keys(Environment.shape).map((name) => [
      name,
      variables[name]?.trim() === '' ? undefined : variables[name]?.trim(),
    ]),
  );
  const parsed = Environment.safeParse(given);
  const faults = (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`);
  const wantsCosmos = given['STORE'] === 'cosmos';
  if (wantsCosmos && !/AccountEndpoint=[^;=]+;/iu.test(given['COSMOS'] ?? '')) {
    faults.push('COSMOS must be a connection string (AccountEndpoint=…;AccountKey=…;) when STORE is cosmos');
  }
  if (!parsed.success || faults.length > 0) throw new CannotStart(`Settings: ${faults.join('; ')}.`);
  const { PORT, DATA_DIR, SEED, COSMOS, COSMOS_DATABASE, MAIL_PER_MINUTE, HOST_PATH, LOG_LEVEL } = parsed.data;
  return {
    port: PORT,
    dataFolder: resolve(DATA_DIR),
    seed: SEED,
    cosmos:
      wantsCosmos && COSMOS !== undefined ? { connectionString: COSMOS, databaseName: COSMOS_DATABASE } : undefined,
    mailPerMinute: MAIL_PER_MINUTE,
    hostPath: HOST_PATH,
    logLevel: LOG_LEVEL,
  };
}

const unlimited = 9_999_999;

/** The app's settings on this machine; whatever is set already stays. */
export function appSettings(port: number, keys: Keys, mailPerMinute: number | undefined): Record<string, string> {
  const origin = `http://localhost:${port}`;
  return {
    PUBLIC_BASE_URL: origin,
    CLOUDS: 'global,china',
    OPERATOR_TENANT: tenants.operator,
    ENTRA_AUTHORITY: `${origin}/local/entra`,
    API_AUDIENCE: 'api://kesher',
    MAIL_FROM: 'kesher@kesher.example',
    MAIL_PER_MINUTE: String(mailPerMinute ?? unlimited),
    MAIL_PER_HOUR: String(Math.min((mailPerMinute ?? unlimited) * 60, unlimited)),
    COSMOS_DATABASE: 'kesher',
    ...keys,
  };
}
