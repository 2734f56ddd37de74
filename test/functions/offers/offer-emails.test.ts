import * as z from 'zod';
import { suppress } from '../../../shared/domain/mail/suppression';
import { Partner, partnerKey } from '../../../shared/domain/partners/partner';
import { mailboxKey } from '../../../shared/signing/mailbox-key';
import { changeOffer, ends, faultyFields, refusalOf } from '../../link-world';
import { billing, changeMail, changePartner } from '../../portal-world';
import { noa, tenants, World, type Answer, type Call } from '../../world';

const Page = z.object({
  items: z.array(z.looseObject({ id: z.string(), email: z.string(), status: z.string() })),
  nextCursor: z.string().optional(),
});

/** An offer, and mails that carry it to so many recipients. */
class SentOffer {
  private constructor(
    readonly world: World,
    readonly offerId: string,
  ) {}

  static async toMany(count: number): Promise<SentOffer> {
    const world = new World();
    await world.addPartner();
    const { id } = await world.invite();
    const sent = new SentOffer(world, id);
    await sent.send(count);
    return sent;
  }

  send(count: number, by = 'r'): Promise<Answer> {
    const recipients = Array.from({ length: count }, (_, row) => ({ email: `${by}${row}@wingtip.example` }));
    return this.world.call('sendOffer', { as: noa, params: { offerId: this.offerId }, body: { recipients } });
  }

  async list(query: Readonly<Record<string, string>> = {}, offerId = this.offerId) {
    const answer = await this.world.call('listOfferEmails', { as: noa, params: { offerId }, query });
    return Page.parse(answer.json);
  }

  async only() {
    const { items } = await this.list();
    const [mail] = items;
    if (!mail || items.length > 1) throw new Error('There is not exactly one mail.');
    return mail;
  }

  async act(name: 'resendOfferEmail' | 'stopOfferEmail', more: Partial<Call> = {}): Promise<Answer> {
    const [mail] = (await this.list()).items;
    const params = { offerId: this.offerId, emailId: mail?.id ?? '' };
    return this.world.call(name, { as: noa, params, ...more });
  }

  async audited(action: string) {
    return (await this.world.documents('audit')).filter((entry) => entry.action === action);
  }
}

let sent: SentOffer;
let world: World;
beforeEach(async () => {
  sent = await SentOffer.toMany(1);
  ({ world } = sent);
});
afterEach(() => world.close());

describe('GET /api/offers/{offerId}/emails', () => {
  it('shows each recipient with what became of the mail', async () => {
    expect(await sent.only()).toMatchObject({
      email: 'r0@wingtip.example',
      language: 'en',
      status: 'queued',
      attempts: 0,
    });
    await world.deliver();
    expect(await sent.only()).toMatchObject({ status: 'sent', attempts: 1, sentAt: new Date(world.now).toISOString() });
  });

  it('lists the newest first, page by page', async () => {
    world.pass({ minutes: 1 });
    await sent.send(3, 'later');
    const first = await sent.list({ limit: '3' });
    const second = await sent.list({ limit: '3', cursor: first.nextCursor ?? '' });
    const emails = [...first.items, ...second.items].map(({ email }) => email.replace('@wingtip.example', ''));
    expect(emails).toEqual(['later2', 'later1', 'later0', 'r0']);
    expect(second.nextCursor).toBeUndefined();
  });

  it.each(['queued', 'sent', 'delivered', 'bounced', 'failed'])('lists those that are %s', async (status) => {
    await sent.send(1, 'other');
    const { items } = await sent.list();
    await changeMail(world, String(items[0]?.id), { status: 'withheld' });
    await changeMail(world, String(items[1]?.id), { status });
    expect((await sent.list({ status })).items).toMatchObject([{ status }]);
  });

  it('shows only mails of this offer', async () => {
    const { id } = await world.invite();
    expect(await sent.list({}, id)).toEqual({ items: [] });
  });

  it('refuses a status and a page that there are not', async () => {
    for (const [field, value] of [
      ['status', 'lost'],
      ['limit', '101'],
      ['cursor', 'x'],
    ] as const) {
      const query = { [field]: value };
      const answer = await world.call('listOfferEmails', { as: noa, params: { offerId: sent.offerId }, query });
      expect([answer.status, faultyFields(answer)]).toEqual([422, [`/${field}`]]);
    }
  });

  it('is refused without access to the companies that are supported', async () => {
    const as = await billing(world);
    expect((await world.call('listOfferEmails', { as, params: { offerId: sent.offerId } })).status).toBe(403);
  });
});

