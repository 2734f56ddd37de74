import fc from 'fast-check';
import { parse } from 'node-html-parser';
import { languages } from '../../../shared/domain/text';
import type { PartnerCard } from '../../../shared/kit/cards';
import { cut, fitSubject } from '../../../shared/mails/layout/mail-message';
import { mailNames, mailsOf, northwind, pagesOf, trial } from './samples';

const markup = `"><img src=x onerror=alert(1)><script>alert(2)</script></style></title>'&lt;b&gt;`;
const turning = '\u202eevil\u2066\u2067\u200f\u061c\ufeff text';
const lineBreaking = 'one\r\nBcc: all@contoso.com\u2028two\u0000three';
const long = 'Wwwwwwwwww'.repeat(50);

const partnerWith = (text: string): PartnerCard => ({
  ...northwind,
  name: text,
  officeName: text,
  logo: null,
  phone: text,
  email: text,
  website: `javascript:${text}`,
  address: text,
  support: { email: text, phone: text, url: `javascript:${text}`, hours: text },
  accent: text,
});
const everythingIs = (text: string) => ({
  partner: partnerWith(text),
  typed: text,
  offer: {
    ...trial,
    summaryId: text,
    introduction: text,
    closing: text,
    lines: trial.lines.map((line) => ({ ...line, productId: text })),
  },
});

describe.each(languages)('text that means harm (%s)', (language) => {
  const harmless = pagesOf(language);

  it('never becomes markup on a page', () => {
    for (const [name, html] of Object.entries(pagesOf(language, everythingIs(markup)))) {
      const page = parse(html);
      expect([name, page.querySelectorAll('img, script, b').length]).toEqual([name, 0]);
      expect(page.querySelectorAll('style')).toHaveLength(2);
      expect(
        page
          .querySelectorAll('style')
          .map(({ text }) => text)
          .join(''),
      ).not.toContain('alert');
      expect(page.querySelectorAll('form').length).toBe(parse(harmless[name] ?? '').querySelectorAll('form').length);
      expect(page.querySelectorAll('*').flatMap(({ attributes }) => Object.keys(attributes))).not.toContain('onerror');
      if (name !== 'link-unknown') expect(page.text).toContain('<script>alert(2)</script>');
    }
  });

  it('never becomes markup in a mail', () => {
    for (const [name, { html }] of Object.entries(mailsOf(language, everythingIs(markup)))) {
      const mail = parse(html);
      expect([name, mail.querySelectorAll('img, script, style, b').length]).toEqual([name, 0]);
      expect(mail.querySelectorAll('*').flatMap(({ attributes }) => Object.keys(attributes))).not.toContain('onerror');
      expect(mail.text).toContain('<script>alert(2)</script>');
    }
  });

  it('never becomes a link', () => {
    const documents = [
      ...Object.values(pagesOf(language, everythingIs('alert(1)//'))),
      ...Object.values(mailsOf(language, everythingIs('alert(1)//'))).map(({ html }) => html),
    ];
    for (const html of documents) {
      const targets = parse(html)
        .querySelectorAll('a')
        .map((link) => link.getAttribute('href') ?? '');
      expect(targets.filter((target) => !/^([/#]|https:\/\/offers\.example\/|tel:[\d+*%]+$)/u.test(target))).toEqual(
        [],
      );
    }
  });

  it('never turns the text around it', () => {
    const marks = /[\u202a-\u202e\u200e\u200f\u061c\ufeff]/u;
    const data = everythingIs(turning);
    for (const html of Object.values(pagesOf(language, data))) {
      // What was typed stays as it was typed, inside its field.
      const shown = html.replace(/ value="[^"]*"|<textarea[^>]*>[^<]*/gu, '');
      expect(shown).not.toMatch(marks);
    }
    for (const { subject, text, html } of Object.values(mailsOf(language, data))) {
      expect(subject + text + html).not.toMatch(marks);
      expect(text.match(/\u2068/gu)?.length).toBe(text.match(/\u2069/gu)?.length);
      expect(text).not.toMatch(/[\u2066\u2067]/u);
    }
  });

  it('never adds a line to a subject, nor lines to a sentence', () => {
    for (const { subject, text } of Object.values(mailsOf(language, everythingIs(lineBreaking)))) {
      expect(subject).not.toMatch(/[\r\n\u2028]|\p{Control}/u);
      expect(text).not.toMatch(/[\r\u2028]|(?!\n)\p{Control}/u);
    }
    for (const name of ['confirmationCode', 'receipt', 'offerAccepted'] as const)
      expect(mailsOf(language, { ...everythingIs(lineBreaking), partner: northwind })[name].text).not.toMatch(
        /^Bcc:/mu,
      );
  });

  it('never makes a subject too long, however long it is', () => {
    for (const name of mailNames) {
      const { subject } = mailsOf(language, everythingIs(long))[name];
      expect(subject.length).toBeLessThan(60);
      expect(subject).toContain('Wwww');
      expect(subject).toContain('…');
    }
  });
});

describe('cutting names for a subject', () => {
  it('cuts between words where most of the name stays', () => {
    expect(cut('Northwind Traders International', 22)).toBe('Northwind Traders…');
    expect(cut('A Verylongsinglewordname', 12)).toBe('A Verylongs…');
    expect(cut('Northwind', 9)).toBe('Northwind');
  });

  it('never cuts a character in half', () => {
    expect(cut('😀😀😀', 4)).toBe('😀…');
  });

  it('cuts the longer name first', () => {
    const subject = fitSubject(['Contoso', 'W'.repeat(80)], (shown) => `${shown('W'.repeat(80))}: ${shown('Contoso')}`);
    expect(subject).toBe(`${'W'.repeat(49)}…: Contoso`);
  });

  it('always stays under 60 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), fc.string({ maxLength: 120 }), (one, other) => {
        const subject = fitSubject([one, other], (shown) => `${shown(one)}: ${shown(other)} has accepted`);
        expect(subject.length).toBeLessThan(60);
        if (`${one}: ${other} has accepted`.length < 60) expect(subject).toBe(`${one}: ${other} has accepted`);
      }),
    );
  });
});
