/** Work that is to be done shortly after it was asked for. */

/** Does the work a moment after the first who asks, once for all who ask until it begins; it never overlaps with itself. */
export class Soon {
  readonly #work: () => Promise<unknown>;
  readonly #delay: number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(work: () => Promise<unknown>, delayMilliseconds: number) {
    this.#work = work;
    this.#delay = delayMilliseconds;
  }

  ask(): void {
    if (this.#stopped) return;
    this.#timer ??= setTimeout(() => {
      const begin = () => {
        this.#timer = undefined;
        return this.#work();
      };
      this.#running = this.#running.then(begin, begin);
    }, this.#delay);
  }

  /** Resolves when the work does not run any more and will not start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }
}
