/** Codes that were tried: each is counted before it is looked at, so that guesses side by side are worth no more than one after another. */
import { limits } from '../catalogue/limits';
import { Redemption } from '../domain/redemptions/redemption';
import { orUnavailable } from '../http/operation';
import type { DocumentRef, Link, Ports, Stored } from '../ports';

/** A redemption whose try was counted, or one that takes no more tries. */
export interface Tried {
  readonly redemption: Stored<Redemption>;
  readonly usedUp: boolean;
}

export const { triesPerCode } = limits.confirmationCode;

/** Counts a try of a code that is awaited; undefined when this link has no such redemption. */
export async function countTry(
  ports: Pick<Ports, 'partners'>,
  ref: DocumentRef,
  link: Link,
): Promise<Tried | undefined> {
  const counted = await ports.partners.patch(Redemption, ref, { increment: { tries: 1 } }, [
    { field: 'offerId', equals: link.offerId },
    { field: 'status', equals: 'awaitingConfirmation' },
    { field: 'tries', below: triesPerCode },
  ]);
  if (counted === 'missing') return undefined;
  if (counted !== 'condition') return { redemption: counted, usedUp: false };
  const redemption = await readRedemption(ports, ref, link);
  return redemption && { redemption, usedUp: true };
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

/** Gives back a try of the code that this redemption awaited when the try was counted; tries of another code are not its own. */
export async function giveTryBack(
  { partners }: Pick<Ports, 'partners'>,
  ref: DocumentRef,
  { redemption: { document }, usedUp }: Tried,
): Promise<void> {
  if (usedUp || document.status !== 'awaitingConfirmation') return;
  await partners.patch(Redemption, ref, { increment: { tries: -1 } }, [
    { field: 'status', equals: 'awaitingConfirmation' },
    { field: 'tries', atLeast: 1 },
    ...(document.lapsesAt === undefined ? [] : [{ field: 'lapsesAt', equals: document.lapsesAt } as const]),
  ]);
}

/** Counts a try for a redemption that is confirmed already; false when there were too many. */
export async function countLateTry(ports: Pick<Ports, 'partners'>, ref: DocumentRef): Promise<boolean> {
  const counted = await ports.partners.patch(Redemption, ref, { increment: { tries: 1 } }, [
    { field: 'tries', below: triesPerCode },
  ]);
  return typeof counted !== 'string';
}

/** Takes back a late try that was right: whoever has the code may see the first result as often as they like, also while nothing can be written. */
export async function forgetLateTry({ partners }: Pick<Ports, 'partners'>, ref: DocumentRef): Promise<void> {
  await orUnavailable(() =>
    partners.patch(Redemption, ref, { increment: { tries: -1 } }, [{ field: 'tries', atLeast: 1 }]),
  );
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
