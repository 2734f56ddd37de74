import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { limits } from '../../../shared/catalogue/limits';
import { SmtpMailer } from '../../../shared/mail/smtp-mailer';
import type { OutgoingMail } from '../../../shared/ports';
import { headersOf, partsOf, readable } from '../../raw-mail';

const mail: OutgoingMail = {
  operationId: '5f0c9a52-6d0e-5b1c-9a3f-0123456789ab',
  kind: 'confirmationCode',
  to: { address: 'dana@contoso.example', name: 'דנה לוי' },
  fromName: 'צפון רוח',
  replyTo: { address: 'sales@northwind.example', name: 'Northwind' },
  subject: 'קוד האישור שלך: 123456',
  text: 'הקוד הוא 123456',
  html: '<p dir="rtl">הקוד הוא 123456</p>',
  language: 'he',
};

interface Received {
  readonly from: string | undefined;
  readonly to: readonly string[];
  readonly raw: string;
}

const received: Received[] = [];
const running: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  received.length = 0;
  await Promise.all(running.splice(0).map((stop) => stop()));
});

/** A relay that takes everything but for what the options say. */
async function aRelay(options: SMTPServerOptions = {}): Promise<number> {
  const relay = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? undefined : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
    ...options,
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  running.push(() => new Promise<void>((resolve) => relay.close(() => resolve())));
  return (relay.server.address() as AddressInfo).port;
}

/** A server that speaks no SMTP: it does what is asked with each connection. */
async function aListener(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const listener: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  running.push(() => {
    sockets.forEach((socket) => socket.destroy());
    return new Promise((resolve) => listener.close(resolve));
  });
  return (listener.address() as AddressInfo).port;
}

const aMailer = (port: number, credentials = '', timeoutMilliseconds = 20_000): SmtpMailer =>
  new SmtpMailer({
    url: `smtp://${credentials}127.0.0.1:${port}`,
    senderAddress: 'donotreply@kesher.example',
    name: 'kesher.example',
    timeoutMilliseconds,
  });

const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

describe('handing a mail to a relay', () => {
  it('brings the whole mail across: Hebrew subject, names, both parts, and a message id of its own', async () => {
    const port = await aRelay();
    await expect(aMailer(port).send(mail)).resolves.toEqual({ kind: 'accepted' });
    expect(received).toHaveLength(1);
    const [{ from, to, raw } = { from: '', to: [], raw: '' }] = received;
    expect({ from, to }).toEqual({ from: 'donotreply@kesher.example', to: ['dana@contoso.example'] });
    const headers = headersOf(raw);
    expect(readable(headers.get('subject'))).toBe('קוד האישור שלך: 123456');
    expect(readable(headers.get('from'))).toBe('צפון רוח <donotreply@kesher.example>');
    expect(readable(headers.get('to'))).toBe('דנה לוי <dana@contoso.example>');
    expect(headers.get('reply-to')).toBe('Northwind <sales@northwind.example>');
    expect(headers.get('message-id')).toBe(`<${mail.operationId}@kesher.example>`);
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.get('content-language')).toBe('he');
    expect(partsOf(raw)).toEqual(
      new Map([
        ['text/plain', 'הקוד הוא 123456'],
        ['text/html', '<p dir="rtl">הקוד הוא 123456</p>'],
      ]),
    );
  });

  it('has the same message id in every attempt', async () => {
    const mailer = aMailer(await aRelay());
    await mailer.send(mail);
    await mailer.send(mail);
    const ids = received.map(({ raw }) => headersOf(raw).get('message-id'));
    expect(ids).toEqual([`<${mail.operationId}@kesher.example>`, `<${mail.operationId}@kesher.example>`]);
  });

  it.each([
    ['name of the sender', { fromName: 'Evil\r\nBcc: evil@evil.example\r\n\r\nHello' }],
    ['name of the reader', { to: { address: 'dana@contoso.example', name: 'Dana\r\nBcc: evil@evil.example' } }],
    ['name of the answering party', { replyTo: { address: 'a@b.example', name: 'x\r\nBcc: evil@evil.example' } }],
    ['subject', { subject: 'Hello\r\nBcc: evil@evil.example\r\n\r\nbody' }],
  ])('lets nobody add headers or readers through the %s', async (_what, change) => {
    const port = await aRelay();
    await expect(aMailer(port).send({ ...mail, ...change })).resolves.toEqual({ kind: 'accepted' });
    const [{ to, raw } = { to: [], raw: '' }] = received;
    expect(to).toEqual(['dana@contoso.example']);
    expect([...headersOf(raw).keys()]).not.toContain('bcc');
    expect(partsOf(raw).size).toBe(2);
  });

  it.each(['dana@contoso.example, evil@evil.example', 'dana@contoso.example\r\nRCPT TO:<evil@evil.example>'])(
    'lets nobody add readers through the address %j',
    async (address) => {
      const port = await aRelay();
      await aMailer(port).send({ ...mail, to: { address } });
      expect(received.flatMap(({ to }) => to)).not.toContain('evil@evil.example');
    },
  );

  it('signs in with what the address of the relay says, decoded', async () => {
    const port = await aRelay({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === 'kesher@relay' && password === 'a/b c' ? done(null, { user: 1 }) : done(refusal(535, 'no')),
    });
    await expect(aMailer(port, 'kesher%40relay:a%2Fb%20c@').send(mail)).resolves.toEqual({ kind: 'accepted' });
    const refused = { kind: 'senderFault', code: 'sign-in-refused' };
    await expect(aMailer(port, 'kesher%40relay:wrong@').send(mail)).resolves.toMatchObject(refused);
    await expect(aMailer(port).send(mail)).resolves.toMatchObject(refused);
  });
});

