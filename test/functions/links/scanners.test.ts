import { parse, type HTMLElement } from 'node-html-parser';
import { scanLink } from '../../../local/scanner';
import { accessToken, askForCode } from '../../access-world';
import { serving, type Serving } from '../../local/host/registered-app';
import { contosoForm, putOnRecord, snapshotOf } from '../../link-world';
import { noa, World } from '../../world';

const site = 'https://kesher.example';

/** The addresses of this site in a mail, once each. */
function linksIn({ html, text }: { readonly html: string; readonly text: string }): readonly string[] {
  const inHtml = parse(html)
    .querySelectorAll('a[href]')
    .map((link) => link.getAttribute('href') ?? '');
  const inText = text.match(/https:\/\/[^\s<>]+/gu) ?? [];
  return [...new Set([...inHtml, ...inText])].flatMap((url) =>
    url.startsWith(`${site}/`) ? [url.slice(site.length)] : [],
  );
}

/** Opens everything that can be reached and presses every button, on pages that say what was wrong too; it ticks nothing. */
class PressingScanner {
  readonly pressed: string[] = [];
  readonly #seen = new Set<string>();

  constructor(private readonly origin: string) {}

  async scan(path: string): Promise<void> {
    await this.#look(new URL(path, this.origin));
  }

  async #look(url: URL): Promise<void> {
    if (url.origin !== this.origin || this.#seen.has(url.href)) return;
    this.#seen.add(url.href);
    await this.#goOn(url, await fetch(url, { redirect: 'manual', headers: { accept: 'text/html' } }));
  }

  async #goOn(url: URL, response: Response): Promise<void> {
    const page = parse(await response.text());
    const location = response.headers.get('location');
    if (location !== null) await this.#look(new URL(location, url));
    for (const link of page.querySelectorAll('a[href]')) {
      const href = link.getAttribute('href') ?? '';
      if (URL.canParse(href, url)) await this.#look(new URL(href.split('#')[0] ?? '', url));
    }
    for (const form of page.querySelectorAll('form'))
      await this.#press(new URL(form.getAttribute('action') ?? '', url), form);
  }

  async #press(action: URL, form: HTMLElement): Promise<void> {
    const body = new URLSearchParams();
    for (const field of form.querySelectorAll('input, select, textarea')) {
      const type = field.getAttribute('type');
      if (type === 'radio' || type === 'checkbox') continue;
      const isHidden = type === 'hidden' || field.tagName === 'SELECT';
      body.append(field.getAttribute('name') ?? '', isHidden ? (field.getAttribute('value') ?? '') : '');
    }
    // The hidden key is another one each time; the form is the same.
    const told = [...body].filter(([name]) => name !== 'idempotencyKey').join('&');
    const key = `${action.pathname}${action.search}?${told}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.pressed.push(action.pathname);
    const headers = { accept: 'text/html', 'sec-fetch-site': 'same-origin' };
    await this.#goOn(action, await fetch(action, { method: 'POST', body, headers, redirect: 'manual' }));
  }
}

/** What stands in the mailboxes, and which of the forms on their pages a scanner comes to. */
const mailboxes = [
  {
    of: 'whoever was offered something, or answered',
    fill: async (world: World) => {
      const { id: offerId, code } = await world.invite({ delegatedAdministration: true });
      const recipients = [{ email: 'dana@contoso.example' }, { email: 'ruth@adatum.example', language: 'he' }];
      await world.call('sendOffer', { as: noa, params: { offerId }, body: { recipients } });
      const form = { ...contosoForm, acceptDelegatedAdministration: 'false' };
      await world.call('redeemOffer', { params: { code }, form });
    },
    mailed: ['dana@contoso.example'],
    forms: ['code-resends', 'administrator-claims', 'confirmation', 'redemptions', 'refusal'],
    redemptions: 1,
  },
  {
    of: 'customers with an access page',
    fill: async (world: World) => {
      await putOnRecord(world, { domain: 'adatum.example' });
      await askForCode(world, accessToken(world, 'domain:adatum.example'));
      const { code } = await world.invite({ productId: 'power-bi-pro-trial', language: 'zh-CN' });
      const contact = { name: 'W', email: 'w@wingtip.example' };
      const confirmed = await world.redeem(code, { primaryDomain: 'wingtip.example', contact });
      await world.confirm(code, confirmed, await world.mailedCode('w@wingtip.example'));
    },
    mailed: ['ruth@adatum.example', 'w@wingtip.example'],
    forms: ['codes', 'session'],
    redemptions: 1,
  },
] as const;

describe.each(mailboxes)('scanners in the mailboxes of $of', ({ fill, mailed, forms, redemptions }) => {
  let world: World;
  let served: Serving;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    await fill(world);
    await world.deliver();
    served = await serving((app) => {
      for (const { name, ...options } of Object.values(world.operations)) app.http(name, options);
    });
  });
  afterEach(async () => {
    await served.host.stop(0);
    world.close();
  });

  // Whoever presses every button stops offers and allows them again, up to a limit a day.
  const isOfStops = (document: Record<string, unknown>): boolean =>
    document.type === 'suppression' ||
    /^mail(?:Stopped|Resumed)$/u.test(String(document.action)) ||
    /^throttle:allowed-?again/iu.test(String(document.id));
  const stateOf = async () =>
    JSON.stringify((await snapshotOf(world)).documents.filter((document) => !isOfStops(document)));
  /** Scans every mail that there is, again and again, until a round changes nothing; says how many that took. */
  const untilNothingChanges = async (scan: (path: string) => Promise<unknown>): Promise<number> => {
    for (let round = 1; round <= 6; round += 1) {
      const before = await stateOf();
      // More than the minute after which another code could be had.
      world.pass({ minutes: 2 });
      for (const path of new Set(world.mails.flatMap(linksIn))) await scan(path);
      await world.deliver();
      if ((await stateOf()) === before) return round;
    }
    throw new Error('It goes on and on.');
  };
  const codesMailed = () =>
    world.mails
      .filter(({ code }) => code !== undefined)
      .map(({ to }) => to.address)
      .filter((address) => !address.startsWith('robot@'))
      .sort();

  it('that press every button and tick nothing come to an end, and no code is mailed because of them', async () => {
    expect(codesMailed()).toEqual(mailed);
    const pressed = new Set<string>();
    const rounds = await untilNothingChanges(async (path) => {
      const scanner = new PressingScanner(served.origin);
      await scanner.scan(path);
      scanner.pressed.forEach((each) => pressed.add(each.split('/').at(-1) ?? ''));
    });
    // The first changes something, "no" to the offer; its mails, which the partner gets, are scanned in the second.
    expect(rounds).toBeLessThanOrEqual(3);
    for (const form of forms) expect(pressed).toContain(form);
    expect(codesMailed()).toEqual(mailed);
    expect(await world.documents('suppression')).toEqual([]);
  }, 60_000);

  it('that tick every box, take the first of each choice, fill in a company of their own and guess do so too', async () => {
    const random = { bytes: (count: number) => new Uint8Array(count).fill(7) };
    const rounds = await untilNothingChanges((path) => scanLink(path, { origin: served.origin, random }));
    expect(rounds).toBeLessThanOrEqual(4);
    expect(codesMailed()).toEqual(mailed);
    const others = (await world.documents('redemption')).filter(
      (document) => !JSON.stringify(document).includes('robot@'),
    );
    expect(others).toHaveLength(redemptions);
    for (const { code: newest } of others) expect(newest).toMatchObject({ number: 1 });
    for (const { number } of await world.documents('access-code')) expect(number).toBe(1);
  }, 60_000);
});
