/** W3C trace context: an invocation continues the caller's trace, or begins one. */
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { TraceContext } from './functions-core';

const traceParent = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/u;

/** A span of its own in the trace that the headers name; in a new trace when they name none. */
export function traceContextOf(headers: IncomingHttpHeaders = {}): TraceContext {
  const given = headers['traceparent'];
  const parent = typeof given === 'string' ? traceParent.exec(given) : null;
  const own = `00-${parent?.[1] ?? hexDigits(32)}-${hexDigits(16)}-${parent?.[2] ?? '01'}`;
  const state = headers['tracestate'];
  return parent !== null && typeof state === 'string' ? { traceParent: own, traceState: state } : { traceParent: own };
}

let digits = '';
let used = 0;

/** Drawn in large pieces, because each draw costs as much as hundreds of digits. */
function hexDigits(count: number): string {
  if (used + count > digits.length) {
    digits = randomBytes(4_096).toString('hex');
    used = 0;
  }
  used += count;
  return digits.slice(used - count, used);
}
