/** What the right code sets up, all of it at once: customer, subscriptions, delegation, consents, and who is told. */
import { audit, type AuditEntry } from '../activity/audit';
import { notify, type Notification } from '../activity/notification';
import { withoutPendingClaim } from '../customers/administrator-claim';
import { createCustomer, verifyAdministrator, type Customer, type Holding } from '../customers/customer';
import { grantDelegation, saysNothingNew, type DelegationConsent, type DelegationWrite } from '../customers/delegation';
import { isTold } from '../customers/partner-of-record';
import { agreeOnProvisioning, type OpenTasks } from '../customers/provisioning';
import type { ProvisioningTask } from '../customers/provisioning-task';
import { withSubscriptions } from '../customers/standing';
import { convertTrial, isConvertible, startPurchase, startTrial, type Subscription } from '../customers/subscription';
import type { DelegationPeriod } from '../delegation-period';
import { toUser, writeMail, type Mail } from '../mail/mail';
import type { Offer } from '../offers/offer';
import type { Partner } from '../partners/partner';
import { familyOf, findProduct, type Product } from '../product';
import { recordConsent, type Consent } from './consent';
import type { AwaitingRedemption, ConfirmedRedemption } from './redemption';

/** Everything that a confirmation writes; `customer` is new when none was known. */
export interface Confirmation {
  readonly redemption: ConfirmedRedemption;
  readonly customer: Customer;
  /** What becomes of the documents of its delegation. */
  readonly delegations: readonly DelegationWrite[];
  /** Those that start. */
  readonly subscriptions: readonly Subscription[];
  /** Trials that are bought, each changed in place. */
  readonly conversions: readonly Subscription[];
  /** What is to be done about them at Microsoft. */
  readonly tasks: readonly ProvisioningTask[];
  readonly consents: readonly Consent[];
  /** Nobody is told of a consent that says nothing new. */
  readonly notification: Notification | undefined;
  readonly mails: readonly Mail[];
  readonly audit: AuditEntry;
  /** Whether the offer counts it: not when the same customer says again what it said before. */
  readonly counts: boolean;
}

/** A trial that the customer has, with what is open about it. */
export interface HeldTrial {
  readonly subscription: Subscription;
  readonly tasks: OpenTasks;
}

/** The trials that the customer has and buys by this redemption. */
export function trialsBought(
  redemption: Pick<AwaitingRedemption, 'lines'>,
  customer: Pick<Customer, 'holdings'> | undefined,
  now: Date,
): readonly string[] {
  return redemption.lines.flatMap(({ productId }) => trialBought(findProduct(productId), customer, now) ?? []);
}

