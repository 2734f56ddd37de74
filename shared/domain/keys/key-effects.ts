/** What product keys do for a customer: start a subscription, extend one, or add licences to one. Several keys of one product add up. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import type { Cloud } from '../cloud';
import { subscriptionStatus, subscriptionView, type Subscription } from '../customers/subscription';
import { transitions } from '../customers/transitions';
import { findProduct, keyProductFault, quantityFault, type Product } from '../product';
import { ok, refuse, refuseFields, type FieldError, type Refused, type Result } from '../refusal';
import { addMonths } from '../text';
import { utcDay } from '../utc-day';
import type { FreeKey } from './product-key';

export const KeyEffectKind = z.enum(['new', 'extend', 'addLicences']);
export type KeyEffectKind = z.infer<typeof KeyEffectKind>;

export const KeyMode = z.enum(KeyEffectKind.options, 'Must be new, extend or addLicences.');
type KeyMode = z.infer<typeof KeyMode>;

/** A key, as far as its effect goes. */
export type KeyToUse = Pick<FreeKey, 'productId' | 'quantity' | 'termMonths'>;

/** What the keys of one product do together. */
export interface KeyEffect<Key extends KeyToUse = KeyToUse> {
  readonly effect: KeyEffectKind;
  readonly product: Product;
  readonly keys: readonly Key[];
  /** The subscription that is there; left out where one starts. */
  readonly before?: Subscription;
  /** Those that are there where one starts beside them. */
  readonly beside?: readonly Subscription[];
  /** How the subscription stands afterwards. */
  readonly quantity: number;
  readonly endsAt: string;
}

/** The customer that keys are for, as far as their effect goes. */
export interface KeySituation {
  readonly cloud: Cloud;
  readonly country: string;
  /** The subscriptions of its products, the newest first. */
  readonly held: readonly Subscription[];
  readonly mode: KeyMode | undefined;
  readonly now: Date;
}

/** A subscription that a key can do something for: until it is cancelled or deleted. */
export function isLive(subscription: Subscription, now: Date): boolean {
  return 'to' in transitions[subscriptionStatus(subscription, now)].extendByKey;
}

/** What these keys do together, product by product in the order of the keys; or, of the first thing that stands in the way, every place. */
export function effectsOf<Key extends KeyToUse>(
  keys: readonly Key[],
  situation: KeySituation,
): Result<readonly KeyEffect<Key>[]> {
  const unsold = keys.flatMap(({ productId }, row) => {
    const fault = keyProductFault(productId, situation.cloud, situation.country);
    return fault ? [{ fault, error: at(row, fault.detail ?? '') }] : [];
  });
  const [first] = unsold;
  if (first) return { ...first.fault, errors: unsold.map(({ error }) => error) };
  const groups = new Map<Product, Row<Key>[]>();
  keys.forEach((key, row) => {
    const product = findProduct(key.productId);
    if (product) groups.set(product, [...(groups.get(product) ?? []), { key, row }]);
  });
  const judged = [...groups].map(([product, ofProduct]) => effectOf(product, ofProduct, situation));
  const refused = order.flatMap((refusal) => {
    const all = judged.flatMap((one) => (one.ok || one.refusal !== refusal ? [] : [one]));
    return all.length === 0 ? [] : [together(all)];
  });
  return refused[0] ?? ok(judged.flatMap((one) => (one.ok ? [one.value] : [])));
}

interface Row<Key> {
  readonly key: Key;
  readonly row: number;
}

/** In which order they are told. */
const order = ['invalid-request', 'quantity-out-of-range', 'state-conflict'] as const;

/** The same refusal of several products, as one; the mode is one field, whatever products it does not fit. */
function together(all: readonly Refused[]): Refused {
  const errors = all.flatMap((one) => one.errors ?? []);
  const modes = new Set(errors.flatMap(({ pointer, detail }) => (pointer === '/mode' ? [detail] : [])));
  const mode = modes.size === 0 ? [] : [{ pointer: '/mode', detail: [...modes].join(' ') }];
  const details = all.flatMap(({ detail }) => detail ?? []);
  return {
    ok: false,
    refusal: all[0]?.refusal ?? 'invalid-request',
    ...(details.length > 0 ? { detail: details.join(' ') } : {}),
    errors: [...mode, ...errors.filter(({ pointer }) => pointer !== '/mode')],
  };
}

