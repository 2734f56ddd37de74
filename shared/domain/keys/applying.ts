/** What the use of product keys sets up, all of it at once: customer, subscriptions, the keys used for good, and who is told. */
import { audit, type Actor, type AuditEntry } from '../activity/audit';
import { notify, type Notification } from '../activity/notification';
import { createCustomer, type Customer } from '../customers/customer';
import { delegationNow } from '../customers/delegation';
import { agreeOnProvisioning, type OpenTasks } from '../customers/provisioning';
import type { ProvisioningTask } from '../customers/provisioning-task';
import { withSubscriptions } from '../customers/standing';
import { rescheduled, startPrepaid, subscriptionStatus, type Subscription } from '../customers/subscription';
import { tellOf } from '../customers/telling';
import { stateAt, transitions } from '../customers/transitions';
import { sortKeyOf } from '../document';
import { writeMail, type Mail } from '../mail/mail';
import type { Partner } from '../partners/partner';
import type { User } from '../partners/user';
import { familyOf } from '../product';
import type { Language } from '../text';
import { keyApplicationKey, type KeyApplication, type PendingAsk } from './key-application';
import type { KeyApplicationRequest, NamedCustomer } from './key-application-request';
import type { KeyEffect } from './key-effects';
import { applyKey, type AppliedKey, type FreeKey } from './product-key';

/** Everything that the use of keys writes; keys and subscriptions stand in the order of their effects. */
export interface Applying {
  readonly application: KeyApplication;
  readonly customer: Customer;
  readonly keys: readonly AppliedKey[];
  readonly subscriptions: readonly Subscription[];
  /** What is to be done about them at Microsoft. */
  readonly tasks: readonly ProvisioningTask[];
  /** What is to be set up; and, of what the partner is on record for, what changed. */
  readonly notifications: readonly Notification[];
  readonly mail: Mail;
  readonly audit: AuditEntry;
}

/** Uses keys for a customer, which is new when it is named and not known; one that was only named before can be named anew. */
export function applyKeys(details: {
  readonly partner: Partner;
  readonly user: User;
  readonly actor: Actor;
  readonly applicationId: string;
  readonly fingerprint: string;
  readonly effects: readonly KeyEffect<FreeKey>[];
  /** One id for each effect, for those that start. */
  readonly subscriptionIds: readonly string[];
  /** What is open about those that are there, by their ids. */
  readonly openTasks: ReadonlyMap<string, OpenTasks>;
  readonly whose: CustomerOfKeys;
  readonly request: Pick<KeyApplicationRequest, 'offerDelegatedAdministration' | 'requestPartnerOfRecord'>;
  readonly traceId: string;
  readonly now: Date;
}): Applying {
  const { partner, user, actor, applicationId, whose, request, traceId, now } = details;
  const { partnerId } = partner;
  const at = now.toISOString();
  const before = customerOf(partner, whose, now);
  const customerId = before.id;
  const done = details.effects.map((effect, index) => {
    const agreed = subscriptionAfter(effect, {
      partnerId,
      customerId,
      subscriptionId: details.subscriptionIds[index] ?? '',
      now,
    });
    const { subscriptionId } = agreed;
    const provisioned = agreeOnProvisioning({
      subscription: agreed,
      before: effect.before,
      tasks: details.openTasks.get(subscriptionId) ?? {},
      customer: before,
      by: actor,
      keys: effect.keys.map(({ lastFive }) => ({ lastFive, effect: effect.effect })),
      now,
    });
    return { ...effect, ...provisioned, subscriptionId };
  });
  const [first] = done;
  const licensed = whose.known ? undefined : first;
  const lines = done.map(({ effect, product, subscriptionId, quantity, endsAt }) => ({
    subscriptionId,
    productId: product.id,
    effect,
    quantity,
    endsAt,
  }));
  const asks: PendingAsk[] = [
    ...(request.offerDelegatedAdministration === true && delegationNow(before, now).status !== 'active'
      ? [{ askId: `${applicationId}-delegation`, kind: 'delegatedAdministration', state: 'pending' } as const]
      : []),
    ...(request.requestPartnerOfRecord === true
      ? done.flatMap(({ subscription: { partnerOfRecord, subscriptionId, productId } }) =>
          partnerOfRecord
            ? []
            : [
                {
                  askId: `${applicationId}-${subscriptionId}`,
                  kind: 'partnerOfRecord',
                  subscriptionId,
                  productId,
                  state: 'pending',
                } as const,
              ],
        )
      : []),
  ];
  const customer = withSubscriptions(
    holding(before, done, whose.known),
    done.map(({ subscription }) => subscription),
    now,
  );
  const { companyName, country, contact, language } = customer;
  return {
    customer,
    keys: done.flatMap(({ keys, subscriptionId }) =>
      keys.map((key) => applyKey(key, { applicationId, customerId, subscriptionId, at })),
    ),
    subscriptions: done.map(({ subscription }) => subscription),
    tasks: done.flatMap(({ tasks }) => tasks),
    application: {
      id: keyApplicationKey(applicationId),
      partnerId,
      type: 'key-application',
      schemaVersion: 1,
      applicationId,
      sortKey: sortKeyOf(at, applicationId),
      customerId,
      keys: done.flatMap(({ keys, effect, subscriptionId }) =>
        keys.map(({ keyId, lastFive, productId, quantity, termMonths }) => ({
          keyId,
          lastFive,
          productId,
          quantity,
          termMonths,
          effect,
          subscriptionId,
        })),
      ),
      lines,
      ...(licensed ? { licensedSubscriptionId: licensed.subscriptionId } : {}),
      asks,
      fingerprint: details.fingerprint,
      appliedBy: { userId: user.userId, name: user.name, email: user.email },
      appliedAt: at,
    },
    notifications: [
      notify(
        partnerId,
        `keys-applied-${applicationId}`,
        {
          kind: 'keysApplied',
          customerId,
          companyName,
          applicationId,
          tasks: done.map(({ effect, product, keys, subscriptionId, quantity, endsAt }) => ({
            subscriptionId,
            productId: product.id,
            productName: product.name,
            quantity,
            action: effect === 'new' ? 'start' : effect,
            endsAt,
            keys: keys.map(({ lastFive }) => lastFive),
          })),
        },
        now,
      ),
      ...tellOf({
        partner,
        customer,
        actId: `keys-applied-${applicationId}`,
        actor,
        changes: done.map(({ subscription, effect, keys }) => ({
          subscription,
          kind: 'keyApplied',
          effect,
          keys: keys.map(({ lastFive }) => lastFive),
        })),
        now,
      }),
    ],
    mail: writeMail({
      partnerId,
      mailId: `keys-applied-${applicationId}`,
      content: {
        template: 'keysApplied',
        customerId,
        companyName,
        country,
        lines: lines.map(({ subscriptionId: _id, ...line }) => line),
        ...(licensed ? { licensedProductId: licensed.product.id } : {}),
        asks: [...new Set(asks.map(({ kind }) => kind))],
        appliedAt: at,
      },
      language,
      to: { address: contact.email, name: contact.name },
      now,
    }),
    audit: audit(
      partnerId,
      {
        entryId: `keys-applied-${applicationId}`,
        actor,
        action: 'keysApplied',
        subject: applicationId,
        customerId,
        traceId,
      },
      now,
    ),
  };
}

