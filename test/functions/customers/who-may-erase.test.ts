import { addCustomers } from '../../customer-world';
import { refusalOf, snapshotOf } from '../../link-world';
import type { TokenIdentity } from '../../../shared/ports';
import { contoso, noa, tenants, World } from '../../world';

const ofOffer = 'domain:contoso.example';
const ofOthers = 'domain:adatum.example';

describe('who may take along or erase what is kept of a client', () => {
  let world: World;
  let full: TokenIdentity;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    const { code } = await world.invite({ delegatedAdministration: true });
    const answer = await world.redeem(code, { acceptDelegatedAdministration: true });
    await world.confirm(code, answer, await world.mailedCode(contoso.contact.email));
    await addCustomers(world, { domain: 'adatum.example' });
    full = await world.addUser({ userId: 'full', companyRole: 'none', supportedCompanies: 'full' });
  });
  afterEach(() => world.close());

  const tried = async (as: TokenIdentity, customerId: string): Promise<readonly string[]> => {
    const answers = [
      await world.call('exportCustomer', { as, params: { customerId } }),
      await world.call('eraseCustomer', { as, params: { customerId }, headers: { 'if-match': '"0"' } }),
    ];
    return answers.map((answer) => (answer.status === 200 ? '200' : `${answer.status} ${refusalOf(answer)}`));
  };
  const may = ['200', '412 stale'];
  const mayNot = ['403 forbidden', '403 forbidden'];

  const authorized = (...authorizations: readonly ('subscriptionAdvisor' | 'delegatedAdministration')[]) =>
    world.store.write(tenants.northwind, [{ kind: 'patch', id: 'partner', patch: { set: { authorizations } } }]);

  const endDelegation = () =>
    world.call('endDelegation', { as: noa, params: { customerId: ofOffer }, headers: { 'if-match': '*' } });

  it('is whoever has full access, for whom the partner administers or who has something from it', async () => {
    expect(await tried(full, ofOffer)).toEqual(may);
    await endDelegation();
    expect(await tried(full, ofOffer)).toEqual(may);
    await authorized('subscriptionAdvisor', 'delegatedAdministration');
    expect(await tried(full, ofOffer)).toEqual(mayNot);
    expect(await tried(full, ofOthers)).toEqual(mayNot);
    const refused = await world.call('exportCustomer', { as: full, params: { customerId: ofOffer } });
    expect(refused.json.detail).toMatch(/ended.*global administrator/u);
  });

  it('is a global administrator with full access for any client, whatever has ended', async () => {
    await endDelegation();
    await authorized('subscriptionAdvisor', 'delegatedAdministration');
    expect(await tried(noa, ofOffer)).toEqual(may);
    expect(await tried(noa, ofOthers)).toEqual(may);
  });

  it.each([
    ['limited access', { companyRole: 'globalAdministrator', supportedCompanies: 'limited' }],
    ['no access', { companyRole: 'globalAdministrator', supportedCompanies: 'none' }],
  ] as const)('is nobody with %s', async (_what, switches) => {
    const someone = await world.addUser({ userId: 'someone', ...switches });
    expect(await tried(someone, ofOffer)).toEqual(mayNot);
  });

  it('is nobody where the partner may not see clients', async () => {
    await authorized('subscriptionAdvisor');
    expect(await tried(noa, ofOffer)).toEqual(mayNot);
  });

  it('is nobody of another partner, who learns nothing', async () => {
    await world.addPartner(tenants.fabrikam, {
      name: 'Fabrikam',
      globalAdministrator: { userId: 'fay', name: 'Fay Ortiz', email: 'fay@fabrikam.example' },
    });
    const fay = { ...noa, tenantId: tenants.fabrikam, userId: 'fay' };
    expect(await tried(fay, ofOffer)).toEqual(['404 not-found', '404 not-found']);
  });
});

describe('a customer that is one mailbox', () => {
  it('is erased with its company’s name, found however the mailbox is spelled, and known again by its mailbox alone', async () => {
    const world = new World();
    await world.addPartner();
    const contact = { name: 'Umberto Vexley', email: 'umberto.vexley@gmail.com' };
    const own = { companyName: 'Vexley Pottery', primaryDomain: undefined, contact };
    const { code } = await world.invite();
    const answer = await world.redeem(code, own);
    expect((await world.confirm(code, answer, await world.mailedCode(contact.email))).status).toBe(200);
    const decline = { email: 'Umberto.V.Exley+offers@googlemail.com', reason: 'not now' };
    await world.call('declineOffer', { params: { code }, body: decline });
    const [customer] = await world.documents('customer');
    const params = { customerId: String(customer?.id) };
    const erased = await world.call('eraseCustomer', { as: noa, params, headers: { 'if-match': '*' } });
    expect(erased.json).toMatchObject({
      id: params.customerId,
      companyName: expect.stringMatching(/^Company /u) as string,
    });
    expect(JSON.stringify((await snapshotOf(world)).documents)).not.toMatch(/umberto|vexley|v\.exley|pottery/iu);

    world.pass({ days: 1 });
    const again = await world.redeem(code, own);
    const refused = await world.confirm(code, again, await world.mailedCode(contact.email));
    expect(refusalOf(refused)).toBe('trial-already-used');
    world.close();
  });
});

describe('a company', () => {
  it('keeps its name and domain, unless its name is to go too', async () => {
    const world = new World();
    await world.addPartner();
    await addCustomers(world, { domain: 'adatum.example', companyName: 'Adatum Trading' });
    const erase = (body: unknown) =>
      world.call('eraseCustomer', { as: noa, params: { customerId: ofOthers }, headers: { 'if-match': '*' }, body });
    expect((await erase({})).json).toMatchObject({ companyName: 'Adatum Trading', primaryDomain: 'adatum.example' });
    expect((await erase({ company: true })).json).toMatchObject({
      companyName: expect.stringMatching(/^Company [0-9A-F]{10}$/u) as string,
      primaryDomain: 'adatum.example',
      erasure: { state: 'done' },
    });
    expect(JSON.stringify((await snapshotOf(world)).documents)).not.toMatch(/trading/iu);
    world.close();
  });
});
