/** A user of a partner opens the portal. */
import { CustomerTally, customersView, customerTallyKey } from '../../shared/domain/customers/customer';
import { portalLinks } from '../../shared/domain/partners/overview';
import { isRoute } from '../../shared/http/access';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';

/** Tells who the partner is, what this user may use, and how many customers there are. */
export const getOverview = (ports: ApiPorts) =>
  userOperation('getOverview', ports, {}, async ({ caller }) => {
    const partner = caller.partner.document;
    const tally = await ports.partners.read(CustomerTally, { partition: caller.partnerId, id: customerTallyKey });
    const count = tally?.document.customers ?? 0;
    return reply(200, {
      partner: { id: partner.partnerId, name: partner.profile.name, cloud: partner.cloud },
      authorizations: partner.authorizations,
      links: portalLinks(partner, caller.user, isRoute),
      customers: { count, view: customersView(count) },
    });
  });
