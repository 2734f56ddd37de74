/** An example of each call that a partner's user makes, by `northwind-admin` on the demo data. */
import type { UserOperation } from '../http/access';
import { client, firstVersion, type RequestExample } from './request-example';

const trial = { usageLocation: 'IL', productId: 'microsoft-365-business-premium-trial', language: 'en' };
const newClient = {
  companyName: 'Tailspin Toys',
  primaryDomain: 'tailspin.example',
  country: 'IL',
  contact: { name: 'Tal Spin', email: 'tal@tailspin.example' },
};
const key = '9T8JE-Z9IC0-VTE2X-GH1A2-JL676';
const task = '/api/provisioning-tasks/731b169c8eeea43dc69533a46d8df274-1';
const request = '/api/service-requests/290327456';
const subscription = `${client}/subscriptions/731b169c8eeea43dc69533a46d8df274`;
const ofOffer = (address: string): RequestExample => ({ address, after: ['createTrialInvitation'] });
const ofReset = (address: string): RequestExample => ({ address, after: ['resetPassword'] });
const helpdesk = '/api/users/17e4b9a2-3c58-4d06-8f7b-9d52c6e0a112';

export const portalExamples: Readonly<Record<UserOperation, RequestExample>> = {
  getOverview: {},
  getPermissions: {},

  listProducts: { address: '/api/products?usageLocation=IL&kind=trial' },
  createTrialInvitation: { headers: { 'Idempotency-Key': 'trial-for-tailspin' }, body: trial },
  createPurchaseOffer: {
    headers: { 'Idempotency-Key': 'offer-for-tailspin' },
    body: {
      usageLocation: 'IL',
      lines: [{ productId: 'microsoft-365-business-premium', quantity: 10 }],
      delegatedAdministration: true,
      validForDays: 30,
    },
  },
  createDelegationOffer: {
    headers: { 'Idempotency-Key': 'delegation-of-tailspin' },
    body: { usageLocation: 'IL', language: 'en' },
  },
  listOffers: { address: '/api/offers?status=active&limit=20' },
  getOffer: ofOffer('/api/offers/{offerId}'),
  revokeOffer: {
    ...ofOffer('/api/offers/{offerId}/revocation'),
    headers: firstVersion,
    body: { reason: 'Sent to the wrong company' },
  },
  rotateLink: { ...ofOffer('/api/offers/{offerId}/link-rotation'), headers: firstVersion },
  copyOffer: { ...ofOffer('/api/offers/{offerId}/copies'), body: { replace: false } },
  sendOffer: {
    ...ofOffer('/api/offers/{offerId}/emails'),
    headers: { 'Idempotency-Key': 'mail-to-tailspin' },
    body: { recipients: [{ email: 'tal@tailspin.example', language: 'en' }] },
  },
  listOfferEmails: { address: '/api/offers/{offerId}/emails', after: ['sendOffer'] },
  resendOfferEmail: { address: '/api/offers/{offerId}/emails/{emailId}/resend', after: ['sendOffer'] },
  stopOfferEmail: { address: '/api/offers/{offerId}/emails/{emailId}/stop', after: ['sendOffer'] },
  listRedemptions: ofOffer('/api/offers/{offerId}/redemptions'),

  listCustomers: { address: '/api/customers?q=legal&limit=20' },
  getCustomer: { address: client },
  updateCustomer: { address: client, headers: firstVersion, body: { tags: ['Engineering'], note: 'Calls on Mondays' } },
  exportCustomer: { address: `${client}/export` },
  eraseCustomer: {
    address: '/api/customers/domain:tailspin.example/erasure',
    headers: { 'If-Match': '*' },
    body: { company: false },
    not: 'Nobody on record in the demo data is without anything that has to be kept.',
  },
  listConsents: { address: `${client}/consents` },
  listSubscriptions: { address: `${client}/subscriptions` },
  getSubscription: { address: subscription },
  updateSubscription: { address: subscription, headers: firstVersion, body: { quantity: 8 } },
  convertTrial: {
    address: '/api/customers/domain:alder-legal.example/subscriptions/4a4ce463abb7f98af78870304ccb5164/conversion',
    body: { quantity: 10 },
  },
  listDelegations: { address: '/api/delegations?status=active' },
  endDelegation: { address: `${client}/delegation`, headers: firstVersion },

  loadProductKeys: {
    body: {
      keys: [
        {
          key: 'RTF4N-PGSE0-ZVEQF-TRVU5-D3TJO',
          productId: 'microsoft-365-business-standard',
          quantity: 10,
          termMonths: 12,
        },
      ],
    },
  },
  listProductKeys: { address: '/api/product-keys?state=free' },
  searchProductKey: { body: { key } },
  withdrawProductKey: { address: '/api/product-keys/d55d6ef58ef640b2b05ab36a06ec136e', headers: firstVersion },
  previewProductKeys: { body: { keys: [key], customer: newClient } },
  applyProductKeys: { headers: { 'Idempotency-Key': 'keys-for-tailspin' }, body: { keys: [key], customer: newClient } },

  listProvisioningTasks: { address: '/api/provisioning-tasks?state=pending' },
  getProvisioningTask: { address: task },
  updateProvisioningTask: { address: task, headers: firstVersion, body: { state: 'claimed' } },

  createServiceRequest: {
    address: `${client}/service-requests`,
    body: { title: 'No mail', description: 'Nobody gets mail since nine.', severity: 'critical' },
  },
  listCustomerRequests: { address: `${client}/service-requests` },
  listServiceRequests: { address: '/api/service-requests?status=open&severity=critical' },
  getServiceRequest: { address: request },
  updateServiceRequest: { address: request, headers: { 'If-Match': '"2"' }, body: { status: 'closed' } },
  addServiceNote: { address: `${request}/notes`, body: { text: 'Called back', shared: true } },

  listCustomerUsers: { address: `${client}/users` },
  resetPassword: {
    address: `${client}/users/941aeec9-9cba-adfe-0470-71bc50a70809/password-resets`,
    headers: { 'Idempotency-Key': 'password-of-itay' },
    body: { secondFactor: 'none' },
  },
  listPasswordResets: { address: '/api/password-resets' },
  getPasswordReset: ofReset('/api/password-resets/{resetId}'),
  withdrawPasswordReset: { ...ofReset('/api/password-resets/{resetId}'), headers: { 'If-Match': '*' } },
  approvePasswordReset: {
    address: '/api/password-resets/{resetId}/approval',
    not: 'It takes a second administrator, and a reset that waits for one.',
  },

  getCompany: {},
  updateCompany: {
    headers: firstVersion,
    body: {
      name: 'Northwind Cloud Partners',
      phone: '+972 3 555 0100',
      email: 'hello@northwind.example',
      offices: [{ id: 'tel-aviv', name: 'Tel Aviv' }],
      preferredLanguage: 'he',
      accent: '#0f6cbd',
    },
  },
  listUsers: { address: '/api/users?status=active' },
  createUser: {
    headers: { 'Idempotency-Key': 'tamar' },
    body: {
      userId: 'aaaaaaaa-0000-4000-8000-0000000000a1',
      name: 'Tamar Bar',
      email: 'tamar.bar@northwind.example',
      supportedCompanies: 'limited',
    },
  },
  getUser: { address: helpdesk },
  updateUser: { address: helpdesk, headers: firstVersion, body: { supportedCompanies: 'full' } },
  deleteUser: {
    address: '/api/users/aaaaaaaa-0000-4000-8000-0000000000a1',
    headers: firstVersion,
    after: ['createUser'],
  },
  getUserRights: { address: `${helpdesk}/rights?customerId=domain:oren-engineering.example` },

  listNotifications: {},
  getNotificationPreferences: {},
  putNotificationPreferences: { headers: { 'If-Match': '"0"' }, body: { mail: 'dailyDigest' } },
  markNotificationsRead: { body: { upTo: '{readMark}' }, after: ['declineOffer', 'listNotifications'] },
  listAudit: { address: '/api/audit?limit=50' },
  verifyAudit: {},
  listMails: { address: '/api/mails?status=failed' },
  retryMail: { address: '/api/mails/{mailId}/retry', not: 'It takes a mail that could not be sent.' },
  listSuppressions: {},
  deleteSuppression: {
    address: '/api/suppressions/{suppressionId}',
    headers: firstVersion,
    not: 'It takes an address whose mail came back.',
  },
};
