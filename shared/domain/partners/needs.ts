/** What each kind of operation needs: the one place for the access table, the links of the portal and the words of an invitation. */
import { seenBy } from '../visibility';
import type { Needs } from './user';

const inviting = { supportedCompanies: 'limited', authorizations: ['subscriptionAdvisor'] } as const;
const delegating = { supportedCompanies: 'limited', authorizations: ['delegatedAdministration'] } as const;

export const needsOf = {
  anything: {},
  administeringCompany: { companyRole: 'globalAdministrator' },
  managingUsers: { companyRole: ['globalAdministrator', 'userManagementAdministrator'] },
  inviting,
  /** The cloud that has no product keys refuses all of it, and says so. */
  usingKeys: { ...inviting, cloud: 'global' },
  delegating,
  /** Which of the two it needs follows from the offer. */
  changingOffers: {
    supportedCompanies: 'limited',
    authorizations: ['subscriptionAdvisor', 'delegatedAdministration'],
  },
  seeingRecipients: seenBy.recipients,
  seeingCustomers: seenBy.customers,
  seeingClients: seenBy.clients,
  administering: { ...seenBy.clients, supportedCompanies: 'full' },
} as const satisfies Readonly<Record<string, Needs>>;
