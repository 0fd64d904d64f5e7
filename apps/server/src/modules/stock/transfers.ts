import type { Location } from '@barrow/contracts';
import { businessDay, mulDivRound, type AppError } from '@barrow/kernel';
import { fault } from '../../platform/fault.ts';
import { plainArray, type Tx } from '../../platform/postgres.ts';
import { convert, readLocation } from '../network/index.ts';
import { postStock, type StockDraft } from './post-stock.ts';

export type TransferStatus = 'requested' | 'shipped' | 'received' | 'cancelled';
export type TransferAsk = {
  readonly id: string;
  readonly fromLocationId: string;
  readonly toLocationId: string;
  readonly note: string;
  readonly lines: readonly { readonly itemId: string; readonly qtyMilli: number }[];
};

export type TransferRow = {
  transfer_id: string;
  from_location_id: string;
  to_location_id: string;
  status: TransferStatus;
  note: string;
  requested_at: string;
  shipped_at: string | null;
  received_at: string | null;
};
export type TransferLineRow = {
  transfer_id: string;
  line_no: number;
  item_id: string;
  requested_milli: number;
  shipped_milli: number;
  received_milli: number;
  shipped_value_micro: number;
};

export const transferColumns =
  'transfer_id, from_location_id, to_location_id, status, note, requested_at, shipped_at, received_at';
export const transferLineColumns =
  'transfer_id, line_no, item_id, requested_milli, shipped_milli, received_milli, shipped_value_micro';

export async function readTransferLines(tx: Tx, transferIds: readonly string[]): Promise<TransferLineRow[]> {
  return tx.rows<TransferLineRow>(
    `select ${transferLineColumns} from stock.transfer_line where org_id = $1 and transfer_id = any($2::uuid[]) order by transfer_id, line_no`,
    [tx.orgId, plainArray(transferIds)],
  );
}

/** Reads and locks a transfer. Throws TRANSFER_UNKNOWN. */
export async function lockTransfer(tx: Tx, transferId: string): Promise<TransferRow> {
  const row = await tx.row<TransferRow>(
    `select ${transferColumns} from stock.transfer where org_id = $1 and transfer_id = $2 for update`,
    [tx.orgId, transferId],
  );
  if (row === undefined) throw fault('not-found', 'TRANSFER_UNKNOWN', `There is no transfer ${transferId}.`);
  return row;
}

/** Stores a requested transfer; a repeat of the same id and lines answers false. Throws STOCK_CONFLICT on other content. */
export async function requestTransfer(tx: Tx, ask: TransferAsk): Promise<boolean> {
  if (ask.fromLocationId === ask.toLocationId) {
    throw fault('unprocessable', 'INPUT_INVALID', '/toLocationId is the location that sends.', [
      { pointer: '/toLocationId', detail: 'must differ from fromLocationId' },
    ]);
  }
  await readLocation(tx, ask.fromLocationId);
  await readLocation(tx, ask.toLocationId);
  const inserted = await tx.run(
    `insert into stock.transfer (org_id, transfer_id, from_location_id, to_location_id, status, note) values ($1, $2, $3, $4, 'requested', $5) on conflict do nothing`,
    [tx.orgId, ask.id, ask.fromLocationId, ask.toLocationId, ask.note],
  );
  if (inserted === 0) {
    const known = await lockTransfer(tx, ask.id);
    const lines = await readTransferLines(tx, [ask.id]);
    const same =
      known.from_location_id === ask.fromLocationId &&
      known.to_location_id === ask.toLocationId &&
      lines.length === ask.lines.length &&
      lines.every(
        (line, index) =>
          line.item_id === ask.lines[index]?.itemId && line.requested_milli === ask.lines[index]?.qtyMilli,
      );
    if (same) return false;
    throw fault(
      'conflict',
      'STOCK_CONFLICT',
      `A transfer with the id ${ask.id} was stored with other content. Use a new id.`,
      [{ pointer: '/id', detail: 'belongs to another transfer' }],
    );
  }
  await tx.run(
    `insert into stock.transfer_line (org_id, transfer_id, line_no, item_id, requested_milli)
     select $1, $2, l.* from unnest($3::integer[], $4::uuid[], $5::bigint[]) as l`,
    [
      tx.orgId,
      ask.id,
      plainArray(ask.lines.map((_, index) => index + 1)),
      plainArray(ask.lines.map((l) => l.itemId)),
      plainArray(ask.lines.map((l) => l.qtyMilli)),
    ],
  );
  return true;
}

function refuseState(transfer: TransferRow, wanted: string): AppError {
  return fault(
    'conflict',
    'TRANSFER_STATE',
    `Transfer ${transfer.transfer_id} is ${transfer.status}; it cannot be ${wanted}.`,
  );
}

function dayAt(location: Location, occurredAt: string): string {
  return businessDay(Date.parse(occurredAt), location.timeZone, location.cutoffMinutes);
}

