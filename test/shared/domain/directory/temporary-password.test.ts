import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { meetsPasswordRules, temporaryPassword } from '../../../../shared/domain/directory/temporary-password';

const dana = { name: 'Dana Cohen', email: 'dana.cohen@contoso.example' };

/** Bytes that nobody could tell from random ones, the same for the same seed. */
function bytesFrom(seed: number): (count: number) => Uint8Array {
  let drawn = 0;
  return (count) =>
    createHash('sha256')
      .update(`${seed} ${(drawn += 1)}`)
      .digest()
      .subarray(0, count);
}

describe('a temporary password', () => {
  it('meets the rules of Entra ID, and has no letter that looks like another', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.emailAddress(), (seed, name, email) => {
        const password = temporaryPassword({ name, email }, bytesFrom(seed));
        expect(meetsPasswordRules(password, { name, email })).toBe(true);
        expect(password).toMatch(
          /^(?:[BCDFGHJKMNPRSTVWXZ][aeu][bcdfghjkmnprstvwxz][aeu][bcdfghjkmnprstvwxz]-){3}[2-9]{4}$/u,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('has every letter of a place as often as any other', () => {
    const draws = 9000;
    const seen = new Map<string, number>();
    const bytes = bytesFrom(1);
    for (let draw = 0; draw < draws; draw += 1) {
      const [first = ''] = temporaryPassword(dana, bytes);
      seen.set(first, (seen.get(first) ?? 0) + 1);
    }
    const expected = draws / 18;
    const chi = [...seen.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(seen.size).toBe(18);
    // With 17 degrees of freedom, one run in a hundred thousand is beyond this.
    expect(chi).toBeLessThan(55);
  });

  it('is drawn again where bytes would favour some letters', () => {
    const bytes = [255, 252, 251];
    const password = temporaryPassword(dana, () => Uint8Array.of(bytes.shift() ?? 0));
    expect(password.startsWith('Z')).toBe(true);
  });

  it('never holds a part of the name', () => {
    const drawn: number[] = [];
    // The first that is drawn begins with "Bab", whatever it ends in.
    const password = temporaryPassword({ name: 'Bab Levi', email: 'x@contoso.example' }, () => {
      drawn.push(0);
      return Uint8Array.of(drawn.length <= 19 ? 0 : 1);
    });
    expect(password).toBe('Cecec-Cecec-Cecec-3333');
  });
});

describe('the rules for passwords', () => {
  it.each([
    ['Bakem-Rutaf-Sanud-4739', true],
    ['Aa345678', true],
    ['Aa34567', false],
    ['aaaaaaaa1', false],
    ['aaaaaaaA', false],
    ['aaaa aaaA', true],
    ['Xx1-dana-x', false],
    ['Xx1-COHEN-x', false],
    [`Aa1${'x'.repeat(253)}`, true],
    [`Aa1${'x'.repeat(254)}`, false],
  ])('take %s: %s', (password, isTaken) => {
    expect(meetsPasswordRules(password, dana)).toBe(isTaken);
  });
});
