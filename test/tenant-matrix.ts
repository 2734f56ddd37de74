/** Two partners, one of them with two customers, each with one of everything; and every call with ids that are partly somebody else's. */
import { isRequestNumber, requestNumber } from '../shared/domain/customers/request-number';
import type { Access, HttpOperationName } from '../shared/http/access';
import { fay, furnish, goodCalls, portalWorld, type Here } from './portal-world';
import type { WatchedStore } from './watched-store';
import { noa, type Answer, type Call, type World } from './world';

/** Whose ids a call carries: those of the customer at hand, of another customer of the same partner, of another partner, of nobody. */
export interface Sides {
  readonly here: Here;
  readonly beside: Here;
  readonly there: Here;
  readonly nowhere: Here;
}

export async function twoPartners(): Promise<{
  readonly world: World;
  readonly stores: readonly WatchedStore[];
  readonly sides: Sides;
}> {
  const { world, store, keys, here } = await portalWorld();
  const domains = ['woodgrove.example', 'alpine.example', 'lucerne.example', 'margies.example'] as const;
  const beside = await furnish(world, {
    as: noa,
    mark: 'bbbbbbbb',
    domains: ['litware.example', 'proseware.example', 'relecloud.example', 'bellows.example'],
    keys: 1700,
  });
  const there = await furnish(world, { as: fay, mark: 'cccccccc', domains, keys: 2700 });
  return { world, stores: [store, keys], sides: { here, beside, there, nowhere: nobodys(there) } };
}

/** The same in form, and nobody's. */
function nobodys(there: Here): Here {
  const unknown = (value: string) => {
    if (isRequestNumber(value)) return requestNumber(Buffer.from(value).toString('hex'));
    // A product key is told from others by its last five.
    return /^(?:[A-Z\d]{5}-){4}/u.test(value) ? value.replace(/.{5}$/u, 'ABCDE') : value.replace(/.{6}$/u, 'abcdef');
  };
  const known = Object.entries(there).map(([name, value]: [string, string]) => [name, unknown(value)] as const);
  return { ...there, ...Object.fromEntries<string>(known) };
}

/** More calls that carry ids in bodies and queries, beside the good ones. */
const moreCalls: Partial<Record<HttpOperationName, readonly ((here: Here) => Call)[]>> = {
  applyProductKeys: [
    ({ freeKey, customerId: id }) => ({ as: noa, body: { keys: [freeKey], customer: { id }, mode: 'new' } }),
    ({ loadedKey, customerId: id }) => ({ as: noa, body: { keys: [loadedKey], customer: { id }, mode: 'extend' } }),
    ({ keyId, customerId: id }) => ({ as: noa, body: { keys: [keyId], customer: { id } } }),
  ],
  previewProductKeys: [
    ({ freeKey, customerId: id }) => ({ as: noa, body: { keys: [freeKey], customer: { id }, mode: 'new' } }),
  ],
  searchProductKey: [({ freeKey: key }) => ({ as: noa, body: { key } })],
  markNotificationsRead: [({ offerId }) => ({ as: noa, body: { ids: [`offer:${offerId}`] } })],
  listServiceRequests: [byCustomer, byWords],
  listPasswordResets: [byCustomer],
  listProvisioningTasks: [byCustomer, byWords],
  listAudit: [byCustomer, ({ userId }) => ({ as: noa, query: { userId } }), byWords],
  listCustomers: [byWords],
  listOffers: [byWords],
};

function byCustomer({ customerId }: Here): Call {
  return { as: noa, query: { customerId } };
}

function byWords({ customerId }: Here): Call {
  return { as: noa, query: { q: customerId.replace('domain:', '') } };
}

/** The calls of an operation, as they are made with somebody's ids. */
export function callsOf(name: HttpOperationName): readonly ((here: Here) => Call)[] {
  return [goodCalls[name], ...(moreCalls[name] ?? [])];
}

/** An id that a call takes from whoever it is made for, and whether it stands in the address. */
export interface Asked {
  readonly name: keyof Here;
  readonly inAddress: boolean;
}

/** The ids that a call takes, in the order of the address and then the others. */
export function askedBy(route: string, make: (here: Here) => Call, here: Here): readonly Asked[] {
  const asked = new Set<keyof Here>();
  const watched = new Proxy(here, {
    get(all, name: keyof Here) {
      asked.add(name);
      return all[name];
    },
  });
  const { params = {} } = make(watched);
  const address = parametersOf(route).map((parameter) => params[parameter] ?? '');
  const placeOf = (name: keyof Here) => address.findIndex((value) => value.includes(here[name]));
  const rank = (name: keyof Here) => (placeOf(name) < 0 ? address.length : placeOf(name));
  return [...asked]
    .sort((one, other) => rank(one) - rank(other))
    .map((name) => ({ name, inAddress: placeOf(name) >= 0 }));
}

/** The parameters of a route. */
export function parametersOf(route: string): readonly string[] {
  return [...route.matchAll(/\{(\w+)\}/gu)].map(([, parameter = '']) => parameter);
}

/** Whose each of the ids of a call is. */
export type Mix = readonly (keyof Sides)[];

/** Every way of taking so many ids from one of the three that exist. */
export function mixesOf(count: number): readonly Mix[] {
  if (count === 0) return [[]];
  return mixesOf(count - 1).flatMap((mix) => (['here', 'beside', 'there'] as const).map((side) => [...mix, side]));
}

/**
 * The same mix with nobody's ids for those that whoever calls must not reach: another partner's, and what belongs to
 * another customer or offer than the first id of the address. Whoever holds a link is whom that link is for.
 */
export function withoutForeign(by: Access['by'], asked: readonly Asked[], mix: Mix): Mix {
  const [owner] = mix;
  return mix.map((side, at) => {
    if (by !== 'user') return side === owner ? side : 'nowhere';
    const elsewhere = asked[at]?.inAddress === true && side !== owner;
    return side === 'there' || elsewhere ? 'nowhere' : side;
  });
}

/** The ids of several sides, each from where the mix says. */
export function mixed(sides: Sides, asked: readonly Asked[], mix: Mix): Here {
  const taken = asked.map(({ name }, at) => [name, sides[mix[at] ?? 'here'][name]] as const);
  return { ...sides.here, ...Object.fromEntries<string>(taken) };
}

/** What can be told of an answer from outside: all of it but trace ids, the ids of what it made, and what was drawn for its forms. */
export function toldBy({ status, headers, text }: Answer): unknown {
  const same = (said: string) =>
    said
      .replace(/00000000-0000-4000-8000-\d{12}|\b[0-9a-f]{32}\b/gu, 'id')
      .replace(/(name="idempotencyKey" value=)"[^"]*"/gu, '$1')
      .replace(/Easily taken for each other[^"]*/gu, 'look-alikes')
      .replace(/<style>.*?<\/style>/gsu, '');
  return { status, headers: [...headers].map(([name, value]) => [name, same(value)]), text: same(text) };
}
