/** Lets browsers of a portal elsewhere call the API: exact origins only. Callers show a token, never a cookie, so no credentials are allowed. */
import type { Settings } from '../ports';
import type { IncomingRequest } from './request';

type Asking = Pick<IncomingRequest, 'headers'>;

/** What a portal reads of an answer beyond what browsers show it anyway. */
const exposed = ['Content-Disposition', 'ETag', 'Location', 'Retry-After', 'WWW-Authenticate'];

/** What a request may carry. Browsers ask for the last three only when their values are unusual. */
const sent = [
  'Authorization',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'traceparent',
  'tracestate',
  'Accept',
  'Accept-Language',
  'Content-Type',
];

/** For how long a browser need not ask again; Chromium keeps it no longer than this. */
const preflightSeconds = 7200;

/** The headers for this origin, none for any other; caches keep the two apart. */
export function corsHeaders(request: Asking, settings: Settings): Record<string, string> {
  const origin = portalOf(request, settings);
  return {
    Vary: 'Origin',
    ...(origin === undefined
      ? {}
      : { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': exposed.join(', ') }),
  };
}

/** What a portal's browser is told when it asks what it may send. */
export function preflightHeaders(request: Asking, settings: Settings): Record<string, string> {
  if (portalOf(request, settings) === undefined) return {};
  return {
    'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
    'Access-Control-Allow-Headers': sent.join(', '),
    'Access-Control-Max-Age': String(preflightSeconds),
  };
}

function portalOf({ headers }: Asking, { portalOrigins }: Settings): string | undefined {
  const origin = headers.get('origin');
  return origin !== null && portalOrigins.includes(origin) ? origin : undefined;
}
