/** Codes that were tried: each is counted before it is looked at, so that guesses side by side are worth no more than one after another. */
import { limits } from '../catalogue/limits';
import type { CodeTries } from '../domain/mailed-code';
import { Redemption } from '../domain/redemptions/redemption';
import { refuse, type Refused } from '../domain/refusal';
import { orUnavailable } from '../http/answering';
import type { Condition, DocumentRef, DocumentSchema, Link, Ports, Stored } from '../ports';

/** What was tried, and whether that was counted: now, or when the same was tried just before, or not at all because there were too many. */
export interface Tried<T> {
  readonly stored: Stored<T>;
  readonly counted: 'now' | 'before' | 'no';
}

const { triesPerCode } = limits.confirmationCode;
const room: Condition = { field: 'tries', below: triesPerCode };

/** What was typed, as only who has the keys can tell it, bound to what it was typed for. */
export function guessOf({ secrets }: Pick<Ports, 'secrets'>, { partition, id }: DocumentRef, typed: string): string {
  return secrets.derive(secrets.keyId, 'guess', partition, id, typed);
}

/** Counts a try, unless the same was tried just before: that was paid for, and tells nothing new. Undefined when there is nothing to try codes for. */
export async function countTry<T extends CodeTries>(
  { partners }: Pick<Ports, 'partners'>,
  schema: DocumentSchema<T>,
  ref: DocumentRef,
  guess: string,
  where: readonly Condition[] = [],
): Promise<Tried<T> | undefined> {
  const patch = { increment: { tries: 1 }, set: { lastGuess: guess } };
  const isNew: Condition = { field: 'lastGuess', differs: guess };
  const patched = await partners.patch(schema, ref, patch, [...where, room, isNew]);
  if (patched === 'missing') return undefined;
  if (patched !== 'condition') return { stored: patched, counted: 'now' };
  const stored = await partners.read(schema, ref);
  return stored && { stored, counted: stored.document.lastGuess === guess ? 'before' : 'no' };
}

/** Counts a try that was not counted before it was judged, and turned out wrong; false when there were too many. */
export async function countWrongTry<T>(
  { partners }: Pick<Ports, 'partners'>,
  schema: DocumentSchema<T>,
  ref: DocumentRef,
): Promise<boolean> {
  return typeof (await partners.patch(schema, ref, { increment: { tries: 1 } }, [room])) !== 'string';
}

/** The refusal of a code that was tried and turned out wrong: one that was tried before has not been counted yet. */
export async function countedRefusal<T>(
  ports: Pick<Ports, 'partners'>,
  schema: DocumentSchema<T>,
  ref: DocumentRef,
  { counted }: Pick<Tried<T>, 'counted'>,
  refused: Refused,
): Promise<Refused> {
  const hasRoom = counted === 'now' || (await countWrongTry(ports, schema, ref));
  return hasRoom ? refused : refuse('too-many-attempts');
}

/** Gives back a try that was counted, as long as it is the last. */
export async function giveTryBack<T>(
  { partners }: Pick<Ports, 'partners'>,
  schema: DocumentSchema<T>,
  ref: DocumentRef,
  { counted, guess }: { readonly counted: Tried<T>['counted']; readonly guess: string },
): Promise<void> {
  if (counted !== 'now') return;
  await partners.patch(schema, ref, { increment: { tries: -1 } }, [
    { field: 'lastGuess', equals: guess },
    { field: 'tries', atLeast: 1 },
  ]);
}

/** Does what follows a counted try. One that decided nothing, because the database did not answer or others were always faster, is given back. */
export async function deciding<T extends object>(work: () => Promise<T>, giveBack: () => Promise<unknown>): Promise<T> {
  // Where nothing answers, it cannot be given back either; the first trouble is what is told.
  const undo = (): Promise<unknown> => orUnavailable(giveBack);
  let answer: T;
  try {
    answer = await work();
  } catch (error) {
    await undo();
    throw error;
  }
  if ('refusal' in answer && answer.refusal === 'unavailable') await undo();
  return answer;
}

/** Reads a redemption of this link. */
export async function readRedemption(
  { partners }: Pick<Ports, 'partners'>,
  ref: DocumentRef,
  link: Link,
): Promise<Stored<Redemption> | undefined> {
  const stored = await partners.read(Redemption, ref);
  return stored?.document.offerId === link.offerId ? stored : undefined;
}
