import * as z from 'zod';
import { textsFor } from '../../shared/i18n/texts';
import { keyRow } from '../product-keys';
import { BrowserWithoutScripts, textOf } from './browser-without-scripts';
import { CosmosEndpoint } from './cosmos-endpoint';
import { RunningKesher, type Reply } from './running-kesher';
import { company, Customer, invite, pathOf, Problem, walk, win } from './trial-customer';

const Loaded = z.object({ results: z.array(z.object({ status: z.string() })) });
const Key = z.object({ id: z.string(), state: z.string() });
const Applied = z.object({ applicationId: z.string() });
const Subscription = z.object({ quantity: z.int() });

// The engine runs in this process and looks through all documents for every timer.
jest.setTimeout(120_000);

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
    await kesher.mail('dana@killed.example', 'receipt');
    await kesher.advance('PT2M');
    expect((await kesher.mails('dana@killed.example')).map(({ kind }) => kind).sort()).toEqual([
      'confirmationCode',
      'receipt',
    ]);
    expect(await kesher.all(Customer, '/api/customers', 'fabrikam-admin')).toHaveLength(250);
  });

  describe('product keys', () => {
    let number = 0;
    const load = async (count: number, as = 'northwind-admin'): Promise<readonly string[]> => {
      const rows = Array.from({ length: count }, () => keyRow((number += 1)));
      await kesher.call(Loaded, '/api/product-keys', { as, body: { keys: rows } });
      return rows.map(({ key }) => key);
    };
    const named = (name: string) => ({
      companyName: name,
      primaryDomain: `${name}.example`,
      country: 'IL',
      contact: { name: 'Ann', email: `ann@${name}.example` },
    });
    /** Uses keys, again for as long as the database is too busy to answer in time. */
    const apply = async (keys: readonly string[], name: string, headers = {}): Promise<Reply> => {
      const body = { keys, customer: named(name) };
      const answer = await kesher.ask('/api/product-keys/applications', { as: 'northwind-admin', headers, body });
      return answer.status === 503 ? apply(keys, name, headers) : answer;
    };
    const statesOf = async () => {
      const keys = await kesher.all(Key, '/api/product-keys', 'northwind-admin');
      return new Map(keys.map(({ id, state }) => [id, state]));
    };

    it('25 customers want one: one gets it, the others are told that it is used', async () => {
      const keys = await load(1);
      const answers = await Promise.all(Array.from({ length: 25 }, (_, at) => apply(keys, `wants-${at}`)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(24).fill(409)]);
      const customers = await kesher.all(Customer, '/api/customers', 'northwind-admin');
      expect(customers.filter(({ id }) => id.startsWith('domain:wants-'))).toHaveLength(1);
    });

    it.each([
      ['with one Idempotency-Key', { 'idempotency-key': 'once' }],
      ['without one', {}],
    ])('one application is sent ten times %s: all are told the one result', async (how, headers) => {
      const keys = await load(2);
      const name = `again-${how.length}`;
      const answers = await Promise.all(Array.from({ length: 10 }, () => apply(keys, name, headers)));
      expect(answers.filter(({ status }) => status !== 200 && status !== 201)).toEqual([]);
      const told = answers.map(({ text }) => Applied.parse(JSON.parse(text)).applicationId);
      expect(new Set(told).size).toBe(1);
      const path = `/api/customers/domain:${name}.example/subscriptions`;
      const subscriptions = await kesher.all(Subscription, path, 'northwind-admin');
      expect(subscriptions.map(({ quantity }) => quantity)).toEqual([20]);
    });

    it('two partners load one at once: it is owned by one of them', async () => {
      const rows = [keyRow((number += 1))];
      const loads = ['northwind-admin', 'fabrikam-admin'].map((as) =>
        kesher.call(Loaded, '/api/product-keys', { as, body: { keys: rows } }),
      );
      const statuses = (await Promise.all(loads)).flatMap(({ results }) => results.map(({ status }) => status));
      expect(statuses.sort()).toEqual(['duplicate', 'loaded']);
    });

    it('is used and withdrawn at once: it is one of the two', async () => {
      for (let round = 0; round < 6; round += 1) {
        const [key = ''] = await load(1);
        const { id } = await kesher.call(Key, '/api/product-keys/search', { as: 'northwind-admin', body: { key } });
        const [used, gone] = await Promise.all([
          apply([key], `races-${round}`),
          kesher.ask(`/api/product-keys/${id}`, {
            as: 'northwind-admin',
            method: 'DELETE',
            headers: { 'if-match': '*' },
          }),
        ]);
        expect([
          [201, 409, 'applied'],
          [201, 412, 'applied'],
          [404, 204, 'withdrawn'],
        ]).toContainEqual([used.status, gone.status, (await statesOf()).get(id)]);
      }
    });

    it('is used once although the process is killed amid many uses, which are sent again', async () => {
      const keys = await load(20);
      const use = () =>
        Promise.allSettled(
          keys.map((key, at) => apply([key], `cut-off-${at}`, { 'idempotency-key': `cut-off-${at}` })),
        );
      const first = use();
      await new Promise((passed) => setTimeout(passed, 150));
      await kesher.kill();
      const answers = await first;
      expect(answers.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
      kesher = await kesher.again();
      const again = await use();
      expect(again.map((one) => one.status === 'fulfilled' && one.value.status)).toEqual(keys.map(() => 201));
      for (const at of keys.keys()) {
        const path = `/api/customers/domain:cut-off-${at}.example/subscriptions`;
        expect(await kesher.all(Subscription, path, 'northwind-admin')).toMatchObject([{ quantity: 10 }]);
      }
    });
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
