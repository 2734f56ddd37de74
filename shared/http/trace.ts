/** Ties an answer, its log line and its audit entry together. */
import type { InvocationContext } from '@azure/functions';
import type { ServiceUnavailable } from '../ports';

/** The part of the platform's context that operations use. */
export type CallContext = Pick<InvocationContext, 'invocationId' | 'traceContext' | 'log' | 'error'>;

const traceParent = /^[\da-f]{2}-(?!0{32})[\da-f]{32}-/u;

/** The W3C trace id of the call; the invocation's own id where there is none. */
export function traceIdOf(context: CallContext): string {
  const parent = context.traceContext?.traceParent ?? '';
  return traceParent.test(parent) ? parent.slice(3, 35) : context.invocationId.replaceAll('-', '');
}

/** Writes one line for a call, without personal data, codes or addresses. */
export function logCall(
  context: CallContext,
  line: {
    readonly traceId: string;
    readonly operation: string;
    readonly status: number;
    readonly milliseconds: number;
    readonly refusal?: string;
  },
): void {
  context.log(JSON.stringify({ event: 'call', ...line }));
}

/** Writes what broke: the kind of error and where, never its message, which may quote data. */
export function logCrash(context: CallContext, operation: string, error: unknown): void {
  const { name, stack, cause, code } = describe(error);
  const because = cause === undefined ? {} : { cause: describe(cause).name };
  context.error(
    JSON.stringify({ event: 'crash', traceId: traceIdOf(context), operation, error: name, code, ...because, stack }),
  );
}

/** Writes why a call was answered with "come back later": in our own words, which quote nothing. */
export function logOutage(context: CallContext, operation: string, error: ServiceUnavailable): void {
  const { message: reason, retryAfterSeconds, cause } = error;
  const because = cause === undefined ? {} : { cause: describe(cause).code ?? describe(cause).name };
  context.error(
    JSON.stringify({ event: 'outage', traceId: traceIdOf(context), operation, reason, ...because, retryAfterSeconds }),
  );
}

function describe(error: unknown): { name: string; code?: string; cause?: unknown; stack?: readonly string[] } {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, message, stack = '', cause } = error;
  return {
    name,
    ...('code' in error ? { code: String(error.code) } : {}),
    ...(cause === undefined ? {} : { cause }),
    // Without the message first: a line of it may look like one of the stack.
    stack: stack
      .replace(message, '')
      .split('\n')
      .filter((row) => /^\s+at /u.test(row))
      .map((row) => row.trim()),
  };
}
