/** What the host remembers across restarts. */

/** A few small values by name; a value that was set is there after a crash. */
export interface Memory {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}
