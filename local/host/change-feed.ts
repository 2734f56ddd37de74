/** Hands the changes of a container to the functions that a Cosmos DB trigger binds to it, by pulling. */
import * as z from 'zod';
import { StoreUnavailable, type Store } from '../../shared/ports';
import type { FunctionsCore, RegisteredFunction } from './functions-core';
import { invokeAsWorker } from './invocation';
import type { Memory } from './memory';
import { resolveSetting } from './timers';

const CosmosTrigger = z.object({ containerName: z.string(), maxItemsPerInvocation: z.int().positive().default(100) });

export interface ChangeFeedOptions {
  readonly core: FunctionsCore;
  /** The container of that name. */
  readonly container: (name: string) => Pick<Store, 'changes'> | undefined;
  readonly memory: Memory;
  readonly pollMilliseconds?: number;
  readonly idlePollMilliseconds?: number;
}

interface Subscription {
  readonly registered: RegisteredFunction;
  readonly container: Pick<Store, 'changes'>;
  readonly batch: number;
  readonly key: string;
  position: string | undefined;
}

const explain = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/**
 * Every change reaches each function at least once, in order and from the beginning: the position is kept after the
 * function returned. A batch whose function fails is passed over, as on the platform.
 */
export class ChangeFeed {
  readonly #options: ChangeFeedOptions;
  readonly #loops: SubscriptionLoop[];

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
    this.#loops = [...options.core.functions.values()]
      .filter(({ trigger }) => trigger.type === 'cosmosDBTrigger')
      .map((registered) => new SubscriptionLoop(this.#options, this.#subscription(registered)));
  }

  start(): void {
    for (const loop of this.#loops) loop.start();
  }

  /** Something has probably changed: looks at once instead of at the next poll. */
  kick(): void {
    for (const loop of this.#loops) loop.kick();
  }

  /** Resolves when everything that was written before this call has been handed over. */
  async settle(): Promise<void> {
    await Promise.all(this.#loops.map((loop) => loop.settle()));
  }

  /** Resolves when no function runs any more and none will start. */
  async stop(): Promise<void> {
    await Promise.all(this.#loops.map((loop) => loop.stop()));
  }

  #subscription(registered: RegisteredFunction): Subscription {
    const { containerName, maxItemsPerInvocation } = CosmosTrigger.parse(registered.trigger);
    const name = resolveSetting(containerName);
    const container = this.#options.container(name);
    if (container === undefined)
      throw new Error(`${registered.name} listens to the container "${name}", which does not exist here.`);
    const key = `feed:${registered.name}`;
    return { registered, container, batch: maxItemsPerInvocation, key, position: this.#options.memory.get(key) };
  }
}

class SubscriptionLoop {
  readonly #options: ChangeFeedOptions;
  readonly #subscription: Subscription;
  readonly #poll: number;
  readonly #idlePoll: number;
  #running: Promise<void> | undefined;
  #stopped = false;
  #kicked = false;
  #wake: () => void = () => undefined;
  #waiting: (() => void)[] = [];

  constructor(options: ChangeFeedOptions, subscription: Subscription) {
    this.#options = options;
    this.#subscription = subscription;
    this.#poll = options.pollMilliseconds ?? 300;
    this.#idlePoll = options.idlePollMilliseconds ?? 1_000;
  }

  start(): void {
    this.#running ??= this.#loop();
  }

  kick(): void {
    this.#kicked = true;
    this.#wake();
  }

  async settle(): Promise<void> {
    if (this.#running === undefined || this.#stopped) return;
    const settled = new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.kick();
    await settled;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
  }

  async #loop(): Promise<void> {
    let delay = this.#poll;
    while (!this.#stopped) {
      this.#kicked = false;
      const asked = [...this.#waiting];
      const outcome = await this.#handOver();
      if (outcome === 'changes') {
        delay = this.#poll;
        continue;
      }
      this.#waiting = this.#waiting.filter((waiter) => !asked.includes(waiter));
      for (const resolve of asked) resolve();
      if (outcome === 'unreadable') delay = this.#idlePoll;
      const kicked = await this.#pause(delay);
      delay = kicked ? this.#poll : Math.min(delay * 1.5, this.#idlePoll);
    }
    for (const resolve of this.#waiting) resolve();
  }

  async #handOver(): Promise<'changes' | 'none' | 'unreadable'> {
    const { core, memory } = this.#options;
    const { registered, container, batch, key, position } = this.#subscription;
    let page;
    try {
      page = await container.changes(position, batch);
    } catch (error) {
      // A database that was made anew does not know the old position; from its beginning nothing is missed.
      if (!(error instanceof StoreUnavailable)) this.#subscription.position = undefined;
      core.log('warning', 'system', `The changes for ${registered.name} cannot be read: ${explain(error)}`);
      return 'unreadable';
    }
    if (page.documents.length > 0) {
      try {
        await invokeAsWorker(core, registered, { json: JSON.stringify(page.documents) });
      } catch (error) {
        core.log(
          'error',
          'system',
          `${registered.name} failed and passes over ${page.documents.length} changes: ${explain(error)}`,
        );
      }
    }
    if (page.position !== position) memory.set(key, page.position);
    this.#subscription.position = page.position;
    return page.documents.length > 0 ? 'changes' : 'none';
  }

  /** Gives whether it was woken before its time. */
  #pause(milliseconds: number): Promise<boolean> {
    if (this.#kicked || this.#stopped) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
