import * as z from 'zod';
import { mayAct } from '../../../shared/domain/customers/acting';
import { Customer } from '../../../shared/domain/customers/customer';
import { Subscription } from '../../../shared/domain/customers/subscription';
import { Partner, partnerKey } from '../../../shared/domain/partners/partner';
import { companyRoles, SupportedCompanies, User, userKey } from '../../../shared/domain/partners/user';
import { access, userOperations } from '../../../shared/http/access';
import { refusalOf } from '../../link-world';
import { changePartner, fay, portalWorld, type Here } from '../../portal-world';
import { changed } from '../../user-world';
import { noa, person, tenants, type Answer, type World } from '../../world';

const Rights = z.looseObject({
  items: z.array(
    z.looseObject({
      operation: z.string(),
      method: z.string(),
      route: z.string(),
      allowed: z.boolean(),
      reason: z.string().optional(),
    }),
  ),
  customer: z
    .looseObject({
      customerId: z.string(),
      delegation: z.object({ status: z.string() }),
      acts: z.array(z.looseObject({ act: z.string(), allowed: z.boolean(), reason: z.string().optional() })),
      subscriptions: z.array(
        z.looseObject({ subscriptionId: z.string(), allowed: z.boolean(), reason: z.string().optional() }),
      ),
    })
    .optional(),
});

let world: World;
let here: Here;
beforeAll(async () => {
  ({ world, here } = await portalWorld());
});
afterAll(() => world.close());

