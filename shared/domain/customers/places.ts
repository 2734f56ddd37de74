/** Where documents stand in lists that go by text: the same order in every engine, because only ASCII is written. */
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';

const tailLength = 16;
const beyondAscii = /[^ -}]/gu;
/** Comes before whatever a text holds. */
const end = '\t';
/** Comes after whatever a place holds. */
const beyond = '\x7f';

/** The text in ASCII, one code unit after the other, so that it sorts, and begins, as the text itself does. */
function inAscii(text: string): string {
  return text.replace(beyondAscii, (character) =>
    Array.from({ length: character.length }, (_, at) => `~${hexOf(character.charCodeAt(at))}`).join(''),
  );
}

/** A code unit as four digits. */
export function hexOf(unit: number): string {
  return unit.toString(16).padStart(4, '0');
}

/** What makes the places of one document others than those of the same text elsewhere. */
export function tailOf(id: string): string {
  return bytesToHex(sha256(id)).slice(0, tailLength);
}

/** The place of a text in such a list, of whose tail this is. */
export function placeOf(text: string, tail: string, ...told: readonly string[]): string {
  return [inAscii(text), ...told, tail].join(end);
}

/** A moment as a text that comes the earlier the later it is. */
export function newestFirst(at: string): string {
  return String(latestMoment - Date.parse(at));
}

/** As many digits whatever is taken from it. */
const latestMoment = 999_999_999_999_999;

/** What stands between the text and the end of a place. */
export function toldInPlace(place: string): readonly string[] {
  return place.split(end).slice(1, -1);
}

/** The places of all that begins so. */
export function placesThatBegin(text: string): { readonly from: string; readonly below: string } {
  const from = inAscii(text);
  return { from, below: `${from}${beyond}` };
}
