import type { Authorization } from '../../../shared/domain/partners/partner';
import { companyRoles } from '../../../shared/domain/partners/user';
import { access, type HttpOperationName, type UserOperation } from '../../../shared/http/access';
import { refusalOf } from '../../link-world';
import { registered } from '../../local/host/registered-app';
import { eventGrid, goodCalls, portalWorld, type Here } from '../../portal-world';
import type { WatchedStore } from '../../watched-store';
import { application, noa, northwind, operator, person, tenants, World, type Call } from '../../world';

const settings = {
  PUBLIC_BASE_URL: 'https://kesher.example',
  OPERATOR_TENANT: tenants.operator,
  COSMOS: 'AccountEndpoint=http://localhost:8081/;AccountKey=a2V5;',
  API_AUDIENCE: '00000000-0000-4000-8000-00000000000a',
  SMTP_URL: 'smtp://localhost:1025',
  MAIL_FROM: 'offers@kesher.example',
  LINK_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64url')}`,
  PRODUCT_KEY_PEPPERS: `p1:${Buffer.alloc(32, 2).toString('base64url')}`,
};

/** What the deployed entry point registers. */
function registeredFunctions() {
  const before = process.env;
  process.env = { ...settings };
  try {
    return [...registered(() => void jest.requireActual('../../../functions/main')).functions.values()];
  } finally {
    process.env = before;
  }
}

const operations = (Object.keys(goodCalls) as HttpOperationName[]).map((name) => ({ name, ...access[name] }));
const calledBy = (by: string) => operations.filter((one) => one.by === by).map(({ name }) => name);

describe('the access table', () => {
  const functions = registeredFunctions();

  it('names exactly the functions that the app registers', () => {
    expect(functions.map(({ name }) => name).sort()).toEqual(Object.keys(access).sort());
  });

  it('says where each of them is reached', () => {
    const reached = functions.flatMap(({ name, trigger: { type, route, methods } }) =>
      type === 'httpTrigger' ? [[name, route, methods]] : [],
    );
    const told = operations.map(({ name, route, methods }) => [name, route, methods]);
    expect(new Map(reached.map((row) => [row[0], row]))).toEqual(new Map(told.map((row) => [row[0], row])));
  });

  it('gives no two functions the same address and method', () => {
    const addresses = operations.flatMap(({ route, methods }) =>
      methods.map((method) => `${method} ${route.replace(/\{\w+\}/gu, '{}')}`),
    );
    expect(addresses.filter((address, at) => addresses.indexOf(address) !== at)).toEqual([]);
  });

  it('lets the platform itself check nobody: every token is checked here', () => {
    const levels = functions.flatMap(({ trigger }) => (trigger.type === 'httpTrigger' ? [trigger.authLevel] : []));
    expect(new Set(levels)).toEqual(new Set(['anonymous']));
  });

  it('opens nothing under /api to anybody but the document, and what a browser may send', () => {
    const open = operations.filter(({ by, route }) => route.startsWith('api/') && by !== 'user' && by !== 'operator');
    expect(open.map(({ name }) => name)).toEqual(['describeApi', 'preflight']);
  });
});

