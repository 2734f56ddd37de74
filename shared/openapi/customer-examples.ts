/** An example of each call that somebody makes by a link, of the operator's, and of those about the service. */
import type { HttpOperationName, UserOperation } from '../http/access';
import type { RequestExample } from './request-example';

const asked = {
  companyName: 'Tailspin Toys',
  primaryDomain: 'tailspin.example',
  country: 'IL',
  contact: { name: 'Tal Spin', email: 'tal@tailspin.example', phone: '+972 3 555 0199' },
  acceptTerms: true,
};
const code = { confirmationCode: '{confirmationCode}' };
const fabrikam = '8d9e6b20-51c4-4f7a-8b1e-0c7a92d5e202';
const session = { Cookie: '{cookie}' };

export const otherExamples: Readonly<Record<Exclude<HttpOperationName, UserOperation>, RequestExample>> = {
  openLink: { after: ['createTrialInvitation'] },
  redeemOffer: {
    after: ['createTrialInvitation'],
    headers: { 'Idempotency-Key': 'answer-of-tailspin' },
    body: asked,
  },
  acceptDelegation: { after: ['createDelegationOffer'], body: { ...asked, authorize: true } },
  declineOffer: { after: ['createTrialInvitation'], body: { reason: 'No need', email: 'tal@tailspin.example' } },
  requestFreshLink: { after: ['createTrialInvitation', 'revokeOffer'], body: { email: 'tal@tailspin.example' } },
  showRedemption: { after: ['redeemOffer'] },
  confirmRedemption: { after: ['redeemOffer'], body: code },
  resendCode: { after: ['redeemOffer'], body: {}, not: 'A minute has to pass after the first code.' },
  claimAdministrator: {
    body: {},
    not: 'It takes a company that is on record with an administrator other than the one who answers.',
  },
  confirmClaim: { body: code, not: 'It takes a claim, and the code that was mailed for it.' },

  openAccessPage: { after: ['confirmRedemption'] },
  askForAccessCode: { after: ['confirmRedemption'], body: {} },
  enterAccessCode: { after: ['askForAccessCode'], body: code },
  changeAdministrator: {
    after: ['enterAccessCode'],
    headers: session,
    body: { name: 'Omer Dan', email: 'omer@tailspin.example' },
  },
  resendAdministratorCodes: {
    headers: session,
    body: {},
    not: 'A minute has to pass after the first codes.',
  },
  confirmAdministrator: {
    after: ['changeAdministrator'],
    headers: session,
    body: { currentCode: '{currentCode}', newCode: '{newCode}' },
  },
  stopClaim: { headers: session, not: 'It takes a claim by somebody else at the same company.' },
  endDelegationAsCustomer: { headers: session, not: 'It takes a company that has delegated its administration.' },
  endPartnerOfRecord: { headers: session, not: 'It takes a subscription whose partner of record is the partner.' },
  answerAsk: { headers: session, body: { given: true }, not: 'It takes a question of the partner that is open.' },

  openStopPage: { after: ['sendOffer'] },
  stopMail: { after: ['sendOffer'], body: { stopped: true } },

  openReveal: { after: ['resetPassword'] },
  revealPassword: { after: ['resetPassword'], headers: { Accept: 'text/html' }, body: { sure: true } },
  askForRevealCode: { body: {}, not: 'It takes a reset whose second factor is a mailed code.' },

  openRequestPage: { after: ['createServiceRequest'] },
  askForDeskCode: { after: ['createServiceRequest'], body: {} },
  enterDeskCode: { after: ['askForDeskCode'], body: code },
  answerServiceRequest: { after: ['enterDeskCode'], headers: session, body: { text: 'Works again' } },

  listPartners: { address: '/api/partners?limit=20' },
  getPartner: { address: `/api/partners/${fabrikam}` },
  putPartner: {
    address: '/api/partners/aaaaaaaa-0000-4000-8000-0000000000c3',
    body: {
      name: 'Adventure Works',
      cloud: 'global',
      authorizations: ['subscriptionAdvisor', 'delegatedAdministration'],
      globalAdministrator: {
        userId: 'aaaaaaaa-0000-4000-8000-0000000000c4',
        name: 'Ada Works',
        email: 'ada@adventure-works.example',
      },
    },
  },
  listOperatorNotifications: {},
  receiveDeliveryReports: { not: 'Event Grid alone sends it, with a token of its own.' },
  greetEventGrid: { headers: { 'WebHook-Request-Origin': 'eventgrid.azure.net' } },
  showLogo: { not: 'It takes a partner that has a logo.' },
  live: {},
  ready: {},
  describeApi: {},
  showReference: {},
  explainProblem: { address: '/problems/stale' },
  preflight: { headers: { Origin: 'https://portal.example' }, not: 'Browsers send it by themselves.' },
  notFound: { not: 'Nothing is there.' },
};
