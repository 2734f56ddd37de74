/** How mails show what was typed and not yet confirmed by a code: defused and short, in the body alone, never in subject, preheader or greeting. */
import { limits } from '../../catalogue/limits';
import { defused } from '../../domain/unverified-text';
import { cleanLine, cleanParagraphs, leftToRight, named, type Isolated } from '../../i18n/phrase';
import { cut } from './mail-message';

const { nameLength, textLength } = limits.unverified;

/** The name that a stranger gave. */
export function unverifiedName(value: string): Isolated {
  return named(defused(cut(cleanLine(value), nameLength)));
}

/** The address that a stranger gave; to be read, not to be pressed. */
export function unverifiedAddress(value: string): Isolated {
  return leftToRight(defused(cut(cleanLine(value), nameLength)));
}

/** A stranger's own words. */
export function unverifiedParagraphs(value: string | undefined): readonly string[] {
  return cleanParagraphs(value === undefined ? value : cut(value, textLength)).map(defused);
}
