/** Keeps whoever tries product keys at random from going on for long: counted for each user alone, so that no colleague is held up. */
import { CodeThrottle, countKeyGuesses, throttleKey, tooManyKeyGuesses, type KeyTrial } from '../domain/throttle';
import type { Refused } from '../domain/refusal';
import type { Ports } from '../ports';
import { saved } from '../store/saving';

type Deps = Pick<Ports, 'partners' | 'clock'>;

interface Guesser {
  readonly partnerId: string;
  readonly user: { readonly userId: string };
}

/** Refuses a user who has tried too many; asked before any key is looked at. */
export async function guessesSpent(
  { partners, clock }: Deps,
  guesser: Guesser,
  trial: KeyTrial = 'guesses',
): Promise<Refused | undefined> {
  return tooManyKeyGuesses((await partners.read(CodeThrottle, refOf(guesser, trial)))?.document, clock.now(), trial);
}

/** Counts keys that were malformed or known to nobody before that is told; refuses to tell it when they are too many by now. */
export async function countGuesses(
  { partners, clock }: Deps,
  guesser: Guesser,
  guesses: number,
  trial: KeyTrial = 'guesses',
): Promise<Refused | undefined> {
  const ref = refOf(guesser, trial);
  for (;;) {
    const now = clock.now();
    const before = await partners.read(CodeThrottle, ref);
    const spent = tooManyKeyGuesses(before?.document, now, trial);
    if (spent) return spent;
    const throttle = countKeyGuesses(ref.id, guesser.partnerId, before?.document, guesses, now, trial);
    // Whoever was quicker has counted: after a few of them there are too many.
    if ((await partners.write(guesser.partnerId, [saved(throttle, before)])).ok) return undefined;
  }
}

function refOf({ partnerId, user }: Guesser, trial: KeyTrial) {
  return { partition: partnerId, id: throttleKey(countedAs[trial], user.userId) };
}

const countedAs = { guesses: 'productKeys', previews: 'productKeyPreviews' } as const;
