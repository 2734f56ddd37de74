/** Decides what a mail service means when it does not take a mail. */
import { limits } from '../../catalogue/limits';
import { mailFaults, type MailFaultCode } from '../../catalogue/mail-faults';
import { mailRefusals, type MailRefusalRow, type RefusalMeaning, type SmtpStep } from '../../catalogue/mail-refusals';
import { withoutAddresses } from './mail-delivery';

/** What was said, and by whom. */
export interface MailRefusal {
  readonly by: MailRefusalRow['by'];
  readonly at?: SmtpStep | undefined;
  readonly code: string;
  readonly enhanced?: string | undefined;
  readonly text?: string | undefined;
}

/** What became of an attempt that did not get a mail accepted. */
export type RefusedAttempt =
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number; readonly detail: string }
  | { readonly kind: 'unavailable'; readonly detail: string }
  | { readonly kind: 'rejected'; readonly detail: string }
  | { readonly kind: 'senderFault'; readonly code: MailFaultCode; readonly detail: string };

/** A relay's reply taken apart: basic code, enhanced code, and words, over all of its lines. */
export function replyOf(response: string): Pick<MailRefusal, 'code' | 'enhanced' | 'text'> {
  const said = response.slice(0, limits.mail.replyLength);
  const lines = said.split(/\r?\n/u).map((line) => /^(\d{3})?[ -]?([245]\.\d{1,3}\.\d{1,3})?[ ]?(.*)$/u.exec(line));
  const enhanced =
    lines.find((line) => line?.[2] !== undefined)?.[2] ?? /\(?#([245]\.\d{1,3}\.\d{1,3})\)?/u.exec(said)?.[1];
  const text = lines
    .map((line) => line?.[3] ?? '')
    .join(' ')
    .trim();
  return { code: lines[0]?.[1] ?? '', enhanced, text: text.slice(0, limits.mail.refusalLength) };
}

/** Whom it is about, by the first row of the table that fits. */
export function meaningOf(refusal: MailRefusal): RefusalMeaning {
  return rowFor(refusal)?.meaning ?? 'later';
}

/** The first row of the table that fits. */
export function rowFor(refusal: MailRefusal): MailRefusalRow | undefined {
  const text = refusal.text?.slice(0, limits.mail.refusalLength);
  return mailRefusals.find((row) => fits(row, { ...refusal, text }));
}

function fits(row: MailRefusalRow, { by, at, code, enhanced, text }: MailRefusal): boolean {
  return (
    row.by === by &&
    (row.at === undefined || (at !== undefined && row.at.includes(at))) &&
    (row.code?.test(code) ?? true) &&
    (row.enhanced?.test(enhanced ?? '') ?? true) &&
    (row.text?.test(text ?? '') ?? true)
  );
}

/** What follows for the mail and for all others. */
export function afterRefusal(refusal: MailRefusal, said: string, askedSeconds?: number): RefusedAttempt {
  const meaning = meaningOf(refusal);
  const detail = withoutAddresses(said);
  switch (meaning) {
    case 'refused':
      return { kind: 'rejected', detail };
    case 'later':
      return { kind: 'unavailable', detail };
    case 'rate':
    case 'quota': {
      const standard = limits.mail.throttledSeconds[meaning === 'rate' ? 'standard' : 'quota'];
      return { kind: 'throttled', retryAfterSeconds: askedSeconds ?? saidSeconds(refusal.text) ?? standard, detail };
    }
    default:
      return { kind: 'senderFault', code: meaning, detail: faultDetail(meaning, refusal, detail) };
  }
}

/** What a relay answers to a sign-in may quote a secret: of that only the codes are kept. */
function faultDetail(code: MailFaultCode, { by, at, code: basic, enhanced }: MailRefusal, said: string): string {
  const keptBack = by === 'connection' || (by === 'smtp' && (at === 'signIn' || code === 'sign-in-refused'));
  const quoted = keptBack ? [basic, enhanced].filter(Boolean).join(' ') : said.slice(0, limits.mail.quotedLength);
  return `${mailFaults[code]} (${quoted})`;
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** How long a service says in words that it wants to be left alone. */
export function saidSeconds(text = ''): number | undefined {
  const looked = text.slice(0, limits.mail.refusalLength);
  const said =
    /\b(?:again|retry|wait|back|resum\w*|blocked|limited)\b[^\d.]{0,30}(?<!\d)(\d{1,5}) ?(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?)\b/iu.exec(
      looked,
    );
  const unit = unitSeconds[(said?.[2] ?? '').slice(0, 1).toLowerCase()];
  return unit === undefined ? undefined : Number(said?.[1]) * unit;
}
