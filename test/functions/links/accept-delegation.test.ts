import {
  browser,
  company,
  contosoForm,
  ends,
  everythingStored,
  faultyFields,
  languageOf,
  pageOf,
} from '../../link-world';
import { putOnRecord, refusalOf, snapshotOf } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noa, tenants, type Answer, type World } from '../../world';

const dana = contoso.contact.email;
const delegationForm = { ...contosoForm, authorize: 'true' } as const;
const inDays = (world: World, days: number) => new Date(world.now + days * 86_400_000).toISOString();

let world: World;
let store: WatchedStore;
beforeEach(async () => {
  ({ world, store } = await watchedWorld());
});
afterEach(() => world.close());

const accept = (code: string, more: Readonly<Record<string, unknown>> = {}) =>
  world.call('acceptDelegation', { params: { code }, body: { ...contoso, authorize: true, ...more } });
/** Accepts and enters the mailed code. */
const settle = async (code: string, address: string = dana, more: Readonly<Record<string, unknown>> = {}) => {
  const redemptionId = await world.authorize(code, more);
  return { redemptionId, answer: await world.confirm(code, redemptionId, await world.mailedCode(address)) };
};
const offerOf = async (offerId: string) => (await world.call('getOffer', { as: noa, params: { offerId } })).json;
const customerOf = async (customerId = 'domain:contoso.example') =>
  (await world.call('getCustomer', { as: noa, params: { customerId } })).json;

