/** Chance that is the same each time. */

/** Numbers from 0 up to 1, always the same after the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws a place from those with such weights, the heavier the more often. */
export function drawerOf(weights: readonly number[], random: () => number): () => number {
  let total = 0;
  const sums = weights.map((weight) => (total += weight));
  return () => {
    const wanted = random() * total;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Zipf's weights: the second is half of the first, the third a third of it. */
export function zipf(count: number): readonly number[] {
  return Array.from({ length: count }, (_, place) => 1 / (place + 1));
}

/** Seconds until something that happens after so many on average. */
export function after(meanSeconds: number, random: () => number): number {
  return Math.round(-Math.log(1 - random()) * meanSeconds);
}
