/** Every function of the app: where it is reached and who may call it. What is not in this table cannot be registered. */
import type { HttpMethod } from '@azure/functions';
import { needsOf } from '../domain/partners/needs';
import type { Needs } from '../domain/partners/user';

/** Who may call: a user of a partner with what they need, the operator, Event Grid, whoever holds a link, an access page's, a password's or that of a service request, who reads its mails, anyone. */
type Caller =
  | { readonly by: 'user'; readonly needs: Needs }
  | { readonly by: 'operator' }
  | { readonly by: 'eventGrid' }
  | { readonly by: 'link' }
  | { readonly by: 'access' }
  | { readonly by: 'reveal' }
  | { readonly by: 'desk' }
  | { readonly by: 'stop' }
  | { readonly by: 'anyone' };

/** A function that answers over HTTP, or one that the platform itself starts. */
export type Access =
  (Caller & { readonly methods: readonly HttpMethod[]; readonly route: string }) | { readonly by: 'platform' };

const read = ['GET', 'HEAD'] as const;
const post = ['POST'] as const;
const put = ['PUT'] as const;
const patch = ['PATCH'] as const;
const remove = ['DELETE'] as const;
const all = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

const operator = { by: 'operator' } as const;
const eventGrid = { by: 'eventGrid' } as const;
const link = { by: 'link' } as const;
const ofCustomer = { by: 'access' } as const;
const ofPassword = { by: 'reveal' } as const;
const ofDesk = { by: 'desk' } as const;
const ofReader = { by: 'stop' } as const;
const anyone = { by: 'anyone' } as const;
const platform = { by: 'platform' } as const;
const anyUser = { by: 'user', needs: needsOf.anything } as const;
const globalAdministrator = { by: 'user', needs: needsOf.administeringCompany } as const;
const managingUsers = { by: 'user', needs: needsOf.managingUsers } as const;
const seeingRecipients = { by: 'user', needs: needsOf.seeingRecipients } as const;
const seeingCustomers = { by: 'user', needs: needsOf.seeingCustomers } as const;
const inviting = { by: 'user', needs: needsOf.inviting } as const;
const usingKeys = { by: 'user', needs: needsOf.usingKeys } as const;
const delegating = { by: 'user', needs: needsOf.delegating } as const;
const changingOffers = { by: 'user', needs: needsOf.changingOffers } as const;
const seeingClients = { by: 'user', needs: needsOf.seeingClients } as const;
const administering = { by: 'user', needs: needsOf.administering } as const;

