/** Temporary passwords: what Microsoft Entra ID asks of a password, and one that people can say to each other. */
import type { DirectoryUser } from './directory-user';

/** Syllables of letters that nobody takes for one another, or for a digit, in any font. */
const consonants = 'bcdfghjkmnprstvwxz';
const vowels = 'aeu';
const digits = '23456789';

const shape = ['Cvcvc', 'Cvcvc', 'Cvcvc', 'dddd'];
const symbol = '-';

const alphabets = {
  C: consonants.toUpperCase(),
  c: consonants,
  v: vowels,
  d: digits,
} as const satisfies Readonly<Record<string, string>>;

const length = { least: 8, most: 256 } as const;
const classes = [/[a-z]/u, /[A-Z]/u, /\d/u, /[^a-zA-Z\d]/u] as const;
const classesAsked = 3;
/** Shorter parts of a name stand in too many words. */
const shortestPart = 3;

/** Says whether a directory takes this password of this person: its length, three of four kinds of characters, and no part of the person's name. */
export function meetsPasswordRules(password: string, user: Pick<DirectoryUser, 'name' | 'email'>): boolean {
  return (
    password.length >= length.least &&
    password.length <= length.most &&
    classes.filter((pattern) => pattern.test(password)).length >= classesAsked &&
    partsOfName(user).every((part) => !password.toLowerCase().includes(part))
  );
}

function partsOfName({ name, email }: Pick<DirectoryUser, 'name' | 'email'>): readonly string[] {
  const [local = ''] = email.split('@');
  return [local, ...`${name} ${local}`.split(/[^\p{Letter}\p{Number}]+/u)]
    .map((part) => part.toLowerCase())
    .filter((part) => part.length >= shortestPart);
}

/** A password of 59 bits that meets the rules; `bytes` are as many as are asked for, that nobody can guess. */
export function temporaryPassword(
  user: Pick<DirectoryUser, 'name' | 'email'>,
  bytes: (count: number) => Uint8Array,
): string {
  for (;;) {
    const password = shape.map((group) => Array.from(group, (kind) => drawn(kind, bytes)).join('')).join(symbol);
    if (meetsPasswordRules(password, user)) return password;
  }
}

function drawn(kind: string, bytes: (count: number) => Uint8Array): string {
  const alphabet = alphabets[kind as keyof typeof alphabets];
  // What would make the first letters likelier than the last is drawn again.
  const fair = 256 - (256 % alphabet.length);
  for (;;) {
    const [byte = 255] = bytes(1);
    if (byte < fair) return alphabet[byte % alphabet.length] ?? '';
  }
}
