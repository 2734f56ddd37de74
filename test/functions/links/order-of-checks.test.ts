import { browser, changeOffer, codeOf, ends, pageOf, refusalOf, suspend, wrongCode } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, type Call, type World } from '../../world';

describe('a request to a link is checked', () => {
  let world: World;
  let store: WatchedStore;
  let offer: { readonly id: string; readonly code: string };
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    offer = await world.invite();
  });
  afterEach(() => world.close());

  const badBodies: readonly (readonly [string, number, string, Call])[] = [
    ['too large', 413, 'payload-too-large', { raw: JSON.stringify({ ...contoso, companyName: 'x'.repeat(70_000) }) }],
    [
      'said to be too large, of any type',
      413,
      'payload-too-large',
      { raw: '{}', headers: { 'content-length': '70000', 'content-type': 'text/plain' } },
    ],
    ['of another type', 415, 'unsupported-media-type', { raw: '{}', headers: { 'content-type': 'text/plain' } }],
    ['without a type', 415, 'unsupported-media-type', {}],
    ['no JSON', 400, 'malformed-request', { raw: '{"companyName":' }],
    ['not UTF-8', 400, 'malformed-request', { raw: new Uint8Array([0x7b, 0xff, 0x7d]) }],
    ['JSON but no object', 422, 'invalid-request', { raw: '[]' }],
    ['without what is asked for', 422, 'invalid-request', { body: {} }],
  ];

  describe('for the state of the offer before its body', () => {
    const states = Object.keys(ends);

    it.each(states)('on every route of a link that is %s', async (state) => {
      const redemptionId = await world.redeem(offer.code);
      await world.mailedCode('dana@contoso.example');
      await ends[state]?.(world, offer.id);
      store.forget();
      const { code } = offer;
      const params = { code, redemptionId };
      const wantsJson = { headers: { accept: 'application/json' } };
      const answers = await Promise.all([
        world.call('openLink', { params, ...wantsJson }),
        world.call('showRedemption', { params, ...wantsJson }),
        world.call('redeemOffer', { params, body: contoso }),
        ...badBodies.flatMap(([, , , call]) => [
          world.call('redeemOffer', { params, ...call }),
          world.call('confirmRedemption', { params, ...call }),
        ]),
        world.call('confirmRedemption', { params, body: { confirmationCode: await codeOf(world, redemptionId) } }),
        world.call('resendCode', { params, body: {} }),
        world.call('showRedemption', { params: { code, redemptionId: 'unknown' }, ...wantsJson }),
        world.call('confirmRedemption', {
          params: { code, redemptionId: 'unknown' },
          body: { confirmationCode: '123456' },
        }),
      ]);
      expect(new Set(answers.map((answer) => `${answer.status} ${refusalOf(answer)}`))).toEqual(
        new Set([`410 ${state}`]),
      );
      expect(await world.documents('customer')).toEqual([]);
    });

    it.each(states)('and a page says in words that it is %s, and whom to ask', async (state) => {
      await ends[state]?.(world, offer.id);
      const opened = await world.call('openLink', { params: { code: offer.code } });
      const submitted = await world.call('redeemOffer', { params: { code: offer.code }, form: {}, headers: browser });
      for (const page of [opened, submitted]) {
        expect(page.status).toBe(410);
        expect(pageOf(page).querySelector('h1')?.text).not.toBe('');
        expect(pageOf(page).text).toContain('hello@northwind.example');
      }
    });

    it('where revoked and replaced are told also after it expired', async () => {
      await changeOffer(world, offer.id, { state: 'revoked' });
      world.pass({ days: 100 });
      const opened = await world.call('openLink', {
        params: { code: offer.code },
        headers: { accept: 'application/json' },
      });
      expect(refusalOf(opened)).toBe('offer-revoked');
    });

    it('up to the very moment of expiry', async () => {
      world.pass({ days: 90, seconds: -0.001 });
      expect((await world.call('openLink', { params: { code: offer.code } })).status).toBe(200);
      world.pass({ seconds: 0.001 });
      expect((await world.call('openLink', { params: { code: offer.code } })).status).toBe(410);
    });

    it('and a partner that is reinstated has its links back', async () => {
      await suspend(world);
      await suspend(world, 'active');
      expect((await world.call('openLink', { params: { code: offer.code } })).status).toBe(200);
    });
  });

  it.each(badBodies)('for a body that is %s: %d %s, and nothing is written', async (_what, status, refusal, call) => {
    const { code } = offer;
    const redemptionId = await world.redeem(code);
    store.forget();
    const redeemed = await world.call('redeemOffer', { params: { code }, ...call });
    const confirmed = await world.call('confirmRedemption', { params: { code, redemptionId }, ...call });
    expect([redeemed, confirmed].map((answer) => [answer.status, refusalOf(answer)])).toEqual([
      [status, refusal],
      [status, refusal],
    ]);
    expect(store.changing).toEqual([]);
  });

  it('for a wrong Idempotency-Key as for a request that cannot be read', async () => {
    for (const key of ['', 'with space', 'x'.repeat(256), 'מפתח'.normalize('NFC')].map(encodeIfNeeded)) {
      const answer = await world.call('redeemOffer', {
        params: { code: offer.code },
        body: contoso,
        headers: { 'idempotency-key': key },
      });
      expect([key, answer.status, refusalOf(answer)]).toEqual([key, 400, 'malformed-request']);
    }
  });

  describe('but an answer that was given once stays, whatever became of the offer:', () => {
    it.each(Object.keys(ends))('the receipt and the repeated confirmation of one that is %s', async (state) => {
      const { id, code } = offer;
      const redemptionId = await world.redeem(code);
      const confirmationCode = await world.mailedCode('dana@contoso.example');
      const first = await world.confirm(code, redemptionId, confirmationCode);
      await ends[state]?.(world, id);

      const again = await world.confirm(code, redemptionId, confirmationCode);
      expect([again.status, again.json]).toEqual([200, first.json]);

      const receipt = await world.call('showRedemption', {
        params: { code, redemptionId },
        headers: { accept: 'application/json' },
      });
      expect([receipt.status, receipt.json.status]).toEqual([200, 'confirmed']);
      expect((await world.call('showRedemption', { params: { code, redemptionId } })).status).toBe(200);

      const resent = await world.call('resendCode', { params: { code, redemptionId }, body: {} });
      expect([resent.status, resent.json.status]).toEqual([200, 'confirmed']);

      const wrong = await world.confirm(code, redemptionId, wrongCode(confirmationCode));
      expect([wrong.status, refusalOf(wrong)]).toEqual([422, 'confirmation-code-wrong']);
      expect(await world.documents('subscription')).toHaveLength(1);
    });
  });
});

/** Header values are bytes; what is no ASCII arrives as Latin-1. */
function encodeIfNeeded(key: string): string {
  return Buffer.from(key, 'utf8').toString('latin1');
}
