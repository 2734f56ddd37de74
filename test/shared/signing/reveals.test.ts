import { parseKeys, type SigningKey } from '../../../shared/signing/keys';
import { reveals } from '../../../shared/signing/reveals';

function keys(...ids: readonly string[]): [SigningKey, ...SigningKey[]] {
  const parsed = parseKeys(
    ids.map((id) => `${id}:${Buffer.from(id.repeat(32).slice(0, 32)).toString('base64url')}`).join(),
  );
  const [first, ...others] = typeof parsed === 'string' ? [] : parsed;
  if (!first) throw new Error('There are no keys.');
  return [first, ...others];
}

const secret = Buffer.from('0123456789abcdef').toString('base64url');
const other = Buffer.from('fedcba9876543210').toString('base64url');
const about = ['partner', 'reset', 'user'];
const reveal = { partnerId: '11111111-1111-4111-8111-111111111111', resetId: 'ab'.repeat(16), secret };
const password = 'Bakem-Rutaf-Sanud-4739';

describe('a password that is sealed to a link', () => {
  const ours = reveals(keys('one'));
  const publicKey = ours.publicKeyOf(secret);
  const sealed = ours.seal(password, { publicKey, about });

  it('opens with the secret in the link', () => {
    expect(ours.open(sealed, { secret, about })).toBe(password);
    expect(JSON.stringify(sealed)).not.toContain(password);
  });

  it('opens with no other secret, about nothing else, and with no other keys', () => {
    expect(ours.open(sealed, { secret: other, about })).toBeUndefined();
    expect(ours.open(sealed, { secret, about: ['partner', 'reset', 'another'] })).toBeUndefined();
    expect(reveals(keys('two')).open(sealed, { secret, about })).toBeUndefined();
    const [stolen] = keys('two');
    expect(reveals([{ ...stolen, id: 'one' }]).open(sealed, { secret, about })).toBeUndefined();
  });

  it('does not open once anything of it is changed', () => {
    for (const field of ['box', 'ephemeral'] as const) {
      const bytes = Buffer.from(sealed[field], 'base64url');
      for (const at of [0, bytes.length >> 1, bytes.length - 2]) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        const spoilt = { ...sealed, [field]: changed.toString('base64url') };
        expect(ours.open(spoilt, { secret, about })).toBeUndefined();
      }
    }
    expect(ours.open({ ...sealed, box: '' }, { secret, about })).toBeUndefined();
    expect(ours.open({ ...sealed, ephemeral: 'AA' }, { secret, about })).toBeUndefined();
  });

  it('looks different each time', () => {
    expect(ours.seal(password, { publicKey, about }).box).not.toBe(sealed.box);
  });

  it('opens after the keys were rotated, until the old one is taken out', () => {
    const rotated = reveals(keys('two', 'one'));
    expect(rotated.open(sealed, { secret, about })).toBe(password);
    expect(rotated.seal(password, { publicKey, about }).keyId).toBe('two');
  });
});

describe('the link', () => {
  const ours = reveals(keys('one'));
  const token = ours.issue(reveal);

  it('says what it was issued for, and ends in a letter', () => {
    expect(ours.read(token)).toEqual(reveal);
    expect(token).toMatch(/^[\w-]+[A-Za-z\d]$/u);
    expect(reveals(keys('two', 'one')).read(token)).toEqual(reveal);
  });

  it('is refused when anything of it is changed, or another deployment has issued it', () => {
    for (let at = 0; at < token.length; at += 1) {
      const letter = token[at] === 'A' ? 'B' : 'A';
      expect(ours.read(token.slice(0, at) + letter + token.slice(at + 1))).toBeUndefined();
    }
    expect(reveals(keys('two')).read(token)).toBeUndefined();
    expect(ours.read(`${token}x`)).toBeUndefined();
    expect(ours.read('')).toBeUndefined();
  });

  it('has room for the longest id that a key can have', () => {
    const long = reveals([{ ...keys('one')[0], id: 'k'.repeat(16) }]);
    expect(long.read(long.issue(reveal))).toEqual(reveal);
  });
});
