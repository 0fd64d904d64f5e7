import type { Database, Tx } from '../platform/postgres.ts';
import { balanceDifferences } from './balance-differences.ts';
import type { Difference } from './difference.ts';
import { reservedDifferences } from './reserved-differences.ts';
import { dayTotalDifferences, itemDayDifferences } from './day-differences.ts';
import { orderDifferences, receiptDifferences } from './order-differences.ts';
import { saleDifferences } from './sale-differences.ts';
import { saleMoveDifferences } from './sale-move-differences.ts';
import { inTransitDifferences, transferDifferences } from './transfer-differences.ts';

/** Long enough for years of moves; readers of the event log do not wait for it, since it writes nothing. */
const timeoutMs = 60 * 60_000;

const checks: readonly ((tx: Tx) => Promise<Difference[]>)[] = [
  balanceDifferences,
  reservedDifferences,
  saleDifferences,
  saleMoveDifferences,
  transferDifferences,
  inTransitDifferences,
  orderDifferences,
  receiptDifferences,
  dayTotalDifferences,
  itemDayDifferences,
];

/**
 * Recomputes every balance and total of an organisation from its moves, lines, voids, reservations, transfers and receipts of goods, and answers every difference;
 * none when the books are right. Reads everything as of one moment, so sales may go on meanwhile. It stands beside the modules and
 * reads their tables itself, so that it shares no rule with what it checks.
 */
export async function verify(database: Database, orgId: string): Promise<Difference[]> {
  return database.transaction(
    orgId,
    async (tx) => {
      await tx.run('set transaction isolation level repeatable read');
      const differences: Difference[] = [];
      for (const check of checks) differences.push(...(await check(tx)));
      return differences;
    },
    { readOnly: true, timeoutMs },
  );
}
