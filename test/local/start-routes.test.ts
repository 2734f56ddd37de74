import { createHash, generateKeyPairSync } from 'node:crypto';
import type { HttpHandler } from '@azure/functions';
import { decodeJwt } from 'jose';
import { parse } from 'node-html-parser';
import { LocalClock } from '../../local/clock';
import { addLocalRoutes, routesOf, type Endpoint } from '../../local/host/http-functions';
import { Router } from '../../local/host/router';
import { demoKeysOf } from '../../local/demo-keys';
import { OwnApi } from '../../local/own-api';
import { tenants } from '../../local/personas';
import { startRoutes } from '../../local/start-routes';
import { TokenIssuer } from '../../local/token-issuer';
import { findProduct } from '../../shared/domain/product';
import { memoryOf, serving, type Serving } from './host/registered-app';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const clock = new LocalClock(memoryOf(), { now: () => new Date('2026-03-01T12:00:00.000Z') });
const issuer = new TokenIssuer({ key: { kid: 'k', pem: privateKey }, authority: 'http://a', audience: 'api', clock });

const offer = {
  id: 'offer1',
  kind: 'trialInvitation',
  status: 'active',
  summaryId: '7K2M-1234',
  url: 'http://localhost:7071/o/code',
  language: 'he',
  message: { subject: 'הצעה', text: 'שלום\nhttp://localhost:7071/o/code' },
};
const answers: { readonly redemptionId: string; readonly companyName: string | null; readonly status: string }[] = [];
const calls: {
  readonly tenant: unknown;
  readonly path: string;
  readonly ifMatch?: string;
  readonly body?: unknown;
}[] = [];
let status = 'active';
const keysNow: { readonly state: string }[] = [];

/** An API that notes who asks for what. */
const api =
  (
    answer: (
      path: string,
      body: unknown,
      tenant: unknown,
    ) => { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown },
  ): HttpHandler =>
  async (request) => {
    const text = await request.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const { pathname, search } = new URL(request.url);
    const tenant = decodeJwt((request.headers.get('authorization') ?? '').slice('Bearer '.length))['tid'];
    const ifMatch = request.headers.get('if-match');
    calls.push({
      tenant,
      path: pathname + search,
      ...(ifMatch === null ? {} : { ifMatch }),
      ...(body === undefined ? {} : { body }),
    });
    const { body: jsonBody, ...rest } = answer(pathname, body, tenant);
    return { ...rest, jsonBody };
  };

let served: Serving;
beforeAll(async () => {
  served = await serving((app) =>
    app.http('api', {
      route: 'api/{*path}',
      methods: ['GET', 'POST'],
      handler: api((path, body, tenant) => {
        if (path === '/api/products')
          return {
            body: {
              items: [
                { id: 'power-bi-pro', name: 'Power BI Pro', kind: 'purchase' },
                { id: 'e5-trial', name: 'Microsoft 365 E5', kind: 'trial' },
              ],
            },
          };
        if (path === '/api/offers/offer1') return { headers: { ETag: '"3"' }, body: { ...offer, status } };
        if (path === '/api/delegation-offers') return { status: 201, body: { ...offer, kind: 'delegationOffer' } };
        if (path === '/api/purchase-offers') return { status: 201, body: { ...offer, kind: 'purchaseOffer' } };
        if (path === '/api/offers/offer1/revocation') return { body: offer };
        if (path === '/api/offers/offer1/emails' && JSON.stringify(body).includes('dana@'))
          return { status: 202, body: {} };
        if (path === '/api/offers/offer1/redemptions') return { body: { items: answers } };
        if (path === '/api/product-keys' && tenant === tenants.lotus)
          return { status: 403, body: { title: 'You may not do this', detail: 'There are none in this cloud.' } };
        if (path === '/api/product-keys') return { body: { items: keysNow.splice(0, 1) } };
        if (path === '/api/product-keys/search') return { body: { state: 'free', quantity: 8 } };
        if (path === '/api/customers') {
          const item = { id: 'c1', companyName: '<b>Adatum</b>', delegation: { status: 'active' } };
          return { body: { total: 250, view: 'search', items: [item] } };
        }
        if (path === '/api/trial-invitations' && (body as { productId: string }).productId === 'e5-trial')
          return { status: 201, body: offer };
        const errors = [{ pointer: '/productId', detail: 'Must be a product.' }];
        return { status: 422, body: { title: 'Some of the input is not valid', detail: 'See below.', errors } };
      }),
    }),
  );
  const local = new Router<Endpoint>();
  const advance = (duration: string) => Promise.resolve(clock.advance(duration) !== undefined);
  const routes = startRoutes({ clock, advance, origin: served.origin, api: new OwnApi(issuer, served.port) });
  addLocalRoutes(local, served.core, routes);
  served.host.use([local, routesOf(served.core, 'direct', '')]);
});
afterAll(() => served.host.stop(0));

