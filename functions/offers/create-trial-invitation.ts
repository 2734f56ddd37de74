/** A partner makes an invitation to one trial: a link to give to one customer or to many. */
import { audit } from '../../shared/domain/audit';
import { createTrialInvitation as invite, Offer, offerKey, TrialInvitationRequest } from '../../shared/domain/offer';
import { refuse } from '../../shared/domain/refusal';
import { lacks } from '../../shared/domain/user';
import { fingerprintOf, idOfRequest } from '../../shared/http/idempotency';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { offerView, type OfferViewPorts } from '../../shared/offers/offer-view';
import { summaryIdOf } from '../../shared/offers/summary-id';
import type { Ports } from '../../shared/ports';

type Deps = ApiPorts & OfferViewPorts & Pick<Ports, 'random'>;

const route = 'api/trial-invitations';

/** Creates a trial invitation; the same Idempotency-Key answers with the first one. */
export const createTrialInvitation = (ports: Deps) =>
  userOperation('createTrialInvitation', ports, { body: TrialInvitationRequest }, async (call) => {
    const { body, caller, idempotencyKey, now, traceId } = call;
    const { partnerId, user } = caller;
    const partner = caller.partner.document;
    const missing = body.delegatedAdministration
      ? lacks({ authorizations: ['delegatedAdministration'] }, user, partner)
      : undefined;
    if (missing) return missing;

    const offerId =
      idempotencyKey === undefined
        ? Buffer.from(ports.random.bytes(16)).toString('hex')
        : idOfRequest(partnerId, route, idempotencyKey);
    const fingerprint = fingerprintOf(body);
    const createdBy = { userId: user.userId, name: user.name, email: user.email };
    const offer = invite(partner, body, { offerId, summaryId: summaryIdOf(offerId), createdBy, fingerprint, now });

    const entry = {
      entryId: `created-${offerId}`,
      actor: caller.actor,
      action: 'trialInvitationCreated',
      subject: offerId,
      traceId,
    } as const;
    const create = async (document: Offer) =>
      ports.partners.write(partnerId, [
        { kind: 'create', document },
        { kind: 'create', document: audit(partnerId, entry, now) },
      ]);
    // What was made under this key is there to stay, even if it could not be made any more.
    const made =
      offer.ok && (await create(offer.value)).ok
        ? offer.value
        : (await ports.partners.read(Offer, { partition: partnerId, id: offerKey(offerId) }))?.document;
    if (!made && !offer.ok) return offer;
    if (made?.fingerprint !== fingerprint) return refuse('idempotency-key-reused');
    return reply(201, offerView(ports, partner, made, now), {
      revision: made.revision,
      location: `/api/offers/${offerId}`,
    });
  });
