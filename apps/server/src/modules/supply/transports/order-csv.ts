import type { SupplierOrderMessage } from '@barrow/contracts';
import { formatDecimal } from '@barrow/kernel';

const columns = [
  'order_number',
  'line',
  'supplier_item_code',
  'item_name',
  'gtin',
  'quantity',
  'unit',
  'unit_cost',
  'currency',
  'delivery_day',
  'ship_to_code',
  'ship_to_name',
  'ship_to_address',
] as const;

/**
 * A purchase order as CSV (RFC 4180: CRLF, a header line, quotes where needed), one row a line of the order; quantities and
 * costs with a decimal point. Every cell is safe to open in a spreadsheet: see `csvCell`.
 */
export function orderCsv(message: SupplierOrderMessage): string {
  const rows = message.lines.map((line) => [
    message.number,
    String(line.lineNo),
    line.supplierItemCode,
    line.itemName,
    line.gtin ?? '',
    formatDecimal(line.qtyMilli, 3),
    line.unit,
    formatDecimal(line.unitCostMicro, 6, 2),
    message.currency,
    message.requestedDeliveryDay,
    message.shipTo.code,
    message.shipTo.name,
    message.shipTo.address,
  ]);
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/**
 * One cell. A text that a spreadsheet would take for a formula (it begins with = + - @, their full-width forms, tab, CR or LF;
 * OWASP, CSV Injection) gets an apostrophe before it, which is lossy: a code that begins so arrives with the apostrophe.
 */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
