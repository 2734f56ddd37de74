/** Pages of lists: `limit` and an opaque `cursor` in, `items` and `nextCursor` out. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import type { ListPage, Stored } from '../ports';

const sortKey = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z~.{1,400}$/su;

/** The form that every list can be had in; one that can be had as a file takes other names too. */
export const listFormat = { format: z.literal('json', 'Must be json: this list is no file.').optional() };

export const cursorRule = 'Must be a nextCursor of this list.';

/** Whether a position is one of a list that goes by age. */
export function isSortKey(position: string): boolean {
  return sortKey.test(position);
}

/** The query parameters of a list. */
export const pageParameters = {
  ...listFormat,
  limit: z
    .string()
    .regex(/^\d{1,3}$/u, 'Must be a whole number from 1 to 100.')
    .transform(Number)
    .pipe(z.int().min(1, 'Must be at least 1.').max(limits.page.maximum, `Must be at most ${limits.page.maximum}.`))
    .default(limits.page.standard),
  cursor: positions(isSortKey).optional(),
};

/** The cursor of a list that does not always go by age: which positions are its own is for the list to say. */
export const anyCursor = positions(() => true).optional();

function positions(isPosition: (position: string) => boolean) {
  return z.string().transform((value, context) => {
    const decoded = Buffer.from(value, 'base64url');
    const position = decoded.toString('utf8');
    if (decoded.toString('base64url') === value && isPosition(position)) return position;
    context.addIssue({ code: 'custom', message: cursorRule });
    return z.NEVER;
  });
}

/** The query parameter by which a list is searched. */
export const searchParameter = {
  q: z.string().max(limits.search.textLength, `Must have at most ${limits.search.textLength} characters.`).default(''),
};

/** A query parameter that is a number of days. */
export function daysParameter({ minimum, maximum }: { readonly minimum: number; readonly maximum: number }) {
  const rule = `Must be a whole number of days from ${minimum} to ${maximum}.`;
  return z
    .string()
    .regex(/^\d{1,3}$/u, rule)
    .transform(Number)
    .pipe(z.int().min(minimum, rule).max(maximum, rule))
    .optional();
}

/** The body of a page. Its items may be fewer than the limit, even none, with a cursor to go on by. */
export function pageOf<T, View>(
  page: ListPage<T>,
  view: (document: T) => View,
): { items: View[]; nextCursor?: string } {
  const items = page.items.map(({ document }: Stored<T>) => view(document));
  return page.next === undefined
    ? { items }
    : { items, nextCursor: Buffer.from(page.next, 'utf8').toString('base64url') };
}