/** Whom keys are for: a customer that is known, or one that is named, or both. */
export type CustomerOfKeys =
  | { readonly known: Customer; readonly named?: NamedCustomer }
  | {
      readonly known?: undefined;
      readonly named: NamedCustomer;
      readonly customerId: string;
      readonly primaryDomain: string | null;
    };

/** Where the keys of a customer that is known or named are used. */
export function countryOf(whose: CustomerOfKeys): string {
  return whose.known ? whose.known.country : whose.named.country;
}

function customerOf(partner: Partner, whose: CustomerOfKeys, now: Date): Customer {
  if (whose.known) {
    const { known, named } = whose;
    return known.unverified && named ? renamed(known, named) : known;
  }
  const { named } = whose;
  return createCustomer({
    partnerId: partner.partnerId,
    customerId: whose.customerId,
    companyName: named.companyName,
    primaryDomain: whose.primaryDomain,
    country: named.country,
    contact: contactOf(named),
    language: languageOf(partner, named),
    unverified: true,
    now,
  });
}

/** Nobody has proved that they speak for it: whoever named its administrator may correct that. */
function renamed(known: Customer, named: NamedCustomer): Customer {
  const contact = contactOf(named);
  const language = named.language ?? known.language;
  const isSame = (['name', 'email', 'phone'] as const).every((field) => contact[field] === known.contact[field]);
  return isSame && language === known.language ? known : { ...known, contact, language };
}

function contactOf({ contact: { name, email, phone } }: NamedCustomer): Customer['contact'] {
  return phone === undefined ? { name, email } : { name, email, phone };
}

function languageOf({ profile }: Partner, { language }: NamedCustomer): Language {
  return language ?? profile.preferredLanguage;
}

/** The customer with the subscriptions that start; its revision counts what people see of it. */
function holding(
  customer: Customer,
  done: readonly (KeyEffect & { readonly subscriptionId: string })[],
  before: Customer | undefined,
): Customer {
  const started = done.filter(({ effect }) => effect === 'new');
  const holdings = started.reduce<Customer['holdings']>((held, { product, subscriptionId, beside = [] }) => {
    const family = familyOf(product);
    const { besideSubscriptionIds: _gone, ...kept } = held[family] ?? {};
    const ids = beside.map((one) => one.subscriptionId);
    const others = ids.length > 0 ? { besideSubscriptionIds: ids } : {};
    return { ...held, [family]: { ...kept, purchasedSubscriptionId: subscriptionId, ...others } };
  }, customer.holdings);
  const changes = before !== undefined && (started.length > 0 || customer !== before);
  return { ...customer, holdings, revision: customer.revision + (changes ? 1 : 0) };
}

/** A subscription as keys leave it. */
function subscriptionAfter(
  { effect, product, before, quantity, endsAt }: KeyEffect,
  details: {
    readonly partnerId: string;
    readonly customerId: string;
    readonly subscriptionId: string;
    readonly now: Date;
  },
): Subscription {
  if (effect === 'new' || !before) return startPrepaid({ ...details, product, quantity, endsAt });
  const act = effect === 'extend' ? 'extendByKey' : 'addLicencesByKey';
  const outcome = transitions[subscriptionStatus(before, details.now)][act];
  const state = 'to' in outcome ? stateAt(outcome.to, before.state) : before.state;
  const changed = { ...before, revision: before.revision + 1, quantity, endsAt, state } as const;
  return rescheduled({ ...changed, provisioning: { state: 'pending' } }, details.now);
}
