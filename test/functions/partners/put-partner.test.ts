import type { HttpOperationName } from '../../../shared/http/access';
import { faultyFields, refusalOf } from '../../link-world';
import { documentsOf } from '../../portal-world';
import { northwind, noon, operator, person, tenants, World, type Answer } from '../../world';

describe('PUT /api/partners/{partnerId}', () => {
  let world: World;
  const params = { partnerId: tenants.northwind };
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.close());

  const put = (body: unknown, ifMatch?: string, partnerId: string = tenants.northwind): Promise<Answer> =>
    world.call('putPartner', {
      as: operator,
      params: { partnerId },
      headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
      body,
    });
  const as = (userId: string) => person(tenants.northwind, userId);
  const seen = async (name: HttpOperationName, userId: string) => (await world.call(name, { as: as(userId) })).status;

  it('adds a partner whose first global administrator starts with full access', async () => {
    const made = await put(northwind);
    expect(made.status).toBe(201);
    expect(made.headers.get('etag')).toBe('"1"');
    expect(made.json).toEqual({
      ...northwind,
      authorizations: [...northwind.authorizations].sort(),
      id: tenants.northwind,
      status: 'active',
      createdAt: noon.toISOString(),
    });
    await world.call('updateCompany', {
      as: as('noa'),
      headers: { 'if-match': '*' },
      body: { ...(await world.call('getCompany', { as: as('noa') })).json, phone: '+972 3 555 0100' },
    });
    expect(await seen('listAudit', 'noa')).toBe(200);
    expect((await world.invite()).offer).toMatchObject({ status: 'active' });
  });

  it('says who added it, in the same write', async () => {
    await put(northwind);
    expect(await world.documents('audit')).toMatchObject([
      {
        action: 'partnerCreated',
        actor: { kind: 'operator', userId: 'operator' },
        subject: tenants.northwind,
        at: noon.toISOString(),
      },
    ]);
  });

  it('writes the tenant id in lower case, so that a partner has one address', async () => {
    const tenant = 'ABCDEF01-2345-6789-ABCD-EF0123456789';
    await put(northwind, undefined, tenant);
    expect((await put(northwind, undefined, tenant.toLowerCase())).status).toBe(428);
    expect((await world.call('getPartner', { as: operator, params: { partnerId: tenant } })).json.id).toBe(
      tenant.toLowerCase(),
    );
  });

  it('changes authorisations, cloud and status, which count from the next call on', async () => {
    await put(northwind);
    const changed = await put({ ...northwind, authorizations: ['serviceProvider'], cloud: 'china' }, '"1"');
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    const overview = await world.call('getOverview', { as: as('noa') });
    expect(overview.json).toMatchObject({ partner: { cloud: 'china' }, authorizations: ['serviceProvider'] });
  });

  it('suspends and reinstates', async () => {
    await put(northwind);
    await put({ ...northwind, status: 'suspended' }, '"1"');
    expect(await seen('getOverview', 'noa')).toBe(403);
    expect((await put(northwind, '"2"')).json).toMatchObject({ status: 'suspended' });
    await put({ ...northwind, status: 'active' }, '"3"');
    expect(await seen('getOverview', 'noa')).toBe(200);
  });

  it('accepts what GET returned, and changes nothing but the revision by it', async () => {
    await put(northwind);
    const read = await world.call('getPartner', { as: operator, params });
    const before = await documentsOf(world, tenants.northwind);
    const sent = await put(read.json, read.headers.get('etag') ?? '');
    expect(sent.status).toBe(200);
    expect(sent.json).toEqual(read.json);
    const after = await documentsOf(world, tenants.northwind);
    const withoutAudit = (documents: typeof after) =>
      documents.filter(({ type }) => type !== 'audit').map((document) => ({ ...document, revision: 0 }));
    expect(withoutAudit(after)).toEqual(expect.arrayContaining(withoutAudit(before)));
    expect(after).toHaveLength(before.length + 1);
  });

  it('keeps the company profile that the partner wrote', async () => {
    await world.addPartner();
    const company = await world.call('getCompany', { as: as('noa') });
    await put({ ...northwind, name: 'Northwind Traders' }, '"1"');
    const after = await world.call('getCompany', { as: as('noa') });
    expect(after.json).toEqual(company.json);
    expect(after.headers.get('etag')).toBe(company.headers.get('etag'));
  });

  describe('the global administrator that it names', () => {
    const ruth = { userId: 'ruth', name: 'Ruth Katz', email: 'ruth@northwind.example' };
    beforeEach(() => put(northwind));

    it('is added beside the ones there are: none is ever removed', async () => {
      await put({ ...northwind, globalAdministrator: ruth }, '"1"');
      expect(await seen('listAudit', 'ruth')).toBe(200);
      expect(await seen('listAudit', 'noa')).toBe(200);
    });

    it('is restored when they were a user with less', async () => {
      await world.addUser({ userId: 'ruth', companyRole: 'billingAdministrator', supportedCompanies: 'none' });
      expect(await seen('listAudit', 'ruth')).toBe(403);
      await put({ ...northwind, globalAdministrator: ruth }, '"1"');
      expect(await seen('listAudit', 'ruth')).toBe(200);
      expect(await seen('listCustomers', 'ruth')).toBe(200);
    });

    it('keeps the access they chose when they still are one', async () => {
      await world.addUser({ userId: 'ruth', companyRole: 'globalAdministrator', supportedCompanies: 'none' });
      await put({ ...northwind, globalAdministrator: ruth }, '"1"');
      expect(await seen('listCustomers', 'ruth')).toBe(403);
    });
  });

  describe('under If-Match', () => {
    it('is needed once the partner exists', async () => {
      await put(northwind);
      const answer = await put(northwind);
      expect([answer.status, refusalOf(answer)]).toEqual([428, 'precondition-required']);
    });

    it.each(['"2"', '"0"', 'W/"2"', '1', '"one"', ''])('is stale when it says %j', async (ifMatch) => {
      await put(northwind);
      const before = await documentsOf(world, tenants.northwind);
      const answer = await put({ ...northwind, name: 'Other' }, ifMatch);
      expect([answer.status, refusalOf(answer)]).toEqual([412, 'stale']);
      expect(await documentsOf(world, tenants.northwind)).toEqual(before);
    });

    it('names the same revision when a proxy has made its tag weak', async () => {
      await put(northwind);
      const changed = await put({ ...northwind, name: 'Other' }, 'W/"1"');
      expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    });

    it('is stale for a partner that does not exist', async () => {
      expect((await put(northwind, '"1"')).status).toBe(412);
      expect(await world.documents('partner')).toEqual([]);
    });

    it('lets one of two operators through who read the same revision', async () => {
      await put(northwind);
      const answers = await Promise.all([
        put({ ...northwind, name: 'A' }, '"1"'),
        put({ ...northwind, name: 'B' }, '"1"'),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    });

    it('lets one of two operators add the same partner', async () => {
      const answers = await Promise.all([put(northwind), put({ ...northwind, name: 'Other' })]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 412]);
      const listed = await world.call('listPartners', { as: operator });
      expect(listed.json.items).toHaveLength(1);
    });
  });

  describe('refuses', () => {
    it.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
      ['no name', { name: undefined }, ['/name']],
      ['an empty name', { name: ' \u200f ' }, ['/name']],
      ['a name of two lines', { name: 'North\nwind' }, ['/name']],
      ['a name with half a surrogate pair', { name: 'North\ud83d' }, ['/name']],
      ['a name that is too long', { name: 'x'.repeat(101) }, ['/name']],
      ['a cloud that nobody knows', { cloud: 'mars' }, ['/cloud']],
      [
        'an authorisation that nobody knows',
        { authorizations: ['serviceProvider', 'everything'] },
        ['/authorizations/1'],
      ],
      ['a status that nobody knows', { status: 'deleted' }, ['/status']],
      ['no administrator', { globalAdministrator: undefined }, ['/globalAdministrator']],
      [
        'an administrator who cannot be',
        { globalAdministrator: { userId: 'a/b', name: '', email: 'ruth' } },
        ['/globalAdministrator/userId', '/globalAdministrator/name', '/globalAdministrator/email'],
      ],
      ['an unknown field', { plan: 'gold', 'a/b~c': 1 }, ['/plan', '/a~1b~0c']],
      [
        'an unknown field of the administrator',
        { globalAdministrator: { ...northwind.globalAdministrator, companyRole: 'none' } },
        ['/globalAdministrator/companyRole'],
      ],
    ])('%s', async (_what, change, fields) => {
      const answer = await put({ ...northwind, ...change });
      expect([answer.status, refusalOf(answer)]).toEqual([422, 'invalid-request']);
      expect(faultyFields(answer)).toEqual(fields);
      expect((await world.store.changes(undefined, 10)).documents).toEqual([]);
    });

    it('a cloud that this deployment does not serve, also for a partner that is there', async () => {
      const here = new World({ settings: { clouds: ['global'] } });
      const call = { as: operator, params, body: { ...northwind, cloud: 'china' } };
      const answer = await here.call('putPartner', call);
      expect([answer.status, faultyFields(answer)]).toEqual([422, ['/cloud']]);
      await here.addPartner();
      const changed = await here.call('putPartner', { ...call, headers: { 'if-match': '"1"' } });
      expect([changed.status, faultyFields(changed)]).toEqual([422, ['/cloud']]);
      here.close();
    });

    it.each(['northwind', '~system', '..', 'a/b', '{11111111-1111-4111-8111-111111111111}', `${tenants.northwind} `])(
      'the tenant id %j: there can be nothing',
      async (partnerId) => {
        expect((await put(northwind, undefined, partnerId)).status).toBe(404);
        expect((await world.store.changes(undefined, 10)).documents).toEqual([]);
      },
    );

    it('a name with markup as little as any other text', async () => {
      const name = `<script>alert("1")</script> & Co`;
      expect((await put({ ...northwind, name })).json).toMatchObject({ name });
    });
  });
});
