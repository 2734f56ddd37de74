import * as fc from 'fast-check';
import { limits } from '../../../shared/catalogue/limits';
import { mailFaults } from '../../../shared/catalogue/mail-faults';
import { Mail, mailKey, queueOf, type Lane } from '../../../shared/domain/mail/mail';
import { queueAgain } from '../../../shared/domain/mail/mail-delivery';
import { governorRef, MailGovernor } from '../../../shared/domain/mail/mail-governor';
import { MailOperation, mailOperationRef } from '../../../shared/domain/mail/mail-operation';
import { deliverDueMails, deliverMails, type MailDelivery } from '../../../shared/mail/deliver';
import { mailTrouble, type MailNews } from '../../../shared/mail/mail-quota';
import { operationIdOf } from '../../../shared/mail/operation-id';
import type { OutgoingMail, SendOutcome, Settings, Store } from '../../../shared/ports';
import { MailWorld, noon, type Accepted } from '../../mail-world';

const worlds: MailWorld[] = [];
afterEach(() => worlds.splice(0).forEach(({ store }) => store.close()));

function aWorld(changes: Partial<Settings> = {}): MailWorld {
  const world = new MailWorld(changes);
  worlds.push(world);
  return world;
}

function mostInAnyWindow(accepted: readonly Accepted[], seconds: number): number {
  return Math.max(
    0,
    ...accepted.map(({ at: from }) => accepted.filter(({ at }) => at >= from && at < from + seconds * 1000).length),
  );
}

describe('sending mails as soon as they are written', () => {
  it('hands the rendered mail to the service and marks it as sent at that moment', async () => {
    const world = aWorld();
    const mail = await world.write('northwind', 'm1');
    world.pass(3);
    await expect(deliverMails(world.ports, await world.written())).resolves.toEqual({ sent: 1, queued: 0, failed: 0 });
    expect(world.attempted).toEqual([
      {
        operationId: operationIdOf(mail),
        kind: 'confirmationCode',
        to: { address: 'm1@contoso.example' },
        fromName: 'The northwind',
        subject: 'm1',
        text: 'Text',
        html: '<p>Text</p>',
        language: 'he',
      },
    ]);
    const sent = await world.read('northwind', 'm1');
    expect(sent).toMatchObject({ status: 'sent', attempts: 1, sentAt: '2026-11-22T12:00:03.000Z', ttl: 30 * 86_400 });
    expect(sent).not.toHaveProperty('queue');
    expect(sent).not.toHaveProperty('dueAt');
  });

  it('sends what is more urgent before a list that the feed tells of first', async () => {
    const world = aWorld();
    const list = [await world.write('northwind', 'l1', 'lists'), await world.write('northwind', 'l2', 'lists')];
    await world.write('northwind', 'notice', 'notices');
    await world.write('northwind', 'receipt', 'receipts');
    await world.write('northwind', 'code');
    await deliverMails(world.ports, list);
    expect(world.subjects()).toEqual(['code', 'receipt', 'notice', 'l1', 'l2']);
  });

  it('passes over every document that is not a mail it knows, or not one to be sent now', async () => {
    const world = aWorld();
    const mail = await world.write('northwind', 'm1');
    await deliverMails(world.ports, [
      undefined,
      null,
      'mail',
      {},
      { type: 'mail' },
      { ...mail, type: 'offer' },
      { ...mail, type: 'mail-of-tomorrow' },
      { ...mail, schemaVersion: 2 },
      { ...mail, content: { template: 'template-of-tomorrow' } },
      { ...mail, lane: undefined },
      { ...mail, status: 'withheld', queue: undefined, dueAt: undefined },
      { ...mail, dueAt: '2026-11-22T12:00:00.001Z' },
    ]);
    expect(world.attempted).toEqual([]);
    expect(await world.store.read(MailGovernor, governorRef)).toBeUndefined();
  });

  it('sends nothing for documents that have meanwhile been overtaken', async () => {
    const world = aWorld();
    await world.write('northwind', 'm1');
    const stale = await world.written();
    await deliverMails(world.ports, stale);
    world.pass(3600);
    await deliverMails(world.ports, [...stale, ...stale]);
    expect(world.subjects()).toEqual(['m1']);
    expect(await world.read('northwind', 'm1')).toMatchObject({ status: 'sent', attempts: 1 });
  });

  it('still sends a code that had to wait: its ten minutes begin when the service took it', async () => {
    const world = aWorld();
    await world.write('northwind', 'm1');
    world.pass(3600);
    await deliverDueMails(world.ports);
    expect(await world.read('northwind', 'm1')).toMatchObject({ status: 'sent', sentAt: '2026-11-22T13:00:00.000Z' });
  });
});

