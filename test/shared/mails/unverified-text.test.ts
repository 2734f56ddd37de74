import fc from 'fast-check';
import { parse, type HTMLElement } from 'node-html-parser';
import { limits } from '../../../shared/catalogue/limits';
import type { MailContent } from '../../../shared/domain/mail/mail';
import { languages, type Language } from '../../../shared/domain/text';
import type { MailContext } from '../../../shared/mails/layout/mail-context';
import type { RenderedMail } from '../../../shared/mails/layout/rendered-mail';
import { renderMail } from '../../../shared/mails/render-mail';
import { hostileText, linksIn } from '../../hostile-text';
import { mailContents, northwind } from '../pages/samples';

/** What every mail that goes out before a code has confirmed anything says of what was typed. */
const written: Readonly<Record<string, (typed: string) => MailContent>> = {
  'the code': (typed) => ({ ...mailContents().confirmationCode, companyName: typed, askedBy: typed }),
  'a no': (typed) => ({ ...mailContents().offerDeclined, reason: typed, email: typed }),
  'the wish for a fresh link': (typed) => ({
    ...mailContents().freshLinkRequested,
    name: typed,
    email: typed,
    message: typed,
  }),
};
const everyMail = Object.keys(written).flatMap((what) => languages.map((language) => [what, language] as const));

function mailWith(what: string, language: Language, typed: string, toName?: string): RenderedMail {
  const context: MailContext = {
    language,
    partner: northwind,
    urls: { codePage: 'https://offers.example/o/AbCdEf/redemptions/1' },
    code: '123456',
    ...(toName === undefined ? {} : { toName }),
  };
  const content = written[what]?.(typed);
  if (!content) throw new Error(`${what} is no mail.`);
  return renderMail(content, context);
}

/** The text as it is read, element by element. */
const linesOf = (html: string): readonly string[] => readLines(parse(html));
function readLines(element: HTMLElement): readonly string[] {
  const blocks = element.querySelectorAll('p, td, li, h1, h2, div, title');
  return blocks.filter((block) => block.querySelector('p, td, li, h1, h2, div') === null).map(({ text }) => text);
}
const unmarked = (text: string): string => text.replace(/[\u2066-\u2069]/gu, '');
const linksOf = (lines: readonly string[]): readonly string[] => lines.flatMap((line) => linksIn(unmarked(line)));

describe.each(everyMail)('what a stranger typed, in the mail that carries %s (%s)', (what, language) => {
  const harmless = mailWith(what, language, 'Contoso');

  it('becomes no link, neither in the text nor in the HTML, and no address to press', () => {
    const before = { text: linksOf(harmless.text.split('\n')), html: linksOf(linesOf(harmless.html)) };
    expect(before.text).toContain('https://www.northwind.example/');
    fc.assert(
      fc.property(hostileText, (typed) => {
        const { text, html } = mailWith(what, language, typed);
        expect(linksOf(text.split('\n'))).toEqual(before.text);
        expect(linksOf(linesOf(html))).toEqual(before.html);
        const pressed = (page: string) =>
          parse(page)
            .querySelectorAll('[href], [src]')
            .map(({ rawAttrs }) => rawAttrs);
        expect(pressed(html)).toEqual(pressed(harmless.html));
      }),
      { numRuns: 60 },
    );
  });

  it('stands in neither subject, title, preheader nor greeting', () => {
    const partsOf = ({ subject, text, html }: RenderedMail) => {
      const mail = parse(html);
      const [title, greeting] = text.split('\n\n');
      return [
        subject,
        title,
        greeting,
        ...['title', 'td', 'h1', 'h1 + p'].map((part) => mail.querySelector(part)?.text),
      ];
    };
    const parts = partsOf(harmless);
    expect(parts.every((part) => part !== undefined && part !== '')).toBe(true);
    fc.assert(
      fc.property(hostileText, (typed) => {
        expect(partsOf(mailWith(what, language, typed))).toEqual(parts);
      }),
      { numRuns: 40 },
    );
  });

  it('is cut short', () => {
    const { nameLength, textLength } = limits.unverified;
    const { text } = mailWith(what, language, 'word '.repeat(200));
    const most = what === 'the code' ? 2 * nameLength : 2 * nameLength + textLength;
    expect(text.match(/word/gu)?.length ?? 0).toBeGreaterThan(10);
    expect((text.match(/word/gu)?.length ?? 0) * 5).toBeLessThanOrEqual(most);
    expect(text).toContain('…');
  });
});

describe('the code mail', () => {
  it.each(languages)('still says for which company and by whose wish, as typed: %s', (language) => {
    for (const [typed, shown] of [
      ['Adatum Ltd.', 'Adatum Ltd.'],
      ['Booking.com B.V.', 'Booking·com B.V.'],
      ['מ.ש. שיווק בע"מ', 'מ.ש. שיווק בע"מ'],
      ['上海晨光贸易有限公司', '上海晨光贸易有限公司'],
    ] as const) {
      const { text, html } = mailWith('the code', language, typed);
      expect(unmarked(text).split(shown)).toHaveLength(3);
      expect(parse(html).text.split(shown)).toHaveLength(3);
    }
  });

  it.each(languages)('greets nobody by name, whoever it goes to: %s', (language) => {
    expect(mailWith('the code', language, 'Contoso', 'Ruth Katz')).toEqual(mailWith('the code', language, 'Contoso'));
  });
});
