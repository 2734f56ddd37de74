import fc from 'fast-check';
import { mailboxRules } from '../../../shared/catalogue/mailbox-rules';
import { mailboxSpellings, sameMailbox, searchedAs } from '../../../shared/domain/mailbox';
import { EmailAddress } from '../../../shared/domain/text';

describe('a mailbox', () => {
  it.each([
    ['letter case anywhere', 'Dana@contoso.com', 'dana@contoso.com'],
    ['dots at Gmail', 'd.a.n.a@gmail.com', 'dana@gmail.com'],
    ['a tag at Gmail', 'dana+trial2@gmail.com', 'dana@gmail.com'],
    ["Gmail's twin", 'Da.na+x.y@googlemail.com', 'dana@gmail.com'],
    ['a tag at Outlook', 'dana.cohen+a+b@outlook.co.il', 'dana.cohen@outlook.co.il'],
    ['a tag at Hotmail', 'dana+a@hotmail.fr', 'dana@hotmail.fr'],
    ["Apple's twins", 'dana+a@mac.com', 'dana@icloud.com'],
    ["Apple's other twin", 'dana@me.com', 'dana@mac.com'],
    ["Proton's separators and twins", 'da-na_co.hen@pm.me', 'danacohen+x@protonmail.com'],
    ['a tag at Fastmail', 'dana+a@fastmail.fm', 'dana@fastmail.fm'],
    ["Fastmail's subdomains", 'anything@dana.fastmail.com', 'dana@fastmail.com'],
    ["Yandex's dots, twins and tags", 'dana.cohen+a@ya.ru', 'dana-cohen@yandex.com'],
  ])('is one whatever %s', (_what, one, other) => {
    expect(sameMailbox(one)).toBe(sameMailbox(other));
  });

  it.each([
    ['dots where they count', 'da.na@outlook.com', 'dana@outlook.com'],
    ["the same name at another of Microsoft's domains", 'dana@outlook.com', 'dana@hotmail.com'],
    ["the same name at another of Fastmail's domains", 'dana@fastmail.com', 'dana@fastmail.fm'],
    ['dots at Apple', 'da.na@icloud.com', 'dana@icloud.com'],
    ['dots left out at Yandex', 'dana.cohen@yandex.ru', 'danacohen@yandex.ru'],
    ['a tag where nobody says that it is one', 'dana+a@yahoo.com', 'dana@yahoo.com'],
    ['a tag at a company', 'dana+a@contoso.com', 'dana@contoso.com'],
    ['dots at a company', 'da.na@contoso.com', 'dana@contoso.com'],
    ['dots at QQ', 'da.na@qq.com', 'dana@qq.com'],
    ['a domain that looks like a twin', 'dana@googlemail.de', 'dana@gmail.com'],
    ['a name below a provider without such domains', 'x@dana.gmail.com', 'dana@gmail.com'],
    ['two names below Fastmail', 'x@a.dana.fastmail.com', 'x@dana.fastmail.com'],
    ['nothing but what does not count', '+a@gmail.com', '+b@gmail.com'],
  ])('is another one with %s', (_what, one, other) => {
    expect(sameMailbox(one)).not.toBe(sameMailbox(other));
  });

  const ruled = mailboxRules.flatMap(({ domains }) => domains);
  const name = fc.stringMatching(/^[a-z0-9_+-]{1,12}(\.[a-z0-9_+-]{1,8}){0,2}$/u);
  const elsewhere = fc
    .stringMatching(/^[a-z0-9]{1,10}(\.[a-z0-9]{1,8}){0,2}\.[a-z]{2,6}$/u)
    .filter((domain) => !ruled.some((known) => domain === known || domain.endsWith(`.${known}`)));
  const anywhere = fc.oneof(
    elsewhere,
    fc.constantFrom('yahoo.com', 'aol.com', 'qq.com', '163.com', 'walla.co.il', 'gmx.de', 'contoso.com'),
  );

  it('is never two addresses of a provider that says nothing about them', () => {
    fc.assert(
      fc.property(name, anywhere, name, fc.oneof(anywhere, fc.constantFrom(...ruled)), (local, domain, other, at) => {
        const [one, two] = [`${local}@${domain}`, `${other}@${at}`];
        expect(sameMailbox(one)).toBe(one);
        expect(sameMailbox(one) === sameMailbox(two)).toBe(one === two);
      }),
    );
  });

  it('has one spelling that stands for all of them, itself too', () => {
    fc.assert(
      fc.property(name, fc.constantFrom(...ruled, 'dana.fastmail.com', 'contoso.com'), (local, domain) => {
        const typed = `${local}@${domain}`;
        fc.pre(EmailAddress.safeParse(typed).success);
        const mailbox = sameMailbox(typed);
        expect(sameMailbox(mailbox)).toBe(mailbox);
        expect(mailboxSpellings(typed)).toEqual([...new Set([mailbox, typed])]);
        expect(searchedAs(typed)).toEqual([...new Set([typed, mailbox])]);
      }),
    );
  });

  it.each(mailboxRules.map((rule) => [rule.domains[0], rule] as const))(
    'at %s is known by a rule with a source',
    (_domain, { sources }) => {
      for (const source of sources) expect(source).toMatch(/^https:\/\//u);
    },
  );
});
