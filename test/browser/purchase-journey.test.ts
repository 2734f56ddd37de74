/** A customer buys what is offered, in other counts, with scripts off; and finds its trial turned into what it bought. */
import * as z from 'zod';
import { RunningKesher } from '../end-to-end/running-kesher';
import { describeInBrowser } from './browser';
import { enterCode, fillDetails, open, press } from './customer-steps';
import { watched } from './page-checks';
import { accept, invite, mailedCode, newCompany, offerToSell, readers } from './readers';

const Subscription = z.object({ id: z.string(), source: z.string(), quantity: z.int() });

describeInBrowser('the purchase journey', (browser) => {
  let kesher: RunningKesher;

  beforeAll(async () => {
    kesher = await RunningKesher.start();
  });
  afterAll(() => kesher.stop());

  it.each(readers)('lets the customer change the counts, and mends what cannot be sold: $language', async (reader) => {
    const context = await browser().newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const complaints = watched(page, kesher.origin);
    const details = newCompany(reader);
    const offer = await offerToSell(kesher, reader);

    expect(await open(page, offer.url)).toBe(200);
    expect(await press(page, 'a.button')).toBe(200);
    const counts = page.locator('[name^="quantities."]');
    expect([await counts.nth(0).inputValue(), await counts.nth(1).inputValue()]).toEqual(['12', '5']);
    await fillDetails(page, details);
    await counts.nth(1).fill('0');
    expect(await press(page, 'form button')).toBe(422);
    expect(await counts.nth(1).getAttribute('aria-invalid')).toBe('true');
    expect(await counts.nth(0).getAttribute('aria-invalid')).toBeNull();
    await counts.nth(1).fill('7');
    expect(await press(page, 'form button')).toBe(303);
    expect(await enterCode(page, await mailedCode(kesher, details))).toBe(303);
    const facts = await page.locator('.facts').innerText();
    expect(facts).toContain(details.companyName);
    expect(facts).toContain('12');
    expect(facts).toContain('7');

    const bought = await kesher.all(
      Subscription,
      `/api/customers/domain:${details.primaryDomain}/subscriptions`,
      reader.persona,
    );
    expect(bought.map(({ source, quantity }) => `${source} ${quantity}`).sort()).toEqual(['purchase 12', 'purchase 7']);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('turns the trial that the customer has into what it buys, from one call of the partner', async () => {
    const [reader] = readers;
    if (!reader) throw new Error('There is nobody to read.');
    const details = newCompany(reader);
    await accept(kesher, await invite(kesher, reader), details);
    const path = `/api/customers/domain:${details.primaryDomain}/subscriptions`;
    const [trial] = await kesher.all(Subscription, path, reader.persona);
    const Offer = z.object({
      id: z.string(),
      url: z.url(),
      summaryId: z.string(),
      message: z.object({ subject: z.string(), html: z.string() }),
    });
    const offer = await kesher.call(Offer, `${path}/${trial?.id ?? ''}/conversion`, {
      as: reader.persona,
      body: { quantity: 40, delegatedAdministration: true },
    });
    await kesher.advance('PT11M');
    const page = await browser().newPage();
    await open(page, `${offer.url}?step=details`);
    await fillDetails(page, details);
    const before = await mailedCode(kesher, details);
    expect(await press(page, 'form button')).toBe(303);
    expect(await enterCode(page, await mailedCode(kesher, details, before))).toBe(303);
    expect(await kesher.all(Subscription, path, reader.persona)).toEqual([
      { id: trial?.id, source: 'purchase', quantity: 40 },
    ]);
    await page.close();
  });
});
