import { openAccess } from '../../access-world';
import { refusalOf, faultyFields } from '../../link-world';
import { customerId, delegate } from '../../delegation-world';
import { remindOfDueRequests } from '../../../shared/customers/service-request-upkeep';
import { change, deskOfNorthwind, note, notesStored, raised, requestMails, requestRead } from '../../request-world';
import { contoso, noa, World, type Answer } from '../../world';

let world: World;
let id: string;
beforeEach(async () => {
  world = new World();
  await world.addPartner();
  await delegate(world);
  id = await raised(world);
  await world.deliver();
  world.mails.splice(0);
});
afterEach(() => world.close());

const told = async () => {
  await world.deliver();
  const mails = requestMails(world).map(({ kind, to }) => `${kind} to ${to.address}`);
  world.mails.splice(0);
  return mails;
};
const list = (query: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  world.call('listServiceRequests', { as: noa, query });
const titles = ({ json }: Answer) => (json.items as readonly { readonly title: string }[]).map(({ title }) => title);

describe('changing a service request', () => {
  it('closes and reopens it under its ETag, and tells the desk', async () => {
    const closed = await change(world, id, { status: 'closed' });
    expect([closed.status, closed.json.status, closed.headers.get('etag')]).toEqual([200, 'closed', '"2"']);
    expect(closed.json.closedAt).toBe(new Date(world.now).toISOString());
    const reopened = await change(world, id, { status: 'open' });
    expect([reopened.json.status, reopened.json.closedAt]).toEqual(['open', undefined]);
    expect((await change(world, id, { status: 'attentionNeeded' })).json.status).toBe('attentionNeeded');
    expect(await told()).toHaveLength(3);
  });

  it('does not ask for attention while it is closed', async () => {
    await change(world, id, { status: 'closed' });
    expect(refusalOf(await change(world, id, { status: 'attentionNeeded' }))).toBe('state-conflict');
  });

  it('writes nothing where it is so already', async () => {
    const same = await change(world, id, { status: 'open', severity: 'critical' });
    expect([same.status, same.headers.get('etag')]).toEqual([200, '"1"']);
    expect(await told()).toEqual([]);
  });

  it('needs the revision that was read, which a note leaves as it is', async () => {
    const params = { requestId: id };
    const body = { title: 'No mail at all' };
    expect((await world.call('updateServiceRequest', { as: noa, params, body })).status).toBe(428);
    await note(world, id, { text: 'Called back' });
    const headers = { 'if-match': '"1"' };
    expect((await world.call('updateServiceRequest', { as: noa, params, body, headers })).status).toBe(200);
    expect((await world.call('updateServiceRequest', { as: noa, params, body, headers })).status).toBe(412);
  });

  it('refuses a contact who is the customer’s, and takes another of the partner’s', async () => {
    const refused = await change(world, id, { contact: { name: 'Dana', email: 'dana@contoso.example' } });
    expect(faultyFields(refused)).toEqual(['/contact/email']);
    const contact = { name: 'Lior', email: 'lior@northwind.example' };
    expect((await change(world, id, { contact })).json.contact).toMatchObject(contact);
  });

  it('is in the audit without what people wrote', async () => {
    await change(world, id, { status: 'closed', title: 'A secret title' });
    const entries = (await world.documents('audit')).filter(({ action }) => action === 'serviceRequestChanged');
    expect(entries).toEqual([
      expect.objectContaining({
        subject: id,
        customerId,
        changes: [{ field: 'status', before: 'open', after: 'closed' }, { field: 'title' }],
      }),
    ]);
  });
});

describe('a note on a service request', () => {
  it('is mailed to the desk, and to the customer only when it is shared', async () => {
    const made = await note(world, id, { text: 'We restart the server.' });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      text: 'We restart the server.',
      shared: false,
      by: { kind: 'user', name: 'Noa Levi' },
    });
    expect(await told()).toEqual([`serviceRequestNews to ${deskOfNorthwind}`]);
    await note(world, id, { text: 'It works again.', shared: true });
    expect((await told()).sort()).toEqual([
      `serviceRequestNews to ${contoso.contact.email}`,
      `serviceRequestNews to ${deskOfNorthwind}`,
    ]);
    expect((await requestRead(world, id)).notes).toMatchObject([{ shared: false }, { shared: true }]);
  });

  it('is one note under one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'one' };
    const first = await note(world, id, { text: 'Called' }, { headers });
    const again = await note(world, id, { text: 'Called' }, { headers });
    expect([again.status, again.json.id]).toEqual([201, first.json.id]);
    expect(refusalOf(await note(world, id, { text: 'Other' }, { headers }))).toBe('idempotency-key-reused');
    expect(await notesStored(world)).toHaveLength(1);
  });

  it('has up to 20,000 characters, of any script', async () => {
    expect((await note(world, id, { text: 'ש'.repeat(20_000) })).status).toBe(201);
    expect((await note(world, id, { text: '服'.repeat(20_000) })).status).toBe(201);
    const refused = await note(world, id, { text: 'x'.repeat(20_001) });
    expect([refused.status, faultyFields(refused)]).toEqual([422, ['/text']]);
  });

  it('loses direction overrides, and its markup is text', async () => {
    const made = await note(world, id, { text: '<script>x</script>\r\n\u202eevil\u202c', shared: true });
    expect(made.json.text).toBe('<script>x</script>\nevil');
    await world.deliver();
    for (const { html } of requestMails(world)) expect(html).not.toContain('<script>');
  });

  it('is told to the customer on its access page with number, title and status, and nothing else', async () => {
    await note(world, id, { text: 'Only between us' });
    await note(world, id, { text: 'It works again.', shared: true });
    await change(world, id, { status: 'closed' });
    const { token, session } = await openAccess(world);
    const page = await world.call('openAccessPage', {
      params: { token },
      headers: { cookie: session, accept: 'application/json' },
    });
    const { number } = await requestRead(world, id);
    expect(page.json.serviceRequests).toEqual([
      {
        number,
        title: 'No mail',
        status: 'closed',
        notes: [{ text: 'It works again.', at: expect.any(String) as string }],
      },
    ]);
    const html = await world.call('openAccessPage', {
      params: { token },
      headers: { cookie: session, accept: 'text/html' },
    });
    expect(html.text).toContain('It works again.');
    for (const hidden of ['Only between us', 'Nobody gets mail']) expect(html.text + page.text).not.toContain(hidden);
  });

  it('is not told of on the access page while nothing is shared', async () => {
    await note(world, id, { text: 'Only between us' });
    const { token, session } = await openAccess(world);
    const page = await world.call('openAccessPage', {
      params: { token },
      headers: { cookie: session, accept: 'application/json' },
    });
    expect(page.json.serviceRequests).toEqual([]);
  });
});

