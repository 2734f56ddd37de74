/** Races for what is a partner's: its keys, its tasks, its administrators. */
import { keyNumber, keyRow } from '../../product-keys';
import { fay } from '../../portal-world';
import { noa, tenants, person, type World } from '../../world';
import { company, ok, oneOf, times, whatever, type Race } from './race';

const apply = (world: World, number: number) => () =>
  world.call('applyProductKeys', {
    as: noa,
    body: { keys: [keyNumber(901)], customer: (({ acceptTerms: _, ...named }) => named)(company(number)) },
  });

const ben = person(tenants.northwind, 'ben');
const someone = (userId: string, companyRole: 'globalAdministrator' | 'none') =>
  ({ userId, companyRole, supportedCompanies: 'full' }) as const;

export const partnerRaces: Readonly<Record<string, Race>> = {
  'one product key, used for three customers': {
    at: ({ world }) => times(3, (number) => apply(world, number)),
    holds: oneOf,
  },
  'a product key that is used and withdrawn': {
    at: ({ world }) => [
      apply(world, 1),
      () => world.call('withdrawProductKey', { as: noa, params: { keyId: 'key-901' }, headers: whatever }),
    ],
    holds: oneOf,
  },
  'a product key that two partners load': {
    at: ({ world }) =>
      [noa, fay].map((as) => () => world.call('loadProductKeys', { as, body: { keys: [keyRow(1000)] } })),
    holds: (answers) => {
      expect(answers.filter(({ text }) => text.includes('"status":"loaded"'))).toHaveLength(1);
    },
  },
  'a task that two take': {
    before: ({ world }) => world.addUser(someone('ben', 'none')),
    at: ({ world, here: { subscriptionId } }) =>
      [noa, ben].map(
        (as) => () =>
          world.call('updateProvisioningTask', {
            as,
            params: { taskId: `${subscriptionId}-1` },
            headers: whatever,
            body: { state: 'claimed' },
          }),
      ),
    holds: oneOf,
  },
  'the last two administrators, each of whom takes the place of the other': {
    before: ({ world }) => world.addUser(someone('ben', 'globalAdministrator')),
    at: ({ world }) =>
      [
        { as: noa, userId: 'ben' },
        { as: ben, userId: 'noa' },
      ].map(
        ({ as, userId }) =>
          () =>
            world.call('updateUser', { as, params: { userId }, headers: whatever, body: { companyRole: 'none' } }),
      ),
    holds: oneOf,
  },
  'the last two administrators, who both go': {
    before: ({ world }) => world.addUser(someone('ben', 'globalAdministrator')),
    at: ({ world }) =>
      ['noa', 'ben'].map(
        (userId) => () =>
          world.call('updateUser', {
            as: person(tenants.northwind, userId),
            params: { userId },
            headers: whatever,
            body: { companyRole: 'none' },
          }),
      ),
    holds: (answers) => expect(ok(answers)).toBeLessThanOrEqual(1),
  },
  'a user who is changed and removed': {
    at: ({ world, here: { userId } }) => [
      () =>
        world.call('updateUser', {
          as: noa,
          params: { userId },
          headers: whatever,
          body: { companyRole: 'globalAdministrator' },
        }),
      () => world.call('deleteUser', { as: noa, params: { userId }, headers: whatever }),
    ],
    holds: ([, removed]) => expect(removed?.status).toBe(204),
  },
  'a suppression that two lift': {
    at: ({ world, here: { suppressionId } }) =>
      times(2, () => () => world.call('deleteSuppression', { as: noa, params: { suppressionId }, headers: whatever })),
    holds: (answers, simulated) => {
      expect(ok(answers)).toBeGreaterThanOrEqual(1);
      expect(simulated.of('audit').filter(({ action }) => action === 'suppressionLifted').length).toBeLessThanOrEqual(
        1,
      );
    },
  },
  'a subscription that is cancelled and given more licences': {
    at: ({ world, here: { customerId, subscriptionId } }) =>
      [{ status: 'cancelled' }, { quantity: 30 }].map(
        (body) => () =>
          world.call('updateSubscription', {
            as: noa,
            params: { customerId, subscriptionId },
            headers: whatever,
            body,
          }),
      ),
    holds: ([cancelled], simulated) => {
      expect(cancelled?.status).toBe(200);
      const { subscriptionId: id } = simulated.here;
      const [subscription] = simulated.of('subscription').filter(({ subscriptionId }) => subscriptionId === id);
      expect(subscription?.state).toBe('cancelled');
    },
  },
};
