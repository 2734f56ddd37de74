/** Every mail as its reader sees it: narrow, wide, without images, and where the mail program darkens it on its own. */
import { wcagContrast } from 'culori';
import type { Browser, Page } from 'playwright-core';
import { RunningKesher } from '../end-to-end/running-kesher';
import { blankAgain, describeInBrowser } from './browser';
import { open } from './customer-steps';
import { barriers, isJudged, keepScreenshot, watched } from './page-checks';
import { layoutOfPage } from './page-measurements';
import { textContrasts } from './pixel-contrast';
import { accept, invite, newCompany, readers, type Reader } from './readers';

const kinds = ['offer', 'confirmationCode', 'receipt', 'offerAccepted'] as const;

describeInBrowser('mails', (browser) => {
  let kesher: RunningKesher;
  const mails = new Map<string, { readonly html: string; readonly path?: string; readonly code?: string }>();
  const mailOf = (reader: Reader, kind: string) => {
    const mail = mails.get(`${kind} ${reader.language}`);
    if (!mail) throw new Error(`There is no ${kind} in ${reader.language}.`);
    return mail;
  };

  beforeAll(async () => {
    kesher = await RunningKesher.start();
    for (const reader of readers) {
      const invitation = await invite(kesher, reader);
      mails.set(`offer ${reader.language}`, { html: invitation.message.html });
      const details = newCompany(reader);
      await accept(kesher, invitation, details);
      await kesher.mail(details.contact.email, 'receipt');
    }
    await allArrived(kesher, readers.length * (kinds.length - 1));
    for (const { id, kind, language, html, code } of await kesher.mails())
      mails.set(`${kind} ${language}`, {
        html,
        path: `/local/mailbox/${id}/html`,
        ...(code === undefined ? {} : { code }),
      });
  });
  afterAll(() => kesher.stop());

  describe.each(readers)('in $language', (reader) => {
    const { language, direction } = reader;

    it.each(kinds)(
      'are whole and readable for everybody without images, on narrow and wide screens: %s',
      async (kind) => {
        const { html } = mailOf(reader, kind);
        await onPage(browser(), 'light', async (page) => {
          await page.setContent(html);
          expect(await page.locator('img, svg, video, object, embed, script, link[rel=stylesheet]').count()).toBe(0);
          for (const width of [320, 600]) {
            await page.setViewportSize({ width, height: 800 });
            const layout = await page.evaluate(layoutOfPage, 0);
            expect(layout).toMatchObject({
              language,
              shownDirection: direction,
              headings: [expect.stringMatching(/\S/u)],
              sideways: 0,
              beyondTheEdge: [],
              clipped: [],
            });
            // An address may be longer than the screen is wide, and mail programs know no better place to break it.
            expect(layout.brokenWords.filter((word) => !/[@.]\w/u.test(word))).toEqual([]);
            await keepScreenshot(page, `mail-${kind}-${language}-light-${width}`);
          }
          for (const root of ['html', 'body']) {
            expect(await page.getAttribute(root, 'lang')).toBe(language);
            expect(await page.getAttribute(root, 'dir')).toBe(direction);
          }
          if (isJudged({ language, readBy: 'customers' })) expect(await barriers(page)).toEqual([]);
        });
      },
    );

    it.each(kinds.filter((kind) => kind !== 'offer'))(
      'ask nobody for anything when they are opened: %s',
      async (kind) => {
        const { path } = mailOf(reader, kind);
        await onPage(browser(), 'light', async (page) => {
          const complaints = watched(page, kesher.origin);
          expect(await open(page, `${kesher.origin}${path ?? ''}`)).toBe(200);
          await page.waitForLoadState('networkidle');
          expect(complaints).toEqual([]);
        });
      },
    );

    // Colours are the same in every language.
    const darkened = language === 'he' ? kinds : kinds.slice(0, 1);
    it.each(darkened)('stay readable in a mail program that turns everything dark: %s', async (kind) => {
      const { html } = mailOf(reader, kind);
      await onPage(browser(), 'dark', async (page) => {
        // Such a program does not ask whether the mail has colours for the dark.
        await page.setContent(html.replace(/<meta name="color-scheme"[^>]*>/u, ''));
        const devtools = await page.context().newCDPSession(page);
        await devtools.send('Emulation.setAutoDarkModeOverride', { enabled: true });
        await keepScreenshot(page, `mail-${kind}-${language}-darkened-600`);
        const contrasts = await textContrasts(page, 'h1, h2, p, li, td:not(:has(*)), a');
        expect(contrasts.length).toBeGreaterThan(5);
        expect(wcagContrast(contrasts[0]?.ground ?? '', 'black')).toBeLessThan(2);
        expect(contrasts.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
      });
    });

    it('show the code large, in two groups of three, on one line even on a small phone', async () => {
      const { html, code } = mailOf(reader, 'confirmationCode');
      await onPage(browser(), 'light', async (page) => {
        await page.setViewportSize({ width: 320, height: 640 });
        await page.setContent(html);
        const shown = page.getByText(/^\d{3}\s\d{3}$/u);
        expect((await shown.innerText()).replace(/\s/u, '')).toBe(code);
        const size = await shown.evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
        expect(size).toBeGreaterThanOrEqual(28);
        const box = await shown.boundingBox();
        expect(box?.height ?? Infinity).toBeLessThan(size * 2);
        expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThan(640);
      });
    });
  });
});

declare function getComputedStyle(element: unknown): { readonly fontSize: string };

async function allArrived(kesher: RunningKesher, count: number): Promise<void> {
  const deadline = performance.now() + 20_000;
  while ((await kesher.mails()).length < count) {
    if (performance.now() > deadline) throw new Error(`Fewer than ${count} mails arrived.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** One page for all mails in one light. */
const pages = new Map<string, Page>();

async function onPage(browser: Browser, colorScheme: 'light' | 'dark', act: (page: Page) => Promise<void>) {
  const page = pages.get(colorScheme) ?? (await (await browser.newContext({ colorScheme })).newPage());
  pages.set(colorScheme, page);
  await blankAgain(page, { width: 600, height: 800 });
  await act(page);
}