describe('POST /o/{code}/delegation', () => {
  it('mails a code and grants nothing yet', async () => {
    const { code } = await world.askToDelegate();
    const asked = await accept(code);
    expect([asked.status, asked.json]).toEqual([
      202,
      { redemptionId: expect.any(String) as string, status: 'awaitingConfirmation', sentTo: 'd•••@contoso.example' },
    ]);
    const { count } = await snapshotOf(world);
    expect([count('customer'), count('delegation'), count('consent')]).toEqual([0, 0, 0]);
    await world.deliver();
    expect(world.mails.map(({ kind, to }) => [kind, to.address])).toEqual([['confirmationCode', dana]]);
    expect(world.mails[0]?.text).toContain('authorises Northwind to administer the Microsoft services of this company');
  });

  it('with the right code makes the customer, the delegation and its consents at once, and tells both sides', async () => {
    const { id, code, offer } = await world.askToDelegate({ delegationDays: 90, reference: 'Autumn' });
    const { redemptionId, answer } = await settle(code);
    const until = inDays(world, 90);
    const since = new Date(world.now).toISOString();
    expect([answer.status, answer.json]).toMatchObject([
      200,
      {
        redemptionId,
        status: 'confirmed',
        subscriptions: [],
        delegatedAdministration: true,
        delegation: { since, until },
        accessUrl: expect.stringContaining('/access/') as string,
      },
    ]);
    expect(await customerOf()).toMatchObject({
      companyName: 'Contoso',
      delegation: { status: 'active', since, until, delegationId: redemptionId },
    });
    expect(await world.documents('delegation')).toMatchObject([
      { state: 'active', since, until, offerId: id, acceptedBy: { email: dana }, redemptionIds: [redemptionId] },
    ]);
    expect(await offerOf(id)).toMatchObject({ redemptionCount: 1 });
    const { of } = await snapshotOf(world);
    expect(of('subscription')).toEqual([]);
    expect(of('customer-tally')).toMatchObject([{ customers: 1 }]);
    const [notification] = (await world.call('listNotifications', { as: noa })).json.items as unknown[];
    expect(notification).toMatchObject({
      kind: 'offerAccepted',
      summaryId: offer.summaryId,
      reference: 'Autumn',
      companyName: 'Contoso',
      delegatedAdministration: true,
      delegation: { since, until },
      tasks: [],
    });
    await world.deliver();
    const [, receipt, told] = world.mails;
    expect(world.mails.map(({ kind, to }) => [kind, to.address])).toEqual([
      ['confirmationCode', dana],
      ['receipt', dana],
      ['offerAccepted', 'noa@northwind.example'],
    ]);
    expect(receipt?.text).toContain('Contoso has authorised Northwind to administer its Microsoft services.');
    expect(receipt?.text).toContain(String(answer.json.accessUrl));
    expect(told?.text).toContain('Contoso has authorised you to administer its services');
    for (const mail of [receipt, told]) {
      expect(mail?.text).toContain('20 February 2027');
      expect(mail?.text).not.toMatch(/partner of record for what|subscription id/iu);
    }
  });

  it('takes one parallel round of at most five reads, the try and one batch', async () => {
    const { code } = await world.askToDelegate();
    await settle(code);
    world.pass({ days: 2 });
    const again = await world.askToDelegate({ delegationDays: 30 });
    for (const [each, counted] of [
      [code, []],
      [again.code, ['patch']],
    ] as const) {
      const redemptionId = await world.authorize(each);
      const entered = await world.mailedCode(dana);
      store.forget();
      expect((await world.confirm(each, redemptionId, entered)).status).toBe(200);
      // The day's guesses are made by the first, and counted up by whoever comes later.
      expect(store.rounds).toEqual(['patch', 'read read write read read', ...counted, 'write']);
    }
  });

  it.each([
    ['a yes or no', { acceptDelegatedAdministration: true }, ['/acceptDelegatedAdministration']],
    ['a no', { acceptDelegatedAdministration: false }, ['/acceptDelegatedAdministration']],
    ['counts', { quantities: {} }, ['/quantities']],
    ['no authorisation', { authorize: undefined }, ['/authorize']],
    ['a refused authorisation', { authorize: false }, ['/authorize']],
    ['authorisation in words', { authorize: 'true' }, ['/authorize']],
    ['no terms', { acceptTerms: false }, ['/acceptTerms']],
    ['an end of its own', { delegationDays: 5 }, ['/delegationDays']],
    ['an address outside the domain', { contact: { name: 'Eve', email: 'eve@fabrikam.example' } }, ['/contact/email']],
    [
      "the partner's domain",
      { primaryDomain: 'northwind.example', contact: { name: 'Eve', email: 'e@northwind.example' } },
      ['/primaryDomain'],
    ],
    ["another cloud's country", { country: 'CN' }, ['/country']],
  ])('refuses %s, and changes nothing', async (_what, more, pointers) => {
    const { code } = await world.askToDelegate();
    const before = await everythingStored(world);
    const refused = await accept(code, more);
    expect([refused.status, faultyFields(refused)]).toEqual([422, pointers]);
    expect(await everythingStored(world)).toBe(before);
  });

  it('is no address of another kind of offer, nor theirs one of a delegation offer; nothing changes', async () => {
    const asked = await world.askToDelegate();
    const invited = await world.invite({ delegatedAdministration: true });
    const sold = await world.offerToSell();
    const before = await everythingStored(world);
    const wrong = [
      await world.call('redeemOffer', {
        params: { code: asked.code },
        body: { ...contoso, acceptDelegatedAdministration: true },
      }),
      await accept(invited.code),
      await accept(sold.code),
      // What is wrong with the body does not matter where there is nothing to answer.
      await world.call('redeemOffer', { params: { code: asked.code }, body: {} }),
    ];
    for (const refused of wrong) {
      expect([refused.status, refusalOf(refused)]).toEqual([404, 'not-found']);
      expect(String(refused.json.detail)).toMatch(/delegat/u);
    }
    const page = await world.call('acceptDelegation', {
      params: { code: sold.code },
      form: delegationForm,
      headers: browser,
    });
    expect([page.status, pageOf(page).querySelector('h1')?.text]).toEqual([404, 'There is nothing here']);
    expect(await everythingStored(world)).toBe(before);
  });

  it.each(Object.keys(ends))('says %s before it looks at the body', async (ending) => {
    const { id, code } = await world.askToDelegate();
    await ends[ending]?.(world, id);
    for (const refused of [await accept(code), await accept(code, { authorize: false })])
      expect([refused.status, refusalOf(refused)]).toEqual([410, ending]);
  });

  it('knows a forged link for one, and a foreign offer is nobody’s business', async () => {
    const { code } = await world.askToDelegate();
    const forged = `${code.slice(0, -1)}${code.endsWith('a') ? 'b' : 'a'}`;
    store.forget();
    expect(refusalOf(await accept(forged))).toBe('link-unknown');
    expect(store.calls).toEqual([]);
  });

  it('is the same answer under the same Idempotency-Key, and refused with another body', async () => {
    const { code } = await world.askToDelegate();
    const send = (more = {}) =>
      world.call('acceptDelegation', {
        params: { code },
        body: { ...contoso, authorize: true, ...more },
        headers: { 'idempotency-key': 'k' },
      });
    const [first, again] = [await send(), await send()];
    expect([again.status, again.json]).toEqual([first.status, first.json]);
    expect(refusalOf(await send({ companyName: 'Adatum' }))).toBe('idempotency-key-reused');
    expect(await world.documents('redemption')).toHaveLength(1);
  });

  it('goes through the pages too: form, code, receipt', async () => {
    const { code } = await world.askToDelegate({ delegationDays: 400, language: 'he' });
    const opened = await world.call('openLink', { params: { code }, headers: browser });
    expect(languageOf(opened)).toEqual(['he', 'rtl']);
    const details = await world.call('openLink', {
      params: { code },
      query: { step: 'details', lang: 'en' },
      headers: browser,
    });
    const page = pageOf(details);
    expect(page.querySelector('form')?.getAttribute('action')).toContain('/delegation');
    expect(page.querySelectorAll('input[type=radio]')).toHaveLength(0);
    expect(page.querySelector('input[name=authorize]')?.getAttribute('checked')).toBeUndefined();
    expect(page.text).toContain('400 days');

    const send = (form: Readonly<Record<string, string>>) =>
      world.call('acceptDelegation', { params: { code }, form, headers: browser });
    const unticked = await send(contosoForm);
    expect([unticked.status, pageOf(unticked).querySelector('form')?.getAttribute('action')]).toEqual([
      422,
      `/o/${code}/delegation`,
    ]);
    expect(pageOf(unticked).text).toContain('Tick the box if you authorise the partner');
    for (const more of [{ acceptDelegatedAdministration: 'true' }, { 'quantities.power-bi-pro-trial': '3' }])
      expect((await send({ ...delegationForm, ...more })).status).toBe(422);

    const sent = await send({ ...delegationForm, idempotencyKey: 'a' });
    expect(sent.status).toBe(303);
    const redemptionId = sent.headers.get('location')?.split('/').at(-1) ?? '';
    const params = { code, redemptionId };
    const atCode = await world.call('showRedemption', { params, headers: browser });
    expect(pageOf(atCode).text).toContain('your company authorises Northwind');
    const confirmed = await world.call('confirmRedemption', {
      params,
      form: { confirmationCode: await world.mailedCode(dana) },
      headers: browser,
    });
    expect(confirmed.status).toBe(303);
    const receipt = pageOf(await world.call('showRedemption', { params, headers: browser }));
    expect(receipt.querySelector('h1')?.text).toBe('Your delegation is agreed');
    expect(receipt.text).toMatch(/Yes, until 27 December 2027/u);
    expect(receipt.text).not.toContain(dana);
  });

  it('tells programs what it asks for, for how long, and where it is accepted', async () => {
    const { code } = await world.askToDelegate({ delegationDays: 14 });
    const { json } = await world.call('openLink', { params: { code }, headers: { accept: 'application/json' } });
    expect(json).toMatchObject({
      kind: 'delegationOffer',
      lines: [],
      delegatedAdministration: true,
      delegationDays: 14,
      delegation: `/o/${code}/delegation`,
      delegatedAdministrationTerms: expect.stringMatching(/full access[\s\S]+limited access[\s\S]+14 days/u) as string,
    });
    expect(json).not.toHaveProperty('redemptions');
  });

  it('can be declined and asked for anew like any other link', async () => {
    const { id, code } = await world.askToDelegate();
    const no = await world.call('declineOffer', { params: { code }, body: { reason: 'No need', email: dana } });
    expect(no.status).toBeLessThan(300);
    await ends['offer-revoked']?.(world, id);
    const fresh = await world.call('requestFreshLink', { params: { code }, body: { email: dana } });
    expect(fresh.status).toBeLessThan(300);
  });
});

