import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { textsFor } from '../../shared/i18n/texts';
import { BrowserWithoutScripts } from './browser-without-scripts';
import { RunningKesher } from './running-kesher';
import { company, invite, Offer, pathOf, Problem, redeem, Subscription, win, confirm } from './trial-customer';

const day = 86_400_000;
const as = 'northwind-admin';
const Subscriptions = z.object({ items: z.array(Subscription) });
const Mail = z.object({ id: z.string(), kind: z.string(), email: z.string(), status: z.string(), attempts: z.int() });
const Verification = z.object({ entries: z.int(), sealed: z.int(), intact: z.boolean() });
const Mails = z.object({ items: z.array(Mail) });

describe('when the clock is put forward', () => {
  let kesher: RunningKesher;
  beforeAll(async () => {
    kesher = await RunningKesher.start();
  });
  afterAll(() => kesher.stop());

  it('trials end, tokens expire and offers run out, and a restart does not turn it back', async () => {
    const { offer } = await win(kesher, as, company('adatum.example'));
    const subscriptions = async () => {
      const path = '/api/customers/domain:adatum.example/subscriptions';
      return (await kesher.call(Subscriptions, path, { as })).items.map(({ status }) => status);
    };
    expect(await subscriptions()).toEqual(['active']);
    const token = await kesher.token(as);
    expect((await kesher.ask('/api/overview', { token })).status).toBe(200);

    const now = await kesher.advance('P31D');

    expect(now.getTime() - Date.now()).toBeGreaterThan(30.9 * day);
    const refused = await kesher.ask('/api/overview', { token });
    expect(refused.status).toBe(401);
    expect(Problem.parse(JSON.parse(refused.text))).toMatchObject({ type: '/problems/unauthenticated' });
    expect(await subscriptions()).toEqual(['expired']);
    expect(await kesher.call(Offer, `/api/offers/${offer.id}`, { as })).toMatchObject({ status: 'active' });

    await kesher.stop();
    kesher = await kesher.again();
    expect(await subscriptions()).toEqual(['expired']);
    expect((await kesher.advance('PT1S')).getTime() - Date.now()).toBeGreaterThan(30.9 * day);

    await kesher.advance('P60D');
    expect(await kesher.call(Offer, `/api/offers/${offer.id}`, { as })).toMatchObject({ status: 'expired' });
    const dead = await kesher.ask(pathOf(offer.url));
    expect(dead.status).toBe(410);
    expect(Problem.parse(JSON.parse(dead.text))).toMatchObject({ type: '/problems/offer-expired' });
    const page = await new BrowserWithoutScripts('en').open(offer.url);
    expect(page.status).toBe(410);
    expect(page.document.querySelector('html')?.attributes).toEqual({ lang: 'he', dir: 'rtl' });
    expect(page.document.querySelectorAll('form').map((form) => form.getAttribute('action'))).toEqual([
      `${pathOf(offer.url)}/fresh-link-requests`,
    ]);
    expect(page.document.querySelectorAll('a.button')).toHaveLength(0);
    const late = await kesher.ask(`${pathOf(offer.url)}/redemptions`, { body: company('late.example') });
    expect(late.status).toBe(410);
    const receipt = await kesher.mail('dana@adatum.example', 'receipt');
    const receiptPath = /\/o\/\S+\/redemptions\/\S+/u.exec(receipt.text)?.[0] ?? '';
    expect((await kesher.ask(receiptPath)).status).toBe(200);
  });

  it('what was done is put under seals, and is as it was done', async () => {
    const { id } = await invite(kesher, as);
    const before = await kesher.call(Verification, '/api/audit/verification', { as });
    expect(before).toMatchObject({ intact: true });
    await kesher.advance('PT20M');
    const after = await kesher.call(Verification, '/api/audit/verification', { as });
    expect(after).toMatchObject({ intact: true, entries: before.entries, sealed: before.entries });
    const line = await kesher.ask(`/api/audit?subject=${id}&format=jsonl`, { as });
    expect(JSON.parse(line.text)).toMatchObject({ action: 'trialInvitationCreated', subject: id });
  });

  it.each(['', 'P', 'PT', '31D', 'P31', 'P-1D', '-P1D', 'P1M', 'P1Y', 'P1D ', 'PT0S', 'P99999999D', 'tomorrow'])(
    'only days and shorter will do: not "%s"',
    async (advance) => {
      const { status, text } = await kesher.ask('/local/clock', { body: { advance } });
      expect(status).toBe(422);
      expect(Problem.parse(JSON.parse(text)).errors).toMatchObject([{ pointer: '/advance' }]);
    },
  );
});

