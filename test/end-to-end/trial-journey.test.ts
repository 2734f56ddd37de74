import * as z from 'zod';
import { personaOf } from '../../local/personas';
import { textsFor } from '../../shared/i18n/texts';
import { BrowserWithoutScripts, textOf } from './browser-without-scripts';
import { RunningKesher } from './running-kesher';
import {
  AuditEntry,
  Awaiting,
  company,
  confirm,
  Customer,
  invite,
  Notification,
  Offer,
  pathOf,
  Problem,
  redeem,
  Redemption,
  Subscription,
  walk,
} from './trial-customer';

const emailOf = (persona: string): string => personaOf(persona)?.email ?? '';
const list = <T>(item: z.ZodType<T>) => z.object({ items: z.array(item) });
const thirtyDays = 30 * 86_400_000;

describe('a trial, from the invitation to the receipt', () => {
  let kesher: RunningKesher;
  beforeAll(async () => {
    kesher = await RunningKesher.start();
  });
  afterAll(() => kesher.stop());

  it.each([
    {
      language: 'he',
      partner: 'northwind-admin',
      country: 'IL',
      companyName: 'מאפיית הגליל',
      name: 'דנה כהן',
      domain: 'galil-bakery.example',
    },
    {
      language: 'en',
      partner: 'fabrikam-admin',
      country: 'US',
      companyName: 'Adatum & "Sons" <Ltd>',
      name: "Dana O'Neill",
      domain: 'adatum.example',
    },
    {
      language: 'zh-CN',
      partner: 'lotus-admin',
      country: 'CN',
      companyName: '上海晨光贸易有限公司',
      name: '王伟',
      domain: 'chenguang.example',
    },
  ] as const)(
    'is walked in $language without scripts and cookies, and becomes a customer of the partner',
    async ({ language, partner, country, companyName, name, domain }) => {
      const texts = textsFor(language);
      const email = `admin@${domain}`;
      const customer = company(domain, { companyName, country, contact: { name, email } });
      const offer = await invite(kesher, partner, {
        language,
        usageLocation: country,
        delegatedAdministration: true,
      });

      const pages = await walk(kesher, offer.url, customer, { acceptDelegatedAdministration: 'true' });

      for (const { status, headers, document, url } of Object.values(pages)) {
        expect(status).toBe(200);
        expect(url.origin).toBe(kesher.origin);
        expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
        expect(headers.get('cache-control')).toBe('no-store');
        expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/u);
        expect(headers.get('set-cookie')).toBeNull();
        expect(document.querySelector('html')?.attributes).toEqual({
          lang: language,
          dir: language === 'he' ? 'rtl' : 'ltr',
        });
        expect(document.querySelectorAll('script')).toEqual([]);
      }
      expect(textOf(pages.details.document, 'h1')).toBe(texts.say('details.title'));
      expect(textOf(pages.code.document, 'h1')).toBe(texts.say('code.title'));
      expect(textOf(pages.receipt.document, 'h1')).toBe(texts.say('trial.receiptTitle'));
      const receiptFacts = pages.receipt.document.querySelectorAll('dl.facts dd').map(({ text }) => text);
      expect(receiptFacts).toContain(companyName);
      expect(receiptFacts).toContain(offer.summaryId);

      const mailedCode = await kesher.mail(email, 'confirmationCode');
      expect(mailedCode).toMatchObject({ language });
      expect(mailedCode.text.replace(/(\d{3}) (\d{3})/u, '$1$2')).toContain(mailedCode.code);
      const receipt = await kesher.mail(email, 'receipt');
      expect(receipt).toMatchObject({ language });
      expect(receipt.text).toContain(companyName);
      expect(receipt.text).toContain(pages.receipt.url.pathname);
      const told = await kesher.mail(emailOf(partner), 'offerAccepted');
      expect(told.text).toContain(companyName);

      const customerPath = `/api/customers/${encodeURIComponent(`domain:${domain}`)}`;
      expect(await kesher.call(Customer, customerPath, { as: partner })).toMatchObject({
        companyName,
        primaryDomain: domain,
        country,
        contact: { name, email },
        delegation: { status: 'active' },
      });
      const [subscription, ...others] = (
        await kesher.call(list(Subscription), `${customerPath}/subscriptions`, { as: partner })
      ).items;
      expect(others).toEqual([]);
      expect(subscription).toMatchObject({
        ...offer.lines[0],
        source: 'trial',
        status: 'active',
        partnerOfRecord: { partnerId: personaOf(partner)?.tenantId },
        provisioning: { state: 'pending' },
      });
      const { startsAt = '', endsAt = '' } = subscription ?? {};
      expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(thirtyDays);

      const redemptionId = pages.receipt.url.pathname.split('/').at(-1) ?? '';
      expect(await kesher.call(Offer, `/api/offers/${offer.id}`, { as: partner })).toMatchObject({
        redemptionCount: 1,
      });
      expect(await kesher.call(list(Redemption), `/api/offers/${offer.id}/redemptions`, { as: partner })).toMatchObject(
        { items: [{ redemptionId, status: 'confirmed', companyName }] },
      );
      expect(await kesher.call(list(Notification), '/api/notifications', { as: partner })).toMatchObject({
        items: [{ kind: 'offerAccepted', redemptionId }],
      });
      const trail = await kesher.call(list(AuditEntry), '/api/audit', { as: partner });
      expect(trail.items.filter(({ subject }) => subject === offer.id).map(({ action }) => action)).toEqual([
        'redemptionConfirmed',
        'redemptionRequested',
        'trialInvitationCreated',
      ]);

      const kept = await new BrowserWithoutScripts('de').open(pages.receipt.url);
      expect(textOf(kept.document, 'h1')).toBe(texts.say('trial.receiptTitle'));
    },
  );

  it('follows the language that the customer switches to, through to the receipt and its mail', async () => {
    const browser = new BrowserWithoutScripts('en');
    const customer = company('switched.example');
    const { url } = await invite(kesher, 'northwind-admin', { language: 'en' });
    const hebrew = await browser.follow(await browser.open(url), 'nav.languages a[hreflang=he]');
    expect(hebrew.document.querySelector('html')?.attributes).toEqual({ lang: 'he', dir: 'rtl' });

    const { code, receipt } = await walk(kesher, hebrew.url, customer);

    expect(textOf(code.document, 'h1')).toBe(textsFor('he').say('code.title'));
    expect(textOf(receipt.document, 'h1')).toBe(textsFor('he').say('trial.receiptTitle'));
    expect(await kesher.mail(customer.contact.email, 'confirmationCode')).toMatchObject({ language: 'he' });
    expect(await kesher.mail(customer.contact.email, 'receipt')).toMatchObject({ language: 'he' });
  });

  it('comes to the same by the API', async () => {
    const as = 'northwind-admin';
    const customer = company('by-api.example');
    const offer = await invite(kesher, as, { language: 'en' });
    const path = pathOf(offer.url);
    const shown = await kesher.call(z.object({ redemptions: z.string() }), path);
    expect(shown.redemptions).toBe(`${path}/redemptions`);

    const { redemptionId, sentTo } = await redeem(kesher, offer, customer);
    expect(sentTo).not.toContain('dana');
    const redemptionPath = `${path}/redemptions/${redemptionId}`;
    expect(await kesher.call(Awaiting, redemptionPath)).toMatchObject({ redemptionId });

    const { code = '' } = await kesher.mail(customer.contact.email, 'confirmationCode');
    const wrong = await kesher.ask(`${redemptionPath}/confirmation`, {
      body: { confirmationCode: code === '000000' ? '000001' : '000000' },
    });
    expect(wrong.status).toBe(422);
    expect(Problem.parse(JSON.parse(wrong.text))).toMatchObject({ type: '/problems/confirmation-code-wrong' });

    const confirmed = await confirm(kesher, offer, redemptionId, code);
    expect(confirmed).toMatchObject({
      redemptionId,
      subscriptions: [{ ...offer.lines[0], status: 'active' }],
      delegatedAdministration: false,
    });
    expect(await confirm(kesher, offer, redemptionId, code)).toEqual(confirmed);
    const page = await new BrowserWithoutScripts('en').open(confirmed.accessUrl);
    expect(page.status).toBe(200);
  });

  it('keeps what was typed when the form is not in order, and takes the corrected one', async () => {
    const browser = new BrowserWithoutScripts('en');
    const { url } = await invite(kesher, 'northwind-admin', { language: 'en' });
    const details = await browser.follow(await browser.open(url), 'a.button');
    const typed = {
      companyName: 'Tailspin Toys',
      primaryDomain: 'tailspin.example',
      'contact.name': 'Tal Shani',
      'contact.email': 'tal@elsewhere.example',
      acceptTerms: 'true',
    };
    const refused = await browser.submit(details, typed);
    expect(refused.status).toBe(422);
    expect(refused.document.querySelectorAll('[role=alert] a[href]').length).toBeGreaterThan(0);
    expect(refused.document.querySelector('input[name=companyName]')?.getAttribute('value')).toBe('Tailspin Toys');

    const code = await browser.submit(refused, { 'contact.email': 'tal@tailspin.example' });
    const mail = await kesher.mail('tal@tailspin.example', 'confirmationCode');
    const receipt = await browser.submit(code, { confirmationCode: mail.code ?? '' });
    expect(textOf(receipt.document, 'h1')).toBe(textsFor('en').say('trial.receiptTitle'));
  });

  it('answers a link that was not issued here with a page for people and a problem for programs', async () => {
    const page = await new BrowserWithoutScripts('he').open(`${kesher.origin}/o/forged`);
    expect(page.status).toBe(404);
    expect(page.document.querySelector('html')?.attributes).toEqual({ lang: 'he', dir: 'rtl' });
    const { status, headers, text } = await kesher.ask('/o/forged');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(Problem.parse(JSON.parse(text))).toMatchObject({ type: '/problems/link-unknown', status: 404 });
  });
});

