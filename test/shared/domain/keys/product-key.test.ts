import {
  applyKey,
  keyState,
  loadKey,
  ProductKey,
  productKeyView,
  usableKey,
  withdrawKey,
  type FreeKey,
} from '../../../../shared/domain/keys/product-key';
import { noon, tenants } from '../../../world';

const noa = { userId: 'noa', name: 'Noa Levi' };
const expiresAt = '2027-03-31T23:59:59.999Z';
const applied = {
  applicationId: 'a1',
  customerId: 'domain:contoso.example',
  subscriptionId: 's1',
  at: noon.toISOString(),
};

function aKey(change: Partial<FreeKey> = {}): FreeKey {
  const terms = { productId: 'microsoft-365-business-standard', quantity: 10, termMonths: 12, expiresAt };
  const details = {
    partnerId: tenants.northwind,
    keyId: 'k1',
    lastFive: 'Y2346',
    loadedBy: noa,
    loadId: 'l1',
    now: noon,
  };
  return { ...loadKey(terms, details), ...change };
}

const withdrawn = () => {
  const done = withdrawKey(aKey(), noa, noon);
  if (!done.ok) throw new Error('A free key can be withdrawn.');
  return done.value;
};

describe('a product key', () => {
  it('can be used until its expiry, not at that very moment', () => {
    const last = new Date(Date.parse(expiresAt) - 1);
    expect(usableKey(aKey(), last)).toEqual({ ok: true, value: aKey() });
    expect(keyState(aKey(), last)).toBe('free');
    expect(usableKey(aKey(), new Date(expiresAt))).toMatchObject({ refusal: 'product-key-expired' });
    expect(keyState(aKey(), new Date(expiresAt))).toBe('expired');
  });

  it('without an expiry can be used for ever', () => {
    const { expiresAt: _expiresAt, ...key } = aKey({ usableUntil: '9999-12-31T23:59:59.999Z' });
    expect(usableKey(key, new Date('2100-01-01T00:00:00.000Z')).ok).toBe(true);
    expect('expiresAt' in productKeyView(key, noon)).toBe(false);
  });

  it('is used once', () => {
    const used = applyKey(aKey(), applied);
    expect(used).toMatchObject({ state: 'applied', applied, revision: 2 });
    expect(usableKey(used, noon)).toMatchObject({ refusal: 'product-key-used' });
    expect(keyState(used, new Date('2030-01-01T00:00:00.000Z'))).toBe('applied');
  });

  it('is withdrawn when it was not used, also after its expiry, and then no longer known', () => {
    expect(withdrawn()).toMatchObject({
      state: 'withdrawn',
      revision: 2,
      withdrawn: { by: noa, at: noon.toISOString() },
    });
    expect(withdrawKey(aKey(), noa, new Date('2030-01-01T00:00:00.000Z')).ok).toBe(true);
    expect(usableKey(withdrawn(), noon)).toMatchObject({ refusal: 'product-key-unknown' });
    expect(withdrawKey(withdrawn(), noa, noon)).toMatchObject({ refusal: 'state-conflict' });
    expect(withdrawKey(applyKey(aKey(), applied), noa, noon)).toMatchObject({ refusal: 'product-key-used' });
  });

  it.each([
    ['free', aKey(), undefined],
    ['applied', applyKey(aKey(), applied), { applied }],
    ['withdrawn', withdrawn(), { withdrawn: { at: noon.toISOString(), by: noa } }],
  ] as const)('is read as it was written, and shown, when %s', (state, key, more) => {
    expect(ProductKey.parse(JSON.parse(JSON.stringify(key)))).toEqual(key);
    expect(productKeyView(key, noon)).toEqual({
      id: 'k1',
      lastFive: 'Y2346',
      state,
      productId: 'microsoft-365-business-standard',
      quantity: 10,
      termMonths: 12,
      expiresAt,
      loadedAt: noon.toISOString(),
      loadedBy: noa,
      ...more,
    });
  });

  it('says of one that cannot be used which it is, since when, and what to do', () => {
    const said = (key: Parameters<typeof usableKey>[0], now = noon) => {
      const judged = usableKey(key, now);
      return judged.ok ? '' : judged.detail;
    };
    const today = noon.toISOString().slice(0, 10);
    expect(said(applyKey(aKey(), applied))).toMatch(new RegExp(`Y2346 was used on ${today}.*another one`, 'u'));
    expect(said(withdrawn())).toMatch(new RegExp(`Y2346 was withdrawn on ${today}.*Load it again`, 'u'));
    expect(said(aKey(), new Date(expiresAt))).toMatch(/Y2346 could be used until 2027-03-31.*another one/u);
    expect(withdrawKey(applyKey(aKey(), applied), noa, noon)).toMatchObject({
      detail: expect.stringContaining('cannot be withdrawn') as string,
    });
  });

  it('is usable until its expiry, or for ever where it has none', () => {
    const loaded = { partnerId: 'p', keyId: 'k', lastFive: 'Y2346', loadedBy: noa, loadId: 'l', now: noon };
    const terms = { productId: 'power-bi-pro', quantity: 1, termMonths: 12 };
    expect(loadKey({ ...terms, expiresAt }, loaded)).toMatchObject({ expiresAt, usableUntil: expiresAt });
    expect(loadKey(terms, loaded)).not.toHaveProperty('expiresAt');
    expect(keyState(loadKey(terms, loaded), new Date('9999-01-01T00:00:00.000Z'))).toBe('free');
  });

  it('has the fields of its own state alone', () => {
    expect(ProductKey.safeParse({ ...aKey(), state: 'applied' }).success).toBe(false);
    expect(ProductKey.safeParse({ ...aKey(), state: 'withdrawn' }).success).toBe(false);
  });
});
