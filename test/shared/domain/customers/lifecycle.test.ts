import * as fc from 'fast-check';
import { ageOf, waitingFor, type Step } from '../../../../shared/domain/customers/lifecycle';
import {
  convertTrial,
  rescheduled,
  startPurchase,
  startTrial,
  subscriptionStatus,
  subscriptionView,
  type Subscription,
} from '../../../../shared/domain/customers/subscription';
import { addDays } from '../../../../shared/domain/text';
import { bought, details, product, trial } from '../../../subscription-samples';
import { noon } from '../../../world';

const ending: Subscription = rescheduled({ ...bought, autoRenew: false }, noon);
const at = (days: number, from = noon) => addDays(from, days).toISOString();

/** A subscription as the timer leaves it. */
function aged(subscription: Subscription, now: Date): { readonly steps: readonly Step[]; readonly left: Subscription } {
  const { steps, endsAt, waiting } = ageOf(subscription, now);
  const { queue: _queue, dueAt: _dueAt, ...rest } = subscription;
  return { steps, left: { ...rest, endsAt, ...waiting } };
}

/** Every step that is told when the timer runs at these moments. */
function told(subscription: Subscription, moments: readonly Date[]): readonly string[] {
  let current = subscription;
  return moments.flatMap((now) => {
    const { steps, left } = aged(current, now);
    current = left;
    return steps.map((step) => `${step.kind} ${step.at}`);
  });
}

const daily = (days: number) => Array.from({ length: days }, (_, day) => addDays(noon, day));

describe('what time does to a subscription', () => {
  it('tells of a trial 7 days and 1 day before its end, and of each step after it, on its nominal date', () => {
    expect(told(trial, daily(200))).toEqual([
      `trialEnding ${at(23)}`,
      `trialEnding ${at(29)}`,
      `expired ${at(30)}`,
      `disabled ${at(60)}`,
      `deleted ${at(150)}`,
    ]);
  });

  it.each([
    [28.5, [`trialEnding ${at(23)}`]],
    [29.5, [`trialEnding ${at(29)}`]],
    [30, [`expired ${at(30)}`]],
    [61, [`expired ${at(30)}`, `disabled ${at(60)}`]],
    [4000, [`expired ${at(30)}`, `disabled ${at(60)}`, `deleted ${at(150)}`]],
  ])('after a pause until day %d tells every step, but of reminders the latest that is not over', (days, steps) => {
    expect(told(trial, [addDays(noon, days)])).toEqual(steps);
  });

  it('reminds of no trial what was bought and does not renew', () => {
    const end = new Date(ending.endsAt);
    expect(told(ending, [addDays(end, -1), end, addDays(end, 120)])).toEqual([
      `expired ${ending.endsAt}`,
      `disabled ${at(30, end)}`,
      `deleted ${at(120, end)}`,
    ]);
  });

  it('a suspended one expires; a cancelled one is only deleted', () => {
    const suspended = rescheduled({ ...bought, state: 'suspended' }, noon);
    expect(suspended.dueAt).toBe(bought.endsAt);
    expect(told(suspended, [new Date(bought.endsAt)])).toEqual([`expired ${bought.endsAt}`]);
    const cancelled = rescheduled({ ...bought, state: 'cancelled' }, noon);
    const end = new Date(bought.endsAt);
    expect(told(cancelled, [end, addDays(end, 119), addDays(end, 120)])).toEqual([`deleted ${at(120, end)}`]);
  });

  it('renews by whole terms, each told with the end that it leads to, and never deletes', () => {
    const { steps, left } = aged(bought, new Date('2029-01-01T00:00:00.000Z'));
    expect(steps).toEqual([
      { kind: 'renewed', at: '2027-11-22T12:00:00.000Z', endsAt: '2028-11-22T12:00:00.000Z' },
      { kind: 'renewed', at: '2028-11-22T12:00:00.000Z', endsAt: '2029-11-22T12:00:00.000Z' },
    ]);
    expect(left).toMatchObject({ endsAt: '2029-11-22T12:00:00.000Z', dueAt: '2029-11-22T12:00:00.000Z' });
  });

  it('waits for nothing once it is deleted', () => {
    const { left } = aged(trial, addDays(noon, 150));
    expect([left.queue, left.dueAt]).toEqual([undefined, undefined]);
    expect(waitingFor(trial, addDays(noon, 150))).toEqual({});
  });

  it('a trial that is bought waits for its renewal from the day it was bought', () => {
    const now = addDays(noon, 40);
    const bought = convertTrial(trial, { ...details, product: product('exchange-online-plan-1'), quantity: 3, now });
    expect(bought).toMatchObject({ queue: 'subscriptions', dueAt: bought.endsAt });
  });

  it('one from before time did anything waits for nothing, tells nothing late, and begins to wait when it is changed', () => {
    const { queue: _queue, dueAt: _dueAt, ...before } = trial;
    const later = addDays(noon, 45);
    expect(ageOf(before, later).steps).toEqual([]);
    expect(rescheduled(before, later)).toMatchObject({ queue: 'subscriptions', dueAt: at(60) });
  });

  const started = fc.record({
    start: fc.date({ min: new Date('2027-12-01'), max: new Date('2028-03-31'), noInvalidDate: true }),
    which: fc.constantFrom<Subscription['state'] | 'trial' | 'renewing'>(
      'trial',
      'renewing',
      'active',
      'suspended',
      'cancelled',
    ),
  });
  const begun = ({ start, which }: { readonly start: Date; readonly which: string }): Subscription => {
    if (which === 'trial')
      return startTrial({ ...details, now: start, product: product('exchange-online-plan-1-trial') });
    const whole = startPurchase({ ...details, now: start, product: product('power-bi-pro'), quantity: 5 });
    if (which === 'renewing') return whole;
    return rescheduled(
      {
        ...whole,
        autoRenew: false,
        state: which === 'active' ? 'active' : which === 'suspended' ? 'suspended' : 'cancelled',
      },
      start,
    );
  };

  it('tells each step once whenever the timer runs, and reads the same before and after it has', () => {
    fc.assert(
      fc.property(started, fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 12 }), (kind, pauses) => {
        const first = begun(kind);
        let current = first;
        let now = kind.start;
        const steps: Step[] = [];
        for (const days of pauses) {
          now = addDays(now, days);
          const before = subscriptionView(current, now);
          const { steps: more, left } = aged(current, now);
          expect(subscriptionView(left, now)).toEqual(before);
          expect(subscriptionView(first, now)).toEqual(before);
          steps.push(...more);
          current = left;
          expect(aged(current, now).steps).toEqual([]);
        }
        const lasting = (all: readonly Step[]) => all.filter((step) => step.kind !== 'trialEnding');
        expect(lasting(steps)).toEqual(lasting(ageOf(first, now).steps));
        expect(new Set(steps.map((step) => `${step.kind} ${step.at}`)).size).toBe(steps.length);
        if (current.dueAt !== undefined) expect(Date.parse(current.dueAt)).toBeGreaterThan(now.getTime());
        else expect(subscriptionStatus(current, now)).toBe('deleted');
      }),
    );
  });
});
