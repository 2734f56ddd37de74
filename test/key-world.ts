/** What tests of product keys say often: keys that are loaded, and their use. */
import type { FreeKey } from '../shared/domain/keys/product-key';
import { claimKey } from '../shared/domain/keys/key-claim';
import { loadKey } from '../shared/domain/keys/product-key';
import { lastFiveOf } from '../shared/domain/keys/typed-key';
import { accessToken, openAccess } from './access-world';
import { keyNumber, wholeKey } from './product-keys';
import { contoso, noa, tenants, type Answer, type Call, type World } from './world';

export const business = 'microsoft-365-business-standard';

const { acceptTerms: _terms, ...named } = contoso;

/** Contoso, by name. */
export const namedContoso = named;

/** A company of that number, by name. */
export function namedCompany(number: number) {
  const primaryDomain = `company-${number}.example`;
  return {
    ...named,
    companyName: `Company ${number}`,
    primaryDomain,
    contact: { name: 'Ann', email: `ann@${primaryDomain}` },
  };
}

/** Puts the key of that number into the store as a load of it does, and gives it as people type it. */
export async function loadedKey(
  world: World,
  number: number,
  terms: Partial<Pick<FreeKey, 'productId' | 'quantity' | 'termMonths' | 'expiresAt'>> = {},
  partnerId: string = tenants.northwind,
): Promise<string> {
  const text = keyNumber(number);
  const key = wholeKey(text);
  const keyId = `key-${number}`;
  const now = new Date(world.now);
  const document = loadKey(
    { productId: business, quantity: 10, termMonths: 12, ...terms },
    {
      partnerId,
      keyId,
      lastFive: lastFiveOf(key),
      loadedBy: { userId: 'noa', name: 'Noa Levi' },
      loadId: 'load',
      now,
    },
  );
  const fingerprint = world.ports.keyFingerprints.of(key)[0];
  await world.keyStore.write(fingerprint, [
    { kind: 'create', document: claimKey(fingerprint, { partnerId, keyId }, now) },
  ]);
  const written = await world.store.write(partnerId, [{ kind: 'create', document }]);
  if (!written.ok) throw new Error(`The key ${number} is loaded already.`);
  return text;
}

/** Withdraws the key of that number. */
export function withdrawn(world: World, number: number): Promise<Answer> {
  const headers = { 'if-match': '*' };
  return world.call('withdrawProductKey', { as: noa, params: { keyId: `key-${number}` }, headers });
}

type Body = Readonly<Record<string, unknown>>;

/** Uses keys for Contoso, or for whoever `body` says. */
export function apply(
  world: World,
  keys: readonly string[],
  body: Body = {},
  more: Partial<Call> = {},
): Promise<Answer> {
  return world.call('applyProductKeys', { as: noa, body: { keys, customer: namedContoso, ...body }, ...more });
}

/** Looks at what they would do. */
export function preview(
  world: World,
  keys: readonly string[],
  body: Body = {},
  more: Partial<Call> = {},
): Promise<Answer> {
  return world.call('previewProductKeys', { as: noa, body: { keys, customer: namedContoso, ...body }, ...more });
}

/** Answers an ask on the access page, which the administrator opens for it. */
export async function answerOnPage(world: World, askId: string, given: boolean): Promise<Answer> {
  const { token, session } = await openAccess(world, accessToken(world));
  return world.call('answerAsk', { params: { token, askId }, body: { given }, headers: { cookie: session } });
}
