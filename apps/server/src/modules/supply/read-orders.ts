import type {
  OrderDelivery,
  OrderReceipt,
  OrderSource,
  PurchaseOrder,
  PurchaseOrderStatus,
  PurchaseOrderSummary,
} from '@barrow/contracts';
import type { Tx } from '../../platform/postgres.ts';
import { outstandingMilli } from './order-machine.ts';
import { unknownOrder } from './order-rows.ts';

/** The columns of a summary; `o` is the order. Money is summed in numeric, each line rounded half away from zero. */
export const summaryColumns = `o.order_id, o.number, o.supplier_id, o.location_id, o.currency, o.status, o.delivery, o.source, o.requested_day,
  o.expected_day, o.reference, o.refusal, o.note, o.created_at, o.created_by, o.approved_at, o.approved_by, o.sent_at, o.acknowledged_at,
  o.received_at, o.ended_at, t.line_count, t.value_micro`;

export const summaryTotals = `cross join lateral (
    select count(*)::integer as line_count, coalesce(sum(round(l.unit_cost_micro::numeric * l.qty_milli / 1000)), 0)::bigint as value_micro
    from supply.purchase_order_line l where l.org_id = o.org_id and l.order_id = o.order_id
  ) t`;

export type SummaryRow = {
  order_id: string;
  number: string;
  supplier_id: string;
  location_id: string;
  currency: string;
  status: PurchaseOrderStatus;
  delivery: OrderDelivery;
  source: OrderSource;
  requested_day: string;
  expected_day: string | null;
  reference: string | null;
  refusal: string | null;
  note: string;
  created_at: string;
  created_by: string;
  approved_at: string | null;
  approved_by: string | null;
  sent_at: string | null;
  acknowledged_at: string | null;
  received_at: string | null;
  ended_at: string | null;
  line_count: number;
  value_micro: number;
};

/** `forSupplier` leaves out what is only ours: who works here, and our notes. */
export function summaryOf(row: SummaryRow, forSupplier: boolean): PurchaseOrderSummary {
  return {
    orderId: row.order_id,
    number: row.number,
    supplierId: row.supplier_id,
    locationId: row.location_id,
    currency: row.currency,
    status: row.status,
    delivery: row.delivery,
    source: forSupplier ? 'manual' : row.source,
    requestedDay: row.requested_day,
    expectedDay: row.expected_day,
    reference: row.reference,
    refusal: row.refusal,
    note: forSupplier ? '' : row.note,
    createdAt: row.created_at,
    createdBy: forSupplier ? '' : row.created_by,
    approvedAt: forSupplier ? null : row.approved_at,
    approvedBy: forSupplier ? null : row.approved_by,
    sentAt: row.sent_at,
    acknowledgedAt: row.acknowledged_at,
    receivedAt: row.received_at,
    endedAt: row.ended_at,
    lineCount: row.line_count,
    valueMicro: row.value_micro,
  };
}

type LineRow = {
  line_no: number;
  item_id: string;
  supplier_item_code: string;
  qty_milli: number;
  unit_cost_micro: number;
  confirmed_milli: number | null;
  advised_milli: number;
  received_milli: number;
  damaged_milli: number;
  reason: string | null;
  explanation: unknown;
};

/** An order with all that belongs to it. Throws ORDER_UNKNOWN. */
export async function readOrder(tx: Tx, orderId: string, forSupplier = false): Promise<PurchaseOrder> {
  const row = await tx.row<SummaryRow>(
    `select ${summaryColumns} from supply.purchase_order o ${summaryTotals} where o.org_id = $1 and o.order_id = $2`,
    [tx.orgId, orderId],
  );
  if (row === undefined) throw unknownOrder(orderId);
  const lines = await tx.rows<LineRow>(
    `select line_no, item_id, supplier_item_code, qty_milli, unit_cost_micro, confirmed_milli, advised_milli, received_milli,
       damaged_milli, reason, explanation
     from supply.purchase_order_line where org_id = $1 and order_id = $2 order by line_no`,
    [tx.orgId, orderId],
  );
  const isOver = row.status === 'closed' || row.status === 'cancelled';
  return {
    ...summaryOf(row, forSupplier),
    lines: lines.map((line) => {
      const quantities = {
        lineNo: line.line_no,
        qtyMilli: line.qty_milli,
        confirmedMilli: line.confirmed_milli,
        advisedMilli: line.advised_milli,
        receivedMilli: line.received_milli,
        damagedMilli: line.damaged_milli,
      };
      return {
        ...quantities,
        itemId: line.item_id,
        supplierItemCode: line.supplier_item_code,
        unitCostMicro: line.unit_cost_micro,
        outstandingMilli: isOver ? 0 : outstandingMilli(quantities),
        reason: line.reason,
        explanation: forSupplier ? null : line.explanation,
      };
    }),
    history: await readHistory(tx, orderId, forSupplier),
    receipts: await readReceipts(tx, orderId),
    advices: await readAdvices(tx, orderId),
    dispatch: forSupplier ? null : await readDispatch(tx, orderId),
  };
}

