/** What the use of product keys is judged by, read at once: the keys, the customer that they are for, and what it has. */
import { readAnsweringCustomer } from '../customers/answering-customer';
import { Customer } from '../domain/customers/customer';
import type { SharedDomains } from '../domain/customers/shared-domain';
import { Subscription, subscriptionKey } from '../domain/customers/subscription';
import { countryOf, type CustomerOfKeys } from '../domain/keys/applying';
import { namedCustomerFault, type KeyApplicationRequest } from '../domain/keys/key-application-request';
import { effectsOf, type KeyEffect } from '../domain/keys/key-effects';
import { keysFor, keysTyped, unknownKeys } from '../domain/keys/keys-of-request';
import type { FreeKey, ProductKey } from '../domain/keys/product-key';
import { lacks } from '../domain/partners/user';
import { familyOf, findProduct } from '../domain/product';
import { ok, refuse, type Result } from '../domain/refusal';
import type { KeyTrial } from '../domain/throttle';
import { documentRef } from '../http/document-ref';
import type { Caller } from '../http/operation';
import { recordNow } from '../mailboxes/record-now';
import { sharedDomains } from '../mailboxes/shared-domains';
import type { Ports, Stored } from '../ports';
import { findKey } from './found-keys';
import { countGuesses, guessesSpent } from './key-guesses';

export type KeyPorts = Pick<Ports, 'partners' | 'productKeys' | 'keyFingerprints' | 'clock' | 'settings'>;

/** Who asks for what. */
interface Asking {
  readonly caller: Caller;
  readonly body: KeyApplicationRequest;
  readonly now: Date;
}

/** The keys of a request, as this partner has them, and the customer that they are for. */
export interface KeysForCustomer {
  readonly keys: readonly Stored<ProductKey>[];
  readonly whose: CustomerOfKeys;
  readonly customer: Stored<Customer> | undefined;
}

/** Reads them. What is wrong with the request itself comes first; keys that nobody knows are counted before they are told. */
export async function readKeysForCustomer(
  ports: KeyPorts,
  { caller, body, now }: Asking,
  trial: KeyTrial,
): Promise<Result<KeysForCustomer>> {
  const { partnerId, user, partner } = caller;
  const guesser = { partnerId, user: { userId: user.userId } };
  const isShared = await sharedDomains(ports.settings);
  const missing =
    body.offerDelegatedAdministration === true
      ? lacks({ authorizations: ['delegatedAdministration'] }, user, partner.document)
      : undefined;
  const fault =
    missing ??
    ('id' in body.customer ? undefined : namedCustomerFault(partner.document, user, body.customer, isShared));
  if (fault) return fault;
  const typed = keysTyped(body.keys);
  if (!typed.ok) {
    const isGuess = trial === 'guesses' && typed.refusal === 'product-key-malformed';
    return (isGuess ? await countGuesses(ports, guesser, typed.errors?.length ?? 0, trial) : undefined) ?? typed;
  }
  const [spent, found, whose] = await Promise.all([
    guessesSpent(ports, guesser, trial),
    Promise.all(typed.value.map((key) => findKey(ports, partnerId, key))),
    readCustomer(ports, caller, body.customer, isShared, now),
  ]);
  if (spent) return spent;
  if (!whose.ok) return whose;
  const unknown = unknownKeys(typed.value, found);
  if (unknown) return (await countGuesses(ports, guesser, unknown.errors?.length ?? 0, trial)) ?? unknown;
  return ok({ ...whose.value, keys: found.flatMap((stored) => stored ?? []) });
}

async function readCustomer(
  { partners, settings }: Pick<Ports, 'partners' | 'settings'>,
  { partnerId, partner }: Caller,
  given: KeyApplicationRequest['customer'],
  isShared: SharedDomains,
  now: Date,
): Promise<Result<Pick<KeysForCustomer, 'whose' | 'customer'>>> {
  if ('id' in given) {
    const ref = documentRef(partnerId, given.id, 'domain:', 'address:');
    const onRecord = ref && (await partners.read(Customer, ref));
    const customer = onRecord && (await recordNow(settings, onRecord, now));
    return customer
      ? ok({ customer, whose: { known: customer.document } })
      : refuse('not-found', {
          detail: 'Your company has no such customer.',
          errors: [{ pointer: '/customer/id', detail: 'There is no customer of this id.' }],
        });
  }
  const { customer, customerId, primaryDomain } = await readAnsweringCustomer(
    { partners, settings },
    partner.document,
    isShared,
    given,
    now,
  );
  const whose: CustomerOfKeys = customer
    ? { known: customer.document, named: given }
    : { named: given, customerId, primaryDomain };
  return ok({ customer, whose });
}

/** What keys do that are free; or which application used them for this customer before. */
export type JudgedKeys =
  | {
      readonly kind: 'free';
      readonly effects: readonly KeyEffect<FreeKey>[];
      /** The subscriptions that are there, as they were read. */
      readonly held: readonly Stored<Subscription>[];
    }
  | { readonly kind: 'usedBefore'; readonly applicationId: string };

/** Judges what was read. */
export async function judgeKeys(
  { partners }: Pick<Ports, 'partners'>,
  { caller, body, now }: Asking,
  { keys, whose }: KeysForCustomer,
): Promise<Result<JudgedKeys>> {
  const judged = keysFor(
    keys.map(({ document }) => document),
    whose.known?.id,
    now,
  );
  if (!judged.ok) return judged;
  if (judged.value.kind === 'usedBefore') return ok(judged.value);
  const held = await heldSubscriptions({ partners }, caller.partnerId, whose.known, judged.value.keys);
  const effects = effectsOf(judged.value.keys, {
    cloud: caller.partner.document.cloud,
    country: countryOf(whose),
    held: held.map(({ document }) => document),
    mode: body.mode,
    now,
  });
  return effects.ok ? ok({ kind: 'free', effects: effects.value, held }) : effects;
}

/** The customer's record names them, so nothing is searched; the newest first. */
async function heldSubscriptions(
  { partners }: Pick<Ports, 'partners'>,
  partition: string,
  customer: Customer | undefined,
  keys: readonly FreeKey[],
): Promise<readonly Stored<Subscription>[]> {
  const families = new Set(
    keys.flatMap(({ productId }) => {
      const product = findProduct(productId);
      return product ? [familyOf(product)] : [];
    }),
  );
  const ids = [...families].flatMap((family) => {
    const { purchasedSubscriptionId, besideSubscriptionIds = [] } = customer?.holdings[family] ?? {};
    return purchasedSubscriptionId === undefined ? [] : [purchasedSubscriptionId, ...besideSubscriptionIds];
  });
  const read = await Promise.all(ids.map((id) => partners.read(Subscription, { partition, id: subscriptionKey(id) })));
  return read.flatMap((stored) => stored ?? []);
}
