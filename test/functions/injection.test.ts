import fc from 'fast-check';
import { parse } from 'node-html-parser';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { access, type HttpOperationName } from '../../shared/http/access';
import { SmtpMailer } from '../../shared/mail/smtp-mailer';
import type { OutgoingMail } from '../../shared/ports';
import { hostileText } from '../hostile-text';
import { browser, changeOffer } from '../link-world';
import { goodCalls, portalWorld, type Here } from '../portal-world';
import { headersOf } from '../raw-mail';
import { cellsOf } from '../spreadsheet';
import { sheetsOf } from '../workbook';
import { noa, type Answer, type Call, type World } from '../world';

const samples: Readonly<Record<string, string>> = {
  'a header': 'evil\r\nBcc: evil@evil.example\r\nX-Evil: 1\r\n\r\nevil',
  'a line of a log': 'evil\n{"event":"evil"}\u2028evil',
  markup: `evil"><img src=x onerror=evil()><script>evil()</script></style></title>'`,
  'an address that runs': 'javascript:evil()',
  'a formula': '=evil(1)',
  ...Object.fromEntries(fc.sample(hostileText, { numRuns: 1, seed: 18 }).map((text, at) => [`text ${at}`, text])),
};

/** Fields that good calls leave out. */
const more: Partial<Record<HttpOperationName, Readonly<Record<string, unknown>>>> = {
  createTrialInvitation: { reference: 'R', introduction: 'I', closing: 'C' },
  createPurchaseOffer: { reference: 'R', introduction: 'I', closing: 'C' },
  updateCompany: { phone: '+972 3 555 0100', email: 'hello@northwind.example', website: 'https://northwind.example' },
  requestFreshLink: { name: 'Tal', message: 'Please' },
  redeemOffer: { language: 'en' },
};

/** The texts in a body, by where they stand. */
function textsIn(body: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof body === 'string') return [path];
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([key, value]) => textsIn(value, [...path, key]));
}

const fieldsOf = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null ? { ...body } : {};

/** The same body with another text there. */
function withText(body: unknown, [key, ...rest]: readonly string[], text: string): unknown {
  if (key === undefined) return text;
  if (Array.isArray(body))
    return body.map((one: unknown, at) => (String(at) === key ? withText(one, rest, text) : one));
  const fields = fieldsOf(body);
  return { ...fields, [key]: withText(fields[key], rest, text) };
}

const isAddress = (path: readonly string[]) => /email$/iu.test(path.at(-1) ?? '');
const anybody = new Proxy({}, { get: () => 'x' }) as Here;
const withBody = (Object.keys(goodCalls) as HttpOperationName[]).filter((name) =>
  access[name].methods.some((method) => ['POST', 'PUT', 'PATCH'].includes(method)),
);

let world: World;
let here: Here;
async function begin(): Promise<void> {
  ({ world, here } = await portalWorld());
}

function bodyOf(name: HttpOperationName): unknown {
  const { body } = goodCalls[name](here);
  return typeof body === 'object' && !Array.isArray(body) ? { ...body, ...more[name] } : body;
}

/** The form that says the same as a body. */
function formOf(body: unknown): Readonly<Record<string, string>> {
  const at = (path: readonly string[]) => path.reduce<unknown>((part, key) => fieldsOf(part)[key], body);
  return Object.fromEntries(textsIn(body).map((path) => [path.join('.'), String(at(path))]));
}

/** Calls with the text in each place of a body in turn, as JSON and, where a page has a form, as that. */
async function everywhere(name: HttpOperationName, text: string): Promise<readonly Answer[]> {
  const { body: _body, ...call } = goodCalls[name](here);
  const good = bodyOf(name);
  const answers: Answer[] = [];
  for (const path of textsIn(good)) {
    const body = withText(good, path, text);
    answers.push(await world.call(name, { ...call, body }));
    if (['link', 'access', 'desk', 'reveal', 'stop'].includes(access[name].by)) {
      const form = { ...formOf(good), acceptTerms: 'true', authorize: 'true', ...formOf(body) };
      answers.push(await world.call(name, { ...call, form, headers: { ...call.headers, ...browser } }));
    }
    if (name === 'updateCompany') answers.push(await world.call('openLink', opened(here.code)));
  }
  return answers;
}

const opened = (code: string): Call => ({ params: { code }, headers: { accept: 'text/html' } });

/** All that can be read, as JSON, as files and as pages. */
async function everythingRead(): Promise<readonly Answer[]> {
  const reading = (Object.keys(goodCalls) as HttpOperationName[]).filter((name) =>
    access[name].methods.some((method) => method === 'GET'),
  );
  const answers: Answer[] = [];
  for (const name of reading) {
    const call = goodCalls[name](here);
    const ask = (query: Readonly<Record<string, string>>, accept: string) =>
      world.call(name, { ...call, query: { ...call.query, ...query }, headers: { ...call.headers, accept } });
    answers.push(await ask({}, call.as ? 'application/json' : 'text/html'));
    if (call.as === noa && 'items' in (answers.at(-1)?.status === 200 ? (answers.at(-1)?.json ?? {}) : {}))
      answers.push(await ask({ format: 'csv' }, '*/*'), await ask({ format: 'xlsx' }, '*/*'));
  }
  return answers;
}

