/** A customer enters the mailed code. The right one sets up everything at once, or nothing. */
import { ConfirmationRequest } from '../../shared/domain/mailed-code';
import { catchUp } from '../../shared/customers/subscription-upkeep';
import { confirmRedemption as confirm, trialsBought } from '../../shared/domain/redemptions/confirmation';
import { redemptionKey } from '../../shared/domain/redemptions/redemption';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { deciding, readRedemption } from '../../shared/links/code-tries';
import { confirmationWrites, readTrialsBought, subscriptionIdOf } from '../../shared/links/confirmation-writes';
import { guessBack } from '../../shared/links/guess-budget';
import { giveBack, judge, loadGuess, takeGuess, type LoadedGuess } from '../../shared/links/guesses';
import { loadLink } from '../../shared/links/loaded-link';
import { confirmed, noSuchRedemption, refusedCode, unreadableCode } from '../../shared/links/redemption-answers';
import type { Ports } from '../../shared/ports';

type Deps = LinkPorts & Pick<Ports, 'access' | 'secrets'>;

/** Others who change the same customer or redemption meanwhile make the decision start again from what they left. */
const attempts = 8;

const takes = { body: ConfirmationRequest };

/** Confirms a redemption; again with the same code, it shows the first result. */
export const confirmRedemption = (ports: Deps) =>
  linkOperation('confirmRedemption', ports, takes, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { link, now, traceId } = call;
    const { result } = await call.read((form) => ({
      confirmationCode: form.get('confirmationCode') ?? '',
    }));
    const ref = documentRef(link.partnerId, redemptionKey(call.params.redemptionId ?? ''));
    if (!ref) return noSuchRedemption(await loadLink(ports, call));
    if (!result.ok) return unreadableCode(await loadLink(ports, call), await readRedemption(ports, ref, link), result);

    const guess = await takeGuess(ports, call, ref, result.value.confirmationCode);
    if (!guess) return noSuchRedemption(await loadLink(ports, call));
    let loaded: LoadedGuess | undefined;
    const decide = async (): Promise<LinkAnswer | LinkRefused> => {
      let current = guess.stored;
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const { document: redemption, etag } = current;
        const read = await loadGuess(ports, call, guess, redemption, loaded);
        if ('ok' in read) return read;
        loaded = read;
        const { refused, instead } = await judge(ports, call, guess, redemption, loaded);
        if (refused) return refusedCode(loaded.link, redemption, refused);
        if (instead) {
          current = instead;
          continue;
        }
        if (redemption.status === 'confirmed') return confirmed(loaded.link, redemption, ports);

        const { partner, offer } = loaded.link;
        const { customer, spent } = loaded;
        const subscriptionIds = redemption.lines.map((_, line) => subscriptionIdOf(redemption.redemptionId, line));
        const trialIds = trialsBought(redemption, customer?.document, now);
        const held = await readTrialsBought(ports, link.partnerId, trialIds);
        const trials = held.stored.map(({ document }) => document);
        if (await catchUp(ports, trials, traceId)) continue;
        const known = { customer: customer?.document, trials: held.trials };
        const confirmation = confirm({ partner, offer, redemption, ...known, subscriptionIds, traceId, now });
        const written = await ports.partners.write(link.partnerId, [
          ...confirmationWrites(confirmation, { redemptionEtag: etag, offer, customer, held }),
          ...(spent ? guessBack(spent) : []),
        ]);
        if (written.ok) return confirmed(loaded.link, confirmation.redemption, ports);
        const changed = await readRedemption(ports, ref, link);
        if (!changed) return noSuchRedemption(loaded.link);
        current = changed;
      }
      return refuse('unavailable', { retryAfterSeconds: 1 });
    };
    return deciding(decide, () => giveBack(ports, guess, loaded));
  });
