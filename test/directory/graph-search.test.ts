import fc from 'fast-check';
import { searchFor } from '../../shared/directory/graph-search';

describe('what somebody types to find people', () => {
  it('is looked for as it was typed, in three properties, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (typed) => {
        const { $search = '' } = searchFor(`${typed} x`) ?? {};
        const clauses = [...$search.matchAll(/"(\w+):((?:[^"\\]|\\["\\])*)"/gu)];
        expect(clauses.map(([whole]) => whole).join(' OR ')).toBe($search);
        expect(clauses.map(([, property]) => property)).toEqual(['displayName', 'mail', 'userPrincipalName']);
        const seen = `${typed} x`.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
        for (const [, , text = ''] of clauses) expect(text.replace(/\\(.)/gu, '$1')).toBe(seen);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['', ' ', '\n'])('is the whole list, by name, when it is %j', (typed) => {
    expect(searchFor(typed)).toEqual({ $orderby: 'displayName' });
  });

  it('finds nobody when nothing of it can be seen', () => {
    expect(searchFor('\u202e\u200f')).toBeUndefined();
  });
});
