import * as fc from 'fast-check';
import * as z from 'zod';
import { StoreUnavailable } from '../../../shared/ports';
import { codeOf, everythingStored, refusalOf } from '../../link-world';
import { billing, eventGrid, fabrikam, fay, helpdesk } from '../../portal-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { noa, tenants, type Answer, type Call, type World } from '../../world';

const deliveryReport = 'Microsoft.Communication.EmailDeliveryReportReceived';
const Items = z.object({ items: z.array(z.looseObject({ id: z.string(), email: z.string() })) });

let world: World;
let store: WatchedStore;
let offerId: string;
beforeEach(async () => {
  ({ world, store } = await watchedWorld());
  ({ id: offerId } = await world.invite());
});
afterEach(() => world.close());

const send = (...emails: readonly string[]) =>
  world.call('sendOffer', {
    as: noa,
    params: { offerId },
    body: { recipients: emails.map((email) => ({ email })) },
  });
const mailed = async (email: string): Promise<string> => {
  await send(email);
  await world.deliver();
  const mail = world.mails.findLast(({ to }) => to.address === email);
  if (!mail) throw new Error(`Nothing was mailed to ${email}.`);
  return mail.operationId;
};

/** An event in Event Grid's own schema. */
const event = (messageId: string, status: string, more: object = {}) => ({
  id: '6f0e1cb1-5d4b-4f1c-9a3e-1d0000000001',
  topic: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Communication/CommunicationServices/kesher',
  subject: `sender/offers@kesher.example/message/${messageId}`,
  eventType: deliveryReport,
  eventTime: '2026-11-22T12:00:10.000Z',
  dataVersion: '1.0',
  metadataVersion: '1',
  data: {
    sender: 'offers@kesher.example',
    recipient: 'rina@wingtip.example',
    internetMessageId: '<x@kesher.example>',
    messageId,
    status,
    deliveryStatusDetails: { statusMessage: 'as told' },
    deliveryAttemptTimeStamp: '2026-11-22T12:00:09.000Z',
    ...more,
  },
});
const cloudEvent = (messageId: string, status: string) => {
  const { id, topic: source, subject, data } = event(messageId, status);
  return { specversion: '1.0', id, source, subject, type: deliveryReport, time: '2026-11-22T12:00:10.000Z', data };
};
const deliver = (body: unknown, more: Partial<Call> = {}): Promise<Answer> =>
  world.call('receiveDeliveryReports', { as: eventGrid, body, ...more });
const report = async (messageId: string, ...statuses: readonly string[]): Promise<void> => {
  for (const status of statuses) expect((await deliver([event(messageId, status)])).status).toBe(200);
};

const statusesOf = async () => {
  const { json } = await world.call('listOfferEmails', { as: noa, params: { offerId } });
  return Items.parse(json).items.map(({ email, status }) => [email, status]);
};
const suppressions = async (as = noa) => Items.parse((await world.call('listSuppressions', { as })).json).items;
const lift = (suppressionId: string, more: Partial<Call> = {}) =>
  world.call('deleteSuppression', { as: noa, params: { suppressionId }, headers: { 'if-match': '*' }, ...more });

