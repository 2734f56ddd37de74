/** The customer's way from the link to its page in the engines of Firefox and of Safari: in Hebrew, and in English with scripts off. */
import { RunningKesher } from '../end-to-end/running-kesher';
import { layoutOfPage } from '../browser/page-measurements';
import { invite, mailedCode, newCompany, offerToSell, readers, type Details, type Reader } from '../browser/readers';
import { keepPicture } from '../screenshots';
import { describeWithTool } from '../with-tool';
import { Home, type Engine, type StartedEngine } from './engine';
import { firefox } from './firefox';
import { webKit } from './web-kit';
import type { Tab } from './web-driver';

const [hebrew, english] = readers;
if (!hebrew || !english) throw new Error('Somebody has to read Hebrew, and somebody English.');

/** The smallest that there is, and a usual one for the language whose pages turn around. */
const phones: Readonly<Record<string, readonly (readonly [width: number, height: number])[]>> = {
  he: [
    [320, 640],
    [390, 844],
  ],
  en: [[320, 640]],
};

describe('in other engines,', () => {
  let kesher: RunningKesher;
  const engines: readonly Engine[] = [firefox, webKit];
  const isNeeded = engines.some(({ missing }) => missing === undefined);
  beforeAll(async () => {
    if (isNeeded) kesher = await RunningKesher.start();
  });
  afterAll(async () => {
    if (isNeeded) await kesher.stop();
  });

  describe.each(engines)('$name', (engine) => {
    const requiredBy = 'REQUIRE_ENGINES';
    describeWithTool({ name: engine.name, missing: engine.missing, requiredBy }, 'takes customers', () => {
      let home: Home;
      let browser: StartedEngine;

      beforeAll(async () => {
        home = new Home();
        browser = await engine.start(home);
      }, 60_000);
      afterAll(async () => {
        await browser.quit();
        await home.leave();
      });

      /** Whether the page is right on phones, and in whose language; keeps what it looks like. */
      async function expectWhole(tab: Tab, { language, direction }: Reader, name: string): Promise<void> {
        for (const [width, height] of phones[language] ?? []) {
          await tab.resize(width, height);
          expect(await tab.evaluate(layoutOfPage, 44)).toMatchObject({
            language,
            shownDirection: direction,
            headings: [expect.stringMatching(/\S/u)],
            sideways: 0,
            beyondTheEdge: [],
            clipped: [],
            brokenWords: [],
            smallTargets: [],
          });
          await keepPicture(`${engine.name}-${name}-${language}-${width}`, () => tab.screenshot());
        }
      }

      async function fillDetails(tab: Tab, { companyName, primaryDomain, contact }: Details): Promise<void> {
        await tab.fill('[name=companyName]', companyName);
        await tab.fill('[name=primaryDomain]', primaryDomain);
        await tab.fill('[name="contact.name"]', contact.name);
        await tab.fill('[name="contact.email"]', contact.email);
        await tab.press('[name=acceptDelegatedAdministration][value=true]');
        await tab.press('[name=acceptTerms]');
      }

      /** Reads the code where the customer would: in the mail on top of the mailbox. */
      async function codeInMailbox(tab: Tab, details: Details): Promise<string> {
        const mailed = await mailedCode(kesher, details);
        const codePage = await tab.address();
        await tab.open(`${kesher.origin}/local/mailbox`);
        expect((await tab.words('tr code')).replace(/\D/gu, '')).toBe(mailed);
        const [mail] = await kesher.mails(details.contact.email);
        await tab.open(`${kesher.origin}/local/mailbox/${mail?.id ?? ''}/html`);
        expect(await tab.evaluate(heightOf, 'td')).toBeGreaterThan(0);
        await keepPicture(`${engine.name}-mail-${mail?.language ?? ''}`, () => tab.screenshot());
        await tab.open(codePage);
        return mailed;
      }

      /** Enters the code; the receipt leads to the customer's page. */
      async function expectAgreed(tab: Tab, reader: Reader, details: Details): Promise<void> {
        await tab.fill('[name=confirmationCode]', await codeInMailbox(tab, details));
        await expectWhole(tab, reader, '3-code');
        await tab.follow('form[action$="/confirmation"] button');
        expect(await tab.words('.facts')).toContain(details.companyName);
        await expectWhole(tab, reader, '4-receipt');
        await tab.follow('a.link[href*="/access/"]');
        expect(await tab.address()).toMatch(/\/access\/[\w-]+$/u);
        await expectWhole(tab, reader, '5-access');
        await tab.press('form[action*="/codes"] [name=sure][value=true]');
        await tab.follow('form[action*="/codes"] button');
        const { code = '' } = await kesher.mail(details.contact.email, 'accessCode');
        await tab.fill('[name=confirmationCode]', code);
        await tab.follow('form[action*="/session"] button');
        expect(await tab.words('main')).toContain(details.companyName);
        await expectWhole(tab, reader, '6-own-page');
      }

      it('who buy in Hebrew, from the right to the left, and mend what cannot be sold', async () => {
        const tab = await browser.newTab({ scripts: true });
        const details = newCompany(hebrew);
        const offer = await offerToSell(kesher, hebrew);
        await tab.open(offer.url);
        await expectWhole(tab, hebrew, '1-offer');
        await tab.follow('a.button');
        await expectWhole(tab, hebrew, '2-details');
        expect(await fieldsOf(tab)).toEqual(fields);

        await fillDetails(tab, details);
        const counts = await tab.evaluate(namesOf, '[name^="quantities."]');
        await tab.fill(`[name="${counts[1] ?? ''}"]`, '0');
        await tab.follow('form button');
        expect(await tab.evaluate(namesOf, '[aria-invalid=true]')).toEqual([counts[1]]);
        expect(await tab.property('[name=companyName]', 'value')).toBe(details.companyName);
        expect(await tab.property('[name=acceptTerms]', 'checked')).toBe(true);
        await expectWhole(tab, hebrew, '2-details-mistyped');
        await tab.fill(`[name="${counts[1] ?? ''}"]`, '7');
        await tab.follow('form button');
        expect(await tab.address()).toMatch(/\/redemptions\/[\w-]+$/u);
        await expectAgreed(tab, hebrew, details);
      }, 60_000);

      it('who try in English with scripts off, and change the language first', async () => {
        const tab = await browser.newTab({ scripts: false });
        const details = newCompany(english);
        const { url } = await invite(kesher, english, { language: 'he' });
        await tab.open(url);
        expect(await tab.attribute('html', 'dir')).toBe('rtl');
        await tab.follow('nav.languages [hreflang=en]');
        await expectWhole(tab, english, '1-offer');
        await tab.follow('a.button');
        await fillDetails(tab, details);
        await tab.follow('form button');
        expect(await tab.address()).toMatch(/\/redemptions\/[\w-]+(?:\?|$)/u);
        await expectAgreed(tab, english, details);
      }, 60_000);

      it('who come too late', async () => {
        const { url } = await invite(kesher, hebrew, { validForDays: 1 });
        const tab = await browser.newTab({ scripts: true });
        await kesher.advance('P2D');
        await tab.open(url);
        await expectWhole(tab, hebrew, '7-expired');
        expect(await tab.words('h1')).toMatch(/תוקף/u);
      }, 60_000);
    });
  });
});

