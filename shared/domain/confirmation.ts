/** What the right code sets up, all of it at once: customer, subscriptions, delegation, consents, and who is told. */
import { audit, type AuditEntry } from './audit';
import { recordConsent, type Consent } from './consent';
import { createCustomer, type Customer } from './customer';
import { writeMail, type Mail } from './mail';
import { notify, type Notification } from './notification';
import type { Offer } from './offer';
import type { Partner } from './partner';
import { familyOf, findProduct, type Product } from './product';
import type { AwaitingRedemption, ConfirmedRedemption } from './redemption';
import { startTrial, type Subscription } from './subscription';

/** Everything that a confirmation writes; `customer` is new when none was known. */
export interface Confirmation {
  readonly redemption: ConfirmedRedemption;
  readonly customer: Customer;
  readonly subscriptions: readonly Subscription[];
  readonly consents: readonly Consent[];
  readonly notification: Notification;
  readonly mails: readonly Mail[];
  readonly audit: AuditEntry;
}

/** Confirms a redemption whose code was right and which nothing stands in the way of. */
export function confirmRedemption(details: {
  readonly partner: Partner;
  readonly offer: Offer;
  readonly redemption: AwaitingRedemption;
  readonly customer: Customer | undefined;
  /** One id for each line, the same whenever this redemption is confirmed. */
  readonly subscriptionIds: readonly string[];
  readonly traceId: string;
  readonly now: Date;
}): Confirmation {
  const { partner, offer, redemption, now, traceId } = details;
  const { partnerId } = partner;
  const { redemptionId, customerId } = redemption;
  const confirmedAt = now.toISOString();
  const started = redemption.lines.flatMap(({ productId }, index) => {
    const product = findProduct(productId);
    const subscriptionId = details.subscriptionIds[index];
    return product && subscriptionId !== undefined
      ? [
          {
            product,
            subscription: startTrial({ partnerId, subscriptionId, customerId, offerId: offer.offerId, product, now }),
          },
        ]
      : [];
  });
  const subscriptions = started.map(({ subscription }) => subscription);
  const known = details.customer ?? createCustomer({ ...redemption, now });
  const customer = {
    ...known,
    revision: details.customer ? known.revision + 1 : known.revision,
    holdings: started.reduce(holding, known.holdings),
    ...(redemption.acceptDelegatedAdministration === true && known.delegation.status !== 'active'
      ? { delegation: { status: 'active' as const, since: confirmedAt } }
      : {}),
  };
  const lines = subscriptions.map(({ productId, quantity, endsAt }) => ({ productId, quantity, endsAt }));
  const delegation =
    redemption.acceptDelegatedAdministration === undefined
      ? {}
      : { delegatedAdministration: redemption.acceptDelegatedAdministration };
  const reference = offer.reference === undefined ? {} : { reference: offer.reference };
  const { ttl: _ttl, ...kept } = redemption;
  return {
    redemption: {
      ...kept,
      status: 'confirmed',
      tries: 0,
      confirmedAt,
      subscriptions: subscriptions.map(({ subscriptionId: id, productId, quantity, endsAt }) => ({
        id,
        productId,
        quantity,
        status: 'active',
        endsAt,
      })),
    },
    customer,
    subscriptions,
    consents: redemption.consents.map((consent) =>
      recordConsent({
        ...consent,
        partnerId,
        customerId,
        redemptionId,
        offerId: offer.offerId,
        language: redemption.language,
        givenAt: redemption.createdAt,
        confirmedAt,
      }),
    ),
    notification: notify(
      partnerId,
      redemptionId,
      {
        kind: 'offerAccepted',
        offerId: offer.offerId,
        summaryId: offer.summaryId,
        ...reference,
        redemptionId,
        customerId,
        companyName: customer.companyName,
        ...delegation,
        tasks: started.map(({ product, subscription }) => ({
          subscriptionId: subscription.subscriptionId,
          productId: product.id,
          productName: product.name,
          quantity: subscription.quantity,
          endsAt: subscription.endsAt,
        })),
      },
      now,
    ),
    mails: [
      writeMail({
        partnerId,
        mailId: `receipt-${redemptionId}`,
        content: {
          template: 'receipt',
          redemptionId,
          offerId: offer.offerId,
          linkVersion: offer.linkVersion,
          companyName: customer.companyName,
          lines,
          ...delegation,
          usageLocation: offer.usageLocation,
          confirmedAt,
        },
        language: redemption.recipient.language,
        to: { address: redemption.recipient.address, name: redemption.recipient.name },
        now,
      }),
      writeMail({
        partnerId,
        mailId: `accepted-${redemptionId}`,
        content: {
          template: 'offerAccepted',
          summaryId: offer.summaryId,
          ...reference,
          companyName: customer.companyName,
          primaryDomain: customer.primaryDomain,
          contactName: redemption.contact.name,
          contactEmail: redemption.contact.email,
          ...(redemption.contact.phone === undefined ? {} : { contactPhone: redemption.contact.phone }),
          lines,
          ...delegation,
          usageLocation: offer.usageLocation,
          confirmedAt,
        },
        language: partner.profile.preferredLanguage,
        to: { address: offer.createdBy.email, name: offer.createdBy.name },
        now,
      }),
    ],
    audit: audit(
      partnerId,
      {
        entryId: `confirmed-${redemptionId}`,
        actor: { kind: 'customer', redemptionId },
        action: 'redemptionConfirmed',
        subject: offer.offerId,
        customerId,
        traceId,
      },
      now,
    ),
  };
}

function holding(
  holdings: Customer['holdings'],
  { product, subscription }: { readonly product: Product; readonly subscription: Subscription },
): Customer['holdings'] {
  const family = familyOf(product);
  return { ...holdings, [family]: { ...holdings[family], trialSubscriptionId: subscription.subscriptionId } };
}