describe('a mail that does not get through', () => {
  it('is tried again under the same operation id until it is parked after the last attempt', async () => {
    const world = aWorld();
    world.answer = () => ({ kind: 'unavailable', detail: 'connect ECONNREFUSED for m1@contoso.example' });
    await world.write('northwind', 'm1');
    for (let minute = 0; minute < 30; minute += 1) {
      await deliverDueMails(world.ports);
      world.pass(61);
    }
    expect(world.attempted).toHaveLength(limits.mail.attempts);
    expect(new Set(world.attempted.map(({ operationId }) => operationId)).size).toBe(1);
    const parked = await world.read('northwind', 'm1');
    expect(parked).toMatchObject({ status: 'failed', attempts: 8, problem: 'connect ECONNREFUSED for …' });
    expect(parked).not.toHaveProperty('dueAt');
    expect(parked).not.toHaveProperty('ttl');
  });

  it('is parked at once when the service refuses it, and sent when somebody asks again', async () => {
    const world = aWorld();
    world.answer = () => ({ kind: 'rejected', detail: '550 no such mailbox' });
    const { id } = await world.write('northwind', 'm1');
    await expect(deliverDueMails(world.ports)).resolves.toEqual({ sent: 0, queued: 0, failed: 1 });
    const failed = await world.store.read(Mail, { partition: 'northwind', id });
    expect(failed?.document).toMatchObject({ status: 'failed', attempts: 1 });
    if (!failed) return;
    const document = queueAgain(failed.document, world.clock.now());
    await world.store.write('northwind', [{ kind: 'replace', document, etag: failed.etag }]);
    world.answer = () => ({ kind: 'accepted' });
    await deliverDueMails(world.ports);
    const sent = await world.read('northwind', 'm1');
    expect(sent).toMatchObject({ status: 'sent', attempts: 1 });
    expect(sent).not.toHaveProperty('problem');
  });

  it('does not hold up others when it cannot be rendered; the failure is reported and it is parked in the end', async () => {
    const world = aWorld();
    const ports: MailDelivery = {
      ...world.ports,
      render: (mail, store) =>
        mail.mailId === 'broken' ? Promise.reject(new TypeError('no such text')) : world.ports.render(mail, store),
    };
    await world.write('northwind', 'broken');
    await world.write('northwind', 'm2');
    const failure = await deliverDueMails(ports).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AggregateError);
    expect(failure).toMatchObject({ errors: [{ message: 'no such text' }] });
    expect(world.subjects()).toEqual(['m2']);
    expect(await world.read('northwind', 'broken')).toMatchObject({ status: 'queued', attempts: 1 });
    for (let minute = 0; minute < 30; minute += 1) {
      world.pass(61);
      await deliverDueMails(ports).catch(() => undefined);
    }
    expect(await world.read('northwind', 'broken')).toMatchObject({ status: 'failed', attempts: 8 });
  });

  it('does not hold up others when its document cannot be read', async () => {
    const world = aWorld();
    const mail = await world.write('northwind', 'm1');
    await world.put({ ...mail, id: 'mail:strange', mailId: 'strange', content: { template: 'unheard-of' } });
    await expect(deliverDueMails(world.ports)).rejects.toThrow('mail:strange');
    expect(world.subjects()).toEqual(['m1']);
  });

  it('keeps its attempts while the service is down for everybody', async () => {
    const world = aWorld({ mailPerMinute: 1000, mailPerHour: 1000 });
    world.answer = () => ({ kind: 'unavailable', detail: 'down' });
    for (let number = 0; number < 20; number += 1) await world.write('northwind', `m${number}`);
    await deliverDueMails(world.ports);
    expect((await world.mails()).filter(({ attempts }) => attempts > 0)).toHaveLength(limits.mail.sentAtOnce);
  });
});