function effectOf<Key extends KeyToUse>(
  product: Product,
  rows: readonly Row<Key>[],
  { held, mode, now }: KeySituation,
): Result<KeyEffect<Key>> {
  const beside = held.filter((one) => one.productId === product.id && isLive(one, now));
  const [live] = beside;
  const effect = mode ?? (live ? undefined : 'new');
  if (effect === undefined)
    return refuseFields({
      pointer: '/mode',
      detail: `The customer has ${product.name} already. Must be extend (a later end), addLicences (a higher count), or new (another subscription beside it).`,
    });
  if (effect === 'new') return starting(product, rows, beside, now);
  if (!live)
    return refuseFields({
      pointer: '/mode',
      detail: `The customer has no subscription of ${product.name} to ${effect === 'extend' ? 'extend' : 'add licences to'}. Must be new.`,
    });
  return effect === 'extend' ? extending(product, rows, live, now) : adding(product, rows, live, now);
}

function starting<Key extends KeyToUse>(
  product: Product,
  rows: readonly Row<Key>[],
  beside: readonly Subscription[],
  now: Date,
): Result<KeyEffect<Key>> {
  const keys = rows.map(({ key }) => key);
  const [first] = keys;
  const termMonths = first?.termMonths ?? 0;
  const others = rows.filter(({ key }) => key.termMonths !== termMonths);
  if (others.length > 0)
    return refuseFields(
      ...others.map(({ row }) =>
        at(
          row,
          `Keys that start a subscription together must run for the same time; the first one of ${product.name} runs for ${termMonths} months.`,
        ),
      ),
    );
  const quantity = sum(keys);
  return (
    beyond(product, rows, quantity) ??
    ok({ effect: 'new', product, keys, beside, quantity, endsAt: addMonths(now, termMonths).toISOString() })
  );
}

/** From its end, or from now where that has passed; the count stays. */
function extending<Key extends KeyToUse>(
  product: Product,
  rows: readonly Row<Key>[],
  before: Subscription,
  now: Date,
): Result<KeyEffect<Key>> {
  const keys = rows.map(({ key }) => key);
  const months = keys.reduce((total, { termMonths }) => total + termMonths, 0);
  const end = new Date(subscriptionView(before, now).endsAt);
  const later = end > now ? addMonths(end, months, new Date(before.startsAt)) : addMonths(now, months);
  if (later > new Date(limits.subscription.latestEnd)) return tooLate(product, rows);
  return ok({ effect: 'extend', product, keys, before, quantity: before.quantity, endsAt: later.toISOString() });
}

function tooLate(product: Product, rows: readonly { readonly row: number }[]): Refused {
  const detail = `${product.name} would end after ${utcDay(limits.subscription.latestEnd)}. Use fewer keys, or shorter ones.`;
  return refuse('state-conflict', { detail, errors: rows.map(({ row }) => at(row, detail)) });
}

function adding<Key extends KeyToUse>(
  product: Product,
  rows: readonly Row<Key>[],
  before: Subscription,
  now: Date,
): Result<KeyEffect<Key>> {
  const status = subscriptionStatus(before, now);
  if ('no' in transitions[status].addLicencesByKey)
    return refuse('state-conflict', {
      detail:
        status === 'suspended'
          ? `The subscription of ${product.name} is suspended: its count does not change until it is resumed.`
          : `The subscription of ${product.name} is ${status}: extend it first.`,
      errors: rows.map(({ row }) => at(row, `Adds no licences to a subscription that is ${status}.`)),
    });
  const keys = rows.map(({ key }) => key);
  const quantity = before.quantity + sum(keys);
  const { endsAt } = subscriptionView(before, now);
  return beyond(product, rows, quantity) ?? ok({ effect: 'addLicences', product, keys, before, quantity, endsAt });
}

function sum(keys: readonly KeyToUse[]): number {
  return keys.reduce((total, { quantity }) => total + quantity, 0);
}

function beyond(product: Product, rows: readonly { readonly row: number }[], quantity: number): Refused | undefined {
  const fault = quantityFault(product, quantity);
  if (fault === undefined) return undefined;
  const detail = `${product.name} would have ${quantity} licences in all. ${fault}`;
  return refuse('quantity-out-of-range', { detail, errors: rows.map(({ row }) => at(row, detail)) });
}

function at(row: number, detail: string): FieldError {
  return { pointer: `/keys/${row}`, detail };
}
