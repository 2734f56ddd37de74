import { notify } from '../../../shared/domain/activity/notification';
import type { Authorization } from '../../../shared/domain/partners/partner';
import { companyRoles } from '../../../shared/domain/partners/user';
import { access, type HttpOperationName } from '../../../shared/http/access';
import { changePartner, goodCalls, portalWorld, type Here } from '../../portal-world';
import { Subscription } from '../../../shared/domain/customers/subscription';
import { change } from '../../telling-world';
import { sheetsOf } from '../../workbook';
import { noa, northwind, person, tenants, type Answer, type Call, type World } from '../../world';

const reading = (Object.keys(goodCalls) as HttpOperationName[]).filter((name) => {
  const one = access[name];
  return one.by === 'user' && one.methods.some((method) => method === 'GET');
});

const everybody = companyRoles.flatMap((companyRole) =>
  (['none', 'limited', 'full'] as const).map((supportedCompanies) => ({
    userId: `${companyRole}-${supportedCompanies}`,
    companyRole,
    supportedCompanies,
  })),
);

const powerset = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.reduce<readonly (readonly T[])[]>((sets, item) => [...sets, ...sets.map((set) => [...set, item])], [[]]);

let world: World;
let here: Here;
/** What tells of customers, each in a form that stands nowhere else. */
let planted: readonly string[];
const recipient = 'rina@wingtip.example';

beforeAll(async () => {
  ({ world, here } = await portalWorld());
  const good = (name: HttpOperationName) => world.call(name, goodCalls[name](here));
  const done = [
    await good('convertTrial'),
    await good('declineOffer'),
    await good('askForAccessCode'),
    await good('retryMail'),
    await good('endDelegationAsCustomer'),
    await good('endPartnerOfRecord'),
    await good('revokeOffer'),
  ];
  expect(done.map(({ status }) => status).filter((status) => status >= 400)).toEqual([]);
  const { url } = (await world.call('getOffer', { as: noa, params: { offerId: here.spareOfferId } })).json;
  const asked = await world.call('requestFreshLink', {
    params: { code: String(url).split('/o/')[1] ?? '' },
    body: { email: 'ziv@woodgrove.example', name: 'Ziv Woodgrove', message: 'Once more for Woodgrove' },
  });
  expect(asked.status).toBe(202);
  const [confirmed] = (await world.documents('redemption')).filter(({ status }) => status === 'confirmed');
  const doubt = {
    domain: 'contoso.example',
    customerId: here.customerId,
    companyName: 'Contoso',
    offerId: here.offerId,
  };
  await world.store.write(tenants.northwind, [
    {
      kind: 'create',
      document: notify(
        tenants.northwind,
        'domain-doubted-contoso.example',
        { kind: 'domainDoubted', ...doubt, redemptionId: String(confirmed?.redemptionId) },
        new Date(world.now),
      ),
    },
  ]);
  const subscription = Subscription.parse(
    (await world.documents('subscription')).find((one) => one.subscriptionId === here.subscriptionId),
  );
  const partnerOfRecord = { partnerId: tenants.northwind, since: subscription.startsAt };
  await change(world, 'planted', [{ subscription: { ...subscription, partnerOfRecord }, kind: 'suspended' }]);
  await world.deliver();
  planted = [
    'contoso',
    'dana',
    'Adatum',
    'gil@adatum',
    'No need',
    'tailspin',
    'ziv@woodgrove',
    'Once more',
    here.subscriptionId,
    ...(await world.documents('redemption')).map(({ redemptionId }) => String(redemptionId)),
  ];
  for (const user of everybody) await world.addUser(user);
});
afterAll(() => world.close());

/** Everything that an answer says: its text, the cells of a workbook, and what its cursors and ids are made of. */
async function saidIn(answer: Answer): Promise<string> {
  const isWorkbook = answer.headers.get('content-type')?.includes('spreadsheet') === true;
  const text = `${isWorkbook ? JSON.stringify((await sheetsOf(answer.bytes)).map(({ rows }) => rows)) : answer.text} ${JSON.stringify([...answer.headers])}`;
  const coded = text.match(/[\w-]{16,}/gu) ?? [];
  return [text, ...coded.map((word) => Buffer.from(word, 'base64url').toString())].join('\n').toLowerCase();
}

const found = (said: string): readonly string[] => planted.filter((word) => said.includes(word.toLowerCase()));

