/** A customer comes back to its answer: to enter the code, or to see what was agreed. */
import { ClaimProof, claimProofKey } from '../../shared/domain/redemptions/claim-proof';
import { awaitingView, Redemption, redemptionKey } from '../../shared/domain/redemptions/redemption';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { claimStep } from '../../shared/links/claim-answers';
import { loadLink } from '../../shared/links/loaded-link';
import { readSetUp } from '../../shared/links/read-set-up';
import { confirmed } from '../../shared/links/redemption-answers';
import { codePage, receiptPage } from '../../shared/links/redemption-pages';
import type { Ports } from '../../shared/ports';

/** Shows the code entry while the code is awaited, and the receipt afterwards, for as long as the link is kept. */
export const showRedemption = (ports: LinkPorts & Pick<Ports, 'access'>) =>
  linkOperation('showRedemption', ports, {}, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { partnerId, offerId } = call.link;
    const ref = documentRef(partnerId, redemptionKey(call.params.redemptionId ?? ''));
    const step = call.request.query.get('step');
    const proofRef = step === 'claim-code' || step === 'claimed' ? claimProofKey(call.params.redemptionId ?? '') : '';
    const [loaded, stored, proof] = await Promise.all([
      loadLink(ports, call),
      ref && ports.partners.read(Redemption, ref),
      ref && proofRef ? ports.partners.read(ClaimProof, { partition: partnerId, id: proofRef }) : undefined,
    ]);
    if ('ok' in loaded) return loaded;
    const redemption = stored?.document.offerId === offerId ? stored.document : undefined;
    if (redemption?.status === 'confirmed')
      return {
        ...confirmed(loaded, redemption, ports),
        page: receiptPage(loaded, redemption, ports, await readSetUp(ports.partners, partnerId, redemption, call.now)),
      };
    if (loaded.dead) return loaded.dead;
    if (!redemption)
      return { ...refuse('not-found'), context: loaded.contextOf(loaded.paths.offer), backUrl: loaded.paths.offer };
    const claim = claimStep(loaded, redemption, call.request.query, proof?.document);
    if (claim) return { status: 200, json: () => awaitingView(redemption), page: claim };
    const notice = call.request.query.get('sent') === 'again' ? ({ notice: 'code-resent' } as const) : {};
    return { status: 200, json: () => awaitingView(redemption), page: codePage(loaded, redemption, notice) };
  });
