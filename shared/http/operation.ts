/** What all operations of the API have in common: who may call, what is read, how refusals are answered. */
import type * as z from 'zod';
import { limits } from '../catalogue/limits';
import type { Actor } from '../domain/activity/audit';
import { partnerKey, Partner } from '../domain/partners/partner';
import { deactivatedDetail, lacks, sightOf, User, userKey } from '../domain/partners/user';
import { refuse, type Refused, type Result } from '../domain/refusal';
import type { Sight } from '../domain/visibility';
import { eventGridRole } from '../identity/token-kinds';
import type { Ports, Stored, TokenIdentity } from '../ports';
import {
  access,
  type EventGridOperation,
  type OperationName,
  type OpenOperation,
  type OperatorOperation,
  type UserOperation,
} from './access';
import { answered, orUnavailable, type Answering, type Handler, type Takes } from './answering';
import { authenticate, authenticatePerson } from './bearer-token';
import { corsHeaders } from './cors';
import { isHangUp } from './hang-ups';
import type { HttpAnswer } from './http-answer';
import { idempotencyKeyOf } from './idempotency';
import { etagOf } from './preconditions';
import { problemResponse } from './problems';
import { check, readJson, type IncomingRequest } from './request';
import { endUnread } from './request-body';
import { apiHeaders, imageHeaders, pageHeaders } from './security-headers';
import { logCrash, logOutage } from './trace';

/** A good answer. `revision` becomes the ETag. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly revision?: number;
  readonly location?: string;
  /** A page instead of JSON. */
  readonly html?: { readonly text: string; readonly contentSecurityPolicy: string };
  /** A file to be saved instead of JSON, made piece by piece while it is sent. */
  readonly download?: {
    readonly contentType: string;
    readonly contentDisposition: string;
    readonly pieces: () => AsyncIterable<Uint8Array>;
  };
  /** An image that never changes, instead of JSON. */
  readonly image?: { readonly mediaType: string; readonly bytes: Uint8Array };
  readonly headers?: Readonly<Record<string, string>>;
}

/** A good answer with a body, and with the revision of what it shows. */
export function reply(status: number, body: unknown, more: Pick<Reply, 'revision' | 'location'> = {}): Reply {
  return { status, body, ...more };
}

/** What an operation is called with. */
export interface Call<Query, Body> {
  readonly request: IncomingRequest;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly idempotencyKey: string | undefined;
  readonly traceId: string;
  readonly now: Date;
}

/** The user who calls, and their partner. */
export interface Caller {
  readonly partnerId: string;
  readonly partner: Stored<Partner>;
  readonly user: User;
  readonly sight: Sight;
  readonly actor: Actor;
}

/** Writes a line to the log that says what happened, without personal data. */
type LogLine = (line: { readonly event: string; readonly [fact: string]: string }) => void;

interface Spec<Query, Body> {
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  readonly bodyBytes?: number;
  /** A request without a body says the same as an empty object. */
  readonly bodyOptional?: boolean;
  /** Reads a body that may be more than JSON into what its JSON would be. */
  readonly readBody?: (request: IncomingRequest, limit: number) => Promise<Result<unknown>>;
}

export type ApiPorts = Pick<Ports, 'partners' | 'clock' | 'tokens' | 'settings'>;

/** An operation for users of a partner: what it needs stands in the access table under its name. */
export function userOperation<Query = undefined, Body = undefined>(
  name: UserOperation,
  ports: ApiPorts,
  spec: Spec<Query, Body>,
  handle: (call: Call<Query, Body> & { readonly caller: Caller }) => Promise<Reply | Refused>,
): Handler {
  return apiOperation(name, ports, spec, async (request, call) => {
    const identity = await authenticatePerson(request, ports);
    if (!identity.ok) return identity;
    const caller = await identify(identity.value, ports);
    if (!caller.ok) return caller;
    const missing = lacks(access[name].needs, caller.value.user, caller.value.partner.document);
    if (missing) return missing;
    const input = await readInput(request, spec);
    if (!input.ok) return input;
    const stranger = isSafe(request) ? undefined : await markActing(caller.value, ports);
    return stranger ?? handle({ ...call, ...input.value, caller: caller.value });
  });
}

