import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { limits } from '../../../shared/catalogue/limits';
import { AcsMailer } from '../../../shared/mail/acs-mailer';
import type { OutgoingMail } from '../../../shared/ports';

const plain: OutgoingMail = {
  operationId: '5f0c9a52-6d0e-5b1c-9a3f-0123456789ab',
  kind: 'confirmationCode',
  to: { address: 'dana@contoso.example' },
  fromName: 'Northwind',
  subject: 'קוד האישור שלך',
  text: '123456',
  html: '<p>123456</p>',
  language: 'he',
  code: '123456',
};
const mail: OutgoingMail = {
  ...plain,
  to: { address: 'dana@contoso.example', name: 'Dana' },
  replyTo: { address: 'sales@northwind.example', name: 'Northwind' },
};

interface Request {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

let server: Server;
let requests: Request[];
let respond: RequestListener;

beforeEach(async () => {
  requests = [];
  respond = (_request, response) =>
    response.writeHead(202, { 'retry-after': '10' }).end('{"id":"x","status":"Running"}');
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      requests.push({ method: request.method, url: request.url, headers: request.headers, body });
      respond(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const endpoint = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const aMailer = (timeoutMilliseconds = 20_000): AcsMailer =>
  new AcsMailer({
    endpoint: `${endpoint()}/`,
    senderAddress: 'donotreply@kesher.example',
    getToken: () => Promise.resolve('the-token'),
    timeoutMilliseconds,
  });

describe('handing a mail to Azure Communication Services', () => {
  it('is one request under the operation id, and a 202 means that the service has it', async () => {
    await expect(aMailer().send(mail)).resolves.toEqual({ kind: 'accepted' });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: 'POST',
      url: '/emails:send?api-version=2025-09-01',
      headers: {
        authorization: 'Bearer the-token',
        'content-type': 'application/json',
        'operation-id': mail.operationId,
        'x-ms-client-request-id': mail.operationId,
      },
    });
    expect(requests[0]?.body).toEqual({
      senderAddress: 'donotreply@kesher.example',
      recipients: { to: [{ address: 'dana@contoso.example', displayName: 'Dana' }] },
      content: { subject: 'קוד האישור שלך', plainText: '123456', html: '<p>123456</p>' },
      replyTo: [{ address: 'sales@northwind.example', displayName: 'Northwind' }],
      userEngagementTrackingDisabled: true,
    });
  });

  it('repeats the operation id in the next attempt, and leaves out what the mail does not have', async () => {
    const mailer = aMailer();
    await mailer.send(plain);
    await mailer.send(plain);
    expect(requests.map(({ headers }) => headers['operation-id'])).toEqual([mail.operationId, mail.operationId]);
    expect(requests[0]?.body).not.toHaveProperty('replyTo');
    expect(requests[0]?.body).toMatchObject({ recipients: { to: [{ address: 'dana@contoso.example' }] } });
  });

  it('has been done even when the rest of the answer never comes', async () => {
    respond = (_request, response) => {
      response.writeHead(202, { 'content-length': '1000' }).write('{');
      setTimeout(() => response.destroy(), 20);
    };
    await expect(aMailer().send(mail)).resolves.toEqual({ kind: 'accepted' });
  });

  it.each([
    ['seconds', () => '37', 37],
    ['a date', (now: Date) => new Date(now.getTime() + 45_000).toUTCString(), 45],
    ['a date that is past', (now: Date) => new Date(now.getTime() - 45_000).toUTCString(), 0],
    ['more than makes sense', () => '999999', limits.mail.throttledSeconds.longest],
    ['nothing', () => undefined, limits.mail.throttledSeconds.standard],
    ['nonsense', () => 'soon', limits.mail.throttledSeconds.standard],
  ])('waits, without asking again, when the service says 429 with %s', async (_form, retryAfter, retryAfterSeconds) => {
    respond = (_request, response) => {
      const now = new Date('2031-05-06T07:08:09.000Z');
      const wait = retryAfter(now);
      response.writeHead(429, { date: now.toUTCString(), ...(wait !== undefined && { 'retry-after': wait }) }).end();
    };
    await expect(aMailer().send(mail)).resolves.toMatchObject({ kind: 'throttled', retryAfterSeconds });
    expect(requests).toHaveLength(1);
  });

  it.each([400, 404, 413])('is refused for good with %d, for the reason given, without addresses', async (status) => {
    respond = (_request, response) =>
      response
        .writeHead(status)
        .end(
          JSON.stringify({ error: { code: 'InvalidRecipients', message: 'Cannot send to <dana@contoso.example>.' } }),
        );
    await expect(aMailer().send(mail)).resolves.toEqual({
      kind: 'rejected',
      detail: `The mail service answered ${status}. InvalidRecipients: Cannot send to <…>.`,
    });
  });

  it.each([401, 403, 409, 500, 502, 503, 504, 200, 302])(
    'is to be tried again later with %d, not now',
    async (status) => {
      respond = (_request, response) =>
        response
          .writeHead(status, { location: `${endpoint()}/elsewhere`, 'x-ms-error-code': 'Whatever' })
          .end('no JSON');
      await expect(aMailer().send(mail)).resolves.toMatchObject({ kind: 'unavailable' });
      expect(requests).toHaveLength(1);
    },
  );

  it('is to be tried again when the service names a time, after that time', async () => {
    respond = (_request, response) => response.writeHead(503, { 'retry-after': '12' }).end();
    await expect(aMailer().send(mail)).resolves.toMatchObject({ kind: 'unavailable', retryAfterSeconds: 12 });
  });

  it('is to be tried again when the connection drops', async () => {
    respond = (request) => request.socket.destroy();
    await expect(aMailer().send(mail)).resolves.toMatchObject({ kind: 'unavailable' });
    expect(requests).toHaveLength(1);
  });

  it('is to be tried again when no answer comes in time', async () => {
    respond = () => undefined;
    await expect(aMailer(300).send(mail)).resolves.toEqual({
      kind: 'unavailable',
      detail: 'The mail service could not be reached (TimeoutError).',
    });
    expect(requests).toHaveLength(1);
  });

  it('is to be tried again when nothing listens, or there is no token', async () => {
    const options = { senderAddress: 'donotreply@kesher.example', getToken: () => Promise.resolve('the-token') };
    const nowhere = new AcsMailer({ ...options, endpoint: 'http://127.0.0.1:1' });
    await expect(nowhere.send(mail)).resolves.toMatchObject({ kind: 'unavailable' });
    const nobody = new AcsMailer({
      ...options,
      endpoint: endpoint(),
      getToken: () => Promise.reject(new Error('none')),
    });
    await expect(nobody.send(mail)).resolves.toMatchObject({ kind: 'unavailable' });
    expect(requests).toEqual([]);
  });
});
