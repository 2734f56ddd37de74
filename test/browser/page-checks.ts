/** What is expected of every page, whatever it says. */
import { AxeBuilder } from '@axe-core/playwright';
import { wcagContrast } from 'culori';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { repository } from '../end-to-end/running-kesher';
import { coloursOf, doubleTextSize, layoutOfPage } from './page-measurements';

/** The success criteria of WCAG 2.2 at levels A and AA. */
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds wrong, and where. */
export async function barriers(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules === undefined ? axe.withTags(wcag) : axe.withRules([...rules])).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** Notes what a page complains about and what it asks others for, from now on. */
export function watched(page: Page, origin: string): readonly string[] {
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

const screenshots = join(repository, '.build/screenshots');

/** Keeps what the page looks like, for people to judge. */
export async function keepScreenshot(page: Page, name: string, fullPage = true): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage, animations: 'disabled' });
}

const phone = { width: 390, height: 844 };

export interface Expected {
  readonly state: string;
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** Developers' pages are dense: targets as small as WCAG allows, which axe looks after, and addresses broken anywhere. */
  readonly readBy: 'customers' | 'developers';
}

/** Looks at the page that is open in every light, at every width, with large text and on paper. */
export async function expectGoodPage(page: Page, expected: Expected): Promise<void> {
  const { state, language, direction, readBy } = expected;
  const leastTarget = readBy === 'customers' ? 44 : 0;
  const shot = (scheme: string, width: number) => keepScreenshot(page, `${state}-${language}-${scheme}-${width}`);
  const measured = async () => {
    const layout = await page.evaluate(layoutOfPage, leastTarget);
    return { ...layout, brokenWords: readBy === 'customers' ? layout.brokenWords : [] };
  };
  const fitting = { sideways: 0, beyondTheEdge: [], clipped: [], brokenWords: [], smallTargets: [] };

  await page.setViewportSize(phone);
  expect(await measured()).toMatchObject({
    ...fitting,
    language,
    shownDirection: direction,
    headings: [expect.stringMatching(/\S/u)],
  });
  const heading = await page.locator('h1').boundingBox();
  expect((heading?.y ?? Infinity) + (heading?.height ?? 0)).toBeLessThan(phone.height);
  expect(await barriers(page)).toEqual([]);
  await shot('light', 390);

  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await measured()).toMatchObject({ ...fitting, moving: [] });
  expect(await barriers(page, ['color-contrast'])).toEqual([]);
  await shot('dark', 320);

  await page.setViewportSize({ width: 794, height: 1123 });
  await page.emulateMedia({ media: 'print' });
  const inked = await page.evaluate(coloursOf, 'h1, h2, p, li, dt, dd, label, legend, td, th');
  // A page without a style sheet leaves the colours to the browser.
  const faint = inked.filter(({ text, ground }) => wcagContrast(text, ground) < 4.5);
  expect((await page.locator('style').count()) > 0 ? faint : []).toEqual([]);
  await shot('print', 794);

  await page.emulateMedia({ media: 'screen', colorScheme: 'light', reducedMotion: 'no-preference' });
  await page.setViewportSize({ width: 1280, height: 900 });
  expect(await measured()).toMatchObject(fitting);
  await shot('light', 1280);

  await page.setViewportSize({ width: 640, height: 900 });
  await page.evaluate(doubleTextSize);
  expect(await measured()).toMatchObject({ ...fitting, smallTargets: [] });
  await shot('large', 640);
}
