/** Both codes that were tried for another administrator, judged together. */
import { judgedTogether, type AdministratorChange } from '../domain/customers/administrator-change';
import { administratorCodeMailId, AdministratorSide, Mail, mailKey } from '../domain/mail/mail';
import { judgeCode } from '../domain/mailed-code';
import type { Refused } from '../domain/refusal';
import type { Ports } from '../ports';
import { sameSecret } from '../signing/secrets';

/** What was typed for each of the two mailboxes. */
export type CodePair = Readonly<Record<AdministratorSide, string>>;

const sides = AdministratorSide.options;

function isRight(
  { secrets }: Pick<Ports, 'secrets'>,
  { keyId, changeId, number }: AdministratorChange,
  typed: CodePair,
  side: AdministratorSide,
): boolean {
  return sameSecret(typed[side], secrets.administratorCode({ keyId, changeId, number, side }));
}

/** Whether both are the codes of this change, however old. */
export function bothMatch(ports: Pick<Ports, 'secrets'>, change: AdministratorChange, typed: CodePair): boolean {
  return sides.map((side) => isRight(ports, change, typed, side)).every(Boolean);
}

/** Judges both by the mails that carried them; which of them was wrong is not told. */
export async function judgePair(
  ports: Pick<Ports, 'partners' | 'secrets'>,
  change: AdministratorChange,
  typed: CodePair,
  now: Date,
): Promise<Refused | undefined> {
  const { partnerId: partition, changeId, number } = change;
  const judged = sides.map(async (side) => {
    const id = mailKey(administratorCodeMailId(changeId, number, side));
    const mail = await ports.partners.read(Mail, { partition, id });
    return judgeCode(isRight(ports, change, typed, side), mail?.document, now);
  });
  return judgedTogether(await Promise.all(judged));
}
