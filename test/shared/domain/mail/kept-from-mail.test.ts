import { mailFaults } from '../../../../shared/catalogue/mail-faults';
import {
  faultAdvice,
  faultPauseSeconds,
  faultTurnSeconds,
  meetFault,
  triesWhile,
  tryAgainIn,
} from '../../../../shared/domain/mail/mail-fault';
import { mailOperationRef, noteOperation } from '../../../../shared/domain/mail/mail-operation';
import { suppress, suppressionView } from '../../../../shared/domain/mail/suppression';
import { everything } from '../../../../shared/domain/visibility';
import { after } from '../../../redemption-samples';
import { noon } from '../../../world';

describe('a fault of ours', () => {
  const first = meetFault(undefined, 'no-answer', noon);

  it('makes everybody wait twice as long each time, five minutes at most', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map(faultPauseSeconds)).toEqual([30, 30, 60, 120, 240, 300, 300]);
    expect(first).toMatchObject({ code: 'no-answer', since: noon.toISOString(), met: 1, told: ['no-answer'] });
    expect(first.nextTryAt).toBe(after(30).toISOString());
    const again = meetFault(first, 'port-closed', after(30));
    expect(again).toMatchObject({ since: noon.toISOString(), met: 2, told: ['no-answer', 'port-closed'] });
    expect(again.nextTryAt).toBe(after(90).toISOString());
    expect(meetFault(again, 'no-answer', after(90)).told).toEqual(['no-answer', 'port-closed']);
    expect([faultTurnSeconds(undefined), faultTurnSeconds(first)]).toEqual([90, 120]);
  });

  it('lets one mail be tried when it is time', () => {
    expect(triesWhile(undefined, noon)).toBe(Infinity);
    expect([0, 29.999, 30, 3000].map((second) => triesWhile(first, after(second)))).toEqual([0, 0, 1, 1]);
    expect(triesWhile(tryAgainIn(first, 360, noon), noon)).toBe(0);
  });

  it('does not wait for a clock that was wrong', () => {
    expect(triesWhile(tryAgainIn(first, 361, noon), noon)).toBe(1);
  });

  it('is told with what to do about it, also when only a newer version knows it', () => {
    expect(faultAdvice('no-answer')).toBe(mailFaults['no-answer']);
    expect(faultAdvice('of-tomorrow')).toBe('Mails are held up.');
  });
});

it('finds the mail of an operation in whatever case its id is reported', () => {
  const note = noteOperation('AB-1', { partnerId: 'northwind', mailId: 'm1' });
  expect(note).toMatchObject({ type: 'mail-operation', mailOf: 'northwind', mailId: 'm1' });
  expect(mailOperationRef('ab-1')).toEqual({ partition: note.partnerId, id: note.id });
});

describe('an address that is not mailed any more', () => {
  const details = { partnerId: 'northwind', suppressionId: 's1', reason: 'bounced', mailId: 'm1', now: noon } as const;

  it('is shown as it was written and as it reads', () => {
    const view = suppressionView(suppress({ ...details, address: 'dana@contoso.example' }), everything);
    expect(view).toMatchObject({
      id: 's1',
      email: 'dana@contoso.example',
      reason: 'bounced',
      mailId: 'm1',
      createdAt: noon.toISOString(),
    });
  });

  it('goes on not being mailed once whoever it was of is forgotten', () => {
    const hashed = suppress(details);
    expect(hashed).toMatchObject({ suppressionId: 's1', revision: 1 });
    expect(hashed).not.toHaveProperty('address');
    expect(suppressionView(hashed, everything)).not.toHaveProperty('email');
  });
});
