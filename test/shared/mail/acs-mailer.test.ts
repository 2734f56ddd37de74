import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { createServer, globalAgent, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { AccessToken, TokenCredential } from '@azure/identity';
import { limits } from '../../../shared/catalogue/limits';
import { AcsMailer, type AcsMailerOptions } from '../../../shared/mail/acs-mailer';
import type { OutgoingMail } from '../../../shared/ports';
import { loopbackCertificate } from '../../loopback-certificate';

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

let certificate: Awaited<ReturnType<typeof loopbackCertificate>>;
let server: Server;
let requests: Request[];
let connections: number;
let respond: RequestListener;

beforeAll(async () => {
  certificate = await loopbackCertificate();
  globalAgent.options.ca = certificate.cert;
  // Some of the deadlines below are shorter than the client takes to load under Jest.
  await import('@azure/communication-email');
});
afterAll(() => {
  delete globalAgent.options.ca;
});

beforeEach(async () => {
  requests = [];
  connections = 0;
  respond = (_request, response) =>
    response
      .writeHead(202, {
        'content-type': 'application/json',
        'retry-after': '1',
        'operation-location': `${endpoint()}/emails/operations/${mail.operationId}?api-version=2025-09-01`,
      })
      .end(JSON.stringify({ id: mail.operationId, status: 'Running' }));
  server = createServer(certificate, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      requests.push({ method: request.method, url: request.url, headers: request.headers, body });
      respond(request, response);
    });
  });
  server.on('secureConnection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const endpoint = (): string => `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** An identity that counts how often it is asked. */
class Identity implements TokenCredential {
  readonly scopes: (string | string[])[] = [];
  readonly #answer: () => Promise<AccessToken | null>;

  constructor(answer: () => Promise<AccessToken | null> = () => Promise.resolve(aToken())) {
    this.#answer = answer;
  }

  getToken(scopes: string | string[]): Promise<AccessToken | null> {
    this.scopes.push(scopes);
    return this.#answer();
  }
}

const aToken = (): AccessToken => ({ token: 'the-token', expiresOnTimestamp: Date.now() + 3_600_000 });

const aMailer = (options: Partial<AcsMailerOptions> = {}): AcsMailer =>
  new AcsMailer({
    endpoint: endpoint(),
    senderAddress: 'donotreply@kesher.example',
    credential: new Identity(),
    ...options,
  });

/** How many requests there were, once any more would have come. */
async function requestsInTheEnd(): Promise<number> {
  await pause(30);
  return requests.length;
}

describe('handing a mail to Azure Communication Services', () => {
  it('is one request under the operation id, and a 202 means that the service has it', async () => {
    await expect(aMailer({ endpoint: `${endpoint()}/` }).send(mail)).resolves.toEqual({ kind: 'accepted' });
    await expect(requestsInTheEnd()).resolves.toBe(1);
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
      headers: {
        'Message-ID': `<${mail.operationId}@kesher.example>`,
        'Auto-Submitted': 'auto-generated',
        'Content-Language': mail.language,
      },
      userEngagementTrackingDisabled: true,
    });
  });

  it('carries how its reader stops mails of its kind, when it is of a list', async () => {
    const stop = { url: 'https://kesher.example/stop/token?lang=he', partnerId: 'partner' };
    await aMailer().send({ ...mail, kind: 'offer', stop });
    expect(requests[0]?.body).toMatchObject({
      headers: {
        'List-Unsubscribe': `<${stop.url}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        'List-Id': '<offers.partner.kesher.example>',
        'Feedback-ID': 'partner:offer:kesher',
      },
    });
  });

  it('repeats the operation id in the next attempt, and leaves out what the mail does not have', async () => {
    const mailer = aMailer();
    await mailer.send(plain);
    await mailer.send(plain);
    expect(requests.map(({ headers }) => headers['operation-id'])).toEqual([mail.operationId, mail.operationId]);
    const messageId = `<${mail.operationId}@kesher.example>`;
    expect(requests.map(({ body }) => body)).toMatchObject(Array(2).fill({ headers: { 'Message-ID': messageId } }));
    expect(requests[0]?.body).not.toHaveProperty('replyTo');
    expect(requests[0]?.body).toMatchObject({ recipients: { to: [{ address: 'dana@contoso.example' }] } });
  });

  it.each<[string, RequestListener]>([
    [
      'breaks off',
      (_request, response) => {
        response.writeHead(202, { 'content-length': '1000' }).write('{');
        setTimeout(() => response.destroy(), 20);
      },
    ],
    ['never comes', (_request, response) => response.writeHead(202, { 'content-length': '1000' }).write('{')],
    [
      'makes no sense',
      (_request, response) => response.writeHead(202, { 'content-type': 'application/json' }).end('<html>'),
    ],
    [
      'names other places to look',
      (_request, response) =>
        response
          .writeHead(202, { location: `${endpoint()}/one`, 'azure-asyncoperation': `${endpoint()}/another` })
          .end('{}'),
    ],
  ])('has been done even when the rest of the answer %s', async (_how, answer) => {
    respond = answer;
    await expect(aMailer().send(mail)).resolves.toEqual({ kind: 'accepted' });
    await expect(requestsInTheEnd()).resolves.toBe(1);
  });

  it('uses one connection for mails that follow one another', async () => {
    const mailer = aMailer();
    for (let count = 0; count < 3; count += 1) {
      await mailer.send(mail);
      await pause(10);
    }
    expect([requests.length, connections]).toEqual([3, 1]);
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
    await expect(requestsInTheEnd()).resolves.toBe(1);
  });

  it.each<[number, string, string]>([
    [404, 'DomainNotLinked', 'sender-refused'],
    [400, 'InvalidSenderUserName', 'sender-refused'],
    [400, 'SubscriptionBlocked', 'sender-blocked'],
    [401, 'Denied', 'sign-in-refused'],
    [403, 'Forbidden', 'sign-in-refused'],
    [404, 'ResourceNotFound', 'service-unknown'],
  ])('says that we are at fault with %d %s', async (status, error, code) => {
    respond = (_request, response) =>
      response
        .writeHead(status)
        .end(JSON.stringify({ error: { code: error, message: 'No mail from <a@b.example>.' } }));
    const outcome = await aMailer().send(mail);
    expect(outcome).toMatchObject({ kind: 'senderFault', code, detail: expect.stringContaining(error) as string });
    expect(JSON.stringify(outcome)).not.toContain('b.example');
    await expect(requestsInTheEnd()).resolves.toBe(1);
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

  it.each<[string, RequestListener]>([
    [
      'breaks off',
      (_request, response) => {
        response.writeHead(400, { 'content-length': '1000', 'x-ms-error-code': 'InvalidRecipients' }).write('{"error"');
        setTimeout(() => response.destroy(), 20);
      },
    ],
    [
      'never comes',
      (_request, response) =>
        response.writeHead(400, { 'content-length': '1000', 'x-ms-error-code': 'InvalidRecipients' }).write('{'),
    ],
    [
      'breaks off, and was compressed though nobody had asked for that',
      (_request, response) => {
        const headers = {
          'content-length': '1000',
          'content-encoding': 'gzip',
          'x-ms-error-code': 'InvalidRecipients',
        };
        response.writeHead(400, headers).write(gzipSync('{"error":{}}').subarray(0, 20));
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ])('is refused for good also when the reason %s', async (_how, answer) => {
    respond = answer;
    await expect(aMailer({ timeoutMilliseconds: 1_000 }).send(mail)).resolves.toEqual({
      kind: 'rejected',
      detail: 'The mail service answered 400. InvalidRecipients',
    });
    expect(requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  it.each([409, 500, 502, 503, 504, 200, 204, 300, 301, 302, 303, 307, 308])(
    'is to be tried again later with %d, not now and not elsewhere',
    async (status) => {
      respond = (_request, response) =>
        response
          .writeHead(status, { location: `${endpoint()}/elsewhere`, 'x-ms-error-code': 'Whatever' })
          .end(status === 204 ? undefined : 'no JSON');
      await expect(aMailer().send(mail)).resolves.toEqual({
        kind: 'unavailable',
        detail: `The mail service answered ${status}. Whatever`,
      });
      await expect(requestsInTheEnd()).resolves.toBe(1);
    },
  );

  it('is to be tried again when the service names a time, after that time', async () => {
    respond = (_request, response) => response.writeHead(503, { 'retry-after': '12' }).end();
    await expect(aMailer().send(mail)).resolves.toMatchObject({ kind: 'unavailable', retryAfterSeconds: 12 });
  });

  it('is to be tried again when the connection drops', async () => {
    respond = (request) => request.socket.destroy();
    await expect(aMailer().send(mail)).resolves.toEqual({
      kind: 'unavailable',
      detail: 'The mail service could not be reached (ECONNRESET).',
    });
    await expect(requestsInTheEnd()).resolves.toBe(1);
  });

  it('is to be tried again when no answer comes in time', async () => {
    respond = () => undefined;
    await expect(aMailer({ timeoutMilliseconds: 300 }).send(mail)).resolves.toEqual({
      kind: 'unavailable',
      detail: 'The mail service could not be reached (TimeoutError).',
    });
    await expect(requestsInTheEnd()).resolves.toBe(1);
  });

  it('cannot be used by anybody when nothing listens, or somebody else does', async () => {
    const nowhere = aMailer({ endpoint: 'https://127.0.0.1:1' });
    await expect(nowhere.send(mail)).resolves.toMatchObject({ kind: 'senderFault', code: 'port-closed' });
    const other = createServer(certificate, () => requests.push({ method: '', url: '', headers: {}, body: undefined }));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.2', resolve));
    const another = aMailer({ endpoint: `https://127.0.0.2:${(other.address() as AddressInfo).port}` });
    await expect(another.send(mail)).resolves.toMatchObject({ kind: 'senderFault', code: 'certificate-name' });
    await new Promise((resolve) => other.close(resolve));
    expect(requests).toEqual([]);
  });
});

describe('the identity', () => {
  it('is asked for a token for each mail, because it keeps them itself', async () => {
    const identity = new Identity();
    const mailer = aMailer({ credential: identity });
    await mailer.send(mail);
    await mailer.send(mail);
    expect(identity.scopes.flat()).toEqual(Array(2).fill('https://communication.azure.com//.default'));
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(Array(2).fill('Bearer the-token'));
  });

  it('is not asked for another token when the service refuses one', async () => {
    const claims = Buffer.from('{"access_token":{"nbf":{"essential":true}}}').toString('base64');
    respond = (_request, response) =>
      response.writeHead(401, { 'www-authenticate': `Bearer error="insufficient_claims", claims="${claims}"` }).end();
    const identity = new Identity();
    await expect(aMailer({ credential: identity }).send(mail)).resolves.toMatchObject({ code: 'sign-in-refused' });
    await expect(requestsInTheEnd()).resolves.toBe(1);
    expect(identity.scopes).toHaveLength(1);
  });

  it.each<[string, () => Promise<AccessToken | null>]>([
    ['has none', () => Promise.resolve(null)],
    ['fails', () => Promise.reject(new Error('The identity is away.'))],
  ])('stops the mail before anything is sent when it %s', async (_how, answer) => {
    await expect(aMailer({ credential: new Identity(answer) }).send(mail)).resolves.toEqual({
      kind: 'unavailable',
      detail: 'The mail service could not be reached (Error).',
    });
    expect(requests).toEqual([]);
  });

  it('may not take longer than the mail has, and does not hold up the next one', async () => {
    const answers = [new Promise<never>(() => undefined), pause(1_300, aToken())];
    const mailer = aMailer({
      credential: new Identity(() => answers.shift() ?? Promise.resolve(aToken())),
      timeoutMilliseconds: 500,
    });
    const late = { kind: 'unavailable', detail: 'The mail service could not be reached (TimeoutError).' };
    await expect(mailer.send(mail)).resolves.toEqual(late);
    await expect(mailer.send(mail)).resolves.toEqual(late);
    await pause(500);
    expect(requests).toEqual([]);
    await expect(mailer.send(mail)).resolves.toEqual({ kind: 'accepted' });
    expect(requests).toHaveLength(1);
  });

  it('does not give its token away over a connection that anybody can read', async () => {
    const mailer = aMailer({ endpoint: endpoint().replace('https', 'http') });
    await expect(mailer.send(mail)).resolves.toMatchObject({ kind: 'unavailable' });
    expect(connections).toBe(0);
  });
});
