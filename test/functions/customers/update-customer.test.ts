import { sessionOf } from '../../access-world';
import { addCustomers } from '../../customer-world';
import { apply, loadedKey, namedContoso } from '../../key-world';
import { faultyFields, refusalOf } from '../../link-world';
import { billing, changePartner, fabrikam, fay, helpdesk } from '../../portal-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noa, tenants, type World } from '../../world';

const customerId = 'domain:contoso.example';

describe('PATCH /api/customers/{customerId}', () => {
  let world: World;
  let store: WatchedStore;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    await addCustomers(world, { companyName: 'Contoso', domain: 'contoso.example' });
  });
  afterEach(() => world.close());

  const change = (body: unknown, ifMatch = '"1"', as = noa, id = customerId) =>
    world.call('updateCustomer', {
      as,
      params: { customerId: id },
      headers: ifMatch === '' ? {} : { 'if-match': ifMatch },
      body,
    });
  const found = async (q: string) => {
    const { json } = await world.call('listCustomers', { as: noa, query: { q } });
    return (json.items as readonly { readonly id: string }[]).map(({ id }) => id);
  };

  it('keeps tags, names, domains and a note, and changes nothing of who the customer is', async () => {
    const page = (await world.call('getCustomer', { as: noa, params: { customerId } })).json;
    const { subscriptions, offers, answers, serviceRequests, rights, hasMore, ...before } = page;
    const changed = await change({
      tags: [' VIP ', 'vip', 'קמעונאות'],
      aliases: ['The corner\u200b shop'],
      otherDomains: ['Corner-Shop.Example', 'https://www.פינה.example/about', 'contoso.example'],
      note: 'Calls on Mondays.\r\nNever before noon.',
    });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    expect(changed.json).toEqual({
      ...before,
      tags: ['VIP', 'קמעונאות'],
      aliases: ['The corner shop'],
      otherDomains: ['corner-shop.example', 'xn--8dbjvo.example'],
      note: 'Calls on Mondays.\nNever before noon.',
    });
    const read = await world.call('getCustomer', { as: noa, params: { customerId } });
    expect([read.json, read.headers.get('etag')]).toEqual([
      { ...changed.json, subscriptions, offers, answers, serviceRequests, rights, hasMore },
      '"2"',
    ]);
    expect((await world.documents('audit')).at(-1)).toMatchObject({
      action: 'customerUpdated',
      subject: customerId,
      customerId,
      actor: { kind: 'user', userId: noa.userId },
      changes: [{ field: 'tags' }, { field: 'aliases' }, { field: 'otherDomains' }, { field: 'note' }],
    });
    const ids = store.changing.at(-1)?.ids ?? [];
    expect(ids.slice(0, 2)).toEqual([customerId, 'customer-words:0:domain:contoso.example']);
    expect(ids.at(-1)).toMatch(/^audit:customer-updated/u);
  });

  it('lets it be found by them, in any spelling, and by none that was taken away', async () => {
    await change({ aliases: ['חנות הפינה'], otherDomains: ['corner-shop.example', 'xn--8dbjvo.example'] });
    for (const q of ['הפינה', 'ורנ', 'corner-shop', 'nersh', 'פינה.exa', 'xn--8d', 'toso'])
      expect([q, await found(q)]).toEqual([q, q === 'ורנ' ? [] : [customerId]]);
    await change({ aliases: [] }, '"2"');
    expect(await found('חנות')).toEqual([]);
    expect(await found('corner')).toEqual([customerId]);
    await change({ otherDomains: [] }, '"3"');
    expect(await found('corner')).toEqual([]);
    expect(await found('co')).toEqual([customerId]);
  });

  it('leaves out what is left out, and writes nothing where nothing changes', async () => {
    await change({ tags: ['VIP'], note: 'A note' });
    await change({ tags: [] }, '"2"');
    expect((await world.call('getCustomer', { as: noa, params: { customerId } })).json).toMatchObject({
      tags: [],
      note: 'A note',
    });
    store.forget();
    for (const body of [{}, { tags: [] }, { note: 'A note' }, { aliases: [] }]) {
      const answer = await change(body, '"3"');
      expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"3"']);
    }
    expect(store.changing).toEqual([]);
    // A tag is nothing that a customer is found by.
    await change({ tags: ['New'] }, '"3"');
    expect(store.changing.at(-1)?.ids).toEqual([customerId, expect.stringMatching(/^audit:/u)]);
  });

  it.each([
    [{ companyName: 'Mine' }, ['/companyName']],
    [{ contact: { name: 'Me', email: 'me@mine.example' } }, ['/contact']],
    [{ primaryDomain: 'mine.example', country: 'FR' }, ['/primaryDomain', '/country']],
    [{ delegation: { status: 'active' } }, ['/delegation']],
    [{ formerNames: [] }, ['/formerNames']],
    [{ tags: ['a', ''] }, ['/tags/1']],
    [{ tags: ['x'.repeat(51)] }, ['/tags/0']],
    [{ tags: ['a\nb'] }, ['/tags/0']],
    [{ tags: Array.from({ length: 151 }, (_, n) => `t${n}`) }, ['/tags']],
    [{ tags: null }, ['/tags']],
    [{ aliases: Array.from({ length: 11 }, (_, n) => `a${n}`) }, ['/aliases']],
    [{ aliases: ['\u200b'] }, ['/aliases/0']],
    [{ otherDomains: ['not a domain'] }, ['/otherDomains/0']],
    [{ otherDomains: Array.from({ length: 11 }, (_, n) => `d${n}.example`) }, ['/otherDomains']],
    [{ note: 'x'.repeat(4001) }, ['/note']],
    [{ note: 'a\u0007b' }, ['/note']],
  ])('refuses %j, naming it', async (body, pointers) => {
    const answer = await change(body);
    expect([answer.status, refusalOf(answer), faultyFields(answer)]).toEqual([422, 'invalid-request', pointers]);
    expect((await world.documents('customer'))[0]).toMatchObject({ revision: 1 });
  });

  it('asks for the revision that it was made from', async () => {
    expect((await change({ note: 'a' }, '')).status).toBe(428);
    expect((await change({ note: 'a' }, '"7"')).status).toBe(412);
    expect((await change({ note: 'a' }, 'W/"1"')).status).toBe(200);
    expect((await change({ note: 'b' }, '"1"')).status).toBe(412);
    expect((await change({ note: 'b' }, '*')).status).toBe(200);
  });

  it('lets one of two at once through, and starts anew when something else changed', async () => {
    const both = await Promise.all([change({ note: 'one' }), change({ note: 'two' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    let times = 0;
    store.fault = (_index, { kind, ids }) => {
      if (kind === 'write' && ids.includes(customerId) && (times += 1) === 1)
        void world.store.write(tenants.northwind, [
          { kind: 'patch', id: customerId, patch: { set: { language: 'he' } } },
        ]);
      return undefined;
    };
    expect((await change({ note: 'three' }, '"2"')).json).toMatchObject({ note: 'three', language: 'he' });
    expect(times).toBe(2);
  });

  it('is 404 for whoever does not exist here, and for another partner’s', async () => {
    await world.addPartner(tenants.fabrikam, fabrikam);
    for (const id of ['domain:other.example', 'subscription:x', 'x', ''])
      expect((await change({ note: 'a' }, '*', noa, id)).status).toBe(404);
    expect((await change({ note: 'a' }, '*', fay)).status).toBe(404);
  });

  it('needs what seeing clients needs', async () => {
    expect((await change({ note: 'a' }, '"1"', await helpdesk(world))).status).toBe(200);
    expect((await change({ note: 'b' }, '"2"', await billing(world))).status).toBe(403);
    await changePartner(world, { authorizations: ['subscriptionAdvisor'] });
    expect((await change({ note: 'b' }, '"2"')).status).toBe(403);
  });

  it('shows the note to nobody but the partner: not in the list, and never to the customer', async () => {
    await change({ note: 'Pays late', tags: ['Difficult'], aliases: ['The grumpy one'] });
    const { text } = await world.call('listCustomers', { as: noa });
    expect(text).not.toContain('Pays late');
    const csv = (await world.call('listCustomers', { as: noa, query: { format: 'csv' } })).text;
    expect(csv).not.toContain('Pays late');
    const { token, session } = await sessionOf(world);
    for (const accept of ['text/html', 'application/json']) {
      const page = await world.call('openAccessPage', { params: { token }, headers: { cookie: session, accept } });
      expect([page.status, page.text.includes('Contoso')]).toEqual([200, true]);
      for (const own of ['Pays late', 'Difficult', 'The grumpy one']) expect(page.text).not.toContain(own);
    }
  });

  it('is not what changes a name: what a customer was called before its administrator said otherwise goes on finding it', async () => {
    const key = await loadedKey(world, 1);
    const customer = { ...namedContoso, companyName: 'Littleware', primaryDomain: 'wingtip.example' };
    const contact = { ...customer.contact, email: 'dana@wingtip.example' };
    expect((await apply(world, [key], { customer: { ...customer, contact } })).status).toBe(201);
    const { code } = await world.invite();
    const details = { ...contoso, companyName: 'Wingtip Toys', primaryDomain: 'wingtip.example', contact };
    const confirmed = await world.confirm(
      code,
      await world.redeem(code, details),
      await world.mailedCode('dana@wingtip.example'),
    );
    expect(confirmed.status).toBe(200);
    for (const q of ['wingtip toys', 'littleware'])
      expect([q, await found(q)]).toEqual([q, ['domain:wingtip.example']]);
    const { json } = await world.call('getCustomer', { as: noa, params: { customerId: 'domain:wingtip.example' } });
    expect(json).toMatchObject({ companyName: 'Wingtip Toys', formerNames: ['Littleware'] });
  });
});
