import { textsFor } from '../../shared/i18n/texts';
import { BrowserWithoutScripts, textOf } from './browser-without-scripts';
import { CosmosEndpoint } from './cosmos-endpoint';
import { RunningKesher } from './running-kesher';
import { company, Customer, invite, pathOf, Problem, walk, win } from './trial-customer';

describe('with its documents on a Cosmos endpoint', () => {
  let endpoint: CosmosEndpoint;
  let kesher: RunningKesher;
  beforeAll(async () => {
    endpoint = await CosmosEndpoint.start();
    const variables = { STORE: 'cosmos', COSMOS: endpoint.connectionString };
    kesher = await RunningKesher.start({ variables });
    // All the demo data goes over the wire: this takes longer than any test.
  }, 60_000);
  afterAll(async () => {
    await kesher.stop();
    await endpoint.close();
  });

  it('has the demo data, all of it and once', async () => {
    const customers = await kesher.all(Customer, '/api/customers', 'fabrikam-admin');
    expect(new Set(customers.map(({ id }) => id)).size).toBe(250);
    expect(customers).toHaveLength(250);
  });

  it('leads a customer to the receipt by the pages, and its mails come by themselves', async () => {
    const customer = company('adatum.example', { companyName: 'מאפיית הגליל' });
    const { url } = await invite(kesher, 'northwind-admin', { language: 'he', delegatedAdministration: true });
    const { receipt } = await walk(kesher, url, customer, { acceptDelegatedAdministration: 'true' });
    expect(receipt.status).toBe(200);
    expect(textOf(receipt.document, 'h1')).toBe(textsFor('he').say('trial.receiptTitle'));
    expect(await kesher.mail(customer.contact.email, 'receipt')).toMatchObject({ language: 'he' });
    expect((await kesher.mail('noa.levi@northwind.example', 'offerAccepted')).text).toContain('מאפיית הגליל');
    expect(
      await kesher.call(Customer, '/api/customers/domain:adatum.example', { as: 'northwind-admin' }),
    ).toMatchObject({ delegation: { status: 'active' } });
  });

  it('comes to the same by the API', async () => {
    const { confirmed, offer } = await win(kesher, 'northwind-admin', company('by-api.example'));
    expect(confirmed.subscriptions).toMatchObject([{ ...offer.lines[0], status: 'active' }]);
    await kesher.mail('dana@by-api.example', 'receipt');
  });

  it('loses nothing when it is killed', async () => {
    const { offer } = await win(kesher, 'northwind-admin', company('killed.example'));
    await kesher.kill();
    kesher = await kesher.again();
    expect((await kesher.ask(pathOf(offer.url))).status).toBe(200);
    const path = '/api/customers/domain:killed.example';
    expect((await kesher.ask(path, { as: 'northwind-admin' })).status).toBe(200);
  });

  it('and does nothing twice after that', async () => {
    await kesher.advance('PT2M');
    expect((await kesher.mails('dana@killed.example')).map(({ kind }) => kind).sort()).toEqual([
      'confirmationCode',
      'receipt',
    ]);
    expect(await kesher.all(Customer, '/api/customers', 'fabrikam-admin')).toHaveLength(250);
  });

  it('answers that it is unavailable while the database is away, and goes on as soon as it is back', async () => {
    const { url } = await invite(kesher, 'northwind-admin', { language: 'en' });
    const token = await kesher.token('northwind-admin');
    expect((await kesher.ask('/api/overview', { token })).status).toBe(200);
    await endpoint.goAway();

    expect((await kesher.ask('/health/live')).status).toBe(200);
    expect((await kesher.ask('/o/forged')).status).toBe(404);
    const refused = await Promise.all([
      kesher.ask('/health/ready'),
      kesher.ask('/api/overview', { token }),
      kesher.ask(pathOf(url)),
      kesher.ask(`${pathOf(url)}/redemptions`, { body: { ...company('away.example'), acceptTerms: true } }),
    ]);
    for (const { status, headers, text } of refused) {
      expect(status).toBe(503);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(Problem.parse(JSON.parse(text))).toMatchObject({ type: '/problems/unavailable', status: 503 });
    }
    const page = await new BrowserWithoutScripts('en').open(url);
    expect(page.status).toBe(503);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(page.document.querySelector('html')?.attributes).toEqual({ lang: 'en', dir: 'ltr' });

    await endpoint.comeBack();
    expect((await kesher.ask('/health/ready')).status).toBe(200);
    const { receipt } = await walk(kesher, url, company('back.example'));
    expect(textOf(receipt.document, 'h1')).toBe(textsFor('en').say('trial.receiptTitle'));
  });
});

describe('without a Cosmos endpoint', () => {
  it('says that COSMOS does not answer, and ends', async () => {
    const variables = { STORE: 'cosmos', COSMOS: 'AccountEndpoint=http://127.0.0.1:9/;AccountKey=aw==;' };
    await expect(RunningKesher.start({ variables })).rejects.toThrow(
      /exit code 1 .*Kesher cannot start\. The Cosmos endpoint that COSMOS names does not answer/su,
    );
  });
});
