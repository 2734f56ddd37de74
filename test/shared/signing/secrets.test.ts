import * as fc from 'fast-check';
import { sameSecret, secretsFrom } from '../../../shared/signing/secrets';

const first = { id: 'first', bytes: new Uint8Array(32).fill(1) };
const second = { id: 'second', bytes: new Uint8Array(32).fill(2) };
const secrets = secretsFrom([first]);
const subject = { keyId: 'first', redemptionId: 'aa'.repeat(16), number: 1 };

describe('a confirmation code', () => {
  it('has six digits, whatever it is for', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 100 }), (redemptionId, number) => {
        expect(secrets.confirmationCode({ keyId: 'first', redemptionId, number })).toMatch(/^\d{6}$/u);
      }),
    );
  });

  it('is the same each time it is derived, and another one for another number, redemption or key', () => {
    const code = secrets.confirmationCode(subject);
    expect(secrets.confirmationCode({ ...subject })).toBe(code);
    expect(secrets.confirmationCode({ ...subject, number: 2 })).not.toBe(code);
    expect(secrets.confirmationCode({ ...subject, redemptionId: 'bb'.repeat(16) })).not.toBe(code);
    expect(secretsFrom([second]).confirmationCode(subject)).not.toBe(code);
  });

  it('is spread evenly over all that six digits can say', () => {
    const codes = Array.from({ length: 20_000 }, (_, number) => secrets.confirmationCode({ ...subject, number }));
    const byFirst = new Map<string, number>();
    const byLast = new Map<string, number>();
    for (const code of codes) {
      byFirst.set(code.slice(0, 1), (byFirst.get(code.slice(0, 1)) ?? 0) + 1);
      byLast.set(code.slice(-1), (byLast.get(code.slice(-1)) ?? 0) + 1);
    }
    // 2000 of each digit are expected; the standard deviation is 42.
    for (const counted of [byFirst, byLast]) {
      expect(counted.size).toBe(10);
      for (const count of counted.values()) expect(Math.abs(count - 2000)).toBeLessThan(5 * 43);
    }
    // Of 20000 draws from a million about 19800 differ.
    expect(new Set(codes).size).toBeGreaterThan(19_600);
  });

  it('stays the same when the signing key changes, as long as its own key is kept', () => {
    const rotated = secretsFrom([second, first]);
    expect(rotated.keyId).toBe('second');
    expect(rotated.confirmationCode(subject)).toBe(secrets.confirmationCode(subject));
  });
});

describe('a derived secret', () => {
  it('has 128 bits and depends on purpose and every part', () => {
    const secret = secrets.derive('first', 'access', 'a', 'b');
    expect(Buffer.from(secret, 'base64url')).toHaveLength(16);
    const others = [
      secrets.derive('first', 'other', 'a', 'b'),
      secrets.derive('first', 'access', 'a'),
      secrets.derive('first', 'access', 'ab'),
      secrets.derive('first', 'access', 'ab', ''),
      secrets.derive('first', 'access', '', 'ab'),
      secrets.derive('first', 'access', 'b', 'a'),
    ];
    expect(new Set([secret, ...others]).size).toBe(others.length + 1);
  });
});

describe('comparing with a secret', () => {
  it.each([
    ['123456', '123456', true],
    ['123456', '123457', false],
    ['', '123456', false],
    ['12345', '123456', false],
    ['1234567', '123456', false],
    ['１23456', '123456', false],
  ])('%j and %j: %s', (given, secret, same) => {
    expect(sameSecret(given, secret)).toBe(same);
  });
});
