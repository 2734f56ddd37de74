import * as z from 'zod';
import { company, refusalOf } from '../../link-world';
import { billing, helpdesk } from '../../portal-world';
import { contoso, noa, World } from '../../world';

const Page = z.object({
  items: z.array(z.object({ redemptionId: z.string(), status: z.string(), companyName: z.string() })),
  nextCursor: z.string().optional(),
});

describe('GET /api/offers/{offerId}/redemptions', () => {
  let world: World;
  let offerId: string;
  let code: string;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    ({ id: offerId, code } = await world.invite());
  });
  afterEach(() => world.close());

  const list = async (query: Readonly<Record<string, string>> = {}, as = noa) =>
    Page.parse((await world.call('listRedemptions', { as, params: { offerId }, query })).json);

  it('tells who accepted and who is awaited, newest first', async () => {
    const confirmed = await world.redeem(code);
    await world.confirm(code, confirmed, await world.mailedCode(contoso.contact.email));
    world.pass({ minutes: 1 });
    const awaited = await world.redeem(code, company(2));
    const { json } = await world.call('listRedemptions', { as: noa, params: { offerId } });
    expect(json.items).toMatchObject([
      { redemptionId: awaited, status: 'awaitingConfirmation', companyName: 'Company 2' },
      {
        redemptionId: confirmed,
        status: 'confirmed',
        companyName: 'Contoso',
        customerId: 'domain:contoso.example',
        subscriptions: [{ productId: 'microsoft-365-business-premium-trial', quantity: 25 }],
      },
    ]);
  });

  it('says that an answer has lapsed after a day, before any timer has run', async () => {
    await world.redeem(code);
    world.pass({ minutes: 24 * 60 - 1 });
    expect((await list()).items).toMatchObject([{ status: 'awaitingConfirmation' }]);
    world.pass({ minutes: 1 });
    expect((await list()).items).toMatchObject([{ status: 'lapsed' }]);
  });

  it('never shows what only Kesher needs, nor the code', async () => {
    await world.redeem(code);
    const { text } = await world.call('listRedemptions', { as: noa, params: { offerId } });
    expect(text).not.toMatch(/fingerprint|sortKey|keyId|tries|"code"/u);
  });

  it('shows the answers to this offer alone', async () => {
    const other = await world.invite();
    await world.redeem(other.code);
    expect(await list()).toEqual({ items: [] });
  });

  it('gives pages in which each answer stands once', async () => {
    for (let number = 1; number <= 5; number += 1) await world.redeem(code, company(number));
    const first = await list({ limit: '3' });
    const second = await list({ limit: '3', cursor: first.nextCursor ?? '' });
    const names = [...first.items, ...second.items].map(({ companyName }) => companyName);
    expect(names.sort()).toEqual([1, 2, 3, 4, 5].map((number) => `Company ${number}`));
    expect(second.nextCursor).toBeUndefined();
  });

  it('needs access to the companies that are supported', async () => {
    expect((await list({}, await helpdesk(world))).items).toEqual([]);
    const refused = await world.call('listRedemptions', { as: await billing(world), params: { offerId } });
    expect([refused.status, refusalOf(refused)]).toEqual([403, 'forbidden']);
  });

  it.each(['unknown', '', '../x', '\ud800'])('finds no offer under %j', async (id) => {
    const answer = await world.call('listRedemptions', { as: noa, params: { offerId: id } });
    expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
  });

  it('refuses a wrong limit before it looks for the offer', async () => {
    const answer = await world.call('listRedemptions', {
      as: noa,
      params: { offerId: 'unknown' },
      query: { limit: '0' },
    });
    expect(answer.status).toBe(422);
  });
});
