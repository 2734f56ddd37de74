/** Every page of customers in every state: readable, reachable and whole for everybody, on every screen and on paper. */
import { previewed } from '../../local/preview/preview';
import type { Language } from '../../shared/domain/text';
import { describeInBrowser } from './browser';
import { open } from './customer-steps';
import { isJudged, phone } from './page-checks';
import { pageStates } from './page-states';
import { readers } from './readers';
import { visits } from './visits';

/** The tests of all pages in one language: a file each, so that they run side by side. */
export function describeEveryPageIn(language: Language): void {
  const reader = readers.find((one) => one.language === language);
  if (!reader) throw new Error(`Nobody reads ${language}.`);

  describeInBrowser(`every page in ${language}`, (browser) => {
    const { kesher, invitationFor, onPage, describePage } = visits(browser);
    const { direction, locale } = reader;

    if (isJudged({ language, readBy: 'customers' }))
      for (const { state, status, reach } of pageStates)
        describePage({ state, language, direction, readBy: 'customers' }, locale, async (page) => {
          const invitation = await invitationFor(reader);
          expect(await reach({ kesher: kesher(), page, reader, invitation })).toBe(status);
        });
    // The way there is the same in other words; they are looked at as the preview shows them.
    else
      for (const { state } of previewPages(language))
        describePage({ state, language, direction, readBy: 'customers' }, locale, async (page) => {
          expect(await open(page, `${kesher().origin}/local/preview/${language}/${state}.html`)).toBe(200);
          expect(await page.getAttribute('html', 'dir')).toBe(direction);
        });

    it('says on the first screen of a phone who offers what, until when, at what cost, and what happens next', async () => {
      const { url } = await invitationFor(reader);
      await onPage(locale, async (page) => {
        await open(page, url);
        const parts = { partner: '.masthead .partner', offer: 'h1', facts: '.facts', next: '.numbered' };
        const bottoms = await Promise.all(
          Object.entries(parts).map(async ([part, selector]) => {
            const box = await page.locator(selector).boundingBox();
            return { part, bottom: (box?.y ?? Infinity) + (box?.height ?? 0) };
          }),
        );
        expect(bottoms.filter(({ bottom }) => bottom > phone.height)).toEqual([]);
      });
    });
  });
}

function previewPages(language: Language) {
  const preview = previewed().find((one) => one.language === language);
  if (!preview || preview.pages.length === 0) throw new Error(`There is no preview in ${language}.`);
  return preview.pages;
}
