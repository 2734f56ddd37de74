import * as z from 'zod';
import { faultyFields, refusalOf } from '../../link-world';
import { portalWorld } from '../../portal-world';
import { noa, tenants, World } from '../../world';

const Page = z.object({
  items: z.array(
    z.strictObject({
      id: z.string(),
      at: z.iso.datetime(),
      actor: z.looseObject({ kind: z.string() }),
      action: z.string(),
      subject: z.string(),
      customerId: z.string().optional(),
      changes: z
        .array(z.strictObject({ field: z.string(), before: z.string().optional(), after: z.string().optional() }))
        .optional(),
      traceId: z.string().min(1),
    }),
  ),
});

describe('GET /api/audit', () => {
  it('tells the global administrator who did what, for whom, when and in which call', async () => {
    const { world, here } = await portalWorld();
    await world.call('retryMail', { as: noa, params: { mailId: here.mailId } });
    const { items } = Page.parse((await world.call('listAudit', { as: noa, query: { limit: '100' } })).json);
    const done = items.map(({ action, actor: { kind }, subject }) => [action, kind, subject]);
    expect(done).toEqual(
      expect.arrayContaining([
        ['partnerCreated', 'operator', tenants.northwind],
        ['companyUpdated', 'user', tenants.northwind],
        ['trialInvitationCreated', 'user', here.offerId],
        ['mailRetried', 'user', here.mailId],
      ]),
    );
    expect(items.find(({ action }) => action === 'redemptionConfirmed')).toMatchObject({ customerId: here.customerId });
    world.close();
  });

  it('names the trace under which the call stands in the log', async () => {
    const world = new World();
    await world.addPartner();
    const { id } = await world.invite();
    const { items } = Page.parse((await world.call('listAudit', { as: noa })).json);
    const traceId = items.find(({ subject }) => subject === id)?.traceId;
    const line = world.logged.find((logged) => logged.includes('createTrialInvitation'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ event: 'call', traceId });
    world.close();
  });

  it.each([
    ['userManagementAdministrator', 'full'],
    ['billingAdministrator', 'none'],
    ['none', 'full'],
  ] as const)('is closed to a %s with %s access', async (companyRole, supportedCompanies) => {
    const world = new World();
    await world.addPartner();
    const as = await world.addUser({ userId: 'lior', companyRole, supportedCompanies });
    const answer = await world.call('listAudit', { as });
    expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
    world.close();
  });

  it.each([
    ['limit', '101'],
    ['cursor', '%%%'],
  ])('refuses %s=%s', async (name, value) => {
    const world = new World();
    await world.addPartner();
    const answer = await world.call('listAudit', { as: noa, query: { [name]: value } });
    expect([answer.status, faultyFields(answer)]).toEqual([422, [`/${name}`]]);
    world.close();
  });
});
