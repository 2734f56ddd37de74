/** Whoever answered an offer says that the administrator's mailbox is lost, and proves their own with a mailed code. It is the same for every answer, whether or not there is such a customer. */
import * as z from 'zod';
import { secondsKept } from '../../catalogue/records';
import type { SharedDomains } from '../customers/shared-domain';
import { documentId, documentOf } from '../document';
import { codeTries, judgeCode, type CodeMail } from '../mailed-code';
import { claimCodeMailId, writeMail, type Mail } from '../mail/mail';
import type { Partner } from '../partners/partner';
import { ok, refuse, type Refused, type Result } from '../refusal';
import { maskAddress } from '../shown-domains';
import { Timestamp } from '../text';
import { askedTooSoon } from '../throttle';
import type { AwaitingRedemption, Redemption } from './redemption';

export const ClaimProof = documentOf('claim-proof', {
  redemptionId: z.string(),
  status: z.enum(['awaitingCode', 'proved']),
  /** Counts the codes, so that none comes again. */
  number: z.int(),
  keyId: z.string(),
  askedAt: Timestamp,
  ...codeTries,
  /** The Idempotency-Key that asked for it. */
  askedWith: z.string().optional(),
  provedAt: Timestamp.optional(),
});
export type ClaimProof = z.infer<typeof ClaimProof>;

/** The document id of the proof that goes with a redemption. */
export function claimProofKey(redemptionId: string): string {
  return documentId('claim-proof', redemptionId);
}

/** Says why nothing can be claimed with an answer: a domain that many share proves nothing. It depends on what was typed alone. */
export function cannotClaim({ primaryDomain }: Redemption, isShared: SharedDomains): Refused | undefined {
  if (primaryDomain !== null && !isShared(primaryDomain)) return undefined;
  return refuse('state-conflict', { detail: 'Strangers share the domain of this address, so it proves nothing.' });
}

/** The first code that proves the mailbox, or the next once a minute has passed since the last. */
export function nextProof(
  { partnerId, redemptionId }: AwaitingRedemption,
  earlier: ClaimProof | undefined,
  { keyId, askedWith, now }: { readonly keyId: string; readonly askedWith: string | undefined; readonly now: Date },
): Result<ClaimProof> {
  const tooSoon = askedTooSoon(earlier?.askedAt, now);
  if (tooSoon) return tooSoon;
  return ok({
    id: claimProofKey(redemptionId),
    partnerId,
    type: 'claim-proof',
    schemaVersion: 1,
    ttl: secondsKept('claim-proof'),
    redemptionId,
    status: 'awaitingCode',
    number: (earlier?.number ?? 0) + 1,
    keyId,
    askedAt: now.toISOString(),
    tries: 0,
    ...(askedWith === undefined ? {} : { askedWith }),
  });
}

/** The mail that carries the code, to the address that was typed and to nobody else. */
export function claimCodeMail(
  partner: Partner,
  redemption: AwaitingRedemption,
  proof: ClaimProof,
  linkVersion: number,
): Mail {
  const { redemptionId, offerId, companyName, contact, language } = redemption;
  const { number, keyId, askedAt } = proof;
  return writeMail({
    partnerId: partner.partnerId,
    mailId: claimCodeMailId(redemptionId, number),
    content: {
      template: 'claimCode',
      redemptionId,
      number,
      keyId,
      offerId,
      linkVersion,
      companyName,
      askedBy: contact.name,
    },
    language,
    to: { address: contact.email },
    now: new Date(askedAt),
  });
}

/** Judges a code that was tried for a proof, as that stands by now: it may have been proved, or another code asked for, meanwhile. */
export function judgeProof(
  proof: ClaimProof | undefined,
  tried: {
    readonly number: number;
    readonly matches: boolean;
    readonly mail: CodeMail | undefined;
    readonly now: Date;
  },
): Refused | undefined {
  const { number, matches, mail, now } = tried;
  if (proof?.number !== number || proof.status === 'proved') return refuse('confirmation-code-wrong');
  return judgeCode(matches, mail, now);
}

/** What anyone with the redemption's address may know. */
export function proofView({ redemptionId, contact }: Redemption) {
  return { redemptionId, status: 'awaitingProof', sentTo: maskAddress(contact.email) } as const;
}
