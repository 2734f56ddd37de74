/** What link scanners of mail services do: fetch, run, press and send whatever they find. Nothing may come of it. */
import { DatabaseSync } from '@photostructure/sqlite';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import * as z from 'zod';
import { RunningKesher } from '../end-to-end/running-kesher';
import { describeInBrowser } from './browser';
import { enterCode, open, press } from './customer-steps';
import { watched } from './page-checks';
import { pageStates } from './page-states';
import { askForCode, invite, mailedCode, newCompany, readers, type Invitation } from './readers';

const Documents = z.array(z.object({ id: z.string(), type: z.string(), seq: z.number(), body: z.string() }));
const Numbered = z.object({ id: z.string() });
const Answer = z.object({ redemptionId: z.string(), status: z.string() });
const Offer = z.object({ status: z.string(), redemptionCount: z.number() });

describeInBrowser('link scanners', (browser) => {
  const [reader] = readers;
  if (!reader) throw new Error('There are readers.');
  const { persona } = reader;
  let kesher: RunningKesher;
  let invitation: Invitation;

  beforeAll(async () => {
    kesher = await RunningKesher.start();
    invitation = await invite(kesher, reader);
    // What they write once, on their first run, is there before anybody compares.
    for (const timer of ['ageSubscriptions', 'carryOutTasks'])
      expect((await kesher.ask(`/local/timers/${timer}`, { method: 'POST' })).status).toBeLessThan(300);
  });
  afterAll(() => kesher.stop());

  /** Every document but the seals that time puts on the audit trail, with the number of its last write. */
  function everything(): z.infer<typeof Documents> {
    const database = new DatabaseSync(join(kesher.dataFolder, 'kesher.db'), { readOnly: true });
    try {
      const rows: unknown = database
        .prepare("SELECT id, type, seq, body FROM partners WHERE type NOT LIKE 'audit-%' ORDER BY partition, id")
        .all();
      return Documents.parse(rows);
    } finally {
      database.close();
    }
  }

  /** What a customer would have got, the offer would have lost, and the partner would have been told. */
  async function granted() {
    const as = persona;
    const stored = everything();
    const ofType = (wanted: string) => stored.filter(({ type }) => type === wanted).map(({ id }) => id);
    const offer = await kesher.call(Offer, `/api/offers/${invitation.id}`, { as });
    const answers = await kesher.all(Answer, `/api/offers/${invitation.id}/redemptions`, as);
    return {
      customers: await kesher.all(Numbered, '/api/customers', as),
      notifications: await kesher.all(Numbered, '/api/notifications', as),
      confirmed: answers.filter(({ status }) => status !== 'awaitingConfirmation'),
      subscriptions: ofType('subscription'),
      consents: ofType('consent'),
      offer,
    };
  }

  /** Lets a scanner loose on a page of its own, with scripts on. */
  async function scan(act: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser().newContext();
    const page = await context.newPage();
    const complaints = watched(page, kesher.origin);
    await act(page);
    await context.close();
    expect(complaints).toEqual([]);
  }

  describe('write nothing at all by fetching: HEAD, GET, and a browser that runs and follows whatever it finds', () => {
    let waiting: string;
    beforeAll(async () => {
      const details = newCompany(reader);
      waiting = await askForCode(kesher, invitation, details);
      await mailedCode(kesher, details);
      // The mailbox has it a moment before it is written down that it was sent.
      while (everything().some(({ type, body }) => type === 'mail' && body.includes('"queue":"mail/codes"')))
        await sleep(20);
    });

    it.each([
      ['the offer', () => invitation.url],
      ['its form', () => `${invitation.url}?step=details`],
      ['its refusal', () => `${invitation.url}?step=refusal`],
      ['the offer in another language', () => `${invitation.url}?lang=en`],
      ['the page of the code', () => waiting],
      ['the page of the code sent again', () => `${waiting}?sent=again`],
    ])('%s', async (_what, addressOf) => {
      const address = addressOf();
      const [documents, mails] = [everything(), await kesher.mails()];
      for (const method of ['HEAD', 'GET', 'HEAD', 'GET']) {
        const { status } = await kesher.ask(address, { method, headers: { accept: 'text/html' } });
        expect(status).toBe(200);
      }
      await scan(async (page) => {
        expect(await open(page, address)).toBe(200);
        await page.waitForLoadState('networkidle');
        for (const link of await page.locator('a[href^="/o/"]').all())
          expect(await open(await page.context().newPage(), await targetOf(link))).toBe(200);
      });
      expect(everything()).toEqual(documents);
      expect(await kesher.mails()).toEqual(mails);
    });
  });

  it.each([
    ['the offer', ''],
    ['its form', '?step=details'],
    ['its refusal', '?step=refusal'],
  ])(
    'get nothing by pressing every button and sending every form without knowing any details: %s',
    async (_what, query) => {
      const [before, mails] = [await granted(), await kesher.mails()];
      const address = `${invitation.url}${query}`;
      await scan(async (page) => {
        await open(page, address);
        const presses = await page.locator('button, input[type=submit], a.button').count();
        for (let index = 0; index < presses; index += 1) {
          await open(page, address);
          await page.locator('button, input[type=submit], a.button').nth(index).click();
          await page.waitForLoadState('networkidle');
          expect(page.url()).toMatch(/step=details$|\/redemptions$|\/refusal$/u);
        }
        // Forms that are sent by a script instead of by a button.
        await open(page, address);
        const forms = await page.locator('form').count();
        for (let index = 0; index < forms; index += 1) {
          await open(page, address);
          const answer = page.waitForResponse((response) => response.request().method() === 'POST');
          await page.evaluate((which) => document.forms[which]?.submit(), index);
          expect((await answer).status()).toBe(422);
          await page.waitForLoadState('networkidle');
        }
      });
      expect(await granted()).toEqual(before);
      expect(await kesher.mails()).toEqual(mails);
    },
  );

  it.each(['access-closed', 'claim', 'request', 'reveal', 'reveal-by-code'])(
    'get nothing by sending every form by a script, where customers come without a code: %s',
    async (state) => {
      const kept = ['customer', 'subscription', 'consent', 'delegation', 'password-reset', 'service-request'];
      const held = () => everything().filter(({ type }) => kept.includes(type));
      await scan(async (page) => {
        const found = pageStates.find((one) => one.state === state);
        expect(await found?.reach({ kesher, page, reader, invitation })).toBe(200);
        const [before, address] = [held(), page.url()];
        const forms = await page.locator('form').count();
        expect(forms).toBeGreaterThan(0);
        for (let index = 0; index < forms; index += 1) {
          const answer = page.waitForResponse((response) => response.request().method() === 'POST');
          const loaded = page.waitForEvent('load');
          await page.evaluate((which) => document.forms[which]?.submit(), index);
          expect((await answer).status()).toBe(422);
          await loaded;
          await open(page, address);
        }
        expect(await page.locator('.secret').count()).toBe(0);
        expect(held()).toEqual(before);
      });
    },
  );

  it('get nothing by filling every field with something, ticking every box, and guessing at the code', async () => {
    const before = await granted();
    const { primaryDomain, contact } = newCompany(reader);
    await scan(async (page) => {
      await open(page, `${invitation.url}?step=details`);
      for (const field of await page.locator('input[type=text]').all()) await field.fill('test');
      await page.fill('[name=primaryDomain]', primaryDomain);
      await page.fill('[name="contact.email"]', contact.email);
      await page.fill('[name="contact.phone"]', '');
      for (const box of await page.locator('input[type=checkbox], input[type=radio]').all()) await box.check();
      expect(await press(page, 'form button')).toBe(303);
      for (const guess of ['000000', '123456', '111111', '999999', '654321', '012345'])
        expect([422, 429]).toContain(await enterCode(page, guess));
      expect(await press(page, 'form[action$="/code-resends"] button')).toBe(422);
    });
    expect(await granted()).toEqual(before);
  });
});

async function targetOf(link: Locator): Promise<string> {
  const { origin } = new URL(link.page().url());
  return new URL((await link.getAttribute('href')) ?? '', origin).href;
}

declare const document: { readonly forms: readonly { submit(): void }[] };
