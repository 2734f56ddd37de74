import { customerEndsDelegation, customerEndsPartnerOfRecord } from '../../../../shared/domain/customers/ending';
import { startTrial } from '../../../../shared/domain/customers/subscription';
import { findProduct } from '../../../../shared/domain/product';
import { refuse } from '../../../../shared/domain/refusal';
import { aCustomer, after, aPartner, trial } from '../../../redemption-samples';
import { contoso, noon, tenants } from '../../../world';

const since = noon.toISOString();
const now = after(3600);
const parties = (customer = aCustomer()) => ({ partner: aPartner(), customer, traceId: 'trace', now });

describe('a customer that ends delegated administration', () => {
  const delegated = aCustomer({ delegation: { status: 'active', since, delegationId: 'd1' } });

  it('keeps everything else, and both sides are told in their own language', () => {
    const ended = customerEndsDelegation(parties(delegated));
    if (!ended.ok) throw new Error('It did not end.');
    const { changed, delegations, mails, notification, audit } = ended.value;
    const end = { endedAt: now.toISOString(), endedBy: 'customer' };
    const delegation = { status: 'ended', since, ...end, delegationId: 'd1' };
    expect(delegations).toMatchObject([
      { kind: 'patch', id: 'delegation:d1', patch: { set: { state: 'ended', ...end } } },
    ]);
    expect(changed).toEqual({ ...delegated, revision: delegated.revision + 1, delegation });
    expect(mails.map(({ to, lane }) => [to.address, lane])).toEqual([
      ['dana@contoso.example', 'notices'],
      ['hello@northwind.example', 'notices'],
    ]);
    expect(notification.content).toMatchObject({ kind: 'delegationEnded', since, endedAt: now.toISOString() });
    expect(audit).toMatchObject({ action: 'delegationEnded', actor: { kind: 'customer' }, traceId: 'trace' });
  });

  it.each([
    ['was never asked', { status: 'none' } as const],
    ['has ended it before', { status: 'ended', since, endedAt: since } as const],
  ])('has nothing to end when it %s', (_what, delegation) => {
    const refused = customerEndsDelegation(parties(aCustomer({ delegation })));
    expect(refused).toEqual(refuse('state-conflict', { detail: expect.any(String) as string }));
  });
});

describe('a customer that ends the role of partner of record', () => {
  const product = findProduct(trial);
  if (!product) throw new Error('There is no such product.');
  const subscription = startTrial({
    partnerId: tenants.northwind,
    subscriptionId: 's1',
    customerId: 'domain:contoso.example',
    offerId: 'offer-1',
    product,
    now: noon,
  });

  it('keeps the subscription as it is, with who was on record and until when', () => {
    const ended = customerEndsPartnerOfRecord(parties(), subscription);
    if (!ended.ok) throw new Error('It did not end.');
    expect(ended.value.changed).toEqual({
      ...subscription,
      revision: subscription.revision + 1,
      partnerOfRecord: null,
      formerPartnerOfRecord: { partnerId: tenants.northwind, since, endedAt: now.toISOString() },
    });
    const { mails, notification, audit } = ended.value;
    const told = {
      since,
      endedAt: now.toISOString(),
      companyName: contoso.companyName,
      productId: subscription.productId,
    };
    expect(mails.map(({ content }) => content)).toMatchObject([
      { template: 'partnerOfRecordEnded', toldTo: 'customer', ...told },
      { template: 'partnerOfRecordEnded', toldTo: 'partner', ...told },
    ]);
    expect(new Set(mails.map(({ mailId }) => mailId)).size).toBe(2);
    expect(notification.content).toMatchObject({ kind: 'partnerOfRecordEnded', subscriptionId: 's1', ...told });
    expect(audit).toMatchObject({ action: 'partnerOfRecordEnded', actor: { kind: 'customer' }, subject: 's1' });
  });

  it('has nothing to end where nobody is on record', () => {
    const refused = customerEndsPartnerOfRecord(parties(), { ...subscription, partnerOfRecord: null });
    expect(refused).toEqual(refuse('state-conflict', { detail: 'This subscription has no partner of record.' }));
  });
});