describe('a known customer', () => {
  it('is asked at its administrator on record alone; a stranger’s address gets nothing', async () => {
    await putOnRecord(world);
    const { code } = await world.askToDelegate();
    const redemptionId = await world.authorize(code, { contact: { name: 'Eve', email: 'eve@contoso.example' } });
    const entered = await world.mailedCode('ruth@contoso.example');
    expect((await world.confirm(code, redemptionId, entered)).status).toBe(200);
    await world.deliver();
    expect(world.mails.map(({ kind, to }) => [kind, to.address])).toEqual([
      ['confirmationCode', 'ruth@contoso.example'],
      ['receipt', 'ruth@contoso.example'],
      ['offerAccepted', 'noa@northwind.example'],
    ]);
    expect(await customerOf()).toMatchObject({
      contact: { email: 'ruth@contoso.example' },
      delegation: { status: 'active' },
    });
    expect(await world.documents('delegation')).toMatchObject([{ acceptedBy: { name: 'Ruth Katz' } }]);
  });

  it('with a trial, its trial is left as it is, and a trial offered with an end counts from the confirmation', async () => {
    const { code } = await world.invite({ delegatedAdministration: true, delegationDays: 60 });
    const redemptionId = await world.redeem(code, { acceptDelegatedAdministration: true });
    world.pass({ seconds: 90 });
    expect((await world.confirm(code, redemptionId, await world.mailedCode(dana))).status).toBe(200);
    expect(await customerOf()).toMatchObject({ delegation: { status: 'active', until: inDays(world, 60) } });
    const before = await world.documents('subscription');
    await settle((await world.askToDelegate()).code);
    expect(await world.documents('subscription')).toEqual(before);
    expect((await customerOf()).delegation).not.toHaveProperty('until');
  });
});

