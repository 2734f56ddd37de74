import { browser, codeOf, contosoForm, everythingStored, pageOf, putOnRecord, wrongCode } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, type World } from '../../world';

const people = [
  'Dana',
  'Cohen',
  'dana@',
  'contoso.example',
  '555 0111',
  'Ruth',
  'Katz',
  'ruth@',
  'noa@',
  'Noa',
] as const;

describe('what people and codes are', () => {
  let world: World;
  let store: WatchedStore;
  let code: string;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    ({ code } = await world.invite());
  });
  afterEach(() => world.close());

  it('never stands in a log, whether a request succeeds, is refused or crashes', async () => {
    const codes: string[] = [];
    for (const known of [false, true]) {
      if (known) await putOnRecord(world, { domain: 'fourth-coffee.example' });
      const primaryDomain = known ? 'fourth-coffee.example' : 'contoso.example';
      const contact = { ...contoso.contact, email: `dana@${primaryDomain}` };
      const redemptionId = await world.redeem(code, { primaryDomain, contact });
      const right = await codeOf(world, redemptionId);
      codes.push(redemptionId, right, wrongCode(right));
      const params = { code, redemptionId };
      await world.deliver();
      await world.confirm(code, redemptionId, wrongCode(right));
      await world.call('confirmRedemption', { params, form: { confirmationCode: right }, headers: browser });
      await world.call('showRedemption', { params });
      await world.call('resendCode', { params, body: {} });
    }
    await world.call('redeemOffer', { params: { code }, form: { ...contosoForm, country: 'Dana Cohen' } });
    store.fault = () => ({ when: 'before', error: new Error('dana@contoso.example is Dana Cohen') });
    expect((await world.call('redeemOffer', { params: { code }, body: contoso })).status).toBe(500);
    const logged = world.logged.join('\n');
    expect(logged).toContain('"event":"crash"');
    for (const secret of [...people, code, ...codes]) expect(logged).not.toContain(secret);
  });

  it('is in no document where it is a code: neither a mailed one nor one of a link', async () => {
    const redemptionId = await world.redeem(code);
    const codes = [await world.mailedCode('dana@contoso.example')];
    for (let number = 2; number <= 4; number += 1) {
      world.pass({ minutes: 1 });
      await world.call('resendCode', { params: { code, redemptionId }, body: {} });
      codes.push(await world.mailedCode('dana@contoso.example'));
    }
    const [last = ''] = codes.slice(-1);
    expect((await world.confirm(code, redemptionId, last)).status).toBe(200);
    await world.deliver();
    const stored = await everythingStored(world);
    expect(new Set(codes).size).toBe(4);
    for (const secret of [...codes, code]) expect(stored).not.toContain(secret);
  });

  it('is in no answer but the mask of the address that was typed, before the code is right', async () => {
    await putOnRecord(world);
    const redemptionId = await world.redeem(code);
    await world.deliver();
    const params = { code, redemptionId };
    const headers = { accept: 'application/json' };
    const answers = [
      await world.call('showRedemption', { params, headers }),
      await world.call('showRedemption', { params }),
      await world.confirm(code, redemptionId, wrongCode(await codeOf(world, redemptionId))),
      await world.call('resendCode', { params, form: {}, headers: browser }),
      await world.call('openLink', { params }),
    ];
    for (const { text } of answers) {
      const told = text.replaceAll('d•••@contoso.example', '');
      for (const secret of [...people, 'Contoso']) expect(told).not.toContain(secret);
    }
  });

  it('is in no receipt: neither on its page nor in its JSON nor in the repeated confirmation', async () => {
    const redemptionId = await world.redeem(code);
    const right = await world.mailedCode('dana@contoso.example');
    const confirmed = await world.confirm(code, redemptionId, right);
    const params = { code, redemptionId };
    const json = await world.call('showRedemption', { params, headers: { accept: 'application/json' } });
    const page = await world.call('showRedemption', { params });
    for (const { text } of [confirmed, json, page])
      for (const secret of [...people, right]) expect(text).not.toContain(secret);
    expect(Object.keys(json.json).sort()).toEqual([
      'accessUrl',
      'confirmedAt',
      'delegatedAdministration',
      'redemptionId',
      'status',
      'subscriptions',
      'summaryId',
    ]);
    expect(pageOf(page).text).toContain('Microsoft 365 Business Premium');
  });

  it('goes into no id, however the customer is known', async () => {
    await world.redeem(code, { primaryDomain: undefined, contact: { name: 'Dana Cohen', email: 'dana@gmail.com' } });
    await world.deliver();
    const { documents } = await world.store.changes(undefined, 1000);
    const ids = documents.map(({ id, sortKey }) => `${id} ${sortKey ?? ''}`).join('\n');
    expect(ids).not.toMatch(/dana|gmail/iu);
  });
});