describe('POST /events/mail', () => {
  it.each([
    ['Delivered', 'delivered'],
    ['Bounced', 'bounced'],
    ['Failed', 'failed'],
    ['FilteredSpam', 'failed'],
    ['Quarantined', 'failed'],
    ['Suppressed', 'bounced'],
    ['Expanded', 'sent'],
  ])('%s: the mail is %s', async (status, told) => {
    await report(await mailed('rina@wingtip.example'), status);
    expect(await statusesOf()).toEqual([['rina@wingtip.example', told]]);
  });

  it.each([
    ['delivered', 'delivered'],
    ['BOUNCED', 'bounced'],
    ['filteredSpam', 'failed'],
    ['quarantined', 'failed'],
    ['sUPPRESSED', 'bounced'],
    ['expanded', 'sent'],
  ])('%s, in another letter case, means the same', async (status, told) => {
    await report(await mailed('rina@wingtip.example'), status);
    expect(await statusesOf()).toEqual([['rina@wingtip.example', told]]);
    expect(world.logged.filter((line) => line.includes('delivery-status-unknown'))).toEqual([]);
  });

  it('knows its events by their type in whatever letter case', async () => {
    const messageId = await mailed('rina@wingtip.example');
    const other = { ...event(messageId, 'Delivered'), eventType: deliveryReport.toLowerCase() };
    expect((await deliver([other])).json).toEqual({ taken: 1 });
    const data = { validationCode: 'abc' };
    const asked = await deliver([{ eventType: 'microsoft.eventgrid.subscriptionvalidationevent', data }]);
    expect(asked.json).toEqual({ validationResponse: 'abc' });
  });

  it('writes a status that nobody knew into the log by its name, once, and changes nothing', async () => {
    const messageId = await mailed('rina@wingtip.example');
    const before = await everythingStored(world);
    const hostile = 'dana@contoso.example\n{"event":"call"}';
    const reports = ['Deferred', 'Deferred', 'Delivered later', hostile].map((status) => event(messageId, status));
    const answer = await deliver(reports);
    expect([answer.status, answer.json]).toEqual([200, { taken: 0 }]);
    const lines = world.logged.filter((line) => line.includes('delivery-status-unknown'));
    expect(lines.map((line) => z.looseObject({ status: z.string() }).parse(JSON.parse(line)).status)).toEqual([
      'Deferred',
      'Delivered later',
      'one that is no name',
    ]);
    expect(await everythingStored(world)).toBe(before);
  });

  it('takes many events at once, in either schema', async () => {
    await send('a@wingtip.example', 'b@wingtip.example', 'c@wingtip.example');
    await world.deliver();
    const [a = '', b = '', c = ''] = world.mails.map(({ operationId }) => operationId);
    const grid = await deliver([event(a, 'Delivered'), event(b.toUpperCase(), 'Bounced')]);
    expect([grid.status, grid.json]).toEqual([200, { taken: 2 }]);
    const raw = JSON.stringify([cloudEvent(c, 'Failed')]);
    const headers = { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' };
    expect((await deliver(undefined, { raw, headers })).status).toBe(200);
    expect(await statusesOf()).toEqual([
      ['c@wingtip.example', 'failed'],
      ['b@wingtip.example', 'bounced'],
      ['a@wingtip.example', 'delivered'],
    ]);
  });

  it('takes one cloud event alone', async () => {
    const raw = JSON.stringify(cloudEvent(await mailed('rina@wingtip.example'), 'Delivered'));
    const headers = { 'content-type': 'application/cloudevents+json' };
    expect((await deliver(undefined, { raw, headers })).status).toBe(200);
    expect(await statusesOf()).toEqual([['rina@wingtip.example', 'delivered']]);
  });

  it('lets no report undo a worse one, in whatever order and however often they come', async () => {
    const first = await mailed('a@wingtip.example');
    await report(first, 'Bounced', 'Delivered', 'Bounced', 'Failed');
    world.pass({ minutes: 1 });
    const second = await mailed('b@wingtip.example');
    await report(second, 'Delivered', 'Delivered', 'Quarantined', 'Delivered');
    expect(await statusesOf()).toEqual([
      ['b@wingtip.example', 'failed'],
      ['a@wingtip.example', 'bounced'],
    ]);
    expect(await suppressions()).toHaveLength(1);
  });

  it('comes to the same for reports at the same time, also in one delivery', async () => {
    const messageId = await mailed('rina@wingtip.example');
    const all = ['Delivered', 'Bounced', 'Delivered', 'Failed', 'Bounced'].map((status) => event(messageId, status));
    const answers = await Promise.all([deliver(all), deliver(all.toReversed())]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await statusesOf()).toEqual([['rina@wingtip.example', 'bounced']]);
    expect(await suppressions()).toHaveLength(1);
  });

  it('takes a report that comes before the sender has written down that the mail was sent', async () => {
    const reports: Promise<Answer>[] = [];
    world.mailService = (mail) => {
      reports.push(deliver([event(mail.operationId, 'Delivered')]));
      return { kind: 'accepted' };
    };
    await send('rina@wingtip.example');
    await world.deliver();
    await Promise.all(reports);
    expect(await statusesOf()).toEqual([['rina@wingtip.example', 'delivered']]);
  });

  it('keeps a mail from being sent again whose sender never learnt that it was taken', async () => {
    const operationIds: string[] = [];
    world.mailService = (mail) => {
      operationIds.push(mail.operationId);
      return { kind: 'unavailable', detail: 'no answer' };
    };
    await send('rina@wingtip.example');
    await world.deliver();
    await report(operationIds[0] ?? '', 'Delivered');
    world.mailService = () => ({ kind: 'accepted' });
    world.pass({ days: 1 });
    await world.deliver();
    expect(world.mails).toEqual([]);
    expect(await statusesOf()).toEqual([['rina@wingtip.example', 'delivered']]);
  });

  it('passes over what is told of a mail that has been sent again since', async () => {
    const first = await mailed('rina@wingtip.example');
    const [mail] = Items.parse((await world.call('listOfferEmails', { as: noa, params: { offerId } })).json).items;
    await world.call('resendOfferEmail', { as: noa, params: { offerId, emailId: mail?.id ?? '' } });
    await report(first, 'Bounced');
    expect(await statusesOf()).toEqual([['rina@wingtip.example', 'queued']]);
    await world.deliver();
    await report(world.mails[1]?.operationId ?? '', 'Delivered');
    expect(await statusesOf()).toEqual([['rina@wingtip.example', 'delivered']]);
  });

  it('leaves the ten minutes of a code as they are, and tells of a code that came back', async () => {
    const { code } = await world.invite();
    const redemptionId = await world.redeem(code);
    const confirmationCode = await world.mailedCode('dana@contoso.example');
    const { operationId } = world.mails.at(-1) ?? { operationId: '' };
    world.pass({ minutes: 5 });
    await report(operationId, 'Delivered');
    world.pass({ minutes: 4 });
    expect((await world.confirm(code, redemptionId, confirmationCode)).status).toBe(200);
    await report(operationId, 'Bounced');
    const { json } = await world.call('listMails', { as: noa, query: { status: 'bounced' } });
    expect(json).toMatchObject({ items: [{ kind: 'confirmationCode', email: 'dana@contoso.example' }] });
  });

  it.each([
    ['an operation that nobody knows', () => [event('11111111-1111-4111-8111-111111111111', 'Bounced')]],
    ['another event', (id: string) => [{ ...event(id, 'Bounced'), eventType: 'Microsoft.Communication.SMSReceived' }]],
    [
      'opened mail',
      (id: string) => [
        { ...event(id, 'Bounced'), eventType: 'Microsoft.Communication.EmailEngagementTrackingReportReceived' },
      ],
    ],
    ['a status of tomorrow', (id: string) => [event(id, 'Read')]],
    ['an operation id that is none', () => [event('mail:offer', 'Bounced'), event('../partner', 'Bounced')]],
    [
      'no data',
      (id: string) => [
        { ...event(id, 'Bounced'), data: undefined },
        { ...event(id, 'Bounced'), data: 'x' },
      ],
    ],
    ['rows that are no events', () => [null, 1, 'x', [], {}, { eventType: 5 }]],
    ['no event', () => []],
    ['a number', () => 5],
    ['nothing', () => null],
  ] as const)('passes over %s, without being asked again', async (_what, body) => {
    const messageId = await mailed('rina@wingtip.example');
    const before = await everythingStored(world);
    const answer = await deliver(body(messageId));
    expect([answer.status, answer.json]).toEqual([200, { taken: 0 }]);
    expect(await everythingStored(world)).toBe(before);
  });

  it('takes the good rows among bad ones', async () => {
    const messageId = await mailed('rina@wingtip.example');
    expect((await deliver([null, event('x', 'Bounced'), event(messageId, 'Delivered'), 7])).json).toEqual({ taken: 1 });
  });

  it('never fails for anything that can be sent', async () => {
    const messageId = await mailed('rina@wingtip.example');
    const data = fc.oneof(
      fc.jsonValue(),
      fc.record({ messageId: fc.constantFrom(messageId, 'x', 5), status: fc.jsonValue() }),
    );
    const row = fc.oneof(
      fc.jsonValue(),
      fc.record({ eventType: fc.oneof(fc.constant(deliveryReport), fc.jsonValue()), data }),
      fc.record({ specversion: fc.jsonValue(), type: fc.constant(deliveryReport), data }),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.array(row), row), async (body) => {
        expect((await deliver(body)).status).toBe(200);
      }),
    );
  });

  it('is 400 for what is no JSON, 415 for what is not said to be, 413 for more than Event Grid ever sends', async () => {
    expect((await deliver(undefined, { raw: '[{' })).status).toBe(400);
    expect((await deliver(undefined, { raw: '[]', headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await deliver(undefined, { raw: `["${'x'.repeat(2 * 1024 * 1024)}"]` })).status).toBe(413);
  });

  it('asks to be told again while the database is down', async () => {
    const messageId = await mailed('rina@wingtip.example');
    store.fault = () => ({ when: 'before', error: new StoreUnavailable('down', 3) });
    const answer = await deliver([event(messageId, 'Bounced')]);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '3']);
    store.fault = () => undefined;
    await report(messageId, 'Bounced');
    expect(await statusesOf()).toEqual([['rina@wingtip.example', 'bounced']]);
  });

  it('asks nothing across partitions: a report costs four reads and a write at most', async () => {
    const messageId = await mailed('rina@wingtip.example');
    store.forget();
    await deliver([event(messageId, 'Bounced')]);
    expect(store.rounds).toEqual(['read', 'read read', 'read', 'write']);
  });

  describe('the handshake of a subscription', () => {
    const validation = (data: unknown) => ({
      id: '1',
      topic: 't',
      subject: '',
      eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
      eventTime: '2026-11-22T12:00:00Z',
      dataVersion: '2',
      data,
    });

    it('gives the code back', async () => {
      const validationUrl = 'https://rp-eastus2.eventgrid.azure.net/validate?id=1';
      const answer = await deliver([validation({ validationCode: '512d38b6-c7b8', validationUrl })]);
      expect([answer.status, answer.json]).toEqual([200, { validationResponse: '512d38b6-c7b8' }]);
    });

    it('gives nothing back that is no code', async () => {
      for (const data of [
        undefined,
        {},
        { validationCode: 5 },
        { validationCode: '' },
        { validationCode: 'x'.repeat(1001) },
      ])
        expect((await deliver([validation(data)])).json).toEqual({ taken: 0 });
    });

    it('needs the token too', async () => {
      const answer = await world.call('receiveDeliveryReports', { body: [validation({ validationCode: 'x' })] });
      expect(answer.status).toBe(401);
    });

    it('allows the origin that asks before it sends cloud events', async () => {
      const headers = { 'webhook-request-origin': 'eventgrid.azure.net', 'webhook-request-rate': '120' };
      const answer = await world.call('greetEventGrid', { headers });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('webhook-allowed-origin')).toBe('eventgrid.azure.net');
      expect(answer.headers.get('webhook-allowed-rate')).toBe('120');
    });

    it.each(['', 'two words', 'a/b', '<script>'])('allows nothing to %j', async (origin) => {
      const answer = await world.call('greetEventGrid', { headers: { 'webhook-request-origin': origin } });
      expect(answer.status).toBe(204);
      expect(answer.headers.get('webhook-allowed-origin')).toBeNull();
    });
  });
});

