import { parse } from 'node-html-parser';
import { languages, type Language } from '../../../shared/domain/text';
import { textsFor } from '../../../shared/i18n/texts';
import { mailAccent } from '../../../shared/kit/accent';
import type { PartnerCard } from '../../../shared/kit/cards';
import { renderOfferMessage } from '../../../shared/mails/offer';
import { renderMail } from '../../../shared/mails/render-mail';
import {
  accessUrl,
  everyMail,
  mailContents,
  mailInState,
  mailsOf,
  northwind,
  offerUrl,
  pageUrl,
  portalUrl,
  requestUrl,
  stopUrl,
  trial,
} from '../pages/samples';

const withoutMarks = (text: string): string => text.replace(/[\u2066-\u2069]/gu, '').replaceAll('\u00a0', ' ');
const wordsOf = (text: string): string => withoutMarks(text).replace(/\s+/gu, ' ');

describe.each(everyMail)('the mail: %s (%s)', (name, language) => {
  const { subject, text, html } = mailsOf(language)[name];
  const mail = parse(html);
  const { direction } = textsFor(language);

  it('has a subject under 60 characters that names the partner', () => {
    expect(subject.length).toBeLessThan(60);
    expect(subject).toContain('Northwind Traders');
    expect(subject).not.toMatch(/[\r\n\u2066-\u2069]/u);
  });

  it('says its language and direction on the root, on the body, and inside for programs that drop both', () => {
    for (const element of ['html', 'body', 'table'])
      expect([
        mail.querySelector(element)?.getAttribute('lang'),
        mail.querySelector(element)?.getAttribute('dir'),
      ]).toEqual([language, direction]);
  });

  it('says its direction on every table, cell and block, for Outlook on Windows hands none on', () => {
    const blocks = mail.querySelectorAll('body table, body td, body h1, body h2, body p, body ul, body li');
    const without = blocks.filter((block) => !/^(?:ltr|rtl|auto)$/u.test(block.getAttribute('dir') ?? ''));
    expect(without.map((block) => block.outerHTML.slice(0, 80))).toEqual([]);
    // A cell that is not in the middle stands at the side where lines begin.
    for (const cell of mail.querySelectorAll('td'))
      expect(['center', direction === 'rtl' ? 'right' : 'left']).toContain(cell.getAttribute('align'));
  });

  it('is laid out for mail programs: one narrow table, inline styles, no script, no style sheet, and no image but the logo', () => {
    expect(mail.querySelectorAll('script, link, style, form, input')).toEqual([]);
    expect(
      mail.querySelectorAll('img').map(({ attributes: { src, alt, width, height } }) => [src, alt, width, height]),
    ).toEqual([[northwind.logo?.src, northwind.name, '80', '40']]);
    expect(html).not.toMatch(/url\(|@import|<!--/u);
    expect(mail.querySelectorAll('table[width="600"]')).toHaveLength(1);
    expect(mail.querySelectorAll('table').every((table) => table.getAttribute('role') === 'presentation')).toBe(true);
    const align = direction === 'rtl' ? 'right' : 'left';
    expect(mail.querySelector('table[width="600"] td')?.getAttribute('align')).toBe(align);
  });

  it('says the same in plain text, and nothing was forgotten', () => {
    expect(text).not.toMatch(/<\/?[a-z]|&[a-z]+;|\{\w+\}|undefined|null|NaN/u);
    expect(mail.querySelector('body')?.text).not.toMatch(/\{\w+\}|undefined|null|NaN/u);
    for (const block of mail.querySelectorAll('h1, h2, li, p[dir=auto]'))
      expect(wordsOf(text)).toContain(wordsOf(block.text).trim());
  });

  it('says why the reader got it, and how to reach the partner', () => {
    const partner = textsFor(language).say('mail.from', { partner: northwind.name });
    for (const part of [mail.text, text].map(withoutMarks)) {
      expect(part).toContain(partner);
      expect(part).toContain('+972 3 555 0100');
      expect(part).toContain('sales@northwind.example');
    }
  });

  it('begins with a preheader that adds to the subject, and hides nothing', () => {
    const preheader = mail.querySelector('td')?.text ?? '';
    expect(preheader).toMatch(/\S/u);
    expect(preheader).not.toBe(subject);
    expect(mail.querySelector('body')?.text.trimStart().startsWith(preheader)).toBe(true);
    const ways = /display:none|visibility|opacity|max-height|overflow|mso-hide|text-indent|font-size:[0-9]px/u;
    expect(ways.exec(html)?.[0]).toBeUndefined();
  });

  it('has at most one button, and its link once more as text', () => {
    const targets = mail.querySelectorAll('a[href^="https://offers.example"]');
    if (
      name === 'offerAccepted' ||
      name === 'offerDeclined' ||
      name === 'offerExpired' ||
      name === 'domainDoubted' ||
      name === 'subscriptionChanged' ||
      name === 'changesDigest' ||
      name === 'freshLinkRequested'
    ) {
      expect(targets).toEqual([]);
      return;
    }
    const url =
      name === 'offer' || name === 'offerReminder'
        ? offerUrl
        : /(?:End(?:ed|ing)|Expired)$|^administratorC(?:hanged|laim)|^keysApplied$|^askAnswered$|^subscription(?:Managed|Ready)$|^passwordReset$/u.test(
              name,
            )
          ? accessUrl
          : name === 'userInvited' || /^passwordApprov/u.test(name)
            ? portalUrl
            : /^serviceRequest(?!Code)/u.test(name)
              ? requestUrl
              : pageUrl;
    const beside =
      name === 'receipt' ? [accessUrl] : name === 'offerReminder' ? [`${offerUrl}?step=refusal`, stopUrl] : [];
    expect(targets.map((link) => link.getAttribute('href'))).toEqual([url, url, ...beside]);
    expect(targets[1]?.text).toBe(url);
    expect(text.split('\n')).toContain(url);
  });
});

describe('the code mail', () => {
  it('shows the code large, in two groups of three', () => {
    const { html, text } = mailsOf('he').confirmationCode;
    const code = parse(html).querySelector('p[style*="font-size:36px"]');
    // No style has to keep them in one line.
    expect(code?.text).toBe('123\u00a0456');
    expect(code?.getAttribute('dir')).toBe('ltr');
    expect(text.split('\n').map((line) => line.trim())).toContain('123 456');
  });

  it('says for which company, at whose wish, how long it works, and what to do if that was somebody else', () => {
    const { text } = renderMail(
      { ...mailContents('Contoso Ltd.').confirmationCode, askedBy: 'Dana Levi' },
      { language: 'en', partner: northwind, urls: {}, code: '000042' },
    );
    expect(text).toContain('Somebody wants to accept an offer from Northwind Traders.');
    expect(text.split('\n')).toEqual(
      expect.arrayContaining(['Company, as typed: Contoso Ltd.', 'Name, as typed: Dana Levi']),
    );
    expect(text).toContain('The code works for 10 minutes.');
    expect(text).toContain('Then do nothing: without the code nothing is agreed.');
    expect(text).toContain('000 042');
  });

  it('keeps the code out of the subject and of what mailboxes preview', () => {
    const { subject, html } = mailsOf('en').confirmationCode;
    expect(subject).not.toMatch(/\d/u);
    expect(parse(html).querySelector('td')?.text).not.toContain('123');
  });

  it('is not made without its code', () => {
    expect(() => renderMail(mailContents().confirmationCode, { language: 'en', partner: northwind, urls: {} })).toThrow(
      'A code mail needs its code.',
    );
  });
});

describe('the receipt mail', () => {
  it('says what was agreed and until when', () => {
    const { text } = mailsOf('en').receipt;
    expect(text).toContain('Company: Contoso Ltd.');
    expect(text).toContain('Licences: 25');
    expect(text).toContain('Trial ends: 23 December 2026 at 12:00 Israel Time');
    expect(text).toContain('Delegated administration: Yes');
  });

  it.each(languages)('carries the number of the offer, as its page does: %s', (language) => {
    for (const part of [mailsOf(language).receipt.text, parse(mailsOf(language).receipt.html).text])
      expect(withoutMarks(part)).toContain('TI-4F7K-2M9Q');
  });

  it('of an answer from before it was kept, is still written without it', () => {
    const { summaryId: _summaryId, ...older } = mailContents().receipt;
    const { text } = renderMail(older, { language: 'en', partner: northwind, urls: {} });
    expect(text).not.toContain('Offer number');
  });
});

describe('the mail to the partner', () => {
  const accepted = (delegatedAdministration?: boolean) =>
    renderMail(
      { ...mailContents('Contoso Ltd.').offerAccepted, delegatedAdministration },
      { language: 'en', partner: northwind, urls: {} },
    );

  it('names the customer in the subject', () => {
    expect(accepted().subject).toBe('Northwind Traders: Contoso Ltd. has accepted');
  });

  it('says who accepted, how to reach them, and under which reference', () => {
    for (const line of [
      'Company: Contoso Ltd.',
      'Primary domain: contoso.com',
      'Email: dana@contoso.com',
      'Phone: +972 3 555 0199',
      'Offer number: TI-4F7K-2M9Q',
      'Your reference: Contoso Ltd.',
    ])
      expect(accepted().text.split('\n')).toContain(line);
  });

  it.each([
    [true, 'Delegated administration: Yes'],
    [false, 'Delegated administration: No:'],
    [undefined, 'Delegated administration: Not part of this offer'],
  ])('says what the customer answered about delegated administration: %p', (answer, line) => {
    const { text } = accepted(answer);
    expect(text).toContain(line);
    expect(text.includes('set up that relationship at Microsoft too')).toBe(answer === true);
  });

  it('tells the next step: to set it up, and to record that it was done', () => {
    expect(accepted().text).toContain('Set up what was agreed for this customer at Microsoft.');
    expect(accepted().text).toContain('record Microsoft’s subscription id');
  });
});

describe('the message that carries an offer', () => {
  const message = (changes: Partial<typeof trial> = {}) =>
    renderOfferMessage({ language: 'en', partner: northwind, offer: { ...trial, ...changes }, url: offerUrl });

  it("starts with the partner's own words, or a plain greeting without them", () => {
    expect(message().text).toContain('\n\nIt was good to meet you.\n\nThis is how to try it.\n\n');
    expect(message().text).not.toContain('Hello,');
    expect(message({ introduction: undefined }).text).toContain('\n\nHello,\n\n');
  });

  it('names the product in the subject where there is room', () => {
    const subject = (name: string) =>
      renderOfferMessage({ language: 'en', partner: { ...northwind, name }, offer: trial, url: offerUrl }).subject;
    expect(subject('Lotus')).toBe('Lotus invites you to try Microsoft 365 Business Premium');
    expect(subject('Northwind Traders')).toBe('Northwind Traders invites you to a free trial');
  });

  it('speaks of delegated administration only when it is offered', () => {
    expect(message().text).toContain('administer your Microsoft services');
    expect(message({ delegatedAdministration: false }).text).not.toContain('administer');
  });

  it('says how to decline and get no more of it only where it is mailed to somebody', () => {
    const refusalUrl = `${offerUrl}?step=refusal`;
    const mailed = renderMail(
      { template: 'offer', offerId: 'o1' },
      {
        language: 'en',
        partner: northwind,
        offer: trial,
        urls: { offer: offerUrl, refusal: refusalUrl, stop: stopUrl },
      },
    );
    const links = parse(mailed.html).querySelectorAll('a[href^="https://offers.example"]');
    expect(links.map((link) => link.getAttribute('href'))).toEqual([offerUrl, offerUrl, refusalUrl, stopUrl]);
    expect(links[2]?.text).toBe('Not interested? Say no, and get no reminders');
    expect(links[3]?.text).toBe('Stop offers and reminders like this one');
    expect(mailed.text.split('\n')).toEqual(expect.arrayContaining([refusalUrl, stopUrl]));
    for (const way of ['step=refusal', '/stop/']) expect(message().html).not.toContain(way);
    expect(mailed.text.replace(/\n\n(?:Not interested|Stop offers).*\n.*/gu, '')).toBe(message().text);
  });

  it('is not mailed without the offer and its link', () => {
    const content = { template: 'offer', offerId: 'o1' } as const;
    expect(() => renderMail(content, { language: 'en', partner: northwind, urls: {} })).toThrow('needs the offer');
  });

  it("wears the partner's colour, made legible under white letters", () => {
    expect(message().html).toContain(`background-color:${mailAccent(northwind.accent)}`);
    expect(message().html).not.toContain('#ffd500');
  });

  it('tells of an order which counts are others than those offered, and which trial to turn into what was bought', () => {
    const text = mailInState('mail-purchase-accepted').text;
    expect(text).toContain('Microsoft 365 Business Standard: 12 licences (you had offered 10)');
    expect(text).toContain('Exchange Online (Plan 1): 5 licences\n');
    expect(text).toContain(
      'The customer has Exchange Online (Plan 1) on trial: turn that trial into a paid subscription',
    );
  });
});

describe('an advertisement', () => {
  const advertised = (language: Language, template: 'offer' | 'offerReminder', partner = northwind) =>
    renderMail(
      { template, offerId: 'o1', mailId: 'm1', purpose: 'advertisement' },
      { language, partner, offer: trial, urls: { offer: offerUrl, stop: stopUrl } },
    );

  describe.each(['offer', 'offerReminder'] as const)('as %s', (template) => {
    it.each([
      ['he', /^פרסומת: \S/u],
      ['zh-CN', /^广告：\S/u],
      ['en', /^(?!Ad)\w/u],
    ] as const)(
      'says first in a subject under 60 characters what it is where the law asks for that: %s',
      (language, first) => {
        const longName = { ...northwind, name: `${northwind.name} ${'Consulting '.repeat(9)}` };
        for (const partner of [northwind, longName]) {
          const { subject } = advertised(language, template, partner);
          expect(subject).toMatch(first);
          expect(subject.length).toBeLessThan(60);
        }
      },
    );

    it.each(languages)(
      'says in the foot for whom it advertises, from where, and how to refuse more: %s',
      (language) => {
        const { text, html } = advertised(language, template);
        const said = withoutMarks(
          textsFor(language).say('advertisement.foot', { partner: 'Northwind Cloud', address: 'x' }),
        );
        const [begins = ''] = said.split(/Northwind/u);
        const [line = ''] = withoutMarks(text)
          .split('\n')
          .filter((one) => one.startsWith(begins));
        expect(line).toContain(northwind.name);
        expect(line).toContain((northwind.address ?? '').split('\n').join(', '));
        expect(wordsOf(parse(html).text)).toContain(begins.trim());
        expect(text.split('\n')).toContain(stopUrl);
      },
    );
  });

  it('is not what somebody has asked for', () => {
    for (const template of ['offer', 'offerReminder'] as const) {
      const content = { template, offerId: 'o1', mailId: 'm1', purpose: 'requested' } as const;
      const { subject, text } = renderMail(content, {
        language: 'he',
        partner: northwind,
        offer: trial,
        urls: { offer: offerUrl, stop: stopUrl },
      });
      expect(`${subject}\n${text}`).not.toContain('פרסומת');
    }
  });
});

describe('the head of a mail', () => {
  const headOf = (partner: PartnerCard) =>
    parse(mailsOf('en', { partner }).receipt.html).querySelector('table[width="600"] td');
  const withLogo = (size?: { readonly width: number; readonly height: number }): PartnerCard => ({
    ...northwind,
    logo: { src: 'https://kesher.example/logos/x', ...(size ? { size } : {}) },
  });

  it.each([
    ['no logo', { ...northwind, logo: null }, 0, northwind.name],
    ['a mark', withLogo({ width: 40, height: 40 }), 1, northwind.name],
    ['a mark of a size that is not known', withLogo(), 1, northwind.name],
    ['a wordmark', withLogo({ width: 120, height: 30 }), 1, ''],
  ])('says the name once to those who see it and to those who do not: %s', (_what, partner, images, name) => {
    const head = headOf(partner);
    const [image] = head?.querySelectorAll('img') ?? [];
    expect([head?.querySelectorAll('img').length, image?.getAttribute('alt')]).toEqual([
      images,
      images === 0 ? undefined : northwind.name,
    ]);
    expect(head?.text.replace('Tel Aviv', '').trim()).toBe(name);
    // Who hears the mail has the image's text already.
    const heard = head?.querySelectorAll('p').filter((part) => part.closest('[aria-hidden=true]') === null) ?? [];
    expect(heard.some(({ text }) => text === northwind.name)).toBe(images === 0);
  });

  it('gives a logo a light ground that programs which darken mails leave alone', () => {
    const ground = headOf(withLogo({ width: 40, height: 40 }))
      ?.querySelector('img')
      ?.closest('td')
      ?.getAttribute('style');
    expect(ground).toContain('background-image:linear-gradient(#ffffff,#ffffff)');
  });
});
