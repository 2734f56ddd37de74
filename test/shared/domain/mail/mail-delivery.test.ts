import { limits } from '../../../../shared/catalogue/limits';
import { type Mail, writeMail, type Lane, type MailContent } from '../../../../shared/domain/mail/mail';
import {
  afterAttempt,
  claim,
  giveUp,
  isDue,
  isSpent,
  keepBack,
  queueAgain,
  stop,
  withoutAddresses,
  type AttemptOutcome,
} from '../../../../shared/domain/mail/mail-delivery';

const noon = new Date('2026-11-22T12:00:00.000Z');
const secondsLater = (seconds: number): string => new Date(noon.getTime() + seconds * 1000).toISOString();

const code: MailContent = {
  template: 'confirmationCode',
  redemptionId: 'r1',
  number: 1,
  keyId: 'k1',
  offerId: 'o1',
  linkVersion: 1,
  companyName: 'Contoso',
  mailbox: 'dana',
  askedBy: 'Dana',
};
const aMail = (changes: Partial<Mail> = {}, lane: Lane = 'codes'): Mail => ({
  ...writeMail({
    partnerId: 'northwind',
    mailId: 'm1',
    content: code,
    language: 'he',
    to: { address: 'dana@contoso.example' },
    now: noon,
  }),
  lane,
  ...changes,
});
const aClaimedMail = (attempts: number, lane: Lane = 'codes'): Mail =>
  aMail({ status: 'sending', attempts, dueAt: secondsLater(limits.mail.leaseSeconds) }, lane);

describe('when a mail is due', () => {
  it('is due as soon as it is written, at that very moment', () => {
    expect(isDue(aMail(), noon)).toBe(true);
  });

  it('is not due before its time', () => {
    expect(isDue(aMail({ dueAt: secondsLater(0.001) }), noon)).toBe(false);
  });

  it('is due again when the sender died and the lease has ended', () => {
    const mail = aClaimedMail(1);
    expect(isDue(mail, noon)).toBe(false);
    expect(isDue(mail, new Date(secondsLater(limits.mail.leaseSeconds)))).toBe(true);
  });

  it.each(['sent', 'failed', 'withheld'] as const)('is never due once it is %s', (status) => {
    const mail = { ...aMail({ status }), queue: undefined, dueAt: undefined };
    expect(isDue(mail, noon)).toBe(false);
  });
});

describe('claiming a mail', () => {
  it('counts the attempt and makes the mail due again when the lease ends', () => {
    expect(claim(noon).patch).toEqual({
      set: { status: 'sending', dueAt: secondsLater(limits.mail.leaseSeconds) },
      increment: { attempts: 1 },
    });
  });

  it('needs the mail to be due still, and to have an attempt left', () => {
    expect(claim(noon).where).toEqual([
      { field: 'dueAt', atMost: noon.toISOString() },
      { field: 'attempts', below: limits.mail.attempts },
    ]);
  });

  it('parks a mail whose senders all died, without another attempt', () => {
    expect(isSpent(aMail({ attempts: limits.mail.attempts - 1 }))).toBe(false);
    expect(isSpent(aMail({ attempts: limits.mail.attempts }))).toBe(true);
    expect(giveUp(noon)).toMatchObject({
      patch: { set: { status: 'failed' }, remove: ['queue', 'dueAt'] },
      where: [
        { field: 'dueAt', atMost: noon.toISOString() },
        { field: 'attempts', atLeast: limits.mail.attempts },
      ],
    });
  });
});

