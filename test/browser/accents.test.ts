/** Whatever colour a partner chooses, its customers can read what is written in it. */
import { wcagContrast } from 'culori';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { accents } from '../accents';
import { RunningKesher } from '../end-to-end/running-kesher';
import { describeInBrowser } from './browser';
import { open } from './customer-steps';
import { coloursOf } from './page-measurements';
import { askForCode, invite, newCompany, readers, type Invitation } from './readers';

const least = 4.5;
const inAccent = 'a, .button, .choice strong, .fault, .muted, h1, h2, p, dt, dd, label, legend';
const Company = z.record(z.string(), z.unknown());
const MailColours = z.object({ message: z.object({ html: z.string() }) });

describeInBrowser('the accent of a partner', (browser) => {
  const [reader] = readers;
  if (!reader) throw new Error('There are readers.');
  let kesher: RunningKesher;

  beforeAll(async () => {
    kesher = await RunningKesher.start();
  });
  afterAll(() => kesher.stop());

  async function choose(accent: string): Promise<void> {
    const answer = await kesher.ask('/api/company', { as: reader?.persona ?? '' });
    const company = Company.parse(JSON.parse(answer.text));
    await kesher.call(z.object({ accent: z.literal(accent) }), '/api/company', {
      method: 'PUT',
      as: reader?.persona ?? '',
      headers: { 'if-match': answer.headers.get('etag') ?? '' },
      body: { ...company, accent },
    });
  }

  describe('keeps every text readable, in both schemes, on pages and in mails', () => {
    let invitation: Invitation;
    let codePage: string;
    let page: Page;
    const painted = new Set<string>();
    beforeAll(async () => {
      invitation = await invite(kesher, reader);
      codePage = await askForCode(kesher, invitation, newCompany(reader));
      page = await browser().newPage({ viewport: { width: 390, height: 844 } });
    });
    afterAll(() => page.close());

    /** The texts that are too faint, where the page stands. */
    async function faint(where: string): Promise<readonly unknown[]> {
      const texts = await page.evaluate(coloursOf, inAccent);
      return texts
        .map((colours) => ({ where, ...colours, contrast: wcagContrast(colours.text, colours.ground) }))
        .filter(({ contrast }) => contrast < least);
    }

    it.each(accents)(`at ${least} to 1 or better: %s`, async (accent) => {
      await choose(accent);
      for (const address of [invitation.url, codePage]) {
        await page.emulateMedia({ colorScheme: 'light' });
        expect(await open(page, address)).toBe(200);
        expect(await faint(`${address} light`)).toEqual([]);
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await faint(`${address} dark`)).toEqual([]);
      }
      for (const { ground } of await page.evaluate(coloursOf, '.button:not(.second)')) painted.add(ground);
      const { message } = await kesher.call(MailColours, `/api/offers/${invitation.id}`, { as: reader.persona });
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setContent(message.html);
      expect(await faint('mail')).toEqual([]);
    });

    it('by correcting what the partner chose, not by ignoring it', () => {
      expect(painted.size).toBeGreaterThan(accents.length / 2);
    });
  });
});
