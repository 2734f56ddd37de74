/**
 * Mail programs that darken mails by themselves, without asking the mail. None says how it does it; these are the two ways that are known: some turn light and
 * dark round altogether, others only grounds that are light and letters that are dark.
 */
import { converter, formatHex, wcagContrast } from 'culori';
import { NodeType, parse, type HTMLElement, type Node } from 'node-html-parser';
import { previewed } from '../../../local/preview/preview';
import { accents } from '../../accents';
import { northwind, offerUrl, trial } from '../pages/samples';
import { renderOfferMessage } from '../../../shared/mails/offer';

const toHsl = converter('hsl');
const turned = (colour: string): string => {
  const hsl = toHsl(colour);
  return formatHex({ ...hsl, l: 1 - hsl.l });
};
const isLight = (colour: string): boolean => toHsl(colour).l > 0.5;

interface Way {
  readonly ground: (colour: string) => string;
  readonly letters: (colour: string) => string;
}
const ways: Readonly<Record<string, Way>> = {
  'turns everything round': { ground: turned, letters: turned },
  'darkens light grounds and lightens dark letters': {
    ground: (colour) => (isLight(colour) ? turned(colour) : colour),
    letters: (colour) => (isLight(colour) ? colour : turned(colour)),
  },
};

interface Shown {
  readonly text: string;
  readonly ground: string;
  readonly letters: string;
}

/** Every text of a mail with its two colours, as its inline styles say. */
function textsIn(html: string): readonly Shown[] {
  const shown: Shown[] = [];
  const walk = (node: Node, colours: Omit<Shown, 'text'>): void => {
    if (node.nodeType === NodeType.TEXT_NODE) {
      const text = node.text.trim();
      if (text !== '') shown.push({ ...colours, text });
      return;
    }
    const style = (node as HTMLElement).getAttribute('style') ?? '';
    const value = (name: string) => new RegExp(`(?:^|;)${name}:(#[0-9a-f]{6})`, 'u').exec(style)?.[1];
    const own = { ground: value('background-color') ?? colours.ground, letters: value('color') ?? colours.letters };
    node.childNodes.forEach((child) => walk(child, own));
  };
  const body = parse(html).querySelector('body');
  if (!body) throw new Error('There is no mail.');
  walk(body, { ground: '#ffffff', letters: '#000000' });
  return shown;
}

describe.each(Object.entries(ways))('a mail program that %s', (_what, { ground, letters }) => {
  const unreadable = (html: string): readonly string[] => {
    const texts = textsIn(html);
    expect(texts.length).toBeGreaterThan(5);
    return texts.flatMap((one) =>
      wcagContrast(ground(one.ground), letters(one.letters)) < 4.5
        ? [`${one.letters} on ${one.ground}: ${one.text}`]
        : [],
    );
  };

  it('leaves every text of every mail readable', () => {
    for (const { mails } of previewed())
      for (const { state, mail } of mails) expect([state, unreadable(mail.html)]).toEqual([state, []]);
  });

  it.each(accents)('leaves what stands in the colour of a partner readable: %s', (accent) => {
    const partner = { ...northwind, accent };
    expect(unreadable(renderOfferMessage({ language: 'en', partner, offer: trial, url: offerUrl }).html)).toEqual([]);
  });
});
