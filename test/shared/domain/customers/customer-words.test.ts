import fc from 'fast-check';
import { isShownAt, searchFor, wordsOf } from '../../../../shared/domain/customers/customer-words';
import { foldForSearch } from '../../../../shared/domain/text';

const customer = (searchText: string, id = 'domain:contoso.example') => ({
  id,
  partnerId: 'partner',
  searchText,
  createdAt: '2026-01-01T00:00:00.000Z',
});

/** At how many places a customer with this text is shown to whoever looks for that one. */
function timesShown(searchText: string, asked: string): number {
  const { list, from = '', below = '\x7f', isCut } = searchFor(asked);
  const places = wordsOf(customer(searchText)).flatMap(({ places: own }) => own[list] ?? []);
  const found = places.filter((place) => place >= from && place < below && isShownAt(asked, place));
  return isCut && !searchText.includes(asked) ? 0 : found.length;
}

const letters = fc.constantFrom(...Array.from('aab חבעמ云峰科𠮷é!~}7aaab'));
const names = fc.array(letters, { maxLength: 60 }).map((all) => foldForSearch(all.join('')));

describe('the words by which a customer is found', () => {
  it('lead to it once by whatever its text holds, and by nothing else', () => {
    fc.assert(
      fc.property(names, fc.nat(), fc.nat({ max: 50 }), (text, start, length) => {
        // Twelve different ends of the same three letters are kept; the next test is about more.
        fc.pre(wordsOf(customer(text)).length < 12);
        const at = start % Math.max(1, text.length);
        const asked = foldForSearch(text.slice(at, at + length));
        fc.pre(asked !== '' && !/\p{Surrogate}/u.test(asked));
        expect(timesShown(text, asked)).toBe(text.includes(asked) ? 1 : 0);
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(names, names, (text, asked) => {
        fc.pre(asked !== '' && wordsOf(customer(text)).length < 12);
        expect(timesShown(text, asked)).toBe(text.includes(asked) ? 1 : 0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('show it evenly at all places where a word of it comes twice', () => {
    const shownAt = Array.from({ length: 400 }, (_, index) => {
      const words = wordsOf(customer('contoso contosoexample', `domain:c${index}.example`));
      const places = words.flatMap(({ places: own }) => own[searchFor('contoso').list] ?? []).sort();
      return places.findIndex((place) => isShownAt('contoso', place));
    });
    const first = shownAt.filter((place) => place === 0).length;
    expect(shownAt.filter((place) => place === 1)).toHaveLength(400 - first);
    expect(first).toBeGreaterThan(140);
    expect(first).toBeLessThan(260);
  });

  it('are two documents for a name that its domain repeats, and twelve at most', () => {
    expect(wordsOf(customer('contoso contosoexample'))).toHaveLength(2);
    expect(wordsOf(customer('a'.repeat(120)))).toHaveLength(1);
    const many = Array.from({ length: 40 }, (_, index) => `aaa${String.fromCharCode(98 + (index % 25))}${index}`).join(
      ' ',
    );
    expect(wordsOf(customer(many))).toHaveLength(12);
  });

  it('never have an id that stores do not take', () => {
    const long = wordsOf(customer('x', `domain:${'a'.repeat(240)}.example`));
    expect(long.every(({ id }) => id.length <= 255)).toBe(true);
  });
});
