/** Requests to Microsoft Graph: reads within a deadline, repeated when it is busy; what changes something is sent once. The library is loaded with the first of them. */
import type { Agent } from 'node:https';
import type { HttpClient, Pipeline, PipelineRequest, PipelineResponse, RetryStrategy } from '@azure/core-rest-pipeline';
import * as z from 'zod';
import { clouds } from '../catalogue/clouds';
import { limits } from '../catalogue/limits';
import { askedToWaitSeconds } from '../domain/retry-after';
import type { TenantName, TenantTokens } from '../identity/tenant-tokens';
import { ServiceUnavailable, type DirectoryRefusal } from '../ports';

const { graph } = limits;

/** What Graph, or the customer's consent, says no to, on its way to whoever asked the directory. */
export class GraphRefusal extends Error {
  override readonly name = 'GraphRefusal';
  constructor(readonly reason: DirectoryRefusal['reason']) {
    super(reason);
  }
}

/** Where something is at Graph, below its version; whatever of it somebody typed is encoded already. */
export interface GraphPlace {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** For what only Graph's search index answers, which lags behind. */
  readonly advanced?: boolean;
}

/** An answer to something that was sent once. */
export interface GraphAnswer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** That something was sent, or may have been, and nobody knows what became of it. */
export const unanswered = 'unanswered';

const Failure = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const Page = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().optional() });
/** Failures before anything can have been sent. */
const neverSent =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|(?:DEPTH_ZERO_)?SELF_SIGNED_\w+|UNABLE_TO_\w+)$/u;
const busy: readonly number[] = [429, 503, 504];

export interface GraphOptions {
  readonly tokens: TenantTokens;
  readonly agent: Agent;
}

/** One customer's part of Graph, under one deadline. */
export class GraphRequests {
  readonly #options: GraphOptions;
  readonly #tenant: TenantName;
  readonly #signal: AbortSignal;
  readonly #until: number;
  #asked: Promise<string | undefined> | undefined;

  constructor(options: GraphOptions, tenant: TenantName, milliseconds: number) {
    this.#options = options;
    this.#tenant = tenant;
    this.#signal = AbortSignal.timeout(milliseconds);
    this.#until = performance.now() + milliseconds;
  }

  /** One thing; undefined when it is not there. */
  async read<T>(schema: z.ZodType<T>, place: GraphPlace, body?: unknown): Promise<T | undefined> {
    const answer = await this.#readings(addressIn(this.#tenant, place), place.advanced === true, body);
    return answer === undefined ? undefined : parsed(schema, answer);
  }

  /** One page of a list, and what leads to the next one. */
  async page<T>(schema: z.ZodType<T>, place: GraphPlace) {
    const page = await this.read(Page, place);
    if (!page) return { items: [], next: undefined };
    const link = page['@odata.nextLink'];
    return {
      items: page.value.map((item) => parsed(schema, item)),
      next: link === undefined ? undefined : this.#behind(link, place),
    };
  }

  /** A whole list, as long as one can be. */
  async all<T>(schema: z.ZodType<T>, place: GraphPlace): Promise<readonly T[]> {
    const found: T[] = [];
    let next: GraphPlace | undefined = place;
    for (let count = 0; next; count += 1) {
      if (count === graph.pages) throw unavailable('has a longer list than can be read');
      const page: { readonly items: readonly T[]; readonly next: GraphPlace | undefined } = await this.page(
        schema,
        next,
      );
      found.push(...page.items);
      ({ next } = page);
    }
    return found;
  }

