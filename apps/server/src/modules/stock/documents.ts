import { createHash } from 'node:crypto';
import type { Location } from '@barrow/contracts';
import { businessDay } from '@barrow/kernel';
import { fault } from '../../platform/fault.ts';
import { plainArray, type Tx } from '../../platform/postgres.ts';
import { lockBalances, postStock, type StockDraft, type StockMove } from './post-stock.ts';

export type DocumentKind = 'count' | 'waste' | 'adjustment' | 'opening' | 'receipt';

export type DocumentLine = {
  readonly itemId: string;
  readonly qtyMilli: number;
  readonly unitCostMicro?: number | undefined;
  readonly reason?: string | undefined;
};

/** A set of moves that belong together. For a count, `qtyMilli` is what was found; otherwise the signed change of the stock. */
export type StockDocument = {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly location: Location;
  readonly occurredAt: string;
  readonly reason: string;
  readonly lines: readonly DocumentLine[];
};

function hashOf(document: StockDocument): Buffer {
  const lines = document.lines.map((line) => [
    line.itemId.toLowerCase(),
    line.qtyMilli,
    line.unitCostMicro,
    line.reason,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([document.kind, document.location.locationId, document.reason, lines]))
    .digest()
    .subarray(0, 16);
}

/**
 * Claims a document's id in the caller's transaction; a concurrent repeat waits. Answers false when the same document was stored
 * before; throws STOCK_CONFLICT when the id came with other content.
 */
async function claimDocument(tx: Tx, document: StockDocument, enteredBy: string): Promise<boolean> {
  const hash = hashOf(document);
  const inserted = await tx.run(
    `insert into stock.document (org_id, document_id, kind, location_id, content_hash, reason, occurred_at, entered_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      tx.orgId,
      document.id,
      document.kind,
      document.location.locationId,
      hash,
      document.reason,
      document.occurredAt,
      enteredBy,
    ],
  );
  if (inserted === 1) return true;
  const row = await tx.row<{ content_hash: Buffer }>(
    'select content_hash from stock.document where org_id = $1 and document_id = $2',
    [tx.orgId, document.id],
  );
  if (row?.content_hash.equals(hash) === true) return false;
  throw fault(
    'conflict',
    'STOCK_CONFLICT',
    `A stock document with the id ${document.id} was stored with other content. Use a new id.`,
    [{ pointer: '/id', detail: 'belongs to another document' }],
  );
}

/** What the books said of each line at the time of the count: the balance now, less what moved after that time. */
async function bookedAt(tx: Tx, document: StockDocument): Promise<Map<string, number>> {
  const { locationId } = document.location;
  const itemIds = [...new Set(document.lines.map((line) => line.itemId.toLowerCase()))].toSorted();
  const balances = await lockBalances(
    tx,
    itemIds.map((itemId) => ({ locationId, itemId })),
  );
  const later = new Map(
    (
      await tx.rows<{ item_id: string; moved: number }>(
        `select item_id, sum(on_hand_delta_milli)::bigint as moved from stock.move
     where org_id = $1 and location_id = $2 and item_id = any($3::uuid[]) and occurred_at > $4 group by item_id`,
        [tx.orgId, locationId, plainArray(itemIds), document.occurredAt],
      )
    ).map((row) => [row.item_id, row.moved]),
  );
  return new Map(balances.map((balance) => [balance.itemId, balance.onHandMilli - (later.get(balance.itemId) ?? 0)]));
}

/** An item that was counted in several places is there as often as was found in all of them: one line an item. */
function summed(lines: readonly DocumentLine[]): DocumentLine[] {
  const byItem = new Map<string, DocumentLine>();
  for (const line of lines) {
    const itemId = line.itemId.toLowerCase();
    const before = byItem.get(itemId);
    byItem.set(itemId, before === undefined ? line : { ...before, qtyMilli: before.qtyMilli + line.qtyMilli });
  }
  return [...byItem.values()];
}

async function draftsOf(tx: Tx, document: StockDocument): Promise<StockDraft[]> {
  const { location } = document;
  const day = businessDay(Date.parse(document.occurredAt), location.timeZone, location.cutoffMinutes);
  const booked = document.kind === 'count' ? await bookedAt(tx, document) : undefined;
  const lines = document.kind === 'count' ? summed(document.lines) : document.lines;
  return lines.map((line, index) => ({
    locationId: location.locationId,
    itemId: line.itemId.toLowerCase(),
    kind: document.kind,
    onHandDeltaMilli:
      booked === undefined ? line.qtyMilli : line.qtyMilli - (booked.get(line.itemId.toLowerCase()) ?? 0),
    ...(line.unitCostMicro === undefined ? {} : { unitCostMicro: line.unitCostMicro }),
    payload: {
      sourceId: document.id,
      sourceNo: index + 1,
      businessDay: day,
      occurredAt: document.occurredAt,
      reason: line.reason ?? (document.reason === '' ? undefined : document.reason),
    },
  }));
}

/**
 * Posts a stock document once: repeating it changes nothing. A count compares what was found with what the books said at the time of
 * the count, so that sales rung up meanwhile are no difference. Callers ensure that its items exist.
 */
export async function postDocument(
  tx: Tx,
  document: StockDocument,
  enteredBy: string,
): Promise<{ status: 'posted' | 'repeated'; moves: readonly StockMove[] }> {
  if (!(await claimDocument(tx, document, enteredBy))) return { status: 'repeated', moves: [] };
  const { moves } = await postStock(tx, await draftsOf(tx, document));
  if (document.kind === 'count') {
    await tx.run(
      'update stock.balance set last_counted_at = $4 where org_id = $1 and location_id = $2 and item_id = any($3::uuid[])',
      [
        tx.orgId,
        document.location.locationId,
        plainArray(document.lines.map((line) => line.itemId)),
        document.occurredAt,
      ],
    );
  }
  return { status: 'posted', moves };
}
