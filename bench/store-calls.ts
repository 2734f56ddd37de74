/** What each operation asks of the store: counted, not timed. */
import { putOnRecord } from '../test/link-world';
import { patch, purchased, readSubscription } from '../test/subscription-world';
import { watchedWorld, type WatchedStore } from '../test/watched-store';
import { contoso, type World } from '../test/world';
import type { Figure, Measurement } from './figures';

export async function countStoreCalls(): Promise<Measurement> {
  const { world, store } = await watchedWorld();
  const { code } = await world.invite();
  const figures: Figure[] = [];
  const count = async (
    name: string,
    work: () => Promise<{ readonly status: number }>,
    goal?: number,
  ): Promise<void> => {
    store.forget();
    const { status } = await work();
    figures.push({
      name,
      value: store.calls.length,
      ...(goal === undefined ? {} : { goal: { atMost: goal } }),
      measured: `${described(store)}; answered ${status}`,
    });
  };
  const redeem = (name: string, company: object) =>
    count(name, () => world.call('redeemOffer', { params: { code }, body: { ...contoso, ...company } }));
  const confirm = async (name: string, company: { readonly contact: { readonly email: string } }, to: string) => {
    const redemptionId = await world.redeem(code, company);
    const mailed = await world.mailedCode(to);
    await count(name, () => world.confirm(code, redemptionId, mailed), 7);
    return { redemptionId, mailed };
  };

  await count('Opening a link', () => world.call('openLink', { params: { code } }), 2);
  await count('Opening a forged link', () => world.call('openLink', { params: { code: forged(code) } }), 0);
  await redeem('Answering, customer unknown', contoso);
  await putOnRecord(world, { domain: 'known.example' });
  const known = { primaryDomain: 'known.example', contact: { ...contoso.contact, email: 'dana@known.example' } };
  await redeem('Answering, customer known', known);
  const first = await confirm('Confirming, customer unknown', contoso, contoso.contact.email);
  await confirm('Confirming, customer known', known, 'ruth@known.example');
  await count('Confirming again', () => world.confirm(code, first.redemptionId, first.mailed));
  await countChanges(world, count);
  world.close();
  return { title: 'Calls of the store', figures, limits };
}

type Count = (name: string, work: () => Promise<{ readonly status: number }>, goal?: number) => Promise<void>;

/** A subscription that is changed: with the caller, its customer and what is to be set up, and one batch. */
async function countChanges(world: World, count: Count): Promise<void> {
  const id = await purchased(world, { productId: 'power-bi-pro' });
  await count('Reading a subscription', () => readSubscription(world, id), 4);
  const change = (name: string, body: object) => count(name, () => patch(world, id, body, { etag: '*' }), 6);
  await change('Changing the count of a subscription', { quantity: 9 });
  await change('Changing three things about a subscription', { quantity: 8, autoRenew: false, status: 'suspended' });
  await change('Changing nothing about a subscription', { quantity: 8 });
  await change('Cancelling a subscription', { status: 'cancelled' });
}

const limits = `Counted in process, over the embedded store; "+" joins calls that are on their way together, "then" begins another round. What Cosmos DB takes for a
round trip is the limit in Azure, so what counts there is the number of rounds: one to open a link, three to confirm. An answer
costs the same calls, and a batch of the same size, whether or not the customer is known, so that neither tells.`;

/** The code with another last character: well formed, and not signed here. */
function forged(code: string): string {
  return `${code.slice(0, -5)}${code.slice(-5, -4) === 'A' ? 'B' : 'A'}${code.slice(-4)}`;
}

function described(store: WatchedStore): string {
  const written = store.calls.filter(({ kind }) => kind === 'write').map(({ ids }) => ids.length);
  const sizes = written.filter((size) => size > 1);
  const batches = sizes.length === 0 ? '' : ` (${sizes.map((size) => `${size} writes in the batch`).join(', ')})`;
  const rounds = store.rounds.map((round) => round.replaceAll(' ', ' + '));
  return rounds.length === 0 ? 'none' : `${rounds.join(', then ')}${batches}`;
}
