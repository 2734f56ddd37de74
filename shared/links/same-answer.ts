/** The same data sent again from a page, as by a browser that went back to it: the answer that it made already, while that awaits its code. */
import { codeMailId, Mail, mailKey } from '../domain/mail/mail';
import type { Offer } from '../domain/offers/offer';
import type { Partner } from '../domain/partners/partner';
import {
  belongingTo,
  needsNoOtherCode,
  nextCode,
  Redemption,
  redemptionKey,
  redemptionStatus,
  type AwaitingRedemption,
} from '../domain/redemptions/redemption';
import { answeredWith } from '../domain/throttle';
import { fingerprintOf } from '../http/idempotency';
import type { Ports, Write } from '../ports';
import { redemptionIdOf, type CodeRequest } from './code-requests';
import { nextCodeWrites } from './next-code';

/** What an answer says, as a salted hash: the same for whatever was typed alike and agreed to in the same words. */
export function answerKeyOf(partner: Partner, { offerId, linkVersion }: Offer, said: object): string {
  return redemptionIdOf(partner, offerId, `answer\0${linkVersion}\0${fingerprintOf(said)}`);
}

/** A redemption, and what is written for it; nothing for one that stays as it is. */
export interface MadeAnswer {
  readonly redemption: AwaitingRedemption;
  readonly writes: readonly Write[];
}

/** The redemption that the same answer made, with another code where the last is used up or has expired. One that is confirmed is not told: whoever types a customer's details is not shown what it has. */
export async function sameAnswer(
  ports: Pick<Ports, 'partners' | 'secrets'>,
  details: {
    readonly partner: Partner;
    readonly asked: CodeRequest;
    readonly answerKey: string | undefined;
    readonly linkVersion: number;
    readonly traceId: string;
    readonly now: Date;
  },
): Promise<MadeAnswer | undefined> {
  const { partners, secrets } = ports;
  const { partner, asked, answerKey, now } = details;
  const { partnerId: partition } = partner;
  const redemptionId = answerKey === undefined ? undefined : answeredWith(asked.typed, answerKey, now);
  if (redemptionId === undefined) return undefined;
  const stored = await partners.read(Redemption, { partition, id: redemptionKey(redemptionId) });
  if (stored?.document.status !== 'awaitingConfirmation') return undefined;
  const { document: redemption } = stored;
  if (redemptionStatus(redemption, now) === 'lapsed') return undefined;
  const mailId = codeMailId(redemptionId, redemption.code.number);
  const mail = await partners.read(Mail, { partition, id: mailKey(mailId) });
  if (needsNoOtherCode(redemption, mail?.document, now)) return { redemption, writes: [] };
  const { whose } = asked;
  const next = nextCode(belongingTo(redemption, whose), whose.customer?.document, {
    keyId: secrets.keyId,
    mail: mail?.document,
    now,
  });
  if (!next.ok) return { redemption, writes: [] };
  return { redemption: next.value, writes: nextCodeWrites(ports, { ...details, stored, next: next.value }) };
}
