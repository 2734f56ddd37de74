/** Keeps what was used last, within a bound of bytes. */

interface Entry<Value> {
  readonly value: Value;
  readonly bytes: number;
}

/**
 * Values by name, together at most so many bytes by the sizes that they were given with. They live in two generations: when the younger one is half of the
 * whole, the older is forgotten but for what was used meanwhile. So a hit costs one look into a map, and nothing is ever sorted.
 */
export class BoundedCache<Value> {
  #younger = new Map<string, Entry<Value>>();
  #older = new Map<string, Entry<Value>>();
  #youngerBytes = 0;
  readonly #mostInGeneration: number;

  constructor(mostBytes: number) {
    this.#mostInGeneration = mostBytes / 2;
  }

  get(name: string): Value | undefined {
    const young = this.#younger.get(name);
    if (young) return young.value;
    const old = this.#older.get(name);
    if (old) this.set(name, old.value, old.bytes);
    return old?.value;
  }

  /** Instead of what had this name before. */
  set(name: string, value: Value, bytes: number): void {
    this.#youngerBytes -= this.#younger.get(name)?.bytes ?? 0;
    this.#younger.delete(name);
    this.#older.delete(name);
    if (bytes > this.#mostInGeneration) return;
    if (this.#youngerBytes + bytes > this.#mostInGeneration) {
      this.#older = this.#younger;
      this.#younger = new Map();
      this.#youngerBytes = 0;
    }
    this.#younger.set(name, { value, bytes });
    this.#youngerBytes += bytes;
  }
}
