/** Sends mails through an SMTP relay, where Azure's mail service does not exist. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { withoutAddresses } from '../domain/mail/mail-delivery';
import type { Mailer, OutgoingMail, SendOutcome } from '../ports';

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
  responseCode: z.number().optional().catch(undefined),
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
      await transport.sendMail({
        messageId: `<${mail.operationId}@${senderAddress.slice(senderAddress.lastIndexOf('@') + 1)}>`,
        from: { name: mail.fromName, address: senderAddress },
        // Given as text, an address would be parsed, and could hold several.
        to: { name: mail.to.name ?? '', address: mail.to.address },
        ...(mail.replyTo && { replyTo: { name: mail.replyTo.name ?? '', address: mail.replyTo.address } }),
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': mail.language },
        disableFileAccess: true,
        disableUrlAccess: true,
        // A relay that answers slowly but steadily runs into no other time-out; a lease must outlive the attempt.
        signal: AbortSignal.timeout(3 * this.#timeoutMilliseconds),
      });
      return { kind: 'accepted' };
    } catch (error) {
      return outcomeOf(Failure.safeParse(error).data ?? {});
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
    socketTimeout: timeoutMilliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function outcomeOf({ code, command, response, responseCode }: z.infer<typeof Failure>): SendOutcome {
  const detail = withoutAddresses(
    response === undefined || response === ''
      ? `The mail relay could not be reached (${code ?? 'unknown'}).`
      : `The mail relay answered: ${response}`,
  );
  if (responseCode === undefined) return { kind: 'unavailable', detail };
  // Before it has heard of the mail, and while it wants another sign-in, a relay refuses us, not the mail.
  const aboutUs = code === 'EAUTH' || [530, 534, 535, 538].includes(responseCode);
  const aboutTheMail = !aboutUs && command !== undefined && /^(MAIL FROM|RCPT TO|DATA)$/u.test(command);
  if (responseCode >= 500 && aboutTheMail) return { kind: 'rejected', detail };
  if ([421, 451, 452].includes(responseCode) && /\brate\b|throttl|too many|too fast/iu.test(response ?? ''))
    return { kind: 'throttled', retryAfterSeconds: limits.mail.throttledSeconds.standard, detail };
  return { kind: 'unavailable', detail };
}
