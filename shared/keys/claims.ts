/** Makes a product key one partner's, before anything else is kept of it. */
import { claimKey, isAbandoned, type KeyClaim } from '../domain/keys/key-claim';
import type { ProductKey } from '../domain/keys/product-key';
import type { WholeKey } from '../domain/keys/typed-key';
import { StoreUnavailable, type Ports, type Stored } from '../ports';
import { saved } from '../store/saving';
import { readClaim, readKey } from './found-keys';

type Deps = Pick<Ports, 'partners' | 'productKeys' | 'keyFingerprints' | 'clock'>;
type Owner = Pick<KeyClaim, 'partnerId' | 'keyId'>;

/** Whose a key is now: the caller's, to be kept under that id; or somebody's already, who may have no more than begun. */
export type Claimed = { readonly keyId: string } | { readonly taken: ProductKey | undefined };

/** How often somebody else may be quicker before a claim is given up for now. */
const mostAttempts = 5;

/**
 * Claims a key under every pepper. Who lost one of them has lost the key: all instances claim in the same order. A claim is replaced only
 * where its key is withdrawn, where it is the caller's own and leads nowhere, or where it leads nowhere and whoever made it cannot be at work
 * any more. A load that stopped half-way is gone on with.
 */
export async function claim(ports: Deps, key: WholeKey, wanted: Owner & { readonly loadId: string }): Promise<Claimed> {
  const fingerprints = ports.keyFingerprints.inClaimOrder(key);
  const [only] = fingerprints;
  if (fingerprints.length === 1 && only !== undefined && (await made(ports, only, wanted, undefined)))
    return { keyId: wanted.keyId };

  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const claims = await Promise.all(fingerprints.map((fingerprint) => readClaim(ports, fingerprint)));
    const keys = await Promise.all(
      claims.map(async (stored) => stored && readKey(ports, stored.document.partnerId, stored.document.keyId)),
    );
    // What this very call has loaded is not loaded again when the call is repeated, whatever became of it meanwhile.
    const again = keys.find((stored) => stored?.document.loadId === wanted.loadId)?.document;
    if (again) return { taken: again };
    const live = keys.find((stored) => stored !== undefined && stored.document.state !== 'withdrawn')?.document;
    const begun = claims.flatMap((stored, at) => (stored && !keys[at] ? [stored.document] : []));
    const own = begun.find(({ partnerId }) => partnerId === wanted.partnerId);
    const foreign = begun.find(({ partnerId }) => partnerId !== wanted.partnerId);
    if (!live && foreign && !isAbandoned(foreign, ports.clock.now())) return { taken: undefined };
    const owner: Owner = live ?? own ?? wanted;
    // One's own claim is made anew all the same: by its age others tell whether it is abandoned.
    const leftAlone = claims.map((stored) => live !== undefined && stored !== undefined && isTo(stored.document, live));
    if (await madeAll(ports, fingerprints, { claims, leftAlone, owner }))
      return live ? { taken: live } : { keyId: owner.keyId };
  }
  throw new StoreUnavailable('Others claim the same key', 1);
}

const isTo = (claimed: Owner, { partnerId, keyId }: Owner): boolean =>
  claimed.partnerId === partnerId && claimed.keyId === keyId;

/** Makes every claim lead to this owner, one after the other; stops where somebody was quicker. */
async function madeAll(
  ports: Deps,
  fingerprints: readonly string[],
  {
    claims,
    leftAlone,
    owner,
  }: {
    readonly claims: readonly (Stored<KeyClaim> | undefined)[];
    readonly leftAlone: readonly boolean[];
    readonly owner: Owner;
  },
): Promise<boolean> {
  for (const [at, fingerprint] of fingerprints.entries())
    if (leftAlone[at] !== true && !(await made(ports, fingerprint, owner, claims[at]))) return false;
  return true;
}

async function made(
  { productKeys, clock }: Deps,
  fingerprint: string,
  { partnerId, keyId }: Owner,
  before: Stored<KeyClaim> | undefined,
): Promise<boolean> {
  const document = claimKey(fingerprint, { partnerId, keyId }, clock.now());
  return (await productKeys.write(fingerprint, [saved(document, before)])).ok;
}
