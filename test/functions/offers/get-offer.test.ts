import { changeOffer, refusalOf, suspend } from '../../link-world';
import { noa, World } from '../../world';

describe('GET /api/offers/{offerId}', () => {
  let world: World;
  let offerId: string;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    offerId = (await world.invite()).id;
  });
  afterEach(() => world.close());

  const get = (id = offerId) => world.call('getOffer', { as: noa, params: { offerId: id } });

  it('shows the offer with its link, and the revision that a change has to name', async () => {
    const answer = await get();
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"1"']);
    expect(answer.json).toMatchObject({ id: offerId, status: 'active', redemptionCount: 0 });
  });

  it('is right about its status at the moment of reading', async () => {
    world.now = new Date('2027-02-20T11:59:59.999Z').getTime();
    expect((await get()).json.status).toBe('active');
    world.now += 1;
    expect((await get()).json.status).toBe('expired');
  });

  it.each(['revoked', 'replaced'])('says that it was %s', async (state) => {
    await changeOffer(world, offerId, { state });
    expect((await get()).json.status).toBe(state);
  });

  it('never shows what only Kesher needs', async () => {
    const { json } = await get();
    for (const field of ['fingerprint', 'searchText', 'sortKey', 'partnerId', 'schemaVersion', 'linkVersion'])
      expect(json).not.toHaveProperty(field);
  });

  it.each([
    '',
    'unknown',
    '0'.repeat(32),
    '../partner',
    'a/b',
    'a\\b',
    'a?b',
    'a#b',
    '\u0000',
    '\ud800',
    'é'.repeat(199),
    '😀'.repeat(150),
    'x'.repeat(5000),
  ])('finds nothing under %j', async (id) => {
    const answer = await get(id);
    expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
  });

  it('is closed to a suspended partner', async () => {
    await suspend(world);
    expect(refusalOf(await get())).toBe('partner-suspended');
  });
});
