/* istanbul ignore file -- these functions run inside the page, where the counters of a coverage run do not exist */
/** What only a browser can tell of a page: sizes, colours, focus. Each function is sent to the page as it stands, so none calls another. */

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

interface Style {
  readonly display: string;
  readonly direction: string;
  readonly visibility: string;
  readonly overflowX: string;
  readonly overflowY: string;
  readonly color: string;
  readonly backgroundColor: string;
  readonly fontSize: string;
  readonly outlineStyle: string;
  readonly outlineWidth: string;
  readonly transitionDuration: string;
  readonly animationName: string;
}

interface PageNode {
  readonly nodeType: number;
  readonly textContent: string | null;
}

interface PageElement {
  readonly tagName: string;
  readonly id: string;
  readonly className: string;
  readonly textContent: string;
  readonly lang: string;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
  readonly parentElement: PageElement | null;
  readonly childNodes: Iterable<PageNode>;
  readonly style: { fontSize: string };
  getBoundingClientRect(): Box;
  matches(selector: string): boolean;
  closest(selector: string): PageElement | null;
  getAttribute(name: string): string | null;
}

declare const document: {
  readonly documentElement: PageElement;
  readonly body: PageElement;
  readonly activeElement: PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  createRange(): {
    setStart(node: PageNode, offset: number): void;
    setEnd(node: PageNode, offset: number): void;
    getClientRects(): Iterable<Box>;
  };
};
declare function getComputedStyle(element: PageElement): Style;

declare const axe: {
  run(options: AxeOptions): Promise<{
    readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  }>;
};

interface AxeOptions {
  readonly runOnly: { readonly type: string; readonly values: readonly string[] };
  readonly resultTypes: readonly string[];
  readonly iframes: boolean;
}