describe('POST /api/offers/{offerId}/emails/{emailId}/resend', () => {
  const resend = (more: Partial<Call> = {}) => sent.act('resendOfferEmail', more);

  it.each(['sent', 'delivered', 'bounced', 'failed', 'stopped'])(
    'mails the same link once more after it was %s, as another operation of the mail service',
    async (status) => {
      await world.deliver();
      await changeMail(world, (await sent.only()).id, { status });
      const answer = await resend();
      expect(answer.status).toBe(202);
      expect(answer.json).toMatchObject({ email: 'r0@wingtip.example', status: 'queued', attempts: 0 });
      await world.deliver();
      expect(world.mails).toHaveLength(2);
      const [first, second] = world.mails;
      expect(second?.text).toBe(first?.text);
      expect(second?.operationId).not.toBe(first?.operationId);
      expect(await sent.only()).toMatchObject({ status: 'sent', attempts: 1 });
      expect(await sent.audited('offerMailResent')).toMatchObject([{ actor: { userId: 'noa' } }]);
    },
  );

  it.each(['queued', 'sending'])('is refused while it is %s', async (status) => {
    await changeMail(world, (await sent.only()).id, { status });
    const answer = await resend();
    expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
    expect(await sent.audited('offerMailResent')).toEqual([]);
  });

  it('happens once for two at the same time', async () => {
    await world.deliver();
    const answers = await Promise.all([resend(), resend()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    await world.deliver();
    expect(world.mails).toHaveLength(2);
  });

  it('happens once for the same Idempotency-Key, and answers with the mail as it is', async () => {
    await world.deliver();
    const headers = { 'idempotency-key': 'k1' };
    expect((await resend({ headers })).json).toMatchObject({ status: 'queued' });
    expect((await resend({ headers })).json).toMatchObject({ status: 'queued' });
    await world.deliver();
    const again = await resend({ headers });
    expect([again.status, again.json.status]).toEqual([202, 'sent']);
    await world.deliver();
    expect(world.mails).toHaveLength(2);
    expect((await resend({ headers: { 'idempotency-key': 'k2' } })).json).toMatchObject({ status: 'queued' });
  });

  it('is refused for an address that is not mailed any more, and says where that can be changed', async () => {
    await world.deliver();
    const partner = await world.store.read(Partner, { partition: tenants.northwind, id: partnerKey });
    if (!partner) throw new Error('There is no partner.');
    const document = suppress({
      partnerId: tenants.northwind,
      suppressionId: mailboxKey(partner.document, 'r0@wingtip.example'),
      address: 'r0@wingtip.example',
      reason: 'bounced',
      mailId: 'm1',
      now: new Date(world.now),
    });
    await world.store.write(tenants.northwind, [{ kind: 'create', document }]);
    const answer = await resend();
    expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
    expect(answer.json.detail).toContain('/api/suppressions');
  });

  it('is refused for a dead offer, an incomplete profile, and a partner that may not make such offers', async () => {
    await world.deliver();
    await changePartner(world, { authorizations: [] });
    expect(refusalOf(await resend())).toBe('forbidden');
    await changePartner(world, { authorizations: ['subscriptionAdvisor'] });
    await ends['offer-expired']?.(world, sent.offerId);
    expect(refusalOf(await resend())).toBe('offer-expired');
    await changeOffer(world, sent.offerId, { expiresAt: '2027-01-01T00:00:00.000Z' });
    const body = { name: 'Northwind', offices: [{ id: 'main', name: 'Main' }], preferredLanguage: 'en' };
    await world.call('updateCompany', { as: noa, headers: { 'if-match': '*' }, body });
    expect(refusalOf(await resend())).toBe('profile-incomplete');
    await world.deliver();
    expect(world.mails).toHaveLength(1);
  });

  it.each([
    { offerId: 'unknown' },
    { emailId: 'unknown' },
    { emailId: '../partner' },
    { emailId: '' },
    { offerId: '\ud800' },
  ])('finds nothing under %j', async (wrong) => {
    const { id: emailId } = await sent.only();
    const answer = await resend({ params: { offerId: sent.offerId, emailId, ...wrong } });
    expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
  });

  it('finds neither a mail of another offer nor one of another kind', async () => {
    const { id: emailId } = await sent.only();
    const { id: other, code } = await world.invite();
    expect((await resend({ params: { offerId: other, emailId } })).status).toBe(404);
    await world.redeem(code);
    const codeMail = (await world.documents('mail')).find(({ kind }) => kind === 'confirmationCode');
    expect((await resend({ params: { offerId: other, emailId: String(codeMail?.mailId) } })).status).toBe(404);
  });
});

describe('POST /api/offers/{offerId}/emails/{emailId}/stop', () => {
  const stop = (more: Partial<Call> = {}) => sent.act('stopOfferEmail', more);

  it('keeps a mail that waits from being sent, and shows it as failed and stopped', async () => {
    const answer = await stop();
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({
      status: 'failed',
      stopped: true,
      problem: 'It was stopped before it was sent.',
    });
    await world.deliver();
    expect(world.mails).toEqual([]);
    expect(await sent.only()).toMatchObject({ status: 'failed', stopped: true });
    expect((await sent.list({ status: 'failed' })).items).toHaveLength(1);
    expect(await sent.audited('offerMailStopped')).toMatchObject([{ actor: { userId: 'noa' } }]);
  });

  it('changes nothing the second time', async () => {
    await stop();
    world.pass({ minutes: 1 });
    expect((await stop()).status).toBe(202);
    expect(await sent.audited('offerMailStopped')).toHaveLength(1);
  });

  it('leaves what became of a mail that was sent, and marks its recipient', async () => {
    await world.deliver();
    expect((await stop()).json).toMatchObject({ status: 'sent', stopped: true });
  });

  it('ends the attempts at a mail that is being sent just now', async () => {
    world.mailService = () => ({ kind: 'unavailable', detail: 'down' });
    await world.deliver();
    await changeMail(world, (await sent.only()).id, { status: 'sending', dueAt: new Date(world.now).toISOString() });
    await stop();
    world.mailService = () => ({ kind: 'accepted' });
    world.pass({ minutes: 2 });
    await world.deliver();
    expect(world.mails).toEqual([]);
    expect(await sent.only()).toMatchObject({ status: 'failed', stopped: true });
  });

  it('comes too late for a mail that the service takes at the same time, which then was sent', async () => {
    const stopping: Promise<Answer>[] = [];
    world.mailService = () => {
      stopping.push(stop());
      return { kind: 'accepted' };
    };
    await world.deliver();
    await Promise.all(stopping);
    expect(await sent.only()).toMatchObject({ status: 'sent', stopped: true });
  });

  it('can be taken back by sending it again', async () => {
    await stop();
    await sent.act('resendOfferEmail');
    await world.deliver();
    expect(await sent.only()).toMatchObject({ status: 'sent' });
    expect(await sent.only()).not.toHaveProperty('stopped');
  });

  it('is possible whatever became of the offer', async () => {
    await ends['offer-revoked']?.(world, sent.offerId);
    expect((await stop()).status).toBe(202);
  });

  it('finds nothing where there is nothing', async () => {
    const answer = await stop({ params: { offerId: sent.offerId, emailId: 'unknown' } });
    expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
  });
});
