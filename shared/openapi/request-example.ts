/** A request as the reference of the API shows it: it works against the data of a new local installation. */
import type { HttpOperationName } from '../http/access';

export interface RequestExample {
  /** The address, with its query; what stands in braces comes out of an answer or a mail before it. Left out where it is the route alone. */
  readonly address?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Whose examples come before it, in this order; each of them after its own. */
  readonly after?: readonly HttpOperationName[];
  /** Why it cannot be sent as it is. */
  readonly not?: string;
}

/** What nobody has changed since it was made. */
export const firstVersion = { 'If-Match': '"1"' };

/** The client of the examples. */
export const client = '/api/customers/domain:oren-engineering.example';
