/**
 * - `balance`: what is on hand or in transit, its value or average cost, against the moves
 * - `reserved`: what is reserved, against the reservations that are held
 * - `account-sum`: an item's accounts do not add up to zero
 * - `move-route`: a move whose accounts do not say what it does to the stock
 * - `sale`: a sale's totals, against its lines and payments
 * - `sale-move`: a line of a sale, or of a posted void, without the move that it calls for
 * - `transfer`: what a transfer says was shipped, arrived or was lost, against its moves
 * - `in-transit`: what is on its way to a location, against the transfers that have not arrived
 * - `order`: what a purchase order says has come, against its receipts of goods
 * - `receipt`: what a receipt of goods took in, against its moves
 * - `day-total`, `item-day`: sums by business day, against sales and voids
 */
export type DifferenceKind =
  | 'balance'
  | 'reserved'
  | 'account-sum'
  | 'move-route'
  | 'sale'
  | 'sale-move'
  | 'transfer'
  | 'in-transit'
  | 'order'
  | 'receipt'
  | 'day-total'
  | 'item-day';

/** One field that is stored otherwise than what it is derived from says. Quantities in thousandths, amounts in minor units, values in micros. */
export type Difference = {
  readonly kind: DifferenceKind;
  /** What it is about: ids by name. */
  readonly of: Readonly<Record<string, string | number>>;
  readonly field: string;
  /** Null: there is none. */
  readonly recomputed: string | number | null;
  readonly stored: string | number | null;
};