describe('when the mail service says that it is too much', () => {
  it('leaves it alone until the time it named, and no mail loses an attempt', async () => {
    const world = aWorld({ mailPerMinute: 1000, mailPerHour: 1000 });
    world.answer = () => ({ kind: 'throttled', retryAfterSeconds: 90, detail: '429' });
    for (let number = 0; number < 12; number += 1) await world.write('northwind', `m${number}`);
    await deliverDueMails(world.ports);
    const asked = world.attempted.length;
    expect(asked).toBeLessThanOrEqual(limits.mail.sentAtOnce);
    world.pass(89);
    await deliverDueMails(world.ports);
    await deliverMails(world.ports, await world.written());
    expect(world.attempted).toHaveLength(asked);
    expect((await world.mails()).every(({ attempts, status }) => attempts === 0 && status === 'queued')).toBe(true);
    world.answer = () => ({ kind: 'accepted' });
    world.pass(1);
    await deliverDueMails(world.ports);
    expect(world.accepted).toHaveLength(12);
  });
});

describe('a fault of ours', () => {
  const refused: SendOutcome = {
    kind: 'senderFault',
    code: 'relaying-denied',
    detail: '554 5.7.1 <m@x.example>: no relay',
  };
  const minutes = async (world: MailWorld, count: number, tell?: (news: MailNews) => void): Promise<void> => {
    for (let minute = 0; minute < count; minute += 1) {
      world.pass(60);
      await deliverDueMails(world.ports, tell);
    }
  };

  it('keeps every mail queued with all its attempts, however long it lasts, and all go out when it is over', async () => {
    const world = aWorld({ mailPerMinute: 1000, mailPerHour: 1000 });
    world.answer = () => refused;
    for (const lane of ['codes', 'receipts', 'lists'] as const)
      for (let number = 0; number < 9; number += 1) await world.write('northwind', `${lane}${number}`, lane);
    await minutes(world, 90);
    expect(world.attempted.length).toBeLessThan(30);
    for (let hour = 0; hour < 72; hour += 1) {
      world.pass(3600);
      await deliverDueMails(world.ports);
    }
    const waiting = await world.mails();
    expect(waiting.map(({ status, attempts }) => `${status} ${attempts}`)).toEqual(Array(27).fill('queued 0'));
    world.answer = () => ({ kind: 'accepted' });
    await minutes(world, 7);
    expect(world.accepted).toHaveLength(27);
    expect((await world.mails()).every(({ attempts, problem }) => attempts === 1 && problem === undefined)).toBe(true);
  });

  it('tries one mail at a time, another one each time, while new ones come in', async () => {
    const world = aWorld({ mailPerMinute: 1000, mailPerHour: 1000 });
    world.answer = () => refused;
    await world.write('northwind', 'first');
    await deliverDueMails(world.ports);
    for (let number = 0; number < 12; number += 1) await world.write('northwind', `m${number}`);
    await deliverMails(world.ports, await world.written());
    expect(world.attempted.map(({ subject }) => subject)).toEqual(['first']);
    world.attempted.length = 0;
    await minutes(world, 8);
    const subjects = world.attempted.map(({ subject }) => subject);
    expect(subjects.length).toBeGreaterThan(2);
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  it('is told once when it begins and once when it is over, to the operator too', async () => {
    const world = aWorld();
    const told: MailNews[] = [];
    world.answer = () => refused;
    for (let number = 0; number < 6; number += 1) await world.write('northwind', `m${number}`);
    await minutes(world, 60, (news) => told.push(news));
    const advice = mailFaults['relaying-denied'];
    const began = { event: 'mail-held-up', fault: 'relaying-denied', advice };
    expect(told).toEqual([began]);
    await expect(mailTrouble(world.ports)).resolves.toMatchObject({
      status: 'held-up',
      fault: 'relaying-denied',
      advice,
      since: '2026-11-22T12:01:00.000Z',
    });
    world.answer = () => ({ kind: 'accepted' });
    await minutes(world, 7, (news) => told.push(news));
    expect(told).toEqual([
      began,
      { event: 'mail-goes-out-again', fault: 'relaying-denied', since: '2026-11-22T12:01:00.000Z' },
    ]);
    await expect(mailTrouble(world.ports)).resolves.toBeUndefined();
    const notifications = (await world.written()).filter(({ type }) => type === 'notification');
    expect(notifications).toMatchObject([
      { partnerId: '~system', content: { kind: 'mailHeldUp', fault: 'relaying-denied', advice } },
      { partnerId: '~system', content: { kind: 'mailGoesOutAgain', fault: 'relaying-denied' } },
    ]);
    expect(JSON.stringify([told, notifications])).not.toMatch(/@|x\.example/u);
  });

  it('does not hide that a mailbox is dead', async () => {
    const world = aWorld();
    world.answer = ({ subject }) => (subject === 'dead' ? { kind: 'rejected', detail: '550 5.1.1' } : refused);
    await world.write('northwind', 'm1');
    await deliverDueMails(world.ports);
    await world.write('northwind', 'dead');
    await minutes(world, 3);
    expect(await world.read('northwind', 'dead')).toMatchObject({ status: 'failed', attempts: 1 });
    expect(await world.read('northwind', 'm1')).toMatchObject({ status: 'queued', attempts: 0 });
  });

  it('that one mail meets alone stops nobody for long, and in the end is that of the mail', async () => {
    const world = aWorld({ mailPerMinute: 1000, mailPerHour: 10_000 });
    world.answer = ({ subject }) => (subject === 'odd' ? refused : { kind: 'accepted' });
    await world.write('northwind', 'odd');
    await deliverDueMails(world.ports);
    for (let minute = 0; minute < 60; minute += 1) {
      await world.write('fabrikam', `list${minute}`, 'lists');
      await minutes(world, 1);
    }
    const waited = world.accepted.map(({ at, mail }) => at - noon.getTime() - Number(mail.subject.slice(4)) * 60_000);
    expect(Math.max(...waited)).toBeLessThanOrEqual(3 * 60_000);
    expect(world.accepted).toHaveLength(60);
    expect(await world.read('northwind', 'odd')).toMatchObject({ status: 'failed', attempts: 0 });
    expect(world.attempted.filter(({ subject }) => subject === 'odd').length).toBeLessThan(
      2 * limits.mail.faultsBegun + 2,
    );
  });

  it('of a mail beside others that are taken does not stop them', async () => {
    const world = aWorld({ mailPerMinute: 1000, mailPerHour: 1000 });
    world.answer = ({ subject }) => (subject === 'm3' ? refused : { kind: 'accepted' });
    for (let number = 0; number < 20; number += 1) await world.write('northwind', `m${number}`);
    await deliverDueMails(world.ports);
    expect(world.accepted).toHaveLength(19);
    expect(await world.read('northwind', 'm3')).toMatchObject({ status: 'queued', attempts: 0, faultsBegun: 1 });
    await expect(mailTrouble(world.ports)).resolves.toBeUndefined();
  });

  it('is found out about by one of several senders', async () => {
    const world = aWorld({ mailPerMinute: 1000, mailPerHour: 1000 });
    world.answer = () => refused;
    await world.write('northwind', 'm0');
    await deliverDueMails(world.ports);
    for (let number = 1; number < 20; number += 1) await world.write('northwind', `m${number}`);
    world.pass(60);
    world.attempted.length = 0;
    await Promise.all([1, 2, 3, 4].map(() => deliverDueMails(world.ports)));
    expect(world.attempted).toHaveLength(1);
  });
});

describe('a quota that is used up', () => {
  it('is told of, and lets everybody wait for as long as the service says, a day too', async () => {
    const world = aWorld();
    const told: MailNews[] = [];
    world.answer = () => ({ kind: 'throttled', retryAfterSeconds: 20 * 3600, detail: '550 5.4.5 limit' });
    await world.write('northwind', 'm1');
    await deliverDueMails(world.ports, (news) => told.push(news));
    const until = '2026-11-23T08:00:00.000Z';
    expect(told).toEqual([{ event: 'mail-paused', until }]);
    await expect(mailTrouble(world.ports)).resolves.toEqual({ status: 'paused', until });
    await world.write('fabrikam', 'm2');
    world.answer = () => ({ kind: 'accepted' });
    world.pass(20 * 3600 - 1);
    await deliverDueMails(world.ports);
    expect(world.accepted).toEqual([]);
    world.pass(1);
    await deliverDueMails(world.ports);
    expect(world.accepted).toHaveLength(2);
    await expect(mailTrouble(world.ports)).resolves.toBeUndefined();
  });
});

describe('the quota', () => {
  it('is not used up by mails that others have sent meanwhile', async () => {
    const world = aWorld({ mailPerMinute: 4, mailPerHour: 4 });
    await world.write('northwind', 'm1');
    const stale = await world.written();
    for (let repeat = 0; repeat < 5; repeat += 1) await deliverMails(world.ports, stale);
    await world.write('fabrikam', 'm2');
    await deliverDueMails(world.ports);
    expect(world.subjects()).toEqual(['m1', 'm2']);
  });

  it('is not spent on a service that says that it is too much, even when it names no time', async () => {
    const world = aWorld();
    world.answer = () => ({ kind: 'throttled', retryAfterSeconds: 0, detail: '429' });
    for (let number = 0; number < 12; number += 1) await world.write('northwind', `m${number}`);
    await deliverDueMails(world.ports);
    expect(world.attempted).toHaveLength(limits.mail.sentAtOnce);
  });
});

describe('the order of sending', () => {
  it('takes codes first, then receipts, notices and lists', async () => {
    const world = aWorld();
    for (const lane of ['lists', 'notices', 'receipts', 'codes'] as const) await world.write('northwind', lane, lane);
    await deliverDueMails(world.ports);
    expect(world.subjects()).toEqual(['codes', 'receipts', 'notices', 'lists']);
  });

  it('lets a partner have its turn behind more than a pass looks at of another one', async () => {
    const world = aWorld();
    for (let number = 0; number < limits.mail.lookedAtPerPass + 10; number += 1)
      await world.write('adatum', `a${number}`, 'lists');
    world.pass(1);
    await world.write('northwind', 'n1', 'lists');
    world.pass(1);
    await deliverDueMails(world.ports);
    expect(world.subjects()).toContain('n1');
  });

  it('lets partners take turns, from one pass to the next, whoever came first and with however many', async () => {
    const world = aWorld({ mailPerMinute: 2, mailPerHour: 1000 });
    for (let number = 1; number <= 6; number += 1) await world.write('fabrikam', `f${number}`, 'lists');
    world.pass(1);
    for (const partner of ['lotus', 'northwind']) await world.write(partner, partner.slice(0, 1), 'lists');
    for (let pass = 0; pass < 6; pass += 1) {
      await deliverDueMails(world.ports);
      world.pass(65);
    }
    expect(world.subjects()).toEqual(['f1', 'l', 'n', 'f2', 'f3', 'f4']);
  });

  it('keeps a burst of 200 within the quota, and sends the codes asked for meanwhile in the next pass', async () => {
    const world = aWorld({ mailPerHour: 100 });
    for (let number = 0; number < 200; number += 1) await world.write('fabrikam', `f${number}`, 'lists');
    const waits: number[] = [];
    for (let tick = 0; tick < 480; tick += 1) {
      const asks = tick % 7 === 3;
      if (asks) await world.write('northwind', `code${tick}`);
      await deliverDueMails(world.ports);
      if (asks) waits.push(world.accepted.some(({ mail }) => mail.subject === `code${tick}`) ? 0 : 1);
      world.pass(29);
    }
    const lists = world.accepted.filter(({ mail }) => mail.subject.startsWith('f'));
    expect(mostInAnyWindow(world.accepted, 60)).toBeLessThanOrEqual(30);
    expect(mostInAnyWindow(world.accepted, 3600)).toBeLessThanOrEqual(100);
    expect(mostInAnyWindow(lists, 60)).toBe(15);
    expect(mostInAnyWindow(lists, 3600)).toBe(50);
    expect(lists).toHaveLength(200);
    expect(waits.every((wait) => wait === 0)).toBe(true);
    expect(waits.length).toBeGreaterThan(60);
  });

  it('leaves mails due, with all their attempts, when the quota is used up', async () => {
    const world = aWorld({ mailPerMinute: 8, mailPerHour: 100 });
    for (let number = 0; number < 6; number += 1) await world.write('northwind', `m${number}`, 'receipts');
    await deliverDueMails(world.ports);
    const waiting = (await world.mails()).filter(({ status }) => status === 'queued');
    expect(waiting).toHaveLength(2);
    expect(waiting.every(({ attempts, dueAt }) => attempts === 0 && dueAt === noon.toISOString())).toBe(true);
  });
});

describe('codes beyond the share of what they were asked for on', () => {
  const flood = (world: MailWorld, count: number, offerId = 'o1') =>
    world.putAll(Array.from({ length: count }, (_, number) => world.code('adatum', `a${offerId}-${number}`, offerId)));

  it('wait with all their attempts, the first due as before, the others aside until their turn could come', async () => {
    const world = aWorld();
    await flood(world, 200);
    await deliverDueMails(world.ports);
    const waiting = (await world.mails()).filter(({ status }) => status === 'queued');
    expect(waiting.every(({ attempts, problem }) => attempts === 0 && problem === undefined)).toBe(true);
    const due = new Map<string, number>();
    for (const { dueAt = '' } of waiting) due.set(dueAt, (due.get(dueAt) ?? 0) + 1);
    expect([...due].sort()).toEqual([
      ['2026-11-22T12:00:00.000Z', 30],
      ['2026-11-22T12:00:50.000Z', 30],
      ['2026-11-22T12:01:50.000Z', 30],
      ['2026-11-22T12:02:50.000Z', 10],
      ['2026-11-22T12:14:50.000Z', waiting.length - 100],
    ]);
    expect(waiting.length).toBeGreaterThan(150);
  });

  it('go out in the end, the oldest first, and none is lost or sent twice', async () => {
    const world = aWorld({ mailPerMinute: 30, mailPerHour: 1000 });
    await flood(world, 120);
    for (let minute = 0; minute < 30; minute += 1) {
      await deliverDueMails(world.ports);
      world.pass(60);
    }
    expect(world.accepted).toHaveLength(120);
    expect(new Set(world.subjects()).size).toBe(120);
    expect(mostInAnyWindow(world.accepted, 60)).toBeLessThanOrEqual(30);
  });

  it('do not hinder an access page of the same partner', async () => {
    const world = aWorld();
    await flood(world, 60);
    await deliverDueMails(world.ports);
    const access = world.code('adatum', 'access');
    const { keyId, companyName } = { keyId: 'k1', companyName: 'Contoso' };
    const content = {
      template: 'accessCode',
      customerId: 'c1',
      number: 1,
      keyId,
      companyName,
      mailbox: 'ruth',
    } as const;
    await world.put({ ...access, content });
    await deliverMails(world.ports, await world.written());
    expect(world.subjects()).toContain('access');
  });

  it('are given back to their source when another sender has sent them', async () => {
    const world = aWorld();
    await flood(world, 6);
    const stale = await world.written();
    for (let repeat = 0; repeat < 5; repeat += 1) await deliverMails(world.ports, stale);
    const governor = await world.store.read(MailGovernor, governorRef);
    expect(governor?.document.codeUse).toMatchObject([{ partnerId: 'adatum' }]);
    expect(governor?.document.codeUse?.[0]?.hour).toBeCloseTo(6);
  });

  describe('more than five thousand of them', () => {
    const world = new MailWorld();
    afterAll(() => world.store.close());
    beforeAll(async () => {
      await flood(world, 5200);
      world.pass(1);
      await world.put(world.code('adatum', 'uninvolved link', 'o2'));
      await world.put(world.code('northwind', 'uninvolved partner'));
      world.pass(1);
      await deliverDueMails(world.ports);
    });

    it('do not hide the code of another partner, nor of another link, from a single pass', () => {
      expect(world.subjects()).toEqual(expect.arrayContaining(['uninvolved partner', 'uninvolved link']));
    });

    it('stand aside, so that the next pass finds a short queue', async () => {
      const later = new Date(world.now + 60_000);
      const due = await world.store.due(Mail, queueOf('codes'), later, 10_000);
      expect(due.length).toBeLessThan(limits.mail.lookedAtPerPass / 2);
    });
  });
});

describe('a code that is asked for while a long list is being sent', () => {
  it('is sent between the mails of the list, within a second or two', async () => {
    const world = aWorld({ mailPerMinute: 1_000, mailPerHour: 10_000 });
    for (let row = 1; row <= 30; row += 1) await world.write('northwind', `l${row}`, 'lists');
    const { mailer } = world.ports;
    const send = async (mail: OutgoingMail) => {
      if (mail.subject === 'l7') await world.write('northwind', 'code');
      world.now += 150;
      return mailer.send(mail);
    };
    await deliverDueMails({ ...world.ports, mailer: { send } });
    expect(world.subjects()).toHaveLength(31);
    expect(world.subjects().indexOf('code')).toBeLessThan(7 + 15);
  });
});

describe('several senders at once', () => {
  it('send each mail once, and keep the quota together', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = aWorld({ mailPerMinute: 6, mailPerHour: 100 });
        for (let number = 0; number < 4; number += 1) await world.write('northwind', `n${number}`);
        for (let number = 0; number < 5; number += 1) await world.write('fabrikam', `f${number}`);
        const written = await world.written();
        const ports: MailDelivery = {
          ...world.ports,
          partners: through(world.store, (_name, call) => scheduler.schedule(Promise.resolve()).then(call)),
        };
        const senders = Promise.all([
          deliverDueMails(ports),
          deliverMails(ports, written),
          deliverDueMails(ports),
          deliverMails(ports, written.slice(2)),
        ]);
        await scheduler.waitFor(senders);
        expect(new Set(world.subjects()).size).toBe(world.accepted.length);
        expect(world.accepted.length).toBeLessThanOrEqual(6);
        expect(world.accepted.length).toBeGreaterThan(0);
        for (let minute = 0; minute < 4; minute += 1) {
          world.pass(65);
          await deliverDueMails(world.ports);
        }
        expect(world.subjects().sort()).toEqual(['f0', 'f1', 'f2', 'f3', 'f4', 'n0', 'n1', 'n2', 'n3']);
        world.store.close();
        worlds.splice(worlds.indexOf(world), 1);
      }),
      { numRuns: 40 },
    );
  });
});

