/** A portal at another origin, as PORTAL_ORIGINS names it: what its page can ask of the API and read, and what another page cannot. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { RunningKesher } from '../end-to-end/running-kesher';
import { describeInBrowser } from './browser';
import { watched } from './page-checks';

const persona = 'northwind-admin';

/** What a page could read of an answer; nothing where the browser kept it from it. */
const Read = z.object({
  status: z.number(),
  headers: z.record(z.string(), z.string().nullable()),
  text: z.string(),
});
type Read = z.infer<typeof Read>;

interface Asked {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const headersOfInterest = ['etag', 'location', 'retry-after', 'content-disposition', 'www-authenticate'];

describeInBrowser('a portal at another origin', (browser) => {
  let pages: Server;
  let port: number;
  let kesher: RunningKesher;
  let token: string;

  beforeAll(async () => {
    pages = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><html lang="en"><title>Portal</title><p>Portal</p></html>');
    });
    pages.listen(0, '127.0.0.1');
    await once(pages, 'listening');
    const address = pages.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
    kesher = await RunningKesher.start({ variables: { PORTAL_ORIGINS: `http://127.0.0.1:${port}` } });
    token = await kesher.token(persona);
  });
  afterAll(async () => {
    pages.closeAllConnections();
    pages.close();
    await kesher.stop();
  });

  async function pageAt(origin: string): Promise<Page> {
    const page = await (await browser().newContext()).newPage();
    await page.goto(origin);
    return page;
  }

  /** Calls the API from within the page. */
  async function fetchIn(page: Page, path: string, more: Partial<Asked> = {}): Promise<Read | 'kept from the page'> {
    const asked: Asked = {
      url: `${kesher.origin}${path}`,
      method: 'GET',
      ...more,
      headers: { authorization: `Bearer ${token}`, ...more.headers },
    };
    const read: unknown = await page.evaluate(
      async ({ request: { url, ...init }, names }) => {
        const response = await fetch(url, init).catch(() => undefined);
        if (response === undefined) return null;
        return {
          status: response.status,
          headers: Object.fromEntries(names.map((name) => [name, response.headers.get(name)])),
          text: await response.text(),
        };
      },
      { request: asked, names: headersOfInterest },
    );
    return read === null ? 'kept from the page' : Read.parse(read);
  }

  async function read(page: Page, path: string, more: Partial<Asked> = {}): Promise<Read> {
    const answer = await fetchIn(page, path, more);
    if (answer === 'kept from the page') throw new Error(`The page could not read ${path}.`);
    return answer;
  }

  const json = { 'content-type': 'application/json' };
  const invitation = JSON.stringify({
    usageLocation: 'IL',
    productId: 'microsoft-365-business-premium-trial',
    reference: 'From elsewhere',
  });

  it('makes an offer, reads where it is and its version, and changes it under that', async () => {
    const page = await pageAt(`http://127.0.0.1:${port}`);
    const complaints = watched(page, kesher.origin);
    const made = await read(page, '/api/trial-invitations', {
      method: 'POST',
      headers: { ...json, 'idempotency-key': 'portal-elsewhere-1' },
      body: invitation,
    });
    const location = made.headers['location'] ?? '';
    const etag = made.headers['etag'] ?? '';
    expect([made.status, location, etag]).toEqual([201, expect.stringMatching(/^\/api\/offers\/\S+$/u), '"1"']);

    const revoke = (ifMatch: string) =>
      read(page, `${location}/revocation`, { method: 'POST', headers: { 'if-match': ifMatch } });
    expect((await revoke('"7"')).status).toBe(412);
    expect((await revoke(etag)).status).toBe(200);
    const { status, text } = await read(page, location);
    expect([status, z.object({ status: z.string() }).parse(JSON.parse(text)).status]).toEqual([200, 'revoked']);

    const file = await read(page, '/api/offers?format=csv');
    expect(file.status).toBe(200);
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename="offers-\d{4}-\d\d-\d\d\.csv"/u);
    expect(file.text).toContain('From elsewhere');

    const refused = await read(page, '/api/company', { headers: { authorization: 'Bearer nonsense' } });
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([401, 'Bearer error="invalid_token"']);
    expect((await read(page, '/api/nowhere')).status).toBe(404);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['the same server by another name', () => `http://localhost:${port}`],
    ['the API’s own address by another name', () => `http://127.0.0.1:${kesher.port}`],
  ])('is no portal that is not named: %s can neither read nor change anything', async (_which, origin) => {
    const page = await pageAt(`${origin()}/`);
    const Offers = z.object({ items: z.array(z.object({ id: z.string() })) });
    const before = await kesher.call(Offers, '/api/offers', { as: persona });
    for (const [path, more] of [
      ['/api/company', {}],
      ['/api/offers?format=csv', {}],
      ['/api/trial-invitations', { method: 'POST', headers: json, body: invitation }],
      ['/health/live', {}],
    ] as const)
      expect(await fetchIn(page, path, more)).toBe('kept from the page');
    expect(await kesher.call(Offers, '/api/offers', { as: persona })).toEqual(before);
    await page.context().close();
  });

  it('reads no page of a customer’s link', async () => {
    const page = await pageAt(`http://127.0.0.1:${port}`);
    const Made = z.object({ url: z.string() });
    const { url } = await kesher.call(Made, '/api/trial-invitations', { as: persona, body: JSON.parse(invitation) });
    expect(await fetchIn(page, new URL(url).pathname)).toBe('kept from the page');
    await page.context().close();
  });
});
