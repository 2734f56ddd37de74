import * as fc from 'fast-check';
import { mailboxKeyEverywhere } from '../../../shared/signing/mailbox-key';
import { parseKeys } from '../../../shared/signing/keys';
import { secretsFrom } from '../../../shared/signing/secrets';

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64url')}`;
const secretsOf = (...keys: readonly [string, ...string[]]) => {
  const [signing, ...others] = parseKeys(keys.join(','));
  if (signing === undefined || typeof signing === 'string') throw new Error('These are no keys.');
  return secretsFrom([signing, ...others.filter((one) => typeof one !== 'string')]);
};

describe('the name of a mailbox over all partners', () => {
  it('is one for every spelling of a mailbox, and another for every other', () => {
    const secrets = secretsOf(key('a', 1));
    const name = (address: string) => mailboxKeyEverywhere(secrets, address);
    expect(name('V.era+news@GoogleMail.com')).toBe(name('vera@gmail.com'));
    expect(name('Vera@tailspin.example')).toBe(name('vera@TAILSPIN.example'));
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,12}$/u), fc.stringMatching(/^[a-z]{1,12}$/u), (one, other) => {
        const same = name(`${one}@tailspin.example`) === name(`${other}@tailspin.example`);
        expect(same).toBe(one === other);
      }),
    );
  });

  it('follows from a key that no document holds, and is another one once another key signs', () => {
    const name = (...keys: readonly [string, ...string[]]) =>
      mailboxKeyEverywhere(secretsOf(...keys), 'vera@tailspin.example');
    expect(name(key('a', 1))).toMatch(/^[\w-]{22}$/u);
    expect(name(key('a', 1), key('b', 2))).toBe(name(key('a', 1)));
    expect(name(key('b', 2), key('a', 1))).not.toBe(name(key('a', 1)));
    expect(name(key('a', 2))).not.toBe(name(key('a', 1)));
  });
});
