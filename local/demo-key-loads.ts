/** Loads the product keys of the demo data as their partner would have, on the days on which it would have. */
import { createHash } from 'node:crypto';
import { audit, type Actor } from '../shared/domain/activity/audit';
import type { Cloud } from '../shared/domain/cloud';
import { readRow } from '../shared/domain/keys/key-row';
import { withdrawKey, type ProductKey } from '../shared/domain/keys/product-key';
import { addDays } from '../shared/domain/text';
import { utcDay } from '../shared/domain/utc-day';
import { readKey } from '../shared/keys/found-keys';
import { loadRows } from '../shared/keys/loading';
import type { KeyFingerprints, Ports } from '../shared/ports';
import { keyFingerprints } from '../shared/signing/key-fingerprints';
import { parseKeys } from '../shared/signing/keys';
import { demoKeysOf, type DemoKey } from './demo-keys';
import type { Persona } from './personas';

type World = Pick<Ports, 'partners' | 'productKeys' | 'keyFingerprints' | 'clock'>;
type By = Pick<Persona, 'tenantId' | 'userId' | 'name'>;

/** The fingerprints that the app makes with these settings, which it has looked at before. */
export function fingerprintsOf(variables: Readonly<Record<string, string | undefined>>): KeyFingerprints {
  const peppers = parseKeys(variables['PRODUCT_KEY_PEPPERS'] ?? '');
  const [first, ...others] = typeof peppers === 'string' ? [] : peppers;
  if (!first) throw new Error('PRODUCT_KEY_PEPPERS has no pepper.');
  return keyFingerprints([first, ...others]);
}

/** Loads the partner's keys and withdraws those that it withdrew; whatever happened to them since stays. */
export async function loadDemoKeys(world: World, by: By, cloud: Cloud): Promise<void> {
  const today = world.clock.now();
  for (const [place, demo] of demoKeysOf(by.tenantId).entries()) {
    const key = await load(world, demo, { by, cloud, today, seed: `${by.tenantId} ${place}` });
    if (key && demo.withdrawnBefore !== undefined)
      await withdraw(world, key, by, addDays(today, -demo.withdrawnBefore));
  }
}

const actorOf = ({ userId, name }: By): Actor => ({ kind: 'user', userId, name });

async function load(
  world: World,
  { key, productId, quantity, termMonths, loadedBefore, expiresAfter }: DemoKey,
  { by, cloud, today, seed }: { readonly by: By; readonly cloud: Cloud; readonly today: Date; readonly seed: string },
): Promise<ProductKey | undefined> {
  const now = addDays(today, -loadedBefore);
  const expires = expiresAfter === undefined ? {} : { expiresAt: utcDay(addDays(today, expiresAfter).toISOString()) };
  const row = readRow({ key, productId, quantity, termMonths, ...expires }, cloud);
  if ('detail' in row) throw new Error(`A demo key cannot be loaded: ${row.detail}`);
  const drawn = digest(`id ${seed}`);
  const ports = { ...world, clock: { now: () => now }, random: { bytes: (count: number) => drawn.subarray(0, count) } };
  const [outcome] = await loadRows(
    ports,
    {
      partnerId: by.tenantId,
      loadId: digest(`load ${seed}`).toString('hex', 0, 16),
      loadedBy: { userId: by.userId, name: by.name },
      entry: { actor: actorOf(by), traceId: digest(`trace ${seed}`).toString('hex', 0, 16) },
      now,
    },
    [row],
  );
  return outcome?.status === 'loaded' ? outcome.key : undefined;
}

async function withdraw({ partners }: World, loaded: ProductKey, by: By, now: Date): Promise<void> {
  const { keyId } = loaded;
  const stored = await readKey({ partners }, by.tenantId, keyId);
  if (!stored) return;
  const withdrawn = withdrawKey(stored.document, { userId: by.userId, name: by.name }, now);
  // It was withdrawn, or used, before.
  if (!withdrawn.ok) return;
  const entry = {
    entryId: `key-withdrawn-${keyId}`,
    actor: actorOf(by),
    action: 'productKeyWithdrawn',
    subject: keyId,
    traceId: digest(`withdrawal ${keyId}`).toString('hex', 0, 16),
  } as const;
  // Where it fails, another instance was quicker.
  await partners.write(by.tenantId, [
    { kind: 'replace', document: withdrawn.value, etag: stored.etag },
    { kind: 'create', document: audit(by.tenantId, entry, now) },
  ]);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(`kesher demo ${text}`).digest();
}
