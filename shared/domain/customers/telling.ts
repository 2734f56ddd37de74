/** Telling the partner of record what changes about a subscription: in the portal with the change itself, and by mail as each user chose. */
import type { Actor } from '../activity/audit';
import { notify, type Notification } from '../activity/notification';
import type { ChangedBy, SubscriptionChange } from '../activity/subscription-change';
import { sameMailbox } from '../mailbox';
import { toUser, writeMail, type Mail, type MailContent } from '../mail/mail';
import { languageOf, mailChoiceOf, type NotificationSettings } from '../partners/notification-settings';
import type { Partner } from '../partners/partner';
import type { User } from '../partners/user';
import type { Customer } from './customer';
import { isTold } from './partner-of-record';
import type { Subscription } from './subscription';
import { termEnd } from './term';

/** What happened to a subscription, which is given as the change leaves it. */
export interface Changed {
  readonly subscription: Subscription;
  readonly kind: SubscriptionChange['kind'];
  /** The nominal date of what time did; now when left out. */
  readonly at?: string;
  readonly endsAt?: string;
  readonly quantityBefore?: number;
  readonly effect?: NonNullable<SubscriptionChange['effect']>;
  readonly keys?: NonNullable<SubscriptionChange['keys']>;
}

/**
 * Tells the partner of record of every change that one act makes, by whomever: the notification goes into the batch that makes the change, and
 * the mails follow from it. None for subscriptions of which the partner is not on record, or is no advisor any more.
 */
export function tellOf(act: {
  readonly partner: Partner;
  readonly customer: Pick<Customer, 'id' | 'companyName' | 'primaryDomain' | 'country'>;
  /** Names the act, the same whenever it is written. */
  readonly actId: string;
  readonly actor: Actor;
  readonly changes: readonly Changed[];
  /** Users who learn of it in other words. */
  readonly notTo?: readonly string[];
  readonly now: Date;
}): readonly Notification[] {
  const { partner, customer, actId, actor, notTo = [], now } = act;
  const changes = act.changes.filter(({ subscription }) => isTold(partner, subscription));
  if (changes.length === 0) return [];
  const { id: customerId, companyName, primaryDomain, country } = customer;
  return [
    notify(
      partner.partnerId,
      `changed-${actId}`,
      {
        kind: 'subscriptionChanged',
        customerId,
        companyName,
        by: changedBy(actor),
        changes: changes.map((change) => changeOf(change, now)),
      },
      now,
      { primaryDomain, country, notTo: [...notTo] },
    ),
  ];
}

function changeOf({ subscription, ...change }: Changed, now: Date): SubscriptionChange {
  const { subscriptionId, productId, quantity } = subscription;
  const { kind, at = now.toISOString(), endsAt = termEnd(subscription, now), ...more } = change;
  return { subscriptionId, productId, kind, at, quantity, endsAt, ...more };
}

function changedBy(actor: Actor): ChangedBy {
  switch (actor.kind) {
    case 'user':
      return { side: 'partner', name: actor.name };
    case 'customer':
      return { side: 'customer' };
    default:
      return { side: 'time' };
  }
}

/** What a mail tells of one act. */
export interface ToldChanges {
  readonly customerId: string;
  readonly companyName: string;
  readonly primaryDomain: string | null;
  readonly country: string;
  readonly by: ChangedBy;
  readonly changes: readonly SubscriptionChange[];
}

/** What a notification says of subscriptions, for a mail: an accepted offer starts or converts them. */
export function toldChangesOf({ content, told, at }: Notification): ToldChanges | undefined {
  if (!told) return undefined;
  const { primaryDomain, country } = told;
  if (content.kind === 'subscriptionChanged') {
    const { customerId, companyName, by, changes } = content;
    return { customerId, companyName, primaryDomain, country, by, changes };
  }
  if (content.kind !== 'offerAccepted') return undefined;
  const { customerId, companyName, tasks } = content;
  const changes = tasks.map(({ subscriptionId, productId, quantity, action, endsAt }) => ({
    subscriptionId,
    productId,
    kind: action === 'convert' ? ('converted' as const) : ('created' as const),
    at,
    quantity,
    endsAt,
  }));
  return { customerId, companyName, primaryDomain, country, by: { side: 'customer' }, changes };
}

/** A user with what they chose, if they did. */
export interface Reader {
  readonly user: User;
  readonly settings: NotificationSettings | undefined;
}