export const access = {
  listPartners: { ...operator, methods: read, route: 'api/partners' },
  getPartner: { ...operator, methods: read, route: 'api/partners/{partnerId}' },
  putPartner: { ...operator, methods: put, route: 'api/partners/{partnerId}' },
  listOperatorNotifications: { ...operator, methods: read, route: 'api/operator/notifications' },

  getOverview: { ...anyUser, methods: read, route: 'api/overview' },
  getCompany: { ...anyUser, methods: read, route: 'api/company' },
  updateCompany: { ...globalAdministrator, methods: put, route: 'api/company' },
  listUsers: { ...anyUser, methods: read, route: 'api/users' },
  createUser: { ...managingUsers, methods: post, route: 'api/users' },
  getUser: { ...anyUser, methods: read, route: 'api/users/{userId}' },
  updateUser: { ...managingUsers, methods: patch, route: 'api/users/{userId}' },
  deleteUser: { ...managingUsers, methods: remove, route: 'api/users/{userId}' },
  getUserRights: { ...anyUser, methods: read, route: 'api/users/{userId}/rights' },
  getPermissions: { ...anyUser, methods: read, route: 'api/permissions' },
  listNotifications: { ...anyUser, methods: read, route: 'api/notifications' },
  getNotificationPreferences: { ...anyUser, methods: read, route: 'api/notifications/preferences' },
  putNotificationPreferences: { ...anyUser, methods: put, route: 'api/notifications/preferences' },
  markNotificationsRead: { ...anyUser, methods: post, route: 'api/notifications/read-marks' },
  listAudit: { ...globalAdministrator, methods: read, route: 'api/audit' },
  verifyAudit: { ...globalAdministrator, methods: read, route: 'api/audit/verification' },
  listMails: { ...seeingCustomers, methods: read, route: 'api/mails' },
  retryMail: { ...seeingCustomers, methods: post, route: 'api/mails/{mailId}/retry' },
  listSuppressions: { ...seeingRecipients, methods: read, route: 'api/suppressions' },
  deleteSuppression: { ...seeingRecipients, methods: remove, route: 'api/suppressions/{suppressionId}' },

  listProducts: { ...anyUser, methods: read, route: 'api/products' },
  createTrialInvitation: { ...inviting, methods: post, route: 'api/trial-invitations' },
  createPurchaseOffer: { ...inviting, methods: post, route: 'api/purchase-offers' },
  createDelegationOffer: { ...delegating, methods: post, route: 'api/delegation-offers' },
  listOffers: { ...anyUser, methods: read, route: 'api/offers' },
  getOffer: { ...anyUser, methods: read, route: 'api/offers/{offerId}' },
  revokeOffer: { ...changingOffers, methods: post, route: 'api/offers/{offerId}/revocation' },
  rotateLink: { ...changingOffers, methods: post, route: 'api/offers/{offerId}/link-rotation' },
  copyOffer: { ...changingOffers, methods: post, route: 'api/offers/{offerId}/copies' },
  sendOffer: { ...changingOffers, methods: post, route: 'api/offers/{offerId}/emails' },
  listOfferEmails: { ...seeingRecipients, methods: read, route: 'api/offers/{offerId}/emails' },
  resendOfferEmail: { ...changingOffers, methods: post, route: 'api/offers/{offerId}/emails/{emailId}/resend' },
  stopOfferEmail: { ...changingOffers, methods: post, route: 'api/offers/{offerId}/emails/{emailId}/stop' },
  listRedemptions: { ...seeingCustomers, methods: read, route: 'api/offers/{offerId}/redemptions' },

  loadProductKeys: { ...usingKeys, methods: post, route: 'api/product-keys' },
  listProductKeys: { ...usingKeys, methods: read, route: 'api/product-keys' },
  searchProductKey: { ...usingKeys, methods: post, route: 'api/product-keys/search' },
  withdrawProductKey: { ...usingKeys, methods: remove, route: 'api/product-keys/{keyId}' },
  previewProductKeys: { ...usingKeys, methods: post, route: 'api/product-keys/preview' },
  applyProductKeys: { ...usingKeys, methods: post, route: 'api/product-keys/applications' },

  listCustomers: { ...seeingClients, methods: read, route: 'api/customers' },
  getCustomer: { ...seeingClients, methods: read, route: 'api/customers/{customerId}' },
  updateCustomer: { ...seeingClients, methods: patch, route: 'api/customers/{customerId}' },
  exportCustomer: { ...administering, methods: read, route: 'api/customers/{customerId}/export' },
  eraseCustomer: { ...administering, methods: post, route: 'api/customers/{customerId}/erasure' },
  listConsents: { ...seeingClients, methods: read, route: 'api/customers/{customerId}/consents' },
  listSubscriptions: { ...seeingClients, methods: read, route: 'api/customers/{customerId}/subscriptions' },
  getSubscription: {
    ...seeingClients,
    methods: read,
    route: 'api/customers/{customerId}/subscriptions/{subscriptionId}',
  },
  updateSubscription: {
    ...administering,
    methods: patch,
    route: 'api/customers/{customerId}/subscriptions/{subscriptionId}',
  },
  convertTrial: {
    ...inviting,
    methods: post,
    route: 'api/customers/{customerId}/subscriptions/{subscriptionId}/conversion',
  },
  listCustomerUsers: { ...seeingClients, methods: read, route: 'api/customers/{customerId}/users' },
  resetPassword: {
    ...seeingClients,
    methods: post,
    route: 'api/customers/{customerId}/users/{userId}/password-resets',
  },
  listPasswordResets: { ...seeingClients, methods: read, route: 'api/password-resets' },
  getPasswordReset: { ...seeingClients, methods: read, route: 'api/password-resets/{resetId}' },
  withdrawPasswordReset: { ...seeingClients, methods: remove, route: 'api/password-resets/{resetId}' },
  approvePasswordReset: { ...administering, methods: post, route: 'api/password-resets/{resetId}/approval' },
  listProvisioningTasks: { ...seeingClients, methods: read, route: 'api/provisioning-tasks' },
  getProvisioningTask: { ...seeingClients, methods: read, route: 'api/provisioning-tasks/{taskId}' },
  updateProvisioningTask: { ...administering, methods: patch, route: 'api/provisioning-tasks/{taskId}' },
  createServiceRequest: { ...seeingClients, methods: post, route: 'api/customers/{customerId}/service-requests' },
  listCustomerRequests: { ...seeingClients, methods: read, route: 'api/customers/{customerId}/service-requests' },
  listServiceRequests: { ...seeingClients, methods: read, route: 'api/service-requests' },
  getServiceRequest: { ...seeingClients, methods: read, route: 'api/service-requests/{requestId}' },
  updateServiceRequest: { ...seeingClients, methods: patch, route: 'api/service-requests/{requestId}' },
  addServiceNote: { ...seeingClients, methods: post, route: 'api/service-requests/{requestId}/notes' },
  listDelegations: { ...seeingClients, methods: read, route: 'api/delegations' },
  endDelegation: { ...administering, methods: remove, route: 'api/customers/{customerId}/delegation' },

  openLink: { ...link, methods: read, route: 'o/{code}' },
  declineOffer: { ...link, methods: post, route: 'o/{code}/refusal' },
  requestFreshLink: { ...link, methods: post, route: 'o/{code}/fresh-link-requests' },
  redeemOffer: { ...link, methods: post, route: 'o/{code}/redemptions' },
  acceptDelegation: { ...link, methods: post, route: 'o/{code}/delegation' },
  showRedemption: { ...link, methods: read, route: 'o/{code}/redemptions/{redemptionId}' },
  confirmRedemption: { ...link, methods: post, route: 'o/{code}/redemptions/{redemptionId}/confirmation' },
  resendCode: { ...link, methods: post, route: 'o/{code}/redemptions/{redemptionId}/code-resends' },

  claimAdministrator: {
    ...link,
    methods: post,
    route: 'o/{code}/redemptions/{redemptionId}/administrator-claims',
  },
  confirmClaim: {
    ...link,
    methods: post,
    route: 'o/{code}/redemptions/{redemptionId}/administrator-claims/confirmation',
  },

  openAccessPage: { ...ofCustomer, methods: read, route: 'access/{token}' },
  askForAccessCode: { ...ofCustomer, methods: post, route: 'access/{token}/codes' },
  enterAccessCode: { ...ofCustomer, methods: post, route: 'access/{token}/session' },
  changeAdministrator: { ...ofCustomer, methods: post, route: 'access/{token}/administrator-changes' },
  resendAdministratorCodes: {
    ...ofCustomer,
    methods: post,
    route: 'access/{token}/administrator-changes/code-resends',
  },
  confirmAdministrator: {
    ...ofCustomer,
    methods: post,
    route: 'access/{token}/administrator-changes/confirmation',
  },
  stopClaim: { ...ofCustomer, methods: post, route: 'access/{token}/administrator-claim-stop' },
  endDelegationAsCustomer: { ...ofCustomer, methods: post, route: 'access/{token}/delegation-end' },
  endPartnerOfRecord: {
    ...ofCustomer,
    methods: post,
    route: 'access/{token}/subscriptions/{subscriptionId}/partner-of-record-end',
  },
  answerAsk: { ...ofCustomer, methods: post, route: 'access/{token}/asks/{askId}' },

  openStopPage: { ...ofReader, methods: read, route: 'stop/{token}' },
  stopMail: { ...ofReader, methods: post, route: 'stop/{token}' },

  openReveal: { ...ofPassword, methods: read, route: 'reveal/{token}' },
  revealPassword: { ...ofPassword, methods: post, route: 'reveal/{token}' },
  askForRevealCode: { ...ofPassword, methods: post, route: 'reveal/{token}/codes' },

  openRequestPage: { ...ofDesk, methods: read, route: 'requests/{token}' },
  askForDeskCode: { ...ofDesk, methods: post, route: 'requests/{token}/codes' },
  enterDeskCode: { ...ofDesk, methods: post, route: 'requests/{token}/session' },
  answerServiceRequest: { ...ofDesk, methods: post, route: 'requests/{token}/notes' },

  receiveDeliveryReports: { ...eventGrid, methods: post, route: 'events/mail' },
  greetEventGrid: { ...anyone, methods: ['OPTIONS'], route: 'events/mail' },

  showLogo: { ...anyone, methods: read, route: 'logos/{logo}' },

  live: { ...anyone, methods: read, route: 'health/live' },
  ready: { ...anyone, methods: read, route: 'health/ready' },
  describeApi: { ...anyone, methods: read, route: 'api/openapi.json' },
  showReference: { ...anyone, methods: read, route: 'api' },
  explainProblem: { ...anyone, methods: read, route: 'problems/{slug}' },
  preflight: { ...anyone, methods: ['OPTIONS'], route: 'api/{*path}' },
  notFound: { ...anyone, methods: all, route: '{*path}' },

  sendWrittenMail: platform,
  sendDueMail: platform,
  queueMailings: platform,
  remindOfOffers: platform,
  doubtDomains: platform,
  remindOfDelegations: platform,
  carryOutClaims: platform,
  ageSubscriptions: platform,
  carryOutErasures: platform,
  carryOutTasks: platform,
  endPasswordResets: platform,
  forgetCustomers: platform,
  remindOfRequests: platform,
  tellOfChanges: platform,
  writeDigests: platform,
  sealAudit: platform,
} as const satisfies Record<string, Access>;

