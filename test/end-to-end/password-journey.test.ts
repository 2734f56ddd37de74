import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { tenants } from '../../local/personas';
import { BrowserWithoutScripts, type Page } from './browser-without-scripts';
import { RunningKesher } from './running-kesher';

const as = 'northwind-admin';
const colleague = { tid: tenants.northwind, oid: 'c2b1a3d4-0000-4000-8000-0000000000c1', name: 'Adi Full' };
const Customer = z.object({ id: z.string(), delegation: z.object({ status: z.string() }) });
const User = z.object({
  userId: z.string(),
  email: z.string(),
  passwordReset: z.object({ available: z.boolean(), needsApproval: z.boolean().optional() }),
});
const Reset = z.object({ id: z.string(), status: z.string(), revealUrl: z.url(), expiresAt: z.iso.datetime() });
const Token = z.object({ accessToken: z.string() });

const passwordOn = ({ document }: Page): string | undefined => document.querySelector('.secret')?.text.trim();

/** Every byte that lies in a folder, as text in which no byte is lost. */
const bytesIn = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

/** The password in the spellings that a file or a log might have it in. */
const spellingsOf = (password: string): readonly string[] => [
  password,
  password.replaceAll('-', ''),
  Buffer.from(password).toString('hex'),
  Buffer.from(password, 'utf16le').toString('latin1'),
  ...[0, 1, 2].map((shift) =>
    Buffer.from(' '.repeat(shift) + password)
      .toString('base64url')
      .slice(shift + 1, -3),
  ),
];

describe('a temporary password', () => {
  it('goes from a client’s directory to one page, once, and can be read nowhere else', async () => {
    const kesher = await RunningKesher.start({ variables: { LOG_LEVEL: 'debug' } });
    const { dataFolder } = kesher;
    const said: string[] = [];
    const ask: typeof kesher.ask = async (path, how) => {
      const reply = await kesher.ask(path, how);
      said.push(reply.text, ...[...reply.headers].map((header) => header.join(': ')));
      return reply;
    };
    const usersOf = (id: string) => kesher.all(User, `/api/customers/${id}/users`, as);
    const customers = await kesher.all(Customer, '/api/customers', as);
    const [customer] = customers.filter(({ delegation }) => delegation.status === 'active').slice(-1);
    const path = `/api/customers/${customer?.id ?? ''}/users`;
    const users = await usersOf(customer?.id ?? '');
    const plain = users.find(({ passwordReset }) => passwordReset.available && passwordReset.needsApproval === false);
    const administrator = users.find(({ passwordReset }) => passwordReset.needsApproval === true);
    const resetOf = async (userId: string) => {
      const answer = await ask(`${path}/${userId}/password-resets`, { as, body: {} });
      expect(answer.status).toBe(201);
      return Reset.parse(JSON.parse(answer.text));
    };
    const browser = new BrowserWithoutScripts('he');

    // Somebody's: a scanner opens the link and sends its form, then the person looks, and looks again.
    const made = await resetOf(plain?.userId ?? '');
    expect(made.status).toBe('ready');
    const opened = await browser.open(made.revealUrl);
    expect([opened.status, opened.headers.get('cache-control'), passwordOn(opened)]).toEqual([
      200,
      'no-store',
      undefined,
    ]);
    const scanned = await browser.submit(opened, { sure: 'false' });
    expect([scanned.status, passwordOn(scanned)]).toEqual([422, undefined]);
    const shown = await browser.submit(opened, { sure: 'true' });
    const password = passwordOn(shown) ?? '';
    expect([shown.status, password]).toEqual([200, expect.stringMatching(/^(?:[A-Z][a-z]{4}-){3}\d{4}$/u)]);
    const again = await browser.submit(opened, { sure: 'true' });
    expect([again.status, passwordOn(again)]).toEqual([410, undefined]);
    expect((await browser.open(made.revealUrl)).status).toBe(410);

    // A global administrator's: a colleague approves.
    const asked = await resetOf(administrator?.userId ?? '');
    expect(asked.status).toBe('awaitingApproval');
    expect((await ask(`/api/password-resets/${asked.id}/approval`, { as, method: 'POST' })).status).toBe(403);
    const added = await ask('/api/users', {
      as,
      body: { userId: colleague.oid, name: colleague.name, email: 'adi@northwind.example', supportedCompanies: 'full' },
    });
    expect(added.status).toBe(201);
    const { accessToken: token } = await kesher.call(Token, '/local/tokens', { body: colleague });
    const waiting = await ask('/api/password-resets?state=awaitingApproval', { token });
    expect(waiting.text).toContain(asked.id);
    const approved = await ask(`/api/password-resets/${asked.id}/approval`, { token, method: 'POST' });
    expect(approved.status).toBe(200);
    const second = await browser.submit(await browser.open(asked.revealUrl), { sure: 'true' });
    const others = passwordOn(second) ?? '';
    expect(others).not.toBe(password);

    // One that is ready when the process is killed lies in the files sealed.
    const third = await resetOf(plain?.userId ?? '');
    for (const list of ['password-resets', 'audit', 'notifications', 'mails']) await ask(`/api/${list}`, { as });
    const told = await kesher.mail(users[0]?.email ?? '', 'passwordReset');
    expect(told.text).toContain('Noa Levi');
    const mails = JSON.stringify(await kesher.mails());
    await kesher.kill();
    const restarted = await kesher.again();
    const last = passwordOn(await browser.submit(await browser.open(third.revealUrl), { sure: 'true' })) ?? '';
    await restarted.stop();

    const files = bytesIn(dataFolder);
    const printed = kesher.printed + restarted.printed;
    expect(files).toContain(made.id);
    expect(printed).toContain('revealPassword');
    for (const each of [password, others, last]) {
      expect(each).not.toBe('');
      for (const spelt of spellingsOf(each))
        for (const [place, text] of Object.entries({ files, printed, mails, said: said.join('\n') }))
          expect([place, text.includes(spelt)]).toEqual([place, false]);
    }
    for (const { revealUrl } of [made, asked, third]) {
      const link = new URL(revealUrl).pathname.split('/').at(-1) ?? '';
      for (const text of [files, mails]) expect(text.includes(link)).toBe(false);
    }
  });
});
