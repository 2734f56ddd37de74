import * as fc from 'fast-check';
import type { SigningKey } from '../../../shared/signing/keys';
import { accessTokens } from '../../../shared/signing/access-tokens';
import { linkCodes } from '../../../shared/signing/link-codes';
import { signedClaims } from '../../../shared/signing/signed-claims';

const key = (id: string, fill: number): SigningKey => ({ id, bytes: new Uint8Array(32).fill(fill) });
const current = key('2026', 1);
const tokens = accessTokens([current]);
const contoso = { partnerId: '11111111-1111-4111-8111-111111111111', customerId: 'domain:contoso.example' };
const token = tokens.issue(contoso);

describe('the token of an access page', () => {
  it('says which customer of which partner it was issued for, and is the same each time', () => {
    const anyone = fc.record({
      partnerId: fc.uuid(),
      customerId: fc.stringMatching(/^(domain|address):[a-z0-9.-]{1,253}$/u),
    });
    fc.assert(fc.property(anyone, (access) => expect(tokens.read(tokens.issue(access))).toEqual(access)));
    expect(tokens.issue(contoso)).toBe(token);
  });

  it('has room for the longest domain and the longest key id', () => {
    const longest = accessTokens([key('k'.repeat(16), 1)]);
    const access = { ...contoso, customerId: `domain:${'a'.repeat(253)}` };
    expect(longest.read(longest.issue(access))).toEqual(access);
  });

  it('ends in a letter or digit, for every customer: programs that make links of text leave out what follows', () => {
    const anyone = fc.record({
      partnerId: fc.uuid(),
      customerId: fc.stringMatching(/^(domain|address):[a-z0-9.-]{1,253}$/u),
    });
    fc.assert(
      fc.property(anyone, fc.stringMatching(/^[A-Za-z0-9_-]{1,16}$/u), (access, id) => {
        expect(accessTokens([key(id, 1)]).issue(access)).toMatch(/^[A-Za-z0-9_-]*[A-Za-z0-9]$/u);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    [
      'domain:contoso001.example',
      'AQQyMDI2ERERERERQRGBEREREREREWRvbWFpbjpjb250b3NvMDAxLmV4YW1wbGUk-XyY4UZbCN5oMEtUkFPS',
    ],
    [
      'domain:contoso022.example',
      'AQQyMDI2ERERERERQRGBEREREREREWRvbWFpbjpjb250b3NvMDIyLmV4YW1wbGVAGe6_bCSlc9ifJiKtTlv_',
    ],
    [
      'domain:contoso035.example',
      'AQQyMDI2ERERERERQRGBEREREREREWRvbWFpbjpjb250b3NvMDM1LmV4YW1wbGXEMZ48Y5LJiIL-d4XyRPh-',
    ],
  ])('of the first form is still read: %s', (customerId, old) => {
    expect(tokens.read(old)).toEqual({ ...contoso, customerId });
    for (const other of [`${old}k`, `${old}-`, old.slice(0, -1)]) expect(tokens.read(other)).toBeUndefined();
  });

  it('is refused with any character of it replaced, left out or added, so that it has one spelling', () => {
    for (let at = 0; at < token.length; at += 1) {
      expect(tokens.read(token.slice(0, at))).toBeUndefined();
      for (const character of 'ABCXYZabcxyz019-_+/= ') {
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        if (changed !== token) expect(tokens.read(changed)).toBeUndefined();
        expect(tokens.read(token.slice(0, at) + character + token.slice(at))).toBeUndefined();
      }
    }
  });

  it('is refused when it was signed with a key that is not ours, and holds after its key was retired', () => {
    expect(tokens.read(accessTokens([key('2026', 9)]).issue(contoso))).toBeUndefined();
    expect(accessTokens([key('2027', 3), current]).read(token)).toEqual(contoso);
  });

  it('is not taken for the code of a link, nor a code for it', () => {
    const link = { partnerId: contoso.partnerId, offerId: '00112233445566778899aabbccddeeff', linkVersion: 1 };
    expect(tokens.read(linkCodes([current]).issue(link))).toBeUndefined();
    expect(linkCodes([current]).read(token)).toBeUndefined();
    const samePurpose = (purpose: string) =>
      signedClaims<string>([current], {
        purpose,
        longest: 200,
        encode: (text) => [Buffer.from(text)],
        decode: (bytes) => bytes.toString(),
      });
    expect(samePurpose('access').read(samePurpose('link').issue('the same claims'))).toBeUndefined();
  });
});
