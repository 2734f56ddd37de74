/** The mails that pass notes on, of which there are fewer than notes when very many come. */
import type { Mail } from '../mail/mail';

/** The mail of a note, saying how many came without one since the last; one of anything else stays as it is. */
export function telling(mail: Mail, unmailed = 0): Mail {
  const { content } = mail;
  if (unmailed === 0 || (content.template !== 'offerDeclined' && content.template !== 'freshLinkRequested'))
    return mail;
  return { ...mail, content: { ...content, unmailed } };
}
