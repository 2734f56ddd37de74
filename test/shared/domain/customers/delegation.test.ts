import fc from 'fast-check';
import { Customer } from '../../../../shared/domain/customers/customer';
import {
  Delegation,
  delegationKey,
  delegationNow,
  delegationState,
  endDelegation,
  grantDelegation,
  saysNothingNew,
  type DelegationWrite,
} from '../../../../shared/domain/customers/delegation';
import { addDays } from '../../../../shared/domain/text';
import { refuse } from '../../../../shared/domain/refusal';
import { aCustomer } from '../../../redemption-samples';
import { noon } from '../../../world';

const acceptedBy = { name: 'Dana', email: 'dana@contoso.example' };
const consent = (redemptionId: string, days?: number, offerId = `offer-of-${redemptionId}`) => ({
  redemptionId,
  offerId,
  summaryId: 'KT7M-2QXD',
  acceptedBy,
  days,
});
const day = (count: number): Date => addDays(noon, count);
const iso = (count: number): string => day(count).toISOString();
const refused = refuse('state-conflict', { detail: expect.any(String) as string });

/** What a store makes of the writes. */
function applied(documents: ReadonlyMap<string, Delegation>, writes: readonly DelegationWrite[]) {
  const after = new Map(documents);
  for (const write of writes) {
    if (write.kind === 'create') {
      if (after.has(write.document.id)) throw new Error('There is one already.');
      after.set(write.document.id, Delegation.parse(write.document));
      continue;
    }
    const before = after.get(write.id);
    if (!before) throw new Error('There is nothing to patch.');
    for (const field of write.patch.remove ?? []) if (!(field in before)) throw new Error(`${field} is not there.`);
    const kept = Object.entries({ ...before, ...write.patch.set }).filter(
      ([field]) => !write.patch.remove?.includes(field),
    );
    after.set(write.id, Delegation.parse({ ...Object.fromEntries(kept), revision: before.revision + 1 }));
  }
  return after;
}

const only = (documents: ReadonlyMap<string, Delegation>): Delegation => {
  const [document, ...others] = documents.values();
  if (!document || others.length > 0) throw new Error(`There are ${documents.size} documents.`);
  return document;
};

describe('a first consent', () => {
  it('begins delegation at that moment, for good, with a document of its own', () => {
    const granted = grantDelegation(aCustomer(), consent('r1'), noon);
    expect(granted.outcome).toBe('begun');
    expect(granted.customer.delegation).toEqual({
      status: 'active',
      since: iso(0),
      delegationId: 'r1',
      grants: [{ redemptionId: 'r1', offerId: 'offer-of-r1' }],
    });
    expect(only(applied(new Map(), granted.delegations))).toEqual({
      id: 'delegation:r1',
      partnerId: aCustomer().partnerId,
      type: 'delegation',
      schemaVersion: 1,
      delegationId: 'r1',
      sortKey: `${iso(0)}~delegation:r1`,
      revision: 1,
      runsUntil: '9999-12-31T23:59:59.999Z',
      customerId: 'domain:contoso.example',
      companyName: 'Contoso',
      primaryDomain: 'contoso.example',
      offerId: 'offer-of-r1',
      summaryId: 'KT7M-2QXD',
      acceptedBy,
      since: iso(0),
      state: 'active',
      redemptionIds: ['r1'],
      searchText: 'contoso contosoexample kt7m2qxd dana',
    });
  });

  it('with a number of days ends so many days after it', () => {
    const granted = grantDelegation(aCustomer(), consent('r1', 45), noon);
    expect(granted.customer.delegation).toMatchObject({ status: 'active', until: iso(45) });
    expect(only(applied(new Map(), granted.delegations))).toMatchObject({ until: iso(45), state: 'active' });
  });

  it('leaves the rest of the customer, and its revision, alone', () => {
    const { delegation: _before, ...rest } = aCustomer({ revision: 7, tags: ['gold'] });
    const { delegation: _after, ...left } = grantDelegation(aCustomer(rest), consent('r1'), noon).customer;
    expect(left).toEqual(rest);
  });
});