const get = (path: string) => fetch(`${served.origin}${path}`);
const submit = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${served.origin}${path}`, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' });

const filled = {
  persona: 'fabrikam-admin',
  usageLocation: 'IL',
  productId: 'e5-trial',
  quantity: '12',
  language: 'he',
  delegatedAdministration: 'yes',
};

describe('the start page', () => {
  it('offers what the chosen persona can offer where the customer is', async () => {
    calls.length = 0;
    const page = await (await get('/?persona=lotus-admin&usageLocation=CN')).text();
    expect(calls).toContainEqual({ tenant: tenants.lotus, path: '/api/products?usageLocation=CN' });
    expect(page).toContain('<optgroup label="To try"><option value="e5-trial">Microsoft 365 E5</option></optgroup>');
    expect(page).toContain('<optgroup label="To buy"><option value="power-bi-pro">Power BI Pro</option></optgroup>');
    expect(page).toContain('<option value="CN" selected>');
  });

  it('leads to every page and mail, to the mailbox, and to what scanners do', async () => {
    const page = parse(await (await get('/')).text());
    for (const path of ['/local/preview', '/local/mailbox', '/local/start/customers'])
      expect(page.querySelector(`nav a[href="${path}"]`)).not.toBeNull();
    expect(page.querySelector('form[action="/local/start/scans"] input[name=link]')).not.toBeNull();
  });

  it('has a style sheet that its policy allows, and nothing else to load', async () => {
    const response = await get('/');
    const sheet = /<style>(.*)<\/style>/su.exec(await response.text())?.[1] ?? '';
    const hash = createHash('sha256').update(sheet).digest('base64');
    expect(response.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}'`);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/u);
  });
});

describe('the product keys on the start page', () => {
  const rowsOf = async (path: string) =>
    parse(await (await get(path)).text())
      .querySelectorAll('section tbody tr')
      .map((row) => ['code', 'span', 'td:last-child'].map((part) => row.querySelector(part)?.text));

  it('are those of the demo data that the partner has, whole, with what became of each', async () => {
    calls.length = 0;
    keysNow.push({ state: 'free' }, { state: 'withdrawn' }, { state: 'applied' }, { state: 'expired' });
    const keys = demoKeysOf(tenants.fabrikam);
    expect(await rowsOf('/?persona=fabrikam-admin')).toEqual(
      ['can be used', 'was withdrawn', 'is used', 'has expired'].map((state, index) => [
        keys[index]?.key,
        `${keys[index]?.quantity ?? 0} × ${findProduct(keys[index]?.productId ?? '')?.name ?? ''}`,
        state,
      ]),
    );
    expect(calls.filter(({ path }) => path.startsWith('/api/product-keys'))).toEqual(
      keys.map(({ key }) => ({
        tenant: tenants.fabrikam,
        path: `/api/product-keys?lastFive=${key.slice(-5)}&limit=1`,
      })),
    );
  });

  it('are not mentioned where the demo data are not loaded', async () => {
    expect(parse(await (await get('/')).text()).text).not.toContain('Find a key');
  });

  it('are refused in the words of the API where there are none', async () => {
    expect(parse(await (await get('/?persona=lotus-admin')).text()).text).toContain('There are none in this cloud.');
  });

  it('are found by the whole key, which stands in no address', async () => {
    calls.length = 0;
    const key = 'ANY-KEY';
    const response = await submit('/local/start/product-keys', { persona: 'fabrikam-admin', key });
    expect([response.status, response.url.includes(key)]).toEqual([200, false]);
    expect(calls).toEqual([{ tenant: tenants.fabrikam, path: '/api/product-keys/search', body: { key } }]);
    const page = parse(await response.text());
    expect(page.querySelector('h1')?.text.replace(/\s+/gu, ' ').trim()).toBe('POST /api/product-keys/search');
    expect(page.querySelector('pre')?.text).toContain('"quantity": 8');
  });
});