type StoreCall = 'read' | 'write' | 'patch' | 'due';

/** The same store, each call of which goes through the given function. */
function through(store: Store, pass: <T>(name: StoreCall, call: () => Promise<T>) => Promise<T>): Store {
  return {
    read: (schema, ref) => pass('read', () => store.read(schema, ref)),
    write: (partition, writes) => pass('write', () => store.write(partition, writes)),
    patch: (schema, ref, patch, where) => pass('patch', () => store.patch(schema, ref, patch, where)),
    due: (schema, queue, before, limit) => pass('due', () => store.due(schema, queue, before, limit)),
    list: (schema, query) => store.list(schema, query),
    count: (query) => store.count(query),
    changes: (after, limit) => store.changes(after, limit),
    ping: () => store.ping(),
  };
}

/** The same ports in a process that dies at its `dies`th call to the outside: before the call had an effect, or after. */
function mortal(
  ports: MailDelivery,
  dies: number,
  when: 'before' | 'after',
): { ports: MailDelivery; calls: () => number } {
  let calls = 0;
  const outside = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls < dies) return call();
    if (calls === dies && when === 'after') await call();
    throw new Error('The process was ended.');
  };
  return {
    calls: () => calls,
    ports: {
      ...ports,
      partners: through(ports.partners, (_name, call) => outside(call)),
      mailer: { send: (mail) => outside(() => ports.mailer.send(mail)) },
    },
  };
}