/** Sends a requested transfer on its way: out of the sender's stock, into transit. Repeating it changes nothing. */
export async function shipTransfer(tx: Tx, transferId: string, occurredAt: string): Promise<'posted' | 'repeated'> {
  const transfer = await lockTransfer(tx, transferId);
  if (transfer.status === 'shipped' || transfer.status === 'received') return 'repeated';
  if (transfer.status !== 'requested') throw refuseState(transfer, 'shipped');
  const from = await readLocation(tx, transfer.from_location_id);
  const lines = await readTransferLines(tx, [transferId]);
  const { moves } = await postStock(
    tx,
    lines.map((line): StockDraft => ({
      locationId: transfer.from_location_id,
      counterLocationId: transfer.to_location_id,
      itemId: line.item_id,
      kind: 'transfer_out',
      onHandDeltaMilli: -line.requested_milli,
      payload: { sourceId: transferId, sourceNo: line.line_no, businessDay: dayAt(from, occurredAt), occurredAt },
    })),
  );
  const issued = moves.filter((move) => move.kind === 'transfer_out');
  await tx.run(
    `update stock.transfer_line t set shipped_milli = t.requested_milli, shipped_value_micro = v.value
     from unnest($3::integer[], $4::bigint[]) as v (line_no, value) where t.org_id = $1 and t.transfer_id = $2 and t.line_no = v.line_no`,
    [
      tx.orgId,
      transferId,
      plainArray(issued.map((m) => m.payload.sourceNo)),
      plainArray(issued.map((m) => -m.valueMicro)),
    ],
  );
  await tx.run(`update stock.transfer set status = 'shipped', shipped_at = $3 where org_id = $1 and transfer_id = $2`, [
    tx.orgId,
    transferId,
    occurredAt,
  ]);
  return 'posted';
}

/** Numbers of the moves of a receipt, above those of the shipment: (source, number) is used once. */
const receivedBase = 1_000;
const lostBase = 100_000;

/**
 * Receives a shipped transfer at the cost it left with (converted at the stored rate where currencies differ). What does not arrive is
 * booked as lost on the way. `received` maps line numbers to what arrived; a line left out arrived whole. Repeating it changes nothing.
 */
export async function receiveTransfer(
  tx: Tx,
  transferId: string,
  received: ReadonlyMap<number, number>,
  occurredAt: string,
): Promise<'posted' | 'repeated'> {
  const transfer = await lockTransfer(tx, transferId);
  if (transfer.status === 'received') return 'repeated';
  if (transfer.status !== 'shipped') throw refuseState(transfer, 'received');
  const to = await readLocation(tx, transfer.to_location_id);
  const from = await readLocation(tx, transfer.from_location_id);
  const lines = await readTransferLines(tx, [transferId]);
  const day = dayAt(to, occurredAt);
  const oneMicro = 1_000_000;
  const rateMicro = await convert(tx, oneMicro, from.currency, to.currency, day);
  const drafts: StockDraft[] = [];
  for (const line of lines) {
    const arrived = received.get(line.line_no) ?? line.shipped_milli;
    const unitCostMicro =
      line.shipped_milli === 0 ? 0 : mulDivRound(line.shipped_value_micro, 1000, line.shipped_milli);
    const common = {
      locationId: transfer.to_location_id,
      counterLocationId: transfer.from_location_id,
      itemId: line.item_id,
    };
    if (arrived > 0) {
      drafts.push({
        ...common,
        kind: 'transfer_in',
        onHandDeltaMilli: arrived,
        unitCostMicro: mulDivRound(Math.max(unitCostMicro, 0), rateMicro, oneMicro),
        payload: { sourceId: transferId, sourceNo: receivedBase + line.line_no, businessDay: day, occurredAt },
      });
    }
    if (arrived !== line.shipped_milli) {
      drafts.push({
        ...common,
        kind: 'transfer_loss',
        onHandDeltaMilli: 0,
        lostMilli: line.shipped_milli - arrived,
        payload: {
          sourceId: transferId,
          sourceNo: lostBase + line.line_no,
          businessDay: day,
          occurredAt,
          reason: 'difference on arrival',
        },
      });
    }
  }
  await postStock(tx, drafts);
  await tx.run(
    `update stock.transfer_line t set received_milli = v.qty from unnest($3::integer[], $4::bigint[]) as v (line_no, qty)
     where t.org_id = $1 and t.transfer_id = $2 and t.line_no = v.line_no`,
    [
      tx.orgId,
      transferId,
      plainArray(lines.map((l) => l.line_no)),
      plainArray(lines.map((l) => received.get(l.line_no) ?? l.shipped_milli)),
    ],
  );
  await tx.run(
    `update stock.transfer set status = 'received', received_at = $3 where org_id = $1 and transfer_id = $2`,
    [tx.orgId, transferId, occurredAt],
  );
  return 'posted';
}

export async function cancelTransfer(tx: Tx, transferId: string): Promise<void> {
  const transfer = await lockTransfer(tx, transferId);
  if (transfer.status === 'cancelled') return;
  if (transfer.status !== 'requested') throw refuseState(transfer, 'cancelled');
  await tx.run(`update stock.transfer set status = 'cancelled' where org_id = $1 and transfer_id = $2`, [
    tx.orgId,
    transferId,
  ]);
}