describe('after an attempt', () => {
  it('is sent when the service took it, and expires from then on', () => {
    const { patch, where } = afterAttempt(aClaimedMail(1), { kind: 'accepted' }, noon, 0.5);
    expect(patch).toEqual({
      set: { status: 'sent', sentAt: noon.toISOString(), ttl: 30 * 86_400 },
      remove: ['queue', 'dueAt'],
    });
    expect(where).toEqual([{ field: 'dueAt', atLeast: '' }]);
  });

  it('forgets an earlier problem when it is sent', () => {
    const mail = { ...aClaimedMail(2), problem: 'The relay was down.' };
    expect(afterAttempt(mail, { kind: 'accepted' }, noon, 0.5).patch.remove).toContain('problem');
  });

  it.each<[string, Lane, number, number]>([
    ['a code', 'codes', 1, limits.mail.backOffSeconds.codes.first],
    ['a code', 'codes', 3, limits.mail.backOffSeconds.codes.first * 4],
    ['a code', 'codes', 7, limits.mail.backOffSeconds.codes.longest],
    ['a receipt', 'receipts', 1, limits.mail.backOffSeconds.others.first],
    ['a receipt', 'receipts', 4, limits.mail.backOffSeconds.others.first * 8],
    ['a receipt', 'receipts', 7, limits.mail.backOffSeconds.others.first * 64],
  ])('keeps %s waiting longer after each attempt, up to a limit: %#', (_what, lane, attempts, longest) => {
    const dueAt = (random01: number) =>
      afterAttempt(aClaimedMail(attempts, lane), { kind: 'unavailable', detail: 'down' }, noon, random01).patch.set
        .dueAt;
    expect(dueAt(1)).toBe(secondsLater(longest));
    expect(dueAt(0.5)).toBe(secondsLater(longest / 2));
    expect(dueAt(0)).toBe(secondsLater(0));
  });

  it('waits at least as long as an unavailable service asks', () => {
    const outcome: AttemptOutcome = { kind: 'unavailable', retryAfterSeconds: 20, detail: 'restarting' };
    expect(afterAttempt(aClaimedMail(1), outcome, noon, 1).patch.set).toMatchObject({
      status: 'queued',
      dueAt: secondsLater(20),
    });
  });

  it('is parked after the last attempt, visible and kept for ever', () => {
    const outcome: AttemptOutcome = { kind: 'unavailable', detail: 'still down' };
    expect(afterAttempt(aClaimedMail(limits.mail.attempts - 1), outcome, noon, 0).patch.set.status).toBe('queued');
    expect(afterAttempt(aClaimedMail(limits.mail.attempts), outcome, noon, 0).patch).toEqual({
      set: { status: 'failed', parkedAt: noon.toISOString(), problem: 'still down' },
      remove: ['queue', 'dueAt'],
    });
  });

  it('is parked at once when it is refused for good', () => {
    const outcome: AttemptOutcome = { kind: 'rejected', detail: '550 no such mailbox' };
    expect(afterAttempt(aClaimedMail(1), outcome, noon, 0).patch).toEqual({
      set: { status: 'failed', parkedAt: noon.toISOString(), problem: '550 no such mailbox' },
      remove: ['queue', 'dueAt'],
    });
  });

  it.each([
    [30, 30],
    [0, 0],
    [-5, 0],
    [1_000_000, limits.mail.throttledSeconds.longest],
  ])('keeps the attempt when the service asks for a pause of %d s, and waits %d s', (asked, waits) => {
    const outcome: AttemptOutcome = { kind: 'throttled', retryAfterSeconds: asked, detail: 'too much' };
    const { patch } = afterAttempt(aClaimedMail(limits.mail.attempts), outcome, noon, 0);
    expect(patch.set).toMatchObject({
      status: 'queued',
      attempts: limits.mail.attempts - 1,
      dueAt: secondsLater(waits),
    });
  });

  const fault = (begins: boolean): AttemptOutcome => ({
    kind: 'senderFault',
    retryAfterSeconds: 90,
    begins,
    detail: 'no relay for <dana@contoso.example> from [192.0.2.7]',
  });

  it('keeps the attempt and waits when we are at fault, also after the last one', () => {
    const { patch } = afterAttempt(aClaimedMail(limits.mail.attempts), fault(false), noon, 0);
    expect(patch).toEqual({
      set: {
        status: 'queued',
        attempts: limits.mail.attempts - 1,
        dueAt: secondsLater(90),
        problem: 'no relay for <…> from […]',
      },
    });
  });

  it('is refused itself when faults begin with it again and again, and begins anew when people have it sent again', () => {
    let mail = aClaimedMail(1);
    for (let count = 1; count <= limits.mail.faultsBegun; count += 1) {
      const { set } = afterAttempt(mail, fault(true), noon, 0).patch;
      expect(set).toMatchObject({ status: 'queued', attempts: 0, faultsBegun: count });
      mail = { ...mail, faultsBegun: count };
    }
    expect(afterAttempt(mail, fault(false), noon, 0).patch.set.status).toBe('queued');
    expect(afterAttempt(mail, fault(true), noon, 0).patch.set).toMatchObject({ status: 'failed', attempts: 0 });
    expect(queueAgain({ ...mail, status: 'failed' }, noon)).not.toHaveProperty('faultsBegun');
  });

  it.each<AttemptOutcome>([
    fault(true),
    { kind: 'throttled', retryAfterSeconds: 1, detail: '' },
    { kind: 'unavailable', detail: '' },
    { kind: 'rejected', detail: '' },
  ])('changes nothing when somebody else holds the mail by now: $kind', (outcome) => {
    const mail = aClaimedMail(1);
    expect(afterAttempt(mail, outcome, noon, 0).where).toEqual([{ field: 'dueAt', equals: mail.dueAt }]);
  });

  it('keeps what the service said without the addresses in it', () => {
    expect(withoutAddresses('550 5.1.1 <dana.levi@contoso.example>: no\r\nsuch user "ops"@example.test')).toBe(
      '550 5.1.1 <…>: no such user "ops"@example.test',
    );
    expect(withoutAddresses(`x${' y'.repeat(1000)}`)).toHaveLength(300);
    // However long it is, and wherever it is cut.
    for (const told of ['a', 'a@', '1.', 'f:', '<a> '])
      expect(withoutAddresses(told.repeat(200_000))).toBe(withoutAddresses(told.repeat(2_000)));
    for (let before = 940; before < 1000; before += 1)
      expect(
        withoutAddresses(`${`${'x@y.example '.repeat(80)}z`.padEnd(before)} dana.levi@contoso.example ends`),
      ).not.toContain('dana');
    expect(withoutAddresses('421 4.7.0 [198.51.100.23] 2001:db8::17 fe80:0:0:0:1:2:3:4 at 12:34:56 4.7.0')).toBe(
      '421 4.7.0 […] … … at 12:34:56 4.7.0',
    );
  });
});

