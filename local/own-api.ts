/** The app's own API as the start page calls it: over the loopback interface, with a persona's token. */
import * as z from 'zod';
import type { Applicant, TokenIssuer } from './token-issuer';

const Problem = z.object({
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** What the API answered, read by a schema, with the ETag to change it by; or what it refused. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly etag?: string | undefined }
  | { readonly ok: false; readonly problem: Problem };

/** Calls the API in a persona's name. */
export class OwnApi {
  readonly #issuer: TokenIssuer;
  readonly #origin: string;

  constructor(issuer: TokenIssuer, port: number) {
    this.#issuer = issuer;
    this.#origin = `http://127.0.0.1:${port}`;
  }

  get<T>(persona: Applicant, path: string, schema: z.ZodType<T>): Promise<Answer<T>> {
    return this.#call(persona, path, { method: 'GET' }, schema);
  }

  post<T>(persona: Applicant, path: string, body: unknown, schema: z.ZodType<T>, ifMatch?: string): Promise<Answer<T>> {
    const headers = ifMatch === undefined ? {} : { 'if-match': ifMatch };
    return this.#call(persona, path, { method: 'POST', body: JSON.stringify(body), headers }, schema);
  }

  async #call<T>(persona: Applicant, path: string, init: RequestInit, schema: z.ZodType<T>): Promise<Answer<T>> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${await this.#issuer.issue(persona)}`);
    if (init.body !== undefined) headers.set('content-type', 'application/json');
    const response = await fetch(`${this.#origin}${path}`, { ...init, headers });
    const text = await response.text();
    const body: unknown = text === '' ? {} : JSON.parse(text);
    if (response.ok) return { ok: true, value: schema.parse(body), etag: response.headers.get('etag') ?? undefined };
    const problem = Problem.safeParse(body);
    return { ok: false, problem: problem.success ? problem.data : { title: `The API answered ${response.status}.` } };
  }
}
