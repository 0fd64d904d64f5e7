import type { TillPlace } from '@barrow/contracts';
import { appendFacts, newId } from '../store/append-fact.ts';
import { database, readSingle, writeSingle, type KnownReceipt } from '../store/database.ts';
import { withReceipt, type Staff } from './complete-sale.ts';

/** Says that a sale is void: a fact of its own, and the money of it out of the shift. Done once: a receipt that is void already stays as it is. */
export async function voidSale(
  place: TillPlace,
  { saleId }: KnownReceipt,
  reason: string,
  staff: Staff,
): Promise<void> {
  await appendFacts(
    async (_last, { at }) => {
      const receipt = await database.receipts.get(saleId);
      if (receipt === undefined || receipt.voided) return [];
      const id = newId();
      const input = { saleId, id, locationId: place.location.locationId, reason, occurredAt: at };
      return [{ factId: id, action: 'sales.sale.void', input, staffId: staff?.staffId ?? null, isReceipt: false }];
    },
    async (facts) => {
      const receipt = await database.receipts.get(saleId);
      if (facts.length === 0 || receipt === undefined) return;
      await database.receipts.update(saleId, { voided: true });
      const shift = await readSingle('shift');
      if (shift !== undefined && receipt.atMs >= shift.openedAtMs)
        await writeSingle('shift', withReceipt(shift, receipt, -1));
    },
  );
}
