/** What customers are found by: every ending of their search text stands in a list named by its first letters, so that whatever a text holds begins a place there. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { documentId, documentOf } from '../document';
import { hexOf, newestFirst, placeOf, placesThatBegin, tailOf, toldInPlace } from './places';

/** Endings of one customer's search text, each in another list; as many of these documents as its most frequent three letters come with different ends. */
export const CustomerWords = documentOf('customer-words', {
  customerId: z.string(),
  places: z.record(z.string(), z.string()),
});
export type CustomerWords = z.infer<typeof CustomerWords>;

/** A customer as far as it is searched. */
interface Searched {
  readonly id: string;
  readonly partnerId: string;
  readonly searchText: string;
  readonly createdAt: string;
}

const { lettersPerList, endingLength, textLength, documents } = limits.search.words;

/** The document id of a customer's words. */
export function customerWordsKey(number: number, customerId: string): string {
  return documentId('customer-words', String(number), customerId);
}

/** The documents by which a customer is found. */
export function wordsOf({ id: customerId, partnerId, searchText, createdAt }: Searched): readonly CustomerWords[] {
  const text = searchText.slice(0, textLength);
  const endings = endingsOf(text);
  const lists = new Map<string, string[]>();
  for (const ending of distinct(endings)) {
    const list = listOf(ending);
    const others = lists.get(list) ?? [];
    if (others.length < documents) lists.set(list, [...others, ending]);
  }
  const tail = tailOf(customerId);
  const places: Record<string, string>[] = [{}];
  for (const [list, found] of lists)
    found.forEach((ending, at) => {
      const inDocument = (places[at] ??= {});
      inDocument[list] = placeOf(ending, tail, String(sharedWithFirst(ending, found, customerId)));
    });
  const byAge = placeOf(newestFirst(createdAt), tail);
  const short = new Set([...new Set(endings.flatMap(beginningsOf))].map(listOf));
  places[0] = { ...places[0], ...Object.fromEntries(Array.from(short, (list) => [list, byAge])) };
  return places.map((found, number) => ({
    id: customerWordsKey(number, customerId),
    partnerId,
    type: 'customer-words',
    schemaVersion: 1,
    customerId,
    places: found,
  }));
}

/** Where whoever holds this text is found, the text folded as theirs is. */
export interface WordSearch {
  readonly list: string;
  readonly from?: string;
  readonly below?: string;
  /** The text is longer than places tell: the rest is to be looked for in the customer's own. */
  readonly isCut: boolean;
}

/** The part of a list in which those stand whose text holds this one. */
export function searchFor(text: string): WordSearch {
  const list = listOf(text);
  if (text.length < lettersPerList) return { list, isCut: false };
  return { list, ...placesThatBegin(text.slice(0, endingLength)), isCut: text.length > endingLength };
}

/** Whether a customer is shown at this one of the places at which it is found by the text, which it may hold several times. */
export function isShownAt(text: string, place: string): boolean {
  const [shared = '0'] = toldInPlace(place);
  return Number(shared) < Math.min(text.length, endingLength);
}

function listOf(text: string): string {
  let name = 'w';
  for (let at = 0; at < lettersPerList && at < text.length; at += 1) name += hexOf(text.charCodeAt(at));
  return name;
}

/** From each letter on; nobody looks for what begins with a space, or within a letter. */
function endingsOf(text: string): readonly string[] {
  return Array.from({ length: text.length }, (_, at) => text.slice(at, at + endingLength)).filter(
    (ending) => !/^[ \p{Surrogate}]/u.test(ending),
  );
}

/** Without those that others begin with: whatever begins such a one begins the other too. In the order of the text. */
function distinct(endings: readonly string[]): readonly string[] {
  const long = endings.filter(({ length }) => length >= lettersPerList);
  const sorted = [...new Set(long)].sort(byUnits);
  const kept = new Set(sorted.filter((ending, at) => !sorted[at + 1]?.startsWith(ending)));
  return [...new Set(long)].filter((ending) => kept.has(ending));
}

/** The beginnings that are shorter than what lists are named by. */
function beginningsOf(ending: string): readonly string[] {
  const lengths = Array.from({ length: Math.min(lettersPerList - 1, ending.length) }, (_, at) => at + 1);
  return lengths.map((length) => ending.slice(0, length)).filter((letters) => !/\p{Surrogate}| $/u.test(letters));
}

/**
 * How much of it another ending begins with that comes before it when a customer is shown once for all of them. Which comes first is drawn by lot, so that
 * those that are passed over stand evenly among the others, wherever in a list.
 */
function sharedWithFirst(ending: string, all: readonly string[], customerId: string): number {
  if (all.length === 1) return 0;
  const lot = lotOf(ending, customerId);
  const comesFirst = (other: string): boolean => {
    const its = lotOf(other, customerId);
    return its < lot || (its === lot && other < ending);
  };
  return Math.max(0, ...all.filter(comesFirst).map((other) => sharedLength(other, ending)));
}

/** FNV-1a: the same wherever and whenever it is drawn, and quick. */
function lotOf(ending: string, customerId: string): number {
  let lot = 0x811c9dc5;
  for (const text of [customerId, ending])
    for (let at = 0; at < text.length; at += 1) lot = Math.imul(lot ^ text.charCodeAt(at), 0x01000193);
  return lot >>> 0;
}

function sharedLength(one: string, other: string): number {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at += 1;
  return at;
}

function byUnits(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
