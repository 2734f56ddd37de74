/** Finds the document of a product key by the whole key, under whichever pepper it was loaded. */
import { claimKey, KeyClaim } from '../domain/keys/key-claim';
import { ProductKey, productKeyKey } from '../domain/keys/product-key';
import type { WholeKey } from '../domain/keys/typed-key';
import type { Ports, Stored } from '../ports';

type Deps = Pick<Ports, 'partners' | 'productKeys' | 'keyFingerprints' | 'clock'>;

/** The key as this partner has it, the one that is not withdrawn before one that is; claimed again under the pepper of today if it was not. */
export async function findKey(ports: Deps, partnerId: string, key: WholeKey): Promise<Stored<ProductKey> | undefined> {
  const fingerprints = ports.keyFingerprints.of(key);
  const claims = await Promise.all(fingerprints.map((fingerprint) => readClaim(ports, fingerprint)));
  const own = claims.flatMap((claim) => (claim?.document.partnerId === partnerId ? [claim.document.keyId] : []));
  const found = (await Promise.all([...new Set(own)].map((keyId) => readKey(ports, partnerId, keyId)))).filter(
    (stored) => stored !== undefined,
  );
  const stored = found.find(({ document }) => document.state !== 'withdrawn') ?? found[0];
  if (stored && claims[0] === undefined) {
    const { keyId } = stored.document;
    const claim = claimKey(fingerprints[0], { partnerId, keyId }, ports.clock.now());
    // Where somebody was quicker, it is done.
    await ports.productKeys.write(claim.id, [{ kind: 'create', document: claim }]);
  }
  return stored;
}

/** Who owns the key of this fingerprint. */
export function readClaim(
  { productKeys }: Pick<Ports, 'productKeys'>,
  fingerprint: string,
): Promise<Stored<KeyClaim> | undefined> {
  return productKeys.read(KeyClaim, { partition: fingerprint, id: fingerprint });
}

/** The document of a key at its owner. */
export function readKey(
  { partners }: Pick<Ports, 'partners'>,
  partnerId: string,
  keyId: string,
): Promise<Stored<ProductKey> | undefined> {
  return partners.read(ProductKey, { partition: partnerId, id: productKeyKey(keyId) });
}
