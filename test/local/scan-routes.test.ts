import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, type HTMLElement } from 'node-html-parser';
import { addLocalRoutes, routesOf, type Endpoint } from '../../local/host/http-functions';
import { Router } from '../../local/host/router';
import { LocalMailbox } from '../../local/mailbox';
import { tenants } from '../../local/personas';
import { scanRoutes } from '../../local/scan-routes';
import { contoso, person, World } from '../world';
import { serving, type Serving } from './host/registered-app';

const folder = mkdtempSync(join(tmpdir(), 'kesher-scan-'));
const noa = person(tenants.northwind, 'noa');
let worlds = 0;
let world: World;
let mailbox: LocalMailbox;
let served: Serving;
/** Of what requests have written; some go on when the test has seen enough. */
const deliveries: Promise<void>[] = [];

beforeEach(async () => {
  world = new World();
  await world.addPartner(tenants.northwind);
  const { clock, random, links } = world.ports;
  mailbox = new LocalMailbox({ file: join(folder, `${worlds++}.db`), clock });
  world.mailService = (mail) => {
    void mailbox.send(mail);
    return { kind: 'accepted' };
  };
  const register = Object.values(world.operations);
  served = await serving(
    (app) => {
      for (const { name, ...options } of register) app.http(name, options);
    },
    { afterChange: () => void deliveries.push(world.deliver()) },
  );
  const readLink = (text: string) => {
    const code = text.split('https://kesher.example/o/')[1] ?? '';
    const link = links.read(code);
    return link && { link, path: `/o/${code}` };
  };
  const local = new Router<Endpoint>();
  const routes = scanRoutes({ port: served.port, readLink, partners: world.store, mailbox, random });
  addLocalRoutes(local, served.core, routes);
  served.host.use([local, routesOf(served.core, 'direct', '')]);
});
afterEach(async () => {
  await served.host.stop(0);
  await Promise.all(deliveries.splice(0));
  mailbox.close();
  world.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const address = (): string => `${served.origin}/local/start/scans`;
const scan = async (link: string): Promise<HTMLElement> => {
  const response = await fetch(address(), { method: 'POST', body: new URLSearchParams({ link }) });
  expect(response.status).toBe(200);
  return parse(await response.text());
};
const linkOf = (code: string): string => `https://kesher.example/o/${code}`;
const wordsOf = (element: HTMLElement | null): string => (element?.text ?? '').replace(/\s+/gu, ' ').trim();

/** Each step of the page: what was asked, and the status of the answer. */
const stepsOf = (page: HTMLElement): readonly (readonly [request: string, status: number])[] =>
  page
    .querySelectorAll('tr')
    .filter((row) => row.querySelector('code') !== null)
    .map((row) => [
      wordsOf(row.querySelector('code')),
      Number.parseInt(wordsOf(row.querySelectorAll('td')[1] ?? null)),
    ]);

/** What a confirmed answer leaves behind; the redemptions of an offer are counted in the offer. */
async function granted(): Promise<Record<string, unknown>> {
  const types = ['customer', 'subscription', 'consent', 'notification'];
  const found = await Promise.all(
    types.map(async (type) => {
      // Notes that nobody has checked grant nothing.
      const counted = (await world.documents(type)).filter(({ verified }) => verified !== false);
      return [type, counted.length] as const;
    }),
  );
  const counts = (await world.documents('offer')).map(({ redemptionCount }) => redemptionCount);
  return { ...Object.fromEntries(found), counts };
}

describe('a scanner that has got hold of a link', () => {
  it.each([false, true])('is granted nothing, and the page says so (delegation offered: %p)', async (offered) => {
    const { code } = await world.invite({ delegatedAdministration: offered }, noa);
    const before = await granted();
    const page = await scan(linkOf(code));
    expect(await granted()).toEqual(before);
    expect(before).toMatchObject({ customer: 0, subscription: 0, counts: [0] });
    expect(wordsOf(page.querySelector('h1'))).toBe('Nothing was granted');
  });

  it('looks, follows every link, presses every button and guesses, and is refused whatever it sends', async () => {
    const { code } = await world.invite({}, noa);
    const steps = stepsOf(await scan(linkOf(code)));
    const asked = (request: RegExp): readonly number[] =>
      steps.filter(([what]) => request.test(what)).map(([, status]) => status);
    expect(asked(/^HEAD/u)).toEqual([200]);
    expect(asked(/^GET \/o\/[^/?]+$/u)).toEqual([200, 200, 200, 200, 200]);
    expect(asked(/^GET .*step=details/u)).toEqual([200, 200, 200, 200]);
    expect(asked(/^POST .*\/redemptions$/u)).toEqual([422, 422, 303]);
    expect(asked(/^POST .*\/refusal$/u)).toEqual([422, 422, 303]);
    expect(asked(/^GET .*\/redemptions\//u)).toEqual([200]);
    expect(asked(/^POST .*\/code-resends/u)).toEqual([422, 422]);
    expect(asked(/^POST .*\/confirmation/u)).toEqual([422, 422, 422, 422, 422, 422, 422, 429]);
  });

  it('can ask for a code like anybody; it is mailed to the address that was given, and the page says that too', async () => {
    const { code } = await world.invite({}, noa);
    const page = await scan(linkOf(code));
    const [redemption, ...others] = (await world.documents('redemption')).filter(({ status }) => status !== 'declined');
    expect(others).toEqual([]);
    expect(redemption).toMatchObject({ status: 'awaitingConfirmation', tries: 5 });
    const mail = page.querySelector('a[href^="/local/mailbox/"]:not([href="/local/mailbox"])');
    const message = mailbox.message(mail?.getAttribute('href')?.split('/').at(-1) ?? '');
    expect(message).toMatchObject({ kind: 'confirmationCode', to: wordsOf(mail) });
    const row = page.querySelectorAll('tr').find((found) => found.text.startsWith('Answers that wait'));
    expect(row?.querySelectorAll('td').map(({ text }) => text)).toEqual(['0', '1']);
  });

  it('leaves the link as good as new for its reader, however often it comes', async () => {
    const { id, code } = await world.invite({ maxRedemptions: 1 }, noa);
    const page = await scan(linkOf(code));
    expect(wordsOf((await scan(linkOf(code))).querySelector('h1'))).toBe('Nothing was granted');
    expect(page.querySelector(`a[href="/local/start/offers/${id}?persona=northwind-admin"]`)).not.toBeNull();
    const redemptionId = await world.redeem(code);
    const confirmed = await world.confirm(code, redemptionId, (await mailedCode(contoso.contact.email)) ?? '');
    expect(confirmed.status).toBe(200);
    expect(await granted()).toMatchObject({ customer: 1, subscription: 1, counts: [1] });
  });

  it('can only leave a note behind a link that leads nowhere any more', async () => {
    const { code } = await world.invite({ validForDays: 1 }, noa);
    world.pass({ days: 2 });
    const page = await scan(linkOf(code));
    expect(new Set(stepsOf(page).map(([, status]) => status))).toEqual(new Set([410, 422, 303]));
    expect(page.text).toContain('marked as not verified');
    expect(await world.documents('redemption')).toEqual([]);
  });
});

async function mailedCode(to: string): Promise<string | undefined> {
  await world.deliver();
  return mailbox.messages(to).find(({ code }) => code !== undefined)?.code;
}

describe('what can be scanned', () => {
  it('is asked for on a page of its own', async () => {
    const page = parse(await (await fetch(address())).text());
    expect(page.querySelector('form input[name=link]')).not.toBeNull();
  });

  it('is a link of this Kesher and nothing else', async () => {
    const response = await fetch(address(), {
      method: 'POST',
      body: new URLSearchParams({ link: linkOf('forged') }),
    });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('That is not a link of this Kesher');
  });

  it('is not for other sites to say', async () => {
    const { code } = await world.invite({}, noa);
    const response = await fetch(address(), {
      method: 'POST',
      body: new URLSearchParams({ link: linkOf(code) }),
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(response.status).toBe(403);
    expect(await world.documents('redemption')).toEqual([]);
  });
});