describe('creating an invitation from the start page', () => {
  it('makes a delegation offer where no product is chosen', async () => {
    calls.length = 0;
    const response = await submit('/local/start/offers', { ...filled, productId: 'delegation-alone' });
    expect(response.status).toBe(303);
    expect(calls).toEqual([
      { tenant: tenants.fabrikam, path: '/api/delegation-offers', body: { usageLocation: 'IL', language: 'he' } },
    ]);
    expect(await (await get('/')).text()).toContain('Delegated administration alone</option>');
  });

  it('asks the API in the name of the persona and leads to the invitation', async () => {
    calls.length = 0;
    const response = await submit('/local/start/offers', filled);
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      '/local/start/offers/offer1?persona=fabrikam-admin',
    ]);
    const { persona: _persona, quantity: _quantity, ...invitation } = filled;
    expect(calls).toEqual([
      {
        tenant: tenants.fabrikam,
        path: '/api/trial-invitations',
        body: { ...invitation, delegatedAdministration: true },
      },
    ]);
    const page = await (await get(response.headers.get('location') ?? '')).text();
    expect(page).toContain('7K2M-1234');
    expect(page).toContain('href="http://localhost:7071/o/code"');
  });

  it('makes a purchase offer, with the count, of what is to be bought', async () => {
    calls.length = 0;
    const response = await submit('/local/start/offers', { ...filled, productId: 'power-bi-pro' });
    expect(response.status).toBe(303);
    expect(calls).toEqual([
      {
        tenant: tenants.fabrikam,
        path: '/api/purchase-offers',
        body: {
          usageLocation: 'IL',
          language: 'he',
          delegatedAdministration: true,
          lines: [{ productId: 'power-bi-pro', quantity: 12 }],
        },
      },
    ]);
  });

  it('offers a company to copy, the link to be scanned, and says who has answered', async () => {
    const path = '/local/start/offers/offer1?persona=fabrikam-admin';
    const page = parse(await (await get(path)).text());
    expect(page.querySelectorAll('dl bdi').map(({ text }) => text)).toEqual([
      'אדאטום',
      'adatum-7k2m.example',
      'דנה לוי',
      'dana@adatum-7k2m.example',
    ]);
    expect(page.querySelector('form[action="/local/start/scans"] input')?.getAttribute('value')).toBe(offer.url);
    expect(page.text).toContain('Nobody has answered yet.');
    answers.push({ redemptionId: 'r1', companyName: '<b>Adatum</b>', status: 'confirmed' });
    expect(parse(await (await get(path)).text()).text).toMatch(/<b>Adatum<\/b>\s*has accepted\./u);
  });

  it('says who has declined, whom nobody knows', async () => {
    answers.push({ redemptionId: 'r2', companyName: null, status: 'declined' });
    const page = parse(await (await get('/local/start/offers/offer1?persona=fabrikam-admin')).text());
    expect(page.text).toMatch(/Somebody who has the link\s*has declined\./u);
  });

  it('shows what the API refuses and keeps what was chosen', async () => {
    const response = await submit('/local/start/offers', { ...filled, productId: 'none' });
    const page = await response.text();
    expect(response.status).toBe(422);
    expect(page).toContain('Must be a product.');
    expect(page).toContain('<option value="fabrikam-admin" selected>');
    expect(page).toContain('<input type="radio" name="delegatedAdministration" value="yes" checked');
  });

  it('is not possible from another site', async () => {
    calls.length = 0;
    const response = await submit('/local/start/offers', filled, { 'sec-fetch-site': 'cross-site' });
    expect([response.status, calls]).toEqual([403, []]);
  });
});

describe('what else a partner does with an offer', () => {
  const page = '/local/start/offers/offer1';
  const persona = 'fabrikam-admin';

  it('mails it to an address, and says what is wrong with one', async () => {
    calls.length = 0;
    const sent = await submit(`${page}/emails`, { persona, email: 'dana@adatum.example' });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `${page}?persona=${persona}`]);
    expect(calls).toEqual([
      {
        tenant: tenants.fabrikam,
        path: '/api/offers/offer1/emails',
        body: { recipients: [{ email: 'dana@adatum.example' }] },
      },
    ]);
    const refused = await submit(`${page}/emails`, { persona, email: 'nobody' });
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('Must be a product.')]);
  });

  it('withdraws it as it stands, and leads to what its reader sees then', async () => {
    calls.length = 0;
    const response = await submit(`${page}/revocation`, { persona });
    expect(response.status).toBe(303);
    expect(calls.at(-1)).toEqual({
      tenant: tenants.fabrikam,
      path: '/api/offers/offer1/revocation',
      ifMatch: '"3"',
      body: {},
    });
    status = 'revoked';
    const after = parse(await (await get(response.headers.get('location') ?? '')).text());
    expect(after.text).toContain('The link is dead: revoked');
    expect(after.querySelector(`form[action="${page}/revocation"]`)).toBeNull();
  });

  it.each(['emails', 'revocation'])('is not possible from another site: %s', async (what) => {
    calls.length = 0;
    const response = await submit(`${page}/${what}`, { persona }, { 'sec-fetch-site': 'cross-site' });
    expect([response.status, calls]).toEqual([403, []]);
  });
});

describe('looking at what became of it', () => {
  it('shows the customers of the persona as text', async () => {
    const page = await (await get('/local/start/customers?persona=northwind-admin')).text();
    expect(page).toContain('&lt;b>Adatum&lt;/b>');
    expect(page).toContain('1 of 250');
  });

  it('shows any answer of the API, and of nothing else', async () => {
    expect(await (await get('/local/start/view?path=/api/offers/offer1')).text()).toContain('7K2M-1234');
    expect((await get('/local/start/view?path=//other.example/')).status).toBe(404);
    expect((await get('/local/start/view?path=@other.example/api/')).status).toBe(404);
  });

  it('puts the clock forward by days', async () => {
    const before = clock.now().getTime();
    expect((await submit('/local/start/clock', { days: '7' })).status).toBe(303);
    expect(clock.now().getTime() - before).toBe(7 * 86_400_000);
    expect((await submit('/local/start/clock', { days: '-7' })).status).toBe(422);
    expect((await submit('/local/start/clock', { days: '7' }, { 'sec-fetch-site': 'same-site' })).status).toBe(403);
  });
});
