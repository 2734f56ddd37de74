/** An answer as operations give it: the part of the platform's response that they use. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: string;
}
