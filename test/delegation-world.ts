/** What tests of delegated administration say often: a customer that gives it, and who may then do what. */
import { Customer } from '../shared/domain/customers/customer';
import { Delegation, delegationKey } from '../shared/domain/customers/delegation';
import type { Stored } from '../shared/ports';
import { upkeepDelegations } from '../shared/customers/delegation-upkeep';
import { contoso, noa, tenants, type Answer, type Call, type World } from './world';

export const customerId = 'domain:contoso.example';

/** A customer accepts an offer with delegated administration, for so many days or for good. */
export async function delegate(world: World, days?: number, details?: typeof contoso): Promise<string> {
  const { code, redemptionId, confirmationCode } = await acceptance(world, days, details);
  const done = await world.confirm(code, redemptionId, confirmationCode);
  if (done.status !== 200) throw new Error(`Nothing was delegated: ${done.text}`);
  return redemptionId;
}

/** The same, up to the code that confirms it. */
export async function acceptance(world: World, days?: number, details: typeof contoso = contoso) {
  const offer = { delegatedAdministration: true, ...(days === undefined ? {} : { delegationDays: days }) };
  const { code } = await world.offerToSell({ ...offer, lines: [{ productId: nextProduct(world), quantity: 5 }] });
  const redemptionId = await world.redeem(code, { ...details, acceptDelegatedAdministration: true });
  return { code, redemptionId, confirmationCode: await world.mailedCode(details.contact.email) };
}

const products = ['microsoft-365-business-premium', 'exchange-online-plan-1', 'power-bi-pro'] as const;
const bought = new WeakMap<World, number>();

/** One that the customer has not bought: the same twice is refused. */
function nextProduct(world: World): string {
  const count = bought.get(world) ?? 0;
  bought.set(world, count + 1);
  return products[count % products.length] ?? products[0];
}

/** The customer as it is stored. */
export async function customerOf(world: World, id = customerId): Promise<Stored<Customer>> {
  const stored = await world.store.read(Customer, { partition: tenants.northwind, id });
  if (!stored) throw new Error('There is no such customer.');
  return stored;
}

/** The document of a delegation as it is stored. */
export async function delegationOf(world: World, delegationId: string): Promise<Delegation> {
  const stored = await world.store.read(Delegation, {
    partition: tenants.northwind,
    id: delegationKey(delegationId),
  });
  if (!stored) throw new Error('There is no such delegation.');
  return stored.document;
}

/** What the partner reads of the customer's delegation. */
export async function delegationRead(world: World): Promise<unknown> {
  return (await world.call('getCustomer', { as: noa, params: { customerId } })).json.delegation;
}

/** The partner ends it, under the revision that is there now unless another is named. */
export async function endAsPartner(world: World, more: Partial<Call> = {}): Promise<Answer> {
  const read = await world.call('getCustomer', { as: noa, params: { customerId } });
  const headers = { 'if-match': read.headers.get('etag') ?? '' };
  return world.call('endDelegation', { as: noa, params: { customerId }, headers, ...more });
}

/** What the timer does. */
export function upkeep(world: World) {
  return upkeepDelegations(world.ports, 'trace');
}
