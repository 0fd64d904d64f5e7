import { postMoves, type BalanceRow, type MoveDraft, type PostedMove } from '@barrow/ledger';
import { plainArray, type Tx } from '../../platform/postgres.ts';

/** What a stock move is booked for. `sourceId` and `sourceNo` (from 1) make it idempotent. */
export type Booking = {
  readonly sourceId: string;
  readonly sourceNo: number;
  readonly businessDay: string;
  readonly occurredAt: string;
  readonly reason?: string | undefined;
};

export type StockDraft = MoveDraft<Booking>;
export type StockMove = PostedMove<Booking>;

type BalanceDbRow = {
  location_id: string;
  item_id: string;
  on_hand_milli: number;
  value_micro: number;
  average_cost_micro: number;
  in_transit_milli: number;
};

export type Key = { readonly locationId: string; readonly itemId: string };

/** The keys that drafts touch, each once, in the order in which every transaction locks them. */
export function keysOf(drafts: readonly StockDraft[]): Key[] {
  const keys = new Map<string, Key>();
  for (const { locationId, itemId, counterLocationId } of drafts) {
    keys.set(locationId + itemId, { locationId, itemId });
    if (counterLocationId !== undefined && counterLocationId !== null)
      keys.set(counterLocationId + itemId, { locationId: counterLocationId, itemId });
  }
  return [...keys].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
}

/** Makes the balances that are missing and locks all of them in key order. */
export async function lockBalances(tx: Tx, keys: readonly Key[]): Promise<BalanceRow[]> {
  const locations = plainArray(keys.map((key) => key.locationId));
  const items = plainArray(keys.map((key) => key.itemId));
  const select = `select b.location_id, b.item_id, b.on_hand_milli, b.value_micro, b.average_cost_micro, b.in_transit_milli
     from stock.balance b
     join unnest($2::uuid[], $3::uuid[]) as k (location_id, item_id) on b.location_id = k.location_id and b.item_id = k.item_id
     where b.org_id = $1 order by b.location_id, b.item_id for update of b`;
  let rows = await tx.rows<BalanceDbRow>(select, [tx.orgId, locations, items], 'lock-balances');
  if (rows.length < keys.length) {
    await tx.run(
      `insert into stock.balance (org_id, location_id, item_id)
       select $1, k.location_id, k.item_id from unnest($2::uuid[], $3::uuid[]) as k (location_id, item_id)
       order by k.location_id, k.item_id on conflict do nothing`,
      [tx.orgId, locations, items],
      'make-balances',
    );
    rows = await tx.rows<BalanceDbRow>(select, [tx.orgId, locations, items], 'lock-balances');
  }
  return rows.map((row) => ({
    locationId: row.location_id,
    itemId: row.item_id,
    onHandMilli: row.on_hand_milli,
    valueMicro: row.value_micro,
    averageCostMicro: row.average_cost_micro,
    inTransitMilli: row.in_transit_milli,
  }));
}

async function storeMoves(tx: Tx, moves: readonly StockMove[]): Promise<void> {
  await tx.run(
    `insert into stock.move (org_id, source_id, source_no, location_id, item_id, kind, from_account, to_account, counter_location_id, qty_milli,
       on_hand_delta_milli, unit_cost_micro, value_micro, business_day, occurred_at, reason)
     select $1, m.* from unnest($2::uuid[], $3::integer[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::bigint[],
       $11::bigint[], $12::bigint[], $13::bigint[], $14::date[], $15::timestamptz[], $16::text[]) as m`,
    [
      tx.orgId,
      plainArray(moves.map((m) => m.payload.sourceId)),
      // a cost difference has no line of its own: it takes the number of the line that caused it, negated
      plainArray(moves.map((m) => (m.kind === 'cost_difference' ? -m.payload.sourceNo : m.payload.sourceNo))),
      plainArray(moves.map((m) => m.locationId)),
      plainArray(moves.map((m) => m.itemId)),
      plainArray(moves.map((m) => m.kind)),
      plainArray(moves.map((m) => m.fromAccount)),
      plainArray(moves.map((m) => m.toAccount)),
      plainArray(moves.map((m) => m.counterLocationId)),
      plainArray(moves.map((m) => m.qtyMilli)),
      plainArray(moves.map((m) => m.onHandDeltaMilli)),
      plainArray(moves.map((m) => m.unitCostMicro)),
      plainArray(moves.map((m) => m.valueMicro)),
      plainArray(moves.map((m) => m.payload.businessDay)),
      moves.map((m) => m.payload.occurredAt),
      moves.map((m) => m.payload.reason ?? null),
    ],
    'store-moves',
  );
}

async function storeBalances(tx: Tx, balances: readonly BalanceRow[]): Promise<void> {
  await tx.run(
    `update stock.balance b set on_hand_milli = n.on_hand, value_micro = n.value, average_cost_micro = n.cost, in_transit_milli = n.transit,
       changed_at = now()
     from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[]) as n (location_id, item_id, on_hand, value, cost, transit)
     where b.org_id = $1 and b.location_id = n.location_id and b.item_id = n.item_id`,
    [
      tx.orgId,
      plainArray(balances.map((b) => b.locationId)),
      plainArray(balances.map((b) => b.itemId)),
      plainArray(balances.map((b) => b.onHandMilli)),
      plainArray(balances.map((b) => b.valueMicro)),
      plainArray(balances.map((b) => b.averageCostMicro)),
      plainArray(balances.map((b) => b.inTransitMilli)),
    ],
    'store-balances',
  );
}

/**
 * Posts stock moves in the caller's transaction: locks the balances in key order, decides purely, stores moves and balances, a statement
 * a table. The caller ensures that (sourceId, sourceNo) were not posted before. Moves that push a balance below zero are in `wentNegative`.
 */
export async function postStock(
  tx: Tx,
  drafts: readonly StockDraft[],
): Promise<{ moves: readonly StockMove[]; wentNegative: StockMove[] }> {
  if (drafts.length === 0) return { moves: [], wentNegative: [] };
  const before = await lockBalances(tx, keysOf(drafts));
  const { moves, balances } = postMoves(before, drafts);
  await Promise.all([storeMoves(tx, moves), storeBalances(tx, balances)]);
  return {
    moves,
    wentNegative: moves.filter(
      (move) =>
        move.onHandAfterMilli < 0 && move.onHandDeltaMilli < 0 && move.onHandAfterMilli - move.onHandDeltaMilli >= 0,
    ),
  };
}