/** What axe, which is in the page already, finds wrong, and where. */
export async function barriersOfPage(options: AxeOptions): Promise<readonly string[]> {
  const { violations } = await axe.run(options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

export interface Layout {
  readonly language: string;
  readonly shownDirection: string;
  readonly headings: readonly string[];
  /** How far the page is wider than the window. */
  readonly sideways: number;
  /** What is not wholly between the edges of the window. */
  readonly beyondTheEdge: readonly string[];
  /** Text that does not fit its box. */
  readonly clipped: readonly string[];
  /** Where words of alphabetic scripts start on one line and end on another, with what they hang together with. */
  readonly brokenWords: readonly string[];
  /** What can be pressed and is smaller than it should be, but for links in running text. */
  readonly smallTargets: readonly string[];
  readonly moving: readonly string[];
}

/** Measures the page as it stands in the window. */
export function layoutOfPage(leastTarget: number): Layout {
  const root = document.documentElement;
  const name = (element: PageElement): string => {
    const { tagName, id, className, textContent } = element;
    const words = textContent.replace(/\s+/gu, ' ').trim().slice(0, 40);
    return `${tagName.toLowerCase()}${id === '' ? '' : `#${id}`}${className === '' ? '' : `.${className}`} “${words}”`;
  };
  const shown = [...document.querySelectorAll('body *')].filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && getComputedStyle(element).visibility === 'visible';
  });
  const scrolls = (element: PageElement): boolean => {
    const box = element.closest('pre, .wide');
    return box !== null && ['auto', 'scroll'].includes(getComputedStyle(box).overflowX);
  };
  const textsIn = (element: PageElement) =>
    [...element.childNodes].filter(({ nodeType, textContent }) => nodeType === 3 && (textContent ?? '').trim() !== '');
  const fields = 'input, select, textarea, option, iframe, br';
  const clipped = shown.filter((element) => {
    const { display, overflowX, overflowY } = getComputedStyle(element);
    if (element.matches(fields) || display === 'inline' || scrolls(element)) return false;
    const hides = ['hidden', 'clip'].includes(overflowX) || ['hidden', 'clip'].includes(overflowY);
    const text = textsIn(element).length > 0;
    const tooTall = hides && element.scrollHeight > element.clientHeight + 1;
    return tooTall || ((hides || text) && element.scrollWidth > element.clientWidth + 1);
  });
  const beyond = shown.filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return !scrolls(element) && (left < -0.5 || right > root.clientWidth + 0.5);
  });
  const prose = shown.filter((element) => !element.matches(fields) && element.closest('pre, code, .ltr') === null);
  const broken = prose.flatMap((element) =>
    textsIn(element).flatMap((node) => {
      const text = node.textContent ?? '';
      if (text.startsWith('http')) return [];
      const words = [...text.matchAll(/[\p{Script=Latin}\p{Script=Hebrew}\p{Nd}]{2,24}/gu)];
      return words.flatMap(({ 0: word, index }) => {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        // WebKit counts the end of the line before as a box without a width.
        const boxes = [...range.getClientRects()].filter(({ width }) => width > 0);
        const lines = new Set(boxes.map(({ top }) => Math.round(top)));
        const before = text.slice(0, index).split(/\s/u).at(-1) ?? '';
        const after = text.slice(index).split(/\s/u).at(0) ?? '';
        return lines.size > 1 ? [before + after] : [];
      });
    }),
  );
  const small = shown.filter((element) => {
    if (!element.matches('a[href], button, input, select, textarea, summary')) return false;
    const inSentence =
      element.matches('a') &&
      getComputedStyle(element).display === 'inline' &&
      (element.parentElement?.textContent.trim().length ?? 0) > element.textContent.trim().length;
    if (inSentence) return false;
    const label = element.matches('[type=radio], [type=checkbox]') ? element.closest('label') : null;
    const { width, height } = (label ?? element).getBoundingClientRect();
    return width < leastTarget - 0.5 || height < leastTarget - 0.5;
  });
  const moving = shown.filter((element) => {
    const { transitionDuration, animationName } = getComputedStyle(element);
    return animationName !== 'none' || transitionDuration.split(',').some((duration) => parseFloat(duration) > 0);
  });
  return {
    language: root.lang,
    shownDirection: getComputedStyle(document.body).direction,
    headings: shown.filter((element) => element.matches('h1')).map(({ textContent }) => textContent),
    sideways: root.scrollWidth - root.clientWidth,
    beyondTheEdge: beyond.map(name),
    clipped: clipped.map(name),
    brokenWords: broken,
    smallTargets: small.map(name),
    moving: moving.map(name),
  };
}

/** Makes all text twice as large, as a reader's own setting does. */
export function doubleTextSize(): void {
  document.documentElement.style.fontSize = '200%';
}

export interface Focused {
  /** The element's id, or else what it says. */
  readonly name: string;
  /** Whether a ring of at least 2 pixels is drawn around it, or around the choice it stands in. */
  readonly ringed: boolean;
}

/** Where the focus is. */
export function focusOfPage(): Focused {
  const element = document.activeElement ?? document.body;
  const ringed = [element, element.closest('label')].some((candidate) => {
    if (candidate === null) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(candidate);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  });
  return { name: element.id === '' ? element.textContent.replace(/\s+/gu, ' ').trim() : element.id, ringed };
}

export interface Colours {
  readonly what: string;
  readonly text: string;
  readonly ground: string;
}

/** The colours of every element that the selector finds, each on the nearest ground that is painted. */
export function coloursOf(selector: string): readonly Colours[] {
  const isClear = (colour: string): boolean => /^rgba\(.*, 0\)$|^transparent$/u.test(colour);
  return [...document.querySelectorAll(selector)].map((element) => {
    let painted: PageElement | null = element;
    while (painted !== null && isClear(getComputedStyle(painted).backgroundColor)) painted = painted.parentElement;
    return {
      what: `${element.tagName.toLowerCase()}.${element.className}`,
      text: getComputedStyle(element).color,
      ground: painted === null ? 'rgb(255, 255, 255)' : getComputedStyle(painted).backgroundColor,
    };
  });
}
