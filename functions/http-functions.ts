/** The HTTP functions as the platform registers them. Each operation's code is loaded when it is first called: a cold start pays only for what is used. */
import type { HttpMethod } from '@azure/functions';
import { access, type HttpOperationName } from '../shared/http/access';
import type { Answering, Handler, Takes } from '../shared/http/answering';
import type { Ports } from '../shared/ports';

type Load = () => Promise<(ports: Ports) => Handler>;

const operations: Record<HttpOperationName, Load> = {
  listPartners: async () => (await import('./partners/list-partners')).listPartners,
  getPartner: async () => (await import('./partners/get-partner')).getPartner,
  putPartner: async () => (await import('./partners/put-partner')).putPartner,
  listOperatorNotifications: async () =>
    (await import('./activity/list-operator-notifications')).listOperatorNotifications,
  getOverview: async () => (await import('./company/get-overview')).getOverview,
  getCompany: async () => (await import('./company/get-company')).getCompany,
  updateCompany: async () => (await import('./company/update-company')).updateCompany,
  listUsers: async () => (await import('./users/list-users')).listUsers,
  createUser: async () => (await import('./users/create-user')).createUser,
  getUser: async () => (await import('./users/get-user')).getUser,
  updateUser: async () => (await import('./users/update-user')).updateUser,
  deleteUser: async () => (await import('./users/delete-user')).deleteUser,
  getUserRights: async () => (await import('./users/get-user-rights')).getUserRights,
  getPermissions: async () => (await import('./users/get-permissions')).getPermissions,
  showLogo: async () => (await import('./company/show-logo')).showLogo,
  listNotifications: async () => (await import('./activity/list-notifications')).listNotifications,
  getNotificationPreferences: async () =>
    (await import('./activity/get-notification-preferences')).getNotificationPreferences,
  putNotificationPreferences: async () =>
    (await import('./activity/put-notification-preferences')).putNotificationPreferences,
  markNotificationsRead: async () => (await import('./activity/mark-notifications-read')).markNotificationsRead,
  listAudit: async () => (await import('./activity/list-audit')).listAudit,
  verifyAudit: async () => (await import('./activity/verify-audit')).verifyAudit,
  listMails: async () => (await import('./mail/list-mails')).listMails,
  listSuppressions: async () => (await import('./mail/list-suppressions')).listSuppressions,
  deleteSuppression: async () => (await import('./mail/delete-suppression')).deleteSuppression,
  receiveDeliveryReports: async () => (await import('./mail/receive-delivery-reports')).receiveDeliveryReports,
  greetEventGrid: async () => (await import('./mail/greet-event-grid')).greetEventGrid,
  retryMail: async () => (await import('./mail/retry-mail')).retryMail,
  listProducts: async () => (await import('./offers/list-products')).listProducts,
  createTrialInvitation: async () => (await import('./offers/create-trial-invitation')).createTrialInvitation,
  createPurchaseOffer: async () => (await import('./offers/create-purchase-offer')).createPurchaseOffer,
  createDelegationOffer: async () => (await import('./offers/create-delegation-offer')).createDelegationOffer,
  listOffers: async () => (await import('./offers/list-offers')).listOffers,
  getOffer: async () => (await import('./offers/get-offer')).getOffer,
  revokeOffer: async () => (await import('./offers/revoke-offer')).revokeOffer,
  rotateLink: async () => (await import('./offers/rotate-link')).rotateLink,
  copyOffer: async () => (await import('./offers/copy-offer')).copyOffer,
  sendOffer: async () => (await import('./offers/send-offer')).sendOffer,
  listOfferEmails: async () => (await import('./offers/list-offer-emails')).listOfferEmails,
  resendOfferEmail: async () => (await import('./offers/resend-offer-email')).resendOfferEmail,
  stopOfferEmail: async () => (await import('./offers/stop-offer-email')).stopOfferEmail,
  listRedemptions: async () => (await import('./offers/list-redemptions')).listRedemptions,
  loadProductKeys: async () => (await import('./product-keys/load-product-keys')).loadProductKeys,
  listProductKeys: async () => (await import('./product-keys/list-product-keys')).listProductKeys,
  searchProductKey: async () => (await import('./product-keys/search-product-key')).searchProductKey,
  withdrawProductKey: async () => (await import('./product-keys/withdraw-product-key')).withdrawProductKey,
  previewProductKeys: async () => (await import('./product-keys/preview-product-keys')).previewProductKeys,
  applyProductKeys: async () => (await import('./product-keys/apply-product-keys')).applyProductKeys,
  listCustomers: async () => (await import('./customers/list-customers')).listCustomers,
  updateCustomer: async () => (await import('./customers/update-customer')).updateCustomer,
  getCustomer: async () => (await import('./customers/get-customer')).getCustomer,
  exportCustomer: async () => (await import('./customers/export-customer')).exportCustomer,
  eraseCustomer: async () => (await import('./customers/erase-customer')).eraseCustomer,
  listConsents: async () => (await import('./customers/list-consents')).listConsents,
  listSubscriptions: async () => (await import('./customers/list-subscriptions')).listSubscriptions,
  getSubscription: async () => (await import('./customers/get-subscription')).getSubscription,
  updateSubscription: async () => (await import('./customers/update-subscription')).updateSubscription,
  convertTrial: async () => (await import('./customers/convert-trial')).convertTrial,
  listCustomerUsers: async () => (await import('./customers/list-customer-users')).listCustomerUsers,
  resetPassword: async () => (await import('./passwords/reset-password')).resetPassword,
  listPasswordResets: async () => (await import('./passwords/list-password-resets')).listPasswordResets,
  getPasswordReset: async () => (await import('./passwords/get-password-reset')).getPasswordReset,
  withdrawPasswordReset: async () => (await import('./passwords/withdraw-password-reset')).withdrawPasswordReset,
  approvePasswordReset: async () => (await import('./passwords/approve-password-reset')).approvePasswordReset,
  listProvisioningTasks: async () => (await import('./provisioning/list-provisioning-tasks')).listProvisioningTasks,
  getProvisioningTask: async () => (await import('./provisioning/get-provisioning-task')).getProvisioningTask,
  updateProvisioningTask: async () => (await import('./provisioning/update-provisioning-task')).updateProvisioningTask,
  createServiceRequest: async () => (await import('./service-requests/create-service-request')).createServiceRequest,
  listCustomerRequests: async () => (await import('./service-requests/list-customer-requests')).listCustomerRequests,
  listServiceRequests: async () => (await import('./service-requests/list-service-requests')).listServiceRequests,
  getServiceRequest: async () => (await import('./service-requests/get-service-request')).getServiceRequest,
  updateServiceRequest: async () => (await import('./service-requests/update-service-request')).updateServiceRequest,
  addServiceNote: async () => (await import('./service-requests/add-service-note')).addServiceNote,
  listDelegations: async () => (await import('./customers/list-delegations')).listDelegations,
  endDelegation: async () => (await import('./customers/end-delegation')).endDelegation,
  openLink: async () => (await import('./links/open-link')).openLink,
  declineOffer: async () => (await import('./links/decline-offer')).declineOffer,
  requestFreshLink: async () => (await import('./links/request-fresh-link')).requestFreshLink,
  redeemOffer: async () => (await import('./links/redeem-offer')).redeemOffer,
  acceptDelegation: async () => (await import('./links/accept-delegation')).acceptDelegation,
  showRedemption: async () => (await import('./links/show-redemption')).showRedemption,
  confirmRedemption: async () => (await import('./links/confirm-redemption')).confirmRedemption,
  resendCode: async () => (await import('./links/resend-code')).resendCode,
  claimAdministrator: async () => (await import('./links/claim-administrator')).claimAdministrator,
  confirmClaim: async () => (await import('./links/confirm-claim')).confirmClaim,
  openAccessPage: async () => (await import('./access/open-access-page')).openAccessPage,
  askForAccessCode: async () => (await import('./access/ask-for-access-code')).askForAccessCode,
  enterAccessCode: async () => (await import('./access/enter-access-code')).enterAccessCode,
  changeAdministrator: async () => (await import('./access/change-administrator')).changeAdministrator,
  resendAdministratorCodes: async () => (await import('./access/resend-administrator-codes')).resendAdministratorCodes,
  confirmAdministrator: async () => (await import('./access/confirm-administrator')).confirmAdministrator,
  stopClaim: async () => (await import('./access/stop-claim')).stopClaim,
  endDelegationAsCustomer: async () => (await import('./access/end-delegation-as-customer')).endDelegationAsCustomer,
  endPartnerOfRecord: async () => (await import('./access/end-partner-of-record')).endPartnerOfRecord,
  answerAsk: async () => (await import('./access/answer-ask')).answerAsk,
  openStopPage: async () => (await import('./mail/open-stop-page')).openStopPage,
  stopMail: async () => (await import('./mail/stop-mail')).stopMail,
  openReveal: async () => (await import('./reveal/open-reveal')).openReveal,
  revealPassword: async () => (await import('./reveal/reveal-password')).revealPassword,
  askForRevealCode: async () => (await import('./reveal/ask-for-reveal-code')).askForRevealCode,
  openRequestPage: async () => (await import('./desk/open-request-page')).openRequestPage,
  askForDeskCode: async () => (await import('./desk/ask-for-desk-code')).askForDeskCode,
  enterDeskCode: async () => (await import('./desk/enter-desk-code')).enterDeskCode,
  answerServiceRequest: async () => (await import('./desk/answer-service-request')).answerServiceRequest,
  live: async () => (await import('./api/live')).live,
  ready: async () => (await import('./api/ready')).ready,
  describeApi: async () => (await import('./api/describe-api')).describeApi,
  showReference: async () => (await import('./api/show-reference')).showReference,
  explainProblem: async () => (await import('./api/explain-problem')).explainProblem,
  preflight: async () => (await import('./api/preflight')).preflight,
  notFound: async () => (await import('./api/not-found')).notFound,
};

