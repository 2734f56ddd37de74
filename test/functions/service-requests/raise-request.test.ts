import { refusalOf, faultyFields } from '../../link-world';
import { apply, loadedKey } from '../../key-world';
import { customerId, delegate, endAsPartner } from '../../delegation-world';
import {
  change,
  deskOfNorthwind,
  noMail,
  note,
  notesStored,
  raise,
  raised,
  requestMails,
  requestRead,
} from '../../request-world';
import { changePartner, fabrikam, fay, helpdesk, billing } from '../../portal-world';
import { contoso, noa, tenants, World } from '../../world';

let world: World;
beforeEach(async () => {
  world = new World();
  await world.addPartner();
  await delegate(world);
  await world.deliver();
  world.mails.splice(0);
});
afterEach(() => world.close());

describe('raising a service request', () => {
  it('answers with its number, its state and the caller as its contact', async () => {
    const made = await raise(world);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      ...noMail,
      customerId,
      companyName: 'Contoso',
      status: 'open',
      contact: { name: 'Noa Levi', email: 'noa@northwind.example' },
      overdue: false,
      notes: [],
      sentTo: { kind: 'ownDesk', email: deskOfNorthwind },
    });
    expect(made.json.number).toMatch(/^\d{3}-\d{3}-\d{3}$/u);
    expect(made.headers.get('location')).toBe(`/api/service-requests/${String(made.json.id)}`);
    expect(made.headers.get('etag')).toBe('"1"');
  });

  it('mails everything in it to the desk, for answers to reach the contact', async () => {
    const id = await raised(world, { productId: 'exchange-online-plan-1' });
    await world.deliver();
    const [mail, ...others] = requestMails(world);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      kind: 'serviceRequestSent',
      to: { address: deskOfNorthwind },
      replyTo: { address: 'noa@northwind.example', name: 'Noa Levi' },
    });
    const { number } = await requestRead(world, id);
    for (const said of [
      number,
      'No mail',
      'Nobody gets mail since nine.',
      'Critical',
      'Contoso',
      'contoso.example',
      'Noa Levi',
      'Exchange',
    ])
      expect(mail?.text).toContain(said);
    expect(mail?.text).not.toContain(contoso.contact.name);
    expect(mail?.text).not.toContain(contoso.contact.email);
  });

  it('goes to the distributor where the profile says so, and to whoever raised it where Microsoft takes a form', async () => {
    await choose({ sentTo: 'distributor', email: 'desk@distributor.example' });
    await raised(world);
    await choose({ sentTo: 'microsoft' });
    await raised(world, {}, await helpdesk(world));
    await world.deliver();
    const [first, second] = requestMails(world);
    expect(first?.to.address).toBe('desk@distributor.example');
    expect(second?.to.address).toBe('lior@northwind.example');
    expect(second?.text).toContain('https://partner.microsoft.com/');
  });

  it('goes to the support address that customers know, where there is one', async () => {
    await company({ support: { email: 'help@northwind.example' } });
    await raised(world);
    await world.deliver();
    expect(requestMails(world)[0]?.to.address).toBe('help@northwind.example');
  });

  it('is refused while the profile names no address', async () => {
    await company({ email: null });
    expect(refusalOf(await raise(world))).toBe('profile-incomplete');
    expect(await world.documents('service-request')).toEqual([]);
  });

  it.each([
    ['the administrator on record', 'dana@contoso.example'],
    ['somebody at its domain', 'it@contoso.example'],
    ['somebody below its domain', 'it@mail.contoso.example'],
  ])('never has %s as its contact', async (_who, email) => {
    const refused = await raise(world, { body: { ...noMail, contact: { name: 'Dana Cohen', email } } });
    expect(refusalOf(refused)).toBe('invalid-request');
    expect(faultyFields(refused)).toEqual(['/contact/email']);
  });

  it.each([
    ['no title', { title: '' }, ['/title']],
    ['a title of two lines', { title: 'No\r\nBcc: x@y.example' }, ['/title']],
    ['no description', { description: ' \u200b ' }, ['/description']],
    ['a description that never ends', { description: 'x'.repeat(20_001) }, ['/description']],
    ['no severity that there is', { severity: 'huge' }, ['/severity']],
    ['an attachment', { attachments: [{ name: 'a.exe', content: 'TVqQ' }] }, ['/attachments']],
  ])('is refused with %s', async (_what, body, pointers) => {
    const refused = await raise(world, { body: { ...noMail, ...body } });
    expect(refused.status).toBe(422);
    expect(faultyFields(refused)).toEqual(pointers);
  });

  it('takes no product that there is none of', async () => {
    const refused = await raise(world, { body: { ...noMail, productId: 'windows-95' } });
    expect(refusalOf(refused)).toBe('product-unavailable');
  });

  it('takes no attached file', async () => {
    const refused = await raise(world, { raw: '--x', headers: { 'content-type': 'multipart/form-data; boundary=x' } });
    expect(refusalOf(refused)).toBe('unsupported-media-type');
  });

  it('is one request under one Idempotency-Key, as it is by then', async () => {
    const headers = { 'idempotency-key': 'one' };
    const first = await raise(world, { headers });
    await change(world, String(first.json.id), { status: 'closed' });
    const again = await raise(world, { headers });
    expect([again.status, again.json.id, again.json.status]).toEqual([201, first.json.id, 'closed']);
    expect(refusalOf(await raise(world, { headers, body: { ...noMail, title: 'Other' } }))).toBe(
      'idempotency-key-reused',
    );
    expect(await world.documents('service-request')).toHaveLength(1);
  });

  it('draws another number where one is taken', async () => {
    const headers = { 'idempotency-key': 'one' };
    const first = await raise(world, { headers });
    const [document] = await world.documents('service-request');
    await world.store.write(tenants.northwind, [
      { kind: 'patch', id: String(document?.id), patch: { set: { drawnFrom: 'somebody else' } } },
    ]);
    const second = await raise(world, { headers });
    expect(second.status).toBe(201);
    expect(second.json.id).not.toBe(first.json.id);
  });
});

