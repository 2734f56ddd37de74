/** An answer as operations give it: the part of the platform's response that they use. */
import type { Cookie } from '@azure/functions';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Pieces are sent as they are made; an error between them breaks the answer off. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Not among the headers: of those the platform keeps one `Set-Cookie` only. */
  readonly cookies?: Cookie[];
}
