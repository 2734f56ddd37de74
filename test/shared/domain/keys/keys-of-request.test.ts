import { isAbandoned } from '../../../../shared/domain/keys/key-claim';
import { keysFor, keysTyped, unknownKeys } from '../../../../shared/domain/keys/keys-of-request';
import {
  applyKey,
  loadKey,
  withdrawKey,
  type FreeKey,
  type ProductKey,
} from '../../../../shared/domain/keys/product-key';
import { keyNumber, wholeKey } from '../../../product-keys';
import { after } from '../../../redemption-samples';
import { noon, tenants } from '../../../world';

const noa = { userId: 'noa', name: 'Noa Levi' };
const customerId = 'domain:contoso.example';

function aKey(lastFive: string, changes: Partial<FreeKey> = {}): FreeKey {
  const details = { partnerId: tenants.northwind, keyId: lastFive, lastFive, loadedBy: noa, loadId: 'l1', now: noon };
  return { ...loadKey({ productId: 'power-bi-pro', quantity: 1, termMonths: 12 }, details), ...changes };
}

const used = (lastFive: string, applicationId = 'a1', by = customerId): ProductKey =>
  applyKey(aKey(lastFive), { applicationId, customerId: by, subscriptionId: 's1', at: noon.toISOString() });

function withdrawn(lastFive: string): ProductKey {
  const key = withdrawKey(aKey(lastFive), noa, noon);
  if (!key.ok) throw new Error(key.refusal);
  return key.value;
}

const expired = aKey('EXPIR', { usableUntil: noon.toISOString() });

describe('the keys that were pasted', () => {
  it('are taken, each once', () => {
    expect(keysTyped([1, 2].map(keyNumber))).toEqual({ ok: true, value: [1, 2].map((n) => wholeKey(keyNumber(n))) });
    expect(keysTyped([1, 2, 1].map(keyNumber))).toMatchObject({
      errors: [{ pointer: '/keys/2', detail: 'The same key as number 1. Give each key once.' }],
    });
  });

  it('are told one by one what is wrong with them', () => {
    const one = keysTyped([keyNumber(1), 'short']);
    expect(one).toMatchObject({ refusal: 'product-key-malformed', errors: [{ pointer: '/keys/1' }] });
    expect(!one.ok && one.detail).toBe(!one.ok && one.errors?.[0]?.detail);
    expect(keysTyped(['short', keyNumber(1), 'too short'])).toMatchObject({
      detail: '2 keys: see errors.',
      errors: [{ pointer: '/keys/0' }, { pointer: '/keys/2' }],
    });
  });

  it('are unknown unless this company has loaded them', () => {
    const keys = [1, 2].map((number) => wholeKey(keyNumber(number)));
    expect(unknownKeys(keys, [{}, {}])).toBeUndefined();
    expect(unknownKeys(keys, [{}, undefined])).toMatchObject({
      refusal: 'product-key-unknown',
      detail: expect.stringMatching(/^Your company has not loaded this key\. /u) as string,
      errors: [{ pointer: '/keys/1' }],
    });
  });
});

describe('the keys of a request', () => {
  it('are free, all of them', () => {
    const keys = [aKey('AAAAA'), aKey('BBBBB')];
    expect(keysFor(keys, customerId, noon)).toEqual({ ok: true, value: { kind: 'free', keys } });
  });

  it('were used before, all at once and for the same customer', () => {
    expect(keysFor([used('AAAAA'), used('BBBBB')], customerId, noon)).toEqual({
      ok: true,
      value: { kind: 'usedBefore', applicationId: 'a1' },
    });
    for (const keys of [
      [used('AAAAA'), used('BBBBB', 'a2')],
      [used('AAAAA'), aKey('BBBBB')],
      [used('AAAAA'), used('BBBBB', 'a1', 'domain:other.example')],
    ])
      expect(keysFor(keys, customerId, noon)).toMatchObject({ refusal: 'product-key-used' });
    expect(keysFor([used('AAAAA')], undefined, noon)).toMatchObject({ refusal: 'product-key-used' });
  });

  it('tell where they were used only whoever asks for the same customer', () => {
    const detail = (by: string) => {
      const judged = keysFor([aKey('BBBBB'), used('AAAAA', 'a1', by)], customerId, noon);
      return judged.ok ? '' : judged.detail;
    };
    expect(detail(customerId)).toContain('for this customer already');
    expect(detail('domain:other.example')).not.toContain('customer');
    expect(detail('domain:other.example')).toContain('ends in AAAAA');
  });

  it('are withdrawn before used before expired, each with its place', () => {
    const judged = (...keys: ProductKey[]) => keysFor(keys, customerId, noon);
    expect(judged(expired, used('AAAAA'), withdrawn('WWWWW'))).toMatchObject({
      refusal: 'product-key-unknown',
      errors: [{ pointer: '/keys/2' }],
    });
    expect(judged(expired, used('AAAAA'))).toMatchObject({
      refusal: 'product-key-used',
      errors: [{ pointer: '/keys/1' }],
    });
    expect(judged(expired, aKey('AAAAA'), expired)).toMatchObject({
      refusal: 'product-key-expired',
      detail: '2 keys: see errors.',
      errors: [{ pointer: '/keys/0' }, { pointer: '/keys/2' }],
    });
  });
});

it('takes a claim that leads nowhere for abandoned after a day', () => {
  const claim = { claimedAt: noon.toISOString() };
  expect(isAbandoned(claim, after(86_399))).toBe(false);
  expect(isAbandoned(claim, after(86_400))).toBe(true);
});
