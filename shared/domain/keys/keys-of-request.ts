/** The keys of one request, taken together: what is wrong with any of them is told of all that it is wrong with. */
import { refuse, refuseFields, type FieldError, type Refusal, type Refused, type Result } from '../refusal';
import { usableKey, type FreeKey, type ProductKey } from './product-key';
import { typedKey, whatToCheck, type WholeKey } from './typed-key';

/** Reads what was pasted; each key stands once. */
export function keysTyped(texts: readonly string[]): Result<readonly WholeKey[]> {
  const read = texts.map(typedKey);
  const malformed = read.flatMap((key, row) => (key.ok ? [] : [at(row, key.detail ?? '')]));
  if (malformed.length > 0) return ofSome('product-key-malformed', malformed);
  const keys = read.flatMap((key) => (key.ok ? [key.value] : []));
  const twice = keys.flatMap((key, row) => {
    const first = keys.indexOf(key);
    return first === row ? [] : [at(row, `The same key as number ${first + 1}. Give each key once.`)];
  });
  return twice.length > 0 ? refuseFields(...twice) : { ok: true, value: keys };
}

/** Refuses keys that this partner has not loaded; whether somebody else has is not told. */
export function unknownKeys(keys: readonly WholeKey[], found: readonly unknown[]): Refused | undefined {
  const unknown = keys.flatMap((key, row) => (found[row] === undefined ? [at(row, whatToCheck(key))] : []));
  return unknown.length > 0 ? ofSome('product-key-unknown', unknown, notLoaded) : undefined;
}

const notLoaded = 'Your company has not loaded this key.';

/** What becomes of keys that are known: they are free; or all were used for this customer before, at once; or they cannot be used. */
export type KnownKeys =
  | { readonly kind: 'free'; readonly keys: readonly FreeKey[] }
  | { readonly kind: 'usedBefore'; readonly applicationId: string };

/** In which order they are told. */
const order = ['product-key-unknown', 'product-key-used', 'product-key-expired'] as const satisfies readonly Refusal[];

/** Judges keys for a customer, which is undefined while it is none: then nothing was used for it. */
export function keysFor(keys: readonly ProductKey[], customerId: string | undefined, now: Date): Result<KnownKeys> {
  const [first] = keys;
  if (first?.state === 'applied' && keys.every((key) => isUsedAlike(key, first.applied, customerId)))
    return { ok: true, value: { kind: 'usedBefore', applicationId: first.applied.applicationId } };
  const judged = keys.map((key) => usableKey(key, now));
  for (const refusal of order) {
    const faults = judged.flatMap((one, row) =>
      one.ok || one.refusal !== refusal ? [] : [at(row, detailOf(keys[row], one, customerId))],
    );
    if (faults.length > 0) return ofSome(refusal, faults);
  }
  return { ok: true, value: { kind: 'free', keys: judged.flatMap((one) => (one.ok ? [one.value] : [])) } };
}

function isUsedAlike(
  key: ProductKey,
  { applicationId }: { readonly applicationId: string },
  customerId: string | undefined,
): boolean {
  return (
    key.state === 'applied' && key.applied.applicationId === applicationId && key.applied.customerId === customerId
  );
}

/** Where it was used is told only to whoever asks for the same customer. */
function detailOf(key: ProductKey | undefined, refused: Refused, customerId: string | undefined): string {
  return key?.state === 'applied' && key.applied.customerId === customerId
    ? `The key that ends in ${key.lastFive} was used for this customer already. Leave it out, or send only the keys that were used with it.`
    : (refused.detail ?? '');
}

function ofSome(refusal: Refusal, errors: readonly FieldError[], lead?: string): Refused {
  const [first] = errors;
  const detail = errors.length === 1 && first ? first.detail : `${errors.length} keys: see errors.`;
  return refuse(refusal, { detail: lead === undefined ? detail : `${lead} ${detail}`, errors });
}

function at(row: number, detail: string): FieldError {
  return { pointer: `/keys/${row}`, detail };
}
