import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { permissionsPage } from '../../../local/permissions-page';
import { Authorization } from '../../../shared/domain/partners/partner';
import { companyRoles, SupportedCompanies, type User } from '../../../shared/domain/partners/user';
import { access, userOperations, type UserOperation } from '../../../shared/http/access';
import { refusalOf } from '../../link-world';
import { noa, person, World, type Call } from '../../world';

const clouds = ['global', 'china'] as const;

/** Somebody in one of the cells. */
interface Someone extends Pick<User, 'companyRole' | 'supportedCompanies'> {
  readonly authorizations: readonly Authorization[];
  readonly cloud: (typeof clouds)[number];
}

const supports = ({ supportedCompanies }: Someone) => supportedCompanies !== 'none';
const advises = ({ authorizations }: Someone) => authorizations.includes('subscriptionAdvisor');
const delegates = ({ authorizations }: Someone) => authorizations.includes('delegatedAdministration');
const serves = ({ authorizations }: Someone) => authorizations.includes('serviceProvider');

/** The rows of the product's own table, told here once more and by hand. */
const anyUser = () => true;
const ofCompany = ({ companyRole }: Someone) => companyRole === 'globalAdministrator';
const ofUsers = ({ companyRole }: Someone) =>
  companyRole === 'globalAdministrator' || companyRole === 'userManagementAdministrator';
const invites = (someone: Someone) => supports(someone) && advises(someone);
const offersDelegation = (someone: Someone) => supports(someone) && delegates(someone);
const changesOffers = (someone: Someone) => supports(someone) && (advises(someone) || delegates(someone));
const usesKeys = (someone: Someone) => invites(someone) && someone.cloud === 'global';
const seesCustomers = (someone: Someone) => supports(someone) && someone.authorizations.length > 0;
const seesClients = (someone: Someone) => supports(someone) && (delegates(someone) || serves(someone));
const fully = (someone: Someone) => seesClients(someone) && someone.supportedCompanies === 'full';

/** An operation without a row does not compile. */
const mayCall: Readonly<Record<UserOperation, (someone: Someone) => boolean>> = {
  getOverview: anyUser,
  getCompany: anyUser,
  updateCompany: ofCompany,
  listUsers: anyUser,
  createUser: ofUsers,
  getUser: anyUser,
  updateUser: ofUsers,
  deleteUser: ofUsers,
  getUserRights: anyUser,
  getPermissions: anyUser,
  listNotifications: anyUser,
  getNotificationPreferences: anyUser,
  putNotificationPreferences: anyUser,
  markNotificationsRead: anyUser,
  listAudit: ofCompany,
  verifyAudit: ofCompany,
  listMails: seesCustomers,
  retryMail: seesCustomers,
  listSuppressions: supports,
  deleteSuppression: supports,
  listProducts: anyUser,
  createTrialInvitation: invites,
  createPurchaseOffer: invites,
  createDelegationOffer: offersDelegation,
  listOffers: anyUser,
  getOffer: anyUser,
  revokeOffer: changesOffers,
  rotateLink: changesOffers,
  copyOffer: changesOffers,
  sendOffer: changesOffers,
  listOfferEmails: supports,
  resendOfferEmail: changesOffers,
  stopOfferEmail: changesOffers,
  listRedemptions: seesCustomers,
  loadProductKeys: usesKeys,
  listProductKeys: usesKeys,
  searchProductKey: usesKeys,
  withdrawProductKey: usesKeys,
  previewProductKeys: usesKeys,
  applyProductKeys: usesKeys,
  listCustomers: seesClients,
  getCustomer: seesClients,
  updateCustomer: seesClients,
  exportCustomer: fully,
  eraseCustomer: fully,
  listConsents: seesClients,
  listSubscriptions: seesClients,
  getSubscription: seesClients,
  updateSubscription: fully,
  convertTrial: invites,
  listCustomerUsers: seesClients,
  resetPassword: seesClients,
  listPasswordResets: seesClients,
  getPasswordReset: seesClients,
  withdrawPasswordReset: seesClients,
  approvePasswordReset: fully,
  listProvisioningTasks: seesClients,
  getProvisioningTask: seesClients,
  updateProvisioningTask: fully,
  createServiceRequest: seesClients,
  listCustomerRequests: seesClients,
  listServiceRequests: seesClients,
  getServiceRequest: seesClients,
  updateServiceRequest: seesClients,
  addServiceNote: seesClients,
  listDelegations: seesClients,
  endDelegation: fully,
};

