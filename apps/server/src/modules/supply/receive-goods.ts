import { createHash } from 'node:crypto';
import { businessDay, mulDivRound } from '@barrow/kernel';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import { actorText } from '../../platform/registry.ts';
import { convert, readLocation } from '../network/index.ts';
import { postDocument } from '../stock/index.ts';
import { changeOrder } from './change-order.ts';
import type { OrderActor } from './order-actor.ts';
import type { LockedOrder } from './order-rows.ts';

export type ReceivedLine = {
  readonly lineNo: number;
  /** Good: taken into stock. */
  readonly receivedMilli: number;
  /** Came and was not taken in. It is still owed. */
  readonly damagedMilli?: number | undefined;
  readonly reason?: string | undefined;
};

export type GoodsReceipt = {
  /** Made by the caller: the same receipt told twice is one. Also the id of the stock document. */
  readonly receiptId: string;
  /** The delivery note. */
  readonly reference?: string | undefined;
  readonly occurredAt?: string | undefined;
  readonly lines: readonly ReceivedLine[];
};

/** Enough digits that no cost is rounded by the rate before it is rounded to its micro. */
const rateScale = 1_000_000_000_000;

function hashOf(orderId: string, receipt: GoodsReceipt): Buffer {
  const lines = receipt.lines.map((line) => [line.lineNo, line.receivedMilli, line.damagedMilli ?? 0, line.reason]);
  return createHash('sha256')
    .update(JSON.stringify([orderId, receipt.reference, lines]))
    .digest()
    .subarray(0, 16);
}

async function claimReceipt(
  tx: Tx,
  order: LockedOrder,
  receipt: GoodsReceipt,
  occurredAt: string,
  enteredBy: string,
): Promise<boolean> {
  const hash = hashOf(order.head.orderId, receipt);
  const inserted = await tx.run(
    `insert into supply.receipt (org_id, receipt_id, order_id, content_hash, reference, occurred_at, entered_by)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [tx.orgId, receipt.receiptId, order.head.orderId, hash, receipt.reference ?? null, occurredAt, enteredBy],
  );
  if (inserted === 1) return true;
  const row = await tx.row<{ content_hash: Buffer }>(
    'select content_hash from supply.receipt where org_id = $1 and receipt_id = $2',
    [tx.orgId, receipt.receiptId],
  );
  if (row?.content_hash.equals(hash) === true) return false;
  throw fault(
    'conflict',
    'ORDER_CONFLICT',
    `A receipt of goods with the id ${receipt.receiptId} was stored with other content. Use a new id.`,
    [{ pointer: '/receiptId', detail: 'belongs to another receipt' }],
  );
}

/**
 * Books goods that came for a locked order, once: the receipt, the order's lines, and the stock at the order's cost in the location's
 * currency, all in the caller's transaction. More or less than was ordered is taken as it came. Answers false for a repeat. Throws
 * ORDER_STATE, ORDER_INVALID, ORDER_CONFLICT, EXCHANGE_RATE_MISSING.
 */
export async function receiveGoods(
  tx: Tx,
  by: OrderActor,
  order: LockedOrder,
  receipt: GoodsReceipt,
): Promise<boolean> {
  const { head } = order;
  const occurredAt = receipt.occurredAt ?? new Date(by.nowMs()).toISOString();
  const receiptId = receipt.receiptId.toLowerCase();
  if (!(await claimReceipt(tx, order, receipt, occurredAt, actorText(by.actor)))) return false;
  await changeOrder(tx, by, order, {
    kind: 'receive',
    lines: receipt.lines.map((line) => ({
      lineNo: line.lineNo,
      receivedMilli: line.receivedMilli,
      damagedMilli: line.damagedMilli ?? 0,
    })),
  });
  const location = await readLocation(tx, head.locationId);
  const day = businessDay(Date.parse(occurredAt), location.timeZone, location.cutoffMinutes);
  const rate = await convert(tx, rateScale, head.currency, location.currency, day);
  const lines = receipt.lines.flatMap((line) => {
    const stored = order.lines.get(line.lineNo);
    if (stored === undefined) return [];
    const unitCostMicro = mulDivRound(stored.unitCostMicro, rate, rateScale);
    return [{ ...line, itemId: stored.itemId, unitCostMicro }];
  });
  await tx.run(
    `insert into supply.receipt_line (org_id, receipt_id, line_no, received_milli, damaged_milli, unit_cost_micro, reason)
     select $1, $2, l.line_no, l.received, l.damaged, l.cost, l.reason
     from json_to_recordset($3) as l (line_no integer, received bigint, damaged bigint, cost bigint, reason text)`,
    [
      tx.orgId,
      receiptId,
      JSON.stringify(
        lines.map((line) => ({
          line_no: line.lineNo,
          received: line.receivedMilli,
          damaged: line.damagedMilli ?? 0,
          cost: line.unitCostMicro,
          reason: line.reason,
        })),
      ),
    ],
  );
  const taken = lines.filter((line) => line.receivedMilli > 0);
  if (taken.length === 0) return true;
  const { moves } = await postDocument(
    tx,
    {
      id: receiptId,
      kind: 'receipt',
      location,
      occurredAt,
      reason: head.number,
      lines: taken.map(({ itemId, receivedMilli, unitCostMicro }) => ({
        itemId,
        qtyMilli: receivedMilli,
        unitCostMicro,
      })),
    },
    actorText(by.actor),
  );
  by.emit({
    type: 'stock.receipt.posted',
    subjectId: receiptId,
    locationId: head.locationId,
    occurredAt,
    data: {
      documentId: receiptId,
      orderId: head.orderId,
      lines: moves
        .filter((move) => move.kind !== 'cost_difference')
        .map((move) => ({
          itemId: move.itemId,
          onHandDeltaMilli: move.onHandDeltaMilli,
          onHandMilli: move.onHandAfterMilli,
          valueMicro: move.valueMicro,
        })),
    },
  });
  return true;
}
