/** Every page in every state: readable, reachable and whole for everybody, on every screen and on paper. */
import type { Page } from 'playwright-core';
import { RunningKesher } from '../end-to-end/running-kesher';
import { describeInBrowser } from './browser';
import { open, press } from './customer-steps';
import { expectGoodPage, watched } from './page-checks';
import { pageStates } from './page-states';
import { accept, invite, newCompany, readers, type Invitation, type Reader } from './readers';

const phone = { width: 390, height: 844 };

describeInBrowser('every page', (browser) => {
  let kesher: RunningKesher;
  const invitations = new Map<string, Invitation>();

  const invitationFor = async (reader: Reader): Promise<Invitation> => {
    const invitation = invitations.get(reader.language) ?? (await invite(kesher, reader));
    invitations.set(reader.language, invitation);
    return invitation;
  };

  /** A page of its own; what it complains about has to be nothing in the end. */
  const onPage = async (locale: string, act: (page: Page) => Promise<void>): Promise<void> => {
    const context = await browser().newContext({ viewport: phone, locale });
    try {
      const page = await context.newPage();
      const complaints = watched(page, kesher.origin);
      await act(page);
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
    }
  };

  beforeAll(async () => {
    kesher = await RunningKesher.start();
  });
  afterAll(() => kesher.stop());

  describe('for developers and newcomers', () => {
    it.each([
      { state: 'start', path: '/', status: 200 },
      { state: 'mailbox-empty', path: '/local/mailbox?refresh=off', status: 200 },
      { state: 'customers', path: '/local/start/customers', status: 200 },
      { state: 'answer-of-the-api', path: '/local/start/view?path=/api/overview', status: 200 },
      { state: 'problem', path: '/problems/offer-expired', status: 200 },
    ])('is good for everybody: $state', async ({ state, path, status }) => {
      await onPage('en-GB', async (page) => {
        expect(await open(page, `${kesher.origin}${path}`)).toBe(status);
        await expectGoodPage(page, { state, language: 'en', direction: 'ltr', readBy: 'developers' });
      });
    });

    it('is good for everybody: invitation', async () => {
      await onPage('en-GB', async (page) => {
        await open(page, `${kesher.origin}/`);
        expect(await press(page, 'button[type=submit]:not([formaction])')).toBe(303);
        await expectGoodPage(page, { state: 'invitation', language: 'en', direction: 'ltr', readBy: 'developers' });
      });
    });

    it.each([
      { state: 'mailbox', path: () => '/local/mailbox?refresh=off' },
      { state: 'mail', path: (id: string) => `/local/mailbox/${id}` },
    ])('is good for everybody: $state', async ({ state, path }) => {
      for (const reader of readers) await accept(kesher, await invitationFor(reader), newCompany(reader));
      const [newest] = await kesher.mails();
      await onPage('en-GB', async (page) => {
        expect(await open(page, `${kesher.origin}${path(newest?.id ?? '')}`)).toBe(200);
        await expectGoodPage(page, { state, language: 'en', direction: 'ltr', readBy: 'developers' });
      });
    });
  });

  describe.each(readers)('in $language', (reader) => {
    it.each(pageStates)('is good for everybody: $state', async ({ state, status, reach }) => {
      const invitation = await invitationFor(reader);
      await onPage(reader.locale, async (page) => {
        expect(await reach({ kesher, page, reader, invitation })).toBe(status);
        expect(await page.getAttribute('html', 'dir')).toBe(reader.direction);
        await expectGoodPage(page, {
          state,
          language: reader.language,
          direction: reader.direction,
          readBy: 'customers',
        });
      });
    });

    it('says on the first screen of a phone who offers what, until when, at what cost, and what happens next', async () => {
      const { url } = await invitationFor(reader);
      await onPage(reader.locale, async (page) => {
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
});