describe('an address that mail came back from for good', () => {
  beforeEach(async () => report(await mailed('rina@wingtip.example'), 'Bounced'));

  it('is told to the partner, with the reason, and nobody else’s business', async () => {
    await world.addPartner(tenants.fabrikam, fabrikam);
    expect(await suppressions()).toMatchObject([
      { email: 'rina@wingtip.example', reason: 'bounced', createdAt: new Date(world.now).toISOString(), etag: '"1"' },
    ]);
    expect(await suppressions(fay)).toEqual([]);
    const [suppression] = await suppressions();
    expect((await lift(suppression?.id ?? '', { as: fay })).status).toBe(404);
    const audited = (await world.documents('audit')).filter(({ action }) => action === 'addressSuppressed');
    expect(audited).toMatchObject([{ actor: { kind: 'mailService' }, subject: suppression?.id }]);
    expect(suppression?.id).not.toContain('rina');
  });

  it('gets no mail of this partner any more, whatever its kind or letter case, and each says why', async () => {
    world.mails.length = 0;
    await send('Rina@WINGTIP.example');
    const { code } = await world.invite();
    const contact = { name: 'Rina', email: 'rina@wingtip.example' };
    await world.redeem(code, { primaryDomain: 'wingtip.example', contact });
    await world.deliver();
    expect(world.mails).toEqual([]);
    const { json } = await world.call('listMails', { as: noa, query: { status: 'failed' } });
    const { items } = Items.parse(json);
    expect(items.map(({ kind, email }) => [kind, email]).sort()).toEqual([
      ['confirmationCode', 'rina@wingtip.example'],
      ['offer', 'Rina@wingtip.example'],
    ]);
    for (const { problem } of items) expect(problem).toContain('/api/suppressions');
  });

  it('gets no code, and one that was never mailed cannot even be guessed', async () => {
    const { code } = await world.invite();
    const contact = { name: 'Rina', email: 'rina@wingtip.example' };
    const redemptionId = await world.redeem(code, { primaryDomain: 'wingtip.example', contact });
    await world.deliver();
    const answer = await world.confirm(code, redemptionId, await codeOf(world, redemptionId));
    expect([answer.status, refusalOf(answer)]).toEqual([422, 'confirmation-code-wrong']);
    expect(await world.documents('customer')).toEqual([]);
  });

  it('still gets mail of other partners', async () => {
    await world.addPartner(tenants.fabrikam, fabrikam);
    const { id } = await world.invite({}, fay);
    world.mails.length = 0;
    const body = { recipients: [{ email: 'rina@wingtip.example' }] };
    await world.call('sendOffer', { as: fay, params: { offerId: id }, body });
    await world.deliver();
    expect(world.mails).toHaveLength(1);
  });

  it('is mailed again once the partner says so, and what was held back when somebody asks for it', async () => {
    world.mails.length = 0;
    await send('rina@wingtip.example');
    await world.deliver();
    const [suppression] = await suppressions();
    expect((await lift(suppression?.id ?? '')).status).toBe(204);
    expect(await suppressions()).toEqual([]);
    const lifted = (await world.documents('audit')).filter(({ action }) => action === 'suppressionLifted');
    expect(lifted).toMatchObject([{ actor: { userId: 'noa' }, subject: suppression?.id }]);
    const failed = (await world.documents('mail')).find(({ status }) => status === 'failed');
    await world.call('retryMail', { as: noa, params: { mailId: String(failed?.mailId) } });
    await send('rina@wingtip.example');
    await world.deliver();
    expect(world.mails).toHaveLength(2);
  });

  it('is not given up again by a report that is repeated', async () => {
    const { operationId } = world.mails[0] ?? { operationId: '' };
    const [suppression] = await suppressions();
    await lift(suppression?.id ?? '');
    await report(operationId, 'Bounced', 'Suppressed');
    expect(await suppressions()).toEqual([]);
  });

  it('is let go only by who saw what there is', async () => {
    const [suppression] = await suppressions();
    const id = suppression?.id ?? '';
    expect((await lift(id, { headers: {} })).status).toBe(428);
    expect((await lift(id, { headers: { 'if-match': '"2"' } })).status).toBe(412);
    expect((await lift(id, { headers: { 'if-match': String(suppression?.etag) } })).status).toBe(204);
    const gone = await lift(id);
    expect([gone.status, refusalOf(gone)]).toEqual([404, 'not-found']);
  });

  it.each(['', 'unknown', '../partner', '😀'.repeat(150)])('finds none under %j', async (suppressionId) => {
    expect((await lift(suppressionId)).status).toBe(404);
  });

  it('is seen and let go by those who support customers', async () => {
    const refused = await billing(world);
    expect((await world.call('listSuppressions', { as: refused })).status).toBe(403);
    const [suppression] = await suppressions(await helpdesk(world));
    expect((await lift(suppression?.id ?? '', { as: refused })).status).toBe(403);
  });

  it('is listed page by page, newest first', async () => {
    for (const name of ['a', 'b']) {
      world.pass({ minutes: 1 });
      await report(await mailed(`${name}@wingtip.example`), 'Suppressed');
    }
    const page = await world.call('listSuppressions', { as: noa, query: { limit: '2' } });
    expect(page.json).toMatchObject({
      items: [{ email: 'b@wingtip.example', reason: 'suppressed' }, { email: 'a@wingtip.example' }],
    });
    const query = { limit: '2', cursor: String(page.json.nextCursor) };
    expect((await world.call('listSuppressions', { as: noa, query })).json).toMatchObject({
      items: [{ email: 'rina@wingtip.example' }],
    });
  });
});
