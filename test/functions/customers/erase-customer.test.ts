import { carryOutErasures } from '../../../shared/customers/erasing';
import { customerRecordKinds } from '../../../shared/catalogue/records';
import { accessToken } from '../../access-world';
import { contosoId, found, markers, wholeLife, zelda } from '../../erasure-world';
import { contoso, noa, tenants, World, type Call } from '../../world';
import { refusalOf, snapshotOf } from '../../link-world';
import { operationIdOf } from '../../../shared/mail/operation-id';
import { Mail, writeMail } from '../../../shared/domain/mail/mail';
import { eventGrid } from '../../portal-world';
import { storedSchemas } from '../../stored-schemas';
import type { StoredDocument } from '../../../shared/ports';
import { sealAudits } from '../../../shared/audit/sealing';

const params = { customerId: contosoId };

/** Everything that is stored, with where it stands. */
async function stored(world: World): Promise<readonly { readonly of: string; readonly text: string }[]> {
  const { documents } = await snapshotOf(world);
  return documents.map((document) => ({ of: `${document.type} ${document.id}`, text: JSON.stringify(document) }));
}

async function leftIn(world: World): Promise<readonly string[]> {
  return (await stored(world)).flatMap(({ of, text }) => found(text).map((marker) => `${of}: ${marker}`));
}

