/** Turns a mail document into the mail its reader sees: in the partner's name, with links and codes that are derived here. */
import type { Mail, MailContent } from '../domain/mail';
import { Partner, partnerKey } from '../domain/partner';
import { linkPaths } from '../links/loaded-link';
import { partnerCardOf } from '../pages/cards';
import { renderMail } from '../pages/render-mail';
import type { Ports } from '../ports';
import type { RenderMail } from './deliver';

/** Reads the partner's profile as it is now and finishes the mail; a mail of a partner that is gone cannot be. */
export function mailRenderer({ links, secrets, settings }: Pick<Ports, 'links' | 'secrets' | 'settings'>): RenderMail {
  const pageOf = (mail: Mail, content: Extract<MailContent, { readonly redemptionId: string }>): string => {
    const code = links.issue({ partnerId: mail.partnerId, offerId: content.offerId, linkVersion: content.linkVersion });
    return `${settings.publicBaseUrl}${linkPaths(code).redemption(content.redemptionId)}`;
  };
  return async (mail, store) => {
    const stored = await store.read(Partner, { partition: mail.partnerId, id: partnerKey });
    if (!stored) throw new Error('The partner of the mail is gone.');
    const { content, language } = mail;
    const { profile } = stored.document;
    const code = content.template === 'confirmationCode' ? { code: secrets.confirmationCode(content) } : {};
    const urls =
      content.template === 'confirmationCode'
        ? { codePage: pageOf(mail, content) }
        : content.template === 'receipt'
          ? { receipt: pageOf(mail, content) }
          : {};
    const rendered = renderMail(content, {
      language,
      partner: partnerCardOf(stored.document),
      urls,
      ...code,
      toName: mail.to.name,
    });
    return {
      ...rendered,
      ...code,
      fromName: profile.name,
      ...(profile.email === null ? {} : { replyTo: { address: profile.email, name: profile.name } }),
    };
  };
}
