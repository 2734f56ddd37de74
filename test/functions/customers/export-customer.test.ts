import * as z from 'zod';
import { customerRecordKinds, rowOf } from '../../../shared/catalogue/records';
import { carryOutErasures } from '../../../shared/customers/erasing';
import { createCustomer } from '../../../shared/domain/customers/customer';
import { customerWrites } from '../../../shared/customers/customer-writes';
import { requestRedemption } from '../../../shared/domain/redemptions/redemption';
import { Offer, offerKey } from '../../../shared/domain/offers/offer';
import { Partner, partnerKey } from '../../../shared/domain/partners/partner';
import { writeMail } from '../../../shared/domain/mail/mail';
import { contosoId, markers, found, wholeLife, zelda } from '../../erasure-world';
import { anotherCustomer, refusalOf, snapshotOf } from '../../link-world';
import { contoso, noa, tenants, World } from '../../world';

const params = { customerId: contosoId };
const Records = z.array(z.record(z.string(), z.unknown()));

describe('exporting a customer', () => {
  let world: World;
  afterEach(() => world.close());

  const take = () => world.call('exportCustomer', { as: noa, params });

  it('gives everything that is kept, as one JSON document to be saved, and writes down who took it', async () => {
    world = new World();
    await wholeLife(world);
    const taken = await take();
    expect([taken.status, taken.headers.get('content-type'), taken.headers.get('content-disposition')]).toEqual([
      200,
      'application/json',
      'attachment; filename="kesher-customer-2026-11-22.json"',
    ]);
    expect(taken.json).toMatchObject({
      exportedAt: new Date(world.now).toISOString(),
      partner: { partnerId: tenants.northwind, name: 'Northwind' },
      customer: { id: contosoId, companyName: 'Contoso', note: expect.stringContaining('taradiddle') as string },
    });
    for (const kind of customerRecordKinds) {
      const row = rowOf(kind);
      if (row.about !== 'customer' || row.exportedAs === undefined || ['customer', 'erasure'].includes(kind)) continue;
      expect([row.exportedAs, Records.parse(taken.json[row.exportedAs]).length]).toEqual([
        row.exportedAs,
        expect.any(Number),
      ]);
      expect([row.exportedAs, taken.json[row.exportedAs]]).not.toEqual([row.exportedAs, []]);
    }
    expect(found(taken.text)).toEqual([...markers]);
    const entries = (await snapshotOf(world)).of('audit').filter(({ action }) => action === 'customerExported');
    expect(entries).toMatchObject([
      { actor: { kind: 'user', userId: 'noa' }, customerId: contosoId, subject: contosoId },
    ]);
  });

  it('tells no secret: no hash, no number of a code, no key, nothing that only repeats', async () => {
    world = new World();
    await wholeLife(world);
    const { text } = await take();
    const { documents } = await snapshotOf(world);
    const secrets = documents.flatMap((document) => secretsOf(document));
    expect(secrets.length).toBeGreaterThan(20);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).not.toMatch(/"(?:keyId|lastGuess|fingerprint|searchText|mac|sealed|recipientKey)"/u);
  });

  it('tells nothing of another customer', async () => {
    world = new World();
    await world.addPartner();
    await anotherCustomer(world);
    const { code } = await world.invite();
    const redemption = await world.redeem(code);
    await world.confirm(code, redemption, await world.mailedCode(contoso.contact.email));
    const { text, status } = await take();
    expect(status).toBe(200);
    expect(text).not.toMatch(/adatum|gil/iu);
  });

  it('asked for with HEAD sends nothing and writes nothing down', async () => {
    world = new World();
    await wholeLife(world);
    const answer = await world.call('exportCustomer', { as: noa, params, method: 'HEAD' });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect((await snapshotOf(world)).of('audit').filter(({ action }) => action === 'customerExported')).toEqual([]);
  });

  it.each(['domain:nobody.example', 'user:noa', 'partner', ''])('finds no customer %p', async (customerId) => {
    world = new World();
    await world.addPartner();
    const answer = await world.call('exportCustomer', { as: noa, params: { customerId } });
    expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
  });

  it('gives, and erases, a customer with thousands of records, page by page', async () => {
    world = new World();
    await world.addPartner();
    const { id } = await world.invite();
    await fill(world, id, 900);
    const taken = await take();
    expect([taken.status, Records.parse(taken.json.answers).length, Records.parse(taken.json.mails).length]).toEqual([
      200, 900, 900,
    ]);
    const pieces = Buffer.byteLength(taken.text);
    expect(pieces).toBeGreaterThan(600_000);
    const erased = await world.call('eraseCustomer', { as: noa, params, headers: { 'if-match': '*' } });
    expect([erased.status, erased.json.erasure]).toEqual([202, { state: 'running', at: expect.any(String) as string }]);
    for (const minutes of [2, 12]) {
      world.pass({ minutes });
      await carryOutErasures(world.ports, 'trace');
    }
    const { of } = await snapshotOf(world);
    expect([of('redemption').length, of('erasure')]).toMatchObject([0, [{ state: 'done' }]]);
    expect(JSON.stringify((await take()).json)).not.toContain(zelda.email);
  }, 60_000);
});

/** What must not be told of a document: the values of its secret fields that are long enough to be found again. */
function secretsOf(document: Readonly<Record<string, unknown>>): readonly string[] {
  const kind = customerRecordKinds.find((one) => one === document.type);
  const fields = kind === undefined ? [] : [...(rowOf(kind).secret ?? []), 'fingerprint'];
  return fields.flatMap((field) => {
    const value = field
      .split('.')
      .reduce<unknown>(
        (inner, name) =>
          typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>)[name] : undefined,
        document,
      );
    return typeof value === 'string' && value.length > 12 ? value : [];
  });
}

/** Many answers that nobody confirmed, each with its mail. */
async function fill(world: World, offerId: string, count: number): Promise<void> {
  const partition = tenants.northwind;
  const partner = await world.store.read(Partner, { partition, id: partnerKey });
  const offer = await world.store.read(Offer, { partition, id: offerKey(offerId) });
  if (!partner || !offer) throw new Error('There is no offer.');
  const now = new Date(world.now);
  const customer = createCustomer({
    ...contoso,
    partnerId: partition,
    customerId: contosoId,
    contact: zelda,
    language: 'en',
    now,
  });
  await world.store.write(partition, customerWrites(customer, undefined));
  for (let at = 0; at < count; at += 45)
    await world.store.write(
      partition,
      Array.from({ length: Math.min(45, count - at) }, (_, one) => {
        const redemptionId = `answer-${at + one}`;
        const redemption = requestRedemption({
          partner: partner.document,
          offer: offer.document,
          customer,
          customerId: contosoId,
          request: { ...contoso, contact: zelda },
          lines: [],
          consents: [],
          redemptionId,
          keyId: 'test',
          now,
        });
        const mail = writeMail({
          partnerId: partition,
          mailId: redemptionId,
          content: { template: 'offer', offerId },
          language: 'en',
          to: { address: zelda.email },
          now,
        });
        return [redemption, mail].map((document) => ({ kind: 'create', document }) as const);
      }).flat(),
    );
}
