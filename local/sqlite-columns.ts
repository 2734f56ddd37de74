/** Columns that a table of a version before has not. */
import type { DatabaseSync } from '@photostructure/sqlite';
import * as z from 'zod';

const Column = z.object({ name: z.string() });

/** Adds those that are missing; `columns` says for each how it is declared. */
export function addMissingColumns(
  database: InstanceType<typeof DatabaseSync>,
  table: string,
  columns: Readonly<Record<string, string>>,
): void {
  const rows: readonly unknown[] = database.prepare(`PRAGMA table_info(${table})`).all();
  const known = new Set(rows.map((row) => Column.parse(row).name));
  for (const [name, declared] of Object.entries(columns))
    if (!known.has(name)) database.exec(`ALTER TABLE ${table} ADD COLUMN ${name} ${declared}`);
}