describe('a sender that dies', () => {
  const lanesOfMails: readonly Lane[] = ['codes', 'codes', 'receipts', 'lists'];
  const aWorldWithMails = async (): Promise<MailWorld> => {
    const world = aWorld();
    for (const [number, lane] of lanesOfMails.entries()) await world.write('northwind', `m${number}`, lane);
    return world;
  };

  it('at whatever point, loses no mail, and sends none twice but under the same operation id', async () => {
    const healthy = await aWorldWithMails();
    const observed = mortal(healthy.ports, Infinity, 'before');
    await deliverDueMails(observed.ports);
    expect(observed.calls()).toBeGreaterThan(20);
    for (let dies = 1; dies <= observed.calls(); dies += 1) {
      for (const when of ['before', 'after'] as const) {
        const world = await aWorldWithMails();
        await expect(deliverDueMails(mortal(world.ports, dies, when).ports)).rejects.toThrow(AggregateError);
        world.pass(limits.mail.leaseSeconds + 5);
        await deliverDueMails(world.ports);
        const mails = await world.mails();
        expect(mails.map(({ status }) => status)).toEqual(['sent', 'sent', 'sent', 'sent']);
        const ids = new Map<string, Set<string>>();
        for (const { mail } of world.accepted)
          ids.set(mail.subject, (ids.get(mail.subject) ?? new Set()).add(mail.operationId));
        expect([...ids.keys()].sort()).toEqual(['m0', 'm1', 'm2', 'm3']);
        expect([...ids.values()].every(({ size }) => size === 1)).toBe(true);
        // Only mails that the service took and whose sender could not write that down any more go out again.
        expect(world.accepted.length).toBeLessThanOrEqual(lanesOfMails.length + 2);
      }
    }
  });

  it('each time at the same mail, does not do so for ever: the mail is parked, and the others go out', async () => {
    const world = aWorld();
    await world.write('northwind', 'deadly');
    const ports: MailDelivery = {
      ...world.ports,
      mailer: {
        send: (mail) =>
          mail.subject === 'deadly' ? Promise.reject(new Error('killed')) : world.ports.mailer.send(mail),
      },
    };
    for (let pass = 0; pass < limits.mail.attempts; pass += 1) {
      await expect(deliverDueMails(ports)).rejects.toThrow(AggregateError);
      world.pass(limits.mail.leaseSeconds + 5);
    }
    await world.write('northwind', 'm2');
    await expect(deliverDueMails(ports)).resolves.toEqual({ sent: 1, queued: 0, failed: 1 });
    expect(await world.read('northwind', 'deadly')).toMatchObject({ status: 'failed', attempts: 8 });
    expect(world.subjects()).toEqual(['m2']);
  });

  it('does not undo that the service took the mail, when another one has taken over meanwhile', async () => {
    const world = aWorld();
    await world.write('northwind', 'm1');
    let answerSlowly: (outcome: SendOutcome) => void = () => undefined;
    const slow: MailDelivery = {
      ...world.ports,
      mailer: { send: () => new Promise((resolve) => (answerSlowly = resolve)) },
    };
    const slowPass = deliverDueMails(slow);
    while ((await world.read('northwind', 'm1'))?.status !== 'sending') await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    world.pass(limits.mail.leaseSeconds + 5);
    await deliverDueMails(world.ports);
    answerSlowly({ kind: 'rejected', detail: 'too late' });
    await slowPass;
    expect(await world.read('northwind', 'm1')).toMatchObject({ status: 'sent', attempts: 2 });
  });
});