describe('accepting again', () => {
  it.each([
    ['for good', {}],
    ['for some days', { delegationDays: 30 }],
  ])('on the same link shows the first result, %s: not counted, nobody told', async (_what, more) => {
    const { id, code } = await world.askToDelegate({ maxRedemptions: 5, ...more });
    const first = await settle(code);
    const { delegation, answers: _answers, ...customer } = await customerOf();
    await world.deliver();
    const mailed = world.mails.length;
    world.pass({ minutes: 3 });
    const again = await settle(code);
    expect(again.redemptionId).not.toBe(first.redemptionId);
    expect([again.answer.status, again.answer.json]).toMatchObject([
      200,
      {
        subscriptions: [],
        delegatedAdministration: true,
        delegation: first.answer.json.delegation,
        accessUrl: first.answer.json.accessUrl,
      },
    ]);
    expect(await customerOf()).toMatchObject({ ...customer, delegation });
    expect(await offerOf(id)).toMatchObject({ redemptionCount: 1 });
    expect(await world.documents('offer')).toMatchObject([{ remaining: 4 }]);
    expect(await world.documents('delegation')).toMatchObject([{ redemptionIds: [first.redemptionId] }]);
    await world.deliver();
    expect(world.mails.slice(mailed).map(({ kind }) => kind)).toEqual(['confirmationCode']);
    const { count, of } = await snapshotOf(world);
    expect(count('notification')).toBe(1);
    // What was agreed, and that it was, is kept all the same.
    expect(count('consent')).toBe(4);
    expect(of('audit').filter(({ action }) => action === 'redemptionConfirmed')).toHaveLength(2);
    const receipt = await world.call('showRedemption', {
      params: { code, redemptionId: again.redemptionId },
      headers: browser,
    });
    expect(pageOf(receipt).querySelector('h1')?.text).toBe('Your delegation is agreed');
  });

  it('two of one customer, confirmed side by side, are one acceptance', async () => {
    const { id, code } = await world.askToDelegate({ maxRedemptions: 1 });
    const ids: string[] = [];
    const entered: string[] = [];
    for (let index = 0; index < 2; index += 1) {
      ids.push(await world.authorize(code));
      entered.push(await world.mailedCode(dana));
    }
    const answers = await Promise.all(
      ids.map((redemptionId, index) => world.confirm(code, redemptionId, entered[index] ?? '')),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    expect(await offerOf(id)).toMatchObject({ redemptionCount: 1, status: 'exhausted' });
    expect(await world.documents('delegation')).toHaveLength(1);
    expect(await world.documents('notification')).toHaveLength(1);
  });

  it('makes it last longer when it asks for longer, in the same period', async () => {
    const { id, code } = await world.askToDelegate({ delegationDays: 30 });
    const first = await settle(code);
    const since = new Date(world.now).toISOString();
    world.pass({ days: 10 });
    const again = await settle(code);
    expect(await customerOf()).toMatchObject({ delegation: { status: 'active', since, until: inDays(world, 30) } });
    expect(await offerOf(id)).toMatchObject({ redemptionCount: 2 });
    expect(await world.documents('delegation')).toMatchObject([
      { delegationId: first.redemptionId, since, redemptionIds: [first.redemptionId, again.redemptionId] },
    ]);
  });

  it('never shortens: a shorter link is another acceptance that changes no end', async () => {
    const [long, short] = [
      await world.askToDelegate({ delegationDays: 300 }),
      await world.askToDelegate({ delegationDays: 3 }),
    ];
    await settle(long.code);
    const before = (await customerOf()).delegation;
    const { answer } = await settle(short.code);
    expect(answer.status).toBe(200);
    expect((await customerOf()).delegation).toEqual(before);
    expect([(await offerOf(long.id)).redemptionCount, (await offerOf(short.id)).redemptionCount]).toEqual([1, 1]);
    // And on that link the same again is the same.
    await settle(short.code);
    expect((await offerOf(short.id)).redemptionCount).toBe(1);
  });

  it('after its end begins another period, whether or not any timer has run', async () => {
    const { id, code } = await world.askToDelegate({ delegationDays: 30 });
    const first = await settle(code);
    const ended = inDays(world, 30);
    world.pass({ days: 30 });
    expect(await customerOf()).toMatchObject({ delegation: { status: 'ended', endedAt: ended, endedBy: 'time' } });
    const again = await settle(code);
    expect(await customerOf()).toMatchObject({ delegation: { status: 'active', delegationId: again.redemptionId } });
    expect(await offerOf(id)).toMatchObject({ redemptionCount: 2 });
    const documents = (await world.documents('delegation')).map(({ delegationId, state }) => [delegationId, state]);
    expect(new Map(documents as [unknown, unknown][])).toEqual(
      new Map([
        [first.redemptionId, 'ended'],
        [again.redemptionId, 'active'],
      ]),
    );
  });

  it('two customers on one link, and one on two links, are each an acceptance', async () => {
    const { id, code } = await world.askToDelegate();
    const other = await world.askToDelegate();
    const adatum = company(1);
    await settle(code);
    world.pass({ seconds: 1 });
    await settle(code, adatum.contact.email, adatum);
    await settle(other.code);
    expect([(await offerOf(id)).redemptionCount, (await offerOf(other.id)).redemptionCount]).toEqual([2, 1]);
    expect((await world.call('listRedemptions', { as: noa, params: { offerId: id } })).json.items).toMatchObject([
      { status: 'confirmed', companyName: 'Company 1' },
      { status: 'confirmed', companyName: 'Contoso' },
    ]);
    expect(await world.documents('delegation')).toHaveLength(2);
    expect(await world.documents('customer')).toHaveLength(2);
  });
});

describe('at the same moment', () => {
  const granted = async () => {
    const { of } = await snapshotOf(world);
    return of('delegation').length;
  };

  it('a revocation and an acceptance leave one of two states: accepted before it, or nothing', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id, code } = await world.askToDelegate();
      const each = company(100 + round);
      const redemptionId = await world.authorize(code, each);
      const entered = await world.mailedCode(each.contact.email);
      const before = await granted();
      const revoke = () =>
        world.call('revokeOffer', { as: noa, params: { offerId: id }, headers: { 'if-match': '*' }, body: {} });
      const confirm = () => world.confirm(code, redemptionId, entered);
      const [first, second] = await Promise.all(round % 2 === 0 ? [revoke(), confirm()] : [confirm(), revoke()]);
      const [revoked, confirmed]: readonly [Answer, Answer] = round % 2 === 0 ? [first, second] : [second, first];
      expect(revoked.status).toBe(200);
      const wasFirst = confirmed.status === 200;
      if (!wasFirst) expect(refusalOf(confirmed)).toBe('offer-revoked');
      expect((await granted()) - before).toBe(wasFirst ? 1 : 0);
      expect((await offerOf(id)).redemptionCount).toBe(wasFirst ? 1 : 0);
    }
  });

  it('fifty customers share what a cap of twenty leaves', async () => {
    const { id, code } = await world.askToDelegate({ maxRedemptions: 20 });
    const ids = await Promise.all(Array.from({ length: 50 }, (_, index) => world.authorize(code, company(index))));
    await world.deliver();
    const codeFor = (redemptionId: string) => world.mails.find(({ text }) => text.includes(redemptionId))?.code ?? '';
    const answers = await Promise.all(
      ids.map((redemptionId) => world.confirm(code, redemptionId, codeFor(redemptionId))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    for (const refused of answers.filter(({ status }) => status !== 200))
      expect([refused.status, refusalOf(refused)]).toEqual([410, 'offer-exhausted']);
    expect(await offerOf(id)).toMatchObject({ redemptionCount: 20, status: 'exhausted' });
    const { of, count } = await snapshotOf(world);
    expect([count('delegation'), count('customer'), count('notification')]).toEqual([20, 20, 20]);
    expect(of('customer-tally')).toMatchObject([{ customers: 20, partnerId: tenants.northwind }]);
  });
});