describe('a relay that does not take the mail', () => {
  const answering = (responseCode: number, message: string): SMTPServerOptions => ({
    onRcptTo: (_address, _session, done) => done(refusal(responseCode, message)),
  });

  it.each([550, 553, 554])('refuses it for good with %d, and says why, without addresses', async (responseCode) => {
    const port = await aRelay(answering(responseCode, '5.1.1 <dana@contoso.example>: no such mailbox'));
    await expect(aMailer(port).send(mail)).resolves.toEqual({
      kind: 'rejected',
      detail: `The mail relay answered: ${responseCode} 5.1.1 <…>: no such mailbox`,
    });
  });

  it('refuses it for good after it has seen it', async () => {
    const port = await aRelay({
      onData: (stream, _session, done) => {
        stream.resume();
        stream.on('end', () => done(refusal(554, 'looks like spam')));
      },
    });
    await expect(aMailer(port).send(mail)).resolves.toMatchObject({ kind: 'rejected' });
  });

  it('says its own name, and not that of the machine', async () => {
    const names: string[] = [];
    const port = await aRelay({
      onMailFrom: (_address, session, done) => {
        names.push(session.hostNameAppearsAs);
        done();
      },
    });
    await expect(aMailer(port).send(mail)).resolves.toEqual({ kind: 'accepted' });
    expect(names).toEqual(['kesher.example']);
  });

  it.each([550, 553, 501, 552, 530])(
    'is at odds with us, not with the mail, with %d to the sender',
    async (responseCode) => {
      const port = await aRelay({ onMailFrom: (_address, _session, done) => done(refusal(responseCode, 'no')) });
      await expect(aMailer(port).send(mail)).resolves.toMatchObject({ kind: 'senderFault' });
    },
  );

  it.each([421, 454])('is left alone for a while with %d, whatever it is about', async (responseCode) => {
    const port = await aRelay(answering(responseCode, 'try again later'));
    await expect(aMailer(port).send(mail)).resolves.toMatchObject({ kind: 'throttled' });
  });

  it.each([450, 451, 452])('is to be asked again later with %d', async (responseCode) => {
    const port = await aRelay(answering(responseCode, 'try again later'));
    await expect(aMailer(port).send(mail)).resolves.toMatchObject({ kind: 'unavailable' });
  });

  it('is left alone for a while when it says that it is too much', async () => {
    const port = await aRelay(answering(451, '4.7.1 sending rate exceeded'));
    await expect(aMailer(port).send(mail)).resolves.toMatchObject({
      kind: 'throttled',
      retryAfterSeconds: limits.mail.throttledSeconds.standard,
    });
  });

  it('is at odds with us when it turns everybody away', async () => {
    const port = await aRelay({ onConnect: (_session, done) => done(refusal(554, 'no service here')) });
    await expect(aMailer(port).send(mail)).resolves.toMatchObject({ kind: 'senderFault', code: 'turned-away' });
  });

  it.each([
    ['is down', 'port-closed', () => Promise.resolve(1)],
    ['never says a word', 'no-greeting', () => aListener(() => undefined)],
    [
      'talks for ever without saying anything',
      'no-greeting',
      () => aListener((socket) => void setInterval(() => socket.write('220-wait\r\n'), 50).unref()),
    ],
  ])('cannot be used by anybody when it %s: %s', async (_what, code, start) => {
    await expect(aMailer(await start(), '', 300).send(mail)).resolves.toMatchObject({ kind: 'senderFault', code });
  });

  it.each([
    ['hangs up', () => aListener((socket) => socket.destroy())],
    [
      'greets, and then never finishes a sentence',
      () =>
        aListener((socket) => {
          socket.write('220 ready\r\n');
          setInterval(() => socket.write('250-wait\r\n'), 50).unref();
        }),
    ],
    ['speaks something else', () => aListener((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))],
  ])('is to be asked again later when it %s', async (_what, start) => {
    await expect(aMailer(await start(), '', 300).send(mail)).resolves.toMatchObject({ kind: 'unavailable' });
  });
});
