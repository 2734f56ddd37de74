import { Mail } from '../../shared/domain/mail/mail';
import { deliverDueMails } from '../../shared/mail/deliver';
import { mailTrouble } from '../../shared/mail/mail-quota';
import { SmtpMailer, type SmtpMailerOptions } from '../../shared/mail/smtp-mailer';
import type { OutgoingMail } from '../../shared/ports';
import { loopbackCertificate } from '../loopback-certificate';
import { MailWorld } from '../mail-world';
import { headersOf, partsOf, readable } from '../raw-mail';
import { describeWithPostfix, type Relay } from './postfix';
import { sendTrusting } from './smtp-client';

const domain = 'contoso.example';

const hebrew: OutgoingMail = {
  operationId: '5f0c9a52-6d0e-5b1c-9a3f-0123456789ab',
  kind: 'offer',
  to: { address: `dana@${domain}`, name: 'דנה לוי' },
  fromName: 'צפון רוח פתרונות',
  replyTo: { address: 'sales@northwind.example', name: 'מכירות' },
  subject: 'הזמנה לניסיון של Microsoft 365 Business Premium ל־30 יום — צפון רוח פתרונות',
  text: 'שלום דנה,\n\n.שורה שמתחילה בנקודה\nhttps://kesher.example/o/abc\n',
  html: '<p dir="rtl">שלום דנה, <a href="https://kesher.example/o/abc?a=1&amp;b=2">להצעה</a></p>',
  language: 'he',
  stop: {
    // As long as the addresses are that Kesher makes.
    url: `https://kesher.contoso.example/stop/${'AbC0_-9'.repeat(11)}k?lang=he`,
    partnerId: '72f988bf-86f1-41af-91ab-2d7cd011db47',
  },
};
const chinese: OutgoingMail = {
  ...hebrew,
  operationId: '5f0c9a52-6d0e-5b1c-9a3f-0123456789ac',
  to: { address: `li@${domain}`, name: '李娜' },
  fromName: '莲花云计算（上海）有限公司',
  replyTo: { address: 'sales@lotus.example', name: '销售部' },
  subject: '邀请您免费试用 Microsoft 365 商业高级版 30 天：莲花云计算（上海）有限公司',
  text: '李娜，您好：\n\n.以句点开头的一行\n',
  html: `<p lang="zh-CN">李娜，您好：${'请打开下面的链接。'.repeat(150)}</p>`,
  language: 'zh-CN',
};

const certificates = {
  trusted: loopbackCertificate(),
  stranger: loopbackCertificate(),
  otherName: loopbackCertificate({ name: 'mail.elsewhere.example' }),
  expired: loopbackCertificate({ expired: true }),
};

const plan = async () => ({
  domain,
  mailboxes: ['dana', 'li', 'noa'],
  answers: [
    `busy@${domain} 451 4.7.1 Greylisted, come back in a while`,
    `closed@${domain} 550 5.2.1 This mailbox has been closed`,
    `quota@${domain} 450 4.7.1 Policy rejection: sending quota exceeded, try again in 15 minutes`,
  ],
  senderAnswers: ['blocked@kesher.example 553 5.7.1 not owned by this user'],
  messageBytes: 40_000,
  ports: [
    { name: 'plain' },
    { name: 'trusted', certificate: await certificates.trusted },
    { name: 'stranger', certificate: await certificates.stranger },
    { name: 'otherName', certificate: await certificates.otherName },
    { name: 'expired', certificate: await certificates.expired },
    { name: 'wrapped', certificate: await certificates.trusted, wrapped: true },
  ],
});