describe('the start page', () => {
  let kesher: RunningKesher;
  beforeAll(async () => {
    kesher = await RunningKesher.start();
  });
  afterAll(() => kesher.stop());

  it('leads a newcomer from the first click to a won customer', async () => {
    const browser = new BrowserWithoutScripts('en');
    const start = await browser.open(`${kesher.origin}/`);
    expect(start.status).toBe(200);
    const invitation = await browser.submit(start, { persona: 'fabrikam-admin', language: 'en' });
    expect(invitation.status).toBe(200);
    const link = invitation.document.querySelector('a.button')?.getAttribute('href') ?? '';
    expect(link).toMatch(/^http:\/\/localhost:\d+\/o\//u);

    const offer = await browser.follow(invitation, 'a.button');
    const details = await browser.follow(offer, 'a.button');
    const code = await browser.submit(details, {
      companyName: 'Adatum',
      primaryDomain: 'adatum.example',
      'contact.name': 'Dana',
      'contact.email': 'dana@adatum.example',
      acceptTerms: 'true',
    });
    await kesher.mail('dana@adatum.example', 'confirmationCode');
    const mailbox = await browser.follow(invitation, 'ol a[href="/local/mailbox"]');
    const mail = await browser.follow(mailbox, 'tbody tr a');
    const confirmationCode = textOf(mail.document, 'code.code');
    const receipt = await browser.submit(code, { confirmationCode });
    expect(textOf(receipt.document, 'h1')).toBe(textsFor('en').say('trial.receiptTitle'));

    const customers = await browser.follow(invitation, 'ul a[href^="/local/start/customers"]');
    const [newest] = customers.document.querySelectorAll('tbody tr').map(({ text }) => text);
    expect(newest).toMatch(/^Adatum\s*adatum\.example/u);
    for (const { status } of [
      await browser.follow(invitation, 'a[href*="notifications"]'),
      await browser.follow(invitation, 'a[href*="redemptions"]'),
    ])
      expect(status).toBe(200);
  });

  it('has no link that leads nowhere', async () => {
    const browser = new BrowserWithoutScripts('en');
    const start = await browser.open(`${kesher.origin}/`);
    const links = start.document.querySelectorAll('a[href]').map((link) => link.getAttribute('href') ?? '');
    expect(links.length).toBeGreaterThan(5);
    for (const link of new Set(links)) {
      const { status } = await browser.open(new URL(link, start.url));
      expect(`${link} ${status}`).toBe(`${link} 200`);
    }
  });
});
