import * as z from 'zod';
import { mailingKey } from '../../../shared/domain/offers/mailing';
import type { DocumentSchema, ListPage, ListQuery } from '../../../shared/ports';
import { changeOffer, ends, faultyFields, pageOf, refusalOf } from '../../link-world';
import { billing, changePartner, fabrikam, fay } from '../../portal-world';
import { WatchedStore } from '../../watched-store';
import { noa, tenants, World, type Answer, type Call } from '../../world';

const Sent = z.object({
  id: z.string(),
  items: z.array(
    z.object({ id: z.string(), email: z.string(), language: z.string(), status: z.string(), attempts: z.number() }),
  ),
  repeated: z.array(z.object({ pointer: z.string(), detail: z.string() })),
  forecast: z.object({ seconds: z.number(), finishedAt: z.string() }),
});

/** Gives few documents at a time, as a store may. */
class ShortPages extends WatchedStore {
  override list<T>(schema: DocumentSchema<T>, query: ListQuery): Promise<ListPage<T>> {
    return super.list(schema, { ...query, limit: Math.min(query.limit, 2) });
  }
}

describe('POST /api/offers/{offerId}/emails', () => {
  let world: World;
  let offerId: string;
  let code: string;
  let url: string;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    const invited = await world.invite({ language: 'he' });
    ({ id: offerId, code } = invited);
    url = String(invited.offer.url);
  });
  afterEach(() => world.close());

  const send = (recipients: unknown, more: Partial<Call> = {}) =>
    world.call('sendOffer', { as: noa, params: { offerId }, body: { recipients }, ...more });
  const many = (count: number) => Array.from({ length: count }, (_, row) => ({ email: `r${row}@wingtip.example` }));
  const queued = async () => (await world.documents('mail')).filter(({ kind }) => kind === 'offer');
  const keyed = (recipients: unknown, key = 'k1') => send(recipients, { headers: { 'idempotency-key': key } });
  const sent = (answer: Answer) => Sent.parse(answer.json);
  const expectNothingQueued = async () => {
    expect(await queued()).toEqual([]);
    expect(await world.documents('mailing')).toEqual([]);
  };

  it('queues a mail for each recipient, in their language or the offer’s, and says so at once', async () => {
    const answer = await send([
      { email: 'rina@wingtip.example' },
      { email: 'Omer@Proseware.example', language: 'zh-CN' },
    ]);
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({
      offerId,
      items: [
        { email: 'rina@wingtip.example', language: 'he', status: 'queued', attempts: 0, kind: 'offer' },
        { email: 'Omer@proseware.example', language: 'zh-CN', status: 'queued', attempts: 0 },
      ],
      repeated: [],
      forecast: { seconds: 0, finishedAt: new Date(world.now).toISOString() },
    });
    expect(world.mails).toEqual([]);
  });

  it('has the mails sent in the partner’s name, each with the offer’s link and a way to say no', async () => {
    await send([{ email: 'rina@wingtip.example' }, { email: 'omer@proseware.example', language: 'en' }]);
    await world.deliver();
    expect(
      world.mails.map(({ to, language, kind, fromName, replyTo }) => [
        to.address,
        language,
        kind,
        fromName,
        replyTo?.address,
      ]),
    ).toEqual([
      ['rina@wingtip.example', 'he', 'offer', 'Northwind', 'hello@northwind.example'],
      ['omer@proseware.example', 'en', 'offer', 'Northwind', 'hello@northwind.example'],
    ]);
    const [hebrew, english] = world.mails;
    expect(hebrew?.text).toContain(`\n${url}\n`);
    expect(hebrew?.text).toContain(`\n${url}?step=refusal\n`);
    expect(english?.text).toContain(`\n${url}?lang=en\n`);
    expect(english?.text).toContain(`\n${url}?step=refusal&lang=en\n`);
    expect(english?.html).toContain(`href="${url}?step=refusal&amp;lang=en"`);
  });

  it('leads each recipient to the offer in their own language', async () => {
    await send([{ email: 'omer@proseware.example', language: 'zh-CN' }]);
    await world.deliver();
    expect(world.mails[0]?.text).toContain(`${url}?lang=zh-CN`);
    const page = await world.call('openLink', {
      params: { code },
      query: { lang: 'zh-CN' },
      headers: { accept: 'text/html' },
    });
    expect(pageOf(page).querySelector('html')?.getAttribute('lang')).toBe('zh-CN');
  });

  it('mails the same mailbox once, and says which rows name it again', async () => {
    const answer = await send([
      { email: 'rina@wingtip.example' },
      { email: 'RINA@WINGTIP.example' },
      { email: 'gil@adatum.example' },
    ]);
    expect(sent(answer).items.map(({ email }) => email)).toEqual(['rina@wingtip.example', 'gil@adatum.example']);
    expect(sent(answer).repeated.map(({ pointer }) => pointer)).toEqual(['/recipients/1']);
    await world.deliver();
    expect(world.mails).toHaveLength(2);
  });

  it('takes a thousand recipients at once, and tells when the last will be sent', async () => {
    const answer = await send(many(1000));
    expect(answer.status).toBe(202);
    expect(sent(answer).items).toHaveLength(1000);
    expect(new Set((await queued()).map(({ id }) => id)).size).toBe(1000);
    // Half of a thousand a minute is kept for codes; a window is over a little after its minute.
    expect(sent(answer).forecast).toEqual({ seconds: 120, finishedAt: new Date(world.now + 120_000).toISOString() });
    const [mailing] = await world.documents('mailing');
    expect(mailing).toMatchObject({ count: 1000, written: 1000 });
    for (const gone of ['recipients', 'queue', 'dueAt', 'ttl']) expect(mailing).not.toHaveProperty(gone);
  });

  it('is one batch for a list that fits one', async () => {
    await send(many(90));
    const { documents } = await world.store.changes(undefined, 10_000);
    expect(documents.filter(({ type }) => type === 'mail')).toHaveLength(90);
    expect((await world.documents('mailing'))[0]).not.toHaveProperty('recipients');
  });

  it('counts in the forecast what waits already, of this partner and of those that take turns with it', async () => {
    const slow = new World({ settings: { mailPerMinute: 30, mailPerHour: 100 } });
    await slow.addPartner();
    await slow.addPartner(tenants.fabrikam, fabrikam);
    const ours = await slow.invite();
    const theirs = await slow.invite({}, fay);
    const forecastOf = async (id: string, count: number, as = noa) =>
      sent(await slow.call('sendOffer', { as, params: { offerId: id }, body: { recipients: many(count) } })).forecast
        .seconds;
    const hours = (seconds: number) => Math.floor(seconds / 3600);
    expect(await forecastOf(ours.id, 50)).toBe(6 * 60);
    expect(hours(await forecastOf(ours.id, 50))).toBe(1);
    expect(hours(await forecastOf(theirs.id, 200, fay))).toBe(5);
    expect(hours(await forecastOf(ours.id, 1))).toBe(4);
    slow.close();
  });

  it('says who sent it, in the same write', async () => {
    await send(many(2));
    const entries = (await world.documents('audit')).filter(({ action }) => action === 'offerSent');
    expect(entries).toMatchObject([{ actor: { kind: 'user', userId: 'noa' }, subject: offerId }]);
  });

  describe('refuses a list', () => {
    it('with malformed rows: one pointer for each, and nothing is queued', async () => {
      const answer = await send([
        { email: 'rina@wingtip.example' },
        { email: 'nobody' },
        { email: 'a@b.example\r\nBcc: all@b.example' },
        { email: 'omer@proseware.example', language: 'fr' },
        { email: '<b>x</b>@wingtip.example' },
        {},
        'gil@adatum.example',
        { email: 'gil@adatum.example', name: 'Gil' },
        { email: 'one@wingtip.example, two@wingtip.example' },
        { email: null },
      ]);
      expect([answer.status, refusalOf(answer)]).toEqual([422, 'invalid-request']);
      expect(faultyFields(answer)).toEqual([
        '/recipients/1/email',
        '/recipients/2/email',
        '/recipients/3/language',
        '/recipients/4/email',
        '/recipients/5/email',
        '/recipients/6',
        '/recipients/7/name',
        '/recipients/8/email',
        '/recipients/9/email',
      ]);
      await expectNothingQueued();
    });

    it('of nobody, of more than a thousand, or that is none', async () => {
      for (const recipients of [[], many(1001), undefined, null, 'rina@wingtip.example', {}]) {
        const answer = await send(recipients);
        expect([answer.status, faultyFields(answer)]).toEqual([422, ['/recipients']]);
      }
      await expectNothingQueued();
    });

    it('of more than 1 MB', async () => {
      const raw = JSON.stringify({ recipients: [{ email: `${'x'.repeat(1024 * 1024)}@wingtip.example` }] });
      const answer = await send(undefined, { body: undefined, raw });
      expect([answer.status, refusalOf(answer)]).toEqual([413, 'payload-too-large']);
    });

    it('while the company profile lacks a phone number or an e-mail address', async () => {
      const complete = { name: 'Northwind', offices: [{ id: 'main', name: 'Main' }], preferredLanguage: 'en' };
      for (const profile of [{ phone: '+972 3 555 0100' }, { email: 'hello@northwind.example' }, {}]) {
        await world.call('updateCompany', { as: noa, headers: { 'if-match': '*' }, body: { ...complete, ...profile } });
        const answer = await send(many(1));
        expect([answer.status, refusalOf(answer)]).toEqual([409, 'profile-incomplete']);
      }
      await expectNothingQueued();
    });

    it('as an advertisement while the company profile lacks a postal address', async () => {
      const profile = {
        name: 'Northwind',
        offices: [{ id: 'main', name: 'Main' }],
        preferredLanguage: 'en',
        phone: '+972 3 555 0100',
        email: 'hello@northwind.example',
      };
      await world.call('updateCompany', { as: noa, headers: { 'if-match': '*' }, body: profile });
      const body = { recipients: many(1), purpose: 'advertisement' };
      const answer = await send(undefined, { body });
      expect([answer.status, refusalOf(answer), answer.json.detail]).toEqual([
        409,
        'profile-incomplete',
        expect.stringContaining('postal address'),
      ]);
      await expectNothingQueued();
      expect((await send(many(1))).status).toBe(202);
    });

    it('for a purpose that is none', async () => {
      const answer = await send(undefined, { body: { recipients: many(1), purpose: 'marketing' } });
      expect([answer.status, answer.json.errors]).toEqual([
        422,
        [{ pointer: '/purpose', detail: expect.stringContaining('advertisement') as string }],
      ]);
      await expectNothingQueued();
    });

    it.each(['offer-expired', 'offer-revoked', 'offer-exhausted'])('for a dead offer: %s', async (slug) => {
      await ends[slug]?.(world, offerId);
      const answer = await send(many(1));
      expect([answer.status, refusalOf(answer)]).toEqual([410, slug]);
      await expectNothingQueued();
    });

    it('for an offer that was replaced', async () => {
      await changeOffer(world, offerId, { state: 'replaced' });
      expect(refusalOf(await send(many(1)))).toBe('offer-replaced');
    });

    it.each(['', 'unknown', '../partner', '😀'.repeat(150)])('for no offer: %j', async (unknown) => {
      const answer = await send(many(1), { params: { offerId: unknown } });
      expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
    });

    it('of somebody without access to the companies that are supported', async () => {
      const answer = await send(many(1), { as: await billing(world) });
      expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
    });

    it.each([
      ['trialInvitation', false, 'subscriptionAdvisor'],
      ['purchaseOffer', false, 'subscriptionAdvisor'],
      ['trialInvitation', true, 'delegatedAdministration'],
      ['delegationOffer', false, 'delegatedAdministration'],
    ] as const)(
      'for a %s (with delegation: %p) of a partner that is not %s',
      async (kind, delegation, authorization) => {
        await changeOffer(world, offerId, { kind, delegatedAdministration: delegation });
        const others = ['subscriptionAdvisor', 'delegatedAdministration'].filter((one) => one !== authorization);
        await changePartner(world, { authorizations: others });
        const answer = await send(many(1));
        expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
        expect(answer.json.detail).toContain(authorization);
        await expectNothingQueued();
      },
    );
  });

  describe('with an Idempotency-Key', () => {
    it('answers a repeated request with the same mails as they are now', async () => {
      const first = await keyed(many(3));
      await world.deliver();
      const again = await keyed(many(3));
      expect(again.status).toBe(202);
      expect(sent(again).items.map(({ id, email }) => [id, email])).toEqual(
        sent(first).items.map(({ id, email }) => [id, email]),
      );
      expect(sent(again).items.map(({ status }) => status)).toEqual(['sent', 'sent', 'sent']);
      await world.deliver();
      expect(world.mails).toHaveLength(3);
    });

    it('answers it with all of them, however few the store gives at a time', async () => {
      world.close();
      world = new World({ store: (inner) => new ShortPages(inner) });
      await world.addPartner();
      ({ id: offerId } = await world.invite());
      const first = sent(await keyed(many(7)));
      expect(sent(await keyed(many(7))).items).toEqual(first.items);
    });

    it('answers it even when the offer could not be sent any more', async () => {
      await keyed(many(2));
      await ends['offer-revoked']?.(world, offerId);
      expect((await keyed(many(2))).status).toBe(202);
      expect(refusalOf(await keyed(many(2), 'k2'))).toBe('offer-revoked');
    });

    it('refuses another list under it', async () => {
      await keyed(many(2));
      const answer = await keyed(many(3));
      expect([answer.status, refusalOf(answer)]).toEqual([422, 'idempotency-key-reused']);
      expect(await queued()).toHaveLength(2);
    });

    it('is one list for several at the same time', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => keyed(many(200))));
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
      expect(answers.map((answer) => sent(answer).items.length)).toEqual([200, 200, 200]);
      expect(await queued()).toHaveLength(200);
      expect(await world.documents('mailing')).toHaveLength(1);
    });

    it('belongs to one offer', async () => {
      await keyed(many(1));
      const { id } = await world.invite();
      const other = await send(many(1), { params: { offerId: id }, headers: { 'idempotency-key': 'k1' } });
      expect(other.status).toBe(202);
      expect(await queued()).toHaveLength(2);
    });
  });

  describe('a mail whose turn comes when its offer is dead', () => {
    it.each([
      ['offer-expired', 'expired'],
      ['offer-revoked', 'withdrawn'],
      ['offer-exhausted', 'used up'],
    ])('is not sent, and says why: %s', async (slug, word) => {
      await send(many(1));
      await ends[slug]?.(world, offerId);
      await world.deliver();
      expect(world.mails).toEqual([]);
      const { json } = await world.call('listMails', { as: noa, query: { status: 'failed' } });
      expect(json).toMatchObject({
        items: [{ kind: 'offer', status: 'failed', problem: expect.stringContaining(word) as string }],
      });
    });

    it('can be sent after all when the offer lives again', async () => {
      await send(many(1));
      await changeOffer(world, offerId, { maxRedemptions: 1, remaining: 0 });
      await world.deliver();
      await changeOffer(world, offerId, { remaining: 1 });
      const [mail] = await queued();
      await world.call('retryMail', { as: noa, params: { mailId: String(mail?.mailId) } });
      await world.deliver();
      expect(world.mails).toHaveLength(1);
    });

    it('does not use up the quota', async () => {
      const slow = new World({ settings: { mailPerMinute: 4, mailPerHour: 4 } });
      await slow.addPartner();
      const dead = await slow.invite();
      const alive = await slow.invite();
      for (const { id } of [dead, alive])
        await slow.call('sendOffer', { as: noa, params: { offerId: id }, body: { recipients: many(2) } });
      await changeOffer(slow, dead.id, { state: 'revoked' });
      await slow.deliver();
      await slow.deliver();
      expect(slow.mails).toHaveLength(2);
      slow.close();
    });
  });

  it('mails the link as it is when the mail is sent', async () => {
    await send(many(1));
    await changeOffer(world, offerId, { linkVersion: 2 });
    await world.deliver();
    const offer = await world.call('getOffer', { as: noa, params: { offerId } });
    expect(world.mails[0]?.text).toContain(String(offer.json.url));
    expect(world.mails[0]?.text).not.toContain(url);
  });

  it('keeps the list as a record of the request for good, without addresses', async () => {
    const { id } = sent(await keyed(many(2)));
    const [mailing] = await world.documents('mailing');
    expect(mailing).toMatchObject({ id: mailingKey(id), offerId, count: 2 });
    expect(JSON.stringify(mailing)).not.toContain('wingtip');
  });
});