export type OperationName = keyof typeof access;

const routes: ReadonlySet<string> = new Set(
  Object.values(access).flatMap((one) => ('route' in one ? [`/${one.route}`] : [])),
);

/** Whether an operation answers at this very address. */
export function isRoute(path: string): boolean {
  return routes.has(path);
}

type CalledBy<By extends Access['by']> = {
  [Name in OperationName]: (typeof access)[Name]['by'] extends By ? Name : never;
}[OperationName];

export type UserOperation = CalledBy<'user'>;

export const userOperations: readonly UserOperation[] = (Object.keys(access) as OperationName[]).filter(
  (name): name is UserOperation => access[name].by === 'user',
);

export type OperatorOperation = CalledBy<'operator'>;
export type EventGridOperation = CalledBy<'eventGrid'>;
export type LinkOperation = CalledBy<'link'>;
export type AccessOperation = CalledBy<'access'>;
export type RevealOperation = CalledBy<'reveal'>;
export type DeskOperation = CalledBy<'desk'>;
export type StopOperation = CalledBy<'stop'>;
export type OpenOperation = CalledBy<'anyone'>;

/** The functions that answer over HTTP. */
export type HttpOperationName =
  | UserOperation
  | OperatorOperation
  | EventGridOperation
  | LinkOperation
  | AccessOperation
  | RevealOperation
  | DeskOperation
  | StopOperation
  | OpenOperation;