describe('erasing a customer', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await wholeLife(world);
  });
  afterEach(() => world.close());

  const erase = (more: Partial<Call> = {}) =>
    world.call('eraseCustomer', { as: noa, params, headers: { 'if-match': '*' }, ...more });

  it('leaves nothing of its people anywhere, in records that can all still be read', async () => {
    const before = await snapshotOf(world);
    const kinds = new Set(before.documents.map(({ type }) => type));
    expect(customerRecordKinds.filter((kind) => !kinds.has(kind))).toEqual(['erasure']);
    expect(found(JSON.stringify(before.documents))).toEqual([...markers]);
    const lines = world.logged.length;

    const erased = await erase();
    expect(erased.text).toContain('"erasure":{"state":"done"');
    expect(erased.status).toBe(200);
    expect(await leftIn(world)).toEqual([]);

    const { documents } = await snapshotOf(world);
    const schemas = storedSchemas();
    for (const document of documents)
      expect([
        document.id,
        (schemas.get(document.type) ?? []).some((schema) => schema.safeParse(document).success),
      ]).toEqual([document.id, true]);

    world.mailService = () => ({ kind: 'accepted' });
    world.mails.length = 0;
    for (const minutes of [1, 11, 1, 60]) {
      world.pass({ minutes });
      await carryOutErasures(world.ports, 'trace');
      await world.deliver();
    }
    expect(await leftIn(world)).toEqual([]);
    expect((await snapshotOf(world)).of('erasure')).toMatchObject([
      { state: 'done', people: expect.any(Number) as number },
    ]);
    expect(
      world.mails.filter(({ to }) => to.address.endsWith('contoso.example') || to.address.endsWith('.invalid')),
    ).toEqual([]);

    const answers = await Promise.all([
      world.call('exportCustomer', { as: noa, params }),
      world.call('getCustomer', { as: noa, params }),
      world.call('listConsents', { as: noa, params }),
      world.call('listMails', { as: noa, query: { status: 'failed' } }),
      world.call('listAudit', { as: noa, query: { format: 'jsonl' } }),
      world.call('listNotifications', { as: noa }),
      world.call('listOffers', { as: noa, query: { format: 'csv' } }),
      world.call('listSuppressions', { as: noa }),
      world.call('listDelegations', { as: noa, query: { format: 'csv' } }),
      world.call('listProvisioningTasks', { as: noa, query: { format: 'csv' } }),
      ...['quixley', 'zelda'].map((q) => world.call('listCustomers', { as: noa, query: { q } })),
    ]);
    for (const { status, text } of answers) expect([status, found(text)]).toEqual([200, []]);
    expect(world.logged.slice(lines).flatMap(found)).toEqual([]);
  });

  it('erases anew, under a revision, what was written of them since', async () => {
    const { json } = await erase();
    const note = { note: 'Ask for Zelda Quixley', tags: ['Quixley'] };
    const ifMatch = { 'if-match': `"${Number((await world.documents('customer'))[0]?.revision)}"` };
    const changed = await world.call('updateCustomer', { as: noa, params, headers: ifMatch, body: note });
    expect([changed.status, json.erasure]).toMatchObject([200, { state: 'done' }]);
    expect(await leftIn(world)).not.toEqual([]);
    const again = await erase({ headers: { 'if-match': changed.headers.get('etag') ?? '' } });
    expect([again.status, await leftIn(world)]).toEqual([200, []]);
  });

  it('erases whom mails went to whom nothing else knows any more', async () => {
    for (const { id } of await world.documents('directory-user')) {
      const stored = await world.store.read({ parse: (raw) => raw }, { partition: tenants.northwind, id: String(id) });
      await world.store.write(tenants.northwind, [{ kind: 'delete', id: String(id), etag: stored?.etag ?? '' }]);
    }
    for (const { id } of await world.documents('password-reset')) {
      const ref = { partition: tenants.northwind, id: String(id) };
      const stored = await world.store.read({ parse: (raw) => raw as StoredDocument }, ref);
      if (!stored) throw new Error('There is no reset.');
      const { codeTo: _codeTo, ...document } = stored.document;
      await world.store.write(tenants.northwind, [{ kind: 'replace', document: document, etag: stored.etag }]);
    }
    await erase();
    expect(await leftIn(world)).toEqual([]);
  });

  it('keeps consents and the audit trail whole', async () => {
    world.pass({ minutes: 30 });
    await sealAudits(world.ports);
    const before = await snapshotOf(world);
    await erase();
    world.pass({ minutes: 30 });
    await sealAudits(world.ports);
    const after = await snapshotOf(world);
    const byId = <T extends { readonly id: string }>(all: readonly T[]) =>
      all.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const agreed = (all: typeof before) => byId(all.of('consent').map(({ by: _by, ...consent }) => consent));
    expect(agreed(after)).toEqual(agreed(before));
    const entries = after.of('audit').filter(({ id }) => before.of('audit').some((one) => one.id === id));
    expect(entries).toEqual(before.of('audit'));
    expect((await world.call('verifyAudit', { as: noa })).json).toMatchObject({ intact: true });
    const [consent] = after.of('consent') as unknown as { by: unknown }[];
    expect(consent?.by).toEqual({
      name: expect.stringMatching(/^Person [0-9A-F]{10}$/u) as string,
      email: expect.stringMatching(/^[0-9a-f]{10}@erased\.invalid$/u) as string,
    });
  });

  it('closes the access page, ends delegation, and lets the same company come back without winning its trial again', async () => {
    const token = accessToken(world);
    await erase();
    expect((await world.call('openAccessPage', { params: { token } })).status).toBe(404);
    const { json } = await world.call('getCustomer', { as: noa, params });
    expect(json).toMatchObject({
      companyName: 'Contoso',
      delegation: { status: 'ended', endedBy: 'partner' },
      verified: false,
      tags: [],
    });

    world.mailService = () => ({ kind: 'accepted' });
    world.pass({ days: 1 });
    await carryOutErasures(world.ports, 'trace');
    const trial = await world.invite();
    const again = await world.redeem(trial.code, { contact: zelda });
    const refused = await world.confirm(trial.code, again, await world.mailedCode(zelda.email));
    expect([refused.status, refusalOf(refused)]).toEqual([409, 'trial-already-used']);
    world.pass({ minutes: 2 });
    const { code } = await world.askToDelegate();
    const answer = await world.authorize(code, { contact: contoso.contact });
    expect((await world.confirm(code, answer, await world.mailedCode(contoso.contact.email))).status).toBe(200);
    expect((await world.call('getCustomer', { as: noa, params })).json).toMatchObject({
      contact: contoso.contact,
      delegation: { status: 'active' },
    });
    expect((await world.call('openAccessPage', { params: { token } })).status).not.toBe(404);
  });

  it.each([
    ['without the revision', {}, 428, 'precondition-required'],
    ['with an old one', { 'if-match': '"1"' }, 412, 'stale'],
  ])('is refused %s, and changes nothing', async (_how, headers, status, slug) => {
    const before = await stored(world);
    const answer = await erase({ headers });
    expect([answer.status, refusalOf(answer)]).toEqual([status, slug]);
    expect(await stored(world)).toEqual(before);
  });

  it('again shows what became of it, whichever revision is named', async () => {
    const first = await erase();
    const second = await erase({ headers: { 'if-match': '"1"' } });
    expect([second.status, second.json]).toEqual([200, first.json]);
    expect((await snapshotOf(world)).of('audit').filter(({ action }) => action === 'customerErased')).toHaveLength(1);
  });

  it('meets ten minutes later what calls that had begun before have left, and nothing that is newer', async () => {
    const write = (mailId: string, to: { readonly address: string; readonly name: string }) =>
      world.store.write(tenants.northwind, [
        {
          kind: 'create',
          document: writeMail({
            partnerId: tenants.northwind,
            mailId,
            content: {
              template: 'administratorClaimStopped',
              toldTo: 'customer',
              customerId: contosoId,
              companyName: 'Contoso',
              country: 'IL',
              stoppedAt: new Date(world.now).toISOString(),
            },
            language: 'en',
            to,
            now: new Date(world.now),
          }),
        },
      ]);
    await erase();
    await write('late', { address: zelda.email, name: zelda.name });
    world.pass({ minutes: 1 });
    await write('newer', { address: 'newcomer@contoso.example', name: 'New Comer' });
    await carryOutErasures(world.ports, 'trace');
    expect(await leftIn(world)).toEqual(['mail mail:late: zelda', 'mail mail:late: quixley']);
    world.pass({ minutes: 10 });
    await carryOutErasures(world.ports, 'trace');
    expect(await leftIn(world)).toEqual([]);
    const mails = (await snapshotOf(world)).of('mail');
    expect(mails.find(({ mailId }) => mailId === 'late')).toMatchObject({ status: 'stopped' });
    expect(mails.find(({ mailId }) => mailId === 'newer')).toMatchObject({
      status: 'queued',
      to: { address: 'newcomer@contoso.example', name: 'New Comer' },
    });
  });

  it('mails nothing to an address that mail came back from before, nor to one that it comes back from afterwards', async () => {
    world.mailService = () => ({ kind: 'accepted' });
    const { id: offerId } = await world.invite();
    const send = (email: string) =>
      world.call('sendOffer', { as: noa, params: { offerId }, body: { recipients: [{ email }] } });
    await send('tiberius@contoso.example');
    await world.deliver();
    await erase();
    const sent = (await snapshotOf(world)).of('mail').find((mail) => mail.offerId === offerId);
    const report = {
      id: 'report',
      topic: '/subscriptions/s',
      subject: 'sender/offers@kesher.example/message',
      eventType: 'Microsoft.Communication.EmailDeliveryReportReceived',
      eventTime: new Date(world.now).toISOString(),
      dataVersion: '1.0',
      data: { recipient: 'x', messageId: operationIdOf(Mail.parse(sent)), status: 'Bounced' },
    };
    expect((await world.call('receiveDeliveryReports', { as: eventGrid, body: [report] })).status).toBe(200);
    expect(await leftIn(world)).toEqual([]);
    expect((await world.call('listSuppressions', { as: noa })).json.items).toMatchObject([
      { reason: 'bounced', id: expect.any(String) as string },
      { reason: 'bounced', id: expect.any(String) as string },
    ]);
    world.mails.length = 0;
    world.pass({ days: 1 });
    for (const email of ['ursula@contoso.example', 'tiberius@contoso.example'])
      expect((await send(email)).status).toBe(202);
    await world.deliver();
    expect(world.mails.filter(({ kind }) => kind === 'offer')).toEqual([]);
  });

  it('is written down with who did it and how much there was, and nothing of whom', async () => {
    await erase();
    const entries = (await snapshotOf(world))
      .of('audit')
      .filter(({ action }) => String(action).startsWith('customerEras'));
    expect(entries).toMatchObject([
      { action: 'customerErasureBegun', actor: { kind: 'user', userId: 'noa' }, customerId: contosoId },
      {
        action: 'customerErased',
        actor: { kind: 'user', userId: 'noa' },
        customerId: contosoId,
        changes: [
          { field: 'people', after: expect.stringMatching(/^[1-9]\d*$/u) as string },
          { field: 'records', after: expect.stringMatching(/^[1-9]\d*$/u) as string },
        ],
      },
    ]);
  });

  it('finds no customer of another partner', async () => {
    await world.addPartner(tenants.fabrikam, {
      name: 'Fabrikam',
      globalAdministrator: { userId: 'fay', name: 'Fay', email: 'fay@fabrikam.example' },
    });
    const answer = await erase({ as: { ...noa, tenantId: tenants.fabrikam, userId: 'fay' } });
    expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
  });
});
