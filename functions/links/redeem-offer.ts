/** A customer answers an offer with its details. Nothing is granted yet: a code is mailed to the administrator first. */
import { audit } from '../../shared/domain/activity/audit';
import {
  checkRedemption,
  Redemption,
  redemptionKey,
  RedemptionRequest,
  redemptionView,
  requestRedemption,
} from '../../shared/domain/redemptions/redemption';
import { refuse } from '../../shared/domain/refusal';
import { fingerprintOf } from '../../shared/http/idempotency';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { askForCode, codeMail, redemptionIdOf } from '../../shared/links/code-requests';
import { givenConsents } from '../../shared/links/given-consents';
import { loadLink, type LoadedLink } from '../../shared/links/loaded-link';
import { redemptionFromForm } from '../../shared/links/redemption-form';
import { tellFaults } from '../../shared/links/told-faults';
import { sharedDomains } from '../../shared/mailboxes/shared-domains';
import type { Ports } from '../../shared/ports';

type Deps = LinkPorts & Pick<Ports, 'random' | 'secrets'>;

/** Somebody asks for codes at the same moment for the same mailbox; each of them can win at most as often as the limit allows. */
const tries = 8;

/** Takes the customer's answer and mails the code. The same Idempotency-Key, or the same form sent twice, is one redemption. */
export const redeemOffer = (ports: Deps) =>
  linkOperation('redeemOffer', ports, async (call): Promise<LinkAnswer | LinkRefused> => {
    const [loaded, isShared] = await Promise.all([loadLink(ports, call), sharedDomains(ports.settings)]);
    if ('ok' in loaded) return loaded;
    if (loaded.dead) return loaded.dead;
    const { partner, offer } = loaded;
    const { result, typed, idempotencyKey } = await call.read(RedemptionRequest, redemptionFromForm);
    if (!result.ok) return tellFaults(ports, loaded, result, typed);
    const request = result.value;
    const lines = checkRedemption(partner, offer, request, isShared);
    if (!lines.ok) return tellFaults(ports, loaded, lines, typed);

    const { partnerId } = partner;
    const { secrets, random, partners } = ports;
    const redemptionId = idempotencyKey
      ? redemptionIdOf(partner, offer.offerId, idempotencyKey)
      : Buffer.from(random.bytes(16)).toString('base64url');
    const fingerprint = fingerprintOf(request);
    const language = request.language ?? offer.language;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const [earlier, codeRequest] = await Promise.all([
        idempotencyKey
          ? partners.read(Redemption, { partition: partnerId, id: redemptionKey(redemptionId) })
          : undefined,
        askForCode(ports, { partner, answer: request, isShared, now: call.now }),
      ]);
      if (earlier)
        return earlier.document.fingerprint === fingerprint
          ? answer(loaded, earlier.document)
          : refuse('idempotency-key-reused');
      if (codeRequest.refused) return { ...codeRequest.refused, context: loaded.contextOf(loaded.paths.details) };
      const redemption = requestRedemption({
        partner,
        offer,
        ...codeRequest.whose,
        customer: codeRequest.whose.customer?.document,
        request,
        lines: lines.value,
        consents: givenConsents(partner, offer, request, language),
        redemptionId,
        keyId: secrets.keyId,
        fingerprint,
        now: call.now,
      });
      const entry = {
        entryId: `requested-${redemptionId}`,
        actor: { kind: 'customer', redemptionId },
        action: 'redemptionRequested',
        subject: offer.offerId,
        traceId: call.traceId,
      } as const;
      const written = await partners.write(partnerId, [
        { kind: 'create', document: redemption },
        { kind: 'create', document: codeMail(partner, redemption, call.link.linkVersion, call.now) },
        codeRequest.count,
        { kind: 'create', document: audit(partnerId, entry, call.now) },
      ]);
      if (written.ok) return answer(loaded, redemption);
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