describe('a consent while delegation is active', () => {
  it.each([
    ['a later end', 30, 60, iso(61), 'extended'],
    ['an earlier end', 60, 30, iso(60), 'unchanged'],
    ['the very same end', 31, 30, iso(31), 'unchanged'],
    ['no end', 30, undefined, undefined, 'extended'],
    ['an end, when it has none', undefined, 30, undefined, 'unchanged'],
    ['no end, when it has none', undefined, undefined, undefined, 'unchanged'],
  ] as const)(
    'with %s takes the later of both, and the period stays the same one',
    (_what, first, second, until, outcome) => {
      const begun = grantDelegation(aCustomer(), consent('r1', first), noon);
      const again = grantDelegation(begun.customer, consent('r2', second), day(1));
      expect(again.outcome).toBe(outcome);
      expect(again.customer.delegation).toEqual({
        status: 'active',
        since: iso(0),
        ...(until === undefined ? {} : { until }),
        delegationId: 'r1',
        grants: [
          { redemptionId: 'r1', offerId: 'offer-of-r1' },
          { redemptionId: 'r2', offerId: 'offer-of-r2' },
        ],
      });
      const document = only(applied(applied(new Map(), begun.delegations), again.delegations));
      expect(document).toMatchObject({ delegationId: 'r1', since: iso(0), redemptionIds: ['r1', 'r2'], revision: 2 });
      expect(document.until).toBe(until);
    },
  );

  it('gives a customer from before there were such documents one', () => {
    const before = aCustomer({ delegation: { status: 'active', since: iso(-400) } });
    const { customer, delegations } = grantDelegation(before, consent('r9', 30), noon);
    expect(customer.delegation).toMatchObject({ status: 'active', since: iso(-400), delegationId: 'r9' });
    const document = only(applied(new Map(), delegations));
    expect(document).toMatchObject({ since: iso(-400), state: 'active', redemptionIds: ['r9'] });
    // Nobody knows any more who accepted it first; and it had no end.
    expect([document.acceptedBy, document.until]).toEqual([undefined, undefined]);
    const longer = grantDelegation(customer, consent('r10'), day(1));
    expect(only(applied(applied(new Map(), delegations), longer.delegations)).redemptionIds).toEqual(['r9', 'r10']);
  });
});

describe('a consent after an end', () => {
  it.each(['customer', 'partner'] as const)('begins a period of its own after an end by the %s', (by) => {
    const begun = grantDelegation(aCustomer(), consent('r1', 30), noon);
    const ended = endDelegation(begun.customer, by, day(3));
    if (!ended.ok) throw new Error('It did not end.');
    const again = grantDelegation(ended.value.customer, consent('r2'), day(5));
    expect(again.outcome).toBe('begun');
    const documents = [begun.delegations, [ended.value.delegation], again.delegations].reduce(applied, new Map());
    expect([...documents.values()]).toMatchObject([
      { delegationId: 'r1', state: 'ended', endedAt: iso(3), endedBy: by },
      { delegationId: 'r2', state: 'active', since: iso(5) },
    ]);
  });

  it('ends the period that ran out, at its end date, when no timer has', () => {
    const begun = grantDelegation(aCustomer(), consent('r1', 30), noon);
    const again = grantDelegation(begun.customer, consent('r2', 10), day(30));
    expect(again.customer.delegation).toMatchObject({ since: iso(30), until: iso(40), delegationId: 'r2' });
    const documents = [begun.delegations, again.delegations].reduce(applied, new Map());
    expect([...documents.values()]).toMatchObject([
      { delegationId: 'r1', state: 'ended', endedAt: iso(30), endedBy: 'time' },
      { delegationId: 'r2', state: 'active', until: iso(40) },
    ]);
  });
});

