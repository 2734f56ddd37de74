/** Providers that say which of their addresses lead to one mailbox. Of all others nothing is assumed. */
export interface MailboxRule {
  readonly domains: readonly [string, ...string[]];
  /** The same name at each of the domains is one mailbox. */
  readonly twins?: true;
  /** What follows a `+` in the name does not count. */
  readonly tags?: true;
  /** Characters of the name that do not count. */
  readonly ignored?: string;
  /** A character of the name that counts as another one. */
  readonly alike?: { readonly character: string; readonly as: string };
  /** `anything@name.domain` is `name@domain`. */
  readonly subdomains?: true;
  readonly sources: readonly [string, ...string[]];
}

const atMicrosoft = [
  'outlook.com outlook.at outlook.be outlook.cl outlook.cn outlook.co.id outlook.co.il outlook.co.th outlook.com.ar outlook.com.au outlook.com.br outlook.com.gr outlook.com.tr outlook.com.vn outlook.cz outlook.de outlook.dk outlook.es outlook.fr outlook.hu outlook.ie outlook.in outlook.it outlook.jp outlook.kr outlook.lv outlook.my outlook.ph outlook.pt outlook.sa outlook.sg outlook.sk',
  'hotmail.com hotmail.be hotmail.ca hotmail.ch hotmail.cn hotmail.co.il hotmail.co.jp hotmail.co.kr hotmail.co.nz hotmail.co.th hotmail.co.uk hotmail.co.za hotmail.com.ar hotmail.com.au hotmail.com.br hotmail.com.tr hotmail.com.tw hotmail.cz hotmail.de hotmail.dk hotmail.es hotmail.fi hotmail.fr hotmail.gr hotmail.hu hotmail.it hotmail.nl hotmail.no hotmail.se hotmail.sg',
  'live.com live.at live.be live.ca live.cl live.cn live.co.kr live.co.uk live.co.za live.com.ar live.com.au live.com.mx live.com.my live.com.pt live.com.sg live.de live.dk live.fr live.hk live.ie live.in live.it live.jp live.nl live.no live.ru live.se msn.com passport.com windowslive.com',
].flatMap((group) => group.split(' '));

export const mailboxRules: readonly MailboxRule[] = [
  {
    domains: ['gmail.com', 'googlemail.com'],
    twins: true,
    tags: true,
    ignored: '.',
    sources: [
      'https://support.google.com/mail/answer/7436150',
      'https://gmail.googleblog.com/2008/03/2-hidden-ways-to-get-more-from-your.html',
    ],
  },
  {
    // The same name at another of these domains can be another person.
    domains: ['outlook.com', ...atMicrosoft.slice(1)],
    tags: true,
    sources: ['https://www.zdnet.com/article/microsoft-adds-support-for-custom-email-addresses-in-office-365/'],
  },
  {
    domains: ['icloud.com', 'me.com', 'mac.com'],
    twins: true,
    tags: true,
    sources: [
      'https://support.apple.com/118230',
      'https://github.com/validatorjs/validator.js (normalizeEmail, icloud_remove_subaddress)',
    ],
  },
  {
    domains: ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'],
    twins: true,
    tags: true,
    ignored: '.-_',
    sources: ['https://proton.me/support/change-username', 'https://proton.me/support/addresses-and-aliases'],
  },
  {
    // A name at one of these domains says nothing about the same name at another.
    domains: [
      'fastmail.com',
      ...'fastmail.fm fastmail.cn fastmail.co.uk fastmail.com.au fastmail.de fastmail.es fastmail.im fastmail.in fastmail.jp fastmail.mx fastmail.net fastmail.nl fastmail.org fastmail.se fastmail.to fastmail.tw fastmail.uk fastmail.us sent.com'.split(
        ' ',
      ),
    ],
    tags: true,
    subdomains: true,
    sources: ['https://www.fastmail.help/hc/en-us/articles/360060591053'],
  },
  {
    domains: ['yandex.ru', 'yandex.com', 'yandex.by', 'yandex.kz', 'yandex.ua', 'ya.ru'],
    twins: true,
    tags: true,
    alike: { character: '.', as: '-' },
    sources: [
      'https://yandex.com/support/domain/additional/mailbox-alias.xml',
      'https://yandex.com/support/id/authorization/email.html',
    ],
  },
];
