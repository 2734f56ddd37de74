import { readFileSync } from 'node:fs';
import { recordsPage } from '../../../local/records-page';
import {
  commonFields,
  customerRecordKinds,
  fieldClasses,
  recordKinds,
  rowOf,
  type RecordKind,
} from '../../../shared/catalogue/records';
import { leavesOf, storedSchemas } from '../../stored-schemas';

const schemas = storedSchemas();

function fieldsOf(kind: RecordKind): readonly string[] {
  const all = (schemas.get(kind) ?? []).flatMap((schema) => leavesOf(schema));
  return [...new Set(all)].filter((field) => !commonFields.includes(field)).sort();
}

function told(kind: RecordKind): readonly string[] {
  const row = rowOf(kind);
  return fieldClasses.flatMap((one) => row[one] ?? []);
}

describe('the table of records', () => {
  it('knows every kind of document that is stored, and no other', () => {
    expect([...recordKinds].sort()).toEqual([...schemas.keys()].sort());
  });

  it.each(recordKinds)('says of every field of %s what it tells, once', (kind) => {
    expect([...told(kind)].sort()).toEqual(fieldsOf(kind));
  });

  it.each(customerRecordKinds)('finds %s by fields that it has', (kind) => {
    const row = rowOf(kind);
    const looked = row.about === 'customer' ? [...row.customer, ...(row.addresses ?? [])] : [];
    expect(fieldsOf(kind)).toEqual(expect.arrayContaining(looked));
  });

  it('is what docs/records.md says; `npm run records` writes it', () => {
    expect(readFileSync('docs/records.md', 'utf8')).toBe(recordsPage());
  });

  it('calls no two kinds the same in an export', () => {
    const names = customerRecordKinds.flatMap((kind) => {
      const row = rowOf(kind);
      return row.about === 'customer' && row.exportedAs !== undefined ? [row.exportedAs] : [];
    });
    expect(new Set(names).size).toBe(names.length);
  });
});
