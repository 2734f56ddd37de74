/** A partner makes the same offer once more, beside the first or in its place. */
import { audit } from '../../shared/domain/activity/audit';
import { replaceBy, replacementFault } from '../../shared/domain/offers/offer';
import { copyOf, CopyRequest } from '../../shared/domain/offers/offer-draft';
import { ok } from '../../shared/domain/refusal';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { preconditionFault } from '../../shared/http/preconditions';
import { makeOffer } from '../../shared/offers/new-offer';
import { offerEditWrite, readOffer } from '../../shared/offers/offer-edit';
import type { OfferViewPorts } from '../../shared/offers/offer-view';
import type { Ports, Write } from '../../shared/ports';

type Deps = ApiPorts & OfferViewPorts & Pick<Ports, 'random'>;

/** Copies an offer, its products and rights looked at anew; with `replace` and If-Match the first one ends in the same batch. */
export const copyOffer = (ports: Deps) =>
  userOperation('copyOffer', ports, { body: CopyRequest, bodyOptional: true }, async (call) => {
    const { caller, body, request, now, traceId } = call;
    const { partnerId, actor, partner } = caller;
    const offer = await readOffer(ports, call);
    if ('ok' in offer) return offer;
    const { offerId, revision } = offer;
    const fault = body.replace ? (preconditionFault(request, revision) ?? replacementFault(offer)) : undefined;
    const replaced = {
      entryId: `replaced-${offerId}`,
      actor,
      action: 'offerReplaced',
      subject: offerId,
      traceId,
    } as const;
    const replacing = (copyId: string): readonly Write[] => [
      offerEditWrite(offer, replaceBy(copyId)),
      { kind: 'create', document: audit(partnerId, replaced, now) },
    ];
    return makeOffer(ports, call, fault ?? ok(copyOf(offer, partner.document, body.officeId)), {
      route: `api/offers/${offerId}/copies`,
      action: 'offerCopied',
      asked: body,
      alongside: (made) => (body.replace ? replacing(made.offerId) : []),
    });
  });