async function readHistory(tx: Tx, orderId: string, forSupplier: boolean): Promise<PurchaseOrder['history']> {
  const rows = await tx.rows<{
    at: string;
    actor_name: string;
    command: string;
    status_before: PurchaseOrderStatus | null;
    status_after: PurchaseOrderStatus;
    note: string | null;
  }>(
    `select at, actor_name, command, status_before, status_after, note from supply.order_history
     where org_id = $1 and order_id = $2 order by position`,
    [tx.orgId, orderId],
  );
  return rows.map((row) => ({
    at: row.at,
    actor: forSupplier ? '' : row.actor_name,
    command: row.command,
    statusBefore: row.status_before,
    statusAfter: row.status_after,
    note: row.note,
  }));
}

async function readReceipts(tx: Tx, orderId: string): Promise<OrderReceipt[]> {
  const rows = await tx.rows<{
    receipt_id: string;
    reference: string | null;
    occurred_at: string;
    line_no: number;
    received_milli: number;
    damaged_milli: number;
    unit_cost_micro: number;
    reason: string | null;
  }>(
    `select r.receipt_id, r.reference, r.occurred_at, l.line_no, l.received_milli, l.damaged_milli, l.unit_cost_micro, l.reason
     from supply.receipt r join supply.receipt_line l on l.org_id = r.org_id and l.receipt_id = r.receipt_id
     where r.org_id = $1 and r.order_id = $2 order by r.recorded_at, r.receipt_id, l.line_no`,
    [tx.orgId, orderId],
  );
  return [...Map.groupBy(rows, (row) => row.receipt_id)].flatMap(([receiptId, lines]) => {
    const [first] = lines;
    if (first === undefined) return [];
    return [
      {
        receiptId,
        reference: first.reference,
        occurredAt: first.occurred_at,
        lines: lines.map((line) => ({
          lineNo: line.line_no,
          receivedMilli: line.received_milli,
          damagedMilli: line.damaged_milli,
          unitCostMicro: line.unit_cost_micro,
          reason: line.reason,
        })),
      },
    ];
  });
}

async function readAdvices(tx: Tx, orderId: string): Promise<PurchaseOrder['advices']> {
  const rows = await tx.rows<{
    delivery_reference: string;
    day: string;
    lines: { lineNo: number; shippedQtyMilli: number }[];
  }>(
    `select delivery_reference, day, lines from supply.advice where org_id = $1 and order_id = $2
     order by recorded_at, delivery_reference`,
    [tx.orgId, orderId],
  );
  return rows.map((row) => ({ deliveryReference: row.delivery_reference, day: row.day, lines: row.lines }));
}

async function readDispatch(tx: Tx, orderId: string): Promise<PurchaseOrder['dispatch']> {
  const row = await tx.row<{
    status: NonNullable<PurchaseOrder['dispatch']>['status'];
    attempts: number;
    due_at: string;
    last_result: string | null;
  }>(
    `select status, attempts, due_at, last_result from supply.dispatch where org_id = $1 and order_id = $2
     order by series desc limit 1`,
    [tx.orgId, orderId],
  );
  if (row === undefined) return null;
  const { status, attempts } = row;
  return { status, attempts, nextAttemptAt: status === 'due' ? row.due_at : null, lastResult: row.last_result };
}