describe('the end of delegation', () => {
  const active = grantDelegation(aCustomer(), consent('r1', 30), noon);

  it.each(['customer', 'partner'] as const)('by the %s is at that moment, on the record and on the document', (by) => {
    const ended = endDelegation(active.customer, by, day(2));
    if (!ended.ok) throw new Error('It did not end.');
    const { customer, delegation } = ended.value;
    const told = { status: 'ended', since: iso(0), endedAt: iso(2), endedBy: by, delegationId: 'r1' };
    expect(customer).toEqual({ ...active.customer, revision: active.customer.revision + 1, delegation: told });
    expect(only([active.delegations, [delegation]].reduce(applied, new Map()))).toMatchObject({
      state: 'ended',
      endedAt: iso(2),
      endedBy: by,
      until: iso(30),
    });
  });

  it('by time is at the end date, however late the timer runs', () => {
    const ended = endDelegation(active.customer, 'time', day(200));
    expect(ended.ok && ended.value.customer.delegation).toMatchObject({ endedAt: iso(30), endedBy: 'time' });
  });

  it.each(['customer', 'partner'] as const)('by the %s does not happen once time has ended it', (by) => {
    expect(endDelegation(active.customer, by, day(30))).toEqual(refused);
    expect(endDelegation(active.customer, by, new Date(day(30).getTime() - 1)).ok).toBe(true);
  });

  it('by time does not happen before the end date, nor without one', () => {
    expect(endDelegation(active.customer, 'time', new Date(day(30).getTime() - 1))).toEqual(refused);
    expect(endDelegation(grantDelegation(aCustomer(), consent('r'), noon).customer, 'time', day(9999))).toEqual(
      refused,
    );
  });

  it.each([
    ['was never granted', { status: 'none' } as const],
    ['has ended', { status: 'ended', since: iso(-2), endedAt: iso(-1) } as const],
  ])('does not happen where it %s', (_what, delegation) => {
    for (const by of ['customer', 'partner', 'time'] as const)
      expect(endDelegation(aCustomer({ delegation }), by, noon)).toEqual(refused);
  });

  it('gives a customer from before there were such documents one, the same whenever it is decided', () => {
    const before = aCustomer({ delegation: { status: 'active', since: iso(-400) } });
    const [ended, again] = [endDelegation(before, 'partner', noon), endDelegation(before, 'partner', noon)];
    if (!ended.ok) throw new Error('It did not end.');
    expect(again).toEqual(ended);
    const document = only(applied(new Map(), [ended.value.delegation]));
    expect(document).toMatchObject({ state: 'ended', since: iso(-400), endedAt: iso(0), redemptionIds: [] });
    expect(ended.value.customer.delegation).toMatchObject({ delegationId: document.delegationId });
  });
});

describe('delegation at a moment', () => {
  const { customer } = grantDelegation(aCustomer(), consent('r1', 30), noon);

  it('is active up to, and not including, its end date', () => {
    expect(delegationNow(customer, new Date(day(30).getTime() - 1))).toEqual({
      status: 'active',
      since: iso(0),
      until: iso(30),
      delegationId: 'r1',
    });
  });

  it('has ended by time from its end date on, whatever timer has run', () => {
    const ended = { status: 'ended', since: iso(0), endedAt: iso(30), endedBy: 'time', delegationId: 'r1' };
    for (const moment of [day(30), day(31), day(9999)]) expect(delegationNow(customer, moment)).toEqual(ended);
  });

  it('is what it was for records from before it had ends', () => {
    for (const delegation of [
      { status: 'none' },
      { status: 'active', since: iso(-3) },
      { status: 'ended', since: iso(-3), endedAt: iso(-2) },
    ] as const) {
      const stored = Customer.parse(aCustomer({ delegation }));
      expect(delegationNow(stored, day(9999))).toEqual(delegation);
    }
  });

  it('is the same on the document', () => {
    const document = only(applied(new Map(), grantDelegation(aCustomer(), consent('r1', 30), noon).delegations));
    expect(delegationState(document, new Date(day(30).getTime() - 1))).toEqual({ state: 'active' });
    expect(delegationState(document, day(30))).toEqual({ state: 'ended', endedAt: iso(30), endedBy: 'time' });
  });
});

