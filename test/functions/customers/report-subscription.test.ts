import { endAsPartner } from '../../delegation-world';
import { faultyFields, refusalOf } from '../../link-world';
import { changePartner, helpdesk } from '../../portal-world';
import { customerId, patch, purchased, readSubscription } from '../../subscription-world';
import { noa, World } from '../../world';

const reference = '0f5b1c2e-7d64-4d0a-9a44-2a6f7c1f9e10';
const corrected = '7b1f0a55-90cf-4f0e-8f8b-3d5a1c2b4e6f';

describe('saying of a subscription how it stands at Microsoft', () => {
  let world: World;
  let id: string;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    id = await purchased(world);
  });
  afterEach(() => world.close());

  const report = (provisioning: object, etag?: string) =>
    patch(world, id, { provisioning }, etag === undefined ? {} : { etag });
  const provisioning = async () => (await readSubscription(world, id)).json.provisioning;
  const tasks = async () => (await world.documents('provisioning-task')).map(({ state }) => state);

  it('is done with Microsoft’s id, the customer is mailed once, and saying it again changes nothing', async () => {
    const { status, json } = await report({ state: 'done', reference });
    expect([status, json.provisioning]).toEqual([200, { state: 'done', reference }]);
    expect(await tasks()).toEqual(['done']);
    await world.deliver();
    const before = await world.documents('audit');
    expect((await report({ state: 'done', reference })).status).toBe(200);
    expect((await report({ state: 'done' })).json.provisioning).toEqual({ state: 'done', reference });
    expect(await world.documents('audit')).toEqual(before);
    await world.deliver();
    expect(world.mails.filter(({ kind }) => kind === 'subscriptionReady')).toHaveLength(1);
  });

  it('fails with a reason, and can be given back and done', async () => {
    expect((await report({ state: 'failed', reason: 'No such tenant' })).status).toBe(200);
    expect(await provisioning()).toEqual({ state: 'failed', reason: 'No such tenant' });
    expect((await report({ state: 'pending' })).json.provisioning).toEqual({ state: 'pending' });
    expect((await report({ state: 'done', reference })).json.provisioning).toEqual({ state: 'done', reference });
    expect(await tasks()).toEqual(['done']);
  });

  it('corrects Microsoft’s id of what is done', async () => {
    await report({ state: 'done', reference });
    expect((await report({ state: 'done', reference: corrected })).json.provisioning).toEqual({
      state: 'done',
      reference: corrected,
    });
    const refused = await report({ state: 'failed', reason: 'Gone again' });
    expect([refused.status, refusalOf(refused)]).toEqual([409, 'state-conflict']);
  });

  it.each([
    [{ state: 'done' }, '/provisioning/reference'],
    [{ state: 'done', reference: 'none' }, '/provisioning/reference'],
    [{ state: 'failed' }, '/provisioning/reason'],
    [{ state: 'claimed' }, '/provisioning/state'],
    [{ state: 'done', reference, takeOver: true }, '/provisioning/takeOver'],
  ])('%j is refused with the field', async (said, pointer) => {
    const refused = await report(said);
    expect([refused.status, faultyFields(refused)]).toEqual([422, [pointer]]);
    expect(await tasks()).toEqual(['pending']);
  });

  it('is a request of its own', async () => {
    const refused = await patch(world, id, { quantity: 7, provisioning: { state: 'done', reference } });
    expect([refused.status, faultyFields(refused)]).toEqual([422, ['/provisioning']]);
  });

  it('names the revision, and the rights that are missing', async () => {
    const stale = await report({ state: 'done', reference }, '"7"');
    expect([stale.status, refusalOf(stale)]).toEqual([412, 'stale']);
    const params = { customerId, subscriptionId: id };
    const body = { provisioning: { state: 'done', reference } };
    const without = await world.call('updateSubscription', { as: noa, params, body });
    expect([without.status, refusalOf(without)]).toEqual([428, 'precondition-required']);
    const limited = await patch(world, id, body, { as: await helpdesk(world) });
    expect([limited.status, refusalOf(limited)]).toEqual([403, 'forbidden']);
    await changePartner(world, { authorizations: ['subscriptionAdvisor', 'delegatedAdministration'] });
    await endAsPartner(world);
    const ended = await report({ state: 'done', reference });
    expect([ended.status, String(ended.json.detail)]).toEqual([403, expect.stringContaining('delegation is ended')]);
    expect(await tasks()).toEqual(['pending']);
  });
});
