/** Sends mails with the client of Azure Communication Services, held to one request an attempt; loaded with the first mail. */
import { globalAgent } from 'node:https';
import { text } from 'node:stream/consumers';
import type {
  EmailClient,
  EmailClientOptions,
  EmailMessage,
  EmailSendOptionalParams,
} from '@azure/communication-email';
import type { TokenCredential } from '@azure/identity';
import * as z from 'zod';
import { pauseSeconds } from '../domain/mail/mail-delivery';
import { askedToWaitSeconds } from '../domain/retry-after';
import type { Mailer, OutgoingMail, SendOutcome } from '../ports';
import { mailHeaders } from './mail-headers';

export interface AcsMailerOptions {
  readonly endpoint: string;
  readonly senderAddress: string;
  readonly credential: TokenCredential;
  readonly timeoutMilliseconds?: number;
}

/** What the service answered, as the client hands it on. */
interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | undefined };
  readonly readableStreamBody?: NodeJS.ReadableStream;
}

const ErrorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** What went wrong on the way, as the client and the identity tell it. */
const Failure = z
  .object({ name: z.string(), code: z.string().optional().catch(undefined) })
  .catch({ name: 'unknown', code: undefined });

/** One attempt is one request, under the mail's operation id, by which the service knows an attempt it has had before. */
export class AcsMailer implements Mailer {
  readonly #options: AcsMailerOptions;
  #client: Promise<EmailClient> | undefined;

  constructor(options: AcsMailerOptions) {
    this.#options = options;
  }

  async send(mail: OutgoingMail): Promise<SendOutcome> {
    const { operationId } = mail;
    const abortSignal = AbortSignal.timeout(this.#options.timeoutMilliseconds ?? 10_000);
    const requestOptions = { customHeaders: { 'x-ms-client-request-id': operationId } };
    try {
      this.#client ??= emailClient(this.#options);
      const options = { operationId, abortSignal, requestOptions };
      return await outcomeOf(await answerTo(await this.#client, this.#message(mail), options));
    } catch (error) {
      const { name, code } = Failure.parse(error);
      const reason = abortSignal.aborted ? 'TimeoutError' : (code ?? name);
      const { afterRefusal } = await import('../domain/mail/mail-refusal');
      return afterRefusal({ by: 'connection', code: reason }, `The mail service could not be reached (${reason}).`);
    }
  }

  #message(mail: OutgoingMail): EmailMessage {
    const { senderAddress } = this.#options;
    return {
      senderAddress,
      headers: mailHeaders(mail, senderAddress),
      recipients: { to: [named(mail.to)] },
      content: { subject: mail.subject, plainText: mail.text, html: mail.html },
      ...(mail.replyTo && { replyTo: [named(mail.replyTo)] }),
      disableUserEngagementTracking: true,
    };
  }
}

async function emailClient({ endpoint, credential }: AcsMailerOptions): Promise<EmailClient> {
  const { EmailClient } = await import('@azure/communication-email');
  return new EmailClient(endpoint, askedForEachMail(credential), {
    retryOptions: { maxRetries: 0 },
    // Idle connections are closed after five seconds; the client's own agent keeps them, and uses them when they are long dead.
    agent: globalAgent,
    additionalPolicies: [oneRequest],
  });
}

/** An answer stands as soon as its status is there, and nothing in it leads the client to another request. */
const oneRequest: NonNullable<EmailClientOptions['additionalPolicies']>[number] = {
  position: 'perRetry',
  policy: {
    name: 'oneRequest',
    sendRequest: async (request, next) => {
      // Read by the client, an answer that breaks off loses its status, and one that was compressed is waited for without end.
      request.streamResponseStatusCodes = new Set([Number.POSITIVE_INFINITY]);
      request.headers.set('accept-encoding', 'identity');
      const answer = await next(request);
      for (const name of ['operation-location', 'azure-asyncoperation', 'location', 'www-authenticate'])
        answer.headers.delete(name);
      return answer;
    },
  },
};

/** The service's answer; what the client makes of it afterwards changes nothing. */
function answerTo(client: EmailClient, message: EmailMessage, options: EmailSendOptionalParams): Promise<Answer> {
  return new Promise((resolve, reject) => {
    client.beginSend(message, { ...options, onResponse: resolve }).catch(reject);
  });
}

/**
 * A token is asked for with each mail and within its time. The client would keep one and renew it behind a mail's back, where a failure
 * ends the process; the identity keeps them anyway, but knows no deadline.
 */
function askedForEachMail(credential: TokenCredential): TokenCredential {
  return {
    getToken: async (scopes, options) => {
      const late = new Promise<never>((_resolve, reject) => {
        options?.abortSignal?.addEventListener('abort', () => reject(new DOMException('', 'TimeoutError')));
      });
      const token = await Promise.race([credential.getToken(scopes, options), late]);
      return token && { token: token.token, expiresOnTimestamp: 0 };
    },
  };
}

function named({ address, name }: { readonly address: string; readonly name?: string }) {
  return name === undefined ? { address } : { address, displayName: name };
}

async function outcomeOf(answer: Answer): Promise<SendOutcome> {
  const { status, headers } = answer;
  const said = saidIn(answer);
  if (status === 202) return { kind: 'accepted' };
  const { code, message } = await said;
  const { afterRefusal } = await import('../domain/mail/mail-refusal');
  const asked = askedToWaitSeconds(headers.get('retry-after'), headers.get('date'));
  const waits = asked === undefined ? undefined : pauseSeconds(asked);
  // 409 means that an attempt under the same operation id is still being worked on: asking again later tells what became of it.
  const outcome = afterRefusal(
    { by: 'acs', code: String(status), text: code },
    `The mail service answered ${status}. ${message}`,
    waits,
  );
  return outcome.kind === 'unavailable' && waits !== undefined ? { ...outcome, retryAfterSeconds: waits } : outcome;
}

/** What the service says about a refusal. An answer that breaks off has been given nevertheless; read to its end it leaves the connection free. */
async function saidIn({
  headers,
  readableStreamBody,
}: Answer): Promise<{ readonly code: string; readonly message: string }> {
  try {
    const { error } = ErrorBody.parse(JSON.parse(readableStreamBody ? await text(readableStreamBody) : ''));
    return { code: error.code, message: `${error.code}: ${error.message}` };
  } catch {
    const code = headers.get('x-ms-error-code') ?? '';
    return { code, message: code };
  }
}
