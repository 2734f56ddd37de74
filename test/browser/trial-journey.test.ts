/** A newcomer's way from the start page to the first customer: with scripts off, and again without a mouse. */
import type { BrowserContext, Page } from 'playwright-core';
import * as z from 'zod';
import { RunningKesher } from '../end-to-end/running-kesher';
import { describeInBrowser } from './browser';
import { enterCode, fillDetails, open, press } from './customer-steps';
import { watched } from './page-checks';
import { focusOfPage } from './page-measurements';
import { newCompany, readers, type Details, type Reader } from './readers';

const Customer = z.object({
  companyName: z.string(),
  primaryDomain: z.string().nullable(),
  delegation: z.object({ status: z.string() }),
});

describeInBrowser('the trial journey', (browser) => {
  let kesher: RunningKesher;

  beforeAll(async () => {
    kesher = await RunningKesher.start();
  });
  afterAll(() => kesher.stop());

  /** A newcomer at the start page, with scripts off, for the tests of one journey. What the pages complain about has to be nothing in the end. */
  function newcomer({ locale }: Reader): { readonly start: Page } {
    const tabs: { context?: BrowserContext; start?: Page } = {};
    const complaints: (readonly string[])[] = [];
    beforeAll(async () => {
      tabs.context = await browser().newContext({
        javaScriptEnabled: false,
        locale,
        viewport: { width: 390, height: 844 },
      });
      tabs.context.on('page', (page) => complaints.push(watched(page, kesher.origin)));
      tabs.start = await tabs.context.newPage();
      expect(await open(tabs.start, `${kesher.origin}/`)).toBe(200);
    });
    afterAll(async () => {
      await tabs.context?.close();
      expect(complaints.flat()).toEqual([]);
    });
    return {
      get start() {
        if (!tabs.start) throw new Error('The start page is open while tests run.');
        return tabs.start;
      },
    };
  }

  /** The tab that opens when something is done on a page. */
  async function tabFrom(page: Page, act: () => Promise<void>): Promise<Page> {
    const [tab] = await Promise.all([page.context().waitForEvent('page'), act()]);
    await tab.waitForLoadState();
    return tab;
  }

  /** Reads the code as a person would: in the mailbox, which goes on reloading until the mail is there. */
  async function codeInMailbox(page: Page, { contact }: Details): Promise<string> {
    const tab = await page.context().newPage();
    await open(tab, `${kesher.origin}/local/mailbox`);
    const row = tab.locator('tr', { hasText: contact.email }).locator('code').first();
    await row.waitFor();
    const code = (await row.innerText()).replace(/\D/gu, '');
    await tab.close();
    return code;
  }

  async function expectWon(start: Page, { persona }: Reader, { companyName, primaryDomain }: Details): Promise<void> {
    await open(start, `${kesher.origin}/local/start/customers?persona=${persona}`);
    expect(await start.locator('tr', { hasText: primaryDomain }).innerText()).toContain(companyName);
    const customers = await kesher.all(Customer, '/api/customers', persona);
    expect(customers.filter((customer) => customer.primaryDomain === primaryDomain)).toEqual([
      { companyName, primaryDomain, delegation: { status: 'active' } },
    ]);
  }

  describe.each(readers)('needs no scripts: $language', (reader) => {
    const tabs = newcomer(reader);
    const details = newCompany(reader);
    let page: Page;

    it('from the start page to the form', async () => {
      const { start } = tabs;
      await start.selectOption('[name=persona]', reader.persona);
      await start.selectOption('[name=usageLocation]', reader.country);
      await start.selectOption('[name=language]', reader.language);
      await start.check('[name=delegatedAdministration][value=yes]');
      expect(await press(start, 'button[formaction="/"]')).toBe(200);
      expect(await press(start, 'button:not([formaction])')).toBe(303);

      page = await tabFrom(start, () => start.click('a.button'));
      expect(await page.getAttribute('html', 'lang')).toBe(reader.language);
      expect(await press(page, 'a.button')).toBe(200);
    });

    it('through the form, which loses nothing that was typed', async () => {
      await fillDetails(page, { ...details, contact: { ...details.contact, phone: 'not a number' } });
      expect(await press(page, 'form button')).toBe(422);
      expect(await page.inputValue('[name=companyName]')).toBe(details.companyName);
      expect(await page.inputValue('[name="contact.email"]')).toBe(details.contact.email);
      expect(await page.inputValue('[name="contact.phone"]')).toBe('not a number');
      expect(await page.isChecked('[name=acceptDelegatedAdministration][value=true]')).toBe(true);
      expect(await page.isChecked('[name=acceptTerms]')).toBe(true);
      await page.fill('[name="contact.phone"]', details.contact.phone);
      expect(await press(page, 'form button')).toBe(303);
    });

    it('to the trial, with the code from the mailbox', async () => {
      const code = await codeInMailbox(page, details);
      expect(await enterCode(page, ` ${code.slice(0, 3)} ${code.slice(3)} `)).toBe(303);
      expect(await page.locator('.facts').innerText()).toContain(details.companyName);
      expect(await page.locator('form').count()).toBe(0);
      await expectWon(tabs.start, reader, details);
    });
  });

  describe.each(readers)('lets a customer go back to mend a typing error before the code: $language', (reader) => {
    const tabs = newcomer(reader);
    const details = newCompany(reader);
    let page: Page;

    it('which was made', async () => {
      const { start } = tabs;
      await start.selectOption('[name=persona]', reader.persona);
      await start.selectOption('[name=usageLocation]', reader.country);
      await press(start, 'button[formaction="/"]');
      await start.check('[name=delegatedAdministration][value=yes]');
      await press(start, 'button:not([formaction])');
      page = await tabFrom(start, () => start.click('a.button'));
      await press(page, 'a.button');
      await fillDetails(page, { ...details, contact: { ...details.contact, email: `typo@${details.primaryDomain}` } });
      expect(await press(page, 'form button')).toBe(303);
    });

    it('and is mended', async () => {
      await page.goBack();
      await fillDetails(page, details);
      expect(await press(page, 'form button')).toBe(303);
      expect(await enterCode(page, await codeInMailbox(page, details))).toBe(303);
      await expectWon(tabs.start, reader, details);
    });
  });

  describe.each(readers)('can be gone by keyboard alone, with the focus seen at every step: $language', (reader) => {
    const tabs = newcomer(reader);
    const details = newCompany(reader);
    let page: Page;

    it('from the start page to the form', async () => {
      const { start } = tabs;
      await chooseByKeyboard(start, 'persona', reader.persona);
      await chooseByKeyboard(start, 'usageLocation', reader.country);
      await tabTo(start, 'Show the products of this country');
      await pressKey(start, 'Enter');
      await chooseByKeyboard(start, 'language', reader.language);
      await pressTab(start);
      await start.keyboard.press('ArrowDown');
      await tabTo(start, 'Create the offer');
      await pressKey(start, 'Enter');
      await tabTo(start, 'Open the link');
      page = await tabFrom(start, () => start.keyboard.press('Enter'));

      await tabTo(page, await page.locator('a.button').innerText());
      await pressKey(page, 'Enter');
    });

    it('to the first problem of the form', async () => {
      await tabTo(page, 'field-companyName');
      await pressKey(page, 'Enter');
      const [firstProblem] = await page.locator('.summary a').allInnerTexts();
      await tabTo(page, firstProblem ?? '');
      await page.keyboard.press('Enter');
      expect((await page.evaluate(focusOfPage)).name).toBe('field-companyName');
    });

    it('through the form, in its order', async () => {
      await page.keyboard.type(details.companyName);
      const order = ['field-companyName'];
      const next = async (): Promise<void> => void order.push(await pressTab(page));
      await next();
      await page.keyboard.type(details.primaryDomain);
      await next();
      await next();
      await page.keyboard.type(details.contact.name);
      await next();
      await page.keyboard.type(details.contact.email);
      await next();
      await next();
      await page.keyboard.press('ArrowDown');
      expect(await page.isChecked('[value=false]')).toBe(true);
      await page.keyboard.press('ArrowUp');
      await next();
      await page.keyboard.press('Space');
      await next();
      expect(order).toEqual([
        'field-companyName',
        'field-primaryDomain',
        'field-country',
        'field-contact-name',
        'field-contact-email',
        'field-contact-phone',
        'field-acceptDelegatedAdministration',
        'field-acceptTerms',
        await page.locator('form button').innerText(),
      ]);
      await pressKey(page, 'Enter');
    });

    it('to the trial, with the code from the mailbox', async () => {
      const code = await codeInMailbox(page, details);
      await tabTo(page, 'field-confirmationCode');
      await page.keyboard.type(code);
      await pressKey(page, 'Enter');
      expect(await page.locator('.facts').innerText()).toContain(details.companyName);
      await expectWon(tabs.start, reader, details);
    });
  });
});

/** Presses a key that leads to another page. */
async function pressKey(page: Page, key: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);
}

/** Goes on to what comes next, which has to be seen to have the focus; gives its name. */
async function pressTab(page: Page): Promise<string> {
  await page.keyboard.press('Tab');
  const { name, ringed } = await page.evaluate(focusOfPage);
  expect({ name, ringed }).toEqual({ name, ringed: true });
  return name;
}

const mostSteps = 30;

async function tabTo(page: Page, wanted: string): Promise<void> {
  for (let step = 0; step < mostSteps; step += 1) if ((await pressTab(page)) === wanted) return;
  throw new Error(`${wanted} is not reached within ${mostSteps} steps.`);
}

/** Chooses from a list as people do who do not see it unfold: its name is typed, or it is gone through one by one. */
async function chooseByKeyboard(page: Page, id: string, value: string): Promise<void> {
  await tabTo(page, id);
  const list = page.locator(`#${id}`);
  const name = await list.locator(`option[value="${value}"]`).innerText();
  if (/^\p{ASCII}+$/u.test(name)) await page.keyboard.type(name);
  else for (let step = 0; step < mostSteps; step += 1) await page.keyboard.press('ArrowDown');
  expect(await list.inputValue()).toBe(value);
}
