/** What opening the portal costs a partner that has little of everything, and one that has much. */
import { suppress } from '../shared/domain/mail/suppression';
import type { StoredDocument } from '../shared/ports';
import { contoso, noa, tenants, World } from '../test/world';
import { inTurns, median, shown, type Measurement } from './figures';

const few = 100;
const many = 10_000;
const rounds = 9;
const callsPerSample = 20;

export async function measureOverview(): Promise<Measurement> {
  const small = await partnerWith(few);
  const large = await partnerWith(many);
  const time = (world: World) => async () => {
    const started = performance.now();
    for (let n = 0; n < callsPerSample; n += 1) {
      const { status } = await world.call('getOverview', { as: noa });
      if (status !== 200) throw new Error(`The overview answered ${status}.`);
    }
    return (performance.now() - started) / callsPerSample;
  };
  await time(small)();
  await time(large)();
  const taken = await inTurns(rounds, { small: time(small), large: time(large) });
  const [one, other] = [median(taken.small), median(taken.large)];
  small.close();
  large.close();
  return {
    title: 'Overview',
    figures: [
      {
        name: 'Opening the portal',
        value: other / one,
        goal: { atMost: 1.5 },
        measured: `${shown(other)} ms with ${shown(many)} of each, ${shown(one)} ms with ${shown(few)}`,
      },
    ],
    limits,
  };
}

const limits = `Offers, trials, delegations, subscriptions to set up, failed mails and addresses that are not mailed, so many of each, all of which need attention, over
the embedded store and through the handler. Each kind is counted up to a hundred by an index of its own.`;

/** A partner with so many of each kind. */
async function partnerWith(count: number): Promise<World> {
  const world = new World();
  await world.addPartner();
  const { code } = await world.invite({ delegatedAdministration: true });
  const redemptionId = await world.redeem(code, { acceptDelegatedAdministration: true });
  await world.confirm(code, redemptionId, await world.mailedCode(contoso.contact.email));
  const soon = new Date(world.now + 3 * 86_400_000).toISOString();
  const models = [
    { ...(await one(world, 'offer')), expiresAt: soon },
    { ...(await one(world, 'subscription')), endsAt: soon },
    { ...(await one(world, 'delegation')), until: soon, runsUntil: soon },
    { ...(await one(world, 'mail')), status: 'failed' },
    suppress({
      partnerId: tenants.northwind,
      suppressionId: 'model',
      address: 'rina@wingtip.example',
      reason: 'bounced',
      mailId: 'model',
      now: new Date(world.now),
    }),
  ];
  for (let from = 0; from < count; from += 20) {
    const documents = Array.from({ length: 20 }, (_, index) => from + index).flatMap((n) =>
      models.map((model): StoredDocument => {
        const id = `${model.type}-${n}`;
        return { ...model, id, sortKey: `${new Date(world.now + n).toISOString()}~${id}` };
      }),
    );
    const written = await world.store.write(
      tenants.northwind,
      documents.map((document) => ({ kind: 'create', document })),
    );
    if (!written.ok) throw new Error('They were not written.');
  }
  return world;
}

async function one(world: World, type: string): Promise<StoredDocument> {
  const [document] = await world.documents(type);
  if (document === undefined) throw new Error(`There is no ${type}.`);
  return { ...document, id: String(document['id']), type };
}
