import { valueMicro } from '@barrow/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account } from './account.ts';
import { emptyBalance, type BalanceRow } from './balance.ts';
import { compareBalances } from './compare-balances.ts';
import type { MoveDraft, PostedMove } from './move.ts';
import { postMoves } from './post-moves.ts';
import { recomputeBalances } from './recompute-balances.ts';

const locationIds = ['shop', 'van', 'kiosk'] as const;
const itemIds = ['soap', 'balm'] as const;
const location = fc.constantFrom(...locationIds);
const quantity = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5_000_000 }));
const cost = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 500_000_000 }));
const upKinds = [
  'opening',
  'return',
  'void',
  'receipt',
  'transfer_in',
  'transfer_loss',
  'count',
  'adjustment',
] as const;
const downKinds = ['opening', 'sale', 'void', 'receipt', 'transfer_out', 'count', 'waste', 'adjustment'] as const;

const key = {
  locationId: location,
  itemId: fc.constantFrom(...itemIds),
  counterLocationId: location,
  payload: fc.constant(undefined),
};
const up = fc.record({
  ...key,
  kind: fc.constantFrom(...upKinds),
  onHandDeltaMilli: quantity,
  unitCostMicro: fc.option(cost, { nil: undefined }),
});
const down = fc.record({
  ...key,
  kind: fc.constantFrom(...downKinds),
  onHandDeltaMilli: quantity.map((size) => -size),
});
const loss = fc.record({
  ...key,
  kind: fc.constant('transfer_loss' as const),
  onHandDeltaMilli: fc.constant(0),
  lostMilli: fc.integer({ min: -5000, max: 5000 }),
});
const drafts: fc.Arbitrary<MoveDraft[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: up }, { weight: 5, arbitrary: down }, { weight: 1, arbitrary: loss }),
  { maxLength: 60 },
);

const sumOf = (numbers: readonly number[]): number => numbers.reduce((left, right) => left + right, 0);
const balanceOf = (rows: readonly BalanceRow[], locationId: string, itemId: string): BalanceRow =>
  rows.find((row) => row.locationId === locationId && row.itemId === itemId) ?? { locationId, itemId, ...emptyBalance };

/** What each account holds of an item, by the moves alone. */
function accountSums(moves: readonly PostedMove[], itemId: string): Map<Account, number> {
  const sums = new Map<Account, number>();
  const add = (account: Account, qtyMilli: number) => sums.set(account, (sums.get(account) ?? 0) + qtyMilli);
  for (const move of moves) {
    if (move.itemId !== itemId) continue;
    add(move.fromAccount, -move.qtyMilli);
    add(move.toAccount, move.qtyMilli);
  }
  return sums;
}

