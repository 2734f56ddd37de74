/** One of the mails that carry an offer, as its partner names it. */
import { Mail, mailKey } from '../domain/mail/mail';
import { Offer, offerKey } from '../domain/offers/offer';
import { documentRef } from '../http/document-ref';
import type { Ports } from '../ports';

export interface OfferMail {
  readonly offer: Offer;
  readonly mail: Mail;
  /** The mail's. */
  readonly etag: string;
}

/** Reads both, side by side; a mail of another offer is not found. */
export async function loadOfferMail(
  { partners }: Pick<Ports, 'partners'>,
  partnerId: string,
  { offerId = '', emailId = '' }: Readonly<Record<string, string>>,
): Promise<OfferMail | undefined> {
  const offerRef = documentRef(partnerId, offerKey(offerId));
  const mailRef = documentRef(partnerId, mailKey(emailId));
  if (!offerRef || !mailRef) return undefined;
  const [offer, stored] = await Promise.all([partners.read(Offer, offerRef), partners.read(Mail, mailRef)]);
  if (!offer || !stored) return undefined;
  const { document: mail, etag } = stored;
  const isOne = mail.content.template === 'offer' && mail.content.offerId === offerId;
  return isOne ? { offer: offer.document, mail, etag } : undefined;
}
