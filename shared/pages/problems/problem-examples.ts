/** One example of each kind of problem: what was sent, and what Kesher answered. The tests send them all. */
import type { FieldError, Refusal } from '../../domain/refusal';

export interface ProblemExample {
  /** Method and address; what stands in braces is the caller's own. */
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text where it is no JSON. */
  readonly body?: string | Readonly<Record<string, unknown>>;
  /** What the answer says, where it says more than to do what is always to be done. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly answerHeaders?: Readonly<Record<string, string>>;
}

const Authorization = 'Bearer …';
const user = { headers: { Authorization } };
const asJson = { headers: { Accept: 'application/json' } };
const contact = { name: 'Gil Adar', email: 'gil@adatum.example' };
const adatum = { companyName: 'Adatum', primaryDomain: 'adatum.example', country: 'IL', contact };
const opened = { request: 'GET /o/{code}', ...asJson };
const confirming = { request: 'POST /o/{code}/redemptions/{redemptionId}/confirmation', ...asJson };

export const problemExamples: Readonly<Record<Refusal, ProblemExample>> = {
  'malformed-request': {
    request: 'POST /api/trial-invitations',
    ...user,
    body: '{"usageLocation":"IL","productId":',
    detail: 'The body must be well-formed JSON.',
  },
  unauthenticated: { request: 'GET /api/overview', answerHeaders: { 'WWW-Authenticate': 'Bearer' } },
  forbidden: {
    request: 'GET /api/customers',
    ...user,
    detail: 'You have no access to the companies you support (supportedCompanies is none).',
  },
  'partner-suspended': { request: 'GET /api/overview', ...user },
  'not-found': { request: 'GET /api/offers/no-such-offer', ...user },
  'link-unknown': { request: 'GET /o/no-such-link', ...asJson },
  'request-in-progress': {
    request: 'DELETE /api/password-resets/{resetId}',
    headers: { Authorization, 'If-Match': '*' },
  },
  'profile-incomplete': {
    request: 'POST /api/offers/{offerId}/emails',
    ...user,
    body: { recipients: [{ email: 'dana@contoso.example' }] },
  },
  'state-conflict': {
    request: 'PATCH /api/users/{userId}',
    headers: { Authorization, 'If-Match': '*' },
    body: { companyRole: 'none' },
    detail: 'This is the last global administrator of your company: make somebody else one first.',
  },
  'trial-already-used': { ...confirming, body: { confirmationCode: '{confirmationCode}' } },
  'product-already-owned': {
    request: 'POST /api/customers/{customerId}/subscriptions/{subscriptionId}/conversion',
    ...user,
    body: {},
    detail: 'Only a trial can be turned into an offer; this is bought.',
  },
  'product-key-malformed': {
    request: 'POST /api/product-keys/search',
    ...user,
    body: { key: 'XK5PM-9QRT2-H7WBV-N4DJC' },
    detail: 'A product key has 25 letters and digits; this has 20.',
  },
  'product-key-unknown': {
    request: 'POST /api/product-keys/search',
    ...user,
    body: { key: 'XK5PM-9QRT2-H7WBV-N4DJC-3FYG8' },
    detail:
      'Your company has not loaded it. Compare it with the original. Easily taken for each other: character 3 (5 or S), 14 (8 or B), 25 (8 or B).',
  },
  'product-key-used': {
    request: 'POST /api/product-keys/preview',
    ...user,
    body: { keys: ['EOXGI-EPS3T-2VAKV-ZAIS7-02AO3'], customer: adatum },
    detail: 'The key that ends in 02AO3 was used on 2026-11-22. A key is used once; take another one.',
    errors: [
      {
        pointer: '/keys/0',
        detail: 'The key that ends in 02AO3 was used on 2026-11-22. A key is used once; take another one.',
      },
    ],
  },
  'product-key-expired': {
    request: 'POST /api/product-keys/preview',
    ...user,
    body: { keys: ['5UQ4N-86X9P-97IXO-4R2W6-M6IQV'], customer: adatum },
    detail:
      'The key that ends in M6IQV could be used until 2026-11-22. Take another one, or ask whoever sold it for a replacement.',
    errors: [
      {
        pointer: '/keys/0',
        detail:
          'The key that ends in M6IQV could be used until 2026-11-22. Take another one, or ask whoever sold it for a replacement.',
      },
    ],
  },
  'offer-expired': opened,
  'offer-revoked': opened,
  'offer-exhausted': opened,
  'offer-replaced': opened,
  'offer-unavailable': opened,
  'password-gone': {
    request: 'GET /reveal/{token}',
    ...asJson,
    detail: 'This link shows no password any more: it was shown already.',
  },
  'confirmation-code-wrong': { ...confirming, body: { confirmationCode: '000000' } },
  'confirmation-code-expired': { ...confirming, body: { confirmationCode: '{confirmationCode}' } },
  'too-many-attempts': {
    request: 'POST /o/{code}/redemptions/{redemptionId}/code-resends',
    ...asJson,
    detail: 'A code was mailed less than a minute ago.',
    answerHeaders: { 'Retry-After': '60' },
  },
  stale: {
    request: 'PATCH /api/customers/{customerId}',
    headers: { Authorization, 'If-Match': '"1"' },
    body: { tags: ['Retail'] },
  },
  'payload-too-large': {
    request: 'POST /api/trial-invitations',
    headers: { Authorization, 'Content-Length': '70000' },
    body: '{"usageLocation":"IL","productId":"microsoft-365-business-premium-trial","introduction":"…"}',
    detail: 'At most 64 KB are accepted.',
  },
  'unsupported-media-type': {
    request: 'POST /api/trial-invitations',
    headers: { Authorization, 'Content-Type': 'text/plain' },
    body: 'usageLocation=IL',
    detail: 'Send the body as application/json.',
  },
  'invalid-request': {
    request: 'POST /api/trial-invitations',
    ...user,
    body: { usageLocation: 'IL', productId: 'microsoft-365-business-premium-trial', language: 'fr' },
    errors: [{ pointer: '/language', detail: 'Must be he, en or zh-CN.' }],
  },
  'product-unavailable': {
    request: 'POST /api/trial-invitations',
    ...user,
    body: { usageLocation: 'IL', productId: 'no-such-product' },
    errors: [
      {
        pointer: '/productId',
        detail: 'Must be a trial that is offered in IL (see GET /api/products?usageLocation=IL&kind=trial).',
      },
    ],
  },
  'quantity-out-of-range': {
    request: 'POST /api/purchase-offers',
    ...user,
    body: { usageLocation: 'IL', lines: [{ productId: 'microsoft-365-business-premium', quantity: 5000 }] },
    errors: [{ pointer: '/lines/0/quantity', detail: 'Must be from 1 to 300.' }],
  },
  'idempotency-key-reused': {
    request: 'POST /api/trial-invitations',
    headers: { Authorization, 'Idempotency-Key': 'order-4711' },
    body: { usageLocation: 'IL', productId: 'microsoft-365-business-premium-trial', validForDays: 7 },
  },
  'precondition-required': {
    request: 'PATCH /api/customers/{customerId}',
    ...user,
    body: { tags: ['Retail'] },
  },
  unavailable: { request: 'GET /api/overview', ...user, answerHeaders: { 'Retry-After': '5' } },
};
