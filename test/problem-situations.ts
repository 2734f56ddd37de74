/** How each kind of problem comes about: what happened before the example on its page is sent, by whom, and what stands for its gaps. */
import type { Refusal } from '../shared/domain/refusal';
import { StoreUnavailable, type TokenIdentity } from '../shared/ports';
import { people } from './directory/directory-contract';
import { reset } from './directory-world';
import { apply, loadedKey } from './key-world';
import { codeOf, ends, suspend } from './link-world';
import { goodCalls, type Here } from './portal-world';
import { WatchedStore } from './watched-store';
import { contoso, invitation, noa, World } from './world';

interface Situation {
  readonly as?: TokenIdentity;
  /** What stands for the gaps of the example, beyond what is in every world. */
  readonly gaps?: Readonly<Record<string, string>>;
  /** The world as this caller meets it. */
  readonly world?: World;
}

type Happens = (world: World, here: Here) => Promise<Situation>;

const nothing: Happens = () => Promise.resolve({});
const ended =
  (how: string): Happens =>
  async (world, { offerId }) => {
    await ends[how]?.(world, offerId);
    return {};
  };

export const situations: Readonly<Record<Refusal, Happens>> = {
  'malformed-request': nothing,
  unauthenticated: nothing,
  forbidden: async (world) => ({
    as: await world.addUser({ userId: 'guy', companyRole: 'billingAdministrator', supportedCompanies: 'none' }),
  }),
  'partner-suspended': async (world) => {
    await suspend(world);
    return {};
  },
  'not-found': nothing,
  'link-unknown': nothing,
  'request-in-progress': async (world, { customerId, clientUserId }) => {
    const slow = new World({
      over: world,
      salt: 'slow',
      directory: (directory) => ({ ...directory, setTemporaryPassword: () => new Promise(() => undefined) }),
    });
    const known = new Set((await world.documents('password-reset')).map(({ resetId }) => resetId));
    const params = { customerId, userId: clientUserId };
    void reset(slow, people.boaz.userId, { params });
    for (let turn = 0; turn < 1_000; turn += 1) {
      const asked = (await world.documents('password-reset')).find(({ resetId }) => !known.has(resetId));
      if (asked) return { gaps: { resetId: String(asked.resetId) } };
      await new Promise(setImmediate);
    }
    throw new Error('Nobody began to reset the password.');
  },
  'profile-incomplete': async (world) => {
    const company = await world.call('getCompany', { as: noa });
    const body = { ...company.json, phone: null };
    await world.call('updateCompany', { as: noa, headers: { 'if-match': '*' }, body });
    return {};
  },
  // Nobody else administers the company.
  'state-conflict': () => Promise.resolve({ gaps: { userId: noa.userId } }),
  'trial-already-used': async (world, { code }) => {
    const redemptionId = await world.redeem(code, { acceptDelegatedAdministration: true });
    return { gaps: { redemptionId, confirmationCode: await world.mailedCode(contoso.contact.email) } };
  },
  'product-already-owned': async (world) => {
    const bought = (await world.documents('subscription')).find(({ source }) => source === 'productKey');
    return { gaps: { subscriptionId: String(bought?.subscriptionId) } };
  },
  'product-key-malformed': nothing,
  'product-key-unknown': nothing,
  'product-key-used': async (world, { freeKey, customerId }) => {
    await apply(world, [freeKey], { customer: { id: customerId }, mode: 'addLicences' });
    return {};
  },
  'product-key-expired': async (world) => {
    const expiresAt = new Date(world.now).toISOString();
    await loadedKey(world, 1_000, { expiresAt });
    return {};
  },
  'offer-expired': ended('offer-expired'),
  'offer-revoked': ended('offer-revoked'),
  'offer-exhausted': ended('offer-exhausted'),
  'offer-replaced': ended('offer-replaced'),
  'offer-unavailable': ended('offer-unavailable'),
  'password-gone': async (world, here) => {
    await world.call('revealPassword', goodCalls.revealPassword(here));
    return { gaps: { token: here.revealToken } };
  },
  'confirmation-code-wrong': nothing,
  'confirmation-code-expired': async (world, { redemptionId }) => {
    const confirmationCode = await codeOf(world, redemptionId);
    world.pass({ minutes: 10 });
    return { gaps: { confirmationCode } };
  },
  'too-many-attempts': nothing,
  stale: async (world, here) => {
    await world.call('updateCustomer', goodCalls.updateCustomer(here));
    return {};
  },
  'payload-too-large': nothing,
  'unsupported-media-type': nothing,
  'invalid-request': nothing,
  'product-unavailable': nothing,
  'quantity-out-of-range': nothing,
  'idempotency-key-reused': async (world) => {
    const headers = { 'idempotency-key': 'order-4711' };
    await world.call('createTrialInvitation', { as: noa, headers, body: invitation });
    return {};
  },
  'precondition-required': nothing,
  unavailable: (world) => {
    const store = new WatchedStore(world.store);
    store.fault = () => ({ when: 'before', error: new StoreUnavailable('The database throttles', 5) });
    return Promise.resolve({ world: new World({ over: world, salt: 'busy', store: () => store }) });
  },
};
