/** A mail before it is laid out: its HTML and its plain text are both made from this, so they always say the same. */
import { cleanLine, named, type Phrase } from '../../i18n/phrase';
import type { Texts } from '../../i18n/texts';
import type { PartnerCard } from '../../kit/cards';
import type { Fact } from '../../kit/facts';

export type MailBlock =
  | { readonly kind: 'paragraph'; readonly words: Phrase }
  | { readonly kind: 'heading'; readonly words: Phrase }
  | { readonly kind: 'list'; readonly items: readonly Phrase[] }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  /** What the partner wrote itself, paragraph by paragraph; or a stranger, which must not be taken for words of the mail. */
  | { readonly kind: 'quotation'; readonly paragraphs: readonly string[]; readonly byStranger?: true }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'button'; readonly label: string; readonly url: string }
  /** Leads somewhere beside what the button is for. */
  | { readonly kind: 'link'; readonly label: string; readonly url: string };

export interface MailMessage {
  readonly texts: Texts;
  readonly partner: PartnerCard;
  readonly subject: string;
  /** What mailboxes show beside the subject. */
  readonly preheader: string;
  readonly title: Phrase;
  /** Left out when the partner's own words greet. */
  readonly greeting?: Phrase | undefined;
  readonly blocks: readonly MailBlock[];
  /** That the mail advertises, and for whom. */
  readonly advertisement?: Phrase | undefined;
  /** Why the reader got it. */
  readonly why: Phrase;
  /** How the reader gets no more of it: of the offer, and of all of its kind. */
  readonly stops?: readonly { readonly label: string; readonly url: string }[] | undefined;
}

/** The ways out of an offer and of all like it, of a message that is mailed to somebody. */
export function stopsOf(
  texts: Texts,
  { refusal, stop }: { readonly refusal?: string | undefined; readonly stop?: string | undefined },
): NonNullable<MailMessage['stops']> {
  return [
    ...(refusal === undefined ? [] : [{ label: texts.say('offerMail.refusal'), url: refusal }]),
    ...(stop === undefined ? [] : [{ label: texts.say('offerMail.stop'), url: stop }]),
  ];
}

/** How the reader is addressed. */
export function greetingOf(texts: Texts, toName?: string): Phrase {
  return toName === undefined || cleanLine(toName) === ''
    ? texts.phrase('mail.hello')
    : texts.phrase('mail.helloName', { name: named(toName) });
}

/** A paragraph. */
export function paragraph(words: Phrase): MailBlock {
  return { kind: 'paragraph', words };
}

/** Six digits as people read them aloud. */
export function spacedCode(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}

const longestSubject = 59;

/** A subject under 60 characters: `shown` cuts each of the names to its share of the room. */
export function fitSubject(names: readonly string[], subjectOf: (shown: (name: string) => string) => string): string {
  let room = longestSubject - subjectOf(() => '').length;
  let waiting = names.length;
  const shown = new Map<string, string>();
  for (const name of names.toSorted((one, other) => one.length - other.length)) {
    const kept = shown.get(name) ?? cut(name, Math.floor(room / waiting));
    shown.set(name, kept);
    room -= kept.length;
    waiting -= 1;
  }
  return subjectOf((name) => shown.get(name) ?? '');
}

/** Cuts a name between words where that leaves most of it, and says so by an ellipsis. */
export function cut(name: string, length: number): string {
  if (name.length <= length) return name;
  let kept = '';
  for (const character of name) {
    if (kept.length + character.length >= length) break;
    kept += character;
  }
  const space = kept.lastIndexOf(' ');
  return `${(space > length / 2 ? kept.slice(0, space) : kept).trimEnd()}…`;
}