const ask = (userId: string, as = noa, query: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  world.call('getUserRights', { as, params: { userId }, query });
const rightsIn = (answer: Answer) => Rights.parse(answer.json);

const everybody = companyRoles.flatMap((companyRole) =>
  SupportedCompanies.options.map((supportedCompanies) => ({
    userId: `${companyRole}-${supportedCompanies}`,
    companyRole,
    supportedCompanies,
  })),
);
const partners = [
  { authorizations: ['subscriptionAdvisor', 'delegatedAdministration', 'serviceProvider'], cloud: 'global' },
  { authorizations: ['subscriptionAdvisor'], cloud: 'china' },
  { authorizations: ['delegatedAdministration'], cloud: 'global' },
  { authorizations: ['serviceProvider'], cloud: 'china' },
  { authorizations: [], cloud: 'global' },
] as const;

describe.each(partners)('the rights of the users of a partner with $authorizations in the cloud $cloud', (partner) => {
  beforeAll(async () => {
    await changePartner(world, partner);
    for (const user of everybody) await world.addUser(user);
  });

  it.each(everybody)('are what the operations answer, in their own words: $userId', async ({ userId }) => {
    const as = person(tenants.northwind, userId);
    const { items } = rightsIn(await ask(userId, as));
    expect(items.map(({ operation }) => operation)).toEqual(userOperations);
    for (const name of userOperations) {
      const { route, methods } = access[name];
      const params = Object.fromEntries([...route.matchAll(/\{(\w+)\}/gu)].map(([, named = '']) => [named, 'none']));
      const isRead = methods.some((method) => method === 'GET');
      const call = { as, params, ...(isRead ? {} : { body: {}, headers: { 'if-match': '*' } }) };
      const answer = await world.call(name, call);
      const right = items.find(({ operation }) => operation === name);
      expect([name, right?.allowed, right?.reason]).toEqual([
        name,
        answer.status !== 403,
        answer.status === 403 ? answer.json.detail : undefined,
      ]);
    }
  });

  it('at a customer are what judges the acts for it while delegation is active', async () => {
    const partition = tenants.northwind;
    const read = async () => ({
      partner: await world.store.read(Partner, { partition, id: partnerKey }),
      customer: await world.store.read(Customer, { partition, id: here.customerId }),
      subscriptions: (await world.documents('subscription')).map((one) => Subscription.parse(one)),
    });
    const seesClients = partner.authorizations.some((one) => one !== 'subscriptionAdvisor');
    const { partner: stored, customer, subscriptions } = await read();
    if (!stored || !customer) throw new Error('There is no such customer.');
    for (const { userId, supportedCompanies } of everybody) {
      const answer = await ask(userId, noa, { customerId: here.customerId });
      if (!seesClients) {
        expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
        continue;
      }
      const user = await world.store.read(User, { partition, id: userKey(userId) });
      if (!user) throw new Error('There is no such user.');
      const at = rightsIn(answer).customer;
      const acting = {
        user: user.document,
        partner: stored.document,
        customer: customer.document,
        now: new Date(world.now),
      };
      const password = mayAct({ kind: 'resetPassword', target: 'nobody' }, acting);
      expect(at?.delegation.status).toBe('active');
      expect(at?.acts.find(({ act }) => act === 'resetPassword')).toMatchObject({
        allowed: password.ok,
        ...(password.ok ? {} : { reason: password.detail }),
      });
      expect(at?.acts.find(({ act }) => act === 'resetPassword')?.allowed).toBe(supportedCompanies !== 'none');
      expect(at?.subscriptions).toHaveLength(subscriptions.length);
      expect(at?.subscriptions.every(({ allowed }) => allowed === (supportedCompanies === 'full'))).toBe(true);
    }
  });
});

describe('who may ask', () => {
  beforeAll(async () => {
    await changePartner(world, partners[0]);
  });

  it.each(everybody)(
    '$userId asks for themselves, and for others only who manages users',
    async ({ userId, companyRole }) => {
      const as = person(tenants.northwind, userId);
      expect((await ask(userId, as)).status).toBe(200);
      const manages = companyRole === 'globalAdministrator' || companyRole === 'userManagementAdministrator';
      expect((await ask('noa', as)).status).toBe(manages ? 200 : 403);
    },
  );

  it('is told of a customer only who sees clients, and of none that is not theirs', async () => {
    const customerId = here.customerId;
    const without = person(tenants.northwind, 'userManagementAdministrator-none');
    for (const id of [customerId, 'domain:nobody.example'])
      expect((await ask(without.userId, without, { customerId: id })).status).toBe(403);
    for (const id of ['domain:nobody.example', 'user:noa', '', 'x/y'])
      expect((await ask('noa', noa, { customerId: id })).status).toBe(404);
    expect((await ask('fay', fay, { customerId })).status).toBe(404);
    expect((await ask('noa', fay)).status).toBe(404);
    expect((await ask('nobody')).status).toBe(404);
  });
});

it('nothing is allowed to who is deactivated, in the words that they are told', async () => {
  const userId = 'none-limited';
  await changed(world, noa, userId, { status: 'deactivated' });
  const told = await world.call('getOverview', { as: person(tenants.northwind, userId) });
  const { items, customer } = rightsIn(await ask(userId, noa, { customerId: here.customerId }));
  expect(new Set(items.map(({ allowed, reason }) => `${String(allowed)} ${reason ?? ''}`))).toEqual(
    new Set([`false ${String(told.json.detail)}`]),
  );
  expect(customer?.acts.every(({ allowed }) => !allowed)).toBe(true);
});

it('after delegation has ended, says so of what it allowed', async () => {
  await changePartner(world, { authorizations: ['delegatedAdministration'] });
  const ended = await world.call('endDelegation', {
    as: noa,
    params: { customerId: here.customerId },
    headers: { 'if-match': '*' },
  });
  expect(ended.status).toBe(204);
  const { customer } = rightsIn(await ask('noa', noa, { customerId: here.customerId }));
  expect(customer?.delegation.status).toBe('ended');
  for (const act of ['serveRequests', 'resetPassword'])
    expect(customer?.acts.find((one) => one.act === act)?.reason).toMatch(/delegation is ended/u);
  expect(customer?.subscriptions.every(({ allowed, reason }) => !allowed && /ended/u.test(reason ?? ''))).toBe(true);
});
