import * as fc from 'fast-check';
import { BoundedCache } from '../../shared/bounded-cache';

describe('a cache within a bound of bytes', () => {
  it('gives what was put under a name last', () => {
    const cache = new BoundedCache<string>(100);
    cache.set('one', 'first', 10);
    cache.set('one', 'second', 20);
    expect([cache.get('one'), cache.get('two')]).toEqual(['second', undefined]);
  });

  it('forgets what was not used for longest', () => {
    const cache = new BoundedCache<number>(100);
    for (let n = 0; n < 50; n += 1) {
      cache.set(`once ${n}`, n, 10);
      if (n > 0) expect(cache.get('again and again')).toBe(-1);
      else cache.set('again and again', -1, 10);
    }
    expect([cache.get('once 0'), cache.get('once 49')]).toEqual([undefined, 49]);
  });

  it('does not take what is larger than it may hold, and forgets what that replaces', () => {
    const cache = new BoundedCache<string>(100);
    cache.set('one', 'small', 10);
    cache.set('one', 'large', 101);
    expect(cache.get('one')).toBeUndefined();
  });

  it('never holds more bytes than it may, and never gives a value that was replaced', () => {
    const step = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd', 'e'), bytes: fc.nat(60), looks: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const cache = new BoundedCache<{ readonly bytes: number }>(100);
        const last = new Map<string, { readonly bytes: number }>();
        for (const { name, bytes, looks } of steps) {
          if (looks) cache.get(name);
          else {
            last.set(name, { bytes });
            cache.set(name, last.get(name) ?? { bytes }, bytes);
          }
        }
        const held = [...last].filter(([name, value]) => {
          const given = cache.get(name);
          expect([undefined, value]).toContain(given);
          return given !== undefined;
        });
        expect(held.reduce((sum, [, { bytes }]) => sum + bytes, 0)).toBeLessThanOrEqual(100);
      }),
    );
  });
});
