import { company, refusalOf, snapshotOf } from '../../link-world';
import { watchedWorld } from '../../watched-store';
import { noa, type Answer, type World } from '../../world';

const hundreds = 300;

function outcomes(answers: readonly Answer[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const answer of answers) {
    const outcome = answer.status === 200 ? 'confirmed' : refusalOf(answer);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

async function expectExactly(world: World, offerId: string, confirmed: number): Promise<unknown> {
  const offer = await world.call('getOffer', { as: noa, params: { offerId } });
  expect(offer.json.redemptionCount).toBe(confirmed);
  const { of, count } = await snapshotOf(world);
  expect(of('customer-tally')[0]).toMatchObject({ customers: confirmed });
  for (const type of ['customer', 'subscription', 'consent', 'notification'])
    expect([type, count(type)]).toEqual([type, confirmed]);
  expect(of('redemption').filter(({ status }) => status === 'confirmed')).toHaveLength(confirmed);
  expect(of('audit').filter(({ action }) => action === 'redemptionConfirmed')).toHaveLength(confirmed);
  return offer.json.status;
}

/** Customers of one link, each of whom has its code and is about to enter it. */
async function aCrowd(maxRedemptions: number | null) {
  const { world, store } = await watchedWorld();
  const { id, code } = await world.invite({ maxRedemptions });
  const answers = await Promise.all(
    Array.from({ length: hundreds }, (_, number) => world.redeem(code, company(number))),
  );
  await world.deliver();
  const mailed = (answer: string) => world.mails.find(({ text }) => text.includes(answer))?.code ?? 'not mailed';
  const codes = answers.map((answer) => [answer, mailed(answer)] as const);
  const confirm = () => Promise.all(codes.map(([answer, entered]) => world.confirm(code, answer, entered)));
  return { world, store, id, confirm };
}
type Crowd = Awaited<ReturnType<typeof aCrowd>>;

describe('hundreds of customers at once', () => {
  describe('of a link for fifty', () => {
    let crowd: Crowd;
    beforeAll(async () => {
      crowd = await aCrowd(50);
    });
    afterAll(() => crowd.world.close());

    it('fifty are confirmed and the others told that it is used up', async () => {
      expect(outcomes(await crowd.confirm())).toEqual({ confirmed: 50, 'offer-exhausted': 250 });
      expect(await expectExactly(crowd.world, crowd.id, 50)).toBe('exhausted');
      expect((await crowd.world.documents('offer'))[0]).toMatchObject({ remaining: 0 });
    });
  });

  describe('of a link for anybody', () => {
    let crowd: Crowd;
    beforeAll(async () => {
      crowd = await aCrowd(null);
    });
    afterAll(() => crowd.world.close());

    it('all are confirmed, each with one attempt: the try, the day’s guess, and one batch', async () => {
      crowd.store.forget();
      expect(outcomes(await crowd.confirm())).toEqual({ confirmed: hundreds });
      expect(crowd.store.changing).toHaveLength(3 * hundreds);
      expect(await expectExactly(crowd.world, crowd.id, hundreds)).toBe('active');
    });
  });
});

describe('many customers at once', () => {
  let world: World;
  beforeEach(async () => {
    ({ world } = await watchedWorld());
  });
  afterEach(() => world.close());

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
    await expectExactly(world, id, 1);
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
