/** A customer answers an offer with its details. Nothing is granted yet: a code is mailed to the administrator first. */
import { audit } from '../../shared/domain/activity/audit';
import {
  Redemption,
  redemptionKey,
  redemptionView,
  requestRedemption,
} from '../../shared/domain/redemptions/redemption';
import { checkRedemption, RedemptionRequest } from '../../shared/domain/redemptions/redemption-request';
import { refuse } from '../../shared/domain/refusal';
import { rememberAnswer } from '../../shared/domain/throttle';
import { fingerprintOf } from '../../shared/http/idempotency';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { askForCode, codeMail, redemptionIdOf, type CodeRequest } from '../../shared/links/code-requests';
import { givenConsents } from '../../shared/links/given-consents';
import { loadLink, type LoadedLink } from '../../shared/links/loaded-link';
import { redemptionFromForm } from '../../shared/links/redemption-form';
import { answerKeyOf, sameAnswer, type MadeAnswer } from '../../shared/links/same-answer';
import { tellFaults } from '../../shared/links/told-faults';
import { sharedDomains } from '../../shared/mailboxes/shared-domains';
import type { Ports } from '../../shared/ports';

type Deps = LinkPorts & Pick<Ports, 'random' | 'secrets'>;

/** Somebody asks for codes at the same moment for the same mailbox; each of them can win at most as often as the limit allows. */
const tries = 8;

/** Takes the customer's answer and mails the code. The same Idempotency-Key, or the same data sent twice from a page, is one redemption. */
export const redeemOffer = (ports: Deps) =>
  linkOperation('redeemOffer', ports, async (call): Promise<LinkAnswer | LinkRefused> => {
    const [loaded, isShared] = await Promise.all([loadLink(ports, call), sharedDomains(ports.settings)]);
    if ('ok' in loaded) return loaded;
    if (loaded.dead) return loaded.dead;
    const { partner, offer } = loaded;
    const { result, typed, idempotencyKey, fromPage } = await call.read(RedemptionRequest, redemptionFromForm);
    if (!result.ok) return tellFaults(ports, loaded, result, typed);
    const request = result.value;
    const lines = checkRedemption(partner, offer, request, isShared);
    if (!lines.ok) return tellFaults(ports, loaded, lines, typed);

    const { partnerId } = partner;
    const { secrets, random, partners } = ports;
    const { now, traceId } = call;
    const { linkVersion } = call.link;
    const redemptionId = idempotencyKey
      ? redemptionIdOf(partner, offer.offerId, idempotencyKey)
      : Buffer.from(random.bytes(16)).toString('base64url');
    const fingerprint = fingerprintOf(request);
    const consents = givenConsents(partner, offer, request, request.language ?? offer.language);
    const { quantities: _quantities, ...said } = request;
    const answerKey = fromPage ? answerKeyOf(partner, offer, { ...said, lines: lines.value, consents }) : undefined;
    const firstAnswer = ({ whose, counted, count }: CodeRequest): MadeAnswer => {
      const redemption = requestRedemption({
        partner,
        offer,
        ...whose,
        customer: whose.customer?.document,
        request,
        lines: lines.value,
        consents,
        redemptionId,
        keyId: secrets.keyId,
        fingerprint,
        now,
      });
      const entry = {
        entryId: `requested-${redemptionId}`,
        actor: { kind: 'customer', redemptionId },
        action: 'redemptionRequested',
        subject: offer.offerId,
        traceId,
      } as const;
      return {
        redemption,
        writes: [
          { kind: 'create', document: redemption },
          { kind: 'create', document: codeMail(partner, redemption, linkVersion, now) },
          count(answerKey === undefined ? counted : rememberAnswer(counted, { answer: answerKey, redemptionId, now })),
          { kind: 'create', document: audit(partnerId, entry, now) },
        ],
      };
    };

    for (let attempt = 0; attempt < tries; attempt += 1) {
      const [earlier, asked] = await Promise.all([
        idempotencyKey
          ? partners.read(Redemption, { partition: partnerId, id: redemptionKey(redemptionId) })
          : undefined,
        askForCode(ports, { partner, answer: request, isShared, now }),
      ]);
      const same = await sameAnswer(ports, { partner, asked, answerKey, linkVersion, traceId, now });
      if (earlier && (!same || earlier.document.status === 'confirmed'))
        return earlier.document.fingerprint === fingerprint
          ? answer(loaded, earlier.document)
          : refuse('idempotency-key-reused');
      if (same?.writes.length === 0) return answer(loaded, same.redemption);
      if (asked.refused) return { ...asked.refused, context: loaded.contextOf(loaded.paths.details) };
      const made = same ?? firstAnswer(asked);
      const written = await partners.write(partnerId, made.writes);
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
