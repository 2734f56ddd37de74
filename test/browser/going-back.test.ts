/** A customer goes back to the form after sending it: what was typed is there, and the same again is the same answer. */
import type { Page } from 'playwright-core';
import { describeInBrowser } from './browser';
import { enterCode, fillDetails, open, press } from './customer-steps';
import { mailedCode, newCompany, offerToSell, readers, type Details } from './readers';
import { visits } from './visits';

/** Everything that the form holds but for what nobody types. */
function formOf(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    const [form] = document.forms;
    const entries = form ? [...new FormData(form).entries()] : [];
    return Object.fromEntries(
      entries.flatMap(([name, value]) =>
        name === 'idempotencyKey' || typeof value !== 'string' ? [] : [[name, value]],
      ),
    );
  });
}

describeInBrowser('going back to the form', (browser) => {
  const { kesher, onPage } = visits(browser);
  const keyOf = (page: Page) => page.inputValue('[name=idempotencyKey]');

  /** Counts codes once nothing is on its way any more: codes are mailed within seconds, one after another. */
  async function codesFor({ contact }: Details): Promise<number> {
    return (await kesher().mails(contact.email)).filter(({ kind }) => kind === 'confirmationCode').length;
  }

  it.each(readers)('loses nothing, and sends no second code: $language', async (reader) => {
    await onPage(reader.locale, async (page) => {
      const details = newCompany(reader);
      await open(page, `${(await offerToSell(kesher(), reader)).url}?step=details`);
      await fillDetails(page, details);
      await page.locator('[name^="quantities."]').first().fill('7');
      await page.locator('[name^="quantities."]').last().fill('3');
      const [typed, key] = [await formOf(page), await keyOf(page)];
      expect(Object.keys(typed)).toHaveLength(11);

      expect(await press(page, 'button[type=submit]')).toBe(303);
      const answered = page.url();
      const code = await mailedCode(kesher(), details);
      await page.goBack();
      expect(await formOf(page)).toEqual(typed);

      // Browsers that keep the whole page bring back its key too; fetched anew it has another.
      await page.reload();
      await fillDetails(page, details);
      await page.locator('[name^="quantities."]').first().fill('7');
      await page.locator('[name^="quantities."]').last().fill('3');
      expect(await keyOf(page)).not.toBe(key);
      expect(await formOf(page)).toEqual(typed);
      expect(await press(page, 'button[type=submit]')).toBe(303);
      expect(page.url()).toBe(answered);

      await page.goBack();
      expect(await formOf(page)).toEqual(typed);
      expect(await press(page, 'button[type=submit]')).toBe(303);
      expect(page.url()).toBe(answered);
      expect(await codesFor(details)).toBe(1);
      expect(await enterCode(page, code)).toBe(303);
      expect(await page.locator('.facts').innerText()).toContain(details.companyName);
    });
  });

  it('keeps what was chosen otherwise: another country, a no, and a word to the partner', async () => {
    const [, reader] = readers;
    if (!reader) throw new Error('There are readers.');
    await onPage(reader.locale, async (page) => {
      const { url } = await offerToSell(kesher(), reader);
      await open(page, `${url}?step=details`);
      await fillDetails(page, newCompany(reader));
      await page.selectOption('[name=country]', 'NZ');
      await page.check('[name=acceptDelegatedAdministration][value=false]');
      const typed = await formOf(page);
      expect(await press(page, 'button[type=submit]')).toBe(303);
      await page.goBack();
      expect(await formOf(page)).toEqual(typed);

      await open(page, `${url}?step=refusal`);
      await page.fill('[name=reason]', 'Two lines,\nand no offence.');
      await page.fill('[name=email]', 'alexandra@adatum.example');
      const written = await formOf(page);
      expect(await press(page, 'form button')).toBeLessThan(400);
      await page.goBack();
      expect(await formOf(page)).toEqual(written);
    });
  });
});
