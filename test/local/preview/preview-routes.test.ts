import { parse } from 'node-html-parser';
import { FunctionsCore } from '../../../local/host/functions-core';
import { addLocalRoutes, type Endpoint } from '../../../local/host/http-functions';
import { HttpHost } from '../../../local/host/http-host';
import { Router } from '../../../local/host/router';
import { previewRoutes } from '../../../local/preview/preview-routes';
import { samples } from '../../../local/preview/samples';
import { pageSecurityPolicy } from '../../../shared/kit/security-policy';

let host: HttpHost;
let origin = '';
beforeAll(async () => {
  const core = new FunctionsCore();
  const local = new Router<Endpoint>();
  addLocalRoutes(local, core, previewRoutes());
  host = new HttpHost({ core, routers: [local] });
  origin = `http://127.0.0.1:${await host.listen(0)}`;
});
afterAll(() => host.stop(0));

const get = (path: string) => fetch(`${origin}${path}`);

describe('the preview on the local start page', () => {
  it('has an index whose links all lead to what they name', async () => {
    const index = parse(await (await get('/local/preview')).text());
    const links = index.querySelectorAll('section a').map((link) => link.getAttribute('href') ?? '');
    expect(links.length).toBeGreaterThan(150);
    const dead: string[] = [];
    for (const link of links) if ((await get(link)).status !== 200) dead.push(link);
    expect(dead).toEqual([]);
  });

  it('shows each page under the security policy that it has for customers', async () => {
    const page = await get('/local/preview/he/details-with-faults.html');
    expect(page.headers.get('content-security-policy')).toBe(pageSecurityPolicy(samples.he.partner.accent));
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const unknown = await get('/local/preview/he/link-unknown.html');
    expect(unknown.headers.get('content-security-policy')).toBe(pageSecurityPolicy(null));
  });

  it('shows both parts of a mail, which can do nothing', async () => {
    const html = await get('/local/preview/zh-CN/mail-confirmation-code.html');
    expect(html.headers.get('content-security-policy')).toMatch(/form-action 'none'.* sandbox /u);
    const text = await get('/local/preview/zh-CN/mail-confirmation-code.txt');
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await text.text()).toContain('123 456');
  });

  it('leads from step to step by its buttons', async () => {
    const details = parse(await (await get('/local/preview/en/details.html')).text());
    const action = details.querySelector('form')?.getAttribute('action') ?? '';
    const next = new URL(action, `${origin}/local/preview/en/details.html`);
    const code = await fetch(next, { method: 'POST', body: new URLSearchParams({ companyName: 'Adatum' }) });
    expect(code.status).toBe(200);
    expect(parse(await code.text()).querySelector('[name=confirmationCode]')).not.toBeNull();
  });

  it.each(['en/none.html', 'fr/offer.html', 'en/..%2findex.html'])('has nothing else: %s', async (path) => {
    expect((await get(`/local/preview/${path}`)).status).toBe(404);
  });
});