describe('when the mail service is down', () => {
  let kesher: RunningKesher;
  beforeAll(async () => {
    kesher = await RunningKesher.start();
  });
  afterAll(() => kesher.stop());
  const mail = (state: 'down' | 'up') => kesher.call(z.unknown(), '/local/faults', { body: { mail: state } });

  it('answers are taken all the same, and the codes arrive when it is up again', async () => {
    const { contact, ...more } = company('adatum.example');
    const offer = await invite(kesher, as);
    await mail('down');
    const { redemptionId } = await redeem(kesher, offer, { contact, ...more });
    await sleep(100);
    expect(await kesher.mails(contact.email)).toEqual([]);

    await mail('up');
    await kesher.advance('PT2M');

    const { code = '' } = await kesher.mail(contact.email, 'confirmationCode');
    expect(await confirm(kesher, offer, redemptionId, code)).toMatchObject({ status: 'confirmed' });
    await kesher.mail(contact.email, 'receipt');
    expect(await kesher.mails(contact.email)).toHaveLength(2);
  });

  it('a mail that was tried in vain for good is listed as failed, and is sent when somebody asks for it', async () => {
    const { contact, ...more } = company('in-vain.example');
    const offer = await invite(kesher, as);
    await mail('down');
    await redeem(kesher, offer, { contact, ...more });
    const failed = async () =>
      (await kesher.call(Mails, '/api/mails?status=failed', { as })).items.filter(
        ({ email }) => email === contact.email,
      );
    for (let hours = 0; hours < 12 && (await failed()).length === 0; hours += 1) await kesher.advance('PT1H');
    const [parked, ...others] = await failed();
    expect(others).toEqual([]);
    expect(parked).toMatchObject({ kind: 'confirmationCode', status: 'failed', attempts: 8 });

    await mail('up');
    await kesher.advance('P1D');
    expect(await kesher.mails(contact.email)).toEqual([]);
    const path = `/api/mails/${parked?.id ?? ''}/retry`;
    expect(await kesher.call(Mail, path, { as, method: 'POST' })).toMatchObject({ status: 'queued', attempts: 0 });
    expect((await kesher.mail(contact.email, 'confirmationCode')).code).toMatch(/^\d{6}$/u);
    expect(await failed()).toEqual([]);
    expect((await kesher.ask(path, { as, method: 'POST' })).status).toBe(409);
  });

  it('each timer can be run by name, and an unknown name is refused', async () => {
    expect(await kesher.call(z.unknown(), '/local/timers/sendDueMail', { method: 'POST' })).toMatchObject({
      succeeded: true,
    });
    expect((await kesher.ask('/local/timers/noSuchTimer', { method: 'POST' })).status).toBe(404);
  });

  it('says nothing of it to customers: the page after the form is the same', async () => {
    await mail('down');
    const browser = new BrowserWithoutScripts('en');
    const { url } = await invite(kesher, as, { language: 'en' });
    const details = await browser.follow(await browser.open(url), 'a.button');
    const code = await browser.submit(details, {
      companyName: 'Tailspin',
      primaryDomain: 'tailspin.example',
      'contact.name': 'Tal',
      'contact.email': 'tal@tailspin.example',
      acceptTerms: 'true',
    });
    expect(code.status).toBe(200);
    expect(code.document.querySelector('h1')?.text).toBe(textsFor('en').say('code.title'));
    await mail('up');
  });
});
