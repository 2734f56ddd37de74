import { logoAddresses } from '../../../shared/signing/logo-addresses';
import { tenants } from '../../world';

const key = (id: string, fill: number) => ({ id, bytes: new Uint8Array(32).fill(fill) });
const current = key('2026', 1);
const addresses = logoAddresses([current]);
const logo = { partnerId: tenants.northwind, hash: '0123456789abcdef0123456789abcdef' };
const address = addresses.issue(logo);

describe('the address of a logo', () => {
  it('says which logo it is to nobody but us, and is always the same', () => {
    expect(addresses.read(address)).toEqual(logo);
    expect(logoAddresses([current]).issue(logo)).toBe(address);
    const bytes = Buffer.from(address, 'base64url');
    for (const known of [logo.partnerId, logo.partnerId.slice(0, 8), logo.hash.slice(0, 8)])
      for (const told of [address, bytes.toString('latin1'), bytes.toString('hex')]) expect(told).not.toContain(known);
  });

  it('shares nothing with that of another logo of the same partner, nor of the same logo of another', () => {
    const others = [
      addresses.issue({ ...logo, hash: `${logo.hash.slice(0, -1)}0` }),
      addresses.issue({ ...logo, partnerId: tenants.fabrikam }),
    ];
    for (const other of others) expect(other.slice(0, 16)).not.toBe(address.slice(0, 16));
  });

  it.each(Array.from({ length: address.length }, (_, at) => at))('is none when its letter %d is another one', (at) => {
    const other = address[at] === 'A' ? 'B' : 'A';
    expect(addresses.read(address.slice(0, at) + other + address.slice(at + 1))).toBeUndefined();
  });

  it.each(['', 'A', `${address}A`, address.slice(1), `${address}=`, ` ${address}`, '\ud800', 'A'.repeat(100_000)])(
    'is none: %.20j',
    (forged) => expect(addresses.read(forged)).toBeUndefined(),
  );

  it('stays good for as long as its key is known, and no longer', () => {
    expect(logoAddresses([key('2027', 2), current]).read(address)).toEqual(logo);
    expect(logoAddresses([key('2027', 2)]).read(address)).toBeUndefined();
    expect(logoAddresses([key('2026', 2)]).read(address)).toBeUndefined();
  });
});
