/** What mail programs lack of what the mails use, by caniemail's data: nothing that carries meaning may rest on it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { previewed } from '../../../local/preview/preview';

type Lacking = Readonly<Record<string, Readonly<Record<string, 'none' | 'partial'>>>>;

/** Why nothing is lost where a program lacks it altogether. */
const lossless: Readonly<Record<string, string>> = {
  '<body> element': 'a block stands in for it, and the outermost table says language, direction and ground again',
  '<wbr> element': 'word-break breaks there, and Outlook on Windows has no narrow screen',
  'aria-hidden attribute': 'the name is read twice',
  'background-image': 'the ground has the same colour by itself',
  'border-radius': 'corners are square',
  'height property': 'none has it; caniemail takes line-height for it',
  'word-break': '<wbr> breaks long addresses there',
};

/** Of what is known in part, the part that is missing is not used, or costs looks alone. */
const knownInPart: Readonly<Record<string, string>> = {
  '<ul>, <ol> and <dl>': 'only ordered lists have the troubles',
  background: 'one plain colour',
  border: 'at most 3px, around and within tables',
  'dir attribute': 'never on a link; where a whole mail turns, it turns the way of its own text',
  display: 'the button stays in its line, and its cell has the padding',
  'font-size': 'in px',
  'font-weight': 'bold',
  'height attribute': 'of images, in pixels',
  'lang attribute': 'on the root, the body and the outermost table',
  'letter-spacing': 'in px',
  'line-height': 'lines stand a little closer or wider',
  'mailto: links': 'an address and no more',
  margin: 'never negative, never auto; tables stand closer',
  'max-width': 'the attribute width says it too',
  padding: 'of cells; the button has another for Outlook on Windows, lists indent by their margin',
  'role attribute': 'on tables alone',
  'text-align': 'left, right and center, and the cell says it by an attribute too',
  'text-decoration': 'one value',
  'width attribute': 'percentages are of tables and cells',
  'width property': 'of tables',
};

describe('what mail programs lack of what any mail uses', () => {
  let lacking: Lacking = {};
  beforeAll(() => {
    const mails = previewed().flatMap(({ mails: ofLanguage }) => ofLanguage.map(({ mail }) => mail.html));
    const { stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'mail-programs.mjs')], {
      input: JSON.stringify(mails),
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    if (stdout === '') throw new Error(stderr);
    ({ lacking } = JSON.parse(stdout) as { readonly lacking: Lacking });
  }, 60_000);

  const titles = (how: 'none' | 'partial') =>
    Object.entries(lacking)
      .filter(([, programs]) => Object.values(programs).includes('none') === (how === 'none'))
      .map(([title]) => title)
      .sort();

  it('is nothing that a mail would miss, and each row of the table is still needed', () => {
    expect(titles('none')).toEqual(Object.keys(lossless).sort());
  });

  it('is of the rest a part that no mail uses', () => {
    expect(titles('partial')).toEqual(Object.keys(knownInPart).sort());
  });

  it('leaves every program but Outlook on Windows a way to break long addresses', () => {
    const without = (title: string) =>
      Object.entries(lacking[title] ?? {}).flatMap(([program, how]) => (how === 'none' ? [program] : []));
    const breaksWords = without('word-break');
    expect(breaksWords.length).toBeGreaterThan(0);
    expect(without('<wbr> element').filter((program) => breaksWords.includes(program))).toEqual([]);
  });
});