describe('who may call', () => {
  let world: World;
  let store: WatchedStore;
  let here: Here;
  beforeAll(async () => {
    ({ world, store, here } = await portalWorld());
  });
  afterAll(() => world.close());
  beforeEach(() => store.forget());

  /** A good call, made by somebody else or by nobody. */
  const callAs = (name: HttpOperationName, as?: Call['as']) => {
    const { as: _as, ...call } = goodCalls[name](here);
    return world.call(name, as ? { ...call, as } : call);
  };

  it.each(calledBy('access'))(
    '%s is refused for an access page that was not issued here before anything is read',
    async (name) => {
      const { params, ...call } = goodCalls[name](here);
      const forged = [
        `${here.token}A`,
        here.token.slice(0, -1),
        here.token.replace(/.$/u, '!'),
        here.code,
        '',
        '\ud800',
      ];
      for (const token of forged) {
        const headers = { ...call.headers, accept: 'application/json' };
        const answer = await world.call(name, { ...call, headers, params: { ...params, token } });
        expect([answer.status, refusalOf(answer)]).toEqual([404, 'link-unknown']);
      }
      expect(store.calls).toEqual([]);
    },
  );

  describe.each([...calledBy('user'), ...calledBy('operator'), ...calledBy('eventGrid')])('%s', (name) => {
    it.each([
      ['no token', {}, 'Bearer'],
      ['a token that is none', { authorization: 'Bearer nonsense' }, 'Bearer error="invalid_token"'],
      ['another scheme', { authorization: 'Basic bm9hOm5vYQ==' }, 'Bearer'],
      ['a scheme without a token', { authorization: 'Bearer' }, 'Bearer'],
      ['two tokens', { authorization: 'Bearer one, Bearer two' }, 'Bearer error="invalid_token"'],
    ])('is refused with %s before anything is read', async (_what, headers, challenge) => {
      const { as: _as, ...call } = goodCalls[name](here);
      const answer = await world.call(name, { ...call, headers: { ...call.headers, ...headers } });
      expect([answer.status, refusalOf(answer)]).toEqual([401, 'unauthenticated']);
      expect(answer.headers.get('www-authenticate')).toBe(challenge);
      expect(store.calls).toEqual([]);
    });
  });

  describe.each(calledBy('user'))('%s', (name) => {
    it.each([
      ['of a tenant that is no partner', person('99999999-9999-4999-8999-999999999999', 'noa')],
      ['whom the partner does not know', person(tenants.northwind, 'stranger')],
      ['of another partner under the same name', person(tenants.fabrikam, 'noa')],
      ['who operates the deployment and is nobody’s user', operator],
      ['who claims the operator’s role in their own tenant', person(tenants.northwind, 'stranger', 'Operator')],
    ])('is refused to somebody %s', async (_who, as) => {
      const answer = await callAs(name, as);
      expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
      expect(store.changing).toEqual([]);
    });
  });

  it.each(calledBy('user'))(
    '%s is refused to an application, which is nobody’s user, before anything is read',
    async (name) => {
      for (const as of [application(noa.tenantId, noa.userId, 'Operator'), eventGrid]) {
        const answer = await callAs(name, as);
        expect([answer.status, refusalOf(answer)]).toEqual([401, 'unauthenticated']);
        expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
      }
      expect(store.calls).toEqual([]);
    },
  );

  it('lets an application with the role do what the operator does', async () => {
    const answer = await callAs('listPartners', application(tenants.operator, 'pipeline', 'Operator'));
    expect(answer.status).toBe(200);
  });

  describe.each(calledBy('operator'))('%s', (name) => {
    it.each([
      ['an application with the role in another tenant', application(tenants.northwind, 'pipeline', 'Operator')],
      ['an application with another role', eventGrid],
      ['a partner’s administrator', noa],
      ['a partner’s administrator with the role in their own tenant', { ...noa, roles: ['Operator'] }],
      ['somebody in the operator’s tenant without the role', person(tenants.operator, 'operator')],
      ['somebody with a role that looks like it', person(tenants.operator, 'operator', 'operator', 'Operators')],
    ])('is refused to %s before anything is read', async (_who, as) => {
      const answer = await callAs(name, as);
      expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
      expect(store.calls).toEqual([]);
    });
  });

  describe.each(calledBy('eventGrid'))('%s', (name) => {
    const role = 'AzureEventGridSecureWebhookSubscriber';
    it.each([
      ['a partner’s administrator', noa],
      ['somebody with the role in their own tenant', { ...noa, roles: [role] }],
      ['a person with the role in the operator’s tenant', person(tenants.operator, 'olga', role)],
      ['an application with the role in its own tenant', application(tenants.northwind, 'event-grid', role)],
      ['an application with another role', application(tenants.operator, 'pipeline', 'Operator')],
      ['the operator', operator],
      ['somebody with a role that looks like it', person(tenants.operator, 'x', role.toLowerCase(), `${role}s`)],
    ])('is refused to %s before anything is read', async (_who, as) => {
      const answer = await callAs(name, as);
      expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
      expect(store.calls).toEqual([]);
    });
  });

  it.each(calledBy('link'))(
    '%s is refused for a link that was not issued here before anything is read',
    async (name) => {
      const { params, ...call } = goodCalls[name](here);
      for (const code of [`${here.code}A`, here.code.slice(0, -1), here.code.replace(/.$/u, '!'), '', '\ud800']) {
        const headers = { accept: 'application/json' };
        const answer = await world.call(name, { ...call, headers, params: { ...params, code } });
        expect([answer.status, refusalOf(answer)]).toEqual([404, 'link-unknown']);
      }
      expect(store.calls).toEqual([]);
    },
  );

  it.each(calledBy('user'))('%s is refused while the partner is suspended', async (name) => {
    const suspended = person('55555555-5555-4555-8555-555555555555', 'sue');
    const edit = {
      ...northwind,
      status: 'suspended',
      globalAdministrator: { userId: 'sue', name: 'Sue', email: 'sue@s.example' },
    };
    await world.call('putPartner', { as: operator, params: { partnerId: suspended.tenantId }, body: edit });
    store.forget();
    const answer = await callAs(name, suspended);
    expect([answer.status, refusalOf(answer)]).toEqual([403, 'partner-suspended']);
    expect(store.changing).toEqual([]);
  });
});

