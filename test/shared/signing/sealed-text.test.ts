import * as fc from 'fast-check';
import { coverId, seal, unseal } from '../../../shared/signing/sealed-text';

const northwind = { idSalt: 'salt-of-northwind' };
const fabrikam = { idSalt: 'salt-of-fabrikam' };

describe('a sealed text', () => {
  it('comes back to whoever sealed it, and says nothing on the way', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary', maxLength: 400 }), (text) => {
        const sealed = seal(northwind, text);
        expect(unseal(northwind, sealed)).toBe(text);
        expect(seal(northwind, text)).toBe(sealed);
        expect(sealed).toMatch(/^[\w-]+$/u);
        if (text.length > 3) expect(Buffer.from(sealed, 'base64url').includes(text)).toBe(false);
      }),
    );
  });

  it('does not open for another partner, nor when a single character of it was changed', () => {
    const sealed = seal(northwind, '2026-11-22T12:00:00.000Z~domain-doubted-contoso.example');
    expect(unseal(fabrikam, sealed)).toBeUndefined();
    for (let at = 0; at < sealed.length; at += 1) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      expect([at, unseal(northwind, sealed.slice(0, at) + other + sealed.slice(at + 1))]).toEqual([at, undefined]);
    }
  });

  it('is nothing that somebody made up', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => unseal(northwind, text) === undefined));
    for (const given of ['', 'x', '%%%', 'A'.repeat(38)]) expect(unseal(northwind, given)).toBeUndefined();
  });
});

describe('a covered id', () => {
  it('is the same for the same id of the same partner, and another one otherwise', () => {
    const covered = coverId(northwind, 'delegation-ended-domain:contoso.example-2');
    expect(covered).toMatch(/^[\w-]{32}$/u);
    expect(coverId(northwind, 'delegation-ended-domain:contoso.example-2')).toBe(covered);
    expect(coverId(northwind, 'delegation-ended-domain:contoso.example-3')).not.toBe(covered);
    expect(coverId(fabrikam, 'delegation-ended-domain:contoso.example-2')).not.toBe(covered);
  });
});
