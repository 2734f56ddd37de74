/** Loads a list of product keys: each is claimed first, then kept in batches. Wherever that stops, the same list goes on with it. */
import { limits } from '../catalogue/limits';
import { audit, type AuditEntry } from '../domain/activity/audit';
import type { BadRow, KeyRow } from '../domain/keys/key-row';
import { loadKey, type FreeKey, type ProductKey } from '../domain/keys/product-key';
import { easilyMistaken, lastFiveOf } from '../domain/keys/typed-key';
import { utcDay } from '../domain/utc-day';
import { StoreUnavailable, type Ports } from '../ports';
import { randomHexId } from '../signing/random-id';
import { claim } from './claims';
import { readKey } from './found-keys';

type Deps = Pick<Ports, 'partners' | 'productKeys' | 'keyFingerprints' | 'clock' | 'random'>;

/** Who loads, and in which call. */
export interface Load {
  readonly partnerId: string;
  readonly loadId: string;
  readonly loadedBy: FreeKey['loadedBy'];
  readonly entry: Pick<AuditEntry, 'actor' | 'traceId'>;
  readonly now: Date;
}

/** What became of a row. */
export type RowOutcome =
  | { readonly status: 'loaded'; readonly key: ProductKey; readonly row: KeyRow }
  | { readonly status: 'duplicate'; readonly lastFive: string; readonly detail: string }
  | ({ readonly status: 'invalid' } & BadRow);

const { claimedAtOnce, rowsPerBatch } = limits.productKey;

/** Loads what can be loaded of the rows, and says what became of each, in their order. */
export async function loadRows(
  ports: Deps,
  load: Load,
  rows: readonly (KeyRow | BadRow)[],
): Promise<readonly RowOutcome[]> {
  const outcomes = new Map<number, RowOutcome>();
  const firstOf = new Map<string, number>();
  const wanted: { readonly at: number; readonly row: KeyRow }[] = [];
  for (const [at, row] of rows.entries()) {
    if ('detail' in row) {
      outcomes.set(at, { status: 'invalid', ...row });
      continue;
    }
    const first = firstOf.get(row.key);
    if (first === undefined) {
      firstOf.set(row.key, at);
      wanted.push({ at, row });
    } else outcomes.set(at, duplicate(row, `Row ${first + 1} has the same key.`));
  }
  for (const batch of inParts(wanted, rowsPerBatch))
    for (const [at, outcome] of await loadBatch(ports, load, batch)) outcomes.set(at, outcome);
  return rows.flatMap((_, at) => outcomes.get(at) ?? []);
}

type Wanted = readonly { readonly at: number; readonly row: KeyRow }[];

async function loadBatch(ports: Deps, load: Load, batch: Wanted): Promise<readonly (readonly [number, RowOutcome])[]> {
  const outcomes: (readonly [number, RowOutcome])[] = [];
  const fresh: { readonly at: number; readonly row: KeyRow; readonly key: FreeKey }[] = [];
  for (const part of inParts(batch, claimedAtOnce)) {
    const claims = await Promise.all(
      part.map(async ({ at, row }) => {
        const keyId = randomHexId(ports);
        return {
          at,
          row,
          claimed: await claim(ports, row.key, { partnerId: load.partnerId, loadId: load.loadId, keyId }),
        };
      }),
    );
    for (const { at, row, claimed } of claims) {
      if ('keyId' in claimed) fresh.push({ at, row, key: keyOf(row, claimed.keyId, load) });
      else outcomes.push([at, takenOutcome(row, claimed.taken, load)]);
    }
  }
  const there = await writeKeys(
    ports,
    load,
    fresh.map(({ key }) => key),
  );
  for (const { at, row, key } of fresh) outcomes.push([at, takenOutcome(row, there.get(key.keyId) ?? key, load)]);
  return outcomes;
}

/** Creates the documents of keys, all or none; gives those that were there already, which somebody made meanwhile. */
async function writeKeys(ports: Deps, load: Load, keys: readonly FreeKey[]): Promise<ReadonlyMap<string, ProductKey>> {
  const there = new Map<string, ProductKey>();
  for (;;) {
    const left = keys.filter(({ keyId }) => !there.has(keyId));
    const [first] = left;
    if (!first) return there;
    const entry = audit(
      load.partnerId,
      {
        ...load.entry,
        entryId: `keys-loaded-${first.keyId}`,
        action: 'productKeysLoaded',
        subject: load.loadId,
      },
      load.now,
    );
    const written = await ports.partners.write(load.partnerId, [
      ...left.map((document) => ({ kind: 'create', document }) as const),
      { kind: 'create', document: entry },
    ]);
    if (written.ok) return there;
    const found = await Promise.all(left.map(({ keyId }) => readKey(ports, load.partnerId, keyId)));
    for (const stored of found) if (stored) there.set(stored.document.keyId, stored.document);
    if (!found.some(Boolean)) throw new StoreUnavailable('What stands in the way cannot be read yet', 1);
  }
}

function keyOf(row: KeyRow, keyId: string, { partnerId, loadId, loadedBy, now }: Load): FreeKey {
  return loadKey(row.terms, { partnerId, keyId, lastFive: lastFiveOf(row.key), loadedBy, loadId, now });
}

function takenOutcome(row: KeyRow, key: ProductKey | undefined, { partnerId, loadId }: Load): RowOutcome {
  if (key?.partnerId !== partnerId) return duplicate(row, 'Somebody else has loaded this key; ask whoever sold it.');
  if (key.loadId === loadId) return { status: 'loaded', key, row };
  return duplicate(row, `Your company loaded this key on ${utcDay(key.loadedAt)}.`);
}

function duplicate({ key }: KeyRow, detail: string): RowOutcome {
  return { status: 'duplicate', lastFive: lastFiveOf(key), detail };
}

/** What the API says of a row: by its number, from 1. */
export function rowView(outcome: RowOutcome, at: number) {
  const row = at + 1;
  if (outcome.status !== 'loaded') return { row, ...outcome };
  const { key, status } = outcome;
  const mistaken = easilyMistaken(outcome.row.key).map(({ position, couldBe }) => ({ position, couldBe }));
  return {
    row,
    status,
    id: key.keyId,
    lastFive: key.lastFive,
    ...(mistaken.length > 0 ? { easilyMistaken: mistaken } : {}),
  };
}

function inParts<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, part) => all.slice(part * size, (part + 1) * size));
}
