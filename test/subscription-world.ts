/** What tests of managing subscriptions say often: what a customer has, and a partner that changes it. */
import { Subscription, subscriptionKey } from '../shared/domain/customers/subscription';
import type { TokenIdentity } from '../shared/ports';
import { contoso, noa, tenants, type Answer, type World } from './world';

export const customerId = 'domain:contoso.example';

/** A customer buys, and gives the id of what it bought. */
export async function purchased(
  world: World,
  { productId = 'power-bi-pro', quantity = 5, delegated = true, days = undefined as number | undefined } = {},
): Promise<string> {
  const { code } = await world.offerToSell({
    lines: [{ productId, quantity }],
    ...(delegated ? { delegatedAdministration: true } : {}),
    ...(days === undefined ? {} : { delegationDays: days }),
  });
  return accepted(world, code, delegated);
}

/** A customer takes a trial, and gives its id. */
export async function tried(
  world: World,
  { productId = 'exchange-online-plan-1-trial', delegated = true } = {},
): Promise<string> {
  const { code } = await world.invite({ productId, ...(delegated ? { delegatedAdministration: true } : {}) });
  return accepted(world, code, delegated);
}

/** The customer says yes to an offer, and to delegated administration where that is asked for. */
export async function accepted(world: World, code: string, delegated = false): Promise<string> {
  const [first = ''] = await allAccepted(world, code, delegated);
  return first;
}

/** The same of an offer with several lines, in their order. */
export async function allAccepted(world: World, code: string, delegated: boolean): Promise<readonly string[]> {
  const redemptionId = await world.redeem(code, delegated ? { acceptDelegatedAdministration: true } : {});
  const confirmed = await world.confirm(code, redemptionId, await world.mailedCode(contoso.contact.email));
  if (confirmed.status !== 200) throw new Error(`Nothing was confirmed: ${confirmed.text}`);
  return (confirmed.json.subscriptions as readonly { readonly id: string }[]).map(({ id }) => id);
}

/** What the partner reads of a subscription. */
export function readSubscription(world: World, subscriptionId: string, as: TokenIdentity = noa): Promise<Answer> {
  return world.call('getSubscription', { as, params: { customerId, subscriptionId } });
}

/** The partner changes it, under the revision that is there unless another is named. */
export async function patch(
  world: World,
  subscriptionId: string,
  body: unknown,
  more: { readonly as?: TokenIdentity; readonly etag?: string } = {},
): Promise<Answer> {
  const { as = noa } = more;
  const etag = more.etag ?? (await readSubscription(world, subscriptionId)).headers.get('etag') ?? '';
  return world.call('updateSubscription', {
    as,
    params: { customerId, subscriptionId },
    body,
    headers: { 'if-match': etag },
  });
}

/** The subscription as it is stored. */
export async function stored(world: World, subscriptionId: string): Promise<Subscription> {
  const ref = { partition: tenants.northwind, id: subscriptionKey(subscriptionId) };
  const found = await world.store.read(Subscription, ref);
  if (!found) throw new Error('There is no such subscription.');
  return found.document;
}

interface Told {
  readonly kind: string;
  readonly at: string;
  readonly quantity: number;
  readonly quantityBefore?: number;
  readonly endsAt: string;
}

/** Every change that the partner of record was told of, the oldest first. */
export async function toldChanges(world: World, subscriptionId: string): Promise<readonly Told[]> {
  return (await world.documents('notification')).flatMap(({ content }) => {
    const { changes = [] } = content as { readonly changes?: readonly (Told & { readonly subscriptionId: string })[] };
    return changes.filter((change) => change.subscriptionId === subscriptionId);
  });
}
