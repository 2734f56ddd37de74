/** What each refusal is over HTTP: its status, its title, and what the caller can do. */
import type { Refusal, Refused } from '../domain/refusal';
import type { HttpAnswer } from './http-answer';
import { apiHeaders } from './security-headers';

interface Problem {
  readonly status: number;
  readonly title: string;
  readonly advice: string;
}

export const problems = {
  'malformed-request': {
    status: 400,
    title: 'The request cannot be read',
    advice: 'Send well-formed JSON in UTF-8 and well-formed headers.',
  },
  unauthenticated: {
    status: 401,
    title: 'A valid access token is needed',
    advice: 'Send Authorization: Bearer with a token for this API that has not expired.',
  },
  forbidden: {
    status: 403,
    title: 'You may not do this',
    advice:
      'The detail says which switch or authorisation is missing. An administrator of your company can grant the switch.',
  },
  'partner-suspended': {
    status: 403,
    title: 'Your company is suspended',
    advice: 'Ask the operator of this service to reinstate it.',
  },
  'not-found': { status: 404, title: 'There is nothing here', advice: 'Check the address.' },
  'link-unknown': {
    status: 404,
    title: 'This link was not issued here',
    advice: 'Check that the whole link was copied, or ask whoever sent it for a new one.',
  },
  'request-in-progress': {
    status: 409,
    title: 'The same request is being worked on',
    advice: 'Wait a moment and repeat it.',
  },
  'profile-incomplete': {
    status: 409,
    title: 'The company profile is incomplete',
    advice:
      'Add a phone number and an e-mail address to the company profile first, and its postal address for an advertisement.',
  },
  'state-conflict': {
    status: 409,
    title: 'This does not fit the present state',
    advice: 'Read the resource again; the detail says what stands in the way.',
  },
  'trial-already-used': {
    status: 409,
    title: 'This trial was used already',
    advice: 'Each customer can try a product once. Ask the partner for a purchase offer.',
  },
  'product-already-owned': {
    status: 409,
    title: 'The customer has this product already',
    advice: 'Change the subscription that there is.',
  },
  'product-key-malformed': {
    status: 422,
    title: 'This is no product key',
    advice:
      'A product key has 25 letters and digits. Compare it with the original; the detail says which character it is.',
  },
  'product-key-unknown': {
    status: 404,
    title: 'This product key is not loaded here',
    advice: 'Compare it with the original, or load it first.',
  },
  'product-key-used': {
    status: 409,
    title: 'This product key is used already',
    advice: 'A key is used once. Take another one; the list of product keys says where this one went.',
  },
  'product-key-expired': {
    status: 410,
    title: 'This product key has expired',
    advice: 'Take another key, or ask whoever sold it for a replacement.',
  },
  'offer-expired': { status: 410, title: 'This offer has expired', advice: 'Ask the partner for a new one.' },
  'offer-revoked': { status: 410, title: 'This offer was withdrawn', advice: 'Ask the partner for a new one.' },
  'offer-exhausted': { status: 410, title: 'This offer is used up', advice: 'Ask the partner for a new one.' },
  'offer-replaced': { status: 410, title: 'This link was replaced', advice: 'Use the newer link from the partner.' },
  'offer-unavailable': { status: 410, title: 'This offer is not available', advice: 'Ask the partner.' },
  'password-gone': {
    status: 410,
    title: 'This link shows no password any more',
    advice: 'Ask the partner for another one.',
  },
  'confirmation-code-expired': {
    status: 410,
    title: 'This code has expired',
    advice: 'Ask for a new code; each lives ten minutes.',
  },
  stale: {
    status: 412,
    title: 'Somebody changed it meanwhile',
    advice: 'Read it again and repeat the change with the new ETag in If-Match.',
  },
  'payload-too-large': {
    status: 413,
    title: 'The request is too large',
    advice: 'The detail says how much is accepted.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'This content type is not accepted',
    advice: 'Send application/json.',
  },
  'invalid-request': { status: 422, title: 'Some of the input is not valid', advice: 'Each error names its field.' },
  'product-unavailable': {
    status: 422,
    title: 'This product is not available',
    advice: 'GET /api/products lists what can be offered where, and what add-ons need.',
  },
  'quantity-out-of-range': {
    status: 422,
    title: 'This licence count is not available',
    advice: 'Stay within the minimum and maximum of the product.',
  },
  'confirmation-code-wrong': {
    status: 422,
    title: 'This code is not right',
    advice: 'Check the newest mail. Each code can be tried five times.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'This Idempotency-Key belongs to another request',
    advice: 'Use a new key for a new request.',
  },
  'precondition-required': {
    status: 428,
    title: 'If-Match is needed',
    advice: 'Read the resource and send its ETag in If-Match.',
  },
  'too-many-attempts': {
    status: 429,
    title: 'Too many attempts',
    advice: 'Wait as long as Retry-After says; where it is not there, ask for a new code.',
  },
  unavailable: { status: 503, title: 'The service is busy', advice: 'Repeat the request after Retry-After.' },
} as const satisfies Record<Refusal, Problem>;

/** Whether this is the slug of a refusal. */
export function isRefusal(slug: string): slug is Refusal {
  return Object.hasOwn(problems, slug);
}

/** The whole problem document of a refusal. */
export function problemOf(refused: Refused, traceId: string) {
  const { status, title, advice } = problems[refused.refusal];
  return {
    type: `/problems/${refused.refusal}`,
    title,
    status,
    detail: refused.detail ?? advice,
    traceId,
    ...(refused.errors ? { errors: refused.errors } : {}),
  };
}

/** RFC 6750: whoever sent no token is told no error. */
const challenges = { missing: 'Bearer', invalid: 'Bearer error="invalid_token"' } as const;

/** The headers that go with a refusal whatever its form. */
export function refusalHeaders(refused: Refused): Record<string, string> {
  const wait = refused.retryAfterSeconds ?? (refused.refusal === 'unavailable' ? 5 : undefined);
  return {
    ...(wait === undefined ? {} : { 'Retry-After': String(wait) }),
    ...(refused.accessToken === undefined ? {} : { 'WWW-Authenticate': challenges[refused.accessToken] }),
  };
}

/** Answers with a problem document. */
export function problemResponse(refused: Refused, traceId: string): HttpAnswer {
  const problem = problemOf(refused, traceId);
  return {
    status: problem.status,
    headers: { ...apiHeaders, ...refusalHeaders(refused), 'Content-Type': 'application/problem+json' },
    body: JSON.stringify(problem),
  };
}
