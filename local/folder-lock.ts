/** Keeps two instances from working in the same folder. */
import { DatabaseSync } from '@photostructure/sqlite';
import * as z from 'zod';

const Busy = z.object({ errcode: z.literal(5) });

/** Another process works in the same folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

/** A lock that ends with its process, however that ends. */
export class FolderLock {
  readonly #database: InstanceType<typeof DatabaseSync>;

  /** Waits a moment for a process that is about to end. */
  constructor(file: string, waitMilliseconds = 5_000) {
    this.#database = new DatabaseSync(file, { timeout: waitMilliseconds });
    try {
      this.#database.exec('BEGIN EXCLUSIVE');
    } catch (cause) {
      this.#database.close();
      if (Busy.safeParse(cause).success) throw new FolderInUse(file, { cause });
      throw cause;
    }
  }

  release(): void {
    this.#database.exec('ROLLBACK');
    this.#database.close();
  }
}