const powerset = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.reduce<readonly (readonly T[])[]>((sets, item) => [...sets, ...sets.map((set) => [...set, item])], [[]]);

/** Every cell: each partner there can be, each user it can have. */
const partners = powerset(Authorization.options).flatMap((authorizations) =>
  clouds.map((cloud) => ({ authorizations, cloud })),
);
const users = companyRoles.flatMap((companyRole) =>
  SupportedCompanies.options.map((supportedCompanies) => ({ companyRole, supportedCompanies })),
);
const tenantOf = (index: number) => `66666666-6666-4666-8666-${String(index).padStart(12, '0')}`;
const cells = partners.flatMap((partner, index) =>
  users.map((user) => ({
    cell: [...partner.authorizations, partner.cloud, user.companyRole, user.supportedCompanies].join(' '),
    someone: { ...partner, ...user } satisfies Someone,
    as: person(tenantOf(index), `${user.companyRole}-${user.supportedCompanies}`),
  })),
);

const Requires = z.strictObject({
  companyRoles: z.array(z.enum(companyRoles)).optional(),
  supportedCompanies: z.enum(['limited', 'full']).optional(),
  authorizations: z.array(Authorization).optional(),
  cloud: z.enum(clouds).optional(),
});
const Served = z.object({
  items: z.array(
    z.strictObject({
      operation: z.string(),
      method: z.string(),
      route: z.string(),
      title: z.string().min(5),
      further: z.string().min(5).optional(),
      needs: z.string().min(5),
      requires: Requires,
    }),
  ),
});

/** What the served row says of somebody, read as a portal would. */
function isMet(requires: z.infer<typeof Requires>, someone: Someone): boolean {
  const { companyRoles: roles, supportedCompanies, authorizations, cloud } = requires;
  return (
    (roles?.includes(someone.companyRole) ?? true) &&
    (supportedCompanies !== 'limited' || someone.supportedCompanies !== 'none') &&
    (supportedCompanies !== 'full' || someone.supportedCompanies === 'full') &&
    (authorizations?.some((one) => someone.authorizations.includes(one)) ?? true) &&
    (cloud === undefined || cloud === someone.cloud)
  );
}

describe('who may do what', () => {
  let world: World;
  let served: z.infer<typeof Served>['items'];
  beforeAll(async () => {
    world = new World();
    await world.addPartner();
    for (const [index, { authorizations, cloud }] of partners.entries()) {
      await world.addPartner(tenantOf(index), { authorizations: [...authorizations], cloud });
      for (const user of users)
        await world.addUser({ ...user, userId: `${user.companyRole}-${user.supportedCompanies}` }, tenantOf(index));
    }
    served = Served.parse((await world.call('getPermissions', { as: noa })).json).items;
  });
  afterAll(() => world.close());

  /** A call that names nothing there is and says nothing valid: whoever may make it is told so, and nothing changes. */
  function emptyCall(name: UserOperation): Call {
    const { route, methods } = access[name];
    const params = Object.fromEntries([...route.matchAll(/\{(\w+)\}/gu)].map(([, named = '']) => [named, 'none']));
    const isRead = methods.some((method) => method === 'GET');
    return { params, ...(isRead ? {} : { body: {}, headers: { 'if-match': '*' } }) };
  }

  it('is served of every operation, in the table’s order', () => {
    expect(served.map(({ operation }) => operation)).toEqual(userOperations);
    for (const { operation, route } of served) expect(route).toBe(`/${access[operation as UserOperation].route}`);
  });

  it.each(userOperations)(
    '%s answers everybody as the product, the served table and nothing else says',
    async (name) => {
      const requires = served.find(({ operation }) => operation === name)?.requires ?? {};
      const answered: Record<string, boolean> = {};
      const bySays: Record<string, boolean> = {};
      const byServed: Record<string, boolean> = {};
      for (const { cell, someone, as } of cells) {
        const answer = await world.call(name, { ...emptyCall(name), as });
        if (answer.status === 403) expect(refusalOf(answer)).toBe('forbidden');
        else expect([200, 201, 204, 404, 409, 412, 422]).toContain(answer.status);
        answered[cell] = answer.status !== 403;
        bySays[cell] = mayCall[name](someone);
        byServed[cell] = isMet(requires, someone);
      }
      expect(answered).toEqual(bySays);
      expect(byServed).toEqual(bySays);
      expect(Object.keys(answered)).toHaveLength(companyRoles.length * 3 * 8 * 2);
    },
  );
});

it('stands in the docs as it is: npm run permissions', () => {
  expect(readFileSync('docs/permissions.md', 'utf8')).toBe(permissionsPage());
});
