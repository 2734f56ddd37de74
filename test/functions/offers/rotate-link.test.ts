import { ends, refusalOf } from '../../link-world';
import { billing } from '../../portal-world';
import { contoso, noa, World, type Answer, type Call } from '../../world';

describe('POST /api/offers/{offerId}/link-rotation', () => {
  let world: World;
  let offerId: string;
  let code: string;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    ({ id: offerId, code } = await world.invite());
  });
  afterEach(() => world.close());

  const rotate = (ifMatch = '"1"', more: Call = {}): Promise<Answer> =>
    world.call('rotateLink', {
      as: noa,
      params: { offerId },
      ...more,
      headers: ifMatch === '' ? {} : { 'if-match': ifMatch },
    });
  const codeIn = (answer: Answer): string => String(answer.json.url).split('/o/')[1] ?? '';
  const open = (link: string) =>
    world.call('openLink', { params: { code: link }, headers: { accept: 'application/json' } });

  it('gives the offer another link, and the old one leads nowhere', async () => {
    const answer = await rotate();
    expect([answer.status, answer.headers.get('etag'), answer.json.status]).toEqual([200, '"2"', 'active']);
    const rotated = codeIn(answer);
    expect(rotated).not.toBe(code);
    expect(JSON.stringify(answer.json.message)).toContain(rotated);
    expect((await open(rotated)).status).toBe(200);
    const old = await open(code);
    expect([old.status, refusalOf(old)]).toEqual([410, 'offer-replaced']);
    expect(old.text).not.toContain(rotated);
    expect((await world.call('openLink', { params: { code } })).text).not.toContain(rotated);
  });

  it('does so as often as it is asked to, each time with a link of its own', async () => {
    const links = [code];
    for (let revision = 1; revision <= 5; revision += 1) links.push(codeIn(await rotate(`"${revision}"`)));
    expect(new Set(links).size).toBe(links.length);
    const opened = await Promise.all(links.map(open));
    expect(opened.map(({ status }) => status)).toEqual([410, 410, 410, 410, 410, 200]);
  });

  it('ends what was begun at the old link, and keeps the receipts there', async () => {
    const agreed = await world.redeem(code);
    const mailed = await world.mailedCode(contoso.contact.email);
    const confirmed = await world.confirm(code, agreed, mailed);
    const begun = await world.redeem(code, {
      companyName: 'Adatum',
      primaryDomain: 'adatum.example',
      contact: { name: 'Gil Adar', email: 'gil@adatum.example' },
    });
    const theirs = await world.mailedCode('gil@adatum.example');
    const rotated = codeIn(await rotate());

    expect(refusalOf(await world.confirm(code, begun, theirs))).toBe('offer-replaced');
    for (const name of ['showRedemption', 'resendCode'] as const) {
      const params = { code, redemptionId: begun };
      const headers = { accept: 'application/json' };
      expect(refusalOf(await world.call(name, { params, headers }))).toBe('offer-replaced');
    }
    expect((await world.call('showRedemption', { params: { code, redemptionId: agreed } })).status).toBe(200);
    expect((await world.confirm(code, agreed, mailed)).json).toEqual(confirmed.json);
    await world.redeem(rotated, {
      primaryDomain: 'tailspin.example',
      contact: { name: 'Tal', email: 'tal@tailspin.example' },
    });
  });

  it('while a customer confirms: either the customer was first, or is told of the newer link', async () => {
    const redemptionId = await world.redeem(code);
    const mailed = await world.mailedCode(contoso.contact.email);
    const [confirmed, rotated] = await Promise.all([world.confirm(code, redemptionId, mailed), rotate()]);
    expect(rotated.status).toBe(200);
    const offer = await world.call('getOffer', { as: noa, params: { offerId } });
    const agreed = confirmed.status === 200 ? 1 : 0;
    if (agreed === 0) expect(refusalOf(confirmed)).toBe('offer-replaced');
    expect(offer.json.redemptionCount).toBe(agreed);
    expect(await world.documents('subscription')).toHaveLength(agreed);
  });

  it('of twenty at once from the same revision, one is made', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => rotate()));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
    const trail = await world.documents('audit');
    expect(trail.filter(({ action }) => action === 'linkRotated')).toMatchObject([{ subject: offerId }]);
  });

  it('needs If-Match, and the newest', async () => {
    expect(refusalOf(await rotate(''))).toBe('precondition-required');
    await rotate();
    const stale = await rotate();
    expect([stale.status, refusalOf(stale)]).toEqual([412, 'stale']);
  });

  it.each(['offer-expired', 'offer-revoked', 'offer-exhausted'])('makes no sense after %s', async (end) => {
    await ends[end]?.(world, offerId);
    const answer = await rotate();
    expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
  });

  it('is for those who may make such offers', async () => {
    expect((await rotate('"1"', { as: await billing(world) })).status).toBe(403);
    expect((await rotate('"1"', { params: { offerId: 'none' } })).status).toBe(404);
  });
});
