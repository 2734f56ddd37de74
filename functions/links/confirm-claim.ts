/** Whoever says that the administrator's mailbox is lost enters the code that proves their own. The mailbox on record, if there is another, is told at once and can stop what follows. */
import { claimCodeMailId, Mail, mailKey } from '../../shared/domain/mail/mail';
import { ConfirmationRequest, judgeCode } from '../../shared/domain/mailed-code';
import { cannotClaim, ClaimProof, claimProofKey } from '../../shared/domain/redemptions/claim-proof';
import { tooManyGuesses } from '../../shared/domain/redemptions/guess-budget';
import { redemptionKey } from '../../shared/domain/redemptions/redemption';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { proofRefused, proved } from '../../shared/links/claim-answers';
import { claimWrites } from '../../shared/links/claim-writes';
import { countTry, countWrongTry, deciding, giveTryBack, guessOf, readRedemption } from '../../shared/links/code-tries';
import { giveGuessBack, guessBack, spendGuess, type SpentGuess } from '../../shared/links/guess-budget';
import { loadLink } from '../../shared/links/loaded-link';
import { confirmed, noSuchRedemption } from '../../shared/links/redemption-answers';
import { sharedDomains } from '../../shared/mailboxes/shared-domains';
import type { Ports } from '../../shared/ports';
import { sameSecret } from '../../shared/signing/secrets';

/** Others who change the same customer meanwhile make the decision start again from what they left. */
const attempts = 8;

/** Counts the try before the code is looked at, for this proof and for the day. Again with the same code, it shows the first result. */
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

    const { confirmationCode: typed } = result.value;
    const guess = guessOf(ports, ref, typed);
    const tried = await countTry(ports, ClaimProof, ref, guess);
    if (!tried) return proofRefused(loaded, redemption, refuse('confirmation-code-wrong'));
    if (tried.counted === 'no') return proofRefused(loaded, redemption, refuse('too-many-attempts'));
    const { number, keyId } = tried.stored.document;
    let spent: SpentGuess | undefined;
    const giveBack = async (): Promise<void> => {
      await giveTryBack(ports, ClaimProof, ref, { ...tried, guess });
      if (spent) await giveGuessBack(ports, partition, spent);
    };
    const decide = async (): Promise<LinkAnswer | LinkRefused> => {
      const [counted, mail] = await Promise.all([
        spendGuess(ports, redemption, guess, now),
        partners.read(Mail, { partition, id: mailKey(claimCodeMailId(redemptionId, number)) }),
      ]);
      spent = counted;
      if (spent.counted === 'no') return proofRefused(loaded, redemption, tooManyGuesses(now));
      const matches = sameSecret(typed, secrets.claimCode({ keyId, redemptionId, number }));
      let proof: ClaimProof | undefined = tried.stored.document;
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        if (matches && proof?.status === 'proved') {
          await giveBack();
          return proved(loaded, redemption, proof.provedAt ?? proof.askedAt);
        }
        const awaitsThisCode = proof?.number === number && proof.status === 'awaitingCode';
        const refused = awaitsThisCode ? judgeCode(matches, mail?.document, now) : refuse('confirmation-code-wrong');
        if (refused || !proof) {
          const hasRoom = tried.counted === 'now' || (await countWrongTry(ports, ClaimProof, ref));
          return proofRefused(loaded, redemption, refused && hasRoom ? refused : refuse('too-many-attempts'));
        }
        const { partner } = loaded;
        const writes = await claimWrites(ports, { partner, redemption, proof, isShared, traceId, now });
        const written = await partners.write(partition, [...writes, ...guessBack(spent)]);
        if (written.ok) return proved(loaded, redemption, now.toISOString());
        proof = (await partners.read(ClaimProof, ref))?.document;
      }
      return refuse('unavailable', { retryAfterSeconds: 1 });
    };
    return deciding(decide, giveBack);
  });
