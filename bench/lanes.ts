/** Much of the same side by side: so many at a time, each timed. */

/** Does the work on each item, so many at a time. */
export async function inLanes<T>(items: readonly T[], lanes: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const item of waiting) await work(item);
    }),
  );
}

/** How long each took, in milliseconds, and how many were done in a second. */
export interface Timed {
  readonly times: readonly number[];
  readonly perSecond: number;
}

/** The same, timed. */
export async function timedInLanes<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<Timed> {
  const times: number[] = [];
  const startedAt = performance.now();
  await inLanes(items, lanes, async (item) => {
    const askedAt = performance.now();
    await work(item);
    times.push(performance.now() - askedAt);
  });
  return { times, perSecond: (1000 * items.length) / (performance.now() - startedAt) };
}