describe('the same consent again', () => {
  const { customer } = grantDelegation(aCustomer(), consent('r1', 30, 'offer-a'), noon);

  it.each([
    ['on the same offer, for no longer', { offerId: 'offer-a', days: 29 }, day(1), true],
    ['on the same offer at the same moment', { offerId: 'offer-a', days: 30 }, noon, true],
    ['on the same offer, for less than a day longer', { offerId: 'offer-a', days: 30 }, day(0.99), true],
    ['on the same offer, for a day longer', { offerId: 'offer-a', days: 30 }, day(1), false],
    ['on the same offer, for good', { offerId: 'offer-a', days: undefined }, noon, false],
    ['on another offer', { offerId: 'offer-b', days: 1 }, noon, false],
    ['after it has run out', { offerId: 'offer-a', days: 1 }, day(30), false],
  ])('%s', (_what, asked, now, nothingNew) => {
    expect(saysNothingNew(customer, asked, now)).toBe(nothingNew);
  });

  it('is never one where nothing is delegated', () => {
    for (const delegation of [{ status: 'none' }, { status: 'ended', since: iso(-3), endedAt: iso(-2) }] as const)
      expect(saysNothingNew(aCustomer({ delegation }), { offerId: 'offer-a' }, noon)).toBe(false);
  });
});

const steps = fc.array(
  fc.record({
    after: fc.integer({ min: 0, max: 40 }),
    what: fc.oneof(
      fc.record({
        kind: fc.constant('grant' as const),
        days: fc.option(fc.integer({ min: 1, max: 730 }), { nil: undefined }),
      }),
      fc.record({ kind: fc.constant('end' as const), by: fc.constantFrom('customer', 'partner', 'time') }),
    ),
  }),
  { maxLength: 25 },
);

it('whatever happens in whatever order, record and documents say the same, and only a consent makes it active or longer', () => {
  fc.assert(
    fc.property(steps, (story) => {
      let customer = aCustomer();
      let documents: ReadonlyMap<string, Delegation> = new Map();
      let today = 0;
      for (const [index, { after, what }] of story.entries()) {
        today += after;
        const now = day(today);
        const before = delegationNow(customer, now);
        if (what.kind === 'grant') {
          const granted = grantDelegation(customer, consent(`r${index}`, what.days), now);
          customer = granted.customer;
          documents = applied(documents, granted.delegations);
          const is = delegationNow(customer, now);
          if (is.status !== 'active') throw new Error('A consent did not grant.');
          if (before.status === 'active') {
            expect(is.since).toBe(before.since);
            if (before.until === undefined) expect(is.until).toBeUndefined();
            else if (is.until !== undefined) expect(is.until >= before.until).toBe(true);
          }
        } else {
          const ended = endDelegation(customer, what.by, now);
          if (ended.ok) {
            customer = ended.value.customer;
            documents = applied(documents, [ended.value.delegation]);
          }
          expect(delegationNow(customer, now).status === 'active' && before.status !== 'active').toBe(false);
        }
        Customer.parse(customer);
        const is = delegationNow(customer, now);
        const active = [...documents.values()].filter((each) => delegationState(each, now).state === 'active');
        expect(active.map(({ id, since, until }) => ({ id, since, until }))).toEqual(
          is.status === 'active'
            ? [{ id: delegationKey(is.delegationId ?? ''), since: is.since, until: is.until }]
            : [],
        );
      }
    }),
  );
});

it('says nothing new where this offer’s consent among others is what delegation lasts by, and only while it lasts', () => {
  const grants = [
    { redemptionId: 'r0', offerId: 'another' },
    { redemptionId: 'r1', offerId: 'offer-of-r1' },
  ];
  const active = { status: 'active' as const, since: iso(0), delegationId: 'd1', grants };
  const said = (delegation: Customer['delegation'], days?: number) =>
    saysNothingNew(aCustomer({ delegation }), consent('r1', days), noon);
  expect(said(active)).toBe(true);
  expect(said({ ...active, grants: grants.slice(0, 1) })).toBe(false);
  expect(said({ ...active, until: iso(-1) }, 1)).toBe(false);
});
