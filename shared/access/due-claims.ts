/** Goes through the claims to a lost mailbox's place: reminds the mailbox on record, and lets what nobody stopped take effect, each step once whatever crashes. */
import {
  AdministratorClaim,
  administratorClaimKey,
  asOf,
  claimEnds,
  claimGoesOn,
  claimsQueue,
  claimTakesEffect,
  isClaimDue,
  settledClaim,
} from '../domain/customers/administrator-claim';
import { Customer } from '../domain/customers/customer';
import { sameMailbox } from '../domain/mailbox';
import { Partner, partnerKey } from '../domain/partners/partner';
import { sharedDomains } from '../mailboxes/shared-domains';
import type { Ports, Stored, StoredDocument, Write } from '../ports';
import { mailboxKey } from '../signing/mailbox-key';
import { eachDue } from '../store/due-documents';
import { endingWrites } from '../customers/ending-writes';

type ClaimPorts = Pick<Ports, 'partners' | 'clock' | 'settings'>;

/** Others who change the same customer meanwhile make the decision start again from what they left. */
const attempts = 8;

/** Looks at every claim that is due; gives how many came to their end. */
export async function carryOutClaims(ports: ClaimPorts, traceId: string): Promise<number> {
  let settled = 0;
  await eachDue(ports, claimsQueue, 'Claims were held up.', async (raw) => {
    const { id, partnerId } = AdministratorClaim.parse(raw);
    if (await carryOutClaim(ports, { partition: partnerId, id }, traceId)) settled += 1;
  });
  return settled;
}

/** Lets the claim on a customer's record take effect now that its day has come, before anybody changes that record in another way. */
export async function carryOutClaimOf(
  ports: ClaimPorts,
  partner: Partner,
  { id: customerId, claim }: Customer,
  traceId: string,
): Promise<void> {
  if (!claim) return;
  const id = administratorClaimKey(customerId, mailboxKey(partner, claim.contact.email));
  await carryOutClaim(ports, { partition: partner.partnerId, id }, traceId);
}

async function carryOutClaim(
  { partners, clock, settings }: ClaimPorts,
  ref: { readonly partition: string; readonly id: string },
  traceId: string,
): Promise<boolean> {
  const { partition } = ref;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const stored = await partners.read(AdministratorClaim, ref);
    if (stored?.document.status !== 'pending') return false;
    const [partner, customer, isShared] = await Promise.all([
      partners.read(Partner, { partition, id: partnerKey }),
      partners.read(Customer, { partition, id: stored.document.customerId }),
      sharedDomains(settings),
    ]);
    if (!partner || !customer) throw new Error('Whom a claim is about is gone.');
    const now = clock.now();
    const step = stepOf({ partner: partner.document, customer, stored, isShared, traceId, now });
    const written = await partners.write(partition, step.writes);
    if (written.ok) return step.isLast;
  }
  throw new Error('A claim could not be carried out: others were always faster.');
}

function stepOf(details: {
  readonly partner: Partner;
  readonly customer: Stored<Customer>;
  readonly stored: Stored<AdministratorClaim>;
  readonly isShared: Parameters<typeof asOf>[2];
  readonly traceId: string;
  readonly now: Date;
}): { readonly writes: readonly Write[]; readonly isLast: boolean } {
  const { partner, customer, stored, isShared, traceId, now } = details;
  const { document: claim, etag } = stored;
  const record = customer.document;
  const isOnRecord = record.claim?.claimId === claim.claimId;
  if (isOnRecord && !isClaimDue(record, now)) {
    const { claim: waiting, mails } = claimGoesOn(partner, record, claim, now);
    return { writes: [{ kind: 'replace', document: waiting, etag }, ...created(mails)], isLast: false };
  }
  // Whoever wrote the record since its day may have written it as it was then.
  const onRecord = sameMailbox(asOf(record, now, isShared).contact.email);
  const hasEffect = isOnRecord && onRecord === sameMailbox(record.claim?.contact.email ?? '');
  const taken = hasEffect ? claimTakesEffect(partner, record, { traceId, now }) : undefined;
  if (taken)
    return {
      writes: [
        ...endingWrites(taken, customer.etag),
        { kind: 'replace', document: settledClaim(claim, 'done', now), etag },
      ],
      isLast: true,
    };
  // The mailbox on record has shown that it is there, somebody else has come on record, or strangers share the domain.
  const over = claimEnds({ partner, customer: record, claim, by: 'upkeep', traceId, now });
  return {
    writes: [
      ...(isOnRecord ? [{ kind: 'replace', document: over.customer, etag: customer.etag } as const] : []),
      { kind: 'replace', document: over.claim, etag },
      ...created([over.notification, ...over.mails, over.audit]),
    ],
    isLast: true,
  };
}

function created(documents: readonly StoredDocument[]): readonly Write[] {
  return documents.map((document) => ({ kind: 'create', document }) as const);
}