describe('who raises and follows service requests', () => {
  it('is whoever supports companies, with limited access too', async () => {
    expect((await raise(world, { as: await helpdesk(world) })).status).toBe(201);
    expect(refusalOf(await raise(world, { as: await billing(world) }))).toBe('forbidden');
  });

  it.each(['customer', 'partner'])('is nobody from the moment at which the %s ends delegation', async (side) => {
    const id = await raised(world);
    await changePartner(world, { authorizations: ['subscriptionAdvisor', 'delegatedAdministration'] });
    if (side === 'partner') await endAsPartner(world);
    else {
      const { sessionOf } = await import('../../access-world');
      const { token, session } = await sessionOf(world);
      await world.call('endDelegationAsCustomer', { params: { token }, body: {}, headers: { cookie: session } });
    }
    const refusals = [
      await raise(world),
      await note(world, id, { text: 'Called' }),
      await change(world, id, { status: 'closed' }),
    ];
    for (const refused of refusals) {
      expect(refusalOf(refused)).toBe('forbidden');
      expect(refused.json.detail).toMatch(/^Delegated administration of this customer ended at .*delegation is ended/u);
    }
    expect(await notesStored(world)).toEqual([]);
    // What the partner itself wrote stays its own to read.
    expect(await requestRead(world, id)).toMatchObject({ status: 'open' });
  });

  it('goes on for a service provider whose own offer or key the customer took', async () => {
    await endAsPartner(world);
    expect((await raise(world)).status).toBe(201);
    await changePartner(world, { authorizations: ['delegatedAdministration'] });
    expect(refusalOf(await raise(world))).toBe('forbidden');
  });

  it('is no service provider of a customer that has nothing from it', async () => {
    await changePartner(world, { authorizations: ['subscriptionAdvisor', 'serviceProvider'] });
    await endAsPartner(world);
    for (const { id } of await world.documents('subscription'))
      await world.store.write(tenants.northwind, [{ kind: 'patch', id: String(id), patch: { remove: ['offerId'] } }]);
    const refused = await raise(world);
    expect(refused.json.detail).toContain(
      'none of its subscriptions came from an offer or product key of your company',
    );
    const applied = await apply(world, [await loadedKey(world, 900)], { customer: { id: customerId }, mode: 'new' });
    expect(applied.status).toBe(201);
    expect((await raise(world)).status).toBe(201);
  });

  it('sees nothing of another partner’s', async () => {
    await world.addPartner(tenants.fabrikam, fabrikam);
    const id = await raised(world);
    for (const requestId of [id, '482173609', '1', 'x/y'])
      expect(refusalOf(await world.call('getServiceRequest', { as: fay, params: { requestId } }))).toBe('not-found');
    expect(refusalOf(await note(world, id, { text: 'Hi' }, { as: fay }))).toBe('not-found');
    expect((await world.call('listServiceRequests', { as: fay })).json.items).toEqual([]);
    expect(refusalOf(await raise(world, { as: fay }))).toBe('not-found');
  });
});

async function company(fields: Readonly<Record<string, unknown>>): Promise<void> {
  const read = await world.call('getCompany', { as: noa });
  const headers = { 'if-match': read.headers.get('etag') ?? '' };
  const written = await world.call('updateCompany', { as: noa, headers, body: { ...read.json, ...fields } });
  if (written.status !== 200) throw new Error(`The profile was not taken: ${written.text}`);
}

const choose = (serviceRequests: unknown) => company({ serviceRequests });
