/** What is asked for in one turn of the event loop and done together, because what stands around it costs more than each by itself. */
export class OneTurn<T> {
  #waiting: T[] = [];

  /** Of more than `most` at once the rest waits for the next turn, so that a flood lets others have theirs. */
  constructor(
    private readonly doTogether: (asked: readonly T[]) => void,
    private readonly most = Infinity,
  ) {}

  /** Lets it be done with what else is asked for in this turn. */
  add(asked: T): void {
    if (this.#waiting.length === 0) setImmediate(() => this.#next());
    this.#waiting.push(asked);
  }

  /** Does at once whatever waits. */
  finish(): void {
    while (this.#waiting.length > 0) this.#next();
  }

  #next(): void {
    const asked = this.#waiting.splice(0, this.most);
    if (this.#waiting.length > 0) setImmediate(() => this.#next());
    if (asked.length > 0) this.doTogether(asked);
  }
}
