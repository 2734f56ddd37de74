/** A product key that its partner has loaded: what it stands for and what became of it, but never the key itself. */
import * as z from 'zod';
import { documentId, documentOf, sortKeyOf } from '../document';
import { ok, refuse, type Refused, type Result } from '../refusal';
import { Timestamp } from '../text';
import { utcDay } from '../utc-day';

const person = z.object({ userId: z.string(), name: z.string() });

const kept = {
  keyId: z.string(),
  sortKey: z.string(),
  revision: z.int(),
  productId: z.string(),
  quantity: z.int(),
  termMonths: z.int(),
  /** The first moment at which it cannot be used any more. */
  expiresAt: Timestamp.optional(),
  /** Where lists go by it: its expiry, or, when it has none, a moment later than any. */
  usableUntil: Timestamp,
  lastFive: z.string(),
  loadedAt: Timestamp,
  loadedBy: person,
  /** The call that loaded it. */
  loadId: z.string(),
};

/** Where a key was used. */
const Applied = z.object({
  applicationId: z.string(),
  customerId: z.string(),
  subscriptionId: z.string(),
  at: Timestamp,
});
export type Applied = z.infer<typeof Applied>;

export const ProductKey = z.discriminatedUnion('state', [
  documentOf('product-key', { ...kept, state: z.literal('free') }),
  documentOf('product-key', { ...kept, state: z.literal('applied'), applied: Applied }),
  documentOf('product-key', {
    ...kept,
    state: z.literal('withdrawn'),
    withdrawn: z.object({ at: Timestamp, by: person }),
  }),
]);
export type ProductKey = z.infer<typeof ProductKey>;
export type FreeKey = Extract<ProductKey, { readonly state: 'free' }>;
export type AppliedKey = Extract<ProductKey, { readonly state: 'applied' }>;
export type WithdrawnKey = Extract<ProductKey, { readonly state: 'withdrawn' }>;

/** What people did to it, and `expired`, which follows from time. */
export const KeyState = z.enum(
  ['free', 'applied', 'withdrawn', 'expired'],
  'Must be free, applied, withdrawn or expired.',
);
export type KeyState = z.infer<typeof KeyState>;

const never = '9999-12-31T23:59:59.999Z';

/** The document id of a key in its owner's partition. */
export function productKeyKey(keyId: string): string {
  return documentId('product-key', keyId);
}

/** What a key stands for. */
export type KeyTerms = Pick<FreeKey, 'productId' | 'quantity' | 'termMonths'> & {
  readonly expiresAt?: string | undefined;
};

/** A key as it is loaded: free. */
export function loadKey(
  terms: KeyTerms,
  details: Pick<FreeKey, 'partnerId' | 'keyId' | 'lastFive' | 'loadedBy' | 'loadId'> & { readonly now: Date },
): FreeKey {
  const { productId, quantity, termMonths, expiresAt } = terms;
  const { partnerId, keyId, lastFive, loadedBy, loadId } = details;
  const loadedAt = details.now.toISOString();
  return {
    id: productKeyKey(keyId),
    partnerId,
    type: 'product-key',
    schemaVersion: 1,
    keyId,
    sortKey: sortKeyOf(loadedAt, keyId),
    revision: 1,
    productId,
    quantity,
    termMonths,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    usableUntil: expiresAt ?? never,
    lastFive,
    state: 'free',
    loadedAt,
    loadedBy,
    loadId,
  };
}

/** Where the key stands at this moment. */
export function keyState({ state, usableUntil }: Pick<ProductKey, 'state' | 'usableUntil'>, now: Date): KeyState {
  return state === 'free' && now >= new Date(usableUntil) ? 'expired' : state;
}

/** The key, when it can be used now; or why it cannot. */
export function usableKey(key: ProductKey, now: Date): Result<FreeKey> {
  switch (key.state) {
    case 'applied':
      return refuse('product-key-used', {
        detail: `The key that ends in ${key.lastFive} was used on ${utcDay(key.applied.at)}. A key is used once; take another one.`,
      });
    case 'withdrawn':
      return withdrawn(key);
    case 'free':
      return keyState(key, now) === 'free'
        ? ok(key)
        : refuse('product-key-expired', {
            detail: `The key that ends in ${key.lastFive} could be used until ${utcDay(key.usableUntil)}. Take another one, or ask whoever sold it for a replacement.`,
          });
  }
}

/** A usable key becomes used, once and for good. Its document is replaced under the etag that was read. */
export function applyKey(key: FreeKey, applied: Applied): AppliedKey {
  return { ...key, state: 'applied', applied, revision: key.revision + 1 };
}

/** A key that was not used can be withdrawn, also when it has expired; loaded again it is another one. */
export function withdrawKey(key: ProductKey, by: FreeKey['loadedBy'], now: Date): Result<WithdrawnKey> {
  switch (key.state) {
    case 'applied':
      return refuse('product-key-used', {
        detail: `The key that ends in ${key.lastFive} was used on ${utcDay(key.applied.at)}; what is used cannot be withdrawn.`,
      });
    case 'withdrawn':
      return refuse('state-conflict', { detail: 'This key is withdrawn already.' });
    case 'free':
      return ok({
        ...key,
        state: 'withdrawn',
        withdrawn: { at: now.toISOString(), by },
        revision: key.revision + 1,
      });
  }
}

/** What the API says of a key: all but the key. */
export function productKeyView(key: ProductKey, now: Date) {
  const { keyId: id, lastFive, productId, quantity, termMonths, expiresAt, loadedAt, loadedBy } = key;
  const terms = { productId, quantity, termMonths, ...(expiresAt === undefined ? {} : { expiresAt }) };
  const view = { id, lastFive, state: keyState(key, now), ...terms, loadedAt, loadedBy };
  switch (key.state) {
    case 'applied':
      return { ...view, applied: key.applied };
    case 'withdrawn':
      return { ...view, withdrawn: key.withdrawn };
    case 'free':
      return view;
  }
}

function withdrawn({ lastFive, withdrawn: { at } }: WithdrawnKey): Refused {
  return refuse('product-key-unknown', {
    detail: `The key that ends in ${lastFive} was withdrawn on ${utcDay(at)}. Load it again to use it.`,
  });
}