async function expectHarmless(answer: Answer): Promise<void> {
  expect(answer.status).toBeLessThan(500);
  for (const [, value] of answer.headers) expect(value).toMatch(/^[\t\x20-\x7e]*$/u);
  expect(answer.headers.get('location') ?? '/x').toMatch(/^(?:https:\/\/kesher\.example)?\/[^/\\]/u);
  expect(answer.headers.has('x-evil')).toBe(false);
  const type = answer.headers.get('content-type') ?? '';
  if (type.startsWith('text/html')) expectNoMarkup(answer.text);
  if (type.startsWith('text/csv'))
    for (const cell of cellsOf(answer.text).flat()) expect(cell).not.toMatch(/^[=+\-@\t\r](?!\d+$)/u);
  if (type.includes('spreadsheet'))
    for (const { cells } of await sheetsOf(answer.bytes))
      for (const cell of cells?.values() ?? []) expect(cell.formula).toBeUndefined();
}

function expectNoMarkup(html: string): void {
  const page = parse(html);
  expect(page.querySelectorAll('script, iframe, object, embed, base, link[rel=stylesheet]')).toEqual([]);
  for (const image of page.querySelectorAll('img'))
    expect(image.getAttribute('src')).toMatch(/^(?:https:\/\/kesher\.example)?\/logos\//u);
  for (const { attributes } of page.querySelectorAll('*')) {
    expect(Object.keys(attributes).filter((name) => name.startsWith('on'))).toEqual([]);
    expect(attributes.href ?? '').not.toMatch(/^\s*(?:javascript|data|vbscript):/iu);
  }
}

describe('a relay', () => {
  beforeEach(begin);
  afterEach(() => world.close());
  const received: { readonly to: readonly string[]; readonly raw: string }[] = [];
  const relay = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push({
          to: envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
  });
  let mailer: SmtpMailer;
  beforeAll(async () => {
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    const { port } = relay.server.address() as AddressInfo;
    mailer = new SmtpMailer({
      url: `smtp://127.0.0.1:${port}`,
      senderAddress: 'from@kesher.example',
      name: 'k.example',
    });
  });
  afterAll(() => new Promise<void>((resolve) => relay.close(() => resolve())));

  /** What each mail looks like when it travels. */
  async function expectSentAsMeant(mail: OutgoingMail): Promise<void> {
    received.length = 0;
    await mailer.send(mail);
    expect(received.map(({ to }) => to)).toEqual([[mail.to.address]]);
    const headers = headersOf(received[0]?.raw ?? '');
    expect([...headers.keys()].filter((name) => !known.includes(name))).toEqual([]);
    expect(headers.get('from')).toMatch(/<from@kesher\.example>$|^from@kesher\.example$/u);
    expectNoMarkup(mail.html);
  }
  const known = [
    ...['from', 'to', 'reply-to', 'subject', 'message-id', 'date', 'mime-version', 'content-type'],
    ...['auto-submitted', 'content-language', 'content-transfer-encoding'],
    ...['list-unsubscribe', 'list-unsubscribe-post', 'list-id', 'feedback-id'],
  ];

  it.each(Object.entries(samples))(
    'and every page, file, header and line of the log take it for the text that it is, wherever it was typed: %s',
    async (_what, text) => {
      for (const name of withBody) for (const answer of await everywhere(name, text)) await expectHarmless(answer);
      // Who holds a link that has died may ask for another.
      await changeOffer(world, here.offerId, { state: 'revoked' });
      for (const answer of await everywhere('requestFreshLink', text)) await expectHarmless(answer);
      await world.deliver();
      for (const answer of await everythingRead()) await expectHarmless(answer);
      expect(world.mails.length).toBeGreaterThan(10);
      for (const mail of world.mails.filter((one) => JSON.stringify(one).includes(JSON.stringify(text).slice(1, 8))))
        await expectSentAsMeant(mail);
      for (const line of world.logged) expect(line).not.toMatch(/evil|[\r\n\u2028]/u);
    },
  );
});

const noAddresses = [
  'a@x.example\r\nBcc: evil@evil.example',
  'a@x.example\nevil@evil.example',
  'a@x.example,evil@evil.example',
  'Evil <evil@evil.example>',
  'a@x.example\u0000',
  'a@x.example%0d%0aBcc:evil@evil.example',
];

const withAddress = withBody.filter(
  (name) => textsIn(goodCalls[name](anybody).body).some((path) => isAddress(path)) || name === 'updateCompany',
);

describe('an address that is a header, a list or a name', () => {
  beforeAll(begin);
  afterAll(() => world.close());

  it.each(withAddress)('is none for %s', async (name) => {
    if (name === 'requestFreshLink') await changeOffer(world, here.offerId, { state: 'revoked' });
    const { body: _body, ...call } = goodCalls[name](here);
    const good = bodyOf(name);
    for (const path of textsIn(good).filter(isAddress))
      for (const text of noAddresses) {
        const answer = await world.call(name, { ...call, body: withText(good, path, text) });
        expect([path, text, answer.status]).toEqual([path, text, 422]);
        expect(answer.text).toContain(`"/${path.join('/')}"`);
      }
    if (name === 'requestFreshLink') await changeOffer(world, here.offerId, { state: 'active' });
    await world.deliver();
    expect(JSON.stringify(world.mails)).not.toContain('evil@evil.example');
  });
});
