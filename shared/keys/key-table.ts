/** Lists of keys as tables: a heading says what each column holds, in the words that people and programs use. */
import { keyHeadings } from '../catalogue/key-headings';
import { limits } from '../catalogue/limits';
import { refuseFields, type FieldError, type Result } from '../domain/refusal';
import { foldForSearch } from '../domain/text';

type Field = keyof typeof keyHeadings;

const fields = Object.keys(keyHeadings) as readonly Field[];
const namedBy: ReadonlyMap<string, Field> = new Map(
  fields.flatMap((field) => keyHeadings[field].map((name): [string, Field] => [plain(name), field])),
);
const required: readonly Field[] = ['key', 'productId', 'quantity', 'termMonths'];

/** The rows of a table as the JSON of the same list would have them; columns of other names are left aside. */
export function rowsOfTable([heading = [], ...rows]: readonly (readonly string[])[]): Result<unknown> {
  const columns = heading.map((name) => namedBy.get(plain(name)));
  const missing = required.filter((field) => !columns.includes(field));
  const twice = fields.filter((field) => columns.filter((one) => one === field).length > 1);
  const faults: readonly FieldError[] = [
    ...missing.map((field) => ({ pointer: `/heading/${field}`, detail: 'The first row must name a column for it.' })),
    ...twice.map((field) => ({ pointer: `/heading/${field}`, detail: 'Only one column may hold it.' })),
  ];
  if (faults.length > 0) return refuseFields(...faults);
  // One more than may be loaded is enough to be refused for.
  const keys = rows
    .slice(0, limits.productKey.keysPerLoad + 1)
    .map((cells) =>
      Object.fromEntries(columns.flatMap((field, at) => (field === undefined ? [] : [[field, cells[at] ?? '']]))),
    );
  return { ok: true, value: { keys } };
}

function plain(name: string): string {
  return foldForSearch(name).replace(/[\s_/:()（）*]+/gu, '');
}
