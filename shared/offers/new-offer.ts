/** How offers of every kind are made: written with their audit entry, and found again by their Idempotency-Key. */
import { audit, type AuditEntry } from '../domain/activity/audit';
import { Offer, offerKey } from '../domain/offers/offer';
import { createOffer, type OfferDraft } from '../domain/offers/offer-draft';
import { lacks } from '../domain/partners/user';
import { refuse, type Refused, type Result } from '../domain/refusal';
import { fingerprintOf, idOfCreated, notReadableYet } from '../http/idempotency';
import { reply, type Call, type Caller, type Reply } from '../http/operation';
import type { Ports, Write } from '../ports';
import { offerView, type OfferViewPorts } from './offer-view';
import { summaryIdOf } from './summary-id';

type Deps = OfferViewPorts & Pick<Ports, 'partners' | 'random'>;

/** What tells one way of making an offer from another. */
interface Making {
  /** Where it was asked for: the same Idempotency-Key means another offer on another route. */
  readonly route: string;
  readonly action: AuditEntry['action'];
  /** What was asked for, to tell a repeated request from another one. */
  readonly asked: unknown;
  /** What else changes in the same batch. */
  readonly alongside?: (made: Offer) => readonly Write[];
}

/** Makes an offer and answers with it (201); the same Idempotency-Key answers with the first one. */
export async function makeOffer(
  ports: Deps,
  call: Pick<Call<unknown, unknown>, 'idempotencyKey' | 'now' | 'traceId'> & { readonly caller: Caller },
  draft: Result<OfferDraft>,
  { route, action, asked, alongside = () => [] }: Making,
): Promise<Reply | Refused> {
  const { caller, idempotencyKey, now, traceId } = call;
  const { partnerId, user } = caller;
  const partner = caller.partner.document;
  const missing =
    draft.ok && draft.value.delegatedAdministration
      ? lacks({ authorizations: ['delegatedAdministration'] }, user, partner)
      : undefined;
  if (missing) return missing;

  const offerId = idOfCreated(ports, partnerId, route, idempotencyKey);
  const fingerprint = fingerprintOf(asked);
  const createdBy = { userId: user.userId, name: user.name, email: user.email };
  const details = { offerId, summaryId: summaryIdOf(offerId), createdBy, fingerprint, now };
  const offer = draft.ok ? createOffer(partner, draft.value, details) : draft;

  const { customerId } = draft.ok ? draft.value : {};
  const entry = {
    ...{ entryId: `created-${offerId}`, actor: caller.actor, action, subject: offerId, traceId },
    ...(customerId === undefined ? {} : { customerId }),
  };
  const create = async (document: Offer) =>
    ports.partners.write(partnerId, [
      { kind: 'create', document },
      { kind: 'create', document: audit(partnerId, entry, now) },
      ...alongside(document),
    ]);
  const written = offer.ok ? await create(offer.value) : undefined;
  // What was made under this key is there to stay, even if it could not be made any more.
  const made =
    offer.ok && written?.ok
      ? offer.value
      : (await ports.partners.read(Offer, { partition: partnerId, id: offerKey(offerId) }))?.document;
  if (!offer.ok && !made) return offer;
  if (!made) return written?.ok === false && written.reason === 'exists' ? notReadableYet : refuse('stale');
  if (made.fingerprint !== fingerprint) return refuse('idempotency-key-reused');
  return reply(201, offerView(ports, caller, made, now), {
    revision: made.revision,
    location: `/api/offers/${offerId}`,
  });
}
