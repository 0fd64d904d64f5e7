import { BalanceBook, emptyBalance, type Balance, type BalanceRow } from './balance.ts';

const fields = ['onHandMilli', 'valueMicro', 'averageCostMicro', 'inTransitMilli'] as const;

export type BalanceDifference = {
  readonly locationId: string;
  readonly itemId: string;
  readonly field: keyof Balance;
  readonly recomputed: number;
  readonly stored: number;
};

/** Every field in which two sets of balances differ. A balance that one side does not have counts as empty there. */
export function compareBalances(recomputed: Iterable<BalanceRow>, stored: Iterable<BalanceRow>): BalanceDifference[] {
  const differences: BalanceDifference[] = [];
  const left = new BalanceBook();
  for (const row of recomputed) Object.assign(left.open(row.locationId, row.itemId), row);
  const seen = new Set<unknown>();
  for (const row of stored) {
    const counterpart = left.find(row.locationId, row.itemId);
    if (counterpart !== undefined) seen.add(counterpart);
    addDifferences(differences, row, counterpart ?? emptyBalance, row);
  }
  for (const row of left.rows()) if (!seen.has(row)) addDifferences(differences, row, row, emptyBalance);
  return differences;
}

function addDifferences(
  differences: BalanceDifference[],
  key: Pick<BalanceRow, 'locationId' | 'itemId'>,
  recomputed: Balance,
  stored: Balance,
): void {
  for (const field of fields) {
    if (recomputed[field] === stored[field]) continue;
    const { locationId, itemId } = key;
    differences.push({ locationId, itemId, field, recomputed: recomputed[field], stored: stored[field] });
  }
}
