import * as z from 'zod';
import { customerTallyKey } from '../../../shared/domain/customers/customer';
import { company, faultyFields, putOnRecord, refusalOf } from '../../link-world';
import { billing, changePartner, helpdesk } from '../../portal-world';
import { contoso, noa, tenants, World } from '../../world';

const Page = z.object({
  view: z.string(),
  total: z.number(),
  items: z.array(z.object({ id: z.string(), companyName: z.string() })),
  nextCursor: z.string().optional(),
});

describe('GET /api/customers', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const list = async (query: Readonly<Record<string, string>> = {}, as = noa) =>
    Page.parse((await world.call('listCustomers', { as, query })).json);

  /** Companies become customers one after the other, each in a second of its own. */
  const join = async (...answers: readonly { readonly companyName: string; readonly primaryDomain: string }[]) => {
    const { code } = await world.invite();
    for (const { companyName, primaryDomain } of answers) {
      world.pass({ seconds: 1 });
      const email = `admin@${primaryDomain}`;
      const id = await world.redeem(code, { companyName, primaryDomain, contact: { name: 'Admin', email } });
      const confirmed = await world.confirm(code, id, await world.mailedCode(email));
      if (confirmed.status !== 200) throw new Error(confirmed.text);
    }
  };

  it('is empty before anybody has confirmed', async () => {
    const { code } = await world.invite();
    await world.redeem(code);
    expect(await list()).toEqual({ view: 'list', total: 0, items: [] });
  });

  it('lists customers, newest first, with what is on record of each', async () => {
    await join({ companyName: 'Contoso', primaryDomain: contoso.primaryDomain }, company(2));
    const { json } = await world.call('listCustomers', { as: noa });
    expect(json).toMatchObject({
      view: 'list',
      total: 2,
      items: [
        { id: 'domain:company-2.example', companyName: 'Company 2' },
        {
          id: 'domain:contoso.example',
          companyName: 'Contoso',
          primaryDomain: 'contoso.example',
          country: 'IL',
          contact: { name: 'Admin', email: 'admin@contoso.example' },
          delegation: { status: 'none' },
          tags: [],
        },
      ],
    });
    expect(JSON.stringify(json)).not.toMatch(/searchText|holdings|sortKey|partnerId/u);
  });

  it.each([
    ['a part of the name', 'toso', 'Contoso'],
    ['a part of the domain', 'pany-2.ex', 'Company 2'],
    ['a part of the domain without its dots and dashes', 'company2', 'Company 2'],
    ['the name in other letter case', 'CONTOSO', 'Contoso'],
    ['Hebrew in another spelling', 'תקוה', 'חברת תקווה בע״מ'],
    ['Hebrew without quotation marks', 'תקווה בעמ', 'חברת תקווה בע״מ'],
    ['a domain in its own letters', 'משרד.ex', '晨光科技'],
    ['the form in which such a domain is kept', 'xn--', '晨光科技'],
    ['text that was pasted with direction marks', '\u200fתקווה\u200f', 'חברת תקווה בע״מ'],
  ])('finds by %s', async (_what, q, companyName) => {
    await join(
      { companyName: 'Contoso', primaryDomain: contoso.primaryDomain },
      { companyName: 'Company 2', primaryDomain: 'company-2.example' },
      { companyName: 'חברת תקווה בע״מ', primaryDomain: 'tikva.example' },
      { companyName: '晨光科技', primaryDomain: 'xn--7dbv4ad.example' },
    );
    const page = await list({ q });
    expect(page.items.map((item) => item.companyName)).toEqual([companyName]);
    expect(page.total).toBe(4);
  });

  it.each([
    [99, 'list'],
    [100, 'search'],
    [250, 'search'],
  ])('of %d begins with the %s', async (customers, view) => {
    const patch = { set: { customers } };
    await world.store.write(tenants.northwind, [{ kind: 'patch', id: customerTallyKey, patch }]);
    expect(await list()).toMatchObject({ view, total: customers });
  });

  it('gives pages in which each customer stands once, while new ones arrive', async () => {
    for (let number = 0; number < 5; number += 1) await putOnRecord(world, { domain: `old-${number}.example` });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: '2', ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      world.pass({ seconds: 1 });
      await join(company(seen.length));
    } while (cursor !== undefined);
    expect(seen.filter((id) => id.startsWith('domain:old-')).sort()).toEqual(
      [0, 1, 2, 3, 4].map((number) => `domain:old-${number}.example`),
    );
    expect(new Set(seen).size).toBe(seen.length);
  });

  it.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', 'abc'],
    ['cursor', 'garbage'],
    ['q', 'x'.repeat(101)],
  ])('refuses %s=%s', async (name, value) => {
    const answer = await world.call('listCustomers', { as: noa, query: { [name]: value } });
    expect([answer.status, refusalOf(answer), faultyFields(answer)]).toEqual([422, 'invalid-request', [`/${name}`]]);
  });

  it('is open to the helpdesk, and closed to who supports no companies', async () => {
    expect((await list({}, await helpdesk(world))).items).toEqual([]);
    const refused = await world.call('listCustomers', { as: await billing(world) });
    expect([refused.status, refusalOf(refused)]).toEqual([403, 'forbidden']);
  });

  it('needs a partner that may offer delegated administration or is a service provider', async () => {
    await changePartner(world, { authorizations: ['subscriptionAdvisor'] });
    const refused = await world.call('listCustomers', { as: noa });
    expect(refused.status).toBe(403);
    expect(refused.json.detail).toContain('delegatedAdministration or serviceProvider');
  });
});
