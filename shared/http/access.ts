/** Which operation needs what. An operation that is not in this table cannot be registered. */
import type { Needs } from '../domain/user';

/** Who may call: a user of a partner with what they need, the operator, whoever holds a link, anyone, or the platform itself. */
export type Access =
  | { readonly by: 'user'; readonly needs: Needs }
  | { readonly by: 'operator' }
  | { readonly by: 'link' }
  | { readonly by: 'anyone' }
  | { readonly by: 'platform' };

const anyUser = { by: 'user', needs: {} } as const;
const operator = { by: 'operator' } as const;
const link = { by: 'link' } as const;
const anyone = { by: 'anyone' } as const;
const platform = { by: 'platform' } as const;
const globalAdministrator = { by: 'user', needs: { companyRole: 'globalAdministrator' } } as const;
const supporting = { by: 'user', needs: { supportedCompanies: 'limited' } } as const;
const inviting = {
  by: 'user',
  needs: { supportedCompanies: 'limited', authorizations: ['subscriptionAdvisor'] },
} as const;
const seeingClients = {
  by: 'user',
  needs: { supportedCompanies: 'limited', authorizations: ['delegatedAdministration', 'serviceProvider'] },
} as const;

export const access = {
  listPartners: operator,
  getPartner: operator,
  putPartner: operator,
  getOverview: anyUser,
  getCompany: anyUser,
  updateCompany: globalAdministrator,
  listProducts: anyUser,
  listNotifications: anyUser,
  listAudit: globalAdministrator,
  listMails: supporting,
  retryMail: supporting,
  createTrialInvitation: inviting,
  listOffers: anyUser,
  getOffer: anyUser,
  listRedemptions: supporting,
  listCustomers: seeingClients,
  getCustomer: seeingClients,
  listSubscriptions: seeingClients,
  openLink: link,
  redeemOffer: link,
  showRedemption: link,
  confirmRedemption: link,
  resendCode: link,
  sendWrittenMail: platform,
  sendDueMail: platform,
  live: anyone,
  ready: anyone,
  explainProblem: anyone,
  preflight: anyone,
  notFound: anyone,
} as const satisfies Record<string, Access>;

export type OperationName = keyof typeof access;

/** The operations that users of a partner call, by what they need. */
export type UserOperation = {
  [Name in OperationName]: (typeof access)[Name]['by'] extends 'user' ? Name : never;
}[OperationName];

/** The operations that the operator calls. */
export type OperatorOperation = {
  [Name in OperationName]: (typeof access)[Name]['by'] extends 'operator' ? Name : never;
}[OperationName];

/** The operations that anybody may call. */
export type OpenOperation = {
  [Name in OperationName]: (typeof access)[Name]['by'] extends 'anyone' ? Name : never;
}[OperationName];
