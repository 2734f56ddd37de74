/** What the host remembers across restarts. */

/** A few small values by name; a value that was set is there after a crash. */
export interface Memory {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

/** The part of a memory that belongs to one place. */
export function memoryOfPlace(memory: Memory, place: string): Memory {
  return {
    get: (name) => memory.get(`${place} ${name}`),
    set: (name, value) => memory.set(`${place} ${name}`, value),
  };
}
