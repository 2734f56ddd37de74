/** Partners, offers and customers as they might be, one of each in every language, for looking at pages and mails. */
import type { Language } from '../../shared/domain/text';
import type { OfferCard, PartnerCard } from '../../shared/kit/cards';

/** What pages and mails are made from. */
export interface Sample {
  readonly partner: PartnerCard;
  readonly offer: OfferCard;
  readonly customer: {
    readonly companyName: string;
    readonly primaryDomain: string;
    readonly contactName: string;
    readonly contactEmail: string;
    readonly contactPhone: string;
  };
  /** What somebody might write who does not want the offer, or asks for another link. */
  readonly note: string;
  /** A form that is not in order: what was typed, by the name of the form field, and the fields at fault. */
  readonly mistyped: { readonly values: Readonly<Record<string, string>>; readonly at: readonly string[] };
}

export const agreedAt = new Date('2026-11-23T10:00:00.000Z');
export const endsAt = new Date('2026-12-23T10:00:00.000Z');
export const renewsAt = new Date('2027-11-23T10:00:00.000Z');
const expiresAt = new Date('2027-02-21T10:00:00.000Z');

const trialOf = (productId: string) => [{ productId, quantity: 25, trialDays: 30 }];
const premium = trialOf('microsoft-365-business-premium-trial');
const standard = trialOf('microsoft-365-business-standard-trial');

const toBuy = (productId: string, quantity: number, maximum: number) => ({
  productId,
  quantity,
  purchase: { termMonths: 12, minimum: 1, maximum },
});
const bought = [
  toBuy('microsoft-365-business-standard', 12, 300),
  toBuy('exchange-online-plan-1', 5, 10_000),
  toBuy('microsoft-365-apps-for-business', 3, 300),
];

/** The same offer, of a product that needs another one. */
export function toAddOn(offer: OfferCard): OfferCard {
  return { ...offer, kind: 'purchaseOffer', lines: [toBuy('exchange-online-archiving', 4, 10_000)] };
}

/** The same offer, of so many products to buy. */
export function toPurchase(offer: OfferCard, products: 1 | 2 | 3): OfferCard {
  return { ...offer, kind: 'purchaseOffer', lines: bought.slice(0, products) };
}

/** The same message with delegated administration alone, for good or for some days. */
export function toDelegation(offer: OfferCard, delegationDays?: number): OfferCard {
  return { ...offer, kind: 'delegationOffer', lines: [], delegatedAdministration: true, delegationDays };
}

export const samples: Readonly<Record<Language, Sample>> = {
  he: {
    partner: {
      name: 'נורת׳ווינד שירותי ענן',
      officeName: 'תל אביב',
      logo: null,
      phone: '+972 3 555 0100',
      email: 'hello@northwind.example',
      website: 'https://www.northwind.example/',
      address: 'שדרות רוטשילד 12\nתל אביב',
      support: {
        email: 'help@northwind.example',
        phone: '+972 3 555 0180',
        url: null,
        hours: 'ימים א׳ עד ה׳, 9:00 עד 17:00',
      },
      accent: '#0f6cbd',
    },
    offer: {
      kind: 'trialInvitation',
      summaryId: '4F7K-2M9Q',
      lines: premium,
      usageLocation: 'IL',
      delegatedAdministration: true,
      introduction: 'שלום דנה,\nשמחנו להכיר אתכם בכנס Cloud Day 2026. הנה ההצעה שעליה דיברנו.',
      closing: 'בברכה,\nנועה לוי',
      expiresAt,
    },
    customer: {
      companyName: 'מאפיית הגליל בע"מ',
      primaryDomain: 'galil-bakery.example',
      contactName: 'דנה כהן',
      contactEmail: 'dana@galil-bakery.example',
      contactPhone: '+972 4 555 0123',
    },
    note: 'תודה, אבל כבר בחרנו פתרון אחר.\nאולי בשנה הבאה.',
    mistyped: {
      values: {
        companyName: 'מאפיית הגליל בע"מ',
        primaryDomain: 'galil bakery',
        'contact.name': 'דנה כהן',
        'contact.email': 'dana@galil',
        'contact.phone': '04-555',
        country: 'IL',
      },
      at: ['/primaryDomain', '/contact/email', '/contact/phone', '/acceptDelegatedAdministration', '/acceptTerms'],
    },
  },
  en: {
    partner: {
      name: 'Fabrikam Business Solutions',
      logo: { src: '../logos/rhombus.png', size: { width: 40, height: 40 } },
      phone: '+1 425 555 0199',
      email: 'partners@fabrikam.example',
      website: 'https://fabrikam.example/',
      address: '1 Lake Street\nSeattle',
      support: {
        email: 'support@fabrikam.example',
        phone: null,
        url: 'https://help.fabrikam.example/',
        hours: 'Monday to Friday, 8:00 to 18:00\nSaturday, 10:00 to 14:00',
      },
      accent: '#8f3a84',
    },
    offer: {
      kind: 'trialInvitation',
      summaryId: '8QX3-H6TD',
      lines: premium,
      usageLocation: 'GB',
      delegatedAdministration: true,
      introduction:
        'Hello Alexandra,\nit was a pleasure to meet you at Cloud Day 2026. Here is the offer we talked about.',
      closing: 'Best wishes,\nAdam Novak',
      expiresAt,
    },
    customer: {
      companyName: 'Adatum Engineering Ltd',
      primaryDomain: 'adatum.example',
      contactName: 'Alexandra Price',
      contactEmail: 'alexandra@adatum.example',
      contactPhone: '+44 20 7946 0958',
    },
    note: 'Thank you, but we have chosen something else.\nPerhaps next year.',
    mistyped: {
      values: {
        companyName: 'Adatum Engineering Ltd, www.adatum.example',
        primaryDomain: 'adatum.example',
        'contact.name': 'Alexandra Price',
        'contact.email': 'alexandra@fourthcoffee.example',
        'contact.phone': '+44 20 7946 0958',
        country: 'GB',
      },
      at: ['/companyName', '/contact/email', '/acceptTerms'],
    },
  },
  'zh-CN': {
    partner: {
      name: '莲花云服务',
      logo: { src: '../logos/wordmark.png', size: { width: 120, height: 30 } },
      phone: '+86 21 5550 0188',
      email: 'service@lotus.example',
      website: 'https://www.lotus.example/',
      address: '上海市浦东新区世纪大道 100 号',
      support: { email: null, phone: '+86 400 555 0100', url: null, hours: '周一至周五 9:00–18:00' },
      accent: '#c4314b',
    },
    offer: {
      kind: 'trialInvitation',
      summaryId: 'W2NB-75RC',
      lines: standard,
      usageLocation: 'CN',
      delegatedAdministration: true,
      introduction: '王芳您好，\n很高兴在大会上与您见面。这是我们谈到的试用邀请。',
      closing: '陈静',
      expiresAt,
    },
    customer: {
      companyName: '上海晨光贸易有限公司',
      primaryDomain: 'chenguang.example',
      contactName: '王芳',
      contactEmail: 'wangfang@chenguang.example',
      contactPhone: '+86 21 5550 0166',
    },
    note: '谢谢，我们已选择其他方案。\n也许明年再合作。',
    mistyped: {
      values: {
        companyName: '',
        primaryDomain: 'chenguang',
        'contact.name': '王芳',
        'contact.email': 'wangfang',
        'contact.phone': '+86 21 5550 0166',
        country: 'CN',
      },
      at: ['/companyName', '/primaryDomain', '/contact/email', '/acceptDelegatedAdministration'],
    },
  },
};
