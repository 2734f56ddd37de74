import * as z from 'zod';
import { Delegation } from '../../../shared/domain/customers/delegation';
import { accessToken, askForCode, enterCode, mailedAccessCode, openAccess, sessionOf } from '../../access-world';
import { answerOnPage, apply, loadedKey, namedContoso } from '../../key-world';
import { refusalOf } from '../../link-world';
import { changePartner } from '../../portal-world';
import { colleague, runTimers } from '../../telling-world';
import { contoso, noa, World, type Answer, type Call } from '../../world';

const Asks = z.array(z.object({ askId: z.string() }));
const both = { offerDelegatedAdministration: true, requestPartnerOfRecord: true };

describe('a customer answers what its partner asks for with product keys', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  /** Uses a key that asks for both, and gives the ids of the asks. */
  const asked = async (body: object = both, number = 1): Promise<readonly string[]> => {
    const { json } = await apply(world, [await loadedKey(world, number)], { ...body });
    return Asks.parse(json.asks).map(({ askId }) => askId);
  };
  const customer = async () => (await world.documents('customer'))[0];
  const subscription = async () => (await world.documents('subscription'))[0];
  const page = (session: string, query: Call['query'] = {}): Promise<Answer> =>
    world.call('openAccessPage', {
      params: { token: accessToken(world) },
      query,
      headers: { cookie: session, accept: 'text/html' },
    });

  it('grants nothing to the partner before that', async () => {
    await asked();
    expect(await customer()).toMatchObject({ delegation: { status: 'none' }, unverified: true });
    expect(await subscription()).toMatchObject({ partnerOfRecord: null });
    expect(await world.documents('delegation')).toEqual([]);
    expect(await world.documents('consent')).toEqual([]);
  });

  it('tells of both in the mail that gets it started', async () => {
    await asked();
    await world.deliver();
    const [mail] = world.mails;
    expect(mail?.text).toContain('Whether Northwind may administer your Microsoft services for you.');
    expect(mail?.text).toContain('Whether Northwind may be your partner of record.');
  });

  it('proves its mailbox by entering the mailed code, which answers nothing', async () => {
    await asked();
    await openAccess(world);
    expect(await customer()).not.toHaveProperty('unverified');
    expect(await customer()).toMatchObject({ delegation: { status: 'none' }, revision: 2 });
  });

  it('sees each on a page of its own, with neither answer chosen', async () => {
    const [delegation = '', record = ''] = await asked();
    const { session } = await openAccess(world);
    const whole = await page(session);
    for (const [askId, question] of [
      [delegation, 'May Northwind administer your Microsoft services for you?'],
      [record, 'May Northwind be your partner of record for Microsoft 365 Business Standard?'],
    ] as const) {
      expect(whole.text).toContain(`ask=${askId}`);
      const one = await page(session, { step: 'ask', ask: askId });
      expect(one.text).toContain(question);
      expect(one.text).not.toMatch(/<input[^>]*\schecked/u);
    }
  });

  it('says yes to delegated administration alone', async () => {
    const [delegation = ''] = await asked();
    const answer = await answerOnPage(world, delegation, true);
    expect([answer.status, answer.json]).toMatchObject([200, { kind: 'delegatedAdministration', given: true }]);
    expect(await customer()).toMatchObject({ delegation: { status: 'active', delegationId: delegation } });
    expect(await subscription()).toMatchObject({ partnerOfRecord: null });
    expect((await world.documents('delegation')).map((document) => Delegation.parse(document))).toMatchObject([
      { customerId: 'domain:contoso.example', state: 'active', acceptedBy: { email: 'dana@contoso.example' } },
    ]);
    expect(await world.documents('consent')).toMatchObject([
      {
        subject: 'delegatedAdministration',
        given: true,
        version: 'delegationAsk/1',
        by: { name: 'Dana Cohen', email: 'dana@contoso.example' },
      },
    ]);
    await world.deliver();
    const told = world.mails.filter(({ kind }) => kind === 'askAnswered').map(({ to }) => to.address);
    expect(told.sort()).toEqual(['dana@contoso.example', 'noa@northwind.example']);
    expect(await world.call('listDelegations', { as: noa })).toMatchObject({ status: 200 });
    expect(
      await world.call('listConsents', { as: noa, params: { customerId: 'domain:contoso.example' } }),
    ).toMatchObject({
      status: 200,
      json: { items: [{ subject: 'delegatedAdministration', given: true }] },
    });
  });

  it('says yes to the partner of record alone', async () => {
    const [, record = ''] = await asked();
    await answerOnPage(world, record, true);
    expect(await subscription()).toMatchObject({ partnerOfRecord: { partnerId: noa.tenantId }, revision: 2 });
    expect(await customer()).toMatchObject({ delegation: { status: 'none' } });
    expect(await world.documents('consent')).toMatchObject([
      { subject: 'partnerOfRecord', given: true, productIds: ['microsoft-365-business-standard'] },
    ]);
  });

  it('names the partner of record, which tells all of its users but the one who is mailed the answer', async () => {
    await colleague(world, 'tal', 'atOnce');
    const [, record = ''] = await asked();
    await answerOnPage(world, record, true);
    await runTimers(world);
    await world.deliver();
    const told = world.mails.filter(({ kind }) => kind === 'subscriptionChanged' || kind === 'askAnswered');
    expect(told.map(({ kind, to }) => `${kind} ${to.address}`).toSorted()).toEqual([
      'askAnswered dana@contoso.example',
      'askAnswered noa@northwind.example',
      'subscriptionChanged tal@northwind.example',
    ]);
    const { json } = await world.call('listNotifications', { as: noa });
    expect(json.items).toContainEqual(
      expect.objectContaining({
        kind: 'subscriptionChanged',
        by: { side: 'customer' },
        changes: [expect.objectContaining({ kind: 'partnerOfRecordGranted' })],
      }),
    );
  });

  it('says no, which is kept and grants nothing, and mails the partner alone', async () => {
    const asks = await asked();
    const { token, session } = await openAccess(world);
    for (const askId of asks) {
      const said = { params: { token, askId }, body: { given: false }, headers: { cookie: session } };
      expect((await world.call('answerAsk', said)).status).toBe(200);
    }
    expect(await customer()).toMatchObject({ delegation: { status: 'none' } });
    expect(await subscription()).toMatchObject({ partnerOfRecord: null });
    expect(await world.documents('consent')).toMatchObject([{ given: false }, { given: false }]);
    await world.deliver();
    const told = world.mails.filter(({ kind }) => kind === 'askAnswered').map(({ to }) => to.address);
    expect(told).toEqual(['noa@northwind.example', 'noa@northwind.example']);
    expect((await page(session)).text).not.toContain('step=ask');
  });

  it('is shown its first answer again, whatever it says then', async () => {
    const [delegation = ''] = await asked();
    const { token, session } = await openAccess(world);
    const say = (given: boolean) =>
      world.call('answerAsk', { params: { token, askId: delegation }, body: { given }, headers: { cookie: session } });
    const first = await say(false);
    expect((await say(true)).json).toEqual(first.json);
    expect(await customer()).toMatchObject({ delegation: { status: 'none' } });
    expect(await world.documents('consent')).toHaveLength(1);
  });

  it('sends a form without an answer and is asked again, with the fault named', async () => {
    const [delegation = ''] = await asked();
    const { token, session } = await openAccess(world);
    const answer = await world.call('answerAsk', {
      params: { token, askId: delegation },
      form: {},
      headers: { cookie: session },
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Choose yes or no.');
    expect(await world.documents('consent')).toEqual([]);
  });

  it('sends a form with an answer and sees that it is saved', async () => {
    const [delegation = ''] = await asked();
    const { token, session } = await openAccess(world);
    const answer = await world.call('answerAsk', {
      params: { token, askId: delegation },
      form: { given: 'true' },
      headers: { cookie: session },
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/access/${token}?answered=${delegation}`]);
    const saved = await page(session, { answered: delegation });
    expect(saved.text).toContain('Your answer is saved');
    await world.call('endDelegationAsCustomer', { params: { token }, body: {}, headers: { cookie: session } });
    expect((await page(session, { answered: delegation })).text).not.toContain('Your answer is saved');
  });

  describe('is refused', () => {
    it('without a session, and grants nothing', async () => {
      const [delegation = ''] = await asked();
      const token = accessToken(world);
      const answer = await world.call('answerAsk', { params: { token, askId: delegation }, body: { given: true } });
      expect([answer.status, refusalOf(answer)]).toEqual([401, 'unauthenticated']);
      expect(await customer()).toMatchObject({ delegation: { status: 'none' } });
    });

    it('while its mailbox has entered no code, even with a session', async () => {
      const [delegation = ''] = await asked();
      const { token, session } = await sessionOf(world);
      const answer = await world.call('answerAsk', {
        params: { token, askId: delegation },
        body: { given: true },
        headers: { cookie: session },
      });
      expect([answer.status, refusalOf(answer)]).toEqual([401, 'unauthenticated']);
    });

    it('for what another customer is asked, or nobody', async () => {
      await asked();
      const other = { ...namedContoso, companyName: 'Adatum', primaryDomain: 'adatum.example' };
      const contact = { name: 'Gil', email: 'gil@adatum.example' };
      const { json } = await apply(world, [await loadedKey(world, 2)], { ...both, customer: { ...other, contact } });
      const [theirs] = Asks.parse(json.asks);
      const { token, session } = await openAccess(world);
      for (const askId of [theirs?.askId ?? '', 'x', '0'.repeat(32), `${'0'.repeat(32)}-delegation`]) {
        const answer = await world.call('answerAsk', {
          params: { token, askId },
          body: { given: true },
          headers: { cookie: session },
        });
        expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
      }
    });

    it.each([
      ['is suspended', { status: 'suspended' }],
      ['may offer no delegated administration any more', { authorizations: ['subscriptionAdvisor'] }],
    ])('once the partner %s', async (_what, set) => {
      const [delegation = ''] = await asked();
      const { token, session } = await openAccess(world);
      await changePartner(world, set);
      expect((await page(session)).text).not.toContain(`ask=${delegation}`);
      const answer = await world.call('answerAsk', {
        params: { token, askId: delegation },
        body: { given: true },
        headers: { cookie: session },
      });
      expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
      expect(await customer()).toMatchObject({ delegation: { status: 'none' } });
    });
  });

  it('is not asked again for what it gives already', async () => {
    const [delegation = '', record = ''] = await asked();
    const { token, session } = await openAccess(world);
    for (const askId of [delegation, record])
      await world.call('answerAsk', { params: { token, askId }, body: { given: true }, headers: { cookie: session } });
    expect(await asked({ ...both, mode: 'extend' }, 2)).toEqual([]);
    await world.deliver();
    const mail = world.mails.findLast(({ kind }) => kind === 'keysApplied');
    expect(mail?.text).not.toContain('Whether');
  });

  describe('when the same is asked with more keys', () => {
    const open = async (session: string): Promise<readonly string[]> => {
      const { json } = await world.call('openAccessPage', {
        params: { token: accessToken(world) },
        headers: { cookie: session, accept: 'application/json' },
      });
      return z
        .array(z.object({ id: z.string() }))
        .parse(json.asks)
        .map(({ id }) => id);
    };
    const say = (session: string, askId: string, given: boolean) =>
      world.call('answerAsk', {
        params: { token: accessToken(world), askId },
        body: { given },
        headers: { cookie: session },
      });

    it('sees it once, and no more when that is answered, with a no too', async () => {
      await asked();
      world.pass({ minutes: 1 });
      const newest = await asked({ ...both, mode: 'extend' }, 2);
      const { session } = await openAccess(world);
      expect(await open(session)).toEqual(newest);
      for (const askId of newest) {
        world.pass({ minutes: 1 });
        await say(session, askId, false);
      }
      expect(await open(session)).toEqual([]);
    });

    it('is not asked again once it has ended what it gave, before the partner asks anew', async () => {
      const [first = ''] = await asked();
      world.pass({ minutes: 1 });
      await asked({ ...both, mode: 'extend' }, 2);
      world.pass({ minutes: 1 });
      const { token, session } = await openAccess(world);
      // From a page that was open since before.
      expect((await say(session, first, true)).status).toBe(200);
      await world.call('endDelegationAsCustomer', { params: { token }, body: {}, headers: { cookie: session } });
      expect((await open(session)).filter((id) => id.endsWith('-delegation'))).toEqual([]);
      world.pass({ minutes: 1 });
      const [anew = ''] = await asked({ ...both, mode: 'extend' }, 3);
      expect(await open(session)).toContain(anew);
    });
  });

  it('who is known already is asked likewise, and decides with a code of its own', async () => {
    const { code } = await world.invite({ productId: 'microsoft-365-e5-trial' });
    const redemptionId = await world.redeem(code);
    await world.confirm(code, redemptionId, await world.mailedCode('dana@contoso.example'));
    const eve = { name: 'Eve', email: 'eve@contoso.example' };
    const [delegation = ''] = await asked({ ...both, customer: { ...namedContoso, contact: eve } });
    await world.deliver();
    expect(world.mails.filter(({ to }) => to.address === eve.email)).toEqual([]);
    expect(world.mails.findLast(({ kind }) => kind === 'keysApplied')?.to.address).toBe(contoso.contact.email);
    expect((await answerOnPage(world, delegation, true)).status).toBe(200);
    expect(await customer()).toMatchObject({ delegation: { status: 'active' }, contact: contoso.contact });
  });

  it('a code that was mailed to somebody whom the partner named by mistake opens nothing any more', async () => {
    const danna = { name: 'Dana', email: 'danna@contoso.example' };
    await asked({ ...both, customer: { ...namedContoso, contact: danna } });
    const token = accessToken(world);
    await askForCode(world, token);
    const code = await mailedAccessCode(world, danna.email);
    await asked({ ...both, mode: 'addLicences' }, 2);
    expect(refusalOf(await enterCode(world, token, code))).toBe('confirmation-code-wrong');
    expect(await customer()).toMatchObject({ unverified: true, contact: contoso.contact });
  });

  it('of two answers at once the first holds', async () => {
    const [delegation = ''] = await asked();
    const { token, session } = await openAccess(world);
    const say = (given: boolean) =>
      world.call('answerAsk', { params: { token, askId: delegation }, body: { given }, headers: { cookie: session } });
    const answers = await Promise.all([true, false, true, false].map(say));
    expect(new Set(answers.map(({ json }) => json.given)).size).toBe(1);
    expect(await world.documents('consent')).toHaveLength(1);
  });
});
