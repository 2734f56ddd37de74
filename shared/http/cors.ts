/** Lets browsers of a portal elsewhere call the API: exact origins only. */
import type { Settings } from '../ports';
import type { IncomingRequest } from './request';

/** The headers for this origin, none for any other. */
export function corsHeaders(request: Pick<IncomingRequest, 'headers'>, settings: Settings): Record<string, string> {
  if (settings.portalOrigins.length === 0) return {};
  const origin = request.headers.get('origin');
  if (origin === null || !settings.portalOrigins.includes(origin)) return { Vary: 'Origin' };
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': 'Content-Disposition, ETag, Location, Retry-After',
    Vary: 'Origin',
  };
}

/** What a preflight is told. */
export const preflightHeaders = {
  'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, If-Match, Idempotency-Key, traceparent',
  'Access-Control-Max-Age': '600',
};
