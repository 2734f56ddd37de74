/** Both codes that were tried for another administrator, judged together, and what the right ones write. */
import { putOnRecord } from '../domain/customers/administrator';
import {
  administratorChangeKey,
  judgedTogether,
  type AdministratorChange,
} from '../domain/customers/administrator-change';
import type { Customer } from '../domain/customers/customer';
import { endingWrites } from '../customers/ending-writes';
import { administratorCodeMailId, AdministratorSide, Mail, mailKey } from '../domain/mail/mail';
import { judgeCode } from '../domain/mailed-code';
import type { Partner } from '../domain/partners/partner';
import type { Refused } from '../domain/refusal';
import type { AccessCall } from '../http/link-operation';
import type { Ports, Stored, Write } from '../ports';
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

/** The change once it is carried out, and its writes: under the version of the customer that was read, as long as it awaits these codes. */
export function carriedOut(
  { partner, customer }: { readonly partner: Partner; readonly customer: Stored<Customer> },
  change: AdministratorChange,
  { traceId, now }: Pick<AccessCall, 'traceId' | 'now'>,
): { readonly change: AdministratorChange; readonly writes: readonly Write[] } {
  const { changeId, contact, number, customerId } = change;
  const { document, etag } = customer;
  const former = document.contact;
  const details = { partner, customer: document, contact, former, changeId, changedAt: now, traceId, now };
  const done = { status: 'changed', changedAt: now.toISOString(), tries: 0 } as const;
  return {
    change: { ...change, ...done },
    writes: [
      ...endingWrites(putOnRecord({ ...details, way: 'codes' }), etag),
      {
        kind: 'patch',
        id: administratorChangeKey(customerId),
        patch: { set: done },
        where: [
          { field: 'changeId', equals: changeId },
          { field: 'number', equals: number },
          { field: 'status', equals: 'awaitingCodes' },
        ],
      },
    ],
  };
}
