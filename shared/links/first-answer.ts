/** An answer to an offer as it was sent, and what is written when it comes for the first time: nothing is granted yet, a code is mailed. */
import { audit } from '../domain/activity/audit';
import type { Offer } from '../domain/offers/offer';
import type { Partner } from '../domain/partners/partner';
import type { GivenConsent } from '../domain/redemptions/consent';
import { Redemption, redemptionKey, requestRedemption } from '../domain/redemptions/redemption';
import type { RedemptionRequest } from '../domain/redemptions/redemption-request';
import { rememberAnswer } from '../domain/throttle';
import { fingerprintOf } from '../http/idempotency';
import type { LinkCall } from '../http/link-operation';
import type { Ports, Stored } from '../ports';
import { randomId } from '../signing/random-id';
import { codeMail, redemptionIdOf, type CodeRequest } from './code-requests';
import { givenConsents } from './given-consents';
import { answerKeyOf, type MadeAnswer } from './same-answer';

/** An answer that can be taken, with the names under which it is known again. */
export interface SentAnswer {
  readonly partner: Partner;
  readonly offer: Offer;
  readonly request: RedemptionRequest;
  readonly lines: Redemption['lines'];
  readonly consents: readonly GivenConsent[];
  readonly redemptionId: string;
  /** Whether the id follows from an Idempotency-Key: then it may be there already. */
  readonly isKeyed: boolean;
  readonly fingerprint: string;
  /** What it says, when it came from a page: the same data sent again is the same answer. */
  readonly answerKey: string | undefined;
  readonly linkVersion: number;
  readonly traceId: string;
  readonly now: Date;
}

/** Names an answer: by its Idempotency-Key where there is one, and by what it says. */
export function sentAnswer(
  ports: Pick<Ports, 'random'>,
  { link, traceId, now }: Pick<LinkCall, 'link' | 'traceId' | 'now'>,
  sent: Pick<SentAnswer, 'partner' | 'offer' | 'request' | 'lines'> & {
    readonly idempotencyKey: string | undefined;
    readonly fromPage: boolean;
  },
): SentAnswer {
  const { partner, offer, request, lines, idempotencyKey, fromPage } = sent;
  const consents = givenConsents(partner, offer, request, request.language ?? offer.language);
  const { quantities: _quantities, ...said } = request;
  return {
    partner,
    offer,
    request,
    lines,
    consents,
    redemptionId: idempotencyKey ? redemptionIdOf(partner, offer.offerId, idempotencyKey) : randomId(ports),
    isKeyed: Boolean(idempotencyKey),
    fingerprint: fingerprintOf(request),
    answerKey: fromPage ? answerKeyOf(partner, offer, { ...said, lines, consents }) : undefined,
    linkVersion: link.linkVersion,
    traceId,
    now,
  };
}

/** The redemption that a request with the same Idempotency-Key made. */
export async function earlierAnswer(
  { partners }: Pick<Ports, 'partners'>,
  { partner, redemptionId, isKeyed }: SentAnswer,
): Promise<Stored<Redemption> | undefined> {
  if (!isKeyed) return undefined;
  return partners.read(Redemption, { partition: partner.partnerId, id: redemptionKey(redemptionId) });
}

/** The redemption that an answer begins, with its code's mail, the count of codes and the audit entry: one batch. */
export function firstAnswer(
  ports: Pick<Ports, 'secrets'>,
  answer: SentAnswer,
  { whose, counted, count }: CodeRequest,
): MadeAnswer {
  const { partner, offer, answerKey, redemptionId, traceId, now } = answer;
  const redemption = requestRedemption({
    ...answer,
    ...whose,
    lines: [...answer.lines],
    customer: whose.customer?.document,
    keyId: ports.secrets.keyId,
  });
  const entry = {
    entryId: `requested-${redemptionId}`,
    actor: { kind: 'customer', redemptionId },
    action: 'redemptionRequested',
    subject: offer.offerId,
    traceId,
  } as const;
  return {
    redemption,
    writes: [
      { kind: 'create', document: redemption },
      { kind: 'create', document: codeMail(ports, { ...answer, redemption }) },
      count(answerKey === undefined ? counted : rememberAnswer(counted, { answer: answerKey, redemptionId, now })),
      { kind: 'create', document: audit(partner.partnerId, entry, now) },
    ],
  };
}
