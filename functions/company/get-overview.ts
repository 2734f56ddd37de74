/** A user of a partner opens the portal. */
import { limits } from '../../shared/catalogue/limits';
import { delegationsThatAre } from '../../shared/customers/delegation-search';
import { subscriptionsToSetUp, trialsEnding } from '../../shared/customers/subscription-search';
import { CustomerTally, customersView, customerTallyKey } from '../../shared/domain/customers/customer';
import { attentionOf, endingSoonDays, watchedBy, type WatchedKind } from '../../shared/domain/partners/attention';
import { portalLinks } from '../../shared/domain/partners/overview';
import { isRoute } from '../../shared/http/access';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { mailsThatAre, thatWereStopped } from '../../shared/mail/mail-search';
import { offersThatAre } from '../../shared/offers/offer-search';
import type { CountQuery } from '../../shared/ports';

type Counted = Pick<CountQuery, 'type' | 'where'>;

/** What is counted of each kind: what its list holds. */
const counted: Readonly<Record<WatchedKind, (now: Date) => Counted>> = {
  offersEnding: (now) => ({
    type: 'offer',
    where: offersThatAre({ endingWithinDays: endingSoonDays.offers }, now),
  }),
  trialsEnding: (now) => ({ type: 'subscription', where: trialsEnding(endingSoonDays.trials, now) }),
  delegationsEnding: (now) => ({
    type: 'delegation',
    where: delegationsThatAre({ endingWithinDays: endingSoonDays.delegations, q: '' }, now),
  }),
  subscriptionsToSetUp: (now) => ({ type: 'subscription', where: subscriptionsToSetUp(now) }),
  mailsFailed: () => ({ type: 'mail', where: mailsThatAre({ status: 'failed', stopped: false }) }),
  addressesNotMailed: () => ({ type: 'suppression', where: thatWereStopped(false) }),
};

/** Tells who the partner is, what this user may use, how many customers there are, and what needs attention. */
export const getOverview = (ports: ApiPorts) =>
  userOperation('getOverview', ports, {}, async ({ caller, now }) => {
    const partner = caller.partner.document;
    const partition = caller.partnerId;
    const { shown, withheld } = watchedBy(caller.user, partner);
    const [tally, ...attention] = await Promise.all([
      ports.partners.read(CustomerTally, { partition, id: customerTallyKey }),
      ...shown.map(async (kind) => {
        const query = { partition, ...counted[kind](now), upTo: limits.overview.counted };
        return attentionOf(kind, await ports.partners.count(query));
      }),
    ]);
    const count = tally?.document.customers ?? 0;
    return reply(200, {
      partner: { id: partner.partnerId, name: partner.profile.name, cloud: partner.cloud },
      authorizations: partner.authorizations,
      links: portalLinks(partner, caller.user, isRoute),
      customers: { count, view: customersView(count) },
      attention: attention.flat(),
      attentionWithheld: withheld,
    });
  });
