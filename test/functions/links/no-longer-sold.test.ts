import { upkeepOffers } from '../../../shared/offers/offer-upkeep';
import { changeOffer, pageOf, refusalOf, suspend } from '../../link-world';
import { changePartner } from '../../portal-world';
import { contoso, noa, World, type Answer } from '../../world';

const lang = { he: 'למכור לכם', en: 'cannot sell', 'zh-CN': '无法向您销售' } as const;

/** What may come between an offer and its answer; the second is what whoever sends it then is told. */
const changes: readonly (readonly [string, string, (world: World, offerId: string) => Promise<void>])[] = [
  [
    'its partner was moved to another cloud',
    'product-unavailable',
    (world) => changePartner(world, { cloud: 'china' }),
  ],
  [
    'a product left the catalogue',
    'product-unavailable',
    (world, offerId) =>
      changeOffer(world, offerId, {
        lines: [
          { productId: 'exchange-online-plan-1', quantity: 3 },
          { productId: 'sold-until-last-year', quantity: 10 },
        ],
      }),
  ],
  [
    'a product is only tried any more, not bought',
    'product-unavailable',
    (world, offerId) => changeOffer(world, offerId, { lines: [{ productId: 'microsoft-365-e5-trial', quantity: 25 }] }),
  ],
  [
    'nothing is sold in that country any more',
    'product-unavailable',
    (world, offerId) => changeOffer(world, offerId, { usageLocation: 'RU' }),
  ],
  [
    'so many licences are not sold any more',
    'quantity-out-of-range',
    (world, offerId) =>
      changeOffer(world, offerId, { lines: [{ productId: 'exchange-online-plan-1', quantity: 99_999 }] }),
  ],
  [
    'its partner is no subscription advisor any more',
    'forbidden',
    (world) => changePartner(world, { authorizations: ['delegatedAdministration', 'serviceProvider'] }),
  ],
  [
    'its partner may not offer delegated administration any more',
    'forbidden',
    (world) => changePartner(world, { authorizations: ['subscriptionAdvisor', 'serviceProvider'] }),
  ],
  ['its partner was suspended', 'partner-suspended', (world) => suspend(world)],
];