function isSafe({ method }: IncomingRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Before a user's first change is made, that they make one is written down: whoever may be named by what they did is not removed any more. */
async function markActing({ partnerId, user }: Caller, { partners }: ApiPorts): Promise<Refused | undefined> {
  if (!user.removable) return undefined;
  const ref = { partition: partnerId, id: user.id };
  const unmarked = [{ field: 'removable', equals: true }] as const;
  const marked = await partners.patch(User, ref, { set: { removable: false } }, unmarked);
  return marked === 'missing' ? noUserHere : undefined;
}

/** An operation for the operator of the deployment: a person, or an application that works for them. */
export function operatorOperation<Query = undefined, Body = undefined>(
  name: OperatorOperation,
  ports: ApiPorts,
  spec: Spec<Query, Body>,
  handle: (call: Call<Query, Body> & { readonly actor: Actor }) => Promise<Reply | Refused>,
): Handler {
  return apiOperation(name, ports, spec, async (request, call) => {
    const identity = await inRole('Operator', request, ports);
    if (!identity.ok) return identity;
    const { userId } = identity.value;
    const input = await readInput(request, spec);
    return input.ok ? handle({ ...call, ...input.value, actor: { kind: 'operator', userId } }) : input;
  });
}

/** An operation for Event Grid, which delivers with a token in the role that Microsoft has reserved for that. */
export function eventGridOperation(
  name: EventGridOperation,
  ports: ApiPorts,
  handle: (
    call: Pick<Call<undefined, undefined>, 'request' | 'traceId' | 'now'> & { readonly log: LogLine },
  ) => Promise<Reply | Refused>,
): Handler {
  return apiOperation(name, ports, {}, async (request, call) => {
    const identity = await inRole(eventGridRole, request, ports);
    return identity.ok ? handle(call) : identity;
  });
}

/** Whoever has the app role in the operator's tenant: any other tenant's administrator can assign the role there, so there it says nothing. */
async function inRole(role: string, request: IncomingRequest, ports: ApiPorts): Promise<Result<TokenIdentity>> {
  const identity = await authenticate(request, ports);
  if (!identity.ok) return identity;
  const { kind, tenantId, roles } = identity.value;
  const isPersonAsEventGrid = role === eventGridRole && kind === 'user';
  if (tenantId === ports.settings.operatorTenant && roles.includes(role) && !isPersonAsEventGrid) return identity;
  const whose = role === eventGridRole ? 'of an application ' : '';
  return refuse('forbidden', { detail: `This needs the app role ${role} ${whose}in the operator's tenant.` });
}

/** An operation for anybody. */
export function openOperation(
  name: OpenOperation,
  ports: ApiPorts,
  handle: (call: Pick<Call<undefined, undefined>, 'request' | 'params'>) => Promise<Reply | Refused>,
): Handler {
  return apiOperation(name, ports, {}, (_request, call) => handle(call));
}

function apiOperation(
  name: OperationName,
  ports: Pick<ApiPorts, 'clock' | 'settings'>,
  takes: Takes,
  answer: (
    request: IncomingRequest,
    call: Pick<Call<undefined, undefined>, 'request' | 'params' | 'traceId' | 'now'> & { readonly log: LogLine },
  ) => Promise<Reply | Refused>,
): Handler {
  const answering: Answering = async (request, context) => {
    const response = await answered(name, context, async (traceId) => {
      const broken = (error: unknown): void => logCrash(context, name, error);
      const log: LogLine = (line) => context.log(JSON.stringify({ ...line, traceId, operation: name }));
      const outcome = await orUnavailable(
        () => answer(request, { request, params: request.params, traceId, now: ports.clock.now(), log }),
        (error) => logOutage(context, name, error),
      );
      endUnread(request);
      return 'ok' in outcome ? problemResponse(outcome, traceId) : responseOf(outcome, request, broken);
    });
    return { ...response, headers: { ...response.headers, ...corsHeaders(request, ports.settings) } };
  };
  return Object.assign(answering, { takes });
}

const noUserHere = refuse('forbidden', {
  detail: 'You are not a user of your company here; its global administrator can add you.',
});

async function identify(identity: TokenIdentity, { partners }: ApiPorts): Promise<Result<Caller>> {
  const partnerId = identity.tenantId;
  const [partner, user] = await Promise.all([
    partners.read(Partner, { partition: partnerId, id: partnerKey }),
    partners.read(User, { partition: partnerId, id: userKey(identity.userId) }),
  ]);
  if (!partner) return refuse('forbidden', { detail: 'Your company is not a partner here; the operator can add it.' });
  if (!user) return noUserHere;
  if (user.document.status === 'deactivated') return refuse('forbidden', { detail: deactivatedDetail });
  if (partner.document.status === 'suspended') return refuse('partner-suspended');
  const { userId, name } = user.document;
  const sight = sightOf(user.document, partner.document);
  return { ok: true, value: { partnerId, partner, user: user.document, sight, actor: { kind: 'user', userId, name } } };
}

async function readInput<Query, Body>(
  request: IncomingRequest,
  spec: Spec<Query, Body>,
): Promise<Result<Pick<Call<Query, Body>, 'query' | 'body' | 'idempotencyKey'>>> {
  const bodyBytes = spec.bodyBytes ?? limits.body.standardBytes;
  const json = spec.body
    ? await (spec.readBody?.(request, bodyBytes) ?? readJson(request, bodyBytes, spec.bodyOptional))
    : undefined;
  if (json && !json.ok) return json;
  const key = idempotencyKeyOf(request);
  if (!key.ok) return key;
  const query = spec.query ? check(spec.query, Object.fromEntries(request.query)) : undefined;
  if (query && !query.ok) return query;
  const body = spec.body && json ? check(spec.body, json.value) : undefined;
  if (body && !body.ok) return body;
  return { ok: true, value: { query: query?.value as Query, body: body?.value as Body, idempotencyKey: key.value } };
}

function responseOf(
  { status, body, revision, location, html, download, image, headers }: Reply,
  request: IncomingRequest,
  broken: (error: unknown) => void,
): HttpAnswer {
  if (download) {
    const { contentType, contentDisposition, pieces } = download;
    const all = { ...apiHeaders, 'Content-Type': contentType, 'Content-Disposition': contentDisposition };
    // Where a platform collects a body before it drops it, a HEAD would make all of it.
    return request.method === 'HEAD'
      ? { status, headers: all }
      : { status, headers: all, body: watched(pieces(), broken) };
  }
  if (image) return { status, headers: imageHeaders(image.mediaType), body: image.bytes };
  if (html) return { status, headers: pageHeaders(html.contentSecurityPolicy), body: html.text };
  return {
    status,
    headers: {
      ...apiHeaders,
      ...headers,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(revision === undefined ? {} : { ETag: etagOf(revision) }),
      ...(location === undefined ? {} : { Location: location }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

/** What breaks between two pieces, unless it is the client that left, is told in the log and ends the answer as broken off, never as complete. */
async function* watched(
  pieces: AsyncIterable<Uint8Array>,
  broken: (error: unknown) => void,
): AsyncIterable<Uint8Array> {
  try {
    yield* pieces;
  } catch (error) {
    if (!isHangUp(error)) broken(error);
    throw error;
  }
}
