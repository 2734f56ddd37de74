/** A repeated POST finds what the first one made: the id of what it creates is derived from its Idempotency-Key. */
import { createHash } from 'node:crypto';
import { refuse, type Result } from '../domain/refusal';
import type { Ports } from '../ports';
import { derivedId } from '../signing/derived-id';
import { randomHexId } from '../signing/random-id';
import type { IncomingRequest } from './request';

/** The request's Idempotency-Key, if it has one. */
export function idempotencyKeyOf(request: IncomingRequest): Result<string | undefined> {
  const key = request.headers.get('idempotency-key');
  if (key === null) return { ok: true, value: undefined };
  if (/^[\x21-\x7e]{1,255}$/u.test(key)) return { ok: true, value: key };
  return refuse('malformed-request', { detail: 'Idempotency-Key must have 1 to 255 visible ASCII characters.' });
}

/** What a create is told whose id is taken by something that cannot be read yet: the next attempt finds it, or makes it. */
export const notReadableYet = refuse('unavailable', { retryAfterSeconds: 1 });

/** The id of what a POST creates: the same for the same Idempotency-Key, without one another each time. */
export function idOfCreated(
  ports: Pick<Ports, 'random'>,
  partnerId: string,
  route: string,
  key: string | undefined,
): string {
  return key === undefined ? randomHexId(ports) : idOfRequest(partnerId, route, key);
}

/** 128 bits in hexadecimal, the same for the same key of the same partner and route. */
export function idOfRequest(partnerId: string, route: string, key: string): string {
  return derivedId('id', partnerId, route, key);
}

/** The same for bodies that say the same, in whatever order. */
export function fingerprintOf(body: unknown): string {
  return createHash('sha256').update(canonical(body)).digest('base64url');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
      .join()}}`;
  return JSON.stringify(value);
}
