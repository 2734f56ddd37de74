/** What the local runtime remembers besides documents and mails, in a small SQLite file. */
import { DatabaseSync } from '@photostructure/sqlite';
import * as z from 'zod';
import type { Memory } from './host/memory';

const Row = z.object({ value: z.string() }).optional();

/** A {@link Memory} whose values survive the death of the process. */
export class SqliteMemory implements Memory {
  readonly #database: InstanceType<typeof DatabaseSync>;

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { timeout: 5_000 });
    this.#database.exec(`
      PRAGMA journal_mode=WAL;
      PRAGMA synchronous=NORMAL;
      CREATE TABLE IF NOT EXISTS memory (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    `);
  }

  get(name: string): string | undefined {
    return Row.parse(this.#database.prepare('SELECT value FROM memory WHERE name = ?').get(name))?.value;
  }

  set(name: string, value: string): void {
    this.#database
      .prepare('INSERT INTO memory (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
      .run(name, value);
  }

  close(): void {
    this.#database.close();
  }
}
