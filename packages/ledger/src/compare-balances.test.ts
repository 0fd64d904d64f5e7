import { describe, expect, it } from 'vitest';
import type { BalanceRow } from './balance.ts';
import { compareBalances } from './compare-balances.ts';

const row = (itemId: string, onHandMilli: number): BalanceRow => ({
  locationId: 'shop',
  itemId,
  onHandMilli,
  valueMicro: 0,
  averageCostMicro: 0,
  inTransitMilli: 0,
});

describe('comparing balances', () => {
  it('finds nothing between equal sets in another order', () => {
    expect(compareBalances([row('a', 1), row('b', 2)], [row('b', 2), row('a', 1)])).toEqual([]);
  });

  it('names key, field and both values of every difference', () => {
    expect(compareBalances([row('a', 1)], [row('a', 2)])).toEqual([
      { locationId: 'shop', itemId: 'a', field: 'onHandMilli', recomputed: 1, stored: 2 },
    ]);
  });

  it('counts a missing balance as empty on either side', () => {
    expect(compareBalances([row('a', 0)], [])).toEqual([]);
    expect(compareBalances([row('a', 5)], [])).toMatchObject([{ recomputed: 5, stored: 0 }]);
    expect(compareBalances([], [row('a', 5)])).toMatchObject([{ recomputed: 0, stored: 5 }]);
  });
});
