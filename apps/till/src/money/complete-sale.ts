import type { TillPlace } from '@barrow/contracts';
import type { Basket } from '@barrow/selling';
import { appendFacts } from '../store/append-fact.ts';
import { database, readSingle, writeSingle, type KnownReceipt, type Shift } from '../store/database.ts';
import { rulesAt } from './rules.ts';
import { settleSale, type Tender } from './settle-sale.ts';

export type Staff = { readonly staffId: string; readonly name: string } | null;

/**
 * Completes a sale: fact, receipt, the shift's cash, and the basket that is empty now, all in one transaction. Once this returns the sale is on the disk and will reach the
 * server; the receipt may be shown. The sale has the id of its basket, so a basket that two tabs hold, or that comes back after a crash, is sold
 * once. Throws when it was, or when the basket does not come out; then nothing is stored.
 */
export async function completeSale(
  place: TillPlace,
  deviceCode: string,
  basketId: string,
  basket: Basket,
  tenders: readonly Tender[],
  staff: Staff,
): Promise<KnownReceipt> {
  const saleId = basketId;
  let receipt: KnownReceipt | undefined;
  await appendFacts(
    (last, { at, atMs }) => {
      const number = receiptNumber(deviceCode, last.receipt + 1);
      const about = { saleId, number, at, atMs, staffName: staff?.name ?? null };
      const settled = settleSale(place, rulesAt(place, atMs), basket, tenders, about);
      if ('refused' in settled) throw new Error(settled.refused);
      ({ receipt } = settled);
      const { input } = settled;
      return [
        {
          factId: saleId,
          action: 'sales.sale.capture',
          input: { ...input },
          staffId: staff?.staffId ?? null,
          isReceipt: true,
        },
      ];
    },
    async () => {
      if (receipt === undefined) return;
      await database.receipts.add(receipt);
      await database.baskets.delete(basketId);
      const shift = await readSingle('shift');
      if (shift !== undefined) await writeSingle('shift', withReceipt(shift, receipt, 1));
    },
  );
  if (receipt === undefined) throw new Error('a sale without a receipt');
  return receipt;
}

/** `BER-H-T3-000042` */
export function receiptNumber(deviceCode: string, number: number): string {
  return `${deviceCode}-${String(number).padStart(6, '0')}`;
}

/** A shift after a receipt, or without one that is void (-1). */
export function withReceipt(shift: Shift, { payments, totalMinor }: KnownReceipt, sign: 1 | -1): Shift {
  const byMethod = { ...shift.byMethod };
  let { cashMinor } = shift;
  for (const { method, amountMinor } of payments) {
    byMethod[method] = (byMethod[method] ?? 0) + sign * amountMinor;
    if (method === 'cash') cashMinor += sign * amountMinor;
  }
  return { ...shift, cashMinor, byMethod, sales: shift.sales + sign, totalMinor: shift.totalMinor + sign * totalMinor };
}
