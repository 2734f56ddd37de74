/** Whoever answered an offer says that the administrator's mailbox is lost. A code goes to the address that was typed: the same for every answer, whoever is on record. */
import { audit } from '../../shared/domain/activity/audit';
import {
  cannotClaim,
  claimCodeMail,
  ClaimProof,
  claimProofKey,
  nextProof,
} from '../../shared/domain/redemptions/claim-proof';
import { redemptionKey } from '../../shared/domain/redemptions/redemption';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { idempotencyKeyOf } from '../../shared/http/idempotency';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { readSureForm } from '../../shared/http/sure-forms';
import { claimUnsure, proofAsked, proofRefused, proved } from '../../shared/links/claim-answers';
import { readRedemption } from '../../shared/links/code-tries';
import { loadLink } from '../../shared/links/loaded-link';
import { confirmed, noSuchRedemption } from '../../shared/links/redemption-answers';
import { readTypedAddress } from '../../shared/links/typed-address';
import { sharedDomains } from '../../shared/mailboxes/shared-domains';
import type { Ports } from '../../shared/ports';

/** Others who ask for codes of the same mailbox make the decision start again from what they left. */
const attempts = 8;

/** Mails the next code, a minute after the last at the earliest, counted with the other codes for that address. The same Idempotency-Key is one code. */
export const claimAdministrator = (ports: LinkPorts & Pick<Ports, 'access' | 'secrets'>) =>
  linkOperation('claimAdministrator', ports, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { link, now, traceId } = call;
    const { partnerId: partition, linkVersion } = link;
    const { partners, secrets, settings } = ports;
    const redemptionId = call.params.redemptionId ?? '';
    const ref = documentRef(partition, redemptionKey(redemptionId));
    const { isUnsure } = await readSureForm(call);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const [loaded, stored, before, isShared] = await Promise.all([
        loadLink(ports, call),
        ref && readRedemption(ports, ref, link),
        ref && partners.read(ClaimProof, { partition, id: claimProofKey(redemptionId) }),
        sharedDomains(settings),
      ]);
      if ('ok' in loaded) return loaded;
      if (!stored) return noSuchRedemption(loaded);
      const redemption = stored.document;
      if (redemption.status === 'confirmed') return confirmed(loaded, redemption, ports);
      if (loaded.dead) return loaded.dead;
      const key = idempotencyKeyOf(call.request);
      if (!key.ok) return key;
      const askedWith = key.value;
      const impossible = cannotClaim(redemption, isShared);
      if (impossible) return proofRefused(loaded, redemption, impossible);
      const earlier = before?.document;
      if (isUnsure) return claimUnsure(loaded, redemption, earlier);
      if (earlier?.status === 'proved') return proved(loaded, redemption, earlier.provedAt ?? earlier.askedAt);
      if (earlier && askedWith !== undefined && earlier.askedWith === askedWith)
        return proofAsked(loaded, redemption, earlier);

      const next = nextProof(redemption, earlier, { keyId: secrets.keyId, askedWith, now });
      if (!next.ok) return proofRefused(loaded, redemption, next, 'resend-too-soon');
      const address = await readTypedAddress(ports, loaded.partner, redemption.contact.email, now);
      const refused = address.refused ?? (await address.reserve());
      if (refused) return proofRefused(loaded, redemption, refused, 'resend-too-soon');
      const proof = next.value;
      const entry = {
        entryId: `claim-code-asked-${redemptionId}-${proof.number}`,
        actor: { kind: 'customer', redemptionId },
        action: 'claimCodeAsked',
        subject: redemption.offerId,
        traceId,
      } as const;
      const written = await partners.write(partition, [
        before ? { kind: 'replace', document: proof, etag: before.etag } : { kind: 'create', document: proof },
        address.count(address.counted),
        { kind: 'create', document: claimCodeMail(loaded.partner, redemption, proof, linkVersion) },
        { kind: 'create', document: audit(partition, entry, now) },
      ]);
      if (written.ok) return proofAsked(loaded, redemption, proof);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
