/** What a partner looks for among its product keys. */
import type { KeyState } from '../domain/keys/product-key';
import type { Filter } from '../ports';

/** Keys that stand so at this moment, of this product, with these last five characters. */
export function keysThatAre(
  asked: {
    readonly state?: KeyState | undefined;
    readonly productId?: string | undefined;
    readonly lastFive?: string | undefined;
  },
  now: Date,
): readonly Filter[] {
  const same = (['productId', 'lastFive'] as const).flatMap((field): readonly Filter[] => {
    const value = asked[field];
    return value === undefined ? [] : [{ field, equals: value }];
  });
  return [...(asked.state === undefined ? [] : inState(asked.state, now.toISOString())), ...same];
}

function inState(state: KeyState, moment: string): readonly Filter[] {
  switch (state) {
    case 'free':
      return [
        { field: 'state', equals: 'free' },
        { field: 'usableUntil', above: moment },
      ];
    case 'expired':
      return [
        { field: 'state', equals: 'free' },
        { field: 'usableUntil', atMost: moment },
      ];
    case 'applied':
    case 'withdrawn':
      return [{ field: 'state', equals: state }];
  }
}
