/** Who sees a password that is ready: what they send, and the codes of the second factor. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { revealCodeMailId, writeMail, type Mail } from '../mail/mail';
import { isUsedUp, MailedCode, triesBeside, type CodeMail } from '../mailed-code';
import { ok, refuse, type Result } from '../refusal';
import { askedTooSoon } from '../throttle';
import type { PasswordReset } from './password-reset';

/** What the page's form sends: that a person wants to see it now, or the code that proves who it is. */
export const RevealRequest = z.looseObject({ sure: z.boolean().optional(), confirmationCode: MailedCode.optional() });

/** What a form says. The page's own always brings its key, and with it an answer; without either it is a program's, which means what it sends. */
export function revealForm(form: URLSearchParams): z.input<typeof RevealRequest> {
  const code = form.get('confirmationCode');
  return {
    ...(form.has('idempotencyKey') || form.has('sure') ? { sure: form.get('sure') === 'true' } : {}),
    ...(code === null ? {} : { confirmationCode: code }),
  };
}

/** The reset with its next code, once a minute has passed since the last; `mail` is the one that carries the last. */
export function nextRevealCode(
  reset: PasswordReset,
  mail: CodeMail | undefined,
  details: { readonly keyId: string; readonly askedWith: string | undefined; readonly now: Date },
): Result<PasswordReset> {
  const { keyId, askedWith, now } = details;
  const tooSoon = askedTooSoon(reset.codeAskedAt, now);
  if (tooSoon) return tooSoon;
  if (reset.number >= limits.passwordReset.codes || isUsedUp(reset)) return refuse('too-many-attempts');
  const { earlier: _earlier, ...kept } = reset;
  return ok({
    ...kept,
    revision: kept.revision + 1,
    number: kept.number + 1,
    keyId,
    codeAskedAt: now.toISOString(),
    ...(askedWith === undefined ? {} : { codeAskedWith: askedWith }),
    // However many codes are mailed, a link has so many tries: whoever guesses gets no others.
    ...(kept.number === 0 ? {} : { earlier: triesBeside(reset, mail, now).earlier ?? [] }),
  });
}

/** The mail that carries the code to the person's address elsewhere. */
export function revealCodeMail(reset: PasswordReset, to: string, now: Date): Mail {
  const { partnerId, resetId, customerId, companyName, number, keyId, language } = reset;
  return writeMail({
    partnerId,
    mailId: revealCodeMailId(resetId, number),
    content: { template: 'revealCode', resetId, customerId, number, keyId, companyName },
    language,
    to: { address: to },
    now,
  });
}
