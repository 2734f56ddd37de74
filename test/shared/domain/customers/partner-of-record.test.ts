import {
  endPartnerOfRecord,
  grantPartnerOfRecord,
  isTold,
} from '../../../../shared/domain/customers/partner-of-record';
import { startTrial, type Subscription } from '../../../../shared/domain/customers/subscription';
import { findProduct } from '../../../../shared/domain/product';
import { addDays } from '../../../../shared/domain/text';
import { noon, tenants } from '../../../world';

const product = findProduct('power-bi-pro-trial');
if (!product) throw new Error('The catalogue has no such trial.');
const named = startTrial({
  partnerId: tenants.northwind,
  subscriptionId: 's1',
  customerId: 'domain:contoso.example',
  offerId: 'o1',
  product,
  now: noon,
});
const alone: Subscription = { ...named, partnerOfRecord: null };
const partner = { partnerId: tenants.northwind, authorizations: ['subscriptionAdvisor'] } as const;
const advisor = { ...partner, authorizations: [...partner.authorizations] };
const later = addDays(noon, 3);

describe('the partner of record', () => {
  it('is named by the customer from that moment on, and the subscription stays as it is', () => {
    const partnerOfRecord = { partnerId: tenants.northwind, since: later.toISOString() };
    expect(grantPartnerOfRecord(alone, advisor, later)).toEqual({
      ok: true,
      value: { ...alone, revision: 2, partnerOfRecord },
    });
  });

  it('is named once: again changes nothing', () => {
    expect(grantPartnerOfRecord(named, advisor, later)).toEqual({ ok: true, value: named });
  });

  it('can be named again after the customer has ended it, and the one before stays known', () => {
    const ended = endPartnerOfRecord(named, noon);
    if (!ended.ok) throw new Error('It did not end.');
    expect(isTold(advisor, ended.value)).toBe(false);
    const again = grantPartnerOfRecord(ended.value, advisor, later);
    expect(again).toMatchObject({ value: { revision: 3, formerPartnerOfRecord: ended.value.formerPartnerOfRecord } });
    expect(again.ok && isTold(advisor, again.value)).toBe(true);
  });

  it.each([
    [
      'a partner that is no subscription advisor',
      alone,
      { ...advisor, authorizations: ['serviceProvider' as const] },
      later,
      'offer-unavailable',
    ],
    ['a subscription that is deleted', alone, advisor, addDays(noon, 150), 'state-conflict'],
  ])('refuses %s', (_what, subscription, who, now, refusal) => {
    expect(grantPartnerOfRecord(subscription, who, now)).toMatchObject({ ok: false, refusal });
  });

  it('is told of changes while it is on record and an advisor, and nobody else is', () => {
    expect(isTold(advisor, named)).toBe(true);
    expect(isTold(advisor, alone)).toBe(false);
    expect(isTold({ ...advisor, authorizations: ['delegatedAdministration', 'serviceProvider'] }, named)).toBe(false);
    expect(isTold({ ...advisor, partnerId: tenants.fabrikam }, named)).toBe(false);
  });
});
