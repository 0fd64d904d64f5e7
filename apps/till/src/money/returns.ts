import { decideRefund, type BasketLine, type RefundLine } from '@barrow/selling';
import { newId } from '../store/append-fact.ts';
import type { KnownReceipt } from '../store/database.ts';

/** How much of each line of a receipt may still come back, by what this till knows of. */
export function returnable(receipt: KnownReceipt, others: readonly KnownReceipt[]): ReadonlyMap<number, number> {
  const before = returnedOf(receipt, others);
  return new Map(
    receipt.lines.flatMap(({ lineNo, qtyMilli }): [number, number][] => {
      const back = before.filter((line) => line.lineNo === lineNo).reduce((sum, line) => sum + line.qtyMilli, 0);
      return qtyMilli <= 0 ? [] : [[lineNo, qtyMilli + back]];
    }),
  );
}

/** Lines of a basket for goods that come back: at the price and with the discount and taxes that they were sold with. Null when more would come back than was sold. */
export function returnLines(
  receipt: KnownReceipt,
  others: readonly KnownReceipt[],
  ask: readonly { readonly lineNo: number; readonly qtyMilli: number }[],
): readonly BasketLine[] | null {
  const decided = decideRefund(receipt.lines, returnedOf(receipt, others), ask);
  if (!decided.ok) return null;
  return decided.value.flatMap((line): BasketLine[] => {
    const sold = receipt.lines.find(({ lineNo }) => lineNo === line.lineNo);
    if (sold === undefined) return [];
    const off = Math.abs(line.discountMinor);
    return [
      {
        lineId: newId(),
        itemId: sold.itemId,
        description: sold.description,
        qtyMilli: line.qtyMilli,
        unitPriceMicro: sold.unitPriceMicro,
        rates: sold.taxes.map(({ code, ratePpm }) => ({ code, ratePpm })),
        returnOf: { saleId: receipt.saleId, lineNo: line.lineNo },
        ...(off === 0 ? {} : { discount: { amountMinor: off } }),
      },
    ];
  });
}

function returnedOf({ saleId }: KnownReceipt, others: readonly KnownReceipt[]): RefundLine[] {
  return others
    .filter(({ voided }) => !voided)
    .flatMap(({ lines }) => lines)
    .flatMap((line) => (line.returnOf?.saleId === saleId ? [{ ...line, lineNo: line.returnOf.lineNo }] : []));
}
