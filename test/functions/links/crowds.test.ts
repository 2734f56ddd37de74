import { company, refusalOf } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { noa, type Answer, type World } from '../../world';

const crowd = 300;
const numbers = Array.from({ length: crowd }, (_, number) => number);

describe('many customers at once', () => {
  let world: World;
  let store: WatchedStore;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
  });
  afterEach(() => world.close());

  const outcomes = (answers: readonly Answer[]) => {
    const counts = new Map<string, number>();
    for (const answer of answers) {
      const outcome = answer.status === 200 ? 'confirmed' : refusalOf(answer);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
    return Object.fromEntries(counts);
  };
  const redeemAll = async (code: string) => {
    const ids = await Promise.all(numbers.map((number) => world.redeem(code, company(number))));
    await world.deliver();
    return ids.map((id) => ({ id, mailed: world.mails.find(({ text }) => text.includes(id))?.code ?? 'not mailed' }));
  };
  const expectExactly = async (offerId: string, confirmed: number) => {
    const offer = await world.call('getOffer', { as: noa, params: { offerId } });
    expect(offer.json.redemptionCount).toBe(confirmed);
    expect((await world.documents('customer-tally'))[0]).toMatchObject({ customers: confirmed });
    for (const type of ['customer', 'subscription', 'consent', 'notification'])
      expect([type, (await world.documents(type)).length]).toEqual([type, confirmed]);
    const redemptions = await world.documents('redemption');
    expect(redemptions.filter(({ status }) => status === 'confirmed')).toHaveLength(confirmed);
    const trail = await world.documents('audit');
    expect(trail.filter(({ action }) => action === 'redemptionConfirmed')).toHaveLength(confirmed);
    return offer.json.status;
  };

  it('of a link for fifty, fifty are confirmed and the others told that it is used up', async () => {
    const { id, code } = await world.invite({ maxRedemptions: 50 });
    const mailed = await redeemAll(code);
    const answers = await Promise.all(mailed.map((each) => world.confirm(code, each.id, each.mailed)));
    expect(outcomes(answers)).toEqual({ confirmed: 50, 'offer-exhausted': 250 });
    expect(await expectExactly(id, 50)).toBe('exhausted');
    expect((await world.documents('offer'))[0]).toMatchObject({ remaining: 0 });
  });

  it('of a link for anybody, all are confirmed, each with one attempt', async () => {
    const { id, code } = await world.invite();
    const mailed = await redeemAll(code);
    store.forget();
    const answers = await Promise.all(mailed.map((each) => world.confirm(code, each.id, each.mailed)));
    expect(outcomes(answers)).toEqual({ confirmed: crowd });
    expect(store.changing).toHaveLength(2 * crowd);
    expect(await expectExactly(id, crowd)).toBe('active');
  });

  it('of one company, whoever is first has the trial', async () => {
    const { id, code } = await world.invite({ maxRedemptions: 50 });
    const colleagues = await Promise.all(
      Array.from({ length: 20 }, async (_, number) => {
        const email = `colleague-${number}@contoso.example`;
        return { email, redemptionId: await world.redeem(code, { contact: { name: `Colleague ${number}`, email } }) };
      }),
    );
    await world.deliver();
    const answers = await Promise.all(
      colleagues.map(({ email, redemptionId }) =>
        world.confirm(code, redemptionId, world.mails.find(({ to }) => to.address === email)?.code ?? ''),
      ),
    );
    expect(outcomes(answers)).toEqual({ confirmed: 1, 'trial-already-used': 19 });
    await expectExactly(id, 1);
  });

  it('of one company on two offers of different trials, each is granted once', async () => {
    const offers = [await world.invite(), await world.invite({ productId: 'power-bi-pro-trial' })];
    const waiting = await Promise.all(
      [...offers, ...offers].map(async ({ code }) => ({ code, redemptionId: await world.redeem(code) })),
    );
    await world.deliver();
    const answers = await Promise.all(
      waiting.map(({ code, redemptionId }) => {
        const mail = world.mails.find(({ text }) => text.includes(redemptionId));
        return world.confirm(code, redemptionId, mail?.code ?? '');
      }),
    );
    expect(outcomes(answers)).toEqual({ confirmed: 2, 'trial-already-used': 2 });
    expect((await world.documents('customer-tally'))[0]).toMatchObject({ customers: 1 });
    expect((await world.documents('customer'))[0]).toMatchObject({ revision: 2 });
  });
});
