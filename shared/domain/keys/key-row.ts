/** One row of a list of keys to be loaded: what it says, or everything that is wrong with it. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import type { Cloud } from '../cloud';
import { foldNumber } from '../folding';
import { findProduct, keyProductFault, quantityFault } from '../product';
import type { KeyTerms } from './product-key';
import { lastFiveOf, typedKey, type WholeKey } from './typed-key';
import { typedExpiry } from './typed-expiry';
import { namingNoKey } from './unnamed-fields';

const { keysPerLoad, termMonths } = limits.productKey;

/** Spreadsheets write whole numbers with a fraction of nothing, and texts of numbers. */
const wholeNumber = (message: string) =>
  z
    .union([z.number(), z.string()], message)
    .transform((given) => {
      const text = foldNumber(String(given))
        .trim()
        .replace(/[.,]0{1,10}$/u, '');
      return /^\d{1,9}$/u.test(text) ? Number(text) : Number.NaN;
    })
    .pipe(z.int(message));

const term = `Must be a whole number of months from ${termMonths.minimum} to ${termMonths.maximum}.`;

const Row = z.strictObject({
  key: z.string('Must be the key, as text.'),
  productId: z.string('Must be the id of a product.').transform((text) => text.trim()),
  quantity: wholeNumber('Must be a whole number of licences.'),
  termMonths: wholeNumber(term).pipe(z.int(term).min(termMonths.minimum, term).max(termMonths.maximum, term)),
  expiresAt: z
    .union([z.string(), z.number(), z.null()], 'Must be a date.')
    .optional()
    .transform((given, context) => {
      if (given === undefined || given === null || given === '') return undefined;
      const typed = typedExpiry(given);
      if ('at' in typed) return typed.at;
      context.addIssue({ code: 'custom', message: typed.fault });
      return z.NEVER;
    }),
});

/** A list of keys; each row is judged by itself, so that one that is wrong holds up no other. */
export const LoadRequest = namingNoKey(
  z.strictObject({
    keys: z
      .array(z.unknown().meta({ forms: [Row] }))
      .min(1, 'Must have at least one row.')
      .max(keysPerLoad, `Must have at most ${keysPerLoad} rows.`),
  }),
);
export type LoadRequest = z.infer<typeof LoadRequest>;

const Fields = z.record(z.string(), z.unknown());

/** A row that can be loaded. */
export interface KeyRow {
  readonly key: WholeKey;
  readonly terms: KeyTerms;
}

/** A row that cannot, with the last five characters where it has a key at all. */
export interface BadRow {
  readonly lastFive?: string;
  readonly detail: string;
}

/** Reads a row for a partner in this cloud. What it says of a key names places in it, never the key. */
export function readRow(row: unknown, cloud: Cloud): KeyRow | BadRow {
  const fields = Fields.safeParse(row).data;
  const key = typeof fields?.key === 'string' ? typedKey(fields.key) : undefined;
  const parsed = Row.safeParse(row);
  const faults = [
    ...(key?.ok === false ? [told('key', key.detail)] : []),
    ...(parsed.success
      ? termFaults(parsed.data, cloud)
      : parsed.error.issues.map((issue) => issueText(issue, fields ?? {}))),
  ];
  const lastFive = key?.ok === true ? { lastFive: lastFiveOf(key.value) } : {};
  if (!parsed.success || key?.ok !== true || faults.length > 0) return { ...lastFive, detail: faults.join(' ') };
  const { productId, quantity, termMonths: months, expiresAt } = parsed.data;
  return { key: key.value, terms: { productId, quantity, termMonths: months, expiresAt } };
}

function termFaults({ productId, quantity }: z.infer<typeof Row>, cloud: Cloud): readonly string[] {
  const unavailable = keyProductFault(productId, cloud);
  if (unavailable) return [told('productId', unavailable.detail)];
  const count = quantityFault(findProduct(productId), quantity);
  return count === undefined ? [] : [told('quantity', count)];
}

function issueText(
  { code, path: [field], message }: z.core.$ZodIssue,
  fields: Readonly<Record<string, unknown>>,
): string {
  // Not by name: whoever mixes up the two might have a key there.
  if (code === 'unrecognized_keys') return 'It has fields that are not known here.';
  if (field === undefined)
    return 'Must be an object with key, productId, quantity, termMonths and, if it has one, expiresAt.';
  return told(String(field), fields[String(field)] === undefined ? 'Is required.' : message);
}

function told(field: string, detail = 'Is not valid.'): string {
  return `${field}: ${detail}`;
}
