/** A mailbox that has proved itself: what it claims, if anything, in one atomic batch. */
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
import { claimProofKey, type ClaimProof } from '../domain/redemptions/claim-proof';
import type { AwaitingRedemption } from '../domain/redemptions/redemption';
import { CodeThrottle, countCode, throttleKey, tooManyClaimTries } from '../domain/throttle';
import { refuse, type Refused } from '../domain/refusal';
import type { Ports, Write } from '../ports';
import { mailboxKey } from '../signing/mailbox-key';

type Store = Pick<Ports, 'partners'>;

/** Others who try codes for the same customer make the count start again from what they left. */
const attempts = 8;

/** Counts a try for the customer that a code is about, whether or not there is one; gives the refusal when there were too many. */
export async function countClaimTry(
  { partners }: Store,
  partition: string,
  customerId: string,
  now: Date,
): Promise<Refused | undefined> {
  const id = throttleKey('claimTries', customerId);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = await partners.read(CodeThrottle, { partition, id });
    const refused = tooManyClaimTries(before?.document, now);
    if (refused) return refused;
    const document = countCode(id, partition, before?.document, now);
    const written = await partners.write(partition, [
      before ? { kind: 'replace', document, etag: before.etag } : { kind: 'create', document },
    ]);
    if (written.ok) return undefined;
  }
  return refuse('unavailable', { retryAfterSeconds: 1 });
}

/** Reads who is on record and what the mailbox claimed before, and gives what is written: as many reads, and one batch, whoever is on record. */
export async function claimWrites(
  { partners }: Store,
  details: {
    readonly partner: Partner;
    readonly redemption: AwaitingRedemption;
    readonly proof: ClaimProof;
    readonly isShared: SharedDomains;
    readonly traceId: string;
    readonly now: Date;
  },
): Promise<readonly Write[]> {
  const { partner, redemption, proof, isShared, traceId, now } = details;
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
        { field: 'number', equals: proof.number },
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
