/** A partner makes an invitation to one trial: a link to give to one customer or to many. */
import { trialInvitation, TrialInvitationRequest } from '../../shared/domain/offers/offer-draft';
import { ok } from '../../shared/domain/refusal';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { makeOffer } from '../../shared/offers/new-offer';
import type { OfferViewPorts } from '../../shared/offers/offer-view';
import type { Ports } from '../../shared/ports';

type Deps = ApiPorts & OfferViewPorts & Pick<Ports, 'random'>;

/** Creates a trial invitation; the same Idempotency-Key answers with the first one. */
export const createTrialInvitation = (ports: Deps) =>
  userOperation('createTrialInvitation', ports, { body: TrialInvitationRequest }, async (call) =>
    makeOffer(ports, call, ok(trialInvitation(call.body)), {
      route: 'api/trial-invitations',
      action: 'trialInvitationCreated',
      asked: call.body,
    }),
  );
