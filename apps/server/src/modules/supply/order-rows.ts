import type { PurchaseOrderStatus, OrderDelivery, OrderSource } from '@barrow/contracts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import type { OrderState } from './order-machine.ts';

/** What of a stored order does not take part in decisions. */
export type OrderHead = {
  readonly orderId: string;
  readonly number: string;
  readonly supplierId: string;
  readonly locationId: string;
  readonly currency: string;
  readonly source: OrderSource;
  readonly requestedDay: string;
  readonly note: string;
  readonly wasSent: boolean;
};

export type StoredLine = {
  readonly lineNo: number;
  readonly itemId: string;
  readonly supplierItemCode: string;
  readonly unitCostMicro: number;
};

export type LockedOrder = {
  readonly head: OrderHead;
  readonly state: OrderState;
  /** By line number. */
  readonly lines: ReadonlyMap<number, StoredLine>;
};

type HeadRow = {
  order_id: string;
  number: string;
  supplier_id: string;
  location_id: string;
  currency: string;
  source: OrderSource;
  requested_day: string;
  note: string;
  sent_at: string | null;
  status: PurchaseOrderStatus;
  delivery: OrderDelivery;
  series: number;
  new_series: boolean;
  reference: string | null;
  expected_day: string | null;
  refusal: string | null;
};

type LineRow = {
  line_no: number;
  item_id: string;
  supplier_item_code: string;
  unit_cost_micro: number;
  qty_milli: number;
  confirmed_milli: number | null;
  advised_milli: number;
  received_milli: number;
  damaged_milli: number;
  reason: string | null;
};

/** Locks an order and reads it; the first lock of every change, before balances. Throws ORDER_UNKNOWN. */
export async function lockOrder(tx: Tx, orderId: string): Promise<LockedOrder> {
  const row = await tx.row<HeadRow>(
    `select order_id, number, supplier_id, location_id, currency, source, requested_day, note, sent_at, status, delivery, series,
       new_series, reference, expected_day, refusal
     from supply.purchase_order where org_id = $1 and order_id = $2 for update`,
    [tx.orgId, orderId],
  );
  if (row === undefined) throw unknownOrder(orderId);
  const lines = await tx.rows<LineRow>(
    `select line_no, item_id, supplier_item_code, unit_cost_micro, qty_milli, confirmed_milli, advised_milli, received_milli,
       damaged_milli, reason
     from supply.purchase_order_line where org_id = $1 and order_id = $2 order by line_no`,
    [tx.orgId, orderId],
  );
  return {
    head: {
      orderId: row.order_id,
      number: row.number,
      supplierId: row.supplier_id,
      locationId: row.location_id,
      currency: row.currency,
      source: row.source,
      requestedDay: row.requested_day,
      note: row.note,
      wasSent: row.sent_at !== null,
    },
    state: {
      status: row.status,
      delivery: row.delivery,
      series: row.series,
      newSeries: row.new_series,
      reference: row.reference,
      expectedDay: row.expected_day,
      refusal: row.refusal,
      lines: lines.map((line) => ({
        lineNo: line.line_no,
        qtyMilli: line.qty_milli,
        confirmedMilli: line.confirmed_milli,
        advisedMilli: line.advised_milli,
        receivedMilli: line.received_milli,
        damagedMilli: line.damaged_milli,
        reason: line.reason,
      })),
    },
    lines: new Map(
      lines.map((line) => [
        line.line_no,
        {
          lineNo: line.line_no,
          itemId: line.item_id,
          supplierItemCode: line.supplier_item_code,
          unitCostMicro: line.unit_cost_micro,
        },
      ]),
    ),
  };
}

export function unknownOrder(orderId: string): Error {
  return fault('not-found', 'ORDER_UNKNOWN', `There is no purchase order ${orderId}.`);
}
