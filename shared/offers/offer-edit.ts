/** A change that people make to an offer: under the revision that they saw, however many customers redeem it meanwhile. */
import { audit, type AuditEntry } from '../domain/activity/audit';
import { authorizationFor, Offer, offerKey, type OfferEdit } from '../domain/offers/offer';
import { lacks } from '../domain/partners/user';
import { refuse, type Refused } from '../domain/refusal';
import { documentRef } from '../http/document-ref';
import { orUnavailable } from '../http/answering';
import { reply, type Call, type Caller, type Reply } from '../http/operation';
import { preconditionFault } from '../http/preconditions';
import type { Ports, Write } from '../ports';
import { offerView, type OfferViewPorts } from './offer-view';

type OfferCall = Pick<Call<unknown, unknown>, 'params' | 'request' | 'now' | 'traceId'> & { readonly caller: Caller };

/** Reads the offer that a call names, for somebody who may change offers of its kind. */
export async function readOffer(
  { partners }: Pick<Ports, 'partners'>,
  { params, caller }: Pick<OfferCall, 'params' | 'caller'>,
): Promise<Offer | Refused> {
  const ref = documentRef(caller.partnerId, offerKey(params.offerId ?? ''));
  const offer = ref && (await partners.read(Offer, ref))?.document;
  if (!offer) return refuse('not-found');
  const missing = lacks({ authorizations: [authorizationFor(offer.kind)] }, caller.user, caller.partner.document);
  return missing ?? offer;
}

/** The same for a change, which says what revision it was made from. */
export async function readOfferToEdit(ports: Pick<Ports, 'partners'>, call: OfferCall): Promise<Offer | Refused> {
  const offer = await readOffer(ports, call);
  return 'ok' in offer ? offer : (preconditionFault(call.request, offer.revision) ?? offer);
}

/** The write of an edit. It touches no counter and waits for none: only another edit stands in its way. */
export function offerEditWrite(offer: Offer, edit: OfferEdit): Write {
  return {
    kind: 'patch',
    id: offer.id,
    patch: { set: { ...edit, revision: offer.revision + 1 } },
    where: [
      { field: 'revision', equals: offer.revision },
      { field: 'state', equals: 'active' },
    ],
  };
}

/** Saves an edit with its audit entry, and shows the offer as it is afterwards; an edit of nothing only shows it. */
export async function saveOfferEdit(
  ports: Pick<Ports, 'partners'> & OfferViewPorts,
  { caller, now, traceId }: OfferCall,
  offer: Offer,
  edit: OfferEdit,
  entry: Pick<AuditEntry, 'entryId' | 'action'>,
): Promise<Reply | Refused> {
  const { partnerId, actor } = caller;
  const show = (shown: Offer): Reply => reply(200, offerView(ports, caller, shown, now), { revision: shown.revision });
  if (Object.keys(edit).length === 0) return show(offer);
  const written = await ports.partners.write(partnerId, [
    offerEditWrite(offer, edit),
    {
      kind: 'create',
      document: audit(partnerId, { ...entry, actor, subject: offer.offerId, traceId }, now),
    },
  ]);
  if (!written.ok) return refuse('stale');
  // Customers may have been counted between the first reading and the change; it has happened whatever the second one says.
  const read = await orUnavailable(() => ports.partners.read(Offer, { partition: partnerId, id: offer.id }));
  const changed = { ...offer, ...edit, revision: offer.revision + 1 };
  const saved = read && 'document' in read ? read.document : changed;
  return show(saved.revision < changed.revision ? changed : saved);
}
