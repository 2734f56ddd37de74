/** The product keys that a new local installation starts with. Each follows from its place here alone, so that the start page can show what is kept nowhere. */
import { createHash } from 'node:crypto';

/** A key, what it stands for and what became of it, in days from the day on which the demo began. */
export interface DemoKey {
  readonly key: string;
  readonly productId: string;
  readonly quantity: number;
  readonly termMonths: number;
  readonly loadedBefore: number;
  /** Negative for what has expired; left out for what never does. */
  readonly expiresAfter?: number;
  readonly withdrawnBefore?: number;
}

/** The newest first, as lists have them. */
const kinds: readonly Omit<DemoKey, 'key' | 'termMonths'>[] = [
  { productId: 'microsoft-365-apps-for-business', quantity: 8, loadedBefore: 1 },
  { productId: 'microsoft-365-business-standard', quantity: 10, loadedBefore: 3, expiresAfter: 400 },
  { productId: 'microsoft-365-business-standard', quantity: 25, loadedBefore: 3, expiresAfter: 9 },
  { productId: 'microsoft-365-business-premium', quantity: 5, loadedBefore: 20 },
  { productId: 'microsoft-365-business-basic', quantity: 20, loadedBefore: 60, expiresAfter: 90, withdrawnBefore: 15 },
  { productId: 'microsoft-365-business-basic', quantity: 15, loadedBefore: 200, expiresAfter: -30 },
];

const characters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The keys of a partner: of each partner other ones. */
export function demoKeysOf(partnerId: string): readonly DemoKey[] {
  return kinds.map((kind, index) => ({ key: keyOf(partnerId, `${index}`), termMonths: 12, ...kind }));
}

/** One that nobody has loaded yet. */
export function demoKeyToLoad(partnerId: string): string {
  return keyOf(partnerId, 'to load');
}

function keyOf(partnerId: string, place: string): string {
  const bytes = createHash('sha256').update(`kesher demo key ${partnerId} ${place}`).digest();
  const all = [...bytes].map((byte) => characters.charAt(byte % characters.length)).join('');
  return [0, 5, 10, 15, 20].map((at) => all.slice(at, at + 5)).join('-');
}
