import { mulDivRound } from '@barrow/kernel';
import { BalanceBook, type BalanceRow } from './balance.ts';
import { transitLocation, type StoredMove } from './move.ts';

/**
 * Derives every balance anew from all moves of its key, in posting order: plain sums, and for the average cost one rule.
 * Shares no rule with `postMoves` but the owner of what is in transit, so that each checks the other. Takes an iterable: the
 * moves of years need not be in memory at once.
 */
export function recomputeBalances(moves: Iterable<StoredMove>): BalanceRow[] {
  const book = new BalanceBook();
  for (const move of moves) {
    const balance = book.open(move.locationId, move.itemId);
    const before = balance.onHandMilli;
    balance.onHandMilli += move.onHandDeltaMilli;
    balance.valueMicro += move.valueMicro;
    if (move.onHandDeltaMilli > 0) {
      balance.averageCostMicro =
        before > 0 ? mulDivRound(balance.valueMicro, 1000, balance.onHandMilli) : move.unitCostMicro;
    }
    if (move.toAccount === 'in_transit') book.open(transitLocation(move), move.itemId).inTransitMilli += move.qtyMilli;
    if (move.fromAccount === 'in_transit')
      book.open(transitLocation(move), move.itemId).inTransitMilli -= move.qtyMilli;
  }
  return Array.from(book.rows(), (row) => ({ ...row }));
}
