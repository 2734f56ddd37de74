/** Results that depend on nothing but what was asked for, kept so that they are worked out once. */

/** The same function, remembering at most so many results: for pure functions of short keys only. */
export function remembered<Key extends string | number | null, Value>(
  work: (key: Key) => Value,
  most = 1_000,
): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = work(key);
    if (known.size >= most) known.clear();
    known.set(key, value);
    return value;
  };
}
