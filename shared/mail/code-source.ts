/** What a code was asked for on, as the quota tells sources apart. */
import { createHash } from 'node:crypto';
import type { CodeSource } from '../domain/mail/code-shares';
import type { Mail, MailContent } from '../domain/mail/mail';

/** The offer, or the customer on whose access page it was: short, as a hash, because it is kept where all partners' sends are counted. */
export function codeSourceOf({ partnerId, content }: Pick<Mail, 'partnerId' | 'content'>): CodeSource {
  const hash = createHash('sha256')
    .update(JSON.stringify(askedOn(content)))
    .digest();
  return { partnerId, source: hash.toString('base64url').slice(0, 16) };
}

function askedOn(content: MailContent): readonly string[] {
  switch (content.template) {
    case 'confirmationCode':
    case 'claimCode':
      return ['offer', content.offerId];
    case 'accessCode':
    case 'administratorCode':
    case 'revealCode':
      return ['customer', content.customerId];
    case 'serviceRequestCode':
      return ['service-request', content.requestNumber];
    default:
      return [content.template];
  }
}
