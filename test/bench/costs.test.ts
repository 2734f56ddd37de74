import { readFileSync } from 'node:fs';
import { walkJourney, type Journey } from '../../bench/costs/journey';
import { billOf, breakEvenShare, perRedemption, type Setting } from '../../bench/costs/monthly';
import {
  createUnits,
  deleteUnits,
  feedUnits,
  patchUnits,
  queryUnits,
  readUnits,
  replaceUnits,
  termsOf,
} from '../../bench/costs/request-units';
import { runsPerDay } from '../../bench/costs/timers';
import { usualSetting } from '../../bench/costs/usual';
import { simulateDay } from '../../bench/scale/day';
import { pageMilliseconds } from '../../bench/simulate';

const small = { id: 'offer:1', type: 'offer', state: 'active', note: 'not indexed' };
const textOf = (file: string) => readFileSync(file, 'utf8');

describe('request units', () => {
  it('follow the published sizes, in proportion between them', () => {
    expect(readUnits(0)).toBe(1);
    expect(readUnits(64 * 1024)).toBe(4.76);
    expect(readUnits(48 * 1024)).toBeCloseTo((2.19 + 4.76) / 2);
    expect(() => readUnits(3 * 1024 * 1024)).toThrow(RangeError);
  });

  it('count what the policy puts into the index, and nothing else', () => {
    expect([...termsOf('partners', small)]).toEqual(['/type="offer"', '/state="active"']);
    const deep = { ...small, foldedTags: ['a', 'b'], provisioning: { state: 'pending' }, places: { byName: 'x' } };
    expect(termsOf('partners', deep).size).toBe(6);
    expect(termsOf('productKeys', deep).size).toBe(0);
    // A write, two terms, and the two that are always there.
    expect(createUnits('partners', small)).toBeCloseTo(4.95 + 4 * 0.2);
    expect(deleteUnits('partners', small)).toBeCloseTo(createUnits('partners', small));
  });

  it('charge a replace as a delete and an insert of what changed, a patch for each property too', () => {
    const after = { ...small, state: 'revoked' };
    expect(replaceUnits('partners', small, after)).toBeCloseTo(2 * 4.95 + (2 + 2) * 0.2);
    expect(patchUnits('partners', small, after, 3)).toBeCloseTo(2 * 4.95 + 4 * 0.2 + 3 * 0.4);
  });

  it('charge a query for each physical partition, and an empty look into the feed as a read', () => {
    expect(queryUnits([], 3)).toBeCloseTo(7.5);
    expect(queryUnits([100, 100])).toBeCloseTo(4.5);
    expect(feedUnits([])).toBe(1);
  });
});

describe('the way of an offer', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await walkJourney();
  });

  it('asks for what the product promises', () => {
    const { steps } = journey;
    expect(steps['opening it again'].tally).toMatchObject({ reads: 2, queries: 0, batches: 0 });
    expect(steps['opening it again'].tally.units).toBeLessThan(2.1);
    expect(steps['a forged link'].tally.units).toBe(0);
    expect(steps.confirming).toMatchObject({ mails: 2, executions: 2 });
    expect(steps['mailing it, for each recipient'].mails).toBe(1);
    expect(steps['reminding, for each recipient'].mails).toBe(1);
  });

  it('counts every timer that is deployed', () => {
    const deployed = [...textOf('functions/main.ts').matchAll(/app\.timer\('(\w+)'/gu)].map(([, name]) => name);
    expect(journey.idle.map(({ name }) => name).sort()).toEqual(deployed.sort());
    expect(() => runsPerDay({ schedule: '0 0 1-5 * * *' })).toThrow('Nobody knows');
  });

  it('costs what docs/costs.md says, or nearly so', () => {
    const [, said = ''] = /costs \*\*([\d,]+) request units\*\*/u.exec(textOf('docs/costs.md')) ?? [];
    const { units } = perRedemption(journey);
    expect(Math.abs(Number(said.replaceAll(',', '')) / units - 1)).toBeLessThan(0.05);
  });

  it('makes bills that grow with what is used, and shrink with each knob', () => {
    const setting = { ...usualSetting, redemptions: 10_000 };
    const { dollars, rows } = billOf(journey, setting);
    expect(rows.reduce((sum, row) => sum + row.dollars, 0)).toBeCloseTo(dollars);
    expect(billOf(journey, { ...setting, redemptions: 20_000 }).dollars).toBeGreaterThan(dollars);
    const knobs: readonly Partial<Setting>[] = [{ instanceGigabytes: 0.5 }, { alwaysReady: 0 }, { mail: 'smtp' }];
    for (const knob of knobs) expect(billOf(journey, { ...setting, ...knob }).dollars).toBeLessThan(dollars);
    expect(breakEvenShare()).toBeCloseTo(0.012 / (0.36 * 0.25));
  });

  it('lets a day pass, the same each time, and no more mails than the quota has room for', () => {
    const options = {
      quota: { perMinute: 30, perHour: 100 },
      openings: 1000,
      partners: 20,
      recipients: 150,
      pageMilliseconds: pageMilliseconds(textOf('docs/performance.md')),
    };
    const day = simulateDay(journey, options);
    expect(day.mails).toBeGreaterThan(50);
    expect(day.mails).toBeLessThanOrEqual(24 * 100);
    expect(day.counts.get('confirming')).toBeGreaterThan(10);
    expect(day.counts.get('a delivery report')).toBeLessThanOrEqual(day.mails);
    const again = simulateDay(journey, options);
    expect([again.mails, again.highestOfPartner, again.yearOfAll, [...again.counts]]).toEqual([
      day.mails,
      day.highestOfPartner,
      day.yearOfAll,
      [...day.counts],
    ]);
  });
});
