/** Whether an offer may be mailed now, and by whom. */
import type { Partner } from '../partners/partner';
import { lacks, type User } from '../partners/user';
import { refuse, type Refused } from '../refusal';
import { deadLink, neededFor, saleFault, type Offer } from './offer';

/** Refuses whoever may not make such an offer. */
export function senderFault(partner: Partner, user: User, offer: Offer): Refused | undefined {
  for (const authorization of neededFor(offer)) {
    const missing = lacks({ authorizations: [authorization] }, user, partner);
    if (missing) return missing;
  }
  return undefined;
}

/** Refuses an offer that cannot be sold or accepted any more, one whose reader could not reach the partner, and an advertisement that would not say where its sender is. */
export function sendingFault(
  partner: Partner,
  offer: Offer,
  { isAdvertisement, now }: { readonly isAdvertisement: boolean; readonly now: Date },
): Refused | undefined {
  const dead = saleFault(partner, offer) ?? deadLink(partner, offer, offer, now);
  if (dead) return dead;
  const { phone, email, address } = partner.profile;
  if (phone === null || email === null) return refuse('profile-incomplete');
  if (isAdvertisement && address === null)
    return refuse('profile-incomplete', { detail: 'An advertisement names the postal address of the company, too.' });
  return undefined;
}

/** The same of a mail whose turn has come, in words for the partner. */
export function whyNotSent(...about: Parameters<typeof sendingFault>): string | undefined {
  const fault = sendingFault(...about);
  if (!fault) return undefined;
  switch (fault.refusal) {
    case 'offer-expired':
      return 'The offer had expired before the mail could be sent.';
    case 'offer-revoked':
      return 'The offer was withdrawn before the mail could be sent.';
    case 'offer-exhausted':
      return 'The offer was used up before the mail could be sent.';
    case 'offer-replaced':
      return 'The offer was replaced before the mail could be sent.';
    case 'product-unavailable':
    case 'quantity-out-of-range':
      return 'What is offered could not be sold there any more when the mail was to be sent.';
    case 'profile-incomplete':
      return 'The company profile lacked a phone number, an e-mail address or, for an advertisement, a postal address when the mail was to be sent.';
    default:
      return 'The offer was not available when the mail was to be sent.';
  }
}
