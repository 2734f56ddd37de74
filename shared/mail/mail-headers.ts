/** The headers of a mail besides who sends what to whom: the same whichever service takes it, and the same in every attempt. */
import type { OutgoingMail } from '../ports';

/**
 * `Message-ID` tells mailboxes that two attempts are one mail. Who can stop mails of a kind does so from its mail program with one click
 * (RFC 8058, asked for by Gmail and Yahoo of whoever sends many); `List-Id` and `Feedback-ID` tell partners apart, who all send from one address. Sources: docs/mail.md.
 */
export function mailHeaders(
  { operationId, kind, language, stop }: Pick<OutgoingMail, 'operationId' | 'kind' | 'language' | 'stop'>,
  senderAddress: string,
): Readonly<Record<string, string>> {
  const domain = senderAddress.slice(senderAddress.lastIndexOf('@') + 1);
  return {
    'Message-ID': `<${operationId}@${domain}>`,
    'Auto-Submitted': 'auto-generated',
    'Content-Language': language,
    ...(stop && {
      'List-Unsubscribe': `<${stop.url}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Id': `<offers.${stop.partnerId}.${domain}>`,
      'Feedback-ID': `${stop.partnerId}:${kind}:kesher`,
    }),
  };
}
