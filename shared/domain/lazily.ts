/** What is made when it is first needed: patterns with sets of Unicode take milliseconds, and most who load them never meet such a text. */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
