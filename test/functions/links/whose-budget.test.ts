import { accessToken, askForCode, openAccess } from '../../access-world';
import { codeMailId, Mail, mailKey } from '../../../shared/domain/mail/mail';
import { company, putOnRecord, refusalOf } from '../../link-world';
import { contoso, tenants, World } from '../../world';

const ruth = 'ruth@contoso.example';
const dana = contoso.contact.email;

describe('a stranger who types other mailboxes of a domain', () => {
  let world: World;
  let codes: readonly string[];
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    codes = [];
    for (let link = 0; link < 3; link += 1) {
      const { code } = await world.invite({ delegatedAdministration: true, reference: `Link ${link}` });
      codes = [...codes, code];
    }
  });
  afterEach(() => world.close());

  const redeem = (email: string, link = 0, more: object = {}) =>
    world.call('redeemOffer', {
      params: { code: codes[link] ?? '' },
      body: { ...contoso, acceptDelegatedAdministration: true, contact: { name: 'Somebody', email }, ...more },
    });
  const idOf = async (asked: ReturnType<typeof redeem>) => String((await asked).json.redemptionId);
  /** Thirty invented mailboxes on three links within ten minutes, and a day of it before. */
  const flood = async () => {
    for (let time = 0; time < 60; time += 1) {
      const asked = await redeem(`nobody${time}@contoso.example`, time % 3);
      expect(asked.status).toBe(202);
      world.pass(time < 30 ? { minutes: 30 } : { seconds: 15 });
      await world.deliver();
    }
  };
  const mailedTo = (address: string, kind = 'confirmationCode') =>
    world.mails.filter((mail) => mail.kind === kind && mail.to.address === address).length;
  const withheld = async () => (await world.documents('mail')).filter(({ status }) => status === 'withheld').length;

  it('keeps the administrator neither from its access page nor from ending the delegation', async () => {
    const redemptionId = await idOf(redeem(dana));
    expect((await world.confirm(codes[0] ?? '', redemptionId, await world.mailedCode(dana))).status).toBe(200);
    await flood();
    expect(await withheld()).toBeGreaterThan(30);

    const { token, session } = await openAccess(world);
    const ended = await world.call('endDelegationAsCustomer', {
      params: { token },
      body: {},
      headers: { cookie: session },
    });
    expect([ended.status, ended.json.delegation]).toEqual([200, expect.objectContaining({ status: 'ended' })]);
  });

  it('keeps it from no code that it asks for by its own address, however it is spelled', async () => {
    await putOnRecord(world);
    await flood();
    const first = await idOf(redeem('Ruth@contoso.example', 1));
    expect((await world.confirm(codes[1] ?? '', first, await world.mailedCode(ruth))).status).toBe(200);
    const second = await idOf(redeem(ruth, 2));
    const answer = await world.confirm(codes[2] ?? '', second, await world.mailedCode(ruth));
    expect(refusalOf(answer)).toBe('trial-already-used');
  });

  it('has a budget at that mailbox which what its reader asks for does not use up', async () => {
    await putOnRecord(world);
    const token = accessToken(world);
    for (let time = 0; time < 5; time += 1) {
      expect((await redeem(ruth)).status).toBe(202);
      expect((await askForCode(world, token)).status).toBe(202);
      world.pass({ seconds: 61 });
    }
    await world.deliver();
    expect([mailedTo(ruth), mailedTo(ruth, 'accessCode')]).toEqual([5, 5]);
    for (let time = 0; time < 7; time += 1) await redeem(`colleague${time}@contoso.example`);
    await world.deliver();
    expect([mailedTo(ruth), await withheld()]).toEqual([10, 2]);
  });

  it('leaves each reader its limits: the sixth code in ten minutes is refused, aloud', async () => {
    await putOnRecord(world);
    const token = accessToken(world);
    for (let time = 0; time < 5; time += 1) {
      await redeem(ruth);
      await askForCode(world, token);
      world.pass({ seconds: 61 });
    }
    expect(refusalOf(await redeem(ruth))).toBe('too-many-attempts');
    expect(refusalOf(await askForCode(world, token))).toBe('too-many-attempts');
    expect((await redeem('colleague@contoso.example')).status).toBe(202);
  });

  it('does not spend what new customers have: their codes go to whoever was typed', async () => {
    for (let time = 0; time < 12; time += 1) expect((await redeem(`new${time}@contoso.example`)).status).toBe(202);
    expect((await redeem('', 0, company(7))).status).toBe(202);
    await world.deliver();
    expect([world.mails.length, await withheld()]).toEqual([13, 0]);
  });

  it.each([
    ['that wait', false],
    ['that went out', true],
  ])('meets mails from before, which do not say who asked, %s: they count as its own', async (_what, areSent) => {
    await putOnRecord(world);
    const ids: string[] = [];
    for (let time = 0; time < 5; time += 1) ids.push(await idOf(redeem(ruth)));
    for (const redemptionId of ids) {
      const id = mailKey(codeMailId(redemptionId, 1));
      const stored = await world.store.read(Mail, { partition: tenants.northwind, id });
      if (stored?.document.content.template !== 'confirmationCode') throw new Error('There is no code.');
      const { typed: _typed, ...content } = stored.document.content;
      await world.store.write(tenants.northwind, [
        { kind: 'replace', document: { ...stored.document, content }, etag: stored.etag },
      ]);
    }
    if (areSent) await world.deliver();
    await redeem('eve@contoso.example');
    await world.deliver();
    expect([mailedTo(ruth), await withheld()]).toEqual([5, 1]);
  });
});
