import * as fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { parseKeys, type SigningKey } from '../../../shared/signing/keys';
import { linkCodes } from '../../../shared/signing/link-codes';

const key = (id: string, fill: number): SigningKey => ({ id, bytes: new Uint8Array(32).fill(fill) });
const current = key('2026', 1);
const retired = key('2025', 2);
const codes = linkCodes([current]);

const link = {
  partnerId: '11111111-1111-4111-8111-111111111111',
  offerId: '00112233445566778899aabbccddeeff',
  linkVersion: 3,
};
const code = codes.issue(link);

const anyLink = fc.record({
  partnerId: fc.uuid(),
  offerId: fc.stringMatching(/^[0-9a-f]{32}$/u),
  linkVersion: fc.integer({ min: 1, max: 65_535 }),
});

describe('the code of a link', () => {
  it('says which partner, offer and link version it was issued for', () => {
    fc.assert(fc.property(anyLink, (issued) => expect(codes.read(codes.issue(issued))).toEqual(issued)));
  });

  it('fits into an address as it is, and is the same each time', () => {
    expect(code).toMatch(/^[A-Za-z0-9_-]{60,120}$/u);
    expect(codes.issue(link)).toBe(code);
  });

  it('says the same each time, and nobody can change what it says', () => {
    const [first, second] = [codes.read(code), codes.read(code)];
    expect([first, second]).toEqual([link, link]);
    expect(() => Object.assign(second ?? {}, { linkVersion: 4 })).toThrow(TypeError);
  });

  it('ends in a letter or digit, whatever its key is called: programs that make links of text leave out what follows', () => {
    const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,16}$/u);
    fc.assert(
      fc.property(anyLink, ids, fc.integer({ min: 0, max: 255 }), (issued, id, fill) => {
        expect(linkCodes([key(id, fill)]).issue(issued)).toMatch(/^[A-Za-z0-9_-]*[A-Za-z0-9]$/u);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    [1, 'AQJrMREREREREUERgREREREREREAESIzRFVmd4iZqrvM3e7_AAGTggfK6PQ6-PMGTmGnfeBE'],
    [15, 'AQJrMREREREREUERgREREREREREAESIzRFVmd4iZqrvM3e7_AA8-B4gm5a3LL8hhxVh-FSF_'],
    [145, 'AQJrMREREREREUERgREREREREREAESIzRFVmd4iZqrvM3e7_AJGkNelpUGG_oGGC3BvT5cz-'],
  ])('of the first form is still read, link version %i, in its one spelling', (linkVersion, old) => {
    const mailed = linkCodes([key('k1', 1)]);
    expect(mailed.read(old)).toEqual({ ...link, linkVersion });
    expect(mailed.issue({ ...link, linkVersion })).not.toBe(old);
    for (const other of [`${old}k`, `${old}A`, old.slice(0, -1), mailed.issue({ ...link, linkVersion }).slice(0, -1)])
      expect(mailed.read(other)).toBeUndefined();
    for (const character of 'ABCXYZabcklxyz019-_') {
      const changed = old.slice(0, -1) + character;
      if (changed !== old) expect(mailed.read(changed)).toBeUndefined();
    }
  });

  it('cannot be made of one of the first form by saying that it is new', () => {
    const bytes = Buffer.from('AQJrMREREREREUERgREREREREREAESIzRFVmd4iZqrvM3e7_AAGTggfK6PQ6-PMGTmGnfeBE', 'base64url');
    bytes[0] = 2;
    expect(linkCodes([key('k1', 1)]).read(`${bytes.toString('base64url')}k`)).toBeUndefined();
  });

  it('is refused with any bit of it flipped', () => {
    const bytes = Buffer.from(code.slice(0, -1), 'base64url');
    expect(`${bytes.toString('base64url')}k`).toBe(code);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const encoded = flipped.toString('base64url');
      expect([codes.read(`${encoded}k`), codes.read(encoded)]).toEqual([undefined, undefined]);
    }
  });

  it('is refused with any character of it replaced, so that it has one spelling', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= ';
    for (let at = 0; at < code.length; at += 1)
      for (const character of alphabet) {
        const changed = code.slice(0, at) + character + code.slice(at + 1);
        if (changed !== code) expect(codes.read(changed)).toBeUndefined();
      }
  });

  it('is refused cut short at any place', () => {
    for (let length = 0; length < code.length; length += 1) expect(codes.read(code.slice(0, length))).toBeUndefined();
  });

  it.each([
    ['a character more', `${code}A`],
    ['a character before', `A${code}`],
    ['padding', `${code}=`],
    ['a line break', `${code}\n`],
    ['a null character', `${code}\u0000`],
    ['itself again', code + code],
    ['other letter case', code.toUpperCase()],
  ])('is refused with %s', (_what, changed) => {
    expect(codes.read(changed)).toBeUndefined();
  });

  it('is refused whatever is made up instead', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 200 }), fc.base64String()), (made) => codes.read(made) === undefined),
    );
  });

  it('is refused when it was signed with a key that is not ours', () => {
    expect(codes.read(linkCodes([key('2026', 9)]).issue(link))).toBeUndefined();
    expect(codes.read(linkCodes([key('other', 1)]).issue(link))).toBeUndefined();
  });

  it('is refused when it was signed for another purpose with the same key', () => {
    const bytes = Buffer.from(code.slice(0, -1), 'base64url');
    const claims = bytes.subarray(0, -16);
    const plain = createHmac('sha256', current.bytes).update(claims).digest().subarray(0, 16);
    expect(codes.read(`${Buffer.concat([claims, plain]).toString('base64url')}k`)).toBeUndefined();
  });

  it('holds after its key was retired, until the key is gone', () => {
    const old = linkCodes([retired]).issue(link);
    const both = linkCodes([current, retired]);
    expect(both.read(old)).toEqual(link);
    expect(both.issue(link)).toBe(code);
    expect(codes.read(old)).toBeUndefined();
  });
});

describe('the keys of a setting', () => {
  const encoded = (fill: number, bytes = 32) => Buffer.alloc(bytes, fill).toString('base64url');

  it('are read in their order: the first one signs', () => {
    const keys = parseKeys(`a:${encoded(1)}, b:${encoded(2)}`);
    expect(keys).toEqual([
      { id: 'a', bytes: new Uint8Array(32).fill(1) },
      { id: 'b', bytes: new Uint8Array(32).fill(2) },
    ]);
  });

  it.each([
    ['are none', ''],
    ['have no id', encoded(1)],
    ['have an id that is no name', `a b:${encoded(1)}`],
    ['are shorter than 256 bits', `a:${encoded(1, 31)}`],
    ['share an id', `a:${encoded(1)},a:${encoded(2)}`],
    ['are not base64url', 'a:!!!!'],
    ['end in a comma', `a:${encoded(1)},`],
  ])('are refused in words when they %s', (_what, value) => {
    expect(parseKeys(value)).toMatch(/^must/u);
  });
});
