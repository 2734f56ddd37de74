/** Whoever answered an offer says that the administrator's mailbox is lost. A code goes to the address that was typed: the same for every answer, whoever is on record. */
import { cannotClaim, ClaimProof, claimProofKey, nextProof } from '../../shared/domain/redemptions/claim-proof';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { idempotencyKeyOf } from '../../shared/http/idempotency';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { readSureForm, sureForm } from '../../shared/http/sure-forms';
import { loadAwaitedAnswer } from '../../shared/links/awaited-answer';
import { claimUnsure, proofAsked, proofRefused, proved } from '../../shared/links/claim-answers';
import { claimCodeWrites } from '../../shared/links/claim-writes';
import { readTypedAddress } from '../../shared/links/typed-address';
import type { Ports } from '../../shared/ports';

/** Others who ask for codes of the same mailbox make the decision start again from what they left. */
const attempts = 8;

/** Mails the next code, a minute after the last at the earliest, counted with the other codes for that address. The same Idempotency-Key is one code. */
export const claimAdministrator = (ports: LinkPorts & Pick<Ports, 'access' | 'secrets'>) =>
  linkOperation('claimAdministrator', ports, sureForm, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { partners, secrets } = ports;
    const { partnerId } = call.link;
    const ref = documentRef(partnerId, claimProofKey(call.params.redemptionId ?? ''));
    const { fault, isUnsure } = await readSureForm(call);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const [answer, before] = await Promise.all([
        loadAwaitedAnswer(ports, call),
        ref && partners.read(ClaimProof, ref),
      ]);
      if (!('redemption' in answer)) return answer;
      const { loaded, redemption, isShared } = answer;
      const key = idempotencyKeyOf(call.request);
      if (!key.ok) return key;
      const askedWith = key.value;
      const impossible = cannotClaim(redemption, isShared);
      if (impossible) return proofRefused(loaded, redemption, impossible);
      const earlier = before?.document;
      if (fault) return fault;
      if (isUnsure) return claimUnsure(loaded, redemption, earlier);
      if (earlier?.status === 'proved') return proved(loaded, redemption, earlier.provedAt ?? earlier.askedAt);
      if (earlier && askedWith !== undefined && earlier.askedWith === askedWith)
        return proofAsked(loaded, redemption, earlier);

      const next = nextProof(redemption, earlier, { keyId: secrets.keyId, askedWith, now: call.now });
      if (!next.ok) return proofRefused(loaded, redemption, next, 'resend-too-soon');
      const address = await readTypedAddress(ports, loaded.partner, redemption.contact.email, call.now);
      const refused = address.refused ?? (await address.reserve());
      if (refused) return proofRefused(loaded, redemption, refused, 'resend-too-soon');
      const writes = claimCodeWrites(call, { partner: loaded.partner, redemption, proof: next.value, before, address });
      const written = await partners.write(partnerId, writes);
      if (written.ok) return proofAsked(loaded, redemption, next.value);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
