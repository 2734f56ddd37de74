/** What a customer answers an offer with, and whether the offer can be answered so. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { domainOfWebsite, EmailAddress } from '../addresses';
import { Country } from '../country';
import { domainFaults } from '../customers/customer';
import type { SharedDomains } from '../customers/shared-domain';
import { DomainName, withoutWww } from '../domain-names';
import type { Offer } from '../offers/offer';
import type { Partner } from '../partners/partner';
import { PhoneNumber } from '../phone-numbers';
import { findProduct, isServed, quantityFault, soldProduct } from '../product';
import { ok, refuse, refuseFields, type FieldError, type Refused, type Result } from '../refusal';
import { domainOf, Language } from '../text';
import { plainName } from '../unverified-text';
import { wholeRecord } from '../whole-record';
import type { AwaitingRedemption } from './redemption';

/** Who a customer is. */
export const whoAnswers = {
  companyName: plainName(120),
  primaryDomain: DomainName.optional(),
  country: Country,
  contact: z.strictObject({
    name: plainName(limits.address.nameLength),
    email: EmailAddress,
    phone: PhoneNumber.optional(),
  }),
};

/** Who answers, and that the terms are accepted. */
const answering = {
  ...whoAnswers,
  acceptTerms: z.literal(true, 'Must be true: an offer is accepted with its terms.'),
  language: Language.optional(),
};

/** The name of a company's site becomes its domain, where the address shows that the domain was meant. */
export function withOwnDomain<
  Request extends { readonly primaryDomain?: string | undefined; readonly contact: { readonly email: string } },
>(request: Request): Request {
  const primaryDomain = request.primaryDomain && withoutWww(request.primaryDomain);
  return primaryDomain === domainOf(request.contact.email) ? { ...request, primaryDomain } : request;
}

/** What a customer fills in. */
export const RedemptionRequest = z
  .strictObject({
    ...answering,
    acceptDelegatedAdministration: z.boolean().optional(),
    quantities: wholeRecord(z.int()).optional(),
  })
  .transform(withOwnDomain);
export type RedemptionRequest = z.infer<typeof RedemptionRequest>;

/** What a customer fills in where delegated administration is all that is asked for: the answer is a "yes", and there is nothing to count. */
export const DelegationAcceptance = z
  .strictObject({
    ...answering,
    authorize: z.literal(true, 'Must be true: accepting this offer authorises the partner.'),
  })
  .transform(({ authorize: acceptDelegatedAdministration, ...request }) =>
    withOwnDomain({ ...request, acceptDelegatedAdministration }),
  );

/** The domains that are the partner's own, and so no customer's: of its addresses, of its site, and of its user. One that it shares with strangers is not. */
export function domainsOfPartner(
  { profile, globalAdministrator }: Partner,
  user: { readonly email: string },
  isShared: SharedDomains,
): readonly string[] {
  const addresses = [profile.email, globalAdministrator.email, user.email].flatMap((address) =>
    address ? [domainOf(address)] : [],
  );
  const site = profile.website === null ? undefined : domainOfWebsite(profile.website);
  return [...addresses, ...(site === undefined ? [] : [site, site.replace(/^www\./u, '')])].filter(
    (domain) => !isShared(domain),
  );
}

/** Checks what the customer filled in against the offer; what depends on a customer's record is not looked at here. */
export function checkRedemption(
  partner: Partner,
  offer: Offer,
  request: RedemptionRequest,
  isShared: SharedDomains,
): Result<AwaitingRedemption['lines']> {
  const faults: FieldError[] = [
    ...domainFaults(
      { primaryDomain: request.primaryDomain, email: request.contact.email },
      domainsOfPartner(partner, offer.createdBy, isShared),
      isShared,
    ),
  ];
  const answeredDelegation = request.acceptDelegatedAdministration !== undefined;
  if (offer.delegatedAdministration !== answeredDelegation)
    faults.push({
      pointer: '/acceptDelegatedAdministration',
      detail: offer.delegatedAdministration
        ? 'Must be true or false: the offer asks for delegated administration.'
        : 'Must be left out: the offer does not ask for delegated administration.',
    });
  const offered = new Set(offer.lines.map(({ productId }) => productId));
  for (const productId of Object.keys(request.quantities ?? {}))
    if (!offered.has(productId))
      faults.push({ pointer: `/quantities/${escapePointer(productId)}`, detail: 'This product is not in the offer.' });
  if (faults.length > 0) return refuseFields(...faults);

  if (offer.lines.length === 0 && !isServed(partner.cloud, request.country)) return refuseFields(elsewhere);
  const lines = offer.lines.map((offeredLine) => ({
    productId: offeredLine.productId,
    quantity: request.quantities?.[offeredLine.productId] ?? offeredLine.quantity,
  }));
  return linesFault(partner, { country: request.country, lines }) ?? ok(lines);
}

const elsewhere = { pointer: '/country', detail: 'The offer is not available in this country.' };

/** Refuses what is not sold in the customer's country, in that count: when it answers, and again when its code comes. */
export function linesFault(
  partner: Pick<Partner, 'cloud'>,
  { country, lines }: Pick<AwaitingRedemption, 'country' | 'lines'>,
): Refused | undefined {
  if (!lines.every(({ productId }) => soldProduct(productId, partner.cloud, country)))
    return refuse('product-unavailable', { errors: [elsewhere] });
  const outside = lines.flatMap(({ productId, quantity }) => {
    const fault = quantityFault(findProduct(productId), quantity);
    return fault === undefined ? [] : [{ pointer: `/quantities/${escapePointer(productId)}`, detail: fault }];
  });
  return outside.length > 0 ? refuse('quantity-out-of-range', { errors: outside }) : undefined;
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
