import { mailboxRules } from '../../../shared/catalogue/mailbox-rules';
import { mailProviderDomains, mailProviderSources } from '../../../shared/catalogue/mail-providers';
import { furtherMailDomains } from '../../../shared/catalogue/public-mail-domains';
import { toDomainName } from '../../../shared/domain/text';

const listed = mailProviderDomains.trim().split('\n');
const known = new Set([...listed, ...furtherMailDomains]);

describe('the list of mail providers', () => {
  it('is sorted, names nothing twice, and holds domains as they are kept elsewhere', () => {
    expect(listed).toEqual([...new Set(listed)].sort());
    expect([...known].filter((domain) => toDomainName(domain) !== domain)).toEqual([]);
    expect(listed.length).toBeGreaterThan(10_000);
  });

  it('says where it comes from, of which day and under which licence', () => {
    expect(mailProviderSources.length).toBeGreaterThan(1);
    for (const { name, version, license, publishedAt } of mailProviderSources) {
      expect(name).toMatch(/^[\w-]+$/u);
      expect(version).toMatch(/^\d+\.\d+\.\d+$/u);
      expect(license).toMatch(/^(ISC|MIT)$/u);
      expect(publishedAt).toMatch(/^\d{4}-\d{2}-\d{2}$/u);
    }
  });

  it.each([
    // One of each source alone, and of our own.
    ...[
      'aim.com',
      'live.com.au',
      'mail.ru',
      'proton.me',
      'gmx.ch',
      'vip.163.com',
      'mailbox.org',
      'hey.com',
      'duck.com',
    ],
    ...['bezeqint.net', 'netvision.net.il', 'tutanota.com', 'yandex.com.tr', 'walla.co.il', 'gmx.at', 'laposte.net'],
    ...['qq.com', '139.com', 'foxmail.com', 'naver.com', 'att.net', 'mailinator.com', 'onmicrosoft.com'],
  ])('knows %s', (domain) => expect(known.has(domain)).toBe(true));

  it.each(['example.com', 'contoso.com', 'fabrikam.com', 'microsoft.com', 'co.il', 'github.io'])(
    'does not know %s',
    (domain) => expect(known.has(domain)).toBe(false),
  );

  it('has additions of our own only where it needs them', () => {
    expect(furtherMailDomains.filter((domain) => listed.includes(domain))).toEqual([]);
    expect(new Set(furtherMailDomains).size).toBe(furtherMailDomains.length);
  });

  it('knows every provider of whose mailboxes more is known, each by one rule', () => {
    const ruled = mailboxRules.flatMap(({ domains }) => domains);
    expect(ruled.filter((domain) => !known.has(domain))).toEqual([]);
    expect(new Set(ruled).size).toBe(ruled.length);
  });
});
