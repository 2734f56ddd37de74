import {
  isRequestNumber,
  requestNumber,
  spokenNumber,
  typedNumber,
} from '../../../../shared/domain/customers/request-number';

const numbers = ['00', '7f3a', 'ffffffff', 'deadbeefcafebabe0123456789abcdef'].map(requestNumber);

const replaced = (text: string, at: number, digit: string): string => text.slice(0, at) + digit + text.slice(at + 1);

describe('the number of a service request', () => {
  it.each(numbers)('has nine digits, of which the first is no 0: %s', (number) => {
    expect(number).toMatch(/^[1-9]\d{8}$/u);
    expect(isRequestNumber(number)).toBe(true);
  });

  it('is said in three groups of three', () => {
    expect(spokenNumber('482173609')).toBe('482-173-609');
  });

  it.each(numbers)('shows every digit that was misheard, and all neighbours that changed places: %s', (number) => {
    const digits = Array.from(number);
    const misheard = digits.flatMap((_, at) =>
      Array.from('0123456789')
        .filter((digit) => digit !== digits[at])
        .map((digit) => replaced(number, at, digit)),
    );
    const swapped = digits.slice(1).map((digit, at) => replaced(replaced(number, at, digit), at + 1, digits[at] ?? ''));
    expect(misheard.filter(isRequestNumber)).toEqual([]);
    expect(swapped.filter((one) => one !== number && isRequestNumber(one))).toEqual([]);
  });

  it.each([
    ['spaces', '482 173 605'],
    ['dashes of any kind', '482–173‑605'],
    ['direction marks around it', '\u200f482-173-605\u200e'],
    ['isolates', '\u2066482-173-605\u2069'],
    ['full-width digits', '４８２１７３６０５'],
    ['Arabic digits', '٤٨٢١٧٣٦٠٥'],
    ['a number sign', '#482173605'],
  ])('is known with %s', (_what, typed) => {
    expect(typedNumber(typed)?.number).toBe('482173605');
  });

  it.each(['', 'mail', '48217360', '4821736055', '048217360', '+972 3 555 0100'])(
    'is not what was typed as %p',
    (typed) => {
      expect(typedNumber(typed)).toBeUndefined();
    },
  );
});
