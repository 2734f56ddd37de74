/** Whoever says that the administrator's mailbox is lost enters the code that proves their own. The mailbox on record, if there is another, is told at once and can stop what follows. */
import { claimCodeMailId, Mail, mailKey } from '../../shared/domain/mail/mail';
import { ConfirmationRequest } from '../../shared/domain/mailed-code';
import { cannotClaim, ClaimProof, claimProofKey, judgeProof } from '../../shared/domain/redemptions/claim-proof';
import { tooManyGuesses } from '../../shared/domain/redemptions/guess-budget';
import { refuse } from '../../shared/domain/refusal';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { loadAwaitedAnswer } from '../../shared/links/awaited-answer';
import { proofRefused, proved } from '../../shared/links/claim-answers';
import { claimWrites } from '../../shared/links/claim-writes';
import { countedRefusal, countTry, deciding, giveTryBack, guessOf } from '../../shared/links/code-tries';
import { giveGuessBack, guessBack, spendGuess, type SpentGuess } from '../../shared/links/guess-budget';
import type { Ports } from '../../shared/ports';
import { sameSecret } from '../../shared/signing/secrets';

/** Others who change the same customer meanwhile make the decision start again from what they left. */
const attempts = 8;

const takes = { body: ConfirmationRequest };

/** Counts the try before the code is looked at, for this proof and for the day. Again with the same code, it shows the first result. */
export const confirmClaim = (ports: LinkPorts & Pick<Ports, 'access' | 'secrets'>) =>
  linkOperation('confirmClaim', ports, takes, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { link, now } = call;
    const { partnerId: partition } = link;
    const { partners, secrets } = ports;
    const { result } = await call.read((form) => ({
      confirmationCode: form.get('confirmationCode') ?? '',
    }));
    const answer = await loadAwaitedAnswer(ports, call);
    if (!('redemption' in answer)) return answer;
    const { loaded, redemption, isShared } = answer;
    const { redemptionId } = redemption;
    const impossible = cannotClaim(redemption, isShared);
    if (impossible) return proofRefused(loaded, redemption, impossible);
    if (!result.ok) return proofRefused(loaded, redemption, result);

    const { confirmationCode: typed } = result.value;
    const ref = { partition, id: claimProofKey(redemptionId) };
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
        const refused = judgeProof(proof, { number, matches, mail: mail?.document, now });
        if (refused)
          return proofRefused(loaded, redemption, await countedRefusal(ports, ClaimProof, ref, tried, refused));
        const writes = await claimWrites(ports, call, { partner: loaded.partner, redemption, number, isShared });
        const written = await partners.write(partition, [...writes, ...guessBack(spent)]);
        if (written.ok) return proved(loaded, redemption, now.toISOString());
        proof = (await partners.read(ClaimProof, ref))?.document;
      }
      return refuse('unavailable', { retryAfterSeconds: 1 });
    };
    return deciding(decide, giveBack);
  });
