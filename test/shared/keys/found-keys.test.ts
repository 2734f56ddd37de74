import { claimKey } from '../../../shared/domain/keys/key-claim';
import { loadKey, withdrawKey, type ProductKey } from '../../../shared/domain/keys/product-key';
import { findKey } from '../../../shared/keys/found-keys';
import { keyFingerprints } from '../../../shared/signing/key-fingerprints';
import { keyNumber, wholeKey } from '../../product-keys';
import { noon, tenants, testPepper, World } from '../../world';

const noa = { userId: 'noa', name: 'Noa Levi' };
const key = wholeKey(keyNumber(1));
const [old, next, foreign] = [testPepper('old'), testPepper('next'), testPepper('foreign')];
const terms = { productId: 'microsoft-365-business-standard', quantity: 10, termMonths: 12 };

function aKey(keyId: string, partnerId: string = tenants.northwind) {
  return loadKey(terms, { partnerId, keyId, lastFive: 'AAAAA', loadedBy: noa, loadId: 'l1', now: noon });
}

describe('finding a product key', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.close());

  const withPeppers = (...peppers: Parameters<typeof keyFingerprints>[0]) => ({
    ...world.ports,
    keyFingerprints: keyFingerprints(peppers),
  });
  const put = async (document: ProductKey, pepper = old) => {
    const [fingerprint] = keyFingerprints([pepper]).of(key);
    const claim = claimKey(fingerprint, document, noon);
    const outcomes = [
      await world.store.write(document.partnerId, [{ kind: 'create', document }]),
      await world.keyStore.write(fingerprint, [{ kind: 'create', document: claim }]),
    ];
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
  };
  const claims = async () => (await world.keyStore.changes(undefined, 100)).documents;
  const idOf = async (ports: Parameters<typeof findKey>[0], partnerId: string = tenants.northwind) =>
    (await findKey(ports, partnerId, key))?.document.keyId;

  it('goes by whom the key is claimed for', async () => {
    await put(aKey('k1'));
    expect(await idOf(withPeppers(old))).toBe('k1');
    expect(await idOf(withPeppers(old), tenants.fabrikam)).toBeUndefined();
    expect(await idOf(withPeppers(foreign))).toBeUndefined();
  });

  it('goes on under a new pepper, and needs the old one no longer for what was met', async () => {
    await put(aKey('k1'));
    expect(await idOf(withPeppers(next, old))).toBe('k1');
    expect(await claims()).toHaveLength(2);
    expect(await idOf(withPeppers(next))).toBe('k1');
    expect(await idOf(withPeppers(next, old))).toBe('k1');
    expect(await claims()).toHaveLength(2);
  });

  it('claims nothing for whom it does not belong to, nor what is half made', async () => {
    await put(aKey('k1'));
    expect(await idOf(withPeppers(next, old), tenants.fabrikam)).toBeUndefined();
    const [fingerprint] = keyFingerprints([old]).of(wholeKey(keyNumber(2)));
    await world.keyStore.write(fingerprint, [
      { kind: 'create', document: claimKey(fingerprint, { partnerId: tenants.northwind, keyId: 'k2' }, noon) },
    ]);
    expect(await findKey(withPeppers(next, old), tenants.northwind, wholeKey(keyNumber(2)))).toBeUndefined();
    expect(await claims()).toHaveLength(2);
  });

  it('takes the one that is not withdrawn', async () => {
    const withdrawn = withdrawKey(aKey('k1'), noa, noon);
    if (!withdrawn.ok) throw new Error('A free key can be withdrawn.');
    await put(withdrawn.value, next);
    expect(await idOf(withPeppers(next, old))).toBe('k1');
    await put(aKey('k2'), old);
    expect(await idOf(withPeppers(next, old))).toBe('k2');
  });
});
