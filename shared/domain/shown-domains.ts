/** Domains and addresses as people read them: each label in its own letters when browsers would show it so, otherwise in punycode. */
import { decode, encode } from 'punycode/';
import { digitLookAlikes, latinLookAlikes, lookAlikes } from '../catalogue/look-alikes';
import { digitOf } from './folding';
import { lazily } from './lazily';
import { domainOf } from './text';

const prefix = 'xn--';

/** A domain as people read it. */
export function shownDomain(domain: string): string {
  if (!domain.includes(prefix) && !/[^\0-\x7f]/u.test(domain)) return domain;
  const labels = domain.split('.').map(lettersOf);
  const last = labels.at(-1) ?? '';
  return labels.map((label) => (isReadable(label, last) ? label : punycodeOf(label))).join('.');
}

/** An address as people read it. */
export function shownAddress(address: string): string {
  const domain = domainOf(address);
  return `${address.slice(0, address.length - domain.length)}${shownDomain(domain)}`;
}

/** Hides an address but for its first letter and its domain. */
export function maskAddress(address: string): string {
  return `${address.slice(0, 1)}•••@${shownDomain(domainOf(address))}`;
}

/** A web address as people read it. */
export function shownWebsite(website: string): string {
  const [whole = '', before = '', host = ''] = /^(https?:\/\/)([^/?#:@\\]+)/iu.exec(website) ?? [];
  return host === '' ? website : `${before}${shownDomain(host)}${website.slice(whole.length)}`;
}

/** How people read what an answer names in the form it is kept in; nothing where that is the same. */
export function shownBeside(kept: {
  readonly primaryDomain?: string | null | undefined;
  readonly email?: string | undefined;
}): { readonly shownDomain?: string; readonly shownEmail?: string } {
  const domain = kept.primaryDomain ? shownDomain(kept.primaryDomain) : undefined;
  const email = kept.email === undefined ? undefined : shownAddress(kept.email);
  return {
    ...(domain === undefined || domain === kept.primaryDomain ? {} : { shownDomain: domain }),
    ...(email === undefined || email === kept.email ? {} : { shownEmail: email }),
  };
}

/** A domain in the spellings by which people look for it: as it is kept, and in its own letters where those are others. */
export function domainSpellings(domain: string | null | undefined): readonly string[] {
  if (!domain) return [];
  const readable = domain.split('.').map(lettersOf).join('.');
  return readable === domain ? [domain] : [domain, readable];
}

/** A label in its own letters; as it is when it was not encoded so. */
function lettersOf(label: string): string {
  if (!label.startsWith(prefix)) return label;
  try {
    const letters = decode(label.slice(prefix.length));
    return punycodeOf(letters) === label ? letters : label;
  } catch {
    return label;
  }
}

function punycodeOf(label: string): string {
  return /[^\0-\x7f]/u.test(label) ? prefix + encode(label) : label;
}

const kanaAndHan = '[\\p{Script_Extensions=Hiragana}\\p{Script_Extensions=Katakana}\\p{Script=Han}]';

/** What one script has for names; digits and hyphens go with all of them, ASCII letters with those of East Asia. */
const scripts = lazily((): readonly RegExp[] => [
  of('a-zß-öø-ıĵ-ķĺ-ľł-ňŋ-žơưșțə\\u1ea0-\\u1ef9'),
  of('\\u0430-\\u045f\\u0491-\\u04ff\\u0510-\\u052f'),
  of('\\u0390\\u03ac-\\u03ce'),
  of('\\u0561-\\u0586'),
  of('\\u10d0-\\u10fa'),
  of('א-ת׳״'),
  ofScript('Arabic', '\\p{Lo}\\p{Nd}'),
  ofScript('Ethiopic', '\\p{Lo}'),
  ...[
    'Bengali',
    'Devanagari',
    'Gujarati',
    'Gurmukhi',
    'Kannada',
    'Khmer',
    'Lao',
    'Malayalam',
    'Myanmar',
    'Oriya',
    'Sinhala',
    'Tamil',
    'Telugu',
    'Thaana',
    'Thai',
    'Tibetan',
  ].map((script) => ofScript(script, '\\p{L}\\p{M}\\p{Nd}')),
  new RegExp(`^(?:[a-z0-9-]|(?=[\\p{L}〇])${kanaAndHan})+$`, 'u'),
  new RegExp('^(?:[a-z0-9-]|(?=[\\p{L}〇])[\\p{Script=Han}\\p{Script=Bopomofo}])+$', 'u'),
  new RegExp('^(?:[a-z0-9-]|(?=\\p{Lo})[\\p{Script=Han}\\p{Script=Hangul}])+$', 'u'),
]);

function of(letters: string): RegExp {
  return new RegExp(`^[0-9${letters}-]+$`, 'u');
}

function ofScript(script: string, kinds: string): RegExp {
  return new RegExp(`^(?:[0-9-]|(?=[${kinds}])\\p{Script_Extensions=${script}})+$`, 'u');
}

const misleading = lazily((): readonly RegExp[] => [
  // Signs of East Asia that pass for slashes, strokes or letters beside Latin ones.
  /[a-z0-9-][ノンソゾ丶丿乀乁][a-z0-9-]/u,
  /[a-z0-9-][一丁七丅丨乛十工讠〇ㄈㄒㄚㄟㄧㄨㄩㆲㆳㆺ]|[一丁七丅丨乛十工讠〇ㄈㄒㄚㄟㄧㄨㄩㆲㆳㆺ][a-z0-9-]/u,
  /(?<!\p{Script_Extensions=Katakana}|\p{Script_Extensions=Hiragana})ー|(?<!\p{Script_Extensions=Katakana})[ヽヾ]/u,
  // These three look the same in both alphabets of Japanese.
  /^(?=.*\p{Script=Katakana})[\p{Script=Katakana}ー]*[へべぺ][\p{Script=Katakana}ー]*$/u,
  /^(?=.*\p{Script=Hiragana})[\p{Script=Hiragana}ー]*[ヘベペ][\p{Script=Hiragana}ー]*$/u,
  // The quotation marks of Hebrew abbreviations, where there is nothing to abbreviate.
  /(?<![א-ת])[׳״]|״(?![א-ת])/u,
]);

/** Whether a label can be shown in its own letters: those of one script, and not to be taken for another label. */
function isReadable(label: string, topLevel: string): boolean {
  if (!/[^\0-\x7f]/u.test(label)) return true;
  return (
    label === label.normalize('NFKC') &&
    label === label.toLowerCase() &&
    scripts().some((script) => script.test(label)) &&
    !misleading().some((pattern) => pattern.test(label)) &&
    hasOneNumbering(label) &&
    !looksLatin(label, topLevel)
  );
}

function hasOneNumbering(label: string): boolean {
  const zeros = Array.from(label.matchAll(/\p{Nd}/gu), ([digit]) => (digit.codePointAt(0) ?? 0) - digitOf(digit));
  return new Set(zeros).size <= 1;
}

function looksLatin(label: string, topLevel: string): boolean {
  const isAtHome = (homes: string): boolean => homes.split(' ').includes(topLevel);
  if (latinLookAlikes.some(({ letters, homes }) => !isAtHome(homes) && hasAny(label, letters))) return true;
  const letters = label.normalize('NFD').replace(/[\u0300-\u036f0-9-]/gu, '');
  if (letters === '') return false;
  if (hasOnly(letters, digitLookAlikes)) return true;
  return lookAlikes.some(
    ({ script, letters: alike, homes }) =>
      hasOnly(letters, alike) && !isAtHome(homes) && !new RegExp(`\\p{Script=${script}}`, 'u').test(topLevel),
  );
}

function hasOnly(text: string, letters: string): boolean {
  return Array.from(text).every((letter) => letters.includes(letter));
}

function hasAny(text: string, letters: string): boolean {
  return Array.from(text).some((letter) => letters.includes(letter));
}
