/** A partner asks for delegated administration alone: a link to give to one customer or to many. */
import { delegationOffer, DelegationOfferRequest } from '../../shared/domain/offers/offer-draft';
import { ok } from '../../shared/domain/refusal';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { makeOffer } from '../../shared/offers/new-offer';
import type { OfferViewPorts } from '../../shared/offers/offer-view';
import type { Ports } from '../../shared/ports';

type Deps = ApiPorts & OfferViewPorts & Pick<Ports, 'random'>;

/** Creates a delegation offer; the same Idempotency-Key answers with the first one. */
export const createDelegationOffer = (ports: Deps) =>
  userOperation('createDelegationOffer', ports, { body: DelegationOfferRequest }, async (call) =>
    makeOffer(ports, call, ok(delegationOffer(call.body)), {
      route: 'api/delegation-offers',
      action: 'delegationOfferCreated',
      asked: call.body,
    }),
  );
