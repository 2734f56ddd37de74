import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import * as z from 'zod';
import { textsFor } from '../../shared/i18n/texts';
import { foldForSearch } from '../../shared/domain/text';
import { RunningKesher } from './running-kesher';
import { Awaiting, company, confirm, pathOf } from './trial-customer';

const Offer = z.object({ id: z.string(), url: z.url() });
const List = z.object({ items: z.array(z.object({ id: z.string() })) });
const Export = z.looseObject({
  customer: z.looseObject({ contact: z.object({ email: z.string() }) }),
  consents: z.array(z.looseObject({ textHash: z.string(), by: z.object({ name: z.string() }) })),
  mails: z.array(z.unknown()),
});
const Verification = z.object({ intact: z.boolean() });

const people = {
  he: { as: 'northwind-admin', country: 'IL', domain: 'arbel.example', name: 'זלמן קויקשטיין', mailbox: 'zalmanq' },
  en: {
    as: 'fabrikam-admin',
    country: 'GB',
    domain: 'bexley.example',
    name: 'Wilhelmina Quackenbush',
    mailbox: 'wquackenbush',
  },
  'zh-CN': { as: 'lotus-admin', country: 'CN', domain: 'guiyang.example', name: '欧阳翡翠', mailbox: 'feicuiouyang' },
} as const;

/** What is kept of Kesher's own; the local mailbox stands for those of its readers, who keep what they were sent. */
function keptIn(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.startsWith('mailbox'),
  );
  return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
}

describe('a client that wants its data, and then to be forgotten', () => {
  let kesher: RunningKesher;
  beforeAll(async () => {
    kesher = await RunningKesher.start();
  });

  it.each(Object.entries(people))('is handed all of it and erased, in %s', async (language, person) => {
    const { as, country, domain, name, mailbox } = person;
    const email = `${mailbox}@${domain}`;
    const details = company(domain, { country, companyName: `Company of ${domain}`, contact: { name, email } });
    const offer = await kesher.call(Offer, '/api/delegation-offers', {
      as,
      body: { usageLocation: country, language },
    });
    await kesher.ask(`${pathOf(offer.url)}/refusal`, { body: { reason: `Ask ${name}`, email } });
    const { redemptionId } = await kesher.call(Awaiting, `${pathOf(offer.url)}/delegation`, {
      body: { ...details, acceptTerms: true, authorize: true },
    });
    const { code = '' } = await kesher.mail(email, 'confirmationCode');
    const { accessUrl } = await confirm(kesher, offer, redemptionId, code);
    const { items } = await kesher.call(List, `/api/customers?q=${domain}`, { as });
    const path = `/api/customers/${items[0]?.id ?? ''}`;

    const taken = await kesher.ask(`${path}/export`, { as });
    expect(taken.headers.get('content-disposition')).toMatch(/^attachment; filename="kesher-customer-.+\.json"$/u);
    const before = Export.parse(JSON.parse(taken.text));
    expect(before.customer.contact.email).toBe(email);
    expect(before.consents.map(({ by }) => by.name)).toContain(name);
    expect(before.mails.length).toBeGreaterThan(2);

    const etag = (await kesher.ask(path, { as })).headers.get('etag') ?? '';
    const erased = await kesher.ask(`${path}/erasure`, { as, body: {}, headers: { 'if-match': etag } });
    expect([erased.status, erased.text]).toEqual([200, expect.stringContaining('"state":"done"')]);
    expect((await kesher.ask(`${path}/erasure`, { as, body: {}, headers: { 'if-match': etag } })).status).toBe(200);

    const page = await kesher.ask(pathOf(accessUrl), { headers: { accept: 'text/html', 'accept-language': language } });
    expect([page.status, page.text]).toEqual([404, expect.stringContaining(textsFor(language as 'he').direction)]);
    const after = await kesher.ask(`${path}/export`, { as });
    expect(Export.parse(JSON.parse(after.text)).consents.map(({ textHash }) => textHash)).toEqual(
      before.consents.map(({ textHash }) => textHash),
    );
    for (const answer of [after, page, erased, await kesher.ask('/api/audit?format=jsonl', { as })])
      for (const marker of [name, mailbox]) expect(answer.text).not.toContain(marker);
  });

  it('leaves nothing of them in files, logs or the audit trail, which is whole', async () => {
    const markers = Object.values(people).flatMap(({ name, mailbox }) => [name, mailbox]);
    const spelled = markers.flatMap((marker) => [marker, foldForSearch(marker), encodeURIComponent(marker)]);
    expect(spelled.filter((one) => keptIn(kesher.dataFolder).includes(one))).not.toEqual([]);
    await kesher.advance('PT30M');
    for (const { as } of Object.values(people))
      expect(await kesher.call(Verification, '/api/audit/verification', { as })).toEqual({ intact: true });
    await kesher.stop();
    // What was written lately lies in a log beside the file until the engine takes it over.
    const database = new DatabaseSync(join(kesher.dataFolder, 'kesher.db'));
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    const kept = keptIn(kesher.dataFolder);
    const utf16 = (one: string) => Buffer.from(one, 'utf16le');
    expect(kept.includes(people.en.domain)).toBe(true);
    expect(spelled.filter((one) => kept.includes(one) || kept.includes(utf16(one)))).toEqual([]);
    expect(spelled.filter((one) => kesher.printed.includes(one))).toEqual([]);
  });
});
