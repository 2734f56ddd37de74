import { suppress } from '../../../shared/domain/mail/suppression';
import { Partner, partnerKey } from '../../../shared/domain/partners/partner';
import { mailboxKey } from '../../../shared/signing/mailbox-key';
import { refusalOf } from '../../link-world';
import { billing, changeMail, portalWorld, type Here } from '../../portal-world';
import { noa, tenants, type Call, type World } from '../../world';

describe('POST /api/mails/{mailId}/retry', () => {
  let world: World;
  let here: Here;
  beforeEach(async () => {
    ({ world, here } = await portalWorld());
    world.mails.length = 0;
  });
  afterEach(() => world.close());

  const retry = (more: Partial<Call> = {}) =>
    world.call('retryMail', { as: noa, params: { mailId: here.mailId }, ...more });
  const keyed = (key: string) => retry({ headers: { 'idempotency-key': key } });
  const retried = async () => (await world.documents('audit')).filter(({ action }) => action === 'mailRetried');

  it('queues a mail that could not be sent, with all its attempts, and it is sent', async () => {
    const answer = await retry();
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({ id: here.mailId, email: 'gil@adatum.example', status: 'queued', attempts: 0 });
    await world.deliver();
    expect(world.mails.map(({ to }) => to.address)).toEqual(['gil@adatum.example']);
    const { json } = await world.call('listMails', { as: noa, query: { status: 'failed' } });
    expect(json).toEqual({ items: [] });
  });

  it('carries a code that can be confirmed', async () => {
    await retry();
    const { code, redemptionId } = here;
    const confirmed = await world.confirm(code, redemptionId, await world.mailedCode('gil@adatum.example'));
    expect(confirmed.status).toBe(200);
  });

  it('says who did it, in the same write', async () => {
    await retry();
    expect(await retried()).toMatchObject([{ actor: { kind: 'user', userId: 'noa' }, subject: here.mailId }]);
  });

  it.each(['queued', 'sending', 'sent'])('is refused for a mail that is %s', async (status) => {
    await changeMail(world, here.mailId, { status });
    const answer = await retry();
    expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
    expect(await retried()).toEqual([]);
  });

  it('happens once for two at the same time', async () => {
    const answers = await Promise.all([retry(), retry()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(await retried()).toHaveLength(1);
  });

  it('is refused at once for an address that is not mailed any more, until that is lifted', async () => {
    await changeMail(world, here.mailId, { to: { address: 'Rina@wingtip.example' } });
    const partner = await world.store.read(Partner, { partition: tenants.northwind, id: partnerKey });
    const suppressionId = mailboxKey(partner?.document ?? { idSalt: '' }, 'rina@wingtip.example');
    const details = { partnerId: tenants.northwind, mailId: 'm', now: new Date(world.now) };
    const suppression = suppress({ ...details, suppressionId, address: 'rina@wingtip.example', reason: 'bounced' });
    await world.store.write(tenants.northwind, [{ kind: 'create', document: suppression }]);
    const refused = await retry();
    expect([refused.status, refusalOf(refused)]).toEqual([409, 'state-conflict']);
    expect(refused.json.detail).toContain('/api/suppressions');
    expect(await retried()).toEqual([]);
    const lifted = await world.call('deleteSuppression', {
      as: noa,
      params: { suppressionId },
      headers: { 'if-match': 'W/"1"' },
    });
    expect([lifted.status, (await retry()).status]).toEqual([204, 202]);
  });

  it.each(['offer', 'offerReminder'])('is refused at once for an %s that leads nowhere any more', async (template) => {
    const { id } = await world.invite();
    const content = { template, offerId: id, ...(template === 'offer' ? {} : { mailId: 'before' }) };
    await changeMail(world, here.mailId, { content });
    const read = await world.call('getOffer', { as: noa, params: { offerId: id } });
    const revoked = await world.call('revokeOffer', {
      as: noa,
      params: { offerId: id },
      headers: { 'if-match': read.headers.get('etag') ?? '' },
      body: {},
    });
    expect(revoked.status).toBe(200);
    const refused = await retry();
    expect([refused.status, refusalOf(refused)]).toEqual([410, 'offer-revoked']);
    expect(await retried()).toEqual([]);
  });

  describe('with an Idempotency-Key', () => {
    it('is one request when it comes twice at the same time', async () => {
      const answers = await Promise.all([keyed('k1'), keyed('k1')]);
      expect(answers.map(({ status }) => status)).toEqual([202, 202]);
      expect(await retried()).toHaveLength(1);
    });

    it('answers a repeated request as the first, with the mail as it is now', async () => {
      expect((await keyed('k1')).status).toBe(202);
      await world.deliver();
      const again = await keyed('k1');
      expect(again.status).toBe(202);
      expect(again.json).toMatchObject({ id: here.mailId, status: 'sent' });
      await world.deliver();
      expect(world.mails).toHaveLength(1);
      expect(await retried()).toHaveLength(1);
    });

    it('does not send again by a repeated request what has failed again', async () => {
      await keyed('k1');
      world.mailService = () => ({ kind: 'rejected', detail: 'still no such mailbox' });
      await world.deliver();
      expect((await keyed('k1')).json).toMatchObject({ status: 'failed' });
      expect((await keyed('k2')).json).toMatchObject({ status: 'queued' });
    });

    it('refuses another request for a mail that is on its way', async () => {
      await keyed('k1');
      expect(refusalOf(await keyed('k2'))).toBe('state-conflict');
    });

    it('refuses a key that is none', async () => {
      const answer = await keyed('two words');
      expect([answer.status, refusalOf(answer)]).toEqual([400, 'malformed-request']);
    });
  });

  it('finds nothing of a code that was dropped without a word', async () => {
    await changeMail(world, here.mailId, { status: 'withheld' });
    expect((await retry()).status).toBe(404);
  });

  it.each(['', 'unknown', '../partner', '\u0000', '\ud800', '😀'.repeat(150)])(
    'finds no mail under %j',
    async (mailId) => {
      const answer = await retry({ params: { mailId } });
      expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
    },
  );

  it('needs access to the companies that are supported', async () => {
    const answer = await retry({ as: await billing(world) });
    expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
    expect(await retried()).toEqual([]);
  });
});
