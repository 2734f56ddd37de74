/** Records of a customer by the table that says what each of their fields tells: as an export shows them, and as an erasure leaves them. */
import { commonFields, fieldClasses, rowOf, type CustomerRecordKind, type FieldsOf } from '../../catalogue/records';
import { isToPartner, type Mail } from '../mail/mail';
import { searchedAs } from '../mailbox';
import { shownAddress } from '../shown-domains';
import { foldForSearch } from '../text';
import {
  isTheirs,
  mentions,
  pseudonymousAddress,
  pseudonymousCompany,
  pseudonymousName,
  type ErasedPeople,
  type NamedPerson,
} from './erased-people';

/** A record as it is stored, whatever its kind. */
export type RawRecord = Readonly<Record<string, unknown>>;

type FieldClass = keyof FieldsOf | 'common';

const classes = new Map<CustomerRecordKind, ReadonlyMap<string, FieldClass>>();

function classesOf(kind: CustomerRecordKind): ReadonlyMap<string, FieldClass> {
  const known = classes.get(kind);
  if (known) return known;
  const row = rowOf(kind);
  const told = new Map<string, FieldClass>([
    ...commonFields.map((field) => [field, 'common'] as const),
    ...fieldClasses.flatMap((one) => (row[one] ?? []).map((field) => [field, one] as const)),
  ]);
  classes.set(kind, told);
  return told;
}

/** What becomes of a value: another one, or `undefined` for none. */
type Change = (told: FieldClass | undefined, value: unknown, beside: RawRecord) => unknown;

/** A record with each of its values changed, by what it tells; what is in arrays and records has the path of these. */
function changed(kind: CustomerRecordKind, record: RawRecord, change: Change): RawRecord {
  const told = classesOf(kind);
  const paths = [...told.keys()];
  const isField = (path: string): boolean => paths.some((one) => one === path || one.startsWith(`${path}.`));
  const walk = (value: unknown, path: string, beside: RawRecord): unknown => {
    const own = told.get(path);
    if (own !== undefined && (typeof value !== 'object' || value === null || own === 'derived' || own === 'words'))
      return change(own, value, beside);
    if (Array.isArray(value))
      return value.map((item: unknown) => walk(item, path, beside)).filter((item) => item !== undefined);
    if (typeof value !== 'object' || value === null) return change(own, value, beside);
    const left = Object.fromEntries(
      Object.entries(value).flatMap(([field, inner]) => {
        const below = path === '' ? field : `${path}.${field}`;
        const after = walk(inner, isField(below) ? below : path, value as RawRecord);
        return after === undefined ? [] : [[field, after]];
      }),
    );
    return Object.keys(left).length === 0 && Object.keys(value).length > 0 ? undefined : left;
  };
  return walk(record, '', record) as RawRecord;
}

/** What an export shows of a record: nothing that is secret, nothing that only repeats, and nothing that the table does not know. */
export function shownRecord(kind: CustomerRecordKind, record: RawRecord): RawRecord {
  return changed(kind, record, (told, value) =>
    told === undefined || told === 'common' || told === 'derived' || told === 'secret' ? undefined : value,
  );
}

/** The value of a field by its path, through objects alone. */
function valueAt(record: RawRecord, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, field) => (typeof value === 'object' && value !== null ? (value as RawRecord)[field] : undefined),
      record,
    );
}

/** Whether a record names the customer, is another's, or says nothing of whose it is. */
function whose(kind: CustomerRecordKind, record: RawRecord, customerId: string): 'theirs' | 'others' | 'unsaid' {
  const row = rowOf(kind);
  const named = (row.about === 'customer' ? row.customer : []).flatMap((field) => valueAt(record, field) ?? []);
  if (named.length === 0) return 'unsaid';
  return named.includes(customerId) ? 'theirs' : 'others';
}

/** Whether what stands beside says that somebody of the partner is meant. */
function isColleague(kind: CustomerRecordKind, beside: RawRecord): boolean {
  const row = rowOf(kind);
  return 'userId' in beside && !(row.about === 'customer' && row.usersAreTheirs === true);
}

