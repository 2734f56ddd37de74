/** A customer is set up with a product key, and answers, with scripts off, what its partner asks for beside it. */
import * as z from 'zod';
import { textsFor } from '../../shared/i18n/texts';
import { RunningKesher } from '../end-to-end/running-kesher';
import { describeInBrowser } from './browser';
import { askToSend, open, press } from './customer-steps';
import { watched } from './page-checks';
import { newCompany, readers, useKey } from './readers';

const Customer = z.object({ verified: z.boolean(), delegation: z.object({ status: z.string() }) });
const Subscription = z.object({ source: z.string(), partnerOfRecord: z.unknown() });
const Consent = z.object({ subject: z.string(), given: z.boolean() });

/** There are no product keys in mainland China. */
const readersWithKeys = readers.filter(({ country }) => country !== 'CN');

describeInBrowser('the product key journey', (browser) => {
  let kesher: RunningKesher;

  beforeAll(async () => {
    kesher = await RunningKesher.start();
  });
  afterAll(() => kesher.stop());

  it.each(readersWithKeys)('leads from the mail to both answers, each on its own: $language', async (reader) => {
    const texts = textsFor(reader.language);
    const context = await browser().newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const complaints = watched(page, kesher.origin);
    const details = newCompany(reader);
    const path = `/api/customers/domain:${details.primaryDomain}`;
    const customer = () => kesher.call(Customer, path, { as: reader.persona });
    const subscriptions = () => kesher.all(Subscription, `${path}/subscriptions`, reader.persona);

    expect(await open(page, await useKey(kesher, reader, details))).toBe(200);
    expect(await page.locator('a[href*="step=ask"]').count()).toBe(0);
    await askToSend(page, 'form[action*="/codes"]');
    const { code = '' } = await kesher.mail(details.contact.email, 'accessCode');
    await page.fill('[name=confirmationCode]', code);
    await press(page, 'form[action*="/session"] button');
    expect(await customer()).toEqual({ verified: true, delegation: { status: 'none' } });

    await press(page, 'a[href*="step=ask"][href*="-delegation"]');
    expect(await page.locator('input[type=radio]:checked').count()).toBe(0);
    expect(await press(page, 'form button')).toBe(422);
    expect(await page.locator('main').innerText()).toContain(texts.say('asks.problem'));
    await page.check('[name=given][value=true]');
    expect(await press(page, 'form button')).toBe(303);
    expect((await customer()).delegation.status).toBe('active');
    expect(await subscriptions()).toEqual([{ source: 'productKey', partnerOfRecord: null }]);

    await press(page, 'a[href*="step=ask"]');
    await page.check('[name=given][value=false]');
    expect(await press(page, 'form button')).toBe(303);
    expect(await subscriptions()).toEqual([{ source: 'productKey', partnerOfRecord: null }]);
    expect(await page.locator('a[href*="step=ask"]').count()).toBe(0);
    const consents = await kesher.all(Consent, `${path}/consents`, reader.persona);
    expect(consents.map(({ subject, given }) => [subject, given]).sort()).toEqual([
      ['delegatedAdministration', true],
      ['partnerOfRecord', false],
    ]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
