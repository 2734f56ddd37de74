import { remembered } from '../../shared/remembered';

describe('a function that remembers', () => {
  it('works each answer out once', () => {
    const asked: (string | null)[] = [];
    const length = remembered((word: string | null) => {
      asked.push(word);
      return word?.length ?? 0;
    });
    expect(['one', null, 'three', 'one', null].map(length)).toEqual([3, 0, 5, 3, 0]);
    expect(asked).toEqual(['one', null, 'three']);
  });

  it('never keeps more than it may', () => {
    const asked: number[] = [];
    const double = remembered((number: number) => {
      asked.push(number);
      return number * 2;
    }, 2);
    expect([1, 2, 1, 3, 3, 1].map(double)).toEqual([2, 4, 2, 6, 6, 2]);
    expect(asked).toEqual([1, 2, 3, 1]);
  });
});