describeWithPostfix('a real Postfix', plan, (relay) => {
  const options = (port: string, change: Partial<SmtpMailerOptions> = {}): SmtpMailerOptions => ({
    url: `smtp://127.0.0.1:${relay().port(port)}`,
    senderAddress: 'offers@kesher.example',
    name: 'kesher.example',
    timeoutMilliseconds: 2_000,
    ...change,
  });
  const send = (mail: OutgoingMail, port = 'plain', change: Partial<SmtpMailerOptions> = {}) =>
    new SmtpMailer(options(port, change)).send(mail);

  it.each([
    ['Hebrew', hebrew, 'dana'],
    ['Chinese', chinese, 'li'],
  ])('delivers a mail in %s that can be read to the last letter', async (_language, mail, mailbox) => {
    await expect(send(mail)).resolves.toEqual({ kind: 'accepted' });
    const [raw = ''] = await relay().messages(mailbox, 1);
    const headers = headersOf(raw);
    expect(readable(headers.get('subject'))).toBe(mail.subject);
    expect(readable(headers.get('from'))).toContain(mail.fromName);
    expect(readable(headers.get('to'))).toBe(`${mail.to.name ?? ''} <${mail.to.address}>`);
    expect(readable(headers.get('reply-to'))).toBe(`${mail.replyTo?.name ?? ''} <${mail.replyTo?.address ?? ''}>`);
    expect(headers.get('message-id')).toBe(`<${mail.operationId}@kesher.example>`);
    expect(headers.get('content-language')).toBe(mail.language);
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    // Not broken in two: a mail program posts to what stands between the brackets.
    expect(headers.get('list-unsubscribe')).toBe(`<${mail.stop?.url ?? ''}>`);
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(headers.get('list-id')).toBe(`<offers.${mail.stop?.partnerId ?? ''}.kesher.example>`);
    expect(headers.get('feedback-id')).toBe(`${mail.stop?.partnerId ?? ''}:offer:kesher`);
    expect(headers.get('date')).toMatch(/^\w{3}, \d{1,2} \w{3} \d{4} /u);
    expect(headers.get('return-path')).toBe('<offers@kesher.example>');
    expect(headers.get('received')).toMatch(/^from kesher\.example /u);
    expect(partsOf(raw)).toEqual(
      new Map([
        ['text/plain', mail.text.trim()],
        ['text/html', mail.html],
      ]),
    );
    expect(Math.max(...raw.split('\n').map((line) => Buffer.byteLength(line)))).toBeLessThan(998);
  });

  it.each([
    ['that it does not have', 'nobody', /550 5\.1\.1 .*User unknown/u],
    ['that was closed', 'closed', /550 5\.2\.1 .*closed/u],
  ])('refuses a mailbox %s for good', async (_which, mailbox, said) => {
    const outcome = await send({ ...hebrew, to: { address: `${mailbox}@${domain}` } });
    expect(outcome).toMatchObject({ kind: 'rejected', detail: expect.stringMatching(said) as string });
    expect(JSON.stringify(outcome)).not.toContain(domain);
  });

  it('refuses a mail that is larger than it takes for good, and no other one', async () => {
    const large = { ...hebrew, html: `<p>${'גדול מדי '.repeat(4_000)}</p>` };
    await expect(send(large)).resolves.toMatchObject({
      kind: 'rejected',
      detail: expect.stringContaining('552 5.3.4') as string,
    });
  });

  it('is asked again later where it says so of one recipient', async () => {
    await expect(send({ ...hebrew, to: { address: `busy@${domain}` } })).resolves.toMatchObject({
      kind: 'unavailable',
      detail: expect.stringContaining('451 4.7.1') as string,
    });
  });

  it('is left alone for as long as it says when a sending quota is used up', async () => {
    await expect(send({ ...hebrew, to: { address: `quota@${domain}` } })).resolves.toMatchObject({
      kind: 'throttled',
      retryAfterSeconds: 900,
    });
  });

  it.each([
    ['to relay to other domains', { to: { address: 'dana@fabrikam.example' } }, {}, 'relaying-denied'],
    ['the sender', {}, { senderAddress: 'blocked@kesher.example' }, 'sender-refused'],
    ['the name that it is greeted with', {}, { name: 'localhost' }, 'hello-refused'],
  ])('refuses %s: a fault of ours, whatever command it answers', async (_what, change, settings, code) => {
    await expect(send({ ...hebrew, ...change }, 'plain', settings)).resolves.toMatchObject({
      kind: 'senderFault',
      code,
    });
  });

  it('is used with STARTTLS where its certificate is trusted, and says what is wrong with one that is not', async () => {
    const [trusted, otherName, expired] = await Promise.all([
      certificates.trusted,
      certificates.otherName,
      certificates.expired,
    ]);
    const mail = { ...hebrew, to: { address: `noa@${domain}` } };
    const secure = { url: `smtps://127.0.0.1:${relay().port('wrapped')}` };
    const relays = [
      options('trusted'),
      options('wrapped', secure),
      options('otherName'),
      options('expired'),
      options('stranger'),
    ];
    const known = [trusted.cert, otherName.cert, expired.cert];
    await expect(sendTrusting(known, relays, mail)).resolves.toMatchObject([
      { kind: 'accepted' },
      { kind: 'accepted' },
      { kind: 'senderFault', code: 'certificate-name' },
      { kind: 'senderFault', code: 'certificate-expired' },
      { kind: 'senderFault', code: 'certificate-untrusted' },
    ]);
    for (const raw of await relay().messages('noa', 2))
      expect(headersOf(raw).get('received')).toMatch(/ with ESMTPS /u);
  });

  it.each<[string, (given: Relay) => string, string, RegExp]>([
    [
      'an untrusted certificate',
      (given) => `smtp://127.0.0.1:${given.port('stranger')}`,
      'certificate-untrusted',
      /NODE_EXTRA_CA_CERTS/u,
    ],
    ['TLS on a plain port', (given) => `smtps://127.0.0.1:${given.port('plain')}`, 'tls-on-plain-port', /smtp:\/\//u],
    [
      'no TLS on a port that speaks nothing else',
      (given) => `smtp://127.0.0.1:${given.port('wrapped')}`,
      'no-greeting',
      /smtps:\/\//u,
    ],
    ['a port where nothing listens', () => 'smtp://user:topsecret@127.0.0.1:1', 'port-closed', /Nothing listens/u],
    ['a host that nobody knows', () => 'smtp://user:topsecret@relay.invalid:587', 'host-unknown', /DNS/u],
  ])('tells %s from everything else, and says what to do', async (_what, url, code, advice) => {
    const outcome = await send(hebrew, 'plain', { url: url(relay()), timeoutMilliseconds: 400 });
    expect(outcome).toMatchObject({ kind: 'senderFault', code, detail: expect.stringMatching(advice) as string });
    expect(JSON.stringify(outcome)).not.toMatch(/127\.0\.0\.1|relay\.invalid|topsecret|contoso/u);
  });

  it('costs no mail an attempt while it cannot be trusted, and gets them all when it can', async () => {
    const world = new MailWorld();
    const through = (port: string) => ({ ...world.ports, mailer: new SmtpMailer(options(port)) });
    const own = (mail: Mail): Mail => ({ ...mail, to: { address: `noa@${domain}` } });
    for (const mailId of ['m1', 'm2', 'm3']) {
      const stored = await world.store.read(Mail, {
        partition: 'northwind',
        id: (await world.write('northwind', mailId)).id,
      });
      if (stored)
        await world.store.write('northwind', [{ kind: 'replace', document: own(stored.document), etag: stored.etag }]);
    }
    for (let minute = 0; minute < 15; minute += 1) {
      await deliverDueMails(through('stranger'));
      world.pass(60);
    }
    const waiting = await world.mails();
    expect(waiting.map(({ status, attempts }) => `${status} ${attempts}`)).toEqual(Array(3).fill('queued 0'));
    expect(waiting.find(({ problem }) => problem !== undefined)?.problem).toContain('NODE_EXTRA_CA_CERTS');
    await expect(mailTrouble(world.ports)).resolves.toMatchObject({ fault: 'certificate-untrusted' });
    for (let minute = 0; minute < 7; minute += 1) {
      await deliverDueMails(through('plain'));
      world.pass(60);
    }
    expect((await world.mails()).map(({ status }) => status)).toEqual(['sent', 'sent', 'sent']);
    await expect(mailTrouble(world.ports)).resolves.toBeUndefined();
    world.store.close();
  });
});
