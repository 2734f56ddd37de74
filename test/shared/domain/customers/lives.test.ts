import * as fc from 'fast-check';
import { changeSubscription, type SubscriptionEdit } from '../../../../shared/domain/customers/changing';
import { ageOf } from '../../../../shared/domain/customers/lifecycle';
import {
  startPrepaid,
  startPurchase,
  startTrial,
  subscriptionStatus,
  subscriptionView,
  type Subscription,
} from '../../../../shared/domain/customers/subscription';
import { addDays } from '../../../../shared/domain/text';
import { details, product } from '../../../subscription-samples';
import { noon } from '../../../world';

const firsts = {
  purchase: startPurchase({ ...details, product: product('power-bi-pro'), quantity: 5 }),
  trial: startTrial({ ...details, product: product('power-bi-pro-trial') }),
  productKey: startPrepaid({
    ...details,
    product: product('microsoft-365-business-standard'),
    quantity: 5,
    endsAt: '2027-11-22T12:00:00.000Z',
  }),
};
const counts = { purchase: [1, 10_000], trial: [25, 25], productKey: [1, 300] } as const;

/** The same life told in another way: years are counted, and nothing is looked up in a table. */
class Life {
  frozen: 'active' | 'suspended' | 'cancelled' = 'active';
  renews: boolean;
  quantity: number;
  end: Date;
  readonly told: string[] = [];

  constructor(
    readonly source: keyof typeof firsts,
    private now = noon,
  ) {
    const { quantity, autoRenew, endsAt } = firsts[source];
    this.quantity = quantity;
    this.renews = autoRenew;
    this.end = new Date(endsAt);
  }

  pass(until: Date): void {
    const happens = (kind: string, at: Date) => {
      if (at > this.now && at <= until) this.told.push(`${kind} ${at.toISOString()}`);
    };
    const { end } = this;
    if (this.goesOn) this.catchUp(until);
    else {
      if (this.frozen !== 'cancelled') happens('expired', end);
      if (this.frozen !== 'cancelled') happens('disabled', addDays(end, 30));
      happens('deleted', addDays(end, 120));
    }
    this.now = until;
  }

  /** Whether it is done, whole. */
  change({ status, quantity, autoRenew }: SubscriptionEdit): boolean {
    const next = Object.assign(Object.create(Life.prototype) as Life, this, { told: [] });
    const before = this.told.length;
    if (!next.tries(status, quantity, autoRenew)) return false;
    Object.assign(this, next, { told: this.told });
    this.told.push(...next.told);
    return this.told.length >= before;
  }

  get status(): string {
    const days = (this.now.getTime() - this.end.getTime()) / 86_400_000;
    if (this.goesOn || days < 0) return this.frozen;
    if (days >= 120) return 'deleted';
    if (this.frozen === 'cancelled') return 'cancelled';
    return days >= 30 ? 'disabled' : 'expired';
  }

  private get goesOn(): boolean {
    return this.frozen === 'active' && this.renews;
  }

  private get isOver(): boolean {
    return this.status === 'cancelled' || this.status === 'deleted';
  }

  private catchUp(until: Date): void {
    while (this.end <= until) {
      this.told.push(`renewed ${this.end.toISOString()}`);
      const year = this.end.getUTCFullYear() + 1;
      this.end = new Date(`${year}-11-22T12:00:00.000Z`);
    }
  }