describe('finding service requests', () => {
  it('finds one by its number however that is typed, and says when it cannot be one', async () => {
    await raised(world, { title: 'Other' });
    const { number } = await requestRead(world, id);
    for (const q of [String(number), id, String(number).replaceAll('-', ' '), `\u2067${String(number)}\u2069`])
      expect(titles(await list({ q }))).toEqual(['No mail']);
    const misheard = `${id.slice(0, 8)}${(Number(id.slice(8)) + 1) % 10}`;
    expect((await list({ q: misheard })).json).toMatchObject({
      items: [],
      notANumber: { detail: expect.any(String) as string },
    });
  });

  it.each([
    ['the company', 'contoso'],
    ['its domain', 'contoso.example'],
    ['the title', 'NO MAIL'],
    ['the description', 'since nine'],
    ['a note, in other Hebrew letters', 'השרתים'],
  ])('finds one by %s', async (_what, q) => {
    await note(world, id, { text: 'השרתיים הופעלו מחדש' });
    await raised(world, { title: 'Slow', description: 'It takes minutes.' });
    const found = titles(await list({ q }));
    expect(found).toContain('No mail');
    if (!q.startsWith('contoso')) expect(found).not.toContain('Slow');
  });

  it('lists newest first by status, severity and customer, page by page', async () => {
    world.pass({ minutes: 1 });
    const later = await raised(world, { title: 'Slow', severity: 'minimal' });
    await change(world, later, { status: 'closed' });
    expect(titles(await list())).toEqual(['Slow', 'No mail']);
    expect(titles(await list({ status: 'closed' }))).toEqual(['Slow']);
    expect(titles(await list({ severity: 'critical' }))).toEqual(['No mail']);
    expect(titles(await list({ customerId: 'domain:other.example' }))).toEqual([]);
    const first = await list({ limit: '1' });
    expect(titles(await list({ limit: '1', cursor: String(first.json.nextCursor) }))).toEqual(['No mail']);
    const own = await world.call('listCustomerRequests', { as: noa, params: { customerId } });
    expect(titles(own)).toEqual(['Slow', 'No mail']);
    const client = await world.call('getCustomer', { as: noa, params: { customerId } });
    expect(titles({ ...client, json: { items: client.json.serviceRequests } })).toEqual(['No mail']);
  });

  it('is had as a file', async () => {
    const file = await list({ format: 'csv', language: 'he' });
    expect(file.text).toContain('מספר הבקשה');
    expect(file.text).toContain(String((await requestRead(world, id)).number));
  });
});

describe('a service request that nobody touches', () => {
  it.each([
    ['critical', 2],
    ['moderate', 4],
    ['minimal', 8],
  ])('is %s for %d hours before it is overdue, timer or not, and reminded of once', async (severity, hours) => {
    await change(world, id, { severity, title: 'No mail' });
    await told();
    world.pass({ minutes: hours * 60 - 1 });
    if (severity !== 'critical') expect(await remindOfDueRequests(world.ports)).toBe(0);
    expect((await requestRead(world, id)).overdue).toBe(false);
    world.pass({ minutes: 1 });
    expect((await requestRead(world, id)).overdue).toBe(true);
    expect(titles(await list({ overdue: 'true' }))).toEqual(['No mail']);
    expect(await remindOfDueRequests(world.ports)).toBe(1);
    world.pass({ days: 3 });
    expect(await remindOfDueRequests(world.ports)).toBe(0);
    expect((await told()).sort()).toEqual([
      `serviceRequestReminder to ${deskOfNorthwind}`,
      'serviceRequestReminder to noa@northwind.example',
    ]);
    const happened = await world.call('listNotifications', { as: noa });
    expect((happened.json.items as readonly { readonly kind: string }[]).map(({ kind }) => kind)).toContain(
      'serviceRequestUntouched',
    );
  });

  it('begins anew with every touch, and ends when it is closed', async () => {
    world.pass({ minutes: 119 });
    await note(world, id, { text: 'On it' });
    world.pass({ minutes: 119 });
    expect(await remindOfDueRequests(world.ports)).toBe(0);
    world.pass({ minutes: 1 });
    expect(await remindOfDueRequests(world.ports)).toBe(1);
    await note(world, id, { text: 'Still on it' });
    await change(world, id, { status: 'closed' });
    world.pass({ days: 1 });
    expect(await remindOfDueRequests(world.ports)).toBe(0);
    expect((await requestRead(world, id)).overdue).toBe(false);
  });
});
