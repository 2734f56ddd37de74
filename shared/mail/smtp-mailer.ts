/** Sends mails through an SMTP relay, where Azure's mail service does not exist. */
import * as z from 'zod';
import type { SmtpStep } from '../catalogue/mail-refusals';
import type { Mailer, OutgoingMail, SendOutcome } from '../ports';
import { mailHeaders } from './mail-headers';

export interface SmtpMailerOptions {
  /** `smtp://` or `smtps://`, with user and password when the relay wants them. */
  readonly url: string;
  readonly senderAddress: string;
  /** What the relay is told that it talks to. */
  readonly name: string;
  readonly timeoutMilliseconds?: number;
}

const Failure = z.object({
  code: z.string().optional().catch(undefined),
  command: z.string().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
  /** The system's code, where the library puts its own over it. */
  originalCode: z.string().optional().catch(undefined),
  timeoutType: z.string().optional().catch(undefined),
});

/** One attempt is one conversation with the relay; the message id is the same in every attempt. */
export class SmtpMailer implements Mailer {
  readonly #options: SmtpMailerOptions;
  readonly #timeoutMilliseconds: number;
  #transport: ReturnType<typeof transportTo> | undefined;

  constructor(options: SmtpMailerOptions) {
    this.#options = options;
    this.#timeoutMilliseconds = options.timeoutMilliseconds ?? 10_000;
  }

  async send(mail: OutgoingMail): Promise<SendOutcome> {
    const { senderAddress } = this.#options;
    try {
      this.#transport ??= transportTo(this.#options, this.#timeoutMilliseconds);
      const transport = await this.#transport;
      const { 'Message-ID': messageId, ...headers } = mailHeaders(mail, senderAddress);
      await transport.sendMail({
        messageId,
        from: { name: mail.fromName, address: senderAddress },
        // Given as text, an address would be parsed, and could hold several.
        to: { name: mail.to.name ?? '', address: mail.to.address },
        ...(mail.replyTo && { replyTo: { name: mail.replyTo.name ?? '', address: mail.replyTo.address } }),
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        headers,
        disableFileAccess: true,
        disableUrlAccess: true,
        // A relay that answers slowly but steadily runs into no other time-out; a lease must outlive the attempt.
        signal: AbortSignal.timeout(3 * this.#timeoutMilliseconds),
      });
      return { kind: 'accepted' };
    } catch (error) {
      return await outcomeOf(Failure.safeParse(error).data ?? {});
    }
  }
}

async function transportTo({ url, name }: SmtpMailerOptions, timeoutMilliseconds: number) {
  const { createTransport } = await import('nodemailer');
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  return createTransport({
    host: hostname.replace(/^\[|\]$/gu, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    name,
    ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: timeoutMilliseconds,
    greetingTimeout: timeoutMilliseconds,
    // Later than the greeting's, which says what was missing.
    socketTimeout: 1.5 * timeoutMilliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** A reply is judged by where in the conversation it came; without one, what kept the conversation from beginning is looked at. */
async function outcomeOf({ code, command, response, ...failure }: z.infer<typeof Failure>): Promise<SendOutcome> {
  const { afterRefusal, replyOf } = await import('../domain/mail/mail-refusal');
  const reply = replyOf(response ?? '');
  if (reply.code !== '')
    return afterRefusal({ by: 'smtp', at: stepOf(command), ...reply }, `The mail relay answered: ${response ?? ''}`);
  // The library found the mail larger than the relay takes.
  if (code === 'EMESSAGE') return { kind: 'rejected', detail: 'The mail is larger than the mail relay takes.' };
  const reason = failure.timeoutType ?? failure.originalCode ?? code ?? 'unknown';
  return afterRefusal({ by: 'connection', code: reason }, `The mail relay could not be reached (${reason}).`);
}

const steps: readonly (readonly [RegExp, SmtpStep])[] = [
  [/^(?:EHLO|HELO|LHLO)$/u, 'hello'],
  [/^STARTTLS$/u, 'starttls'],
  [/^AUTH/u, 'signIn'],
  [/^MAIL FROM$/u, 'sender'],
  [/^RCPT TO$/u, 'recipient'],
  [/^DATA$/u, 'message'],
];

/** What is answered to no command of a mail is as good as a greeting: it is not about the mail. */
function stepOf(command = ''): SmtpStep {
  return steps.find(([name]) => name.test(command))?.[1] ?? 'greeting';
}
