import * as fc from 'fast-check';
import { limits } from '../../../../shared/catalogue/limits';
import {
  asOf,
  claimGoesOn,
  makeClaim,
  mayClaim,
  settledClaim,
  withoutPendingClaim,
} from '../../../../shared/domain/customers/administrator-claim';
import { createCustomer, Customer, customerIdOfDomain } from '../../../../shared/domain/customers/customer';
import { addDays } from '../../../../shared/domain/text';
import { aPartner } from '../../../redemption-samples';
import { contoso, noon } from '../../../world';

const partner = aPartner();
const ruth = { name: 'Ruth Katz', email: 'ruth@contoso.example' };
const omer = { name: 'Omer Dan', email: 'omer@contoso.example' };
const nobodys = () => false;
const { noticeDays, barredDays } = limits.administratorClaim;

const customer = createCustomer({
  ...contoso,
  partnerId: partner.partnerId,
  customerId: customerIdOfDomain(contoso.primaryDomain),
  contact: ruth,
  language: 'en',
  now: noon,
});
const made = makeClaim({
  partner,
  customer,
  contact: omer,
  claimId: 'c1',
  mailbox: 'm',
  traceId: 't',
  now: noon,
});

describe('a claim', () => {
  it('takes effect at the very moment, and not a millisecond before', () => {
    const effect = addDays(noon, noticeDays);
    expect(asOf(made.customer, new Date(effect.getTime() - 1), nobodys).contact).toEqual(ruth);
    expect(asOf(made.customer, effect, nobodys).contact).toEqual(omer);
    expect(asOf(made.customer, effect, (domain) => domain === contoso.primaryDomain).contact).toEqual(ruth);
    expect(
      asOf({ ...made.customer, contact: { ...omer, email: 'gil@contoso.example' } }, effect, nobodys).contact.email,
    ).toBe('gil@contoso.example');
  });

  it('is over with a code from the mailbox on record until it takes effect, and not after', () => {
    const effect = addDays(noon, noticeDays);
    expect(withoutPendingClaim(made.customer, new Date(effect.getTime() - 1))).not.toHaveProperty('claim');
    expect(withoutPendingClaim(made.customer, effect)).toEqual(made.customer);
  });

  it('reads customers from before there were any', () => {
    const stored: unknown = JSON.parse(JSON.stringify(customer));
    expect(stored).not.toHaveProperty('claim');
    expect(asOf(Customer.parse(stored), addDays(noon, 99), nobodys)).toEqual(customer);
  });

  it.each([
    ['the mailbox on record', { ...omer, email: 'RUTH@contoso.example' }],
    ['another domain', { ...omer, email: 'omer@fabrikam.example' }],
    ['a name below the domain', { ...omer, email: 'omer@mail.contoso.example' }],
  ])('is not made by %s', (_who, contact) => {
    expect(mayClaim(customer, contact, undefined, { isShared: nobodys, now: noon })).toBe(false);
  });

  it('is made by a mailbox of the domain, unless there is one, or strangers share the domain, or the customer has none', () => {
    const asked = { isShared: nobodys, now: noon };
    expect(mayClaim(customer, omer, undefined, asked)).toBe(true);
    expect(mayClaim(made.customer, omer, undefined, asked)).toBe(false);
    expect(mayClaim(customer, omer, undefined, { ...asked, isShared: () => true })).toBe(false);
    expect(mayClaim({ ...customer, primaryDomain: null }, omer, undefined, asked)).toBe(false);
  });

  it('is not made to the place of somebody whom a partner only named', () => {
    expect(mayClaim({ ...customer, unverified: true }, omer, undefined, { isShared: nobodys, now: noon })).toBe(false);
  });

  it('is not made again by a mailbox whose claim was stopped, for as long as that is remembered', () => {
    const stopped = settledClaim(made.claim, 'stopped', noon);
    const at = (now: Date) => mayClaim(customer, omer, stopped, { isShared: nobodys, now });
    expect(at(new Date(addDays(noon, barredDays).getTime() - 1))).toBe(false);
    expect(at(addDays(noon, barredDays))).toBe(true);
    expect(mayClaim(customer, omer, settledClaim(made.claim, 'done', noon), { isShared: nobodys, now: noon })).toBe(
      true,
    );
    expect(mayClaim(customer, omer, made.claim, { isShared: nobodys, now: addDays(noon, 99) })).toBe(false);
  });

  it('is looked at every day at least, always again before it takes effect, and tells each of its days at most once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 * 86_400_000 }), { maxLength: 30 }), (pauses) => {
        let { claim } = made;
        let now = noon.getTime();
        const told: number[] = [];
        for (const pause of pauses) {
          now += pause;
          if (now >= addDays(noon, noticeDays).getTime()) break;
          const step = claimGoesOn(partner, made.customer, claim, new Date(now));
          expect(step.mails.length).toBeLessThanOrEqual(1);
          if (step.mails.length > 0) told.push(step.claim.toldDay);
          claim = step.claim;
          const next = Date.parse(claim.dueAt ?? '');
          expect(next).toBeGreaterThan(now);
          expect(next).toBeLessThanOrEqual(Math.min(now + 86_400_000, addDays(noon, noticeDays).getTime()));
        }
        expect(told).toEqual([...new Set(told)].sort((one, other) => one - other));
      }),
    );
  });
});
