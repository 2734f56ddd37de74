/** A customer answers an offer with its details. Nothing is granted yet: a code is mailed to the administrator first. */
import { redemptionView, type Redemption } from '../../shared/domain/redemptions/redemption';
import { checkRedemption, RedemptionRequest } from '../../shared/domain/redemptions/redemption-request';
import { refuse } from '../../shared/domain/refusal';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { askForCode } from '../../shared/links/code-requests';
import { earlierAnswer, firstAnswer, sentAnswer } from '../../shared/links/first-answer';
import { loadLink, type LoadedLink } from '../../shared/links/loaded-link';
import { redemptionFromForm } from '../../shared/links/redemption-form';
import { sameAnswer } from '../../shared/links/same-answer';
import { tellFaults } from '../../shared/links/told-faults';
import { sharedDomains } from '../../shared/mailboxes/shared-domains';
import type { Ports } from '../../shared/ports';

/** Somebody asks for codes at the same moment for the same mailbox; each of them can win at most as often as the limit allows. */
const attempts = 8;

/** Takes the customer's answer and mails the code. The same Idempotency-Key, or the same data sent twice from a page, is one redemption. */
export const redeemOffer = (ports: LinkPorts & Pick<Ports, 'random' | 'secrets'>) =>
  linkOperation('redeemOffer', ports, async (call): Promise<LinkAnswer | LinkRefused> => {
    const [loaded, isShared] = await Promise.all([loadLink(ports, call), sharedDomains(ports.settings)]);
    if ('ok' in loaded) return loaded;
    if (loaded.dead) return loaded.dead;
    const { partner, offer } = loaded;
    const { result, typed, ...how } = await call.read(RedemptionRequest, redemptionFromForm);
    if (!result.ok) return tellFaults(ports, loaded, result, typed);
    const request = result.value;
    const lines = checkRedemption(partner, offer, request, isShared);
    if (!lines.ok) return tellFaults(ports, loaded, lines, typed);

    const sent = sentAnswer(ports, call, { partner, offer, request, lines: lines.value, ...how });
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const [earlier, asked] = await Promise.all([
        earlierAnswer(ports, sent),
        askForCode(ports, { partner, answer: request, isShared, now: call.now }),
      ]);
      const same = await sameAnswer(ports, { ...sent, asked });
      if (earlier && (!same || earlier.document.status === 'confirmed'))
        return earlier.document.fingerprint === sent.fingerprint
          ? answer(loaded, earlier.document)
          : refuse('idempotency-key-reused');
      if (same?.writes.length === 0) return answer(loaded, same.redemption);
      if (asked.refused) return { ...asked.refused, context: loaded.contextOf(loaded.paths.details) };
      const made = same ?? firstAnswer(ports, sent, asked);
      const written = await ports.partners.write(partner.partnerId, made.writes);
      if (written.ok) return answer(loaded, made.redemption);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });

function answer({ paths }: LoadedLink, redemption: Redemption): LinkAnswer {
  return {
    status: 202,
    json: () => redemptionView(redemption),
    page: { seeOther: paths.redemption(redemption.redemptionId) },
  };
}
