/** The browser of the browser tests: what is installed on this machine, never a download. */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page, type ViewportSize } from 'playwright-core';
import { describeWithTool } from '../with-tool';

/** Chromium without a window comes first: the same engine, in two thirds of the time. */
const usualPlaces = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** What CHROMIUM names, or else what is where browsers usually are. */
function installedBrowser(): string | undefined {
  const named = process.env['CHROMIUM'] ?? '';
  return (named === '' ? usualPlaces : [named]).find((path) => existsSync(path));
}

const advice = 'no browser was found: install chromium, or name one in CHROMIUM';

/** Tests in one browser of their own. Without a browser they are skipped by name, and fail where REQUIRE_BROWSER is set. */
export function describeInBrowser(title: string, body: (browser: () => Browser) => void): void {
  const executablePath = installedBrowser();
  let browser: Browser | undefined;
  const started = (): Browser => {
    if (browser === undefined) throw new Error('The browser is there while tests run.');
    return browser;
  };
  const missing = executablePath === undefined ? advice : undefined;
  describeWithTool({ name: 'a browser', missing, requiredBy: 'REQUIRE_BROWSER' }, title, () => {
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath: executablePath ?? '',
        args: ['--no-sandbox', '--disable-gpu'],
      });
    });
    afterAll(() => browser?.close());
    body(started);
  });
}

/** A page as if it were new, without the cost of a context and a process: nothing on it, and what its context gave it to begin with. */
export async function blankAgain(page: Page, viewport: ViewportSize): Promise<void> {
  await page.goto('about:blank');
  await page.emulateMedia({ media: null, colorScheme: null, reducedMotion: null });
  await page.setViewportSize(viewport);
}
