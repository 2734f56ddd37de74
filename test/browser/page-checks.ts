/** What is expected of every page, whatever it says. */
import { wcagContrast } from 'culori';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { keepPicture } from '../screenshots';
import { barriersOfPage, coloursOf, doubleTextSize, layoutOfPage } from './page-measurements';

/** The success criteria of WCAG 2.2 at levels A and AA. */
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong, and where: against all criteria, or in the colours alone. */
export async function barriers(page: Page, { coloursAlone = false } = {}): Promise<readonly string[]> {
  if (await page.evaluate(() => !('axe' in globalThis))) await page.evaluate(axeSource);
  const runOnly = coloursAlone ? { type: 'rule', values: ['color-contrast'] } : { type: 'tag', values: wcag };
  // The one frame there is holds a mail without scripts, which axe cannot ask.
  return page.evaluate(barriersOfPage, { runOnly, resultTypes: ['violations'], iframes: false });
}

/** Notes what a page complains about and what it asks others for, from now on. */
export function watched(page: Page, origin: string): string[] {
  const noted: string[] = [];
  page.on('console', (message) => {
    // Browsers report the status of a page that is a refusal as if it were a fault.
    const isStatus = /^Failed to load resource: the server responded with a status of 4\d\d/u.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isStatus) noted.push(message.text());
  });
  page.on('pageerror', ({ message }) => noted.push(message));
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol !== 'data:' && asked !== origin) noted.push(`asked for ${request.url()}`);
  });
  page.on('requestfailed', (request) => noted.push(`${request.url()} failed`));
  return noted;
}

/** Keeps what the page looks like, all of it or what is on the screen. */
export function keepScreenshot(page: Page, name: string, fullPage = true): Promise<void> {
  return keepPicture(name, () => page.screenshot({ fullPage, animations: 'disabled' }));
}

export const phone = { width: 390, height: 844 };

export interface Expected {
  readonly state: string;
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** Developers' pages are dense: targets as small as WCAG allows, which axe looks after, and addresses broken anywhere. */
  readonly readBy: 'customers' | 'developers';
}

const light = { media: 'screen', colorScheme: 'light', reducedMotion: 'no-preference' } as const;
const dark = { media: 'screen', colorScheme: 'dark', reducedMotion: 'reduce' } as const;

type Look = (page: Page, expected: Expected) => Promise<void>;

const shot = (page: Page, { state, language }: Expected, scheme: string, width: number): Promise<void> =>
  keepScreenshot(page, `${state}-${language}-${scheme}-${width}`);

async function measured(page: Page, { readBy }: Expected) {
  const layout = await page.evaluate(layoutOfPage, readBy === 'customers' ? 44 : 0);
  return { ...layout, brokenWords: readBy === 'customers' ? layout.brokenWords : [] };
}

/** Words change with the language; colours, elements, names and roles do not. */
export const isJudged = ({ language, readBy }: Pick<Expected, 'language' | 'readBy'>): boolean =>
  readBy === 'developers' || language === 'he';

const fitting = { sideways: 0, beyondTheEdge: [], clipped: [], brokenWords: [], smallTargets: [] };

/** Of colours alone: nothing else is judged there. */
const onPaper: Look = async (page, expected) => {
  await page.setViewportSize({ width: 794, height: 1123 });
  // Whoever works in the dark prints too.
  await page.emulateMedia({ ...dark, media: 'print' });
  const inked = await page.evaluate(coloursOf, 'h1, h2, p, li, dt, dd, label, legend, td, th');
  // A page without a style sheet leaves the colours to the browser.
  const faint = inked.filter(({ text, ground }) => wcagContrast(text, ground) < 4.5);
  expect((await page.locator('style').count()) > 0 ? faint : []).toEqual([]);
  await shot(page, expected, 'print', 794);
};

const onSmallPhone: Look = async (page, expected) => {
  await page.emulateMedia(dark);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await measured(page, expected)).toMatchObject({ ...fitting, moving: [] });
  if (isJudged(expected)) expect(await barriers(page, { coloursAlone: true })).toEqual([]);
  await shot(page, expected, 'dark', 320);
};

const withLargeText: Look = async (page, expected) => {
  await page.emulateMedia(light);
  await page.setViewportSize({ width: 640, height: 900 });
  await page.evaluate(doubleTextSize);
  expect(await measured(page, expected)).toMatchObject({ ...fitting, smallTargets: [] });
  await shot(page, expected, 'large', 640);
};

/** Looks at the page that is open in every light, at every width, on paper and with large text; in other words where there is least room. */
export function looksAt(expected: Expected): typeof looks {
  return isJudged(expected) ? looks : looks.filter(([, look]) => look === onSmallPhone || look === withLargeText);
}

const looks: readonly (readonly [where: string, look: Look])[] = [
  [
    'on a phone',
    async (page, expected) => {
      const { language, direction } = expected;
      await page.emulateMedia(light);
      await page.setViewportSize(phone);
      expect(await measured(page, expected)).toMatchObject({
        ...fitting,
        language,
        shownDirection: direction,
        headings: [expect.stringMatching(/\S/u)],
      });
      const heading = await page.locator('h1').boundingBox();
      expect((heading?.y ?? Infinity) + (heading?.height ?? 0)).toBeLessThan(phone.height);
      expect(await barriers(page)).toEqual([]);
      await shot(page, expected, 'light', 390);
    },
  ],
  ['on a small phone in the dark', onSmallPhone],
  ['on paper', onPaper],
  [
    'on a wide screen',
    async (page, expected) => {
      await page.emulateMedia(light);
      await page.setViewportSize({ width: 1280, height: 900 });
      expect(await measured(page, expected)).toMatchObject(fitting);
      await shot(page, expected, 'light', 1280);
    },
  ],
  // The last one: the text stays as large as it was made.
  ['with text of double the size', withLargeText],
];
