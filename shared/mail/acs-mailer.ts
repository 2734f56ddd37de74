/** Sends mails with Azure Communication Services: its REST interface, because the client library retries and polls by itself. */
import * as z from 'zod';
import type { EmailMessage } from '@azure/communication-email';
import { limits } from '../catalogue/limits';
import { pauseSeconds, withoutAddresses } from '../domain/mail/mail-delivery';
import type { Mailer, OutgoingMail, SendOutcome } from '../ports';

/** The resource for which the mailer needs tokens. */
export const acsScope = 'https://communication.azure.com/.default';

const apiVersion = '2025-09-01';

export interface AcsMailerOptions {
  readonly endpoint: string;
  readonly senderAddress: string;
  readonly getToken: (abortSignal: AbortSignal) => Promise<string>;
  readonly timeoutMilliseconds?: number;
}

/** The client library's name for this switch differs from the one on the wire. */
type EmailRequest = Omit<EmailMessage, 'disableUserEngagementTracking'> & {
  readonly userEngagementTrackingDisabled: true;
};

const ErrorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** What went wrong on the way, as `fetch` and the identity tell it. */
const Failure = z
  .object({
    name: z.string(),
    cause: z
      .object({ code: z.string() })
      .transform(({ code }) => code)
      .optional()
      .catch(undefined),
  })
  .catch({ name: 'unknown' });

/** One attempt is one request, under the mail's operation id, by which the service knows an attempt it has had before. */
export class AcsMailer implements Mailer {
  readonly #options: AcsMailerOptions;
  readonly #url: string;

  constructor(options: AcsMailerOptions) {
    this.#options = options;
    this.#url = `${options.endpoint.replace(/\/+$/u, '')}/emails:send?api-version=${apiVersion}`;
  }

  async send(mail: OutgoingMail): Promise<SendOutcome> {
    try {
      const signal = AbortSignal.timeout(this.#options.timeoutMilliseconds ?? 10_000);
      const token = await this.#options.getToken(signal);
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'operation-id': mail.operationId,
          'x-ms-client-request-id': mail.operationId,
        },
        body: JSON.stringify(this.#request(mail)),
        redirect: 'error',
        signal,
      });
      return outcomeOf(response, await saidIn(response));
    } catch (error) {
      const { name, cause } = Failure.parse(error);
      return { kind: 'unavailable', detail: `The mail service could not be reached (${cause ?? name}).` };
    }
  }

  #request(mail: OutgoingMail): EmailRequest {
    return {
      senderAddress: this.#options.senderAddress,
      recipients: { to: [named(mail.to)] },
      content: { subject: mail.subject, plainText: mail.text, html: mail.html },
      ...(mail.replyTo && { replyTo: [named(mail.replyTo)] }),
      userEngagementTrackingDisabled: true,
    };
  }
}

function named({ address, name }: { readonly address: string; readonly name?: string }) {
  return name === undefined ? { address } : { address, displayName: name };
}

/** What the service says about a refusal. An answer that breaks off has been given nevertheless. */
async function saidIn(response: Response): Promise<string> {
  try {
    if (response.status === 202) {
      await response.body?.cancel();
      return '';
    }
    const { error } = ErrorBody.parse(await response.json());
    return `${error.code}: ${error.message}`;
  } catch {
    return response.headers.get('x-ms-error-code') ?? '';
  }
}

function outcomeOf({ status, headers }: Response, said: string): SendOutcome {
  if (status === 202) return { kind: 'accepted' };
  const detail = withoutAddresses(`The mail service answered ${status}. ${said}`);
  const asked = askedToWaitSeconds(headers.get('retry-after'), headers.get('date'));
  if (status === 429) {
    return {
      kind: 'throttled',
      retryAfterSeconds: pauseSeconds(asked ?? limits.mail.throttledSeconds.standard),
      detail,
    };
  }
  if (status === 400 || status === 404 || status === 413) return { kind: 'rejected', detail };
  // 409 means that an attempt under the same operation id is still being worked on: asking again later tells what became of it.
  return { kind: 'unavailable', detail, ...(asked !== undefined && { retryAfterSeconds: pauseSeconds(asked) }) };
}

/** `Retry-After` as seconds, or as a date that is compared with the service's own clock. */
function askedToWaitSeconds(retryAfter: string | null, date: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  if (/^\d+$/u.test(retryAfter.trim())) return Number(retryAfter);
  const seconds = (Date.parse(retryAfter) - Date.parse(date ?? '')) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}
