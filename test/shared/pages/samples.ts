/** A partner, an offer and what follows from them, as pages and mails are given them in tests. */
import type { MailContent, MailTemplate } from '../../../shared/domain/mail';
import { languages, type Language } from '../../../shared/domain/text';
import type { OfferCard, PageContext, PartnerCard } from '../../../shared/pages/cards';
import { renderCodePage } from '../../../shared/pages/code-page';
import { renderDeadLinkPage } from '../../../shared/pages/dead-link-page';
import { renderDetailsPage } from '../../../shared/pages/details-page';
import { fieldMessage } from '../../../shared/pages/field-messages';
import { renderOfferMessage } from '../../../shared/pages/offer-message';
import { renderOfferPage } from '../../../shared/pages/offer-page';
import { renderReceiptPage } from '../../../shared/pages/receipt-page';
import { renderRefusalPage } from '../../../shared/pages/refusal-page';
import { renderMail } from '../../../shared/pages/render-mail';
import type { RenderedMail } from '../../../shared/pages/rendered-mail';

export const northwind: PartnerCard = {
  name: 'Northwind Traders',
  officeName: 'Tel Aviv',
  logo: 'data:image/png;base64,iVBORw0KGgo=',
  phone: '+972 3 555 0100',
  email: 'sales@northwind.example',
  website: 'https://www.northwind.example/',
  address: '1 Herzl Street\nTel Aviv',
  accent: '#ffd500',
};

export const trial: OfferCard = {
  kind: 'trialInvitation',
  summaryId: 'TI-4F7K-2M9Q',
  lines: [
    {
      productId: 'microsoft-365-business-premium-trial',
      productName: 'Microsoft 365 Business Premium',
      quantity: 25,
      trialDays: 30,
    },
  ],
  usageLocation: 'IL',
  delegatedAdministration: true,
  introduction: 'It was good to meet you.\nThis is how to try it.',
  closing: 'Dana',
  expiresAt: new Date('2027-02-21T10:00:00.000Z'),
};

export function contextIn(language: Language, partner: PartnerCard = northwind): PageContext {
  return {
    language,
    partner,
    languageLinks: { he: '/o/code?lang=he', en: '/o/code?lang=en', 'zh-CN': '/o/code?lang=zh-CN' },
  };
}

/** What somebody typed into the form, each field with the same text. */
function typedEverywhere(text: string): Record<string, string> {
  const names = ['companyName', 'primaryDomain', 'contact.name', 'contact.email', 'contact.phone', 'country'];
  return Object.fromEntries(names.map((name) => [name, text]));
}

const pointers = ['/companyName', '/primaryDomain', '/contact/email', '/acceptTerms', '/acceptDelegatedAdministration'];
const agreedAt = new Date('2026-11-23T10:00:00.000Z');
const endsAt = new Date('2026-12-23T10:00:00.000Z');

/** Every page, made from these. */
export function pagesOf(
  language: Language,
  {
    partner = northwind,
    offer = trial,
    typed = 'Contoso',
  }: { readonly partner?: PartnerCard; readonly offer?: OfferCard; readonly typed?: string } = {},
): Readonly<Record<string, string>> {
  const context = contextIn(language, partner);
  const form = { context, offer, action: '/o/code/redemptions', offerUrl: '/o/code', formKey: 'form-key' };
  const code = { context, offer, sentTo: 'd•••@contoso.com', action: '/confirm', resendAction: '/resend' };
  return {
    offer: renderOfferPage({ context, offer, detailsUrl: '/o/code?step=details' }),
    details: renderDetailsPage({ ...form, values: {}, errors: [] }),
    'details with faults': renderDetailsPage({
      ...form,
      values: typedEverywhere(typed),
      errors: pointers.map((pointer) => ({
        pointer,
        message: fieldMessage(language, pointer, typedEverywhere(typed)),
      })),
    }),
    code: renderCodePage(code),
    'code that was wrong': renderCodePage({ ...code, error: 'confirmation-code-wrong', detailsUrl: '/o/code' }),
    'code sent again': renderCodePage({ ...code, notice: 'code-resent' }),
    receipt: renderReceiptPage({
      context,
      offer,
      lines: offer.lines.map(({ productName, quantity }) => ({ productName, quantity, endsAt })),
      delegatedAdministration: true,
      companyName: typed,
      confirmedAt: agreedAt,
    }),
    'dead link': renderDeadLinkPage({ context, language, refusal: 'offer-expired' }),
    'unknown link': renderDeadLinkPage({ language, refusal: 'link-unknown' }),
    refusal: renderRefusalPage({ context, language, refusal: 'too-many-attempts', backUrl: '/o/code' }),
  };
}

const pageNames = Object.keys(pagesOf('en'));

/** Every page in every language, for tables of tests. */
export const everyPage = languages.flatMap((language) => pageNames.map((name) => [name, language] as const));

const lines = [{ productId: 'microsoft-365-business-premium-trial', quantity: 25, endsAt: endsAt.toISOString() }];

/** What a mail of each template is about. */
export function mailContents(typed = 'Contoso Ltd.'): { [T in MailTemplate]: Extract<MailContent, { template: T }> } {
  const link = { redemptionId: 'redemption', offerId: 'offer', linkVersion: 1, companyName: typed };
  const agreed = { lines, usageLocation: 'IL', confirmedAt: agreedAt.toISOString(), delegatedAdministration: true };
  return {
    confirmationCode: { template: 'confirmationCode', ...link, number: 1, keyId: 'k1', askedBy: typed },
    receipt: { template: 'receipt', ...link, ...agreed },
    offerAccepted: {
      template: 'offerAccepted',
      ...agreed,
      summaryId: 'TI-4F7K-2M9Q',
      reference: typed,
      companyName: typed,
      primaryDomain: 'contoso.com',
      contactName: typed,
      contactEmail: 'dana@contoso.com',
      contactPhone: '+972 3 555 0199',
    },
  };
}

export const offerUrl = 'https://offers.example/o/AbCdEf';
export const pageUrl = 'https://offers.example/o/AbCdEf/redemptions/1';

/** Every mail, made from these. */
export function mailsOf(
  language: Language,
  {
    partner = northwind,
    offer = trial,
    typed = 'Contoso Ltd.',
  }: { readonly partner?: PartnerCard; readonly offer?: OfferCard; readonly typed?: string } = {},
): Readonly<Record<'confirmationCode' | 'receipt' | 'offerAccepted' | 'offer', RenderedMail>> {
  const contents = mailContents(typed);
  const context = { language, partner, urls: { codePage: pageUrl, receipt: pageUrl }, code: '123456', toName: typed };
  return {
    confirmationCode: renderMail(contents.confirmationCode, context),
    receipt: renderMail(contents.receipt, context),
    offerAccepted: renderMail(contents.offerAccepted, context),
    offer: renderOfferMessage({ language, partner, offer, url: offerUrl }),
  };
}

export const mailNames = ['confirmationCode', 'receipt', 'offerAccepted', 'offer'] as const;

/** Every mail in every language, for tables of tests. */
export const everyMail = languages.flatMap((language) => mailNames.map((name) => [name, language] as const));
