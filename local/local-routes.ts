/** The routes that exist on a developer's machine alone: sign-in, mailbox, clock, timers and faults. */
import type { HttpMethod, HttpResponseInit } from '@azure/functions';
import * as z from 'zod';
import { limits } from '../shared/catalogue/limits';
import { refuse, refuseFields, type Refused } from '../shared/domain/refusal';
import { TenantId, UserId } from '../shared/domain/text';
import { problemResponse } from '../shared/http/problems';
import { check, readJson } from '../shared/http/request';
import { apiHeaders } from '../shared/http/security-headers';
import { traceIdOf } from '../shared/http/trace';
import type { Clock } from '../shared/ports';
import type { LocalRoute } from './host/http-functions';
import type { LightRequest } from './host/light-request';
import type { LocalMailbox, MailboxMessage } from './mailbox';
import { mailboxPage, messageHtml, messagePage } from './mailbox-pages';
import { personaOf, personas } from './personas';
import type { TokenIssuer } from './token-issuer';

/** What the local routes act on. */
export interface LocalWorld {
  readonly clock: Clock;
  readonly mailbox: LocalMailbox;
  readonly issuer: TokenIssuer;
  /** Resolves when every timer that is due has run and its changes have been handed on. */
  readonly settle: () => Promise<void>;
  /** Puts the clock forward and settles; gives whether the duration was one. */
  readonly advance: (duration: string) => Promise<boolean>;
  /** Gives whether the timer function succeeded, or undefined when there is none of that name. */
  readonly runTimer: (functionName: string) => Promise<boolean | undefined>;
}

const PersonaRequest = z.strictObject({ persona: z.string() });
const IdentityRequest = z.strictObject({
  tid: TenantId,
  oid: UserId,
  name: z.string().max(200),
  roles: z.array(z.string().max(100)).max(50).default([]),
});
const ClockRequest = z.strictObject({ advance: z.string() });
const FaultRequest = z.strictObject({ mail: z.enum(['down', 'up'], 'Must be down or up.') });

type Outcome = HttpResponseInit | Refused;

const json = (body: unknown): HttpResponseInit => ({
  status: 200,
  headers: { ...apiHeaders, 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

/** A route whose refusals are told as problem documents, like the API's. */
export function localRoute(
  name: string,
  method: HttpMethod,
  route: string,
  answer: (request: LightRequest) => Outcome | Promise<Outcome>,
): LocalRoute {
  return {
    name,
    methods: [method],
    route,
    handler: async (request, context) => {
      const outcome = await answer(request);
      return 'refusal' in outcome ? problemResponse(outcome, traceIdOf(context)) : outcome;
    },
  };
}

async function bodyOf<T>(request: LightRequest, schema: z.ZodType<T>) {
  const body = await readJson(request, limits.body.standardBytes);
  return body.ok ? check(schema, body.value) : body;
}

async function identityOf(request: LightRequest) {
  const body = await readJson(request, limits.body.standardBytes);
  if (!body.ok) return body;
  const isPersona = typeof body.value === 'object' && body.value !== null && 'persona' in body.value;
  if (!isPersona) {
    const identity = check(IdentityRequest, body.value);
    if (!identity.ok) return identity;
    const { tid, oid, name, roles } = identity.value;
    return { ok: true as const, value: { tenantId: tid, userId: oid, name, roles } };
  }
  const named = check(PersonaRequest, body.value);
  if (!named.ok) return named;
  const value = personaOf(named.value.persona);
  if (value !== undefined) return { ok: true as const, value };
  return refuseFields({ pointer: '/persona', detail: `Must be one of ${personas.map(({ id }) => id).join(', ')}.` });
}

/** All of them but the start page. */
export function localRoutes({ clock, mailbox, issuer, settle, advance, runTimer }: LocalWorld): readonly LocalRoute[] {
  const withMessage = (show: (message: MailboxMessage, told?: string) => HttpResponseInit) => {
    return ({ params, query }: LightRequest): Outcome => {
      const message = mailbox.message(params['id'] ?? '');
      return message === undefined
        ? refuse('not-found', { detail: 'There is no such mail.' })
        : show(message, query.get('told') ?? undefined);
    };
  };
  return [
    localRoute('localKeySet', 'GET', 'local/entra/common/discovery/v2.0/keys', async () => json(await issuer.keySet())),
    localRoute('localPersonas', 'GET', 'local/personas', () => json({ items: personas })),
    localRoute('localTokens', 'POST', 'local/tokens', async (request) => {
      const identity = await identityOf(request);
      return identity.ok ? json({ accessToken: await issuer.issue(identity.value) }) : identity;
    }),
    localRoute('localMessages', 'GET', 'local/mailbox/messages', ({ query }) => {
      // An unencoded plus sign arrives as a space, which no address holds.
      const to = query.get('to')?.replaceAll(' ', '+');
      return json({ items: mailbox.messages(to) });
    }),
    localRoute('localMailbox', 'GET', 'local/mailbox', ({ query }) =>
      mailboxPage(mailbox.messages(undefined, 100), {
        refreshes: query.get('refresh') !== 'off',
        isDown: mailbox.isDown,
      }),
    ),
    localRoute('localMessage', 'GET', 'local/mailbox/{id}', withMessage(messagePage)),
    localRoute('localMessageHtml', 'GET', 'local/mailbox/{id}/html', withMessage(messageHtml)),
    localRoute('localClock', 'POST', 'local/clock', async (request) => {
      const body = await bodyOf(request, ClockRequest);
      if (!body.ok) return body;
      if (!(await advance(body.value.advance)))
        return refuseFields({
          pointer: '/advance',
          detail: 'Must be a duration of days and shorter, such as P31D or PT90M.',
        });
      return json({ now: clock.now().toISOString() });
    }),
    localRoute('localTimers', 'POST', 'local/timers/{functionName}', async ({ params }) => {
      const { functionName = '' } = params;
      const succeeded = await runTimer(functionName);
      if (succeeded === undefined)
        return refuse('not-found', { detail: `There is no timer function named ${functionName}.` });
      await settle();
      return json({ functionName, succeeded, now: clock.now().toISOString() });
    }),
    localRoute('localFaults', 'POST', 'local/faults', async (request) => {
      const body = await bodyOf(request, FaultRequest);
      if (!body.ok) return body;
      mailbox.setDown(body.value.mail === 'down');
      return json({ mail: body.value.mail });
    }),
  ];
}
