/** A product key as people paste it, and the one form of it that is ever compared. What could be another character is named, never guessed. */
import { looksLike, takenForEachOther } from '../../catalogue/key-look-alikes';
import { limits } from '../../catalogue/limits';
import { foldNumber } from '../folding';
import { ok, refuse, type Refused, type Result } from '../refusal';

const { characters, groups, lastCharacters, typedLength, faultsNamed } = limits.productKey;
const perGroup = characters / groups;
const allowed = /^[0-9A-Z]$/u;

/** A whole key in the one form that is compared: 25 letters and digits in upper case. It is kept nowhere and stands in no answer. */
export type WholeKey = string & { readonly whole: unique symbol };

/** Where a character stands among the letters and digits of a key, from 1. */
export interface CharacterPlace {
  readonly position: number;
  readonly group: number;
  readonly inGroup: number;
}

/** Reads what somebody pasted: blanks, dashes of every kind, letter case, width and direction marks do not count. A fault says which character it is. */
export function typedKey(text: string): Result<WholeKey> {
  if (text.length > typedLength)
    return malformed(`A product key has ${characters} letters and digits; this is longer.`);
  const plain = Array.from(foldNumber(text).replace(/[\s\p{Cc}-]+/gu, ''), inUpperCase);
  const faults = plain.flatMap((character, at) => (allowed.test(character) ? [] : [faultOf(character, at)]));
  if (faults.length > 0) {
    const more = faults.length - faultsNamed;
    return malformed([...faults.slice(0, faultsNamed), ...(more > 0 ? [`And ${more} more.`] : [])].join(' '));
  }
  const key = plain.join('');
  return isWhole(key) ? ok(key) : malformed(lengthFault(key));
}

/** The characters by which people tell their keys apart; the only ones that are kept. */
export function lastFiveOf(key: WholeKey): string {
  return key.slice(-lastCharacters);
}

/** The characters of a key that are easily taken for others, each with what it could be. */
export function easilyMistaken(key: WholeKey): readonly (CharacterPlace & { readonly couldBe: string })[] {
  return Array.from(key).flatMap((character, at) => {
    const alike = takenForEachOther.find((those) => those.includes(character));
    return alike === undefined ? [] : [{ ...placeOf(at), couldBe: spoken(alike) }];
  });
}

/** What to look at again in a key that nobody knows, without saying what it has there. */
export function whatToCheck(key: WholeKey): string {
  const mistaken = easilyMistaken(key);
  if (mistaken.length === 0) return 'Compare it with the original, character by character.';
  const places = mistaken.map(({ position, couldBe }) => `${position} (${couldBe})`);
  return `Compare it with the original. Easily taken for each other: character ${places.join(', ')}.`;
}

const isWhole = (key: string): key is WholeKey => key.length === characters;

function malformed(detail: string): Refused {
  return refuse('product-key-malformed', { detail });
}

const inUpperCase = (character: string): string => (/^[a-z]$/u.test(character) ? character.toUpperCase() : character);

function placeOf(at: number): CharacterPlace {
  return { position: at + 1, group: Math.floor(at / perGroup) + 1, inGroup: (at % perGroup) + 1 };
}

function faultOf(character: string, at: number): string {
  const { position, group, inGroup } = placeOf(at);
  const plain = looksLike.get(character);
  const alike =
    plain === undefined
      ? ''
      : `; it looks like ${spoken(takenForEachOther.find((those) => those.includes(plain)) ?? plain)}`;
  const shown = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character) ? ` (${character})` : '';
  return `Character ${position}${shown}, number ${inGroup} of group ${group}, is neither a letter from A to Z nor a digit${alike}.`;
}

function lengthFault(key: string): string {
  const hints = [
    ...(key.length === characters - 1 && key.includes('W') ? ['A W may be two V.'] : []),
    ...(key.length === characters + 1 && key.includes('VV') ? ['Two V may be a W.'] : []),
  ];
  return [`A product key has ${characters} letters and digits; this has ${key.length}.`, ...hints].join(' ');
}

function spoken(characters: string): string {
  const all = Array.from(characters);
  const last = all.pop() ?? '';
  return all.length === 0 ? last : `${all.join(', ')} or ${last}`;
}