describe('the operation id', () => {
  it('is noted of the mail as it is sent, where the feed tells of it as it was before it was queued again', async () => {
    const world = aWorld();
    await world.write('northwind', 'm1');
    const stale = await world.written();
    await deliverMails(world.ports, stale);
    const ref = { partition: 'northwind', id: mailKey('m1') };
    const sent = await world.store.read(Mail, ref);
    if (!sent) throw new Error('There is no mail.');
    const again = queueAgain(sent.document, world.clock.now());
    await world.store.write('northwind', [{ kind: 'replace', document: again, etag: sent.etag }]);
    await deliverMails(world.ports, stale);
    expect(world.accepted).toHaveLength(2);
    for (const { mail } of world.accepted) {
      const note = await world.store.read(MailOperation, mailOperationRef(mail.operationId));
      expect(note?.document).toMatchObject({ mailOf: 'northwind', mailId: 'm1' });
    }
  });

  it('is a UUID that belongs to one mail of one partner', () => {
    const id = operationIdOf({ partnerId: 'northwind', mailId: 'm1' });
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
    expect(operationIdOf({ partnerId: 'northwind', mailId: 'm1' })).toBe(id);
    expect(operationIdOf({ partnerId: 'northwind', mailId: 'm2' })).not.toBe(id);
    expect(operationIdOf({ partnerId: 'fabrikam', mailId: 'm1' })).not.toBe(id);
  });
});