/** An HTTP function: where it is reached, and what answers. */
export interface HttpFunction {
  readonly name: HttpOperationName;
  readonly methods: HttpMethod[];
  readonly route: string;
  readonly authLevel: 'anonymous';
  readonly handler: Answering;
}

/** What the operations take, each by its schemas: for the API's document alone, as it loads them all. */
export async function takenByOperations(ports: Ports): Promise<Readonly<Record<HttpOperationName, Takes>>> {
  const taken = names.map(async (name) => [name, (await operations[name]())(ports).takes] as const);
  return Object.fromEntries(await Promise.all(taken)) as Record<HttpOperationName, Takes>;
}

/** Every HTTP function of the access table; `ports` are asked for when the first call comes. */
export function httpFunctions(ports: () => Promise<Ports>): readonly HttpFunction[] {
  return names.map((name) => {
    let loading: Promise<Handler> | undefined;
    let loaded: Handler | undefined;
    const load = async (): Promise<Handler> => {
      try {
        const [operation, wired] = await Promise.all([operations[name](), ports()]);
        return (loaded = operation(wired));
      } catch (error) {
        // The next call tries again.
        loading = undefined;
        throw error;
      }
    };
    const { methods, route } = access[name];
    return {
      name,
      methods: [...methods],
      route,
      authLevel: 'anonymous',
      handler: async (request, context) => (loaded ?? (await (loading ??= load())))(request, context),
    };
  });
}

const isName = (name: string): name is HttpOperationName => Object.hasOwn(operations, name);
const names = Object.keys(operations).filter(isName);
