import fc from 'fast-check';
import { mailProviderDomains } from '../../../shared/catalogue/mail-providers';
import { sharedDomains } from '../../../shared/mailboxes/shared-domains';

describe('a domain that many share', () => {
  it.each([
    ['a mail provider', ['gmail.com', 'outlook.co.il', 'walla.co.il', 'qq.com', 'aol.com', 'gmx.li', 'bluewin.ch']],
    ['a provider that no list knows but ours', ['012.net.il', 'sina.com.cn', 'tuta.com', 'yandex.com.tr']],
    ['a public suffix', ['co.il', 'org.il', 'com.cn', 'ltd.uk', 'xn--8dbq2a.xn--4dbrk0ce']],
    ['a private suffix', ['github.io', 'uk.com', 'azurewebsites.net', 'eu.org']],
    ['a domain that a provider gives to one of its mailboxes', ['dana.fastmail.com', 'eve.sent.com']],
    ['where the names of tenants lie', ['onmicrosoft.com', 'partner.onmschina.cn']],
  ])('is that of %s', async (_what, domains) => {
    const isShared = await sharedDomains({ publicMailDomains: [] });
    expect(domains.filter((domain) => !isShared(domain))).toEqual([]);
  });

  it.each([
    [
      'a company',
      ['contoso.com', 'contoso.co.il', 'contoso.example', 'shop.contoso.com', 'xn--4dbcagdahymbxekheh6e0a7fei0b.com'],
    ],
    ['whoever has a name below a suffix', ['contoso.github.io', 'contoso.uk.com', 'contoso.onmicrosoft.com']],
    ['whoever has a name below a provider', ['mail.gmail.com', 'school.walla.co.il']],
    ['one whose name ends like a provider', ['notgmail.com', 'myqq.com']],
  ])('is not that of %s', async (_what, domains) => {
    const isShared = await sharedDomains({ publicMailDomains: [] });
    expect(domains.filter(isShared)).toEqual([]);
  });

  it('is also what the settings add, and exactly that', async () => {
    const isShared = await sharedDomains({ publicMailDomains: ['mail.galil.example'] });
    expect(['mail.galil.example', 'galil.example', 'x.mail.galil.example', 'gmail.com'].map(isShared)).toEqual([
      true,
      false,
      false,
      true,
    ]);
    const without = await sharedDomains({ publicMailDomains: [] });
    expect(without('mail.galil.example')).toBe(false);
  });

  it('never makes a name shared that is below none of what is known', async () => {
    const isShared = await sharedDomains({ publicMailDomains: [] });
    const listed = new Set(mailProviderDomains.split('\n'));
    const label = fc.stringMatching(/^[a-z][a-z0-9]{3,12}$/u);
    fc.assert(
      fc.property(label, fc.constantFrom('com', 'co.il', 'de', 'cn', 'example'), (name, suffix) => {
        const domain = `${name}.${suffix}`;
        expect(isShared(`${name}x0q.${suffix}`)).toBe(listed.has(`${name}x0q.${suffix}`));
        expect(isShared(`shop.${domain}`) && !listed.has(`shop.${domain}`) && suffix !== 'de').toBe(false);
      }),
    );
  });
});
