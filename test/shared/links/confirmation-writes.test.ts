import type { Customer } from '../../../shared/domain/customers/customer';
import { confirmRedemption } from '../../../shared/domain/redemptions/confirmation';
import { confirmationWrites, subscriptionIdOf } from '../../../shared/links/confirmation-writes';
import { aCustomer, anOffer, aPartner, aRedemption } from '../../redemption-samples';
import { noon } from '../../world';

function writes(offer = anOffer(), customer?: Customer) {
  const confirmation = confirmRedemption({
    partner: aPartner(),
    offer,
    redemption: aRedemption(),
    customer,
    subscriptionIds: ['s'],
    trials: new Map(),
    traceId: 'trace',
    now: noon,
  });
  const held = { trials: new Map(), stored: [], tasks: [] };
  const before = { redemptionEtag: 'r1', offer, customer: customer && { document: customer, etag: 'c1' }, held };
  return confirmationWrites(confirmation, before);
}

describe('the writes of a confirmation', () => {
  it('replace the redemption under the version in which the try was counted', () => {
    expect(writes()[0]).toMatchObject({ kind: 'replace', etag: 'r1', document: { status: 'confirmed' } });
  });

  it('count the offer without reading it first, as long as it is active and its link the same', () => {
    expect(writes()[1]).toEqual({
      kind: 'patch',
      id: 'offer:offer-1',
      patch: { increment: { redemptionCount: 1 } },
      where: [
        { field: 'state', equals: 'active' },
        { field: 'linkVersion', equals: 1 },
      ],
    });
  });

  it('take one of what remains of a capped offer, as long as there is one', () => {
    expect(writes(anOffer({ maxRedemptions: 2, remaining: 1 }))[1]).toMatchObject({
      patch: { increment: { redemptionCount: 1, remaining: -1 } },
      where: [{ field: 'state' }, { field: 'linkVersion' }, { field: 'remaining', atLeast: 1 }],
    });
  });

  it('create and count a new customer, and replace a known one under the version that was read', () => {
    expect(writes().slice(2, 6)).toMatchObject([
      { kind: 'create', document: { type: 'customer' } },
      { kind: 'create', document: { type: 'customer-words' } },
      { kind: 'create', document: { type: 'customer-words' } },
      { kind: 'patch', id: 'customer-tally', patch: { increment: { customers: 1 } } },
    ]);
    const known = writes(anOffer(), aCustomer());
    expect(known[2]).toMatchObject({ kind: 'replace', etag: 'c1', document: { revision: 2 } });
    expect(known.map((write) => ('id' in write ? write.id : ''))).not.toContain('customer-tally');
  });

  it('create everything else, so that nothing can be written twice', () => {
    expect(
      writes()
        .slice(6)
        .map(({ kind }) => kind),
    ).toEqual(['create', 'create', 'create', 'create', 'create', 'create', 'create']);
  });
});

describe('the id of a subscription', () => {
  it('follows from its redemption and line', () => {
    expect(subscriptionIdOf('r', 0)).toBe(subscriptionIdOf('r', 0));
    expect(new Set([subscriptionIdOf('r', 0), subscriptionIdOf('r', 1), subscriptionIdOf('q', 0)]).size).toBe(3);
  });
});
