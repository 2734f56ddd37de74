/** What the local runtime answers in place of the app: while it starts, and when nothing can be called. */
import { randomBytes } from 'node:crypto';
import type { HttpResponseInit } from '@azure/functions';
import { refuse } from '../shared/domain/refusal';
import { problemResponse } from '../shared/http/problems';
import { apiHeaders } from '../shared/http/security-headers';
import type { LocalRoute } from './host/http-functions';
import type { HostRefusal } from './host/http-host';

const traceId = (): string => randomBytes(16).toString('hex');

const refusals = {
  malformed: 'malformed-request',
  'not-found': 'not-found',
  'too-large': 'payload-too-large',
} as const;

/** The host's own refusals in the form of the app's. */
export function hostRefusal(kind: HostRefusal, status: number): HttpResponseInit {
  if (kind !== 'failed') return problemResponse(refuse(refusals[kind]), traceId());
  const problem = { type: 'about:blank', title: 'Something broke', status, traceId: traceId() };
  return {
    status,
    headers: { ...apiHeaders, 'Content-Type': 'application/problem+json' },
    body: JSON.stringify(problem),
  };
}

const notYet: LocalRoute['handler'] = () =>
  problemResponse(
    refuse('unavailable', { retryAfterSeconds: 1, detail: 'Kesher is starting on this machine.' }),
    traceId(),
  );

/** Until the app is loaded, nothing can be answered. */
export const beforeTheApp: LocalRoute = {
  name: 'starting',
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  route: '{*path}',
  handler: notYet,
};

/** Until the demo data is in, the app is not ready, whatever it says itself. */
export const beforeTheData: LocalRoute = { name: 'seeding', methods: ['GET'], route: 'health/ready', handler: notYet };
