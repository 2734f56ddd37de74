/** The pages that developers and newcomers see: readable, reachable and whole for everybody. */
import { describeInBrowser } from './browser';
import { open, press } from './customer-steps';
import { accept, newCompany, readers } from './readers';
import { visits } from './visits';

describeInBrowser('every page for developers and newcomers', (browser) => {
  const { kesher, invitationFor, describePage } = visits(browser);
  const local = (state: string) => ({ state, language: 'en', direction: 'ltr', readBy: 'developers' }) as const;

  for (const [state, path] of [
    ['start', '/'],
    ['mailbox-empty', '/local/mailbox?refresh=off'],
    ['customers', '/local/start/customers'],
    ['answer-of-the-api', '/local/start/view?path=/api/overview'],
    ['problem', '/problems/offer-expired'],
  ] as const)
    describePage(local(state), 'en-GB', async (page) => {
      expect(await open(page, `${kesher().origin}${path}`)).toBe(200);
    });

  describePage(local('invitation'), 'en-GB', async (page) => {
    await open(page, `${kesher().origin}/`);
    expect(await press(page, 'button[type=submit]:not([formaction])')).toBe(303);
  });

  // A purchase offer that was mailed and withdrawn.
  describePage(local('withdrawn'), 'en-GB', async (page) => {
    await open(page, `${kesher().origin}/`);
    await page.selectOption('[name=productId]', 'exchange-online-plan-1');
    await page.fill('[name=quantity]', '7');
    expect(await press(page, 'button[type=submit]:not([formaction])')).toBe(303);
    expect(await page.locator('h1').innerText()).toContain('Purchase offer');
    expect(await press(page, 'form[action$="/emails"] button')).toBe(303);
    expect(await press(page, 'form[action$="/revocation"] button')).toBe(303);
  });

  for (const [state, path] of [
    ['mailbox', () => '/local/mailbox?refresh=off'],
    ['mail', (id: string) => `/local/mailbox/${id}`],
  ] as const)
    describePage(local(state), 'en-GB', async (page) => {
      for (const reader of readers) await accept(kesher(), await invitationFor(reader), newCompany(reader));
      const [newest] = await kesher().mails();
      expect(await open(page, `${kesher().origin}${path(newest?.id ?? '')}`)).toBe(200);
    });
});
