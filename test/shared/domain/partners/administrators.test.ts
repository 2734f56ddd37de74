import {
  administratorsAfter,
  administratorsOf,
  movesAdministrators,
} from '../../../../shared/domain/partners/administrators';
import type { User } from '../../../../shared/domain/partners/user';
import { colleague } from '../passwords/samples';

const noa = colleague('noa');
const boaz = colleague('boaz');
const former: User = { ...boaz, status: 'deactivated' };
const plain: User = { ...boaz, companyRole: 'none' };
const both = administratorsOf('northwind', [noa, boaz]);

describe('the administrators of a company', () => {
  it('are its active global administrators', () => {
    expect(both).toMatchObject({ id: 'administrators', partnerId: 'northwind', userIds: ['noa', 'boaz'] });
    expect(administratorsOf('northwind', [noa, former]).userIds).toEqual(['noa']);
    expect(administratorsOf('northwind', [plain]).userIds).toEqual([]);
  });

  it('are others when somebody becomes one or is one no longer', () => {
    expect(movesAdministrators(undefined, boaz)).toBe(true);
    expect(movesAdministrators(boaz, former)).toBe(true);
    expect(movesAdministrators(boaz, undefined)).toBe(true);
    expect(movesAdministrators(plain, boaz)).toBe(true);
    expect(movesAdministrators(boaz, { ...boaz, name: 'B.' })).toBe(false);
    expect(movesAdministrators(undefined, plain)).toBe(false);
    expect(movesAdministrators(former, undefined)).toBe(false);
  });

  it('are more or fewer by an act of one of them, each once, and never none', () => {
    const alone = administratorsOf('northwind', [noa]);
    const made = (before: User | undefined, after: User | undefined, from = both) =>
      administratorsAfter(from, noa, { before, after });
    expect(made(plain, boaz, alone)).toMatchObject({ value: { userIds: ['noa', 'boaz'] } });
    expect(made(undefined, noa)).toMatchObject({ value: { userIds: ['boaz', 'noa'] } });
    expect(made(boaz, plain)).toMatchObject({ value: { userIds: ['noa'] } });
    expect(made(boaz, undefined)).toMatchObject({ value: { userIds: ['noa'] } });
    expect(made(undefined, plain)).toMatchObject({ value: both });
    expect(made(noa, { ...noa, companyRole: 'none' }, alone)).toMatchObject({ refusal: 'state-conflict' });
  });

  it('are not changed by one who was removed from them meanwhile', () => {
    expect(administratorsAfter(both, { userId: 'eve' }, { before: boaz, after: plain })).toMatchObject({
      refusal: 'forbidden',
    });
  });
});