describe('the ledger', () => {
  it('LED-1: sums over accounts are zero for every item, and balances hold what the accounts hold', () => {
    fc.assert(
      fc.property(drafts, (list) => {
        const { moves, balances } = postMoves([], list);
        for (const itemId of itemIds) {
          const sums = accountSums(moves, itemId);
          const rows = balances.filter((row) => row.itemId === itemId);
          expect(sumOf([...sums.values()])).toBe(0);
          expect(sumOf(rows.map((row) => row.onHandMilli))).toBe(sums.get('on_hand') ?? 0);
          expect(sumOf(rows.map((row) => row.inTransitMilli))).toBe(sums.get('in_transit') ?? 0);
          expect(sums.get('cost_difference') ?? 0).toBe(0);
        }
        for (const move of moves) expect(move.qtyMilli).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('LED-2 and LED-3: on-hand is the sum of deltas, value the sum of the values of moves', () => {
    fc.assert(
      fc.property(drafts, (list) => {
        const { moves, balances } = postMoves([], list);
        for (const row of balances) {
          const own = moves.filter((move) => move.locationId === row.locationId && move.itemId === row.itemId);
          expect(sumOf(own.map((move) => move.onHandDeltaMilli))).toBe(row.onHandMilli);
          expect(sumOf(own.map((move) => move.valueMicro))).toBe(row.valueMicro);
        }
      }),
    );
  });

  it('LED-4: nothing on hand is worth nothing, and no value stands against the sign of the on-hand', () => {
    fc.assert(
      fc.property(drafts, (list) => {
        for (let count = 1; count <= list.length; count += 1) {
          const rows = postMoves([], list.slice(0, count)).balances;
          for (const row of rows) {
            expect([0, Math.sign(row.onHandMilli) + 0]).toContain(Math.sign(row.valueMicro) + 0);
            expect(row.averageCostMicro).toBeGreaterThanOrEqual(0);
          }
        }
      }),
    );
  });

  it('LED-5: the same input gives the same output and stays as it was', () => {
    fc.assert(
      fc.property(drafts, drafts, (earlier, list) => {
        const stored = postMoves([], earlier).balances;
        const copy = structuredClone({ stored, list });
        expect(postMoves(stored, list)).toEqual(postMoves(stored.toReversed(), list));
        expect({ stored, list }).toEqual(copy);
      }),
    );
  });

  it('LED-6: a batch cut anywhere gives the same moves and balances', () => {
    fc.assert(
      fc.property(drafts, fc.nat(), (list, cut) => {
        const at = list.length === 0 ? 0 : cut % list.length;
        const whole = postMoves([], list);
        const first = postMoves([], list.slice(0, at));
        const second = postMoves(first.balances, list.slice(at));
        const shifted = second.moves.map((move) => ({ ...move, draftIndex: move.draftIndex + at }));
        expect([...first.moves, ...shifted]).toEqual(whole.moves);
        for (const row of whole.balances) {
          const later = second.balances.some(
            (other) => other.locationId === row.locationId && other.itemId === row.itemId,
          );
          expect(balanceOf(later ? second.balances : first.balances, row.locationId, row.itemId)).toEqual(row);
        }
      }),
    );
  });

  it('LED-7: a move changes the on-hand and value of its own location and item only', () => {
    fc.assert(
      fc.property(drafts, fc.oneof(up, down, loss), (earlier, draft) => {
        const stored = postMoves([], earlier).balances;
        for (const row of postMoves(stored, [draft]).balances) {
          if (row.locationId === draft.locationId && row.itemId === draft.itemId) continue;
          const { inTransitMilli: _before, ...before } = balanceOf(stored, row.locationId, row.itemId);
          const { inTransitMilli: _after, ...after } = row;
          expect(after).toEqual(before);
          expect(row.locationId).toBe(draft.counterLocationId);
        }
      }),
    );
  });

  it('LED-8: balances derived anew from the moves are the balances', () => {
    fc.assert(
      fc.property(drafts, (list) => {
        const { moves, balances } = postMoves([], list);
        expect(compareBalances(recomputeBalances(moves), balances)).toEqual([]);
      }),
    );
  });

  it('LED-9: a receipt that settles a negative stock leaves the rest at its own cost', () => {
    fc.assert(
      fc.property(drafts, quantity, cost, (earlier, restMilli, unitCostMicro) => {
        const stored = postMoves([], earlier).balances;
        for (const row of stored.filter(({ onHandMilli }) => onHandMilli < 0)) {
          const { locationId, itemId } = row;
          const draft: MoveDraft = {
            locationId,
            itemId,
            kind: 'receipt',
            onHandDeltaMilli: restMilli - row.onHandMilli,
            unitCostMicro,
            payload: undefined,
          };
          const after = balanceOf(postMoves(stored, [draft]).balances, locationId, itemId);
          expect(Math.abs(after.valueMicro - valueMicro(unitCostMicro, restMilli))).toBeLessThanOrEqual(1);
          expect(after.averageCostMicro).toBe(unitCostMicro);
        }
      }),
    );
  });
});
