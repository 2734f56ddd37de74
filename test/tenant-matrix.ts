/** Two partners, one of them with two customers, each with one of everything; and every call with ids that are partly somebody else's. */
import { access, type HttpOperationName } from '../shared/http/access';
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

export type Name = keyof Here;

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
  return Object.fromEntries(
    Object.entries(there).map(([name, value]) => [
      name,
      name === 'loadedKey' || name === 'freeKey' ? value.replace(/.{5}$/u, 'ABCDE') : value.replace(/.{6}$/u, 'abcdef'),
    ]),
  ) as unknown as Here;
}

/** More calls that carry ids in bodies and queries, beside the good ones. */
const moreCalls: Partial<Record<HttpOperationName, readonly ((here: Here) => Call)[]>> = {
  applyProductKeys: [
    ({ freeKey, customerId: id }) => ({ as: noa, body: { keys: [freeKey], customer: { id }, mode: 'new' } }),
    ({ keyId, customerId: id }) => ({ as: noa, body: { keys: [keyId], customer: { id } } }),
  ],
  previewProductKeys: [
    ({ freeKey, customerId: id }) => ({ as: noa, body: { keys: [freeKey], customer: { id }, mode: 'new' } }),
  ],
  searchProductKey: [({ freeKey }) => ({ as: noa, body: { key: freeKey } })],
  getUserRights: [({ userId }) => ({ as: noa, params: { userId } })],
  getProvisioningTask: [({ resetId }) => ({ as: noa, params: { taskId: resetId } })],
  markNotificationsRead: [({ offerId }) => ({ as: noa, body: { ids: [offerId] } })],
};

/** The calls of an operation, as they are made with somebody's ids. */
export function callsOf(name: HttpOperationName): readonly ((here: Here) => Call)[] {
  return [goodCalls[name], ...(moreCalls[name] ?? [])];
}

/** The ids that a call takes from who is asked for, in the order of the address; its headers come last. */
export function namesIn(name: HttpOperationName, make: (here: Here) => Call, here: Here): readonly Name[] {
  const asked = new Set<Name>();
  const call = make(new Proxy(here, { get: (all, key: Name) => (asked.add(key), all[key]) }));
  const places = [...access[name as 'openLink'].route.matchAll(/\{(\w+)\}/gu)].map(([, one = '']) => call.params?.[one]);
  const place = (one: Name) => places.findIndex((value) => value?.includes(here[one]) === true);
  const rank = (one: Name) => (place(one) < 0 ? places.length : place(one));
  return [...asked].sort((a, b) => rank(a) - rank(b));
}

/** Every way of taking each of the names from one of the sides. */
export function mixesOf<Side extends string>(names: readonly Name[], sides: readonly Side[]): readonly (readonly Side[])[] {
  return names.reduce<readonly (readonly Side[])[]>(
    (mixes) => mixes.flatMap((mix) => sides.map((side) => [...mix, side])),
    [[]],
  );
}

/** The ids of several sides, each name from where the mix says. */
export function mixed(sides: Sides, names: readonly Name[], mix: readonly (keyof Sides)[]): Here {
  return { ...sides.here, ...Object.fromEntries(names.map((name, at) => [name, sides[mix[at] ?? 'here'][name]])) };
}

/** What can be told of an answer from outside: all of it but the trace id. */
export function toldBy({ status, headers, text }: Answer): unknown {
  return { status, headers: [...headers], text: text.replace(/"traceId":"[^"]*"/u, '') };
}
