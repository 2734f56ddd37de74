import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { keyNumber, keyRow } from '../product-keys';
import { RunningKesher } from './running-kesher';

const Loaded = z.object({
  results: z.array(z.object({ status: z.string(), id: z.string().optional(), lastFive: z.string().optional() })),
});
const as = 'northwind-admin';

/** Every byte that lies in a folder, as text in which no byte is lost. */
function bytesIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

/** What gives a key away: more of it than its last group. */
function partsOf(number: number): readonly string[] {
  const groups = keyNumber(number).split('-');
  return [0, 1, 2, 3].flatMap((at) => {
    const pair = groups.slice(at, at + 2);
    return [pair.join(''), pair.join('-')].flatMap((text) => [text, text.toLowerCase()]);
  });
}

const wide = (text: string) => Buffer.from(text, 'utf16le').toString('latin1');
const encoded = (text: string) => Buffer.from(text).toString('base64url');

describe('a product key that was loaded', () => {
  it('can be read nowhere: not in files, logs, mails, lists, exports, nor in what is refused', async () => {
    const kesher = await RunningKesher.start({ variables: { LOG_LEVEL: 'debug' } });
    const said: string[] = [];
    const ask: RunningKesher['ask'] = async (path, more) => {
      const answer = await kesher.ask(path, { as, ...more });
      said.push(answer.text, ...answer.headers.values());
      return answer;
    };
    const keys = [1, 2, 3, 4, 5, 6];
    const loaded = await ask('/api/product-keys', { body: { keys: keys.slice(0, 4).map((number) => keyRow(number)) } });
    const { results } = Loaded.parse(JSON.parse(loaded.text));
    expect(results.map(({ status }) => status)).toEqual(['loaded', 'loaded', 'loaded', 'loaded']);
    const heading = 'key;product;quantity;term;expires';
    const row = (key: string, quantity: string) => `${key};microsoft-365-business-standard;${quantity};12;`;
    const table = (text: string) =>
      fetch(new URL('/api/product-keys', kesher.origin), {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'text/csv' },
        body: text,
      }).then(async (response) => {
        said.push(await response.text());
        return response.status;
      });
    const bearer = await kesher.token(as);
    expect(
      await table([heading, row(keyNumber(5), '5'), row(keyNumber(1), '5'), row(keyNumber(6), 'many')].join('\n')),
    ).toBe(200);
    expect(await table([heading, `"${row(keyNumber(6), '5')}`].join('\n'))).toBe(400);
    expect(await table([row(keyNumber(6), '5'), row(keyNumber(1), '5')].join('\n'))).toBe(422);

    // Whatever is asked of them, and whatever goes wrong.
    for (const number of keys) await ask('/api/product-keys/search', { body: { key: keyNumber(number) } });
    await ask('/api/product-keys/search', { body: { key: `${keyNumber(1)}0` } });
    await ask('/api/product-keys', { headers: { 'idempotency-key': 'twice' }, body: { keys: [keyRow(1), keyRow(2)] } });
    await ask('/api/product-keys', { headers: { 'idempotency-key': 'twice' }, body: { keys: [keyRow(3)] } });
    await ask('/api/product-keys', { as: 'fabrikam-admin', body: { keys: [keyRow(1)] } });
    await ask(`/api/product-keys/${results[3]?.id ?? ''}`, { method: 'DELETE', headers: { 'if-match': '*' } });
    for (const path of [
      '/api/product-keys',
      '/api/product-keys?format=csv&language=he',
      '/api/product-keys?format=xlsx',
      `/api/product-keys?lastFive=${results[0]?.lastFive ?? ''}`,
      '/api/audit',
      '/api/notifications',
      '/api/mails?status=failed',
      '/health/ready',
    ])
      expect((await ask(path)).status).toBe(200);
    for (const message of await kesher.mails()) said.push(JSON.stringify(message));
    await kesher.stop();

    const everything = [bytesIn(kesher.dataFolder), kesher.printed, said.join('\n')];
    // Where it is looked at all, what may be kept is found.
    expect(everything[0]).toContain(results[0]?.lastFive ?? '');
    expect(everything[2]).toContain(results[0]?.lastFive ?? '');
    for (const [at, place] of everything.entries())
      for (const number of keys)
        for (const part of partsOf(number))
          for (const form of [part, wide(part), encoded(part)]) expect([at, place.includes(form)]).toEqual([at, false]);
  });
});