describe('sending a mail again', () => {
  it('queues it in its lane at once, with all its attempts, and never to be collected while it waits', () => {
    const failed = { status: 'failed', attempts: 8, problem: 'no such mailbox', parkedAt: noon.toISOString() } as const;
    const parked = aMail({ ...failed, ttl: 60 }, 'receipts');
    const again = queueAgain(parked, noon);
    expect(again).toMatchObject({
      status: 'queued',
      attempts: 0,
      queue: 'mail/receipts',
      dueAt: noon.toISOString(),
    });
    for (const gone of ['problem', 'ttl', 'parkedAt']) expect(again).not.toHaveProperty(gone);
  });

  it('is the same operation as before when the service never took it', () => {
    expect(queueAgain(aMail({ status: 'failed' }), noon)).not.toHaveProperty('repeats');
  });

  it('is another operation each time after the service took it, or told what became of it', () => {
    const sent = aMail({ status: 'sent', sentAt: noon.toISOString() });
    expect(queueAgain(sent, noon).repeats).toBe(1);
    expect(queueAgain({ ...sent, repeats: 1 }, noon).repeats).toBe(2);
    const bounced = queueAgain(aMail({ status: 'bounced', reported: 'bounced' }), noon);
    expect(bounced.repeats).toBe(1);
    expect(bounced).not.toHaveProperty('reported');
  });

  it('goes to a recipient who was stopped, since somebody asks for it', () => {
    expect(queueAgain(aMail({ status: 'stopped', stopped: true }), noon)).not.toHaveProperty('stopped');
  });
});

describe('stopping a mail', () => {
  it('takes one that waits out of its queue', () => {
    const stopped = stop(aMail(), noon);
    expect(stopped).toMatchObject({ status: 'stopped', stopped: true, ttl: 30 * 86_400 });
    for (const gone of ['queue', 'dueAt']) expect(stopped).not.toHaveProperty(gone);
  });

  it.each(['sending', 'sent', 'delivered', 'bounced', 'failed'] as const)(
    'leaves what became of one that is %s, and only ends what might follow',
    (status) => {
      const mail = aMail({ status });
      expect(stop(mail, noon)).toEqual({ ...mail, stopped: true });
    },
  );
});

describe('a claimed mail that must not go out', () => {
  it('is parked with the reason', () => {
    expect(keepBack(aClaimedMail(1), 'The offer had expired.', noon)).toEqual({
      patch: {
        set: { status: 'failed', attempts: 0, parkedAt: noon.toISOString(), problem: 'The offer had expired.' },
        remove: ['queue', 'dueAt'],
      },
      where: [{ field: 'dueAt', equals: secondsLater(limits.mail.leaseSeconds) }],
    });
  });

  it('counts as stopped when people stopped it while it was being sent', () => {
    const { patch } = keepBack({ ...aClaimedMail(1), stopped: true }, '', noon);
    expect(patch).toMatchObject({ set: { status: 'stopped' }, remove: ['queue', 'dueAt'] });
  });
});

describe('how long a mail is kept that was sent', () => {
  const keptDays = (keptUntil?: string) => {
    const { patch } = afterAttempt({ ...aClaimedMail(1), keptUntil }, { kind: 'accepted' }, noon, 0);
    return Number(patch.set.ttl) / 86_400;
  };

  it('is 30 days, and longer while its offer lives', () => {
    expect(keptDays()).toBe(30);
    expect(keptDays(secondsLater(120 * 86_400))).toBe(120);
    expect(keptDays(secondsLater(86_400))).toBe(30);
  });
});
