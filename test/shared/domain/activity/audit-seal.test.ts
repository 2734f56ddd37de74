import { auditSealKey, misfitsIn, nextSeal } from '../../../../shared/domain/activity/audit-seal';
import { noon } from '../../../world';

const entry = (id: string, at: string, hash = `hash of ${id}`) => ({ id, at, hash });
const first = entry('a', '2026-11-01T00:00:00.000Z');
const second = entry('b', '2026-11-02T00:00:00.000Z');
const third = entry('c', '2026-11-03T00:00:00.000Z');

describe('what is not as it was sealed', () => {
  it('is nothing, in whatever order it is found', () => {
    expect(misfitsIn([first, second], [second, first])).toEqual([]);
    expect(misfitsIn([], [])).toEqual([]);
  });

  it('is what was changed, removed or inserted, the earliest first', () => {
    const forged = { ...second, hash: 'forged' };
    expect(misfitsIn([first, second], [forged, third])).toEqual([
      { ...first, problem: 'removed' },
      { ...second, problem: 'changed' },
      { ...third, problem: 'inserted' },
    ]);
    expect(misfitsIn([third, second], [first])).toEqual([
      { ...first, problem: 'inserted' },
      { ...second, problem: 'removed' },
      { ...third, problem: 'removed' },
    ]);
  });

  it('is an entry that is there twice', () => {
    expect(misfitsIn([first], [first, first])).toEqual([{ ...first, problem: 'inserted' }]);
  });
});

it('is sealed one after the other, each seal holding to the one before', () => {
  const run = { entries: [first, second], sortKey: 's2' };
  expect(nextSeal('northwind', undefined, run, noon)).toEqual({
    partnerId: 'northwind',
    number: 1,
    sortKey: 's2',
    entries: [first, second],
    sealedAt: noon.toISOString(),
    previous: '',
  });
  expect(nextSeal('northwind', { number: 7, hash: 'seven' }, run, noon)).toMatchObject({
    number: 8,
    previous: 'seven',
  });
  expect(auditSealKey(8)).toBe('audit-seal:8');
});
