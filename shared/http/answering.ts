/** What all functions have in common that answer over HTTP, whoever calls: every call is logged, and what breaks or is down is told as such. */
import type { HttpRequest, InvocationContext } from '@azure/functions';
import type * as z from 'zod';
import { refuse, type Refused } from '../domain/refusal';
import { isUnavailable, type ServiceUnavailable } from '../ports';
import type { OperationName } from './access';
import type { HttpAnswer } from './http-answer';
import { apiHeaders } from './security-headers';
import { logCall, logCrash, traceIdOf, type CallContext } from './trace';

/** What answers the calls of a function. */
export type Answering = (request: HttpRequest, context: InvocationContext) => Promise<HttpAnswer>;

/** The same with what it takes, so that the API's document says what is checked. */
export type Handler = Answering & { readonly takes: Takes };

/** The schemas that check what a request carries. */
export interface Takes {
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly bodyOptional?: boolean;
  readonly bodyBytes?: number;
}

/** Answers whatever happens: a crash is logged and told as a bare 500, every call leaves one line in the log. */
export async function answered(
  operation: OperationName,
  context: CallContext,
  answer: (traceId: string) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const started = performance.now();
  const traceId = traceIdOf(context);
  const response = await answer(traceId).catch((error: unknown): HttpAnswer => {
    logCrash(context, operation, error);
    return {
      status: 500,
      headers: { ...apiHeaders, 'Content-Type': 'application/problem+json' },
      body: JSON.stringify({
        type: 'about:blank',
        title: 'Something broke',
        status: 500,
        detail: 'It is not your fault. Repeat the request, or report the trace id.',
        traceId,
      }),
    };
  });
  const milliseconds = Math.round(performance.now() - started);
  logCall(context, { traceId, operation, status: response.status, milliseconds });
  return response;
}

/** A service that is down becomes a refusal that says when to come back. */
export async function orUnavailable<T>(
  work: () => Promise<T>,
  told: (error: ServiceUnavailable) => void = () => undefined,
): Promise<T | Refused> {
  try {
    return await work();
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    told(error);
    return refuse('unavailable', { retryAfterSeconds: error.retryAfterSeconds });
  }
}
