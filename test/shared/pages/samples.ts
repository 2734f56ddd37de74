/** A partner, an offer and what follows from them, as pages and mails are given them in tests. */
import { customerMails, mailContents as contentsOf, type PreviewedMail } from '../../../local/preview/customer-mails';
import { customerPages } from '../../../local/preview/customer-pages';
import type { Sample } from '../../../local/preview/samples';
import { MailContent } from '../../../shared/domain/mail/mail';
import { languages, type Language } from '../../../shared/domain/text';
import type { OfferCard, PageContext, PartnerCard } from '../../../shared/kit/cards';
import type { RenderedMail } from '../../../shared/mails/layout/rendered-mail';
import { remembered } from '../../../shared/remembered';

export const northwind: PartnerCard = {
  name: 'Northwind Traders',
  officeName: 'Tel Aviv',
  logo: { src: '/logos/northwind', size: { width: 80, height: 40 } },
  phone: '+972 3 555 0100',
  email: 'sales@northwind.example',
  website: 'https://www.northwind.example/',
  address: '1 Herzl Street\nTel Aviv',
  support: { email: 'help@northwind.example', phone: null, url: null, hours: 'Sunday to Thursday, 9:00 to 17:00' },
  accent: '#ffd500',
};

export const trial: OfferCard = {
  kind: 'trialInvitation',
  summaryId: 'TI-4F7K-2M9Q',
  lines: [
    {
      productId: 'microsoft-365-business-premium-trial',
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

/** What a test has instead of the usual. */
interface Different {
  readonly partner?: PartnerCard;
  readonly offer?: OfferCard;
  /** What the customer typed, in every field that takes any text. */
  readonly typed?: string;
}

const pointers = ['/companyName', '/primaryDomain', '/contact/email', '/acceptTerms', '/acceptDelegatedAdministration'];

function sampleOf({ partner = northwind, offer = trial, typed = 'Contoso Ltd.' }: Different): Sample {
  const fields = ['companyName', 'primaryDomain', 'contact.name', 'contact.email', 'contact.phone', 'country'];
  return {
    partner,
    offer,
    customer: {
      companyName: typed,
      primaryDomain: 'contoso.com',
      contactName: typed,
      contactEmail: 'dana@contoso.com',
      contactPhone: '+972 3 555 0199',
    },
    note: typed,
    mistyped: { values: Object.fromEntries(fields.map((name) => [name, typed])), at: pointers },
  };
}

function makePages(language: Language, different: Different = {}): Readonly<Record<string, string>> {
  const pages = customerPages(language, sampleOf(different), (other, state) => `/o/${state}?lang=${other}`);
  return Object.fromEntries(pages.map(({ state, html }) => [state, html]));
}

// Tables of tests ask for them in every row.
const pagesAsTheyAre = remembered((language: Language) => makePages(language));
const mailsAsTheyAre = remembered((language: Language) => makeMails(language));

/** Every page, made from these, by its state. */
export function pagesOf(language: Language, different?: Different): Readonly<Record<string, string>> {
  return different ? makePages(language, different) : pagesAsTheyAre(language);
}

const pageNames = Object.keys(pagesOf('en'));

/** Every page in every language, for tables of tests. */
export const everyPage = languages.flatMap((language) => pageNames.map((name) => [name, language] as const));

/** What a mail of each template is about. */
export function mailContents(typed = 'Contoso Ltd.'): ReturnType<typeof contentsOf> {
  return contentsOf(sampleOf({ typed }));
}

export const offerUrl = 'https://offers.example/o/AbCdEf';
export const pageUrl = 'https://offers.example/o/AbCdEf/redemptions/1';

export const accessUrl = 'https://offers.example/access/AbCdEf';

export const portalUrl = 'https://offers.example/';

export const stopUrl = 'https://offers.example/stop/AbCdEf';
export const requestUrl = 'https://offers.example/requests/AbCdEf';

/** Every template there is. */
export const mailNames = MailContent.options.map(({ shape }) => shape.template.value);

type MailsByTemplate = Readonly<Record<PreviewedMail['template'], RenderedMail>>;

/** A mail from every template, made from these. */
export function mailsOf(language: Language, different?: Different): MailsByTemplate {
  return different ? makeMails(language, different) : mailsAsTheyAre(language);
}

function makeMails(language: Language, different: Different = {}): MailsByTemplate {
  const links = {
    offer: offerUrl,
    refusal: `${offerUrl}?step=refusal`,
    codePage: pageUrl,
    receipt: pageUrl,
    access: accessUrl,
    stop: stopUrl,
    portal: portalUrl,
    request: requestUrl,
  };
  const mails = customerMails(language, sampleOf(different), links);
  const first = (name: PreviewedMail['template']): RenderedMail => {
    const made = mails.find(({ template }) => template === name);
    if (!made) throw new Error(`No mail is made from ${name}.`);
    return made.mail;
  };
  return {
    confirmationCode: first('confirmationCode'),
    receipt: first('receipt'),
    offerAccepted: first('offerAccepted'),
    accessCode: first('accessCode'),
    administratorCode: first('administratorCode'),
    administratorChanged: first('administratorChanged'),
    claimCode: first('claimCode'),
    administratorClaimed: first('administratorClaimed'),
    administratorClaimStopped: first('administratorClaimStopped'),
    delegationEnded: first('delegationEnded'),
    delegationEnding: first('delegationEnding'),
    partnerOfRecordEnded: first('partnerOfRecordEnded'),
    trialEnding: first('trialEnding'),
    subscriptionExpired: first('subscriptionExpired'),
    subscriptionReady: first('subscriptionReady'),
    subscriptionChanged: first('subscriptionChanged'),
    subscriptionManaged: first('subscriptionManaged'),
    changesDigest: first('changesDigest'),
    keysApplied: first('keysApplied'),
    askAnswered: first('askAnswered'),
    offerDeclined: first('offerDeclined'),
    offerExpired: first('offerExpired'),
    domainDoubted: first('domainDoubted'),
    offerReminder: first('offerReminder'),
    passwordReset: first('passwordReset'),
    passwordApprovalAsked: first('passwordApprovalAsked'),
    passwordApproved: first('passwordApproved'),
    revealCode: first('revealCode'),
    userInvited: first('userInvited'),
    serviceRequestSent: first('serviceRequestSent'),
    serviceRequestNews: first('serviceRequestNews'),
    serviceRequestReminder: first('serviceRequestReminder'),
    serviceRequestCode: first('serviceRequestCode'),
    freshLinkRequested: first('freshLinkRequested'),
    offer: first('offer'),
  };
}

/** The English mail that is previewed in that state. */
export function mailInState(state: string): RenderedMail {
  const links = {
    offer: offerUrl,
    refusal: offerUrl,
    codePage: pageUrl,
    receipt: pageUrl,
    access: accessUrl,
    stop: stopUrl,
    portal: portalUrl,
    request: requestUrl,
  };
  const made = customerMails('en', sampleOf({}), links).find((mail) => mail.state === state);
  if (!made) throw new Error(`No mail is in the state ${state}.`);
  return made.mail;
}

/** A mail from every template in every language, for tables of tests. */
export const everyMail = languages.flatMap((language) => mailNames.map((name) => [name, language] as const));