/** How each field is written and what it may bring: direction, keyboard, what the browser may fill in. */
const fields = [
  'quantities.microsoft-365-business-basic text ltr numeric on',
  'quantities.microsoft-365-business-standard text ltr numeric on',
  'companyName text auto  organization',
  'primaryDomain text ltr url on',
  'contact.name text auto  name',
  'contact.email text ltr email email',
  'contact.phone text ltr tel tel',
];

async function fieldsOf(tab: Tab): Promise<readonly string[]> {
  return tab.evaluate(fieldsOfPage);
}

declare const document: {
  querySelectorAll(selector: string): Iterable<{
    readonly name: string;
    readonly type: string;
    getAttribute(name: string): string | null;
    getBoundingClientRect(): { readonly height: number };
  }>;
};

/* istanbul ignore next -- runs inside the page */
function heightOf(selector: string): number | undefined {
  return [...document.querySelectorAll(selector)][0]?.getBoundingClientRect().height;
}

/* istanbul ignore next -- runs inside the page */
function namesOf(selector: string): readonly string[] {
  return [...document.querySelectorAll(selector)].map(({ name }) => name);
}

/* istanbul ignore next -- runs inside the page */
function fieldsOfPage(): readonly string[] {
  return [...document.querySelectorAll('form input[type=text], form input[type=email], form input[type=tel]')].map(
    (field) =>
      [field.name, field.type, ...['dir', 'inputmode', 'autocomplete'].map((name) => field.getAttribute(name))].join(
        ' ',
      ),
  );
}
