import { readFileSync } from 'node:fs';
import { lifecyclePage } from '../../../../local/lifecycle-page';
import { ageOf } from '../../../../shared/domain/customers/lifecycle';
import { statusAt } from '../../../../shared/domain/customers/subscription';
import { acts, statuses, timeSteps, transitions } from '../../../../shared/domain/customers/transitions';
import { addDays } from '../../../../shared/domain/text';
import { noon } from '../../../world';

const justBefore = (moment: Date) => new Date(moment.getTime() - 1);
const named = (cells: string) => cells.split(' ');

/** The rows of the table, told here once more and by hand: "-" is refused. */
const rows = {
  turnRenewalOn: 'active suspended active active - -',
  turnRenewalOff: 'active suspended expired disabled - -',
  resume: 'active active active active - -',
  changeQuantity: 'active - - - - -',
  suspend: 'suspended suspended - - - -',
  cancel: 'cancelled cancelled cancelled cancelled - -',
  buyTrial: 'active active active active - -',
  extendByKey: 'active suspended active active - -',
  addLicencesByKey: 'active - - - - -',
} as const;

describe('the table of transitions', () => {
  it.each(acts)('says where %s leads from everywhere', (act) => {
    const cells = statuses.map((status) => {
      const outcome = transitions[status][act];
      return 'to' in outcome ? outcome.to : '-';
    });
    expect(cells).toEqual(named(rows[act]));
  });

  it('is what docs/lifecycle.md says; `npm run lifecycle` writes it', () => {
    expect(readFileSync('docs/lifecycle.md', 'utf8')).toBe(lifecyclePage());
  });

  it('lets nothing that is deleted come back, and nothing that is cancelled be anything but deleted', () => {
    for (const act of acts) {
      expect(transitions.deleted[act]).toHaveProperty('no');
      expect(transitions.cancelled[act]).toHaveProperty('no');
    }
    expect(timeSteps.deleted).toEqual([]);
    expect(timeSteps.cancelled.map(({ to }) => to)).toEqual(['deleted']);
  });

  it.each([
    ['active', 0, 'expired'],
    ['suspended', 0, 'expired'],
    ['active', 30, 'disabled'],
    ['suspended', 120, 'deleted'],
    ['expired', 30, 'disabled'],
    ['cancelled', 120, 'deleted'],
  ] as const)('leads what was %s, %d days after its end, on to %s at that very moment', (from, days, to) => {
    const moment = addDays(noon, days);
    expect(statusAt(from, noon.toISOString(), moment)).toBe(to);
    expect(statusAt(from, noon.toISOString(), justBefore(moment))).not.toBe(to);
  });

  it('tells time’s steps in the order in which they happen, whatever people left it as', () => {
    for (const state of ['active', 'suspended', 'cancelled'] as const)
      for (const source of ['trial', 'purchase', 'productKey'] as const) {
        const startsAt = addDays(noon, -30).toISOString();
        const term = { productId: 'power-bi-pro', source, state, startsAt, endsAt: noon.toISOString() };
        const life = { ...term, autoRenew: false, partnerOfRecord: null, dueAt: startsAt };
        const { steps } = ageOf(life, addDays(noon, 500));
        const dates = steps.map(({ at }) => at);
        expect(dates).toEqual(dates.toSorted());
        expect(steps.map(({ kind }) => kind)).toEqual(
          state === 'cancelled' ? ['deleted'] : ['expired', 'disabled', 'deleted'],
        );
      }
  });
});
