/** What customers do on the pages: fill in, choose, press. */
import type { Page } from 'playwright-core';
import type { Details } from './readers';

/** Presses what the selector finds and waits for the page that comes; gives the status that was answered. */
export async function press(page: Page, selector: string): Promise<number> {
  const [response] = await Promise.all([
    page.waitForResponse((answer) => answer.request().isNavigationRequest()),
    page.waitForEvent('load'),
    page.click(selector),
  ]);
  return response.status();
}

/** Says that a code is wanted, and has it sent. */
export async function askToSend(page: Page, form: string): Promise<number> {
  await page.check(`${form} [name=sure][value=true]`);
  return press(page, `${form} button`);
}

/** Fills in the form of step 2, agreeing to everything. */
export async function fillDetails(page: Page, { companyName, primaryDomain, contact }: Details): Promise<void> {
  await page.fill('[name=companyName]', companyName);
  await page.fill('[name=primaryDomain]', primaryDomain);
  await page.fill('[name="contact.name"]', contact.name);
  await page.fill('[name="contact.email"]', contact.email);
  await page.fill('[name="contact.phone"]', contact.phone);
  // On a delegation offer there is a box in the place of the question.
  await page.check('[name=acceptDelegatedAdministration][value=true], [name=authorize]');
  await page.check('[name=acceptTerms]');
}

/** Enters a code and sends it; gives the status that was answered. */
export async function enterCode(page: Page, code: string): Promise<number> {
  await page.fill('[name=confirmationCode]', code);
  return press(page, 'form[action$="/confirmation"] button');
}

/** Opens an address; gives the status that was answered. */
export async function open(page: Page, address: string): Promise<number | undefined> {
  return (await page.goto(address))?.status();
}
