import type { SupplierOrderMessage } from '@barrow/contracts';
import { amountMinor, formatDecimal, minorDigitsOf } from '@barrow/kernel';

const widths = { lineNo: 4, code: 18, quantity: 14, cost: 12 } as const;

/** The order as plain text that a person can work from without the attachment. Lines of names are kept to one line each. */
export function orderText(message: SupplierOrderMessage): string {
  const { currency, shipTo } = message;
  const digits = minorDigitsOf(currency);
  const amounts = message.lines.map((line) => amountMinor(line.unitCostMicro, line.qtyMilli, currency));
  const totalMinor = amounts.reduce((sum, amount) => sum + amount, 0);
  const rows = message.lines.map((line, index) => {
    const quantity = `${formatDecimal(line.qtyMilli, 3)} ${oneLine(line.unit)}`;
    const gtin = line.gtin === undefined ? '' : ` (GTIN ${line.gtin})`;
    return [
      `${String(line.lineNo).padStart(widths.lineNo)}  ${oneLine(line.supplierItemCode).padEnd(widths.code)}`,
      `${quantity.padStart(widths.quantity)}  at ${formatDecimal(line.unitCostMicro, 6, digits).padStart(widths.cost)}`,
      `  = ${formatDecimal(amounts[index] ?? 0, digits, digits)}\n      ${oneLine(line.itemName)}${gtin}`,
    ].join('');
  });
  return [
    `Purchase order ${message.number}`,
    `from ${oneLine(message.organisationName)}`,
    '',
    `Please deliver on ${message.requestedDeliveryDay} to`,
    `  ${oneLine(shipTo.name)} (${shipTo.code})`,
    ...shipTo.address.split(/\r?\n/).map((line) => `  ${oneLine(line)}`),
    '',
    `Lines (costs in ${currency})`,
    ...rows,
    '',
    `Total ${formatDecimal(totalMinor, digits, digits)} ${currency} for ${message.lines.length} lines`,
    '',
    'The same order is attached as CSV. Please confirm it by answering this mail, and name the order number.',
    `If you receive this mail twice, it is one order: ${message.orderId}`,
    '',
  ].join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}
