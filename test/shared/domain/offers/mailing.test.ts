import * as fc from 'fast-check';
import { limits } from '../../../../shared/catalogue/limits';
import type { Mail } from '../../../../shared/domain/mail/mail';
import {
  createMailing,
  everyMail,
  Mailing,
  nextMails,
  recipientsToRemind,
  repeatedRecipients,
  SendRequest,
  uniqueRecipients,
} from '../../../../shared/domain/offers/mailing';
import type { Offer } from '../../../../shared/domain/offers/offer';

const noon = new Date('2026-11-22T12:00:00.000Z');
const quota = { perMinute: 30, perHour: 100 };
const offer = { partnerId: 'northwind', offerId: 'o1', expiresAt: '2027-02-20T12:00:00.000Z' } as Offer;
const aMailing = (count: number): Mailing =>
  createMailing({
    offer,
    mailingId: 'l1',
    recipients: Array.from({ length: count }, (_, row) => ({
      address: `r${row}@wingtip.example`,
      language: 'he',
      key: `k${row}`,
    })),
    fingerprint: 'f',
    now: noon,
  });

/** Writes out a mailing step by step, as the store would let it happen. */
function written(start: Mailing): { readonly mails: readonly Mail[]; readonly end: Mailing; readonly steps: number } {
  const mails: Mail[] = [];
  let mailing = start;
  for (let steps = 0; ; steps += 1) {
    const next = nextMails(mailing, quota);
    if (!next) return { mails, end: mailing, steps };
    mails.push(...next.mails);
    mailing = Mailing.parse(next.after);
  }
}

describe('a list of recipients', () => {
  const listed = (...emails: readonly string[]) =>
    SendRequest.parse({ recipients: emails.map((email) => ({ email })) });

  it('has each mailbox once, whatever its letter case, and says which rows name one again', () => {
    const request = listed(
      'Rina@Wingtip.example',
      'gil@adatum.example',
      'rina@wingtip.example',
      'RINA@wingtip.example',
    );
    expect(uniqueRecipients(request).map(({ email }) => email)).toEqual(['Rina@wingtip.example', 'gil@adatum.example']);
    expect(repeatedRecipients(request).map(({ pointer }) => pointer)).toEqual(['/recipients/2', '/recipients/3']);
    expect(repeatedRecipients(request)[0]?.detail).toContain('/recipients/0');
  });

  it.each([
    [0, false],
    [1, true],
    [1000, true],
    [1001, false],
  ])('of %d: %p', (count, valid) => {
    const recipients = Array.from({ length: count }, (_, row) => ({ email: `r${row}@wingtip.example` }));
    expect(SendRequest.safeParse({ recipients }).success).toBe(valid);
  });
});

describe('writing out a mailing', () => {
  // Thirty lists, ten at a time, so that no test takes long.
  it.each([1, 2, 3])('gives every recipient one mail, in batches that fit, and then forgets the addresses (%d)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: limits.mailing.recipients }), (count) => {
        const mailing = aMailing(count);
        const { mails, end, steps } = written(mailing);
        expect(mails).toEqual(everyMail(mailing, quota));
        expect(new Set(mails.map(({ id }) => id)).size).toBe(count);
        expect(mails.map(({ to }) => to.address)).toEqual(mailing.recipients?.map(({ address }) => address));
        expect(steps).toBe(Math.ceil(count / limits.mailing.rowsPerBatch));
        expect(end).toMatchObject({ written: count, count });
        for (const gone of ['recipients', 'queue', 'dueAt']) expect(end).not.toHaveProperty(gone);
      }),
      { numRuns: 10 },
    );
  });

  it('goes on only from where it has come to', () => {
    const first = nextMails(aMailing(100), quota);
    expect(first).toMatchObject({ patch: { set: { written: 90 } }, where: [{ field: 'written', equals: 0 }] });
    expect(first && nextMails(first.after, quota)).toMatchObject({
      patch: { set: { written: 100 }, remove: ['recipients', 'queue', 'dueAt'] },
      where: [{ field: 'written', equals: 90 }],
    });
  });

  it('makes mails in the lane of lists, due at the pace of the quota, found by their recipient', () => {
    const mails = everyMail(aMailing(51), quota);
    expect(mails[0]).toMatchObject({
      kind: 'offer',
      lane: 'lists',
      status: 'queued',
      queue: 'mail/lists',
      dueAt: noon.toISOString(),
      offerId: 'o1',
      mailingId: 'l1',
      recipientKey: 'k0',
      searchText: 'r0@wingtipexample',
      keptUntil: '2027-03-22T12:00:00.000Z',
    });
    expect(mails[15]?.dueAt).toBe('2026-11-22T12:01:00.000Z');
    expect(mails[50]?.dueAt).toBe('2026-11-22T13:00:00.000Z');
  });

  it('keeps the order of the list', () => {
    const keys = everyMail(aMailing(1000), quota).map(({ sortKey }) => sortKey);
    expect(keys.toSorted()).toEqual(keys);
  });
});

describe('who may be reminded of an offer', () => {
  const [sample] = everyMail(aMailing(1), quota);
  if (!sample) throw new Error('There is no mail.');
  const mail = (recipientKey: string, changes: Partial<Mail>, at = '12:00'): Mail => ({
    ...sample,
    to: { address: `${recipientKey}@gmail.com` },
    recipientKey,
    sortKey: `2026-11-22T${at}:00.000Z~${recipientKey}`,
    ...changes,
  });
  const reminded = (...mails: readonly Mail[]) => recipientsToRemind(mails).map(({ recipientKey }) => recipientKey);

  it.each([
    ['sent', true],
    ['delivered', true],
    ['queued', false],
    ['sending', false],
    ['failed', false],
    ['bounced', false],
    ['stopped', false],
  ] as const)('whose mail is %s: %p', (status, may) => {
    expect(reminded(mail('dana', { status }))).toEqual(may ? ['dana'] : []);
  });

  it('each mailbox once, by its newest mail', () => {
    const older = mail('dana', { status: 'sent', mailId: 'old' });
    const newer = mail('dana', { status: 'delivered', mailId: 'new' }, '13:00');
    expect(recipientsToRemind([newer, older]).map(({ mailId }) => mailId)).toEqual(['new']);
    expect(reminded(older, mail('dana', { status: 'queued' }, '13:00'))).toEqual([]);
  });

  it('nobody of whom any mail was stopped or came back', () => {
    const sent = mail('dana', { status: 'sent' }, '13:00');
    expect(reminded(sent, mail('dana', { status: 'sent', stopped: true }))).toEqual([]);
    expect(reminded(sent, mail('dana', { status: 'bounced' }))).toEqual([]);
    expect(reminded(sent, mail('gil', { status: 'sent', stopped: true }))).toEqual(['dana']);
  });

  it('by mailbox, also where mails from before name it by the address as it was typed', () => {
    const older = mail('dana', { to: { address: 'da.na+x@gmail.com' }, recipientKey: 'before', status: 'sent' });
    const newer = mail('dana', { status: 'sent' }, '13:00');
    expect(reminded(older, newer)).toEqual(['dana']);
    expect(reminded({ ...older, stopped: true }, newer)).toEqual([]);
  });

  it('nobody who was not sent an offer', () => {
    const { recipientKey: _key, ...code } = mail('dana', { status: 'sent' });
    expect(recipientsToRemind([code])).toEqual([]);
  });
});
