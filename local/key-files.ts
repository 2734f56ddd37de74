/** The keys of one local installation: random, made once, readable by their owner alone. */
import { generateKeyPair, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';

const Keys = z.object({ LINK_KEYS: z.string(), PRODUCT_KEY_PEPPERS: z.string() });
export type Keys = z.infer<typeof Keys>;

const PrivateKey = z.object({ kid: z.string(), pem: z.string() });
export type PrivateKey = z.infer<typeof PrivateKey>;

const freshKey = (): string => `local:${randomBytes(32).toString('base64url')}`;

/** The keys that sign links and pepper product keys, as settings. */
export function loadKeys(folder: string): Keys {
  return (
    kept(join(folder, 'keys.json'), Keys) ??
    keep(join(folder, 'keys.json'), { LINK_KEYS: freshKey(), PRODUCT_KEY_PEPPERS: freshKey() })
  );
}

/** The RSA key that signs tokens. */
export async function loadTokenKey(folder: string): Promise<PrivateKey> {
  const file = join(folder, 'token-key.json');
  const known = kept(file, PrivateKey);
  if (known !== undefined) return known;
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return keep(file, { kid: randomBytes(8).toString('hex'), pem: privateKey });
}

function kept<T>(file: string, schema: z.ZodType<T>): T | undefined {
  return existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

/** The file is whole or not there at all, whenever the process dies. */
function keep<T>(file: string, value: T): T {
  const draft = `${file}.new`;
  const descriptor = openSync(draft, 'w', 0o600);
  try {
    writeFileSync(descriptor, JSON.stringify(value, null, 2));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
  return value;
}
