import { carryOutClaims } from '../../../shared/access/due-claims';
import { accessToken, openAccess } from '../../access-world';
import { browser, pageOf, putOnRecord, refusalOf, snapshotOf, wrongCode } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noa, tenants, type World, type Call } from '../../world';

const ruth = 'ruth@contoso.example';
const dana = contoso.contact.email;
const id = 'domain:contoso.example';
const ruthKatz = { name: 'Ruth Katz', email: ruth };

describe('a claim to the place of an administrator whose mailbox is lost', () => {
  let world: World;
  let store: WatchedStore;
  let code: string;
  let redemptionId: string;

  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    ({ code } = await world.invite());
    await putOnRecord(world);
    redemptionId = await world.redeem(code);
    await world.deliver();
    world.mails.length = 0;
  });
  afterEach(() => world.close());

  const claim = (more: Partial<Call> = {}, redemption = redemptionId) =>
    world.call('claimAdministrator', { params: { code, redemptionId: redemption }, body: {}, ...more });
  const enter = (confirmationCode: string, more: Partial<Call> = {}, redemption = redemptionId) =>
    world.call('confirmClaim', {
      params: { code, redemptionId: redemption },
      body: { confirmationCode },
      ...more,
    });
  const proofFor = async (address: string = dana) => {
    await world.deliver();
    const mail = world.mails.findLast(({ kind, to }) => kind === 'claimCode' && to.address === address);
    if (mail?.code === undefined) throw new Error(`No code that proves it was mailed to ${address}.`);
    return mail.code;
  };
  const prove = async (redemption = redemptionId, address: string = dana) => {
    await claim({}, redemption);
    return enter(await proofFor(address), {}, redemption);
  };
  const time = async (passed: Parameters<World['pass']>[0]) => {
    world.pass(passed);
    await carryOutClaims(world.ports, 'trace');
    await world.deliver();
  };
  const customer = async () => (await world.documents('customer')).find((one) => one.id === id);
  const told = () => world.mails.map(({ kind, to }) => [kind, to.address]);
  const shown = async () => (await world.call('getCustomer', { as: noa, params: { customerId: id } })).json.contact;

  it('is made once the typed mailbox has proved itself: the mailbox on record is told at once, and so is the partner', async () => {
    const asked = await claim();
    expect([asked.status, asked.json]).toEqual([
      202,
      {
        redemptionId,
        status: 'awaitingProof',
        sentTo: 'd•••@contoso.example',
        confirmation: `/o/${code}/redemptions/${redemptionId}/administrator-claims/confirmation`,
      },
    ]);
    const proof = await proofFor();
    expect(told()).toEqual([['claimCode', dana]]);
    expect(await customer()).not.toHaveProperty('claim');
    world.mails.length = 0;
    const done = await enter(proof);
    const takesEffectAt = new Date(world.now + 14 * 86_400_000).toISOString();
    expect([done.status, done.json]).toEqual([200, { redemptionId, status: 'claimed', takesEffectAt }]);
    expect(await customer()).toMatchObject({
      contact: ruthKatz,
      claim: { claimId: redemptionId, contact: contoso.contact, former: ruthKatz, takesEffectAt },
    });
    await world.deliver();
    expect(told()).toEqual([
      ['administratorClaimed', ruth],
      ['administratorClaimed', 'hello@northwind.example'],
    ]);
    expect(world.mails[0]?.text).toContain(`https://kesher.example/access/${accessToken(world)}`);
    const { of } = await snapshotOf(world);
    expect(of('notification').map(({ content }) => content)).toContainEqual({
      kind: 'administratorClaimed',
      customerId: id,
      companyName: 'Contoso',
      takesEffectAt,
    });
    expect(of('audit').map(({ action }) => action)).toEqual(
      expect.arrayContaining(['claimCodeAsked', 'claimProved', 'administratorClaimed']),
    );
  });

  it('reminds the mailbox on record after 7 and 13 days, and takes effect after 14: everybody is told, and the person redeems as anybody', async () => {
    await prove();
    await world.deliver();
    const reminded: number[] = [];
    for (let day = 1; day <= 14; day += 1) {
      world.mails.length = 0;
      await time({ days: 1 });
      if (world.mails.some(({ kind, to }) => kind === 'administratorClaimed' && to.address === ruth))
        reminded.push(day);
    }
    expect(reminded).toEqual([7, 13]);
    expect(told()).toEqual([
      ['administratorChanged', ruth],
      ['administratorChanged', dana],
      ['administratorChanged', 'hello@northwind.example'],
    ]);
    expect(await customer()).toMatchObject({ contact: contoso.contact });
    expect(await customer()).not.toHaveProperty('claim');
    world.mails.length = 0;
    await carryOutClaims(world.ports, 'trace');
    await world.deliver();
    expect(told()).toEqual([]);
    const { of } = await snapshotOf(world);
    expect(of('administrator-claim')).toMatchObject([{ status: 'done' }]);
    expect(of('administrator-claim')[0]).not.toHaveProperty('queue');
    expect(of('notification').map(({ content }) => content)).toContainEqual({
      kind: 'administratorChanged',
      customerId: id,
      companyName: 'Contoso',
      way: 'claim',
      changedAt: new Date(world.now).toISOString(),
    });
    const again = await world.redeem(code);
    expect((await world.confirm(code, again, await world.mailedCode(dana))).status).toBe(200);
  });

  it('is right at the moment of reading, to the millisecond, when no timer has run; and keeps that moment however late one does', async () => {
    await prove();
    await world.deliver();
    const effect = world.now + 14 * 86_400_000;
    world.pass({ days: 14, seconds: -0.001 });
    expect(await shown()).toEqual(ruthKatz);
    world.pass({ seconds: 0.001 });
    expect(await shown()).toEqual(contoso.contact);
    const list = await world.call('listCustomers', { as: noa });
    expect(list.json.items).toMatchObject([{ contact: contoso.contact }]);
    world.mails.length = 0;
    await world.redeem(code);
    await world.deliver();
    expect(told()).toEqual([['confirmationCode', dana]]);
    const { session, token } = await openAccess(world);
    const page = await world.call('openAccessPage', {
      params: { token },
      headers: { cookie: session, accept: 'application/json' },
    });
    expect(page.json).toMatchObject({ customer: { contact: contoso.contact } });
    expect(page.json.customer).not.toHaveProperty('claim');
    world.mails.length = 0;
    await time({ days: 3 });
    expect(told().map(([kind]) => kind)).toEqual(Array.from({ length: 3 }, () => 'administratorChanged'));
    const { of } = await snapshotOf(world);
    expect(of('notification').map(({ content }) => content)).toContainEqual(
      expect.objectContaining({ kind: 'administratorChanged', changedAt: new Date(effect).toISOString() }),
    );
  });

  it('has taken effect for whoever writes the record since, and is told as that once the timer runs', async () => {
    await prove();
    world.pass({ days: 14 });
    world.mails.length = 0;
    const redemption = await world.redeem(code);
    expect((await world.confirm(code, redemption, await world.mailedCode(dana))).status).toBe(200);
    expect(await customer()).toMatchObject({ contact: contoso.contact });
    world.mails.length = 0;
    await time({ minutes: 5 });
    expect(told().filter(([kind]) => kind?.startsWith('administrator'))).toEqual(
      [ruth, dana, 'hello@northwind.example'].map((to) => ['administratorChanged', to]),
    );
    const { of } = await snapshotOf(world);
    expect(of('administrator-claim')).toMatchObject([{ status: 'done' }]);
    expect(await customer()).not.toHaveProperty('claim');
  });

  it('after a long pause sends only the latest reminder', async () => {
    await prove();
    await world.deliver();
    world.mails.length = 0;
    await time({ days: 13, minutes: 5 });
    expect(told()).toEqual([['administratorClaimed', ruth]]);
  });

  describe('while the mailbox on record is there', () => {
    const stop = (session: string, headers: Record<string, string> = {}) =>
      world.call('stopClaim', {
        params: { token: accessToken(world) },
        ...('accept' in headers ? { form: {} } : { body: {} }),
        headers: { cookie: session, ...headers },
      });

    it('is shown on top of its access page, and stopped there with one press', async () => {
      await prove();
      const { token, session } = await openAccess(world, accessToken(world), ruth);
      const page = await world.call('openAccessPage', { params: { token }, headers: { cookie: session, ...browser } });
      const form = pageOf(page)
        .querySelectorAll('form')
        .find((one) => /claim-stop/u.test(one.getAttribute('action') ?? ''));
      expect(form?.querySelectorAll('button')).toHaveLength(1);
      expect(pageOf(page).querySelector('[role=alert]')?.text).toContain('no longer exists');
      const json = await world.call('openAccessPage', {
        params: { token },
        headers: { cookie: session, accept: 'application/json' },
      });
      expect(json.json).toMatchObject({ customer: { claim: { contact: contoso.contact } } });
      world.mails.length = 0;
      const stopped = await stop(session, browser);
      expect([stopped.status, stopped.headers.get('location')]).toEqual([303, `/access/${token}?ended=claim`]);
      await world.deliver();
      expect(told()).toEqual([
        ['administratorClaimStopped', ruth],
        ['administratorClaimStopped', 'hello@northwind.example'],
      ]);
      expect((await stop(session)).json).toEqual({ claim: null });
      const after = await world.call('openAccessPage', {
        params: { token },
        query: { ended: 'claim' },
        headers: { cookie: session, ...browser },
      });
      expect(pageOf(after).querySelector('[role=status]')?.text).toContain('Nobody else takes over');
      await time({ days: 20 });
      expect(await customer()).toMatchObject({ contact: ruthKatz });
    });

    it('is stopped by nobody without the session, nor by opening anything', async () => {
      await prove();
      const token = accessToken(world);
      for (const query of [{}, { step: 'code' }, { ended: 'claim' }])
        await world.call('openAccessPage', { params: { token }, query, headers: browser });
      for (const headers of [{}, browser]) {
        const answer = await stop('', headers);
        expect(answer.status).toBe(401);
      }
      expect(await customer()).toHaveProperty('claim');
    });

    it('is over when it confirms anything: nobody whose mailbox is lost could', async () => {
      await prove();
      world.pass({ days: 3 });
      const { code: other } = await world.offerToSell();
      const answer = await world.redeem(other, { contact: ruthKatz });
      expect((await world.confirm(other, answer, await world.mailedCode(ruth))).status).toBe(200);
      expect(await customer()).not.toHaveProperty('claim');
      world.mails.length = 0;
      await time({ days: 1 });
      expect(told().filter(([kind]) => kind === 'administratorClaimStopped')).toHaveLength(2);
      await time({ days: 20 });
      expect(await customer()).toMatchObject({ contact: ruthKatz });
    });

    it('is over when the customer puts somebody else on record', async () => {
      await prove();
      const { token, session } = await openAccess(world, accessToken(world), ruth);
      const headers = { cookie: session };
      const gil = { name: 'Gil Adar', email: 'gil@contoso.example' };
      await world.call('changeAdministrator', { params: { token }, body: gil, headers });
      const currentCode = await world.mailedCode(ruth);
      const newCode = await world.mailedCode(gil.email);
      const body = { currentCode, newCode };
      expect((await world.call('confirmAdministrator', { params: { token }, body, headers })).status).toBe(200);
      await time({ days: 30 });
      expect(await customer()).toMatchObject({ contact: gil });
      expect(await customer()).not.toHaveProperty('claim');
    });

    it('once stopped is not made again by the same mailbox for 30 days, though by others', async () => {
      await prove();
      await stop((await openAccess(world, accessToken(world), ruth)).session);
      world.pass({ days: 29 });
      const second = await world.redeem(code);
      expect((await prove(second)).status).toBe(200);
      expect(await customer()).not.toHaveProperty('claim');
      const contact = { name: 'Gil Adar', email: 'gil@contoso.example' };
      const others = await world.redeem(code, { contact });
      await prove(others, contact.email);
      expect(await customer()).toMatchObject({ claim: { contact } });
      world.pass({ minutes: 1 });
      await stop((await openAccess(world, accessToken(world), ruth)).session);
      world.pass({ days: 1 });
      await prove(await world.redeem(code));
      expect(await customer()).toMatchObject({ claim: { contact: contoso.contact } });
    });
  });

  it('once its day has come takes effect before the new person changes anything else', async () => {
    await prove();
    world.pass({ days: 15 });
    const { token, session } = await openAccess(world);
    const headers = { cookie: session };
    const gil = { name: 'Gil Adar', email: 'gil@contoso.example' };
    await world.call('changeAdministrator', { params: { token }, body: gil, headers });
    const body = { currentCode: await world.mailedCode(dana), newCode: await world.mailedCode(gil.email) };
    expect((await world.call('confirmAdministrator', { params: { token }, body, headers })).status).toBe(200);
    expect(await customer()).toMatchObject({ contact: gil });
    const { of } = await snapshotOf(world);
    expect(of('audit').filter(({ action }) => action === 'administratorChanged')).toHaveLength(2);
    await time({ days: 30 });
    expect(await customer()).toMatchObject({ contact: gil });
  });

  it('is one at a time: another mailbox’s changes nothing and is told nothing', async () => {
    const first = await prove();
    const contact = { name: 'Gil Adar', email: 'gil@contoso.example' };
    const second = await prove(await world.redeem(code, { contact }), contact.email);
    expect(second.json).toMatchObject({ status: 'claimed', takesEffectAt: first.json.takesEffectAt });
    expect(await customer()).toMatchObject({ claim: { contact: contoso.contact } });
  });

  it('proved twice, or by a crowd, is one claim', async () => {
    await claim();
    const proof = await proofFor();
    const answers = await Promise.all(Array.from({ length: 4 }, () => enter(proof)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    world.pass({ days: 1 });
    expect((await enter(proof)).json).toEqual(answers[0]?.json);
    expect((await claim()).json).toEqual(answers[0]?.json);
    expect(refusalOf(await enter(wrongCode(proof)))).toBe('confirmation-code-wrong');
    await world.deliver();
    expect(told().filter(([kind]) => kind === 'administratorClaimed')).toHaveLength(2);
  });

  it('takes no effect where the domain turns out to be one that many share', async () => {
    await prove();
    const shared = { ...world.ports, settings: { ...world.ports.settings, publicMailDomains: ['contoso.example'] } };
    world.pass({ days: 15 });
    await carryOutClaims(shared, 'trace');
    expect(await customer()).toMatchObject({ contact: ruthKatz });
    expect(await customer()).not.toHaveProperty('claim');
  });

  describe('whose code', () => {
    it('can be tried five times, also side by side, lives ten minutes, and is mailed again after one', async () => {
      await claim();
      const proof = await proofFor();
      const tried = await Promise.all(Array.from({ length: 8 }, (_, by) => enter(wrongCode(proof, by + 1))));
      expect(tried.filter(({ status }) => status === 422)).toHaveLength(5);
      expect(refusalOf(await enter(proof))).toBe('too-many-attempts');
      const soon = await claim();
      expect([soon.status, soon.headers.get('retry-after')]).toEqual([429, '60']);
      world.pass({ minutes: 1 });
      await claim();
      expect(refusalOf(await enter(proof))).toBe('confirmation-code-wrong');
      const next = await proofFor();
      world.pass({ minutes: 10 });
      expect(refusalOf(await enter(next))).toBe('confirmation-code-expired');
      expect(await customer()).not.toHaveProperty('claim');
    });

    it('counts with the other codes for its address, and its tries over all addresses of a domain', async () => {
      const asked: number[] = [];
      for (let time = 0; time < 5; time += 1) {
        asked.push((await claim()).status);
        world.pass({ minutes: 1 });
      }
      expect(asked).toEqual([202, 202, 202, 202, 429]);
      let tries = 0;
      let refused = 0;
      for (let mailbox = 0; mailbox < 25; mailbox += 1) {
        const contact = { name: 'Guess', email: `guess${mailbox}@contoso.example` };
        const other = await world.redeem(code, { contact });
        await claim({}, other);
        for (let time = 0; time < 5; time += 1) {
          const answer = await enter(String(100_000 + 10 * mailbox + time), {}, other);
          if (refusalOf(answer) === 'too-many-attempts') refused += 1;
          else tries += 1;
        }
      }
      expect(tries).toBe(100);
      expect(refused).toBe(25);
    });

    it('is not that of the answer, nor the other way round', async () => {
      await claim();
      const proof = await proofFor();
      expect(refusalOf(await world.confirm(code, redemptionId, proof))).toBe('confirmation-code-wrong');
      const { of } = await snapshotOf(world);
      const [redemption] = of('redemption');
      expect(redemption?.status).toBe('awaitingConfirmation');
      const own = world.ports.secrets.confirmationCode({ keyId: 'test', redemptionId, number: 1 });
      expect(refusalOf(await enter(own))).toBe('confirmation-code-wrong');
    });

    it.each([
      ['not six digits', { body: { confirmationCode: '1' } }, 422, 'invalid-request'],
      [
        'something else too',
        { body: { confirmationCode: '123456', email: 'eve@contoso.example' } },
        422,
        'invalid-request',
      ],
      ['no JSON', { raw: '{' }, 400, 'malformed-request'],
    ])('is refused when it is %s, without counting', async (_what, call, status, refusal) => {
      await claim();
      const answer = await world.call('confirmClaim', { params: { code, redemptionId }, ...call });
      expect([answer.status, refusalOf(answer)]).toEqual([status, refusal]);
      expect((await world.documents('claim-proof'))[0]?.tries).toBe(0);
    });
  });

  it('is not there for another link, an unknown answer or a dead offer', async () => {
    const { code: other, id: offerId } = await world.offerToSell();
    const elsewhere = { params: { code: other, redemptionId } };
    expect((await world.call('claimAdministrator', { ...elsewhere, body: {} })).status).toBe(404);
    expect((await world.call('confirmClaim', { ...elsewhere, body: { confirmationCode: '123456' } })).status).toBe(404);
    const waiting = await world.redeem(other);
    await world.store.write(tenants.northwind, [
      { kind: 'patch', id: `offer:${offerId}`, patch: { set: { state: 'revoked' } } },
    ]);
    const dead = await world.call('claimAdministrator', { params: { code: other, redemptionId: waiting }, body: {} });
    expect([dead.status, refusalOf(dead)]).toEqual([410, 'offer-revoked']);
  });

  it('is not there for a mailbox at a domain that many share, and its page does not offer it', async () => {
    const { primaryDomain: _none, ...person } = contoso;
    const body = { ...person, contact: { name: 'Gil Adar', email: 'gil@gmail.com' } };
    const redeemed = await world.call('redeemOffer', { params: { code }, body });
    const own = String(redeemed.json.redemptionId);
    const answer = await claim({}, own);
    expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
    const page = await world.call('showRedemption', { params: { code, redemptionId: own }, headers: browser });
    expect(page.text).not.toContain('administrator-claim');
  });

  it('leads through its pages, in the language of the answer, and says only what is so', async () => {
    const params = { code, redemptionId };
    const open = (step: string) => world.call('showRedemption', { params, query: { step }, headers: browser });
    const own = `/o/${code}/redemptions/${redemptionId}`;
    const start = await world.call('showRedemption', { params, headers: browser });
    expect(pageOf(start).querySelectorAll(`a[href="${own}?step=administrator-claim"]`)).toHaveLength(1);
    expect(pageOf(await open('claimed')).querySelectorAll('[name=confirmationCode]')).toHaveLength(1);
    const first = pageOf(await open('administrator-claim')).querySelector('form');
    expect(first?.getAttribute('action')).toBe(`${own}/administrator-claims`);
    for (const form of [{ language: 'en' }, { language: 'en', sure: 'false' }]) {
      const unsure = await claim({ form, body: undefined, headers: browser });
      expect([unsure.status, pageOf(unsure).querySelectorAll('[role=alert]').length]).toEqual([422, 1]);
    }
    const asked = await claim({ form: { language: 'en', sure: 'true' }, body: undefined, headers: browser });
    expect([asked.status, asked.headers.get('location')]).toEqual([303, `${own}?step=claim-code`]);
    const wrong = await enter('', { form: { confirmationCode: '000000' }, body: undefined, headers: browser });
    expect([wrong.status, pageOf(wrong).querySelectorAll('[role=alert]').length]).toEqual([422, 1]);
    const form = { confirmationCode: await proofFor() };
    const done = await enter('', { form, body: undefined, headers: browser });
    expect([done.status, done.headers.get('location')]).toEqual([303, `${own}?step=claimed`]);
    expect(pageOf(await open('claimed')).querySelector('h1')?.text).toBe('Your mailbox has proved itself');
  });

  it('tells nobody who is a customer: with the same calls of the store, answers and pages for every answer', async () => {
    const unknown = {
      companyName: 'Contosi',
      primaryDomain: 'contosi.example',
      contact: { ...contoso.contact, email: 'dana@contosi.example' },
    };
    const told = async (redemption: string, address: string) => {
      const seen: unknown[] = [];
      const show = async (query: Record<string, string>) =>
        (await world.call('showRedemption', { params: { code, redemptionId: redemption }, query, headers: browser }))
          .text;
      const plain = (text: string) =>
        text.replaceAll(redemption, '').replaceAll('contosi', 'contoso').replaceAll('Contosi', 'Contoso');
      store.forget();
      seen.push(plain((await claim({}, redemption)).text));
      seen.push(store.rounds.slice());
      await proofFor(address);
      store.forget();
      seen.push(
        plain((await enter('000000', {}, redemption)).text.replace(/"traceId":"[^"]*"/u, '')),
        store.rounds.slice(),
      );
      const proof = await proofFor(address);
      store.forget();
      seen.push(plain((await enter(proof, {}, redemption)).text), store.rounds.slice());
      for (const step of ['administrator-claim', 'claim-code', 'claimed']) seen.push(plain(await show({ step })));
      return seen;
    };
    const stranger = await world.redeem(code, unknown);
    world.mails.length = 0;
    const [known, other] = [await told(redemptionId, dana), await told(stranger, unknown.contact.email)];
    expect(other).toEqual(known);
    expect(await customer()).toHaveProperty('claim');
    expect((await world.documents('customer')).map((one) => one.id)).toEqual([id]);
  });
});
