/** What each operation for users of a partner does, in the words of the permission table; and what follows from what it is about. */
import type { UserOperation } from './access';

interface OperationTitle {
  readonly title: string;
  /** What it needs beyond the table, by what it works on. */
  readonly further?: string;
}

const servedClient =
  'that client’s delegation is active, or the partner is a service provider and one of that client’s subscriptions came from its own offer or key';
const byOffer = 'the authorisation that offers of this kind need';
const keptRule =
  'that client’s delegation is active, or the partner is a service provider and one of that client’s subscriptions came from its own offer or key; a global administrator also without either';
const withDelegation = 'the partner may offer delegated administration, where that is included';

export const operationTitles: Readonly<Record<UserOperation, OperationTitle>> = {
  getOverview: { title: 'See the overview' },
  getCompany: { title: 'See the company profile' },
  updateCompany: { title: 'Edit the company profile' },
  listUsers: { title: 'See the users' },
  createUser: {
    title: 'Add a user',
    further: 'a user management administrator gives no role, and no more access than it has',
  },
  getUser: { title: 'See a user' },
  updateUser: {
    title: 'Change, deactivate or activate a user',
    further:
      'a user management administrator changes users without a role, within its own access; and gives itself no more',
  },
  deleteUser: {
    title: 'Remove a user',
    further: 'a user management administrator removes users without a role; whoever has worked here is deactivated',
  },
  getUserRights: {
    title: 'See what a user may do, and why not',
    further: 'of others: whoever manages users; at a client: whoever sees clients',
  },
  getPermissions: { title: 'See this table' },
  listNotifications: { title: 'See what happened' },
  getNotificationPreferences: { title: 'See how one is told' },
  putNotificationPreferences: { title: 'Choose how one is told' },
  markNotificationsRead: { title: 'Mark notifications as read' },
  listAudit: { title: 'See who did what' },
  verifyAudit: { title: 'Find out whether the audit is as it was written' },
  listMails: { title: 'See mails' },
  retryMail: { title: 'Send a failed mail again' },
  listSuppressions: { title: 'See the addresses that are not mailed' },
  deleteSuppression: { title: 'Let an address be mailed again' },
  listProducts: { title: 'See products' },
  createTrialInvitation: { title: 'Create a trial invitation', further: withDelegation },
  createPurchaseOffer: { title: 'Create a purchase offer', further: withDelegation },
  createDelegationOffer: { title: 'Create a delegation offer' },
  listOffers: { title: 'See offers' },
  getOffer: { title: 'See an offer' },
  revokeOffer: { title: 'Revoke an offer', further: byOffer },
  rotateLink: { title: 'Replace an offer’s link', further: byOffer },
  copyOffer: { title: 'Copy or replace an offer', further: byOffer },
  sendOffer: { title: 'Send an offer', further: byOffer },
  listOfferEmails: { title: 'See whom an offer was sent to' },
  resendOfferEmail: { title: 'Send an offer to somebody again', further: byOffer },
  stopOfferEmail: { title: 'Stop an offer’s mails to somebody', further: byOffer },
  listRedemptions: { title: 'See who answered an offer' },
  loadProductKeys: { title: 'Load product keys' },
  listProductKeys: { title: 'See product keys' },
  searchProductKey: { title: 'Find a product key' },
  withdrawProductKey: { title: 'Withdraw a product key' },
  previewProductKeys: { title: 'See what product keys would do', further: withDelegation },
  applyProductKeys: { title: 'Use product keys', further: withDelegation },
  listCustomers: { title: 'See clients' },
  getCustomer: { title: 'See a client' },
  updateCustomer: { title: 'Keep tags, names and a note of a client' },
  exportCustomer: {
    title: 'Take along all that is kept about a client',
    further: keptRule,
  },
  eraseCustomer: { title: 'Erase a client’s people', further: keptRule },
  listConsents: { title: 'See what a client agreed to' },
  listSubscriptions: { title: 'See a client’s subscriptions' },
  getSubscription: { title: 'See a client’s subscription' },
  updateSubscription: {
    title: 'Change, suspend, resume or cancel a client’s subscription',
    further:
      'the client delegates its administration; or the partner is a service provider, and the subscription came from its own offer or product key',
  },
  convertTrial: { title: 'Offer a client to buy its trial' },
  listCustomerUsers: { title: 'See a client’s users', further: 'that client’s delegation is active' },
  resetPassword: {
    title: 'Reset the password of a client’s user',
    further:
      'that client’s delegation is active; limited access: non-administrators and password administrators; a global administrator’s: a colleague approves',
  },
  listPasswordResets: { title: 'See password resets' },
  getPasswordReset: { title: 'See a password reset' },
  withdrawPasswordReset: {
    title: 'Take a password reset back',
    further: 'one’s own; or, with full access, a colleague’s',
  },
  approvePasswordReset: {
    title: 'Approve the password reset of a client’s global administrator',
    further: 'that client’s delegation is active; somebody else asked for it',
  },
  listProvisioningTasks: { title: 'See what is to be set up at Microsoft' },
  getProvisioningTask: { title: 'See one thing that is to be set up at Microsoft' },
  updateProvisioningTask: {
    title: 'Claim what is to be set up at Microsoft, and say what became of it',
    further:
      'that client’s delegation is active, or the partner is a service provider and the subscription came from its own offer or key',
  },
  createServiceRequest: { title: 'Raise a service request for a client', further: servedClient },
  listCustomerRequests: { title: 'See a client’s service requests' },
  listServiceRequests: { title: 'See service requests' },
  getServiceRequest: { title: 'See a service request' },
  updateServiceRequest: { title: 'Change, close or reopen a service request', further: servedClient },
  addServiceNote: { title: 'Add a note to a service request', further: servedClient },
  listDelegations: { title: 'See delegated administration' },
  endDelegation: { title: 'End delegated administration' },
};