/** Confirms a redemption whose code was right and which nothing stands in the way of. */
export function confirmRedemption(details: {
  readonly partner: Partner;
  readonly offer: Offer;
  readonly redemption: AwaitingRedemption;
  readonly customer: Customer | undefined;
  /** One id for each line, the same whenever this redemption is confirmed. */
  readonly subscriptionIds: readonly string[];
  /** Those of `trialsBought`, by their ids. */
  readonly trials: ReadonlyMap<string, HeldTrial>;
  readonly traceId: string;
  readonly now: Date;
}): Confirmation {
  const { partner, offer, redemption, now, traceId } = details;
  const { partnerId } = partner;
  const { redemptionId, customerId } = redemption;
  const confirmedAt = now.toISOString();
  // A code from the mailbox on record shows that it is not lost.
  const onRecord = details.customer
    ? withoutPendingClaim(details.customer, now)
    : createCustomer({ ...redemption, now });
  const known = onRecord.unverified ? verifyAdministrator(onRecord, redemption, now) : onRecord;
  const agreed = redemption.lines.flatMap((line, index) => {
    const subscriptionId = details.subscriptionIds[index];
    const made = subscriptionId === undefined ? undefined : agree({ ...details, known, line, newId: subscriptionId });
    return made ? [made] : [];
  });
  const saidYes = redemption.acceptDelegatedAdministration === true;
  // The same customer, on the same link, for no longer: it is shown the first result.
  const repeated = offer.kind === 'delegationOffer' && saysNothingNew(known, consentOf(offer, redemption), now);
  const granted =
    saidYes && !repeated
      ? grantDelegation(known, consentOf(offer, redemption), now)
      : { customer: known, delegations: [] };
  const customer = withSubscriptions(
    {
      ...granted.customer,
      revision: details.customer && !repeated ? known.revision + 1 : known.revision,
      holdings: agreed.reduce<Customer['holdings']>(
        (holdings, { family, held }) => ({ ...holdings, [family]: { ...holdings[family], ...held } }),
        known.holdings,
      ),
    },
    agreed.map(({ subscription }) => subscription),
    now,
  );
  const lines = agreed.map(({ productId, quantity, endsAt }) => ({ productId, quantity, endsAt }));
  const linesForPartner = agreed.map(({ productId, quantity, offered, converted, endsAt }) => ({
    productId,
    quantity,
    ...offered,
    ...(converted ? { converted: true } : {}),
    endsAt,
  }));
  const period = saidYes ? periodOf(granted.customer) : {};
  const delegation =
    redemption.acceptDelegatedAdministration === undefined
      ? {}
      : { delegatedAdministration: redemption.acceptDelegatedAdministration, ...period };
  const reference = offer.reference === undefined ? {} : { reference: offer.reference };
  const {
    padding: _padding,
    ttl: _ttl,
    lapsesAt: _lapsesAt,
    queue: _queue,
    dueAt: _dueAt,
    lastGuess: _guess,
    ...kept
  } = redemption;
  return {
    redemption: {
      ...kept,
      status: 'confirmed',
      tries: 0,
      confirmedAt,
      ...period,
      subscriptions: agreed.map(({ subscriptionId: id, productId, quantity, endsAt }) => ({
        id,
        productId,
        quantity,
        status: 'active',
        endsAt,
      })),
    },
    customer,
    delegations: granted.delegations,
    subscriptions: agreed.flatMap(({ subscription, converted }) => (converted ? [] : subscription)),
    conversions: agreed.flatMap(({ subscription, converted }) => (converted ? subscription : [])),
    tasks: agreed.flatMap(({ tasks }) => tasks),
    consents: redemption.consents.map((consent) =>
      recordConsent({
        ...consent,
        partnerId,
        customerId,
        redemptionId,
        offerId: offer.offerId,
        summaryId: offer.summaryId,
        productIds: redemption.lines.map(({ productId }) => productId),
        ...(consent.subject === 'delegatedAdministration' && offer.delegationDays !== undefined
          ? { delegationDays: offer.delegationDays }
          : {}),
        by: { name: redemption.recipient.name, email: redemption.recipient.address },
        language: redemption.language,
        givenAt: redemption.createdAt,
        confirmedAt,
      }),
    ),
    notification: repeated
      ? undefined
      : notify(
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
            tasks: agreed.map(({ subscriptionId, productId, productName, quantity, offered, converted, endsAt }) => ({
              subscriptionId,
              productId,
              productName,
              quantity,
              ...offered,
              action: converted ? ('convert' as const) : ('start' as const),
              endsAt,
            })),
          },
          now,
          agreed.length > 0 && isTold(partner, { partnerOfRecord: { partnerId, since: confirmedAt } })
            ? { primaryDomain: customer.primaryDomain, country: customer.country, notTo: [offer.createdBy.userId] }
            : undefined,
        ),
    mails: repeated
      ? []
      : [
          writeMail({
            partnerId,
            mailId: `receipt-${redemptionId}`,
            content: {
              template: 'receipt',
              redemptionId,
              customerId,
              offerId: offer.offerId,
              linkVersion: offer.linkVersion,
              summaryId: offer.summaryId,
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
              lines: linesForPartner,
              ...delegation,
              usageLocation: offer.usageLocation,
              confirmedAt,
            },
            language: partner.profile.preferredLanguage,
            to: toUser(offer.createdBy),
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
    counts: !repeated,
  };
}

function consentOf(
  { offerId, summaryId, delegationDays }: Offer,
  { redemptionId, recipient }: AwaitingRedemption,
): DelegationConsent {
  const acceptedBy = { name: recipient.name, email: recipient.address };
  return { redemptionId, offerId, summaryId, acceptedBy, days: delegationDays };
}

function periodOf({ delegation }: Customer): { readonly delegation?: DelegationPeriod } {
  if (delegation.status !== 'active') return {};
  const { since, until } = delegation;
  return { delegation: { since, ...(until === undefined ? {} : { until }) } };
}

/** A line of a redemption with what comes of it. */
interface AgreedLine {
  readonly subscriptionId: string;
  readonly productId: string;
  readonly productName: string;
  readonly family: string;
  readonly quantity: number;
  readonly offered: { readonly offeredQuantity?: number };
  readonly endsAt: string;
  readonly held: Holding;
  readonly subscription: Subscription;
  readonly converted: boolean;
  readonly tasks: readonly ProvisioningTask[];
}

function trialBought(
  product: Product | undefined,
  customer: Pick<Customer, 'holdings'> | undefined,
  now: Date,
): string | undefined {
  if (product?.kind !== 'purchase') return undefined;
  const holding = customer?.holdings[familyOf(product)] ?? {};
  return isConvertible(holding, now) ? holding.trialSubscriptionId : undefined;
}

/** What a line becomes: a trial, something bought, or a trial that the customer has and buys; with what is to be done for it at Microsoft. */
function agree(details: {
  readonly offer: Offer;
  readonly redemption: AwaitingRedemption;
  readonly known: Customer;
  readonly line: AwaitingRedemption['lines'][number];
  readonly newId: string;
  readonly trials: ReadonlyMap<string, HeldTrial>;
  readonly now: Date;
}): AgreedLine | undefined {
  const { offer, redemption, known: customer, newId, trials, now } = details;
  const { productId, quantity } = details.line;
  const { partnerId, offerId } = offer;
  const product = findProduct(productId);
  if (!product) return undefined;
  const offered = offer.lines.find((line) => line.productId === productId)?.quantity ?? quantity;
  const offeredQuantity = offered === quantity ? undefined : offered;
  const about = { partnerId, subscriptionId: newId, customerId: customer.id, offerId, product, quantity, now };
  const trial = trials.get(trialBought(product, customer, now) ?? '');
  const agreed = trial
    ? convertTrial(trial.subscription, about)
    : product.kind === 'trial'
      ? startTrial(about)
      : startPurchase(about);
  const { subscription, tasks } = agreeOnProvisioning({
    subscription: agreed,
    ...(trial && { before: trial.subscription, tasks: trial.tasks }),
    customer,
    by: { kind: 'customer', redemptionId: redemption.redemptionId },
    offeredQuantity,
    now,
  });
  const { subscriptionId, endsAt } = subscription;
  const held: Holding =
    product.kind === 'trial'
      ? { trialSubscriptionId: subscriptionId, trialEndsAt: endsAt }
      : { purchasedSubscriptionId: subscriptionId };
  return {
    subscriptionId,
    productId,
    productName: product.name,
    family: familyOf(product),
    quantity,
    offered: offeredQuantity === undefined ? {} : { offeredQuantity },
    endsAt,
    held,
    subscription,
    converted: trial !== undefined,
    tasks,
  };
}
