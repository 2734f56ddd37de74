/** Whoever says that the administrator's mailbox is lost enters the code that proves their own. The mailbox on record, if there is another, is told at once and can stop what follows. */
import { claimCodeMailId, Mail, mailKey } from '../../shared/domain/mail/mail';
import { cannotClaim, ClaimProof, claimProofKey } from '../../shared/domain/redemptions/claim-proof';
import { ConfirmationRequest, judgeCode, redemptionKey } from '../../shared/domain/redemptions/redemption';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { proofRefused, proved } from '../../shared/links/claim-answers';
import { claimWrites, countClaimTry } from '../../shared/links/claim-writes';
import { deciding, readRedemption, triesPerCode } from '../../shared/links/code-tries';
import { loadLink } from '../../shared/links/loaded-link';
import { confirmed, noSuchRedemption } from '../../shared/links/redemption-answers';
import { sharedDomains } from '../../shared/mailboxes/shared-domains';
import type { Ports } from '../../shared/ports';
import { sameSecret } from '../../shared/signing/secrets';

/** Others who change the same customer meanwhile make the decision start again from what they left. */
const attempts = 8;

/** Counts the try before the code is looked at. Again with the same code, it shows the first result. */
export const confirmClaim = (ports: LinkPorts & Pick<Ports, 'access' | 'secrets'>) =>
  linkOperation('confirmClaim', ports, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { link, now, traceId } = call;
    const { partnerId: partition } = link;
    const { partners, secrets, settings } = ports;
    const { result } = await call.read(ConfirmationRequest, (form) => ({
      confirmationCode: form.get('confirmationCode') ?? '',
    }));
    const redemptionId = call.params.redemptionId ?? '';
    const redemptionRef = documentRef(partition, redemptionKey(redemptionId));
    const ref = documentRef(partition, claimProofKey(redemptionId));
    const [loaded, stored, isShared] = await Promise.all([
      loadLink(ports, call),
      redemptionRef && readRedemption(ports, redemptionRef, link),
      sharedDomains(settings),
    ]);
    if ('ok' in loaded) return loaded;
    if (!stored || !ref) return noSuchRedemption(loaded);
    const redemption = stored.document;
    if (redemption.status === 'confirmed') return confirmed(loaded, redemption, ports);
    if (loaded.dead) return loaded.dead;
    const impossible = cannotClaim(redemption, isShared);
    if (impossible) return proofRefused(loaded, redemption, impossible);
    if (!result.ok) return proofRefused(loaded, redemption, result);

    const room = { field: 'tries', below: triesPerCode } as const;
    const tried = await partners.patch(ClaimProof, ref, { increment: { tries: 1 } }, [room]);
    if (tried === 'missing') return proofRefused(loaded, redemption, refuse('confirmation-code-wrong'));
    if (tried === 'condition') return proofRefused(loaded, redemption, refuse('too-many-attempts'));
    const { number, keyId } = tried.document;
    const ofThisCode = [
      { field: 'number', equals: number },
      { field: 'tries', atLeast: 1 },
    ] as const;
    const giveBack = () => partners.patch(ClaimProof, ref, { increment: { tries: -1 } }, ofThisCode);
    const decide = async (): Promise<LinkAnswer | LinkRefused> => {
      const [tooMany, mail] = await Promise.all([
        countClaimTry(ports, partition, redemption.customerId, now),
        partners.read(Mail, { partition, id: mailKey(claimCodeMailId(redemptionId, number)) }),
      ]);
      if (tooMany) return proofRefused(loaded, redemption, tooMany);
      const matches = sameSecret(result.value.confirmationCode, secrets.claimCode({ keyId, redemptionId, number }));
      let proof = tried.document;
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        if (proof.status === 'proved') {
          if (!matches) return proofRefused(loaded, redemption, refuse('confirmation-code-wrong'));
          await giveBack();
          return proved(loaded, redemption, proof.provedAt ?? proof.askedAt);
        }
        const refused = judgeCode(matches, mail?.document, now);
        if (refused) return proofRefused(loaded, redemption, refused);
        const { partner } = loaded;
        const writes = await claimWrites(ports, { partner, redemption, proof, isShared, traceId, now });
        const written = await partners.write(partition, writes);
        if (written.ok) return proved(loaded, redemption, now.toISOString());
        const left = await partners.read(ClaimProof, ref);
        if (left?.document.number !== number)
          return proofRefused(loaded, redemption, refuse('confirmation-code-wrong'));
        proof = left.document;
      }
      return refuse('unavailable', { retryAfterSeconds: 1 });
    };
    return deciding(decide, giveBack);
  });
