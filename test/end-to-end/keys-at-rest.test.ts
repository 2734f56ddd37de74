import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import * as z from 'zod';
import { demoKeysOf } from '../../local/demo-keys';
import { tenants } from '../../local/personas';
import { keyNumber, keyRow } from '../product-keys';
import { newFolder, RunningKesher } from './running-kesher';

const as = 'northwind-admin';
const plainOf = (key: string) => key.replaceAll('-', '');
/** All that may be known of a key is five of its characters; twice as many are a part of it. */
const partLength = 10;

/** Parts of a key, its last five characters never alone, in base64 wherever they may begin. */
function encodedParts(key: string): readonly string[] {
  return [key, plainOf(key)].flatMap((text) =>
    [text, text.toLowerCase()].flatMap((spelt) =>
      [0, 1, 2].map((shift) => {
        const encoded = Buffer.from(' '.repeat(shift) + spelt.slice(0, -5)).toString('base64url');
        // What stands at either end depends on what is beside it.
        return encoded.slice(shift === 0 ? 0 : shift + 1, -2);
      }),
    ),
  );
}

/** Which of the keys can be read in the bytes, whole or in part: in UTF-8 or UTF-16, any case, with or without dashes, in base64 or hexadecimal. */
function readableIn(bytes: string, keys: readonly string[]): readonly string[] {
  const plain = bytes.replace(/[\0\s-]+/gu, '').toUpperCase();
  const found = new Set<string>();
  const partOf = new Map<string, string>();
  for (const key of keys) {
    const whole = plainOf(key);
    for (let at = 0; at + partLength <= whole.length; at += 1) partOf.set(whole.slice(at, at + partLength), key);
    const hexadecimal = [key, whole, key.toLowerCase(), whole.toLowerCase()].map((text) =>
      Buffer.from(text.slice(0, partLength)).toString('hex').toUpperCase(),
    );
    if (hexadecimal.some((part) => plain.includes(part)) || encodedParts(key).some((part) => bytes.includes(part)))
      found.add(key);
  }
  // Most places are done with at a glance.
  const pairs = new Set([...partOf.keys()].map((part) => pairAt(part, 0)));
  for (let at = 0; at + partLength <= plain.length; at += 1) {
    const key = pairs.has(pairAt(plain, at)) ? partOf.get(plain.slice(at, at + partLength)) : undefined;
    if (key !== undefined) found.add(key);
  }
  return keys.filter((key) => found.has(key));
}

const pairAt = (text: string, at: number): number => text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1);

/** Every byte that lies in a folder, as text in which no byte is lost. */
function bytesIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

/** The bytes of an answer, those of what is packed in it too. */
function bytesOf(body: Uint8Array): string {
  const parts = body[0] === 0x50 && body[1] === 0x4b ? Object.values(unzipSync(body)) : [];
  return [body, ...parts].map((part) => Buffer.from(part).toString('latin1')).join('\n');
}

describe('what a key can be read in', () => {
  const key = keyNumber(1);
  const [dashed, plain] = [key, plainOf(key)];
  it.each([
    ['as it is', Buffer.from(dashed)],
    ['without dashes', Buffer.from(plain)],
    ['in lower case', Buffer.from(dashed.toLowerCase())],
    ['in UTF-16', Buffer.from(dashed, 'utf16le')],
    ['in UTF-16, without dashes, in lower case', Buffer.from(plain.toLowerCase(), 'utf16le')],
    ['without its end', Buffer.from(plain.slice(0, 12))],
    ['without its beginning', Buffer.from(dashed.slice(-12))],
    ['in an address', Buffer.from(`/api/x?key=${encodeURIComponent(dashed)}&y=1`)],
    ['in JSON in base64', Buffer.from(Buffer.from(JSON.stringify([dashed])).toString('base64'))],
    ['in base64url, further on', Buffer.from(Buffer.from(`abcdefg ${plain.toLowerCase()}`).toString('base64url'))],
    ['in hexadecimal', Buffer.from(Buffer.from(plain).toString('hex'))],
  ])('is found in a file that has it %s', (_how, bytes) => {
    const folder = newFolder();
    const file = join(folder, 'planted');
    writeFileSync(file, Buffer.concat([randomBytes(1001), bytes, randomBytes(1001)]));
    expect(readableIn(bytesIn(folder), [key, keyNumber(2)])).toEqual([key]);
    rmSync(file);
    expect(readableIn(bytesIn(folder), [key])).toEqual([]);
  });

  it('is not its last five characters', () => {
    expect(readableIn(`The key that ends in ${key.slice(-5)}`, [key])).toEqual([]);
  });
});

