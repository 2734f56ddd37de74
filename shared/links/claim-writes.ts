/** What is written when a code is asked for that proves a mailbox, and when one has proved it: what it claims, if anything, in one atomic batch. */
import { audit } from '../domain/activity/audit';
import {
  AdministratorClaim,
  administratorClaimKey,
  makeClaim,
  mayClaim,
} from '../domain/customers/administrator-claim';
import { Customer } from '../domain/customers/customer';
import type { SharedDomains } from '../domain/customers/shared-domain';
import type { Partner } from '../domain/partners/partner';
import { claimCodeMail, claimProofKey, type ClaimProof } from '../domain/redemptions/claim-proof';
import type { AwaitingRedemption } from '../domain/redemptions/redemption';
import type { LinkCall } from '../http/link-operation';
import type { Ports, Stored, Write } from '../ports';
import { mailboxKey } from '../signing/mailbox-key';
import type { TypedAddress } from './typed-address';

/** The proof with its next code under the version that was read, the mail that carries it, the count for its address and the audit entry. */
export function claimCodeWrites(
  { link, traceId, now }: LinkCall,
  asked: {
    readonly partner: Partner;
    readonly redemption: AwaitingRedemption;
    readonly proof: ClaimProof;
    readonly before: Stored<ClaimProof> | undefined;
    readonly address: TypedAddress;
  },
): readonly Write[] {
  const { partner, redemption, proof, before, address } = asked;
  const { redemptionId, offerId } = redemption;
  const entry = {
    entryId: `claim-code-asked-${redemptionId}-${proof.number}`,
    actor: { kind: 'customer', redemptionId },
    action: 'claimCodeAsked',
    subject: offerId,
    traceId,
  } as const;
  return [
    before ? { kind: 'replace', document: proof, etag: before.etag } : { kind: 'create', document: proof },
    address.count(address.counted),
    { kind: 'create', document: claimCodeMail(partner, redemption, proof, link.linkVersion) },
    { kind: 'create', document: audit(partner.partnerId, entry, now) },
  ];
}

/** Reads who is on record and what the mailbox claimed before, and gives what is written: as many reads, and one batch, whoever is on record. */
export async function claimWrites(
  { partners }: Pick<Ports, 'partners'>,
  { traceId, now }: LinkCall,
  proved: {
    readonly partner: Partner;
    readonly redemption: AwaitingRedemption;
    /** Of the code that proved it. */
    readonly number: number;
    readonly isShared: SharedDomains;
  },
): Promise<readonly Write[]> {
  const { partner, redemption, number, isShared } = proved;
  const { partnerId: partition } = partner;
  const { customerId, contact, redemptionId, offerId } = redemption;
  const mailbox = mailboxKey(partner, contact.email);
  const [customer, earlier] = await Promise.all([
    partners.read(Customer, { partition, id: customerId }),
    partners.read(AdministratorClaim, { partition, id: administratorClaimKey(customerId, mailbox) }),
  ]);
  const entry = {
    entryId: `claim-proved-${redemptionId}`,
    actor: { kind: 'customer', redemptionId },
    action: 'claimProved',
    subject: offerId,
    traceId,
  } as const;
  const isProved: readonly Write[] = [
    {
      kind: 'patch',
      id: claimProofKey(redemptionId),
      patch: { set: { status: 'proved', provedAt: now.toISOString(), tries: 0 } },
      where: [
        { field: 'number', equals: number },
        { field: 'status', equals: 'awaitingCode' },
      ],
    },
    { kind: 'create', document: audit(partition, entry, now) },
  ];
  if (!customer || !mayClaim(customer.document, contact, earlier?.document, { isShared, now })) return isProved;
  const made = makeClaim({
    partner,
    customer: customer.document,
    contact,
    claimId: redemptionId,
    mailbox,
    traceId,
    now,
  });
  return [
    ...isProved,
    { kind: 'replace', document: made.customer, etag: customer.etag },
    earlier ? { kind: 'replace', document: made.claim, etag: earlier.etag } : { kind: 'create', document: made.claim },
    ...[made.notification, ...made.mails, made.audit].map((document) => ({ kind: 'create', document }) as const),
  ];
}