/** The table of who needs what, as the product describes it. */
interface Someone {
  readonly companyRole: string;
  readonly supportedCompanies: string;
  readonly authorizations: readonly Authorization[];
}
const supports = ({ supportedCompanies }: Someone) => supportedCompanies !== 'none';
const advises = ({ authorizations }: Someone) => authorizations.includes('subscriptionAdvisor');
const delegates = ({ authorizations }: Someone) => authorizations.includes('delegatedAdministration');
const serves = ({ authorizations }: Someone) => authorizations.includes('serviceProvider');
const seesCustomers = (someone: Someone) => supports(someone) && someone.authorizations.length > 0;
const seesClients = (someone: Someone) => supports(someone) && (delegates(someone) || serves(someone));

const rows: readonly (readonly [string, UserOperation, Call, (someone: Someone) => boolean])[] = [
  ['see the overview', 'getOverview', {}, () => true],
  ['see the company', 'getCompany', {}, () => true],
  ['see products', 'listProducts', { query: { usageLocation: 'IL' } }, () => true],
  [
    'edit the company',
    'updateCompany',
    { body: { name: 'Northwind', offices: [{ id: 'main', name: 'Main' }], preferredLanguage: 'en' } },
    ({ companyRole }) => companyRole === 'globalAdministrator',
  ],
  [
    'create an invitation',
    'createTrialInvitation',
    { body: { usageLocation: 'IL', productId: 'microsoft-365-e5-trial' } },
    (someone) => supports(someone) && advises(someone),
  ],
  [
    'send an offer',
    'sendOffer',
    { params: { offerId: 'none' }, body: { recipients: [{ email: 'rina@wingtip.example' }] } },
    (someone) => supports(someone) && (advises(someone) || delegates(someone)),
  ],
  ['see what became of its mails', 'listOfferEmails', { params: { offerId: 'none' } }, supports],
  ['see the addresses that are not mailed', 'listSuppressions', {}, supports],
  [
    'include delegated administration',
    'createTrialInvitation',
    { body: { usageLocation: 'IL', productId: 'microsoft-365-e5-trial', delegatedAdministration: true } },
    (someone) => supports(someone) && advises(someone) && delegates(someone),
  ],
  [
    'revoke an offer of one kind or another',
    'revokeOffer',
    { params: { offerId: 'offer' }, headers: { 'if-match': '*' } },
    (someone) => supports(someone) && (advises(someone) || delegates(someone)),
  ],
  [
    'rotate a link of one kind or another',
    'rotateLink',
    { params: { offerId: 'offer' }, headers: { 'if-match': '*' } },
    (someone) => supports(someone) && (advises(someone) || delegates(someone)),
  ],
  ['see who answered an offer', 'listRedemptions', { params: { offerId: 'none' } }, seesCustomers],
  ['see the mails that went to customers', 'listMails', {}, seesCustomers],
  ['send a mail again', 'retryMail', { params: { mailId: 'none' } }, seesCustomers],
  ['list clients', 'listCustomers', {}, seesClients],
  ['see a client', 'getCustomer', { params: { customerId: 'domain:contoso.example' } }, seesClients],
  [
    'see a client’s subscriptions',
    'listSubscriptions',
    { params: { customerId: 'domain:contoso.example' } },
    seesClients,
  ],
];

const powerset = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.reduce<readonly (readonly T[])[]>((sets, item) => [...sets, ...sets.map((set) => [...set, item])], [[]]);

describe.each(powerset(northwind.authorizations).map((set) => [set.join(' and ') || 'no authorisation', set] as const))(
  'a partner with %s',
  (_named, authorizations) => {
    let world: World;
    const everybody = companyRoles.flatMap((companyRole) =>
      (['none', 'limited', 'full'] as const).map((supportedCompanies) => ({
        userId: `${companyRole}-${supportedCompanies}`,
        companyRole,
        supportedCompanies,
      })),
    );
    beforeAll(async () => {
      world = new World();
      await world.addPartner(tenants.northwind, { authorizations: [...authorizations] });
      for (const user of everybody) await world.addUser(user);
    });
    afterAll(() => world.close());

    it.each(rows)('lets exactly those %s who may', async (_what, name, call, may) => {
      const outcomes: Record<string, boolean> = {};
      const expected: Record<string, boolean> = {};
      for (const { userId, ...switches } of everybody) {
        const answer = await world.call(name, { ...call, as: person(tenants.northwind, userId) });
        if (answer.status === 403)
          expect(answer.json.detail).toMatch(/supportedCompanies|authorization|administrator/u);
        outcomes[userId] = answer.status !== 403;
        expected[userId] = may({ ...switches, authorizations });
      }
      expect(outcomes).toEqual(expected);
    });
  },
);
