/** Figures and how they are taken: always side by side, in turns, as medians. */

/** One row of the page. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
  readonly goal?: { readonly atMost: number } | { readonly atLeast: number };
  /** What was measured to get there, in absolute terms of this run. */
  readonly measured: string;
}

/** The figures of one measurement, and what limits them on the machine at hand. */
export interface Measurement {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly limits: string;
}

/** Undefined when there is no goal. */
export function isMet({ value, goal }: Figure): boolean | undefined {
  if (goal === undefined) return undefined;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** The value below which this share of all values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (value === undefined) throw new RangeError('There are no values.');
  return value;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Takes each sample once a round, so that whatever else the machine does falls on all of them alike; of what cannot be taken here there are none. */
export async function inTurns<Name extends string, Sample>(
  rounds: number,
  samples: Readonly<Record<Name, (() => Sample | Promise<Sample>) | undefined>>,
): Promise<Readonly<Record<Name, readonly Sample[]>>> {
  const names = Object.keys(samples) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Sample[]>;
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) {
      const sample = samples[name];
      if (sample) taken[name].push(await sample());
    }
  return taken;
}

/** A number as people read it: three digits that count. */
export function shown(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}
