import * as z from 'zod';
import { people } from '../../directory/directory-contract';
import { addPeople, contosoId, delegate } from '../../directory-world';
import { faultyFields, refusalOf } from '../../link-world';
import { fabrikam, fay, helpdesk } from '../../portal-world';
import { contoso, noa, tenants, World, type Answer } from '../../world';

const Listed = z.object({
  items: z.array(
    z.looseObject({
      userId: z.string(),
      name: z.string(),
      email: z.string(),
      passwordReset: z.looseObject({ available: z.boolean(), reason: z.string().optional() }),
    }),
  ),
  nextCursor: z.string().optional(),
});

let world: World;
beforeEach(async () => {
  world = new World();
  await world.addPartner();
  await delegate(world);
  await addPeople(world);
});
afterEach(() => world.close());

const list = (query: Readonly<Record<string, string>> = {}, as = noa, customerId = contosoId): Promise<Answer> =>
  world.call('listCustomerUsers', { as, params: { customerId }, query });
const namesIn = ({ json }: Answer) => Listed.parse(json).items.map(({ name }) => name);

describe('the users of a client', () => {
  it('begin with the administrator on record as global administrator', async () => {
    const { items } = Listed.parse((await list()).json);
    expect(items[0]).toMatchObject({
      name: contoso.contact.name,
      email: contoso.contact.email,
      enabled: true,
      passwordIn: 'directory',
      roles: [{ role: 'globalAdministrator' }],
      passwordReset: { available: true, needsApproval: true, secondFactors: ['none'] },
    });
  });

  it('are told with roles and licences, and without their addresses elsewhere', async () => {
    const answer = await list({ q: 'avital' });
    expect(Listed.parse(answer.json).items).toMatchObject([
      {
        userId: people.avital.userId,
        roles: [{ role: 'globalAdministrator', templateId: '62e90394-69f5-4237-9190-012177145e10' }],
        licences: [{ skuPartNumber: 'EXCHANGESTANDARD', productId: 'exchange-online-plan-1' }],
        passwordReset: { secondFactors: ['none', 'mail'] },
      },
    ]);
    expect(answer.text).not.toContain('elsewhere.example');
  });

  it('are each told once, page by page', async () => {
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = Listed.parse((await list({ limit: '2', ...(cursor === undefined ? {} : { cursor }) })).json);
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(names.sort()).toEqual([contoso.contact.name, ...Object.values(people).map(({ name }) => name)].sort());
  });

  it.each([
    ['שרה לוין', 'שרה לוין'],
    ['לוינ', 'שרה לוין'],
    ['AVITAL.SHANI@ELSEWHERE', 'Avital Shani'],
    ['boaz@', 'Boaz Raz'],
    ['cohen', 'Dana Cohen'],
  ])('are found by %s inside names and addresses, however it is spelt', async (q, name) => {
    expect(namesIn(await list({ q }))).toEqual([name]);
  });

  it('say for each whether this user may reset the password, and why not', async () => {
    const { items } = Listed.parse((await list({}, await helpdesk(world))).json);
    const of = (userId: string) => items.find((one) => one.userId === userId)?.passwordReset;
    expect(of(people.boaz.userId)).toMatchObject({ available: true });
    expect(of(people.carmel.userId)).toMatchObject({
      available: false,
      reason: expect.stringContaining('limited access') as unknown,
    });
    expect(of(people.synchronised.userId)).toMatchObject({
      available: false,
      reason: expect.stringContaining('Active Directory') as unknown,
    });
  });

  it('are refused without delegation, with the reason', async () => {
    await world.call('endDelegation', { as: noa, params: { customerId: contosoId }, headers: { 'if-match': '*' } });
    const refused = await list();
    expect([refused.status, refusalOf(refused)]).toEqual([403, 'forbidden']);
    expect(refused.json.detail).toContain('delegation is ended');
  });

  it('are nobody’s for others: another partner’s customer is as unknown as one that is not there', async () => {
    await world.addPartner(tenants.fabrikam, fabrikam);
    for (const customerId of [contosoId, 'domain:nobody.example', 'x', 'domain:../x', ''])
      expect(refusalOf(await list({}, fay, customerId))).toBe('not-found');
  });

  it.each([{ limit: '0' }, { limit: 'x' }, { cursor: 'x' }, { cursor: 'y'.repeat(5000) }, { q: 'q'.repeat(101) }])(
    'refuse %j',
    async (query) => {
      const refused = await list(query);
      expect([refused.status, faultyFields(refused)]).toEqual([422, [`/${Object.keys(query)[0] ?? ''}`]]);
    },
  );

  it('do not go on at another customer by the same cursor', async () => {
    const { nextCursor = '' } = Listed.parse((await list({ limit: '1' })).json);
    const other = await list({ cursor: nextCursor }, noa, 'domain:other.example');
    expect(faultyFields(other)).toEqual(['/cursor']);
  });
});
