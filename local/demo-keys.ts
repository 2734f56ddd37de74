/** Product keys that a new local installation starts with: some of each state. */
import { createHash } from 'node:crypto';
import { claimKey, type KeyClaim } from '../shared/domain/keys/key-claim';
import { applyKey, loadKey, withdrawKey, type ProductKey } from '../shared/domain/keys/product-key';
import { lastFiveOf, typedKey, type WholeKey } from '../shared/domain/keys/typed-key';
import { addDays } from '../shared/domain/text';
import type { KeyFingerprints } from '../shared/ports';
import { parseKeys } from '../shared/signing/keys';
import { keyFingerprints } from '../shared/signing/key-fingerprints';
import type { Persona } from './personas';

const characters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** What became of each, and on which day before today it was loaded; days until its expiry, where it has one. */
const demoKeys = [
  { productId: 'microsoft-365-business-standard', quantity: 10, state: 'free', loaded: 3, expires: 400 },
  { productId: 'microsoft-365-business-standard', quantity: 25, state: 'free', loaded: 3, expires: 9 },
  { productId: 'microsoft-365-business-premium', quantity: 5, state: 'free', loaded: 20 },
  { productId: 'microsoft-365-business-premium', quantity: 50, state: 'applied', loaded: 40, expires: 300 },
  { productId: 'microsoft-365-business-basic', quantity: 15, state: 'free', loaded: 200, expires: -30 },
  { productId: 'microsoft-365-business-basic', quantity: 20, state: 'withdrawn', loaded: 60, expires: 90 },
  { productId: 'microsoft-365-apps-for-business', quantity: 8, state: 'free', loaded: 1 },
  { productId: 'microsoft-365-business-standard', quantity: 12, state: 'applied', loaded: 120, expires: 30 },
] as const;

/** A key as it lies at its owner, and who owns it. */
export interface DemoKey {
  readonly document: ProductKey;
  readonly claim: KeyClaim;
}

/** The keys of one partner; those that are used went to these customers in turn. */
export function demoProductKeys(
  by: Persona,
  customers: readonly { readonly customerId: string; readonly subscriptionId: string }[],
  { fingerprints, now }: { readonly fingerprints: KeyFingerprints; readonly now: Date },
): readonly DemoKey[] {
  return demoKeys.map(({ state, loaded, productId, quantity, ...more }, index) => {
    const { tenantId: partnerId, userId, name } = by;
    const seed = `${partnerId} ${index}`;
    const key = keyFrom(seed);
    const loadedBy = { userId, name };
    const keyId = digest(`id ${seed}`).toString('hex', 0, 16);
    const expiresAt = 'expires' in more ? endOfDay(addDays(now, more.expires)) : undefined;
    const free = loadKey(
      { productId, quantity, termMonths: 12, expiresAt },
      {
        partnerId,
        keyId,
        lastFive: lastFiveOf(key),
        loadedBy,
        loadId: digest(`load ${partnerId} ${loaded}`).toString('hex', 0, 16),
        now: addDays(now, -loaded),
      },
    );
    const [fingerprint] = fingerprints.of(key);
    const claim = claimKey(fingerprint, { partnerId, keyId }, addDays(now, -loaded));
    const later = addDays(now, -loaded / 2);
    const customer = customers[index % customers.length];
    if (state === 'applied' && customer) {
      const applicationId = digest(`application ${seed}`).toString('hex', 0, 16);
      return { claim, document: applyKey(free, { applicationId, ...customer, at: later.toISOString() }) };
    }
    const withdrawn = state === 'withdrawn' ? withdrawKey(free, loadedBy, later) : undefined;
    return { claim, document: withdrawn?.ok === true ? withdrawn.value : free };
  });
}

/** The fingerprints that the app itself makes with these settings; none where they are no settings. */
export function fingerprintsOf(variables: Readonly<Record<string, string | undefined>>): KeyFingerprints | undefined {
  const peppers = parseKeys(variables['PRODUCT_KEY_PEPPERS'] ?? '');
  const [first, ...others] = typeof peppers === 'string' ? [] : peppers;
  return first && keyFingerprints([first, ...others]);
}

function keyFrom(seed: string): WholeKey {
  const bytes = [...digest(`key ${seed}`)].slice(0, 25);
  const key = typedKey(bytes.map((byte) => characters.charAt(byte % characters.length)).join(''));
  if (!key.ok) throw new Error('A demo key is no key.');
  return key.value;
}

function endOfDay(moment: Date): string {
  return `${moment.toISOString().slice(0, 10)}T23:59:59.999Z`;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(`kesher demo ${text}`).digest();
}
