/** What of a partner's affairs waits for somebody: how each kind is called, what one needs to see it, and the list that holds exactly those. */
import { limits } from '../../catalogue/limits';
import { seenBy } from '../visibility';
import type { Partner } from './partner';
import { lacks, type Needs, type User } from './user';

interface Watched {
  readonly title: string;
  readonly href: string;
  /** As the list needs it. */
  readonly needs: Needs;
}

/** From how many days before its end on something is ending soon: when the first notice goes out. */
export const endingSoonDays = {
  offers: limits.offer.remindDaysBeforeEnd,
  trials: Math.max(...limits.subscription.trialNoticesDaysBeforeEnd),
  delegations: Math.max(...limits.delegation.noticesDaysBeforeEnd),
} as const;

export const watchedKinds = {
  offersEnding: {
    title: 'Offers ending soon',
    href: `/api/offers?endingWithinDays=${endingSoonDays.offers}`,
    needs: seenBy.everybody,
  },
  trialsEnding: {
    title: 'Trials ending soon',
    href: `/api/customers?trialEndingWithinDays=${endingSoonDays.trials}`,
    needs: seenBy.clients,
  },
  delegationsEnding: {
    title: 'Delegations ending soon',
    href: `/api/delegations?endingWithinDays=${endingSoonDays.delegations}`,
    needs: seenBy.clients,
  },
  subscriptionsToSetUp: {
    title: 'Subscriptions waiting to be set up at Microsoft',
    href: '/api/customers?provisioning=waiting',
    needs: seenBy.clients,
  },
  mailsFailed: {
    title: 'Mails that could not be sent',
    href: '/api/mails?status=failed&stopped=false',
    needs: seenBy.customers,
  },
  addressesNotMailed: {
    title: 'Addresses that are not mailed any more',
    href: '/api/suppressions?stopped=false',
    needs: seenBy.recipients,
  },
} as const satisfies Readonly<Record<string, Watched>>;

export type WatchedKind = keyof typeof watchedKinds;

/** The kinds that this user of this partner may be told of, and why not of the others. */
export function watchedBy(
  user: User,
  partner: Partner,
): {
  readonly shown: readonly WatchedKind[];
  readonly withheld: readonly { readonly kind: WatchedKind; readonly reason: string }[];
} {
  const kinds = Object.keys(watchedKinds) as WatchedKind[];
  const reasons = kinds.map((kind) => ({ kind, reason: lacks(watchedKinds[kind].needs, user, partner)?.detail }));
  return {
    shown: reasons.flatMap(({ kind, reason }) => (reason === undefined ? [kind] : [])),
    withheld: reasons.flatMap(({ kind, reason }) => (reason === undefined ? [] : [{ kind, reason }])),
  };
}

/** What the portal is told of a kind, unless there is nothing to tell. */
export function attentionOf(kind: WatchedKind, { count, more }: { readonly count: number; readonly more: boolean }) {
  if (count === 0 && !more) return [];
  const { title, href } = watchedKinds[kind];
  return [{ kind, title, count, ...(more ? { more } : {}), href }];
}
