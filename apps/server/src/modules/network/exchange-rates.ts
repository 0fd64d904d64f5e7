import { mulDivRound } from '@barrow/kernel';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';

/** Converts an amount (any integer unit) by the newest rate on or before `day`, either way round. Throws EXCHANGE_RATE_MISSING. */
export async function convert(tx: Tx, amount: number, from: string, to: string, day: string): Promise<number> {
  if (from === to) return amount;
  const row = await tx.row<{ base: string; rate_micro: number }>(
    `select base, rate_micro from network.exchange_rate
     where org_id = $1 and ((base = $2 and quote = $3) or (base = $3 and quote = $2)) and day <= $4 order by day desc limit 1`,
    [tx.orgId, from, to, day],
  );
  if (row === undefined) {
    throw fault(
      'unprocessable',
      'EXCHANGE_RATE_MISSING',
      `No exchange rate between ${from} and ${to} is stored for ${day} or before. Store one with PUT /exchange-rates.`,
    );
  }
  return row.base === from
    ? mulDivRound(amount, row.rate_micro, 1_000_000)
    : mulDivRound(amount, 1_000_000, row.rate_micro);
}