  /** Sends a change, once, and waits for it on its own. Throws {@link ServiceUnavailable} where it cannot have been sent. */
  async change(
    place: GraphPlace,
    body: unknown,
    { requestId, milliseconds }: { readonly requestId: string; readonly milliseconds: number },
  ): Promise<GraphAnswer | typeof unanswered> {
    const { createPipelineRequest, createHttpHeaders, createEmptyPipeline } = await load();
    const token = await this.#token();
    const request = createPipelineRequest({
      url: addressIn(this.#tenant, place),
      method: 'PATCH',
      headers: createHttpHeaders({ ...headersOf(token, true), 'client-request-id': requestId }),
      body: JSON.stringify(body),
      abortSignal: AbortSignal.timeout(milliseconds),
      // An answer stands as soon as its status is there, even where the rest of it breaks off.
      streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
    });
    const answer = await this.#send(request, createEmptyPipeline()).catch((error: unknown) => {
      const code = codeOf(error);
      if (neverSent.test(code)) throw unavailable(`could not be reached (${code})`);
      return undefined;
    });
    if (!answer) return unanswered;
    this.#notice(answer.status);
    if (answer.status === 429) throw unavailable('is busy (429)', waitOf(answer));
    return { status: answer.status, ...(await saidIn(answer)) };
  }

  /** The answer's body, once Graph has given one. */
  async #readings(url: string, isAdvanced: boolean, body: unknown): Promise<unknown> {
    const { createPipelineRequest, createHttpHeaders, createEmptyPipeline, retryPolicy } = await load();
    const token = await this.#token();
    const request = createPipelineRequest({
      url,
      method: body === undefined ? 'GET' : 'POST',
      headers: createHttpHeaders({
        ...headersOf(token, body !== undefined),
        ...(isAdvanced && { consistencylevel: 'eventual' }),
      }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      abortSignal: this.#signal,
    });
    const pipeline = createEmptyPipeline();
    pipeline.addPolicy(retryPolicy([this.#whileThereIsTime()], { maxRetries: graph.repeats }));
    const answer = await this.#send(request, pipeline).catch((error: unknown) => {
      throw unavailable(`did not answer (${codeOf(error)})`);
    });
    this.#notice(answer.status);
    const { status } = answer;
    if (status === 404) return undefined;
    if (status === 401 || status === 403) throw new GraphRefusal('relationshipGone');
    if (status === 200) return jsonOf(answer.bodyAsText ?? '');
    if (status === 400) throw new GraphMisunderstanding(errorOf(jsonOf(answer.bodyAsText ?? '')).code);
    throw unavailable(`answered ${status}`, waitOf(answer));
  }

  async #token(): Promise<string> {
    const scope = `${clouds[this.#tenant.cloud].graph}/.default`;
    this.#asked ??= this.#options.tokens.tokenFor(this.#tenant, scope, this.#signal);
    const token = await this.#asked;
    if (token === undefined) throw new GraphRefusal('relationshipGone');
    return token;
  }

  async #send(request: PipelineRequest, pipeline: Pipeline): Promise<PipelineResponse> {
    request.agent = this.#options.agent;
    return pipeline.sendRequest(await httpClient(), request);
  }

  /** A refused token may be older than what the customer has consented to since. */
  #notice(status: number): void {
    if (status === 401 || status === 403) this.#options.tokens.forget(this.#tenant);
  }

  /** Repeats what Graph had no time for, as far as it asks to wait no longer than there is. */
  #whileThereIsTime(): RetryStrategy {
    return {
      name: 'whileThereIsTime',
      retry: ({ response, responseError, retryCount }) => {
        const mayPass = response ? busy.includes(response.status) : !neverSent.test(codeOf(responseError));
        const asked = response && askedToWaitSeconds(response.headers.get('retry-after'), response.headers.get('date'));
        const wait = asked === undefined ? graph.repeatAfterMilliseconds * 2 ** retryCount : asked * 1000;
        const isInTime = performance.now() + wait < this.#until;
        return mayPass && isInTime && !this.#signal.aborted ? { retryAfterInMs: wait } : { skipStrategy: true };
      },
    };
  }

  /** Where a link of Graph's leads, which is nowhere but on in the same list. */
  #behind(link: string, place: GraphPlace): GraphPlace {
    const here = new URL(addressIn(this.#tenant, place));
    const there = URL.canParse(link) ? new URL(link) : undefined;
    if (there?.origin !== here.origin || there.pathname !== here.pathname)
      throw unavailable('answered with a link that leads elsewhere');
    return { ...place, query: Object.fromEntries(there.searchParams) };
  }
}

/** Graph did not understand a request, or the place that it goes on from. */
export class GraphMisunderstanding extends Error {
  override readonly name = 'GraphMisunderstanding';
  constructor(readonly code: string) {
    super(`Microsoft Graph did not understand a request (${code}).`);
  }
}

const load = () => import('@azure/core-rest-pipeline');
let client: HttpClient | undefined;
async function httpClient(): Promise<HttpClient> {
  client ??= (await load()).createDefaultHttpClient();
  return client;
}

function addressIn({ cloud }: TenantName, { path, query = {} }: GraphPlace): string {
  const options = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name).replace('%24', '$')}=${encodeURIComponent(value)}`,
  );
  return `${clouds[cloud].graph}/v1.0${path}${options.length > 0 ? `?${options.join('&')}` : ''}`;
}

function headersOf(token: string, withBody: boolean): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    'accept-encoding': 'identity',
    ...(withBody && { 'content-type': 'application/json' }),
  };
}

function unavailable(what: string, seconds: number = graph.comeAgainSeconds): ServiceUnavailable {
  return new ServiceUnavailable(`Microsoft Graph ${what}.`, seconds);
}

function waitOf({ headers }: PipelineResponse): number | undefined {
  return askedToWaitSeconds(headers.get('retry-after'), headers.get('date'));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw unavailable('answered with what is no JSON');
  }
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw unavailable(`answered in another shape (${result.error.issues[0]?.path.join('.') ?? ''})`);
  return result.data;
}

function errorOf(body: unknown): { readonly code: string; readonly message: string } {
  return Failure.catch({ error: { code: '', message: '' } }).parse(body).error;
}

/** What Graph says of something that it did not do; the status stands without it. */
async function saidIn({
  readableStreamBody,
}: PipelineResponse): Promise<{ readonly code: string; readonly message: string }> {
  const { text } = await import('node:stream/consumers');
  try {
    return errorOf(readableStreamBody ? JSON.parse(await text(readableStreamBody)) : undefined);
  } catch {
    return { code: '', message: '' };
  }
}

const Coded = z
  .object({ name: z.string(), code: z.string().optional().catch(undefined) })
  .catch({ name: 'unknown', code: undefined });
function codeOf(error: unknown): string {
  const { name, code } = Coded.parse(error);
  return code ?? name;
}

/** One answer for each part of a list that a request takes. */
export function inParts<T, Answer>(
  values: readonly T[],
  size: number,
  ask: (part: readonly T[]) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const parts = Array.from({ length: Math.ceil(values.length / size) }, (_part, index) =>
    values.slice(index * size, (index + 1) * size),
  );
  return Promise.all(parts.map(ask));
}
