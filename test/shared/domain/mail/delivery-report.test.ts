import * as fc from 'fast-check';
import { afterReport, readReport } from '../../../../shared/domain/mail/delivery-report';
import { writeMail, type Mail } from '../../../../shared/domain/mail/mail';

const noon = new Date('2026-11-22T12:00:00.000Z');
const written = writeMail({
  partnerId: 'northwind',
  mailId: 'm1',
  content: { template: 'offer', offerId: 'o1' },
  language: 'en',
  to: { address: 'rina@wingtip.example' },
  now: noon,
});
const { queue: _queue, dueAt: _dueAt, ...done } = written;
const sent: Mail = { ...done, status: 'sent', attempts: 1, sentAt: noon.toISOString() };

const statuses = ['Delivered', 'Failed', 'FilteredSpam', 'Quarantined', 'Bounced', 'Suppressed', 'Expanded'] as const;
const after = (mail: Mail, ...reports: readonly (typeof statuses)[number][]): Mail =>
  reports.reduce((before, status) => afterReport(before, { status }, noon)?.mail ?? before, mail);

describe('a delivery report', () => {
  it.each([
    ['Delivered', 'delivered', undefined],
    ['Failed', 'failed', undefined],
    ['FilteredSpam', 'failed', undefined],
    ['Quarantined', 'failed', undefined],
    ['Bounced', 'bounced', 'bounced'],
    ['Suppressed', 'bounced', 'suppressed'],
  ] as const)('%s makes the mail %s, and keeps its address from being mailed: %s', (status, told, suppresses) => {
    const outcome = afterReport(sent, { status }, noon);
    expect(outcome?.mail).toMatchObject({ status: told, reported: told, sentAt: noon.toISOString() });
    expect(outcome?.suppresses).toBe(suppresses);
    expect(outcome?.mail.problem === undefined).toBe(told === 'delivered');
  });

  it('that a distribution list was resolved says nothing of the mail', () => {
    expect(afterReport(sent, { status: 'Expanded' }, noon)).toBeUndefined();
  });

  it('says nothing new the second time', () => {
    for (const status of statuses) expect(afterReport(after(sent, status), { status }, noon)).toBeUndefined();
  });

  it('comes to the same in any order, and however often it is repeated', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...statuses), { minLength: 1, maxLength: 8 }), (reports) => {
        const known = new Set(reports);
        const orders = [reports, reports.toReversed(), reports.toSorted(), [...reports, ...reports]];
        const outcomes = orders.map((order) => after(sent, ...order).status);
        expect(new Set(outcomes).size).toBe(1);
        const bounced = known.has('Bounced') || known.has('Suppressed');
        if (bounced) expect(outcomes[0]).toBe('bounced');
        else if (['Failed', 'FilteredSpam', 'Quarantined'].some((one) => known.has(one as never)))
          expect(outcomes[0]).toBe('failed');
        else expect(outcomes[0]).toBe(known.has('Delivered') ? 'delivered' : 'sent');
      }),
    );
  });

  it.each(['queued', 'sending', 'failed'] as const)(
    'proves that a mail which is %s was taken: it is not sent again',
    (status) => {
      const mail = after({ ...written, status, problem: 'interrupted' }, 'Delivered');
      expect(mail).toMatchObject({ status: 'delivered', sentAt: noon.toISOString() });
      for (const gone of ['queue', 'dueAt', 'problem']) expect(mail).not.toHaveProperty(gone);
    },
  );

  it('keeps what the mail service said, without addresses', () => {
    const statusMessage = '550 5.1.1 rina@wingtip.example: user unknown';
    const outcome = afterReport(sent, { status: 'Bounced', deliveryStatusDetails: { statusMessage } }, noon);
    expect(outcome?.mail.problem).toBe('It came back: there is no such mailbox. 550 5.1.1 …: user unknown');
  });

  it('is read whatever else it says', () => {
    const messageId = '00000000-0000-0000-0000-000000000000';
    expect(readReport({ messageId, status: 'Failed', deliveryStatusDetails: 5, more: [] })).toMatchObject({
      messageId,
      status: 'Failed',
    });
    expect(readReport({ messageId, status: 'Read' })).toEqual({ unknownStatus: 'Read' });
    for (const bad of [{ messageId }, { messageId, status: 7 }, { messageId: 'x', status: 'Failed' }, null, 'x'])
      expect(readReport(bad)).toBeUndefined();
  });
});
