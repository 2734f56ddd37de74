/** A customer authorises its partner by a delegation offer, with scripts off, and ends it again on its access page. */
import * as z from 'zod';
import { textsFor } from '../../shared/i18n/texts';
import { RunningKesher } from '../end-to-end/running-kesher';
import { describeInBrowser } from './browser';
import { askToSend, enterCode, fillDetails, open, press } from './customer-steps';
import { watched } from './page-checks';
import { accept, askToDelegate, mailedCode, newCompany, readers } from './readers';

const Customer = z.object({ delegation: z.object({ status: z.string(), until: z.string().optional() }) });
const Consent = z.object({
  subject: z.string(),
  given: z.boolean(),
  version: z.string(),
  by: z.object({ email: z.string() }),
});

describeInBrowser('the delegation journey', (browser) => {
  let kesher: RunningKesher;

  beforeAll(async () => {
    kesher = await RunningKesher.start();
  });
  afterAll(() => kesher.stop());

  it.each(readers)('leads from the link to an authorised partner: $language', async (reader) => {
    const texts = textsFor(reader.language);
    const context = await browser().newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const complaints = watched(page, kesher.origin);
    const details = newCompany(reader);
    const { id, url } = await askToDelegate(kesher, reader);

    expect(await open(page, url)).toBe(200);
    const offered = await page.locator('main').innerText();
    for (const said of [texts.say('delegation.allowsTitle'), texts.say('delegation.endTitle'), '180'])
      expect(offered).toContain(said);
    expect(await press(page, 'a.button')).toBe(200);
    expect(await page.locator('input[type=radio]').count()).toBe(0);
    await fillDetails(page, details);
    await page.uncheck('[name=authorize]');
    expect(await press(page, 'form button')).toBe(422);
    expect(await page.locator('[name=authorize]').getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('[name=acceptTerms]').isChecked()).toBe(true);
    await page.check('[name=authorize]');
    expect(await press(page, 'form button')).toBe(303);
    expect(await enterCode(page, await mailedCode(kesher, details))).toBe(303);
    expect(await page.locator('h1').innerText()).toBe(texts.say('delegationOffer.receiptTitle'));

    const path = `/api/customers/domain:${details.primaryDomain}`;
    const { delegation } = await kesher.call(Customer, path, { as: reader.persona });
    expect([delegation.status, typeof delegation.until]).toEqual(['active', 'string']);
    const consents = await kesher.all(Consent, `${path}/consents`, reader.persona);
    expect(consents.map(({ subject, given, by }) => [subject, given, by.email]).sort()).toEqual([
      ['delegatedAdministration', true, details.contact.email],
      ['terms', true, details.contact.email],
    ]);
    const Offer = z.object({ redemptionCount: z.int() });
    expect(await kesher.call(Offer, `/api/offers/${id}`, { as: reader.persona })).toEqual({ redemptionCount: 1 });
    expect(complaints).toEqual([]);
    await context.close();
  });

  it.each(readers)('leads from the receipt to the page where the customer ends it: $language', async (reader) => {
    const context = await browser().newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const complaints = watched(page, kesher.origin);
    const details = newCompany(reader);
    const path = `/api/customers/domain:${details.primaryDomain}`;
    expect(await open(page, await accept(kesher, await askToDelegate(kesher, reader), details))).toBe(200);
    expect((await kesher.call(Customer, path, { as: reader.persona })).delegation.status).toBe('active');

    await press(page, 'a[href^="/access/"]');
    await askToSend(page, 'form[action*="/codes"]');
    const { code = '' } = await kesher.mail(details.contact.email, 'accessCode');
    await page.fill('[name=confirmationCode]', code);
    await press(page, 'form[action*="/session"] button');
    expect(await page.locator('main').innerText()).toContain(details.contact.name);
    await press(page, 'a[href*="step=delegation-end"]');
    await press(page, 'form button');
    expect((await kesher.call(Customer, path, { as: reader.persona })).delegation.status).toBe('ended');
    expect(complaints).toEqual([]);
    await context.close();
  });
});
