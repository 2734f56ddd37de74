import { seedDemoData } from '../../local/demo-data';
import { fingerprintsOf } from '../../local/demo-keys';
import { ProductKey, keyState } from '../../shared/domain/keys/product-key';
import { tenants } from '../../local/personas';
import { World } from '../world';

const variables = { PRODUCT_KEY_PEPPERS: `p1:${Buffer.alloc(32, 2).toString('base64url')}` };

describe('the product keys of the demo data', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.close());
  const seed = () => seedDemoData({ ...world.ports, keyFingerprints: fingerprintsOf(variables) });
  const keys = async () => (await world.documents('product-key')).map((document) => ProductKey.parse(document));
  const now = () => new Date(world.now);

  it('are there in every state, claimed for who has them, for the two partners whose cloud has keys', async () => {
    await seed();
    const all = await keys();
    const claims = (await world.keyStore.changes(undefined, 100)).documents;
    expect(claims.map(({ keyId }) => keyId).toSorted()).toEqual(all.map(({ keyId }) => keyId).toSorted());
    for (const partnerId of [tenants.northwind, tenants.fabrikam]) {
      const states = all.filter((key) => key.partnerId === partnerId).map((key) => keyState(key, now()));
      expect(new Set(states)).toEqual(new Set(['free', 'applied', 'withdrawn', 'expired']));
    }
    expect(all.some(({ partnerId }) => partnerId === tenants.lotus)).toBe(false);
  });

  it('went to subscriptions that there are', async () => {
    await seed();
    const subscriptions = new Set((await world.documents('subscription')).map(({ subscriptionId }) => subscriptionId));
    const applied = (await keys()).flatMap((key) => (key.state === 'applied' ? [key.applied.subscriptionId] : []));
    expect(applied).toHaveLength(4);
    for (const subscriptionId of applied) expect(subscriptions.has(subscriptionId)).toBe(true);
  });

  it('are the same when they are written again', async () => {
    await seed();
    const first = await keys();
    await seed();
    expect(await keys()).toEqual(first);
  });
});