/** Whether a record is about the customer or one of its people. */
export function concerns(
  kind: CustomerRecordKind,
  record: RawRecord,
  customerId: string,
  people: ErasedPeople,
): boolean {
  const named = whose(kind, record, customerId);
  if (named !== 'unsaid') return named === 'theirs';
  let found = false;
  changed(kind, record, (told, value, beside) => {
    if (typeof value !== 'string' || isColleague(kind, beside)) return value;
    if (told === 'mailboxes') found ||= isTheirs(people, value);
    if (told === 'words') found ||= mentions(people, value);
    if (told === 'company') found ||= people.company.includes(value);
    return value;
  });
  return found;
}

/** The people whom a record names, as far as the table says that they are the customer's. */
export function peopleIn(kind: CustomerRecordKind, record: RawRecord): readonly NamedPerson[] {
  const found: NamedPerson[] = [];
  changed(kind, record, (told, value, beside) => {
    if (typeof value !== 'string' || isColleague(kind, beside)) return value;
    if (told === 'mailboxes') found.push({ email: value, name: undefined });
    if (told === 'names') found.push({ name: value, email: addressBeside(beside) });
    return value;
  });
  return found;
}

function addressBeside(beside: RawRecord): string | undefined {
  const found = ['email', 'address', 'contactEmail', 'userEmail']
    .map((field) => beside[field])
    .find((one) => typeof one === 'string');
  return typeof found === 'string' ? found : undefined;
}

/** Stands where words were. */
const erasedWords = '[…]';

/** A record that concerns the customer, without its people. Erased again it stays as it is. */
export function erasedRecord(
  kind: CustomerRecordKind,
  record: RawRecord,
  customerId: string,
  people: ErasedPeople,
): RawRecord {
  const isNamed = whose(kind, record, customerId) === 'theirs';
  const isAlone = isNamed && (kind === 'offer' || record.maxRedemptions === 1);
  // What searches go by may name the company although the record itself does not.
  const gone: string[] = isNamed ? [...people.company] : [];
  const replaced = (value: string, by: string): string => {
    if (value !== by) gone.push(value);
    return by;
  };
  const isErased = (address: string | undefined, beside: RawRecord): boolean => {
    if (isColleague(kind, beside)) return false;
    if (address === undefined) return isNamed;
    // A mail about the customer may go to the partner.
    const isReader =
      beside === record.to && (kind !== 'mail' || isToPartner((record as Pick<Mail, 'content'>).content));
    return (isNamed && !isReader) || isTheirs(people, address);
  };
  const after = changed(kind, record, (told, value, beside) => {
    if (typeof value !== 'string') return told === 'words' && Array.isArray(value) ? [] : value;
    const address = addressBeside(beside);
    switch (told) {
      case 'mailboxes':
        return isErased(value, beside) ? replaced(value, pseudonymousAddress(people, value)) : value;
      case 'names':
        return isErased(address, beside) || Object.hasOwn(people.names, foldForSearch(value))
          ? replaced(value, pseudonymousName(people, value, address))
          : value;
      case 'phones':
        return isErased(address, beside) ? undefined : value;
      case 'words':
        return replaced(value, erasedWords);
      case 'remarks':
        return isAlone || mentions(people, value) ? replaced(value, erasedWords) : value;
      case 'company':
        return people.company.includes(value) || (isNamed && people.company.length > 0)
          ? replaced(value, pseudonymousCompany(people))
          : value;
      default:
        return value;
    }
  });
  // What it tells repetitions by was made of the customer's people, who do not stand in it.
  const isRemade = gone.length > 0 || kind === 'key-application';
  return changed(kind, after, (told, value) =>
    told === 'derived' && typeof value === 'string' && isRemade ? withoutAll(value, gone) : value,
  );
}

/** The text without what was made of these; a hash, which says nothing else, is empty. */
function withoutAll(text: string, gone: readonly string[]): string {
  const made = gone.flatMap((one) => [one, ...searchedAs(one), shownAddress(one)].map(foldForSearch));
  return made
    .filter((one) => one !== '')
    .sort((one, other) => other.length - one.length)
    .reduce((left, one) => left.replaceAll(one, ''), /^[\w-]{43}$|^ *$/u.test(text) ? '' : text);
}