/** All that somebody can read: every list page by page and as each file, and by a search for what is planted. */
async function readAll(as: Call['as']): Promise<ReadonlyMap<HttpOperationName, readonly Answer[]>> {
  const read = new Map<HttpOperationName, readonly Answer[]>();
  for (const name of reading) {
    const { as: _as, ...call } = goodCalls[name](here);
    const ask = (query: Readonly<Record<string, string>>) =>
      world.call(name, { ...call, ...(as ? { as } : {}), query: { ...call.query, ...query } });
    const answers = [await ask({})];
    if (answers[0]?.status === 200 && 'items' in answers[0].json) {
      let cursor: unknown;
      do {
        const page = await ask({ limit: '2', ...(typeof cursor === 'string' ? { cursor } : {}) });
        answers.push(page);
        cursor = page.json.nextCursor;
      } while (typeof cursor === 'string');
      for (const query of [{ format: 'csv' }, { format: 'xlsx' }, { q: 'rina' }, { status: 'active' }])
        answers.push(await ask(query));
    }
    read.set(
      name,
      answers.filter(({ status }) => status === 200),
    );
  }
  return read;
}

const forEverybody: readonly HttpOperationName[] = [
  'getOverview',
  'getCompany',
  'listNotifications',
  'listProducts',
  'listOffers',
  'getOffer',
];

describe.each(
  powerset<Authorization>(northwind.authorizations).map(
    (set) => [set.join(' and ') || 'no authorisation', set] as const,
  ),
)('of a partner with %s', (_named, authorizations) => {
  beforeAll(() => changePartner(world, { authorizations }));

  // Roles are all asked where a partner may do nothing and where it may do everything: in between, what counts is whose customers somebody supports.
  const isBetween = authorizations.length > 0 && authorizations.length < northwind.authorizations.length;
  it.each(isBetween ? everybody.filter(({ companyRole }) => companyRole === 'none') : everybody)(
    'a $companyRole with $supportedCompanies access sees what they may of customers, and nothing else',
    async (user) => {
      const read = await readAll(person(tenants.northwind, user.userId));
      const seesRecipients = user.supportedCompanies !== 'none';
      const seesCustomers = seesRecipients && authorizations.length > 0;
      const seesClients = seesRecipients && authorizations.some((one) => one !== 'subscriptionAdvisor');
      const all = (await Promise.all([...read.values()].flat().map(saidIn))).join('\n');
      expect(found(all)).toEqual(seesCustomers ? planted : []);
      expect(all.includes(recipient)).toBe(seesRecipients);
      expect(read.get('listCustomers')?.length === 0).toBe(!seesClients);
      for (const name of forEverybody) expect([name, read.get(name)?.[0]?.status]).toEqual([name, 200]);
      expect(read.get('listAudit')?.length === 0).toBe(user.companyRole !== 'globalAdministrator');
    },
  );
});

describe('somebody who may not see customers', () => {
  beforeAll(() => changePartner(world, { authorizations: northwind.authorizations }));
  const billing = person(tenants.northwind, 'globalAdministrator-none');

  it('is told all the same that something happened, and which fields are withheld', async () => {
    const items = async (as: Call['as']) => {
      const answer = await world.call('listNotifications', { ...(as ? { as } : {}), query: { limit: '100' } });
      return (answer.json as { items: { id: string; kind: string; withheld?: string[] }[] }).items;
    };
    const [theirs, all] = [await items(billing), await items(noa)];
    expect(theirs.map(({ id, kind }) => [id, kind])).toEqual(all.map(({ id, kind }) => [id, kind]));
    expect(theirs.find(({ kind }) => kind === 'offerAccepted')).toMatchObject({
      offerId: here.offerId,
      withheld: ['redemptionId', 'customerId', 'companyName', 'delegatedAdministration', 'delegation', 'tasks'],
    });
    expect(all.filter(({ withheld }) => withheld !== undefined)).toEqual([]);
  });

  it('finds no offer by whom it was mailed to', async () => {
    const found = async (as: Call['as']) =>
      (await world.call('listOffers', { ...(as ? { as } : {}), query: { q: 'wingtip' } })).json.items;
    expect(await found(billing)).toEqual([]);
    expect(await found(noa)).toHaveLength(1);
  });

  it('cannot go on by a cursor that is somebody else’s, or that was changed', async () => {
    const { nextCursor } = (await world.call('listAudit', { as: noa, query: { limit: '1' } })).json;
    const cursor = String(nextCursor);
    const swapped = cursor.endsWith('A') ? 'B' : 'A';
    for (const [as, given] of [
      [person(tenants.fabrikam, 'fay'), cursor],
      [noa, `${cursor.slice(0, 30)}${swapped}${cursor.slice(31)}`],
      [noa, Buffer.from(`${new Date(world.now).toISOString()}~x`).toString('base64url')],
    ] as const)
      expect((await world.call('listAudit', { as, query: { cursor: given } })).status).toBe(422);
    expect((await world.call('listAudit', { as: billing, query: { cursor } })).status).toBe(200);
  });
});
