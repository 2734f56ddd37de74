/** The day's guesses for one customer, counted before a code is looked at, whether or not there is such a customer. */
import { limits } from '../catalogue/limits';
import { firstGuess, GuessBudget } from '../domain/redemptions/guess-budget';
import { orUnavailable } from '../http/answering';
import type { Ports, Write } from '../ports';

type Store = Pick<Ports, 'partners'>;

/** What a guess has cost: counted now, or when the same was made just before, or nothing is left of the day. */
export interface SpentGuess {
  readonly budget: string;
  readonly counted: 'now' | 'before' | 'no';
}

const { guessesPerCustomerAndDay } = limits.confirmationCode;

/** Counts a guess, unless the same was made just before. Most customers make one a day, so the first takes one call. */
export async function spendGuess(
  { partners }: Store,
  { partnerId, customerId }: { readonly partnerId: string; readonly customerId: string },
  guess: string,
  now: Date,
): Promise<SpentGuess> {
  const document = firstGuess(partnerId, customerId, guess, now);
  const budget = document.id;
  const created = await partners.write(partnerId, [{ kind: 'create', document }]);
  if (created.ok) return { budget, counted: 'now' };
  const ref = { partition: partnerId, id: budget };
  const patch = { increment: { guesses: 1 }, set: { lastGuess: guess } };
  const patched = await partners.patch(GuessBudget, ref, patch, [
    { field: 'guesses', below: guessesPerCustomerAndDay },
    { field: 'lastGuess', differs: guess },
  ]);
  if (typeof patched !== 'string') return { budget, counted: 'now' };
  const read = await partners.read(GuessBudget, ref);
  return { budget, counted: read?.document.lastGuess === guess ? 'before' : 'no' };
}

/** Gives back a guess that was right, together with what it sets up. */
export function guessBack({ budget, counted }: SpentGuess): readonly Write[] {
  return counted === 'now' ? [{ kind: 'patch', id: budget, patch: { increment: { guesses: -1 } } }] : [];
}

/** Gives back a guess that was right and sets up nothing, or that was not judged. Nothing depends on whether that succeeds. */
export async function giveGuessBack({ partners }: Store, partnerId: string, spent: SpentGuess): Promise<void> {
  const { budget, counted } = spent;
  if (counted !== 'now') return;
  await orUnavailable(() =>
    partners.patch(GuessBudget, { partition: partnerId, id: budget }, { increment: { guesses: -1 } }, [
      { field: 'guesses', atLeast: 1 },
    ]),
  );
}
