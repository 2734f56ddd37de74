/** What the portal shows this user of this partner: the links they may use, and why others are withheld. */
import { clouds } from '../../catalogue/clouds';
import { needsOf } from './needs';
import type { Partner } from './partner';
import { lacks, type Needs, type User } from './user';

interface PortalLink {
  readonly id: string;
  readonly title: string;
  readonly href: string;
  readonly needs: Needs;
}

const features: readonly PortalLink[] = [
  { id: 'trial-invitations', title: 'Trial invitations', href: '/api/trial-invitations', needs: needsOf.inviting },
  { id: 'purchase-offers', title: 'Purchase offers', href: '/api/purchase-offers', needs: needsOf.inviting },
  { id: 'delegation-offers', title: 'Delegation offers', href: '/api/delegation-offers', needs: needsOf.delegating },
  { id: 'product-keys', title: 'Product keys', href: '/api/product-keys', needs: needsOf.usingKeys },
  { id: 'customers', title: 'Customers', href: '/api/customers', needs: needsOf.seeingClients },
  { id: 'service-requests', title: 'Service requests', href: '/api/service-requests', needs: needsOf.seeingClients },
  { id: 'users', title: 'Users', href: '/api/users', needs: needsOf.anything },
  { id: 'company', title: 'Company profile', href: '/api/company', needs: needsOf.anything },
  { id: 'notifications', title: 'Notifications', href: '/api/notifications', needs: needsOf.anything },
  { id: 'audit', title: 'Audit', href: '/api/audit', needs: needsOf.administeringCompany },
];

/** The links of the portal, each with a reason when it is withheld: also when `isBuilt` says that its address is answered by nothing yet. */
export function portalLinks(partner: Partner, user: User, isBuilt: (href: string) => boolean) {
  const addresses = clouds[partner.cloud];
  const own = [
    { id: 'own-subscription', title: 'Your own subscription', href: addresses.subscription },
    { id: 'own-users', title: 'Your own users at Microsoft', href: addresses.users },
    { id: 'own-domains', title: 'Your own domains', href: addresses.domains },
    { id: 'service-settings', title: 'Service settings', href: addresses.serviceSettings },
  ].map((link) => ({ ...link, available: true }));
  const offered = features.map(({ needs, ...link }) => {
    const reason =
      lacks(needs, user, partner)?.detail ?? (isBuilt(link.href) ? undefined : 'This version does not have it yet.');
    return reason === undefined ? { ...link, available: true } : { ...link, available: false, reason };
  });
  return [...offered, ...own];
}
