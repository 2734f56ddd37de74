/** The page `docs/records.md`: what is kept of whom and for how long, made of the table that exports, erasures and documents go by. */
import { limits } from '../shared/catalogue/limits';
import { recordKinds, rowOf, type Kept, type RecordRow } from '../shared/catalogue/records';
import { tableOf } from './markdown-table';

const abouts = { customer: 'Of a customer', partner: 'Of a partner', deployment: 'Of the deployment' } as const;

/** The page, as the formatter leaves it. */
export function recordsPage(): string {
  return `# What is kept, of whom, and for how long

Made of \`shared/catalogue/records.ts\` by \`npm run records\`; a test compares the two, and another holds that the table has every kind of document with every field of it. What an export
gives, what an erasure takes away and when the stores collect what is kept for some days all go by this table. See
[ADR 43](adr/0043-export-and-erasure.md) and [ADR 44](adr/0044-how-long-records-are-kept.md).

Consents and the audit trail are kept for good. A customer with whom nothing has been left for ${limits.customersKept.years} years is erased as if somebody had asked for it (\`forgetCustomers\`): from
then on nobody is named in them. An erasure can be asked for at any time.

${Object.entries(abouts)
  .map(([about, heading]) => `## ${heading}\n\n${sectionOf(about)}`)
  .join('\n\n')}

**Erased**: pseudonyms take the place of names and addresses, the same for the same person within a customer; telephone numbers and what people wrote are left out; what the partner wrote is,
where it names one of them. **Never told**: hashes, numbers of codes, what requests were repeated by, and what is made of other fields for searches.
`;
}

function sectionOf(about: string): string {
  const kinds = recordKinds.filter((kind) => rowOf(kind).about === about);
  const rows = kinds.map((kind) => {
    const row = rowOf(kind);
    return [
      `\`${kind}\``,
      keptOf(row.kept),
      listOf(erasedOf(row)),
      listOf([...(row.secret ?? []), ...(row.derived ?? [])]),
    ];
  });
  return tableOf(['kind', 'kept', about === 'customer' ? 'erased' : 'of people', 'never told'], rows);
}

function erasedOf(row: RecordRow): readonly string[] {
  if (row.about !== 'customer') return [...(row.staff ?? []), ...(row.mailboxes ?? [])];
  return [
    ...(row.names ?? []),
    ...(row.mailboxes ?? []),
    ...(row.phones ?? []),
    ...(row.words ?? []),
    ...(row.remarks ?? []),
  ];
}

function listOf(fields: readonly string[]): string {
  return fields.map((field) => `\`${field}\``).join(', ');
}

function keptOf(kept: Kept): string {
  if ('days' in kept) return `${kept.days} days after ${kept.after}`;
  return 'years' in kept ? 'for good' : kept.whileNeeded;
}
