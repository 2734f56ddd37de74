/** The pages that developers and newcomers see: readable, reachable and whole for everybody. */
import { describeInBrowser } from './browser';
import { open, press } from './customer-steps';
import { expectGoodPage } from './page-checks';
import { accept, newCompany, readers } from './readers';
import { visits } from './visits';

describeInBrowser('every page for developers and newcomers', (browser) => {
  const { kesher, invitationFor, onPage } = visits(browser);

  it.each([
    { state: 'start', path: '/', status: 200 },
    { state: 'mailbox-empty', path: '/local/mailbox?refresh=off', status: 200 },
    { state: 'customers', path: '/local/start/customers', status: 200 },
    { state: 'answer-of-the-api', path: '/local/start/view?path=/api/overview', status: 200 },
    { state: 'problem', path: '/problems/offer-expired', status: 200 },
  ])('is good for everybody: $state', async ({ state, path, status }) => {
    await onPage('en-GB', async (page) => {
      expect(await open(page, `${kesher().origin}${path}`)).toBe(status);
      await expectGoodPage(page, { state, language: 'en', direction: 'ltr', readBy: 'developers' });
    });
  });

  it('is good for everybody: invitation', async () => {
    await onPage('en-GB', async (page) => {
      await open(page, `${kesher().origin}/`);
      expect(await press(page, 'button[type=submit]:not([formaction])')).toBe(303);
      await expectGoodPage(page, { state: 'invitation', language: 'en', direction: 'ltr', readBy: 'developers' });
    });
  });

  it('is good for everybody: a purchase offer that was mailed and withdrawn', async () => {
    await onPage('en-GB', async (page) => {
      await open(page, `${kesher().origin}/`);
      await page.selectOption('[name=productId]', 'exchange-online-plan-1');
      await page.fill('[name=quantity]', '7');
      expect(await press(page, 'button[type=submit]:not([formaction])')).toBe(303);
      expect(await page.locator('h1').innerText()).toContain('Purchase offer');
      expect(await press(page, 'form[action$="/emails"] button')).toBe(303);
      expect(await press(page, 'form[action$="/revocation"] button')).toBe(303);
      await expectGoodPage(page, { state: 'withdrawn', language: 'en', direction: 'ltr', readBy: 'developers' });
    });
  });

  it.each([
    { state: 'mailbox', path: () => '/local/mailbox?refresh=off' },
    { state: 'mail', path: (id: string) => `/local/mailbox/${id}` },
  ])('is good for everybody: $state', async ({ state, path }) => {
    for (const reader of readers) await accept(kesher(), await invitationFor(reader), newCompany(reader));
    const [newest] = await kesher().mails();
    await onPage('en-GB', async (page) => {
      expect(await open(page, `${kesher().origin}${path(newest?.id ?? '')}`)).toBe(200);
      await expectGoodPage(page, { state, language: 'en', direction: 'ltr', readBy: 'developers' });
    });
  });
});
