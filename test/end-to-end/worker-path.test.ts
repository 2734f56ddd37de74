import { textsFor } from '../../shared/i18n/texts';
import { runScript } from '../deployment/run-script';
import { textOf } from './browser-without-scripts';
import { RunningKesher } from './running-kesher';
import { company, invite, pathOf, Problem, walk, win } from './trial-customer';

const portal = 'https://portal.partner.example';

describe('through the requests and responses of the Functions library, as in the worker', () => {
  let kesher: RunningKesher;
  beforeAll(async () => {
    kesher = await RunningKesher.start({ variables: { HOST_PATH: 'worker', PORTAL_ORIGINS: portal } });
  });
  afterAll(() => kesher.stop());

  it('a customer comes to the receipt by the pages', async () => {
    const customer = company('adatum.example', { companyName: 'מאפיית הגליל' });
    const { url } = await invite(kesher, 'northwind-admin', { language: 'he', delegatedAdministration: true });
    const pages = await walk(kesher, url, customer, { acceptDelegatedAdministration: 'false' });
    expect(Object.values(pages).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(textOf(pages.receipt.document, 'h1')).toBe(textsFor('he').say('trial.receiptTitle'));
    expect(await kesher.mail(customer.contact.email, 'receipt')).toMatchObject({ language: 'he' });
  });

  it('a customer comes to the trial by the API', async () => {
    const { confirmed } = await win(kesher, 'fabrikam-admin', company('tailspin.example'));
    expect(confirmed.subscriptions).toMatchObject([{ status: 'active' }]);
  });

  it('refusals keep their status, their type and their headers', async () => {
    const { url } = await invite(kesher, 'northwind-admin');
    const forged = await kesher.ask('/o/forged');
    const unsigned = await kesher.ask('/api/overview');
    const notJson = await kesher.ask(`${pathOf(url)}/redemptions`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
    });
    const nowhere = await kesher.ask('/nowhere/at%20all', { method: 'DELETE' });
    const answers = [forged, unsigned, notJson, nowhere];
    expect(answers.map(({ status }) => status)).toEqual([404, 401, 415, 404]);
    for (const { status, headers, text } of answers) {
      expect(Problem.parse(JSON.parse(text)).status).toBe(status);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).not.toBeNull();
      expect(headers.get('referrer-policy')).not.toBeNull();
    }
    expect(unsigned.headers.get('www-authenticate')).toMatch(/^Bearer/u);
  });

  it('HEAD answers like GET without the page', async () => {
    const { url } = await invite(kesher, 'northwind-admin');
    const headers = { accept: 'text/html' };
    const page = await kesher.ask(pathOf(url), { headers });
    const head = await kesher.ask(pathOf(url), { method: 'HEAD', headers });
    expect(head).toMatchObject({ status: 200, text: '' });
    expect(head.headers.get('content-type')).toBe(page.headers.get('content-type'));
  });

  it('the smoke check after a deployment finds nothing wrong', async () => {
    const { code, output } = await runScript('infra/scripts/smoke.mjs', [kesher.origin, '--portal', portal, '--local']);
    expect(output).not.toContain('FAIL');
    expect(output).toContain(`ok    the portal at ${portal} is let in\n`);
    expect(output).toContain(`${kesher.origin} answers as it should.`);
    expect(code).toBe(0);
  });
});
