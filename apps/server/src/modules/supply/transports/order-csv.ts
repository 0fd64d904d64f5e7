import type { SupplierOrderMessage } from '@barrow/contracts';
import { formatDecimal } from '@barrow/kernel';
import { csvOf } from '../../../platform/csv.ts';

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
 * costs with a decimal point. Every cell is safe to open in a spreadsheet, which is lossy for suppliers: a code that begins like a
 * formula arrives with an apostrophe before it.
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
  return csvOf(columns, rows);
}
