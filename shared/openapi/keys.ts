/** What the API says of product keys and what they were used for. */
import * as z from 'zod';
import { KeyApplication } from '../domain/keys/key-application';
import { KeyEffectKind } from '../domain/keys/key-effects';
import { KeyState } from '../domain/keys/product-key';
import { Timestamp } from '../domain/text';
import { subscription } from './customers';
import { named, person } from './parts';

const productKey = z.object({
  id: z.string(),
  lastFive: z.string(),
  state: KeyState,
  productId: z.string(),
  quantity: z.int(),
  termMonths: z.int(),
  expiresAt: Timestamp.optional(),
  loadedAt: Timestamp,
  loadedBy: person,
  applied: z
    .object({ applicationId: z.string(), customerId: z.string(), subscriptionId: z.string(), at: Timestamp })
    .optional(),
  withdrawn: z.object({ at: Timestamp, by: person }).optional(),
});
named.add(productKey, {
  id: 'ProductKey',
  description: 'A key that the partner loaded. Its last five characters are all that can be read of it.',
});

export const foundKey = productKey.extend({ etag: z.string() });

export const loadedKeys = z.object({
  results: z.array(
    z.object({
      row: z.int(),
      status: z.enum(['loaded', 'duplicate', 'invalid']),
      id: z.string().optional(),
      lastFive: z.string().optional(),
      detail: z.string().optional(),
      easilyMistaken: z.array(z.object({ position: z.int(), couldBe: z.string() })).optional(),
    }),
  ),
});
named.add(loadedKeys, { id: 'LoadedKeys', description: 'What became of each row.' });

export const keyEffects = z.object({
  items: z.array(
    z.object({
      lastFive: z.string(),
      effect: KeyEffectKind,
      productId: z.string(),
      subscriptionId: z.string().optional(),
      quantity: z.int(),
      quantityBefore: z.int().optional(),
      endsAt: Timestamp,
      endsAtBefore: Timestamp.optional(),
    }),
  ),
});
named.add(keyEffects, { id: 'KeyEffects', description: 'What keys would do for a customer, as it would stand then.' });

const ask = z.object({
  askId: z.string(),
  kind: z.enum(['delegatedAdministration', 'partnerOfRecord']),
  subscriptionId: z.string().optional(),
  productId: z.string().optional(),
  state: z.enum(['pending', 'answered']),
  given: z.boolean().optional(),
  answeredAt: Timestamp.optional(),
});

export const keyApplication = z.object({
  applicationId: z.string(),
  customerId: z.string(),
  appliedAt: Timestamp,
  keys: z.array(z.object({ id: z.string(), ...KeyApplication.shape.keys.element.omit({ keyId: true }).shape })),
  subscriptions: z.array(subscription),
  administratorLicence: z.object({ subscriptionId: z.string() }).optional(),
  asks: z.array(ask),
});
named.add(keyApplication, {
  id: 'KeyApplication',
  description: 'Keys that were used for a customer, and what came of them.',
});
