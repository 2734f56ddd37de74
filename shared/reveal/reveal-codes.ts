/** The mailed code of a link to a password: each try is counted before it is looked at, and the last wrong one destroys what the link shows. */
import { Mail, mailKey, revealCodeMailId } from '../domain/mail/mail';
import { codeGuessed, isUsedUp, judgeCode } from '../domain/mailed-code';
import { endReset, PasswordReset } from '../domain/passwords/password-reset';
import { resetAudit } from '../domain/passwords/telling';
import { refuse, type Refused } from '../domain/refusal';
import type { LinkAnswer, LinkRefused } from '../http/link-operation';
import { countedRefusal, countTry, guessOf } from '../links/code-tries';
import type { Ports, Stored } from '../ports';
import { sameSecret } from '../signing/secrets';
import type { LoadedReveal } from './loaded-reveal';
import { notShown } from './reveal-answers';

type CodePorts = Pick<Ports, 'partners' | 'secrets'>;

/** The reset as the counted try leaves it, where the code is right. */
export async function judgeRevealCode(
  ports: CodePorts,
  { reset }: LoadedReveal,
  typed: string | undefined,
  { traceId, now }: { readonly traceId: string; readonly now: Date },
): Promise<Stored<PasswordReset> | Refused> {
  if (typed === undefined || reset.document.number === 0) return refuse('confirmation-code-wrong');
  const { partnerId: partition, id, resetId } = reset.document;
  const ref = { partition, id };
  const tried = await countTry(ports, PasswordReset, ref, guessOf(ports, ref, typed), [
    { field: 'state', equals: 'ready' },
  ]);
  if (!tried || tried.counted === 'no') return refuse('too-many-attempts');
  const { document } = tried.stored;
  const { number, matches } = codeGuessed(document, document, (code) =>
    sameSecret(typed, ports.secrets.revealCode({ ...code, resetId })),
  );
  const mail = await ports.partners.read(Mail, { partition, id: mailKey(revealCodeMailId(resetId, number)) });
  const refused = judgeCode(matches, mail?.document, now);
  if (!refused) return tried.stored;
  const told = await countedRefusal(ports, PasswordReset, ref, tried, refused);
  const left = await ports.partners.read(PasswordReset, ref);
  if (!left || left.document.state !== 'ready' || !isUsedUp(left.document)) return told;
  const locked = endReset(left.document, 'locked', now);
  const entry = resetAudit(locked, 'passwordResetEnded', {
    ...{ actor: { kind: 'customer' } as const, traceId, now, reason: 'locked' },
  });
  await ports.partners.write(partition, [
    { kind: 'replace', document: locked, etag: left.etag },
    { kind: 'create', document: entry },
  ]);
  return refuse('too-many-attempts');
}

/** There were too many wrong codes: the link shows nothing any more. */
export function lockedOut(loaded: LoadedReveal): LinkAnswer | LinkRefused {
  return notShown(loaded, 'locked');
}