const Loaded = z.object({
  results: z.array(z.object({ status: z.string(), id: z.string().optional(), lastFive: z.string().optional() })),
});
const Offer = z.object({ id: z.string() });
const Peppers = z.object({ PRODUCT_KEY_PEPPERS: z.string() });

describe('a product key that was loaded', () => {
  it('can be read nowhere: not in files, logs, mails, lists, exports, nor in what is refused', async () => {
    const debug = { LOG_LEVEL: 'debug' };
    const first = await RunningKesher.start({ variables: debug });
    const { dataFolder } = first;
    let kesher = first;
    const said: string[] = [];
    const exported: string[] = [];
    const send = async (path: string, init: RequestInit = {}, persona = as): Promise<[number, string]> => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${await kesher.token(persona)}`);
      const answer = await fetch(new URL(path, kesher.origin), { redirect: 'manual', ...init, headers });
      const text = bytesOf(new Uint8Array(await answer.arrayBuffer()));
      const isFile = answer.headers.has('content-disposition');
      (isFile ? exported : said).push(text, ...[...answer.headers].map((header) => header.join(': ')));
      return [answer.status, text];
    };
    const post = (path: string, body: unknown, headers: Record<string, string> = {}, persona = as) =>
      send(
        path,
        { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) },
        persona,
      );
    const load = (...rows: readonly unknown[]) => post('/api/product-keys', { keys: rows });
    const table = (body: BodyInit, type = 'text/csv') =>
      send('/api/product-keys', { method: 'POST', headers: { 'content-type': type }, body });
    const search = async (number: number) => (await post('/api/product-keys/search', { key: keyNumber(number) }))[0];
    const statusesOf = ([, text]: readonly [number, string]) =>
      Loaded.parse(JSON.parse(text)).results.map(({ status }) => status);

    // What a partner writes into its own offer is kept, mailed and listed: it shows that every place is looked at.
    const written = keyNumber(99);
    const offer = { usageLocation: 'IL', productId: 'microsoft-365-business-premium-trial', language: 'en' };
    const [, made] = await post('/api/trial-invitations', { ...offer, reference: written, introduction: written });
    const recipients = [{ email: 'dana@adatum.example' }];
    const mailing = await post(`/api/offers/${Offer.parse(JSON.parse(made)).id}/emails`, { recipients });
    expect(mailing[0]).toBe(202);

    const answered = await load(...[1, 2, 3, 4].map((number) => keyRow(number)));
    expect(statusesOf(answered)).toEqual(['loaded', 'loaded', 'loaded', 'loaded']);
    const { results } = Loaded.parse(JSON.parse(answered[1]));
    const heading = 'key;product;quantity;term;expires';
    const row = (number: number, quantity = '5') =>
      `${keyNumber(number).toLowerCase()};microsoft-365-business-standard;${quantity};12;`;
    expect(statusesOf(await table([heading, row(5), row(1), row(5), row(6, 'many')].join('\n')))).toEqual([
      'loaded',
      'duplicate',
      'duplicate',
      'invalid',
    ]);
    expect(statusesOf(await table(Buffer.from(`\ufeff${heading}\n${row(7)}`, 'utf16le')))).toEqual(['loaded']);

    // Whatever goes wrong.
    const key = keyNumber(6);
    expect((await table([heading, `"${row(6)}`].join('\n')))[0]).toBe(400);
    expect((await table([row(6), row(1)].join('\n')))[0]).toBe(422);
    expect((await table(`{"keys":[{"key":"${key}`, 'application/json'))[0]).toBe(400);
    expect((await table(`${key}\n`.repeat(40_000)))[0]).toBe(413);
    expect((await table(key, 'text/plain'))[0]).toBe(415);
    const inWrongPlaces = [
      ...['productId', 'quantity', 'termMonths', 'expiresAt', key].map((field) => keyRow(6, { [field]: key })),
      ...[`${key}0`, key.slice(1), key.replace('-', '!'), [key], { key }].map((typed) => keyRow(6, { key: typed })),
      key,
      [key],
    ];
    expect(new Set(statusesOf(await load(...inWrongPlaces)))).toEqual(new Set(['invalid']));
    expect((await post('/api/product-keys', { keys: [keyRow(6)], [key]: key }))[0]).toBe(422);
    expect((await post('/api/product-keys', { keys: key }))[0]).toBe(422);
    for (const body of [{ key: `${key}0` }, { key, more: key }, { [key]: key }, [key], key])
      expect((await post('/api/product-keys/search', body))[0]).toBe(422);
    const [twice, one] = [{ 'idempotency-key': 'twice' }, { keys: [keyRow(1)] }];
    expect((await post('/api/product-keys', { keys: [keyRow(1), keyRow(2)] }, twice))[0]).toBe(200);
    expect((await post('/api/product-keys', one, twice))[0]).toBe(422);
    expect((await post('/api/product-keys', one, { 'idempotency-key': key }))[0]).toBe(200);
    expect(statusesOf(await post('/api/product-keys', one, {}, 'fabrikam-admin'))).toEqual(['duplicate']);
    expect((await post('/api/product-keys', one, {}, 'lotus-admin'))[0]).toBe(403);
    expect((await search(6)) + (await search(1))).toBe(404 + 200);

    // Keys in addresses, where they do not belong.
    const asked = ['lastFive', 'productId', 'state', 'cursor', 'limit', 'key'].map((name) => `?${name}=${key}`);
    for (const path of [`/${key}`, '/search', ...asked].map((end) => `/api/product-keys${end}`)) await send(path);
    const withdraw = (id: string) =>
      send(`/api/product-keys/${id}`, { method: 'DELETE', headers: { 'if-match': '*' } });
    expect((await withdraw(key))[0]).toBe(404);
    expect((await withdraw(results[3]?.id ?? ''))[0]).toBe(204);
    expect((await withdraw(results[3]?.id ?? ''))[0]).toBe(409);
    const lists = ['product-keys', 'offers'];
    for (const path of [
      ...lists.flatMap((list) => ['', '?format=csv&language=he', '?format=xlsx'].map((end) => `/api/${list}${end}`)),
      `/api/product-keys?lastFive=${results[0]?.lastFive ?? ''}`,
      '/api/audit',
      '/api/notifications',
      '/api/mails?status=failed',
      '/health/ready',
    ])
      expect([path, (await send(path))[0]]).toEqual([path, 200]);
    await kesher.mail('dana@adatum.example', 'offer');
    const mails = [JSON.stringify(await kesher.mails())];

    // Used, for a customer that answers what it is asked beside it.
    const customer = {
      companyName: 'Contoso',
      primaryDomain: 'contoso-keys.example',
      country: 'IL',
      contact: { name: 'Dana', email: 'dana@contoso-keys.example' },
    };
    const use = { keys: [keyNumber(1), keyNumber(2).toLowerCase()], customer, offerDelegatedAdministration: true };
    for (const wrong of [
      { ...use, [key]: key },
      { ...use, customer: { ...customer, [key]: key } },
      { ...use, customer: { ...customer, contact: { ...customer.contact, [key]: key } } },
      { ...use, customer: { id: key } },
      { ...use, customer: key },
      { ...use, mode: key },
      { ...use, keys: [keyNumber(1), keyNumber(1)] },
      { ...use, keys: [keyNumber(1), key.slice(1)] },
      { ...use, keys: [keyNumber(6)] },
      { ...use, keys: [keyNumber(4)] },
      { ...use, keys: { key } },
    ])
      for (const end of ['preview', 'applications']) {
        const [status] = await post(`/api/product-keys/${end}`, wrong);
        expect([404, 422]).toContain(status);
      }
    expect((await post('/api/product-keys/preview', use))[0]).toBe(200);
    const usedAs = { 'idempotency-key': keyNumber(1) };
    expect((await post('/api/product-keys/applications', use, usedAs))[0]).toBe(201);
    expect((await post('/api/product-keys/applications', use))[0]).toBe(200);
    expect((await post('/api/product-keys/applications', use, usedAs))[0]).toBe(201);
    const other = { ...customer, primaryDomain: 'other.example', contact: { name: 'Gil', email: 'gil@other.example' } };
    expect((await post('/api/product-keys/applications', { ...use, customer: other }))[0]).toBe(409);
    for (const path of [
      ...['', '?format=csv', '?format=xlsx'].map((end) => `/api/product-keys${end}`),
      ...['', '/subscriptions', '/consents'].map((end) => `/api/customers/domain:contoso-keys.example${end}`),
      '/api/audit',
      '/api/notifications',
    ])
      expect([path, (await send(path))[0]]).toEqual([path, 200]);
    await kesher.mail('dana@contoso-keys.example', 'keysApplied');
    mails.push(JSON.stringify(await kesher.mails()));

    // Ended without a chance to tidy up, then started with a new pepper before the old one, then without that.
    const files = [bytesIn(dataFolder)];
    const printed: string[] = [];
    await kesher.kill();
    const { PRODUCT_KEY_PEPPERS: old } = Peppers.parse(JSON.parse(readFileSync(join(dataFolder, 'keys.json'), 'utf8')));
    const fresh = `new:${randomBytes(32).toString('base64url')}`;
    for (const PRODUCT_KEY_PEPPERS of [`${fresh},${old}`, fresh]) {
      printed.push(kesher.printed);
      kesher = await RunningKesher.start({ dataFolder, variables: { ...debug, PRODUCT_KEY_PEPPERS } });
      for (const number of [1, 2, 5]) expect(await search(number)).toBe(200);
      expect(statusesOf(await load(keyRow(2), keyRow(8)))).toEqual([
        'duplicate',
        printed.length === 1 ? 'loaded' : 'duplicate',
      ]);
      await kesher.stop();
    }
    printed.push(kesher.printed);
    files.push(bytesIn(dataFolder));

    const lastFive = results[0]?.lastFive ?? '';
    const places = { files, printed, said, exported, mails };
    const demo = [tenants.northwind, tenants.fabrikam].flatMap((id) => demoKeysOf(id).map((one) => one.key));
    const keys = [...[1, 2, 3, 4, 5, 6, 7, 8].map((number) => keyNumber(number)), ...demo];
    for (const operation of ['loadProductKeys', 'searchProductKey', 'withdrawProductKey', 'applyProductKeys'])
      expect(printed.join('\n')).toContain(operation);
    for (const [place, texts] of Object.entries(places)) {
      expect([place, readableIn(texts.join('\n'), keys)]).toEqual([place, []]);
      if (place !== 'printed') expect([place, readableIn(texts.join('\n'), [written])]).toEqual([place, [written]]);
      if (place !== 'printed' && place !== 'mails') expect(texts.join('\n')).toContain(lastFive);
    }
  });
});
