/** Every "no" that a caller can be told, as values. What each means over HTTP stands in `shared/http/problems.ts`. */
export type Refusal =
  | 'malformed-request'
  | 'unauthenticated'
  | 'forbidden'
  | 'partner-suspended'
  | 'not-found'
  | 'link-unknown'
  | 'request-in-progress'
  | 'product-unavailable'
  | 'quantity-out-of-range'
  | 'profile-incomplete'
  | 'state-conflict'
  | 'trial-already-used'
  | 'product-already-owned'
  | 'product-key-malformed'
  | 'product-key-unknown'
  | 'product-key-used'
  | 'product-key-expired'
  | 'offer-expired'
  | 'offer-revoked'
  | 'offer-exhausted'
  | 'offer-replaced'
  | 'offer-unavailable'
  | 'password-gone'
  | 'confirmation-code-wrong'
  | 'confirmation-code-expired'
  | 'too-many-attempts'
  | 'stale'
  | 'payload-too-large'
  | 'unsupported-media-type'
  | 'invalid-request'
  | 'idempotency-key-reused'
  | 'precondition-required'
  | 'unavailable';

/** One thing that is wrong with a request's body or query: a JSON pointer and what to do about it. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** A refusal with what the caller needs to act on it. */
export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  /** What was the matter with the access token, where one is asked for. */
  readonly accessToken?: 'missing' | 'invalid';
}

export type Result<T> = { readonly ok: true; readonly value: T } | Refused;

/** A decision that went through. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** A decision that did not. */
export function refuse(refusal: Refusal, more: Omit<Refused, 'ok' | 'refusal'> = {}): Refused {
  return { ok: false, refusal, ...more };
}

/** A refusal of input that names the fields at fault. */
export function refuseFields(...errors: readonly FieldError[]): Refused {
  return { ok: false, refusal: 'invalid-request', errors };
}
