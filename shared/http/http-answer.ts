/** An answer as operations give it: the part of the platform's response that they use. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Pieces are sent as they are made; an error between them breaks the answer off. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}