describe.each(changes)('an offer when %s', (_what, toPartner, change) => {
  let world: World;
  let id: string;
  let code: string;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    ({ id, code } = await world.offerToSell({ delegatedAdministration: true }));
  });
  afterEach(() => world.close());

  const json = { accept: 'application/json' };
  const open = (headers: Readonly<Record<string, string>> = json, query = {}) =>
    world.call('openLink', { params: { code }, headers, query });
  const gone = (answer: Answer) => expect([answer.status, refusalOf(answer)]).toEqual([410, 'offer-unavailable']);
  const send = () =>
    world.call('sendOffer', {
      as: noa,
      params: { offerId: id },
      body: { recipients: [{ email: 'rina@wingtip.example' }] },
    });
  const yes = { acceptDelegatedAdministration: true };

  it('leads nowhere from that moment on, however often it was opened before', async () => {
    expect((await open()).status).toBe(200);
    expect((await open()).status).toBe(200);
    await change(world, id);
    gone(await open());
    gone(await open());
    for (const [language, words] of Object.entries(lang)) {
      const page = await open({ accept: 'text/html' }, { lang: language });
      expect(page.status).toBe(410);
      expect(pageOf(page).text).toMatch(new RegExp(words, 'u'));
      expect(pageOf(page).text).toContain('Northwind');
      expect(page.text).not.toContain('name="acceptTerms"');
    }
  });

  it('is neither redeemed nor declined, and there is no fresh link to ask for', async () => {
    await change(world, id);
    gone(await world.call('redeemOffer', { params: { code }, body: { ...contoso, ...yes } }));
    gone(await world.call('declineOffer', { params: { code }, body: { reason: 'No' } }));
    gone(await world.call('requestFreshLink', { params: { code }, body: { email: 'tal@tailspin.example' } }));
    expect(await world.documents('redemption')).toEqual([]);
  });

  it('sets nothing up for whoever has the right code already, and gives out no other one', async () => {
    const redemptionId = await world.redeem(code, yes);
    const right = await world.mailedCode(contoso.contact.email);
    await change(world, id);
    gone(await world.confirm(code, redemptionId, right));
    world.pass({ minutes: 2 });
    gone(await world.call('resendCode', { params: { code, redemptionId }, body: {} }));
    expect([...(await world.documents('customer')), ...(await world.documents('subscription'))]).toEqual([]);
  });

  it('still shows what was agreed before, and confirms it again', async () => {
    const redemptionId = await world.redeem(code, yes);
    const right = await world.mailedCode(contoso.contact.email);
    const first = await world.confirm(code, redemptionId, right);
    expect(first.status).toBe(200);
    await change(world, id);
    const receipt = await world.call('showRedemption', { params: { code, redemptionId }, headers: json });
    expect([receipt.status, receipt.json.subscriptions]).toEqual([200, first.json.subscriptions]);
    const again = await world.confirm(code, redemptionId, right);
    expect([again.status, again.json.subscriptions]).toEqual([200, first.json.subscriptions]);
  });

  it('is not sent, nor sent again, nor copied, and whoever tries is told why', async () => {
    expect((await send()).status).toBe(202);
    await world.deliver();
    const [mail] = (await world.documents('mail')).filter(({ kind }) => kind === 'offer');
    await change(world, id);
    expect(refusalOf(await send())).toBe(toPartner);
    const resent = await world.call('resendOfferEmail', {
      as: noa,
      params: { offerId: id, emailId: String(mail?.mailId) },
    });
    expect(refusalOf(resent)).toBe(toPartner);
    expect(refusalOf(await world.call('copyOffer', { as: noa, params: { offerId: id }, body: {} }))).toBe(toPartner);
  });

  it('is not mailed to who waits for it, and nobody is reminded of it', async () => {
    expect((await send()).status).toBe(202);
    await world.deliver();
    expect(world.mails.map(({ kind }) => kind)).toEqual(['offer']);
    const [first] = await world.documents('mail');
    await world.call('resendOfferEmail', { as: noa, params: { offerId: id, emailId: String(first?.mailId) } });
    await change(world, id);
    await world.deliver();
    expect(world.mails).toHaveLength(1);
    const [kept] = await world.documents('mail');
    expect([kept?.status, kept?.problem]).toEqual(['failed', expect.stringMatching(/was to be sent/u)]);
    world.pass({ days: 85 });
    await upkeepOffers(world.ports);
    await world.deliver();
    expect(world.mails).toHaveLength(1);
    expect((await world.documents('mail')).filter(({ kind }) => kind === 'offerReminder')).toEqual([]);
  });
});

describe('a link that led nowhere', () => {
  it('leads to the offer again once it may be sold again', async () => {
    const world = new World();
    await world.addPartner();
    const { code } = await world.invite();
    const status = async () => (await world.call('openLink', { params: { code } })).status;
    const told = [await status()];
    await changePartner(world, { cloud: 'china' });
    told.push(await status());
    await changePartner(world, { cloud: 'global' });
    told.push(await status());
    expect(told).toEqual([200, 410, 200]);
    world.close();
  });

  it('confirms nothing that is not sold any more in the customer’s own country', async () => {
    const world = new World();
    await world.addPartner();
    const { code } = await world.invite();
    const redemptionId = await world.redeem(code);
    const right = await world.mailedCode(contoso.contact.email);
    const [redemption] = await world.documents('redemption');
    await world.store.write(String(redemption?.partnerId), [
      { kind: 'patch', id: String(redemption?.id), patch: { set: { country: 'RU' } } },
    ]);
    const answer = await world.confirm(code, redemptionId, right);
    expect([answer.status, refusalOf(answer)]).toEqual([422, 'product-unavailable']);
    expect(await world.documents('customer')).toEqual([]);
    world.close();
  });
});
