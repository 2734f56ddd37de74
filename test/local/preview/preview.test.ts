import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { parse } from 'node-html-parser';
import { renderers } from '../../../local/preview/customer-pages';
import { previewed, previewFiles } from '../../../local/preview/preview';
import { MailContent } from '../../../shared/domain/mail/mail';
import { languages } from '../../../shared/domain/text';
import { isRefusal, problems } from '../../../shared/http/problems';
import type { Catalogue } from '../../../shared/i18n/texts';
import { english } from '../../../shared/i18n/texts-en';
import { hebrew } from '../../../shared/i18n/texts-he';
import { simplifiedChinese } from '../../../shared/i18n/texts-zh-cn';
import { isDeadLink } from '../../../shared/kit/dead-link-words';

const sources = ['kit', 'mails', 'pages'].flatMap((room) => {
  const folder = resolve(__dirname, '../../../shared', room);
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
});
const shown = previewed();
const files = previewFiles(shown);
const paths = new Set(files.map(({ path }) => path));
const slugs = Object.keys(problems).filter(isRefusal);

describe('what the preview shows', () => {
  it('is every function that renders a page or a mail', () => {
    const rendering = sources.flatMap((source) => [...source.matchAll(/^export function (render\w+)/gmu)]);
    const frames = ['renderPage', 'renderStatePage', 'renderCodeEntry'];
    const others = ['renderMail', 'renderOfferMessage', 'renderProblemPage', 'renderReferencePage'];
    expect(rendering.map(([, name]) => name).sort()).toEqual([...Object.keys(renderers), ...frames, ...others].sort());
  });

  it.each(shown)('is the same in $language as in the other languages', ({ pages, mails }) => {
    const [first] = shown;
    expect(pages.map(({ state }) => state)).toEqual(first?.pages.map(({ state }) => state));
    expect(mails.map(({ state }) => state)).toEqual(first?.mails.map(({ state }) => state));
  });

  describe.each(shown)('in $language', ({ language, pages, mails }) => {
    const statesBy = (renderer: string): readonly string[] =>
      pages.filter(({ renderedBy }) => renderedBy === renderer).map(({ state }) => state);

    it('has a page for every reason why a link leads nowhere, and for every other refusal', () => {
      const dead = statesBy('renderDeadLinkPage').filter((state) => !state.startsWith('fresh-link-'));
      expect(dead.toSorted()).toEqual(slugs.filter(isDeadLink).toSorted());
      expect(statesBy('renderRefusalPage').toSorted()).toEqual(slugs.filter((slug) => !isDeadLink(slug)).toSorted());
    });

    it('has a mail from every template', () => {
      const templates = MailContent.options.map(({ shape }) => shape.template.value);
      expect([...new Set(mails.map(({ template }) => template))].sort()).toEqual([...templates].sort());
    });

    it('has no two states that say the same, but for refusals that customers are told in the same words', () => {
      const told = [
        ...pages.filter(({ renderedBy }) => renderedBy !== 'renderRefusalPage').map(({ html }) => html),
        ...mails.map(({ mail }) => mail.html),
      ].map((html) => parse(html).text.replace(/\s+/gu, ' '));
      expect(told.filter((text, index) => told.indexOf(text) !== index)).toEqual([]);
    });

    it('is in that language', () => {
      for (const html of [...pages.map((page) => page.html), ...mails.map(({ mail }) => mail.html)])
        expect(parse(html).querySelector('html')?.getAttribute('lang')).toBe(language);
    });
  });

  it('is every text that pages and mails can say', () => {
    const catalogues: readonly (readonly [string, Catalogue])[] = [
      ['en', english],
      ['he', hebrew],
      ['zh-CN', simplifiedChinese],
    ];
    const missing = catalogues.map(([language, catalogue]) => {
      const said = files
        .filter(({ path }) => path.startsWith(`${language}/`))
        .map(({ body, type }) => {
          return type === 'text' ? body : `${parse(body).text} ${labelsOf(body)}`;
        });
      const everything = said.join('\n').replace(/[\u2066-\u2069]/gu, '');
      const isSaid = (text: string): boolean =>
        text.split(/\{\w+\}/u).every((part) => everything.includes(part.trim()));
      return Object.entries(catalogue)
        .filter(([key]) => sources.some((source) => source.includes(`'${key}'`)))
        .filter(([, text]) => !(typeof text === 'string' ? isSaid(text) : Object.values(text).some(isSaid)))
        .map(([key]) => key);
    });
    const inNone = missing.reduce((some, others) => some.filter((key) => others.includes(key)));
    expect(inNone.filter((key) => !lastResorts.includes(key))).toEqual([]);
  });
});

/** What is said when something is not known that always is; no operation comes to it. */
const lastResorts = [
  'code.tooSoonNext',
  'dead.nextUnnamed',
  'genuine.checkPartner',
  'problem.language',
  'refusal.nextLater',
];

const labelsOf = (html: string): string =>
  parse(html)
    .querySelectorAll('[aria-label]')
    .map((element) => element.getAttribute('aria-label') ?? '')
    .join(' ');

describe('the files of the preview', () => {
  it('are both parts of every mail, and a page for every problem', () => {
    for (const { language, mails } of shown)
      for (const { state } of mails) {
        expect(paths).toContain(`${language}/${state}.html`);
        expect(paths).toContain(`${language}/${state}.txt`);
      }
    expect(slugs.filter((slug) => !paths.has(`en/problem-${slug}.html`))).toEqual([]);
    expect(paths.size).toBe(files.length);
  });

  it('lead from page to page and from language to language, in a folder as on a server', () => {
    const dead = files
      .filter(({ type, path }) => type === 'html' && !path.includes('/mail-'))
      .flatMap(({ path, body }) =>
        parse(body)
          .querySelectorAll('a, form')
          .map((element) => element.getAttribute('href') ?? element.getAttribute('action') ?? '')
          .filter((target) => !/^(#|[a-z]+:)/u.test(target))
          .map((target) => posix.join(posix.dirname(path), target)),
      )
      .filter((target) => !paths.has(target));
    expect(dead).toEqual([]);
    const offer = files.find(({ path }) => path === 'he/offer.html');
    const others = parse(offer?.body ?? '').querySelectorAll('a[hreflang]');
    expect(others.map((link) => link.getAttribute('href'))).toEqual(['../en/offer.html', '../zh-CN/offer.html']);
  });

  it('cover all three languages', () => {
    expect(shown.map(({ language }) => language)).toEqual(languages);
  });
});
