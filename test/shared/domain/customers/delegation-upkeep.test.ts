import type { Customer } from '../../../../shared/domain/customers/customer';
import { dueForDelegation, noticeOf } from '../../../../shared/domain/customers/delegation-upkeep';
import { partnerEndsDelegation, timeEndsDelegation } from '../../../../shared/domain/customers/ending';
import { addDays } from '../../../../shared/domain/text';
import { aCustomer, aPartner } from '../../../redemption-samples';
import { contoso, noon } from '../../../world';

const since = noon.toISOString();
const until = addDays(noon, 365).toISOString();
const before = (days: number) => addDays(new Date(until), -days);
const delegated = (delegation: Customer['delegation']) => aCustomer({ delegation });
const active = delegated({ status: 'active', since, until, delegationId: 'd1' });

describe('what time does to delegated administration that has an end', () => {
  const due = (now: Date, dueAt?: Date, customer: Customer | undefined = active) =>
    dueForDelegation({ delegationId: 'd1', ...(dueAt && { dueAt: dueAt.toISOString() }) }, customer, now);

  it('is nothing where it has none, is over, or is another one by now', () => {
    for (const customer of [
      delegated({ status: 'active', since, delegationId: 'd1' }),
      delegated({ status: 'active', since, until, delegationId: 'd2' }),
      delegated({ status: 'ended', since, endedAt: since, endedBy: 'customer', delegationId: 'd1' }),
      aCustomer(),
    ])
      expect(due(new Date(until), undefined, customer)).toEqual({ kind: 'nothing' });
    expect(dueForDelegation({ delegationId: 'd1' }, undefined, noon)).toEqual({ kind: 'nothing' });
  });

  it('is to wait for the first notice, to give it, and to end', () => {
    const waits = due(noon, noon);
    if (waits.kind !== 'wait') throw new Error(waits.kind);
    const first = new Date(waits.next);
    expect(first > noon && first < new Date(until)).toBe(true);
    const notice = due(first, first);
    expect(notice).toMatchObject({
      kind: 'notice',
      days: Math.round((Date.parse(until) - first.getTime()) / 86_400_000),
    });
    expect(notice.kind === 'notice' && notice.next > waits.next).toBe(true);
    expect(due(before(0.001))).toMatchObject({ kind: 'wait', next: until });
    expect(due(new Date(until))).toEqual({ kind: 'end' });
  });

  it('is told to both sides beforehand, each notice once', () => {
    const told = noticeOf(aPartner(), active, { delegationId: 'd1', since, until }, 7, before(7));
    expect(told.notification.content).toMatchObject({ kind: 'delegationEnding', since, until, daysBefore: 7 });
    expect(told.mails.map(({ to, content }) => [to.address, content])).toMatchObject([
      [contoso.contact.email, { template: 'delegationEnding', toldTo: 'customer', until }],
      [
        'hello@northwind.example',
        { template: 'delegationEnding', toldTo: 'partner', companyName: contoso.companyName },
      ],
    ]);
    const other = noticeOf(aPartner(), active, { delegationId: 'd1', since, until }, 1, before(1));
    expect(new Set([...told.mails, ...other.mails].map(({ mailId }) => mailId)).size).toBe(4);
    expect(other.notification.id).not.toBe(told.notification.id);
  });
});

describe('an end that the customer did not bring', () => {
  const parties = { partner: aPartner(), customer: active, traceId: 't', now: addDays(noon, 400) };

  it('is at the moment that was agreed, however late it is written down', () => {
    const ended = timeEndsDelegation(parties);
    if (!ended.ok) throw new Error(ended.refusal);
    const { changed, mails, audit } = ended.value;
    expect(changed.delegation).toMatchObject({ status: 'ended', endedAt: until, endedBy: 'time' });
    expect(mails.map(({ content }) => content)).toMatchObject([
      {
        template: 'delegationEnded',
        toldTo: 'customer',
        endedBy: 'time',
        since,
        endedAt: until,
        companyName: contoso.companyName,
      },
      { template: 'delegationEnded', toldTo: 'partner' },
    ]);
    expect(new Set(mails.map(({ mailId }) => mailId)).size).toBe(2);
    expect(audit).toMatchObject({ actor: { kind: 'upkeep' } });
  });

  it('is told as the partner’s own where somebody there gave it up', () => {
    const actor = { kind: 'user', userId: 'noa', name: 'Noa Levi' } as const;
    expect(partnerEndsDelegation({ ...parties, now: addDays(noon, 10) }, actor)).toMatchObject({
      value: {
        audit: { actor },
        notification: { content: { endedBy: 'partner', endedAt: addDays(noon, 10).toISOString() } },
      },
    });
  });
});
