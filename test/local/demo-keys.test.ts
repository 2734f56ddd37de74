import { seedDemoData } from '../../local/demo-data';
import { fingerprintsOf, loadDemoKeys } from '../../local/demo-key-loads';
import { demoKeysOf, demoKeyToLoad } from '../../local/demo-keys';
import { personas, tenants } from '../../local/personas';
import { AuditEntry } from '../../shared/domain/activity/audit';
import { KeyClaim } from '../../shared/domain/keys/key-claim';
import { keyState, ProductKey } from '../../shared/domain/keys/product-key';
import { findKey } from '../../shared/keys/found-keys';
import { loadRows } from '../../shared/keys/loading';
import type { Ports } from '../../shared/ports';
import { wholeKey } from '../product-keys';
import { WatchedStore } from '../watched-store';
import { World } from '../world';

const fingerprints = fingerprintsOf({ PRODUCT_KEY_PEPPERS: `p1:${Buffer.alloc(32, 2).toString('base64url')}` });
const withKeys = [tenants.northwind, tenants.fabrikam];

describe('the product keys of the demo data', () => {
  let world: World;
  let ports: Ports;
  beforeEach(() => {
    world = new World();
    ports = { ...world.ports, keyFingerprints: fingerprints };
  });
  afterEach(() => world.close());
  const keys = async () => (await world.documents('product-key')).map((document) => ProductKey.parse(document));
  const claims = async () =>
    (await world.keyStore.changes(undefined, 100)).documents.map((document) => KeyClaim.parse(document));

  it('are there in each state that they can have without a customer, for the partners whose cloud has keys', async () => {
    await seedDemoData(ports);
    const all = await keys();
    for (const partnerId of withKeys) {
      const states = all.filter((key) => key.partnerId === partnerId).map((key) => keyState(key, new Date(world.now)));
      expect(new Set(states)).toEqual(new Set(['free', 'withdrawn', 'expired']));
    }
    expect(new Set(all.map(({ partnerId }) => partnerId))).toEqual(new Set(withKeys));
  });

  it('are each found by the whole key, by their owner alone', async () => {
    await seedDemoData(ports);
    for (const partnerId of withKeys)
      for (const { key, productId, quantity, withdrawnBefore } of demoKeysOf(partnerId)) {
        const found = await findKey(ports, partnerId, wholeKey(key));
        expect(found?.document).toMatchObject({
          productId,
          quantity,
          lastFive: key.slice(-5),
          state: withdrawnBefore === undefined ? 'free' : 'withdrawn',
        });
        for (const other of Object.values(tenants).filter((id) => id !== partnerId))
          expect(await findKey(ports, other, wholeKey(key))).toBeUndefined();
      }
  });

  it('are all of them different, of one partner and of several, as is the one to load', () => {
    const all = Object.values(tenants).flatMap((id) => [...demoKeysOf(id).map(({ key }) => key), demoKeyToLoad(id)]);
    expect(new Set(all).size).toBe(all.length);
    expect(new Set(all.map((key) => wholeKey(key).slice(-5))).size).toBe(all.length);
  });

  it('were loaded and withdrawn in the audit too, by the administrator, on the days that they say', async () => {
    await seedDemoData(ports);
    const entries = (await world.documents('audit')).map((document) => AuditEntry.parse(document));
    for (const key of await keys()) {
      const administrator = personas.find(({ tenantId }) => tenantId === key.partnerId);
      const actor = { kind: 'user', userId: administrator?.userId, name: administrator?.name };
      expect(key.loadedBy).toEqual({ userId: actor.userId, name: actor.name });
      expect(entries).toContainEqual(
        expect.objectContaining({ action: 'productKeysLoaded', subject: key.loadId, at: key.loadedAt, actor }),
      );
      if (key.state === 'withdrawn')
        expect(entries).toContainEqual(
          expect.objectContaining({
            action: 'productKeyWithdrawn',
            subject: key.keyId,
            at: key.withdrawn.at,
            actor,
          }),
        );
    }
  });

  it('stay what they have become when the demo data are written again, on another day', async () => {
    await seedDemoData(ports);
    const [partnerId] = withKeys;
    const again = demoKeysOf(partnerId ?? '').find(({ withdrawnBefore }) => withdrawnBefore !== undefined);
    if (!again || partnerId === undefined) throw new Error('No demo key was withdrawn.');
    const loadedBy = { userId: 'u', name: 'Dana' };
    const [outcome] = await loadRows(
      ports,
      {
        partnerId,
        loadId: 'by hand',
        loadedBy,
        entry: { actor: { kind: 'user', ...loadedBy }, traceId: 't' },
        now: new Date(world.now),
      },
      [{ key: wholeKey(again.key), terms: { ...again, expiresAt: undefined } }],
    );
    expect(outcome).toMatchObject({ status: 'loaded' });
    const [before, claimed] = [await keys(), await claims()];
    world.pass({ days: 40 });
    await seedDemoData(ports);
    expect(await keys()).toEqual(before);
    expect(await claims()).toEqual(claimed);
    expect((await findKey(ports, partnerId, wholeKey(again.key)))?.document).toMatchObject({ state: 'free', loadedBy });
  });

  it('are all there in the end, at whichever call of the store the first start broke off', async () => {
    const load = ({ store, keyStore, ports: others }: World, fault: WatchedStore['fault']) => {
      const [partners, productKeys] = [new WatchedStore(store), new WatchedStore(keyStore)];
      for (const watched of [partners, productKeys]) watched.fault = fault;
      const [{ id: _id, ...by }] = personas;
      return loadDemoKeys({ ...others, partners, productKeys, keyFingerprints: fingerprints }, by, 'global');
    };
    await load(world, () => undefined);
    const whole = await keys();
    expect(whole).toHaveLength(demoKeysOf(tenants.northwind).length);
    let broken = 0;
    for (let isWhole = false; !isWhole; broken += 1)
      for (const when of ['before', 'after'] as const) {
        const other = new World();
        let calls = 0;
        isWhole = await load(other, () =>
          calls++ === broken ? { when, error: new Error('It broke off') } : undefined,
        ).then(
          () => true,
          () => false,
        );
        await load(other, () => undefined);
        expect(await other.documents('product-key')).toEqual(whole);
        other.close();
      }
    expect(broken).toBeGreaterThan(2 * whole.length);
  });
});
