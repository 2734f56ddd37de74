/** Documents that several others name. */

/** Reads each once, side by side; those that are not there are left out. */
export async function readEach<T>(
  ids: readonly string[],
  read: (id: string) => Promise<T | undefined>,
): Promise<ReadonlyMap<string, T>> {
  const found = await Promise.all([...new Set(ids)].map(async (id) => [id, await read(id)] as const));
  return new Map(found.flatMap(([id, one]) => (one === undefined ? [] : [[id, one] as const])));
}
