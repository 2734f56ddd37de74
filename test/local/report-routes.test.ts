import type * as z from 'zod';
import { FunctionsCore } from '../../local/host/functions-core';
import { addLocalRoutes, type Endpoint } from '../../local/host/http-functions';
import { HttpHost } from '../../local/host/http-host';
import { Router } from '../../local/host/router';
import { LocalMailbox } from '../../local/mailbox';
import { reportRoutes } from '../../local/report-routes';
import type { Applicant } from '../../local/token-issuer';

interface Posted {
  readonly as: Applicant;
  readonly path: string;
  readonly body: unknown;
}

describe('saying in the mailbox what became of a mail', () => {
  const operationId = '5f0c9a52-6d0e-5b1c-9a3f-0123456789ab';
  const posted: Posted[] = [];
  const mailbox = new LocalMailbox({ file: ':memory:', clock: { now: () => new Date() } });
  let host: HttpHost;
  let origin: string;
  let works = true;

  beforeAll(async () => {
    await mailbox.send({
      operationId,
      kind: 'offer',
      to: { address: 'rina@wingtip.example' },
      fromName: 'Northwind',
      subject: 'An offer',
      text: 'Text',
      html: '<p>Text</p>',
      language: 'en',
    });
    const api = {
      post: <T>(as: Applicant, path: string, body: unknown, schema: z.ZodType<T>) => {
        posted.push({ as, path, body });
        if (!works) return Promise.resolve({ ok: false as const, problem: { title: 'It is down' } });
        return Promise.resolve({ ok: true as const, value: schema.parse({ taken: 1 }) });
      },
    };
    const core = new FunctionsCore(() => undefined);
    const router = new Router<Endpoint>();
    addLocalRoutes(router, core, reportRoutes({ api, mailbox }));
    host = new HttpHost({ core, routers: [router] });
    origin = `http://127.0.0.1:${await host.listen(0)}`;
  });
  afterAll(async () => {
    await host.stop(1_000);
    mailbox.close();
  });
  beforeEach(() => {
    posted.length = 0;
    works = true;
  });

  const report = (status: string, id = operationId, headers: Record<string, string> = {}) =>
    fetch(`${origin}/local/mailbox/${id}/reports`, {
      method: 'POST',
      body: new URLSearchParams({ status }),
      redirect: 'manual',
      headers,
    });

  it.each(['Delivered', 'Bounced'])('tells it as Event Grid does, in its role: %s', async (status) => {
    const answer = await report(status);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      `/local/mailbox/${operationId}?told=${status}`,
    ]);
    expect(posted).toMatchObject([
      {
        as: { roles: ['AzureEventGridSecureWebhookSubscriber'] },
        path: '/events/mail',
        body: [{ data: { messageId: operationId, status } }],
      },
    ]);
  });

  it('knows two ends and its own mails, and takes no form of another site', async () => {
    expect((await report('Opened')).status).toBe(422);
    expect((await report('Bounced', 'unknown')).status).toBe(404);
    expect((await report('Bounced', operationId, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(posted).toEqual([]);
  });

  it('says so when the app does not take it', async () => {
    works = false;
    expect((await report('Bounced')).status).toBe(503);
  });
});