/** The partner's users who are not deactivated, with their settings, in the order of their ids. */
export function readersOf(users: readonly User[], settings: readonly NotificationSettings[]): readonly Reader[] {
  const chosen = new Map(settings.map((one) => [one.userId, one]));
  return users
    .filter(({ status }) => status === 'active')
    .toSorted((one, other) => (one.userId < other.userId ? -1 : 1))
    .map((user) => ({ user, settings: chosen.get(user.userId) }));
}

/** Settles, once for all, who is mailed a notification at once and who reads it in a digest: each user as they choose at this moment, and no mailbox twice. */
export function settleReaders(
  { told }: Pick<Notification, 'told'>,
  readers: readonly Reader[],
  partner: Partner,
): { readonly mailTo: readonly string[]; readonly digestTo: readonly string[] } {
  const knows = new Set(told?.notTo);
  const mailboxes = new Set(
    readers.filter(({ user }) => knows.has(user.userId)).map(({ user }) => sameMailbox(user.email)),
  );
  const choosing = (choice: 'atOnce' | 'dailyDigest'): readonly string[] =>
    readers.flatMap(({ user, settings }) => {
      const mailbox = sameMailbox(user.email);
      if (mailboxes.has(mailbox) || mailChoiceOf(user, settings, partner) !== choice) return [];
      mailboxes.add(mailbox);
      return [user.userId];
    });
  return { mailTo: choosing('atOnce'), digestTo: choosing('dailyDigest') };
}

/** The mail that tells one user at once. */
export function changeMail(
  notification: Notification,
  told: ToldChanges,
  { user, settings }: Reader,
  partner: Partner,
  now: Date,
): Mail {
  return writeMail({
    partnerId: partner.partnerId,
    mailId: `told-${notification.notificationId}-${user.userId}`,
    content: changeContent(told),
    language: languageOf(settings, partner),
    to: toUser(user),
    now,
  });
}

/** The reminder, or the end, of one subscription has words of its own, as its customer reads them. */
function changeContent(told: ToldChanges): MailContent {
  const { by, changes, ...about } = told;
  const [only, ...others] = changes;
  const own = only && others.length === 0 ? ownTemplates[only.kind] : undefined;
  if (!only || !own) return { template: 'subscriptionChanged', ...about, by, changes: [...changes] };
  const { subscriptionId, productId, quantity, at, endsAt } = only;
  return { template: own, toldTo: 'partner', ...about, subscriptionId, productId, quantity, at, endsAt };
}

const ownTemplates: Readonly<Partial<Record<SubscriptionChange['kind'], 'trialEnding' | 'subscriptionExpired'>>> = {
  trialEnding: 'trialEnding',
  expired: 'subscriptionExpired',
};

/** The mail that tells the customer's administrator on record what its partner has changed. */
export function customerMail(change: {
  readonly partnerId: string;
  readonly customer: Customer;
  /** Names the change, the same whenever it is written. */
  readonly changeId: string;
  readonly changes: readonly Changed[];
  readonly now: Date;
}): Mail {
  const { partnerId, customer, changeId, changes, now } = change;
  const { id: customerId, companyName, primaryDomain, country, contact, language } = customer;
  return writeMail({
    partnerId,
    mailId: `subscription-managed-${changeId}`,
    content: {
      template: 'subscriptionManaged',
      customerId,
      companyName,
      primaryDomain,
      country,
      changes: changes.map((one) => changeOf(one, now)),
      changedAt: now.toISOString(),
    },
    language,
    to: { address: contact.email, name: contact.name },
    now,
  });
}

/** The mail that tells the customer's administrator on record what time does to a subscription. */
export function lifecycleMail(
  partnerId: string,
  customer: Customer,
  subscription: Subscription,
  step: { readonly kind: 'trialEnding' | 'expired'; readonly at: string; readonly endsAt: string },
  now: Date,
): Mail {
  const { id: customerId, companyName, primaryDomain, country, contact, language } = customer;
  const { subscriptionId, productId, quantity } = subscription;
  return writeMail({
    partnerId,
    mailId: `${step.kind}-${subscriptionId}-${Date.parse(step.at)}`,
    content: {
      template: step.kind === 'expired' ? 'subscriptionExpired' : step.kind,
      toldTo: 'customer',
      customerId,
      companyName,
      primaryDomain,
      country,
      subscriptionId,
      productId,
      quantity,
      at: step.at,
      endsAt: step.endsAt,
    },
    language,
    to: { address: contact.email, name: contact.name },
    now,
  });
}