  private tries(status?: string, quantity = this.quantity, renews = this.renews): boolean {
    const [fewest, most] = counts[this.source];
    if (quantity !== this.quantity && (quantity < fewest || quantity > most)) return false;
    const inGrace = () => this.status === 'expired' || this.status === 'disabled';
    if (renews !== this.renews) {
      if (this.isOver || (renews && this.source !== 'purchase')) return false;
      if (renews && inGrace()) this.frozen = 'active';
      this.renews = renews;
      if (this.goesOn) this.catchUp(this.now);
    }
    if (status === 'active' && this.status !== 'active') {
      if (this.isOver || (inGrace() && !this.renews)) return false;
      this.frozen = 'active';
      if (this.goesOn) this.catchUp(this.now);
    }
    if (quantity !== this.quantity) {
      if (this.status !== 'active') return false;
      this.quantity = quantity;
    }
    if (status === 'suspended' && this.status !== 'suspended') {
      if (this.status !== 'active') return false;
      this.frozen = 'suspended';
    }
    if (status === 'cancelled' && this.status !== 'cancelled') {
      if (this.isOver) return false;
      this.frozen = 'cancelled';
      this.renews = false;
      if (this.end > this.now) this.end = this.now;
    }
    return true;
  }
}

const edits: fc.Arbitrary<SubscriptionEdit> = fc
  .record(
    {
      quantity: fc.constantFrom(1, 5, 6, 25, 400),
      status: fc.constantFrom('active' as const, 'suspended' as const, 'suspended' as const, 'cancelled' as const),
      autoRenew: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  .filter(({ status, autoRenew }) => status !== 'cancelled' || autoRenew !== true);
const rarelyCancelled = fc.oneof(
  { weight: 5, arbitrary: edits.filter(({ status }) => status !== 'cancelled') },
  { weight: 1, arbitrary: edits },
);
const days = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(22, 23, 29, 30, 120, 335, 364, 365, 366, 800));
const moves = fc.array(fc.record({ days, runs: fc.boolean(), edit: fc.option(rarelyCancelled, { nil: undefined }) }), {
  maxLength: 25,
});

describe('any life of a subscription', () => {
  it('is the one that a simpler account of it tells: status, count, end and renewal, each step of time told once', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(fc.constantFrom('purchase', 'trial', 'productKey'), moves, (source, steps) => {
        const life = new Life(source);
        let current: Subscription = firsts[source];
        let now = noon;
        const told: string[] = [];
        const age = () => {
          const { steps: done, endsAt, agedTo, waiting } = ageOf(current, now);
          const { queue: _queue, dueAt: _dueAt, ...rest } = current;
          current = { ...rest, endsAt, ...(agedTo === undefined ? {} : { agedTo }), ...waiting };
          told.push(...done.map(({ kind, at }) => `${kind} ${at}`));
        };
        for (const step of steps) {
          now = addDays(now, step.days);
          life.pass(now);
          if (step.runs) age();
          if (step.edit) {
            const result = changeSubscription(current, step.edit, now);
            expect(result.ok).toBe(life.change(step.edit));
            if (result.ok && result.value) {
              age();
              const again = changeSubscription(current, step.edit, now);
              if (!again.ok || !again.value)
                throw new Error('What time had done was written down, and it is another change.');
              current = again.value.subscription;
              told.push(
                ...again.value.done.flatMap(({ kind, at = '' }) => (kind === 'renewed' ? `${kind} ${at}` : [])),
              );
              expect(changeSubscription(current, step.edit, now)).toMatchObject({ ok: true, value: undefined });
            }
          }
          const { status, quantity, autoRenew, endsAt } = subscriptionView(current, now);
          met.add(`${source} ${status}`);
          expect({ status, quantity, autoRenew, endsAt }).toEqual({
            status: life.status,
            quantity: life.quantity,
            autoRenew: life.renews,
            endsAt: life.end.toISOString(),
          });
        }
        age();
        expect(told.filter((one) => !one.startsWith('trialEnding'))).toEqual(life.told);
        expect(new Set(told).size).toBe(told.length);
        if (subscriptionStatus(current, now) === 'deleted') expect(current.dueAt).toBeUndefined();
        else expect(Date.parse(current.dueAt ?? '')).toBeGreaterThan(now.getTime());
      }),
      { numRuns: 2000 },
    );
    expect(met.size).toBe(3 * 6);
  });
});
