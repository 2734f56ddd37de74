/** Texts that somebody might type to have them mailed, and what mail programs would make links of. */
import fc from 'fast-check';
import { LinkifyIt } from 'linkify-it';

const linkifier = new LinkifyIt({ fuzzyIP: true, fuzzyLink: true, fuzzyEmail: true, urlAuth: true });
// Programs differ in the endings that they know: here every word of two letters or more is one, in the scripts that have some.
linkifier.tlds(
  [
    '[a-z0-9-]{2,}',
    ...['00df-\\u024f', '0400-\\u04ff', '05d0-\\u05ea', '0620-\\u064a', '0904-\\u094d'].map(
      (range) => `[\\u${range}]{2,}`,
    ),
    ...['0e01-\\u0e2e', '3041-\\u30fa', '4e00-\\u9fff', 'ac00-\\ud7a3'].map((range) => `[\\u${range}]{2,}`),
  ],
  true,
);

/** What of the text would become a link. */
export function linksIn(text: string): readonly string[] {
  return (linkifier.match(text) ?? []).map(({ raw }) => raw);
}

const piece = fc.oneof(
  fc.constantFrom(
    ...[
      'http',
      'https',
      'HTTP',
      'ftp',
      'mailto',
      'tel',
      'javascript',
      'www',
      'evil',
      'contoso',
      'קשר',
      '北京',
      'x',
      '1',
    ],
    ...['com', 'co.il', 'example', 'zip', 'ישראל', '中国', 'xn--p1ai', '192.0.2.1', '1.1.1.1', '[::1]', 'localhost'],
    ...[
      '://',
      '//',
      '\\\\',
      ':',
      '/',
      '.',
      '..',
      '。',
      '．',
      '｡',
      '․',
      '@',
      '＠',
      '-',
      '_',
      '?',
      '#',
      '&',
      '(',
      ')',
      '<',
      '>',
    ],
    ...[
      ' ',
      '\u00a0',
      '\u00ad',
      '\u200b',
      '\u200d',
      '\u2060',
      '\u202e',
      '\u0301',
      '\ufe0f',
      '٠٥٠',
      '+972',
      '0505550100',
    ],
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.webUrl(),
  fc.emailAddress(),
  fc.domain(),
  fc.ipV4(),
);
/** What somebody might type who wants the reader of a mail to press, to write or to call. */
export const hostileText = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
