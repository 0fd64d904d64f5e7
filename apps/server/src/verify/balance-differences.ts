import {
  compareBalances,
  recomputeBalances,
  type Account,
  type BalanceRow,
  type MoveKind,
  type StoredMove,
} from '@barrow/ledger';
import type { Tx } from '../platform/postgres.ts';
import type { Difference } from './difference.ts';

type MoveRow = {
  source_id: string;
  source_no: number;
  location_id: string;
  item_id: string;
  kind: MoveKind;
  from_account: Account;
  to_account: Account;
  counter_location_id: string | null;
  qty_milli: number;
  on_hand_delta_milli: number;
  unit_cost_micro: number;
  value_micro: number;
};
type BalanceDbRow = {
  location_id: string;
  item_id: string;
  on_hand_milli: number;
  value_micro: number;
  average_cost_micro: number;
  in_transit_milli: number;
};

/** Rows a round trip. Memory holds one chunk and the moves of one item. */
const chunk = 5_000;

function moveOf(row: MoveRow): StoredMove {
  return {
    locationId: row.location_id,
    itemId: row.item_id,
    kind: row.kind,
    fromAccount: row.from_account,
    toAccount: row.to_account,
    qtyMilli: row.qty_milli,
    onHandDeltaMilli: row.on_hand_delta_milli,
    counterLocationId: row.counter_location_id,
    unitCostMicro: row.unit_cost_micro,
    valueMicro: row.value_micro,
  };
}

function balanceOf(row: BalanceDbRow): BalanceRow {
  return {
    locationId: row.location_id,
    itemId: row.item_id,
    onHandMilli: row.on_hand_milli,
    valueMicro: row.value_micro,
    averageCostMicro: row.average_cost_micro,
    inTransitMilli: row.in_transit_milli,
  };
}

/** The rows of a statement that is ordered by item, item by item, read through a cursor. */
async function* byItem<R extends { item_id: string }>(tx: Tx, name: string, text: string): AsyncGenerator<R[]> {
  await tx.run(`declare ${name} no scroll cursor for ${text}`, [tx.orgId]);
  let group: R[] = [];
  for (;;) {
    const rows = await tx.rows<R>(`fetch ${chunk} from ${name}`);
    for (const row of rows) {
      if (group[0] !== undefined && group[0].item_id !== row.item_id) {
        yield group;
        group = [];
      }
      group.push(row);
    }
    if (rows.length < chunk) break;
  }
  if (group.length > 0) yield group;
  await tx.run(`close ${name}`);
}

/** Every balance against its moves in posting order, every item's accounts against zero, every move against its own accounts. */
export async function balanceDifferences(tx: Tx): Promise<Difference[]> {
  const moves = byItem<MoveRow>(
    tx,
    'verified_moves',
    `select source_id, source_no, location_id, item_id, kind, from_account, to_account, counter_location_id, qty_milli, on_hand_delta_milli,
       unit_cost_micro, value_micro
     from stock.move where org_id = $1 order by item_id, location_id, position`,
  );
  const balances = byItem<BalanceDbRow>(
    tx,
    'verified_balances',
    `select location_id, item_id, on_hand_milli, value_micro, average_cost_micro, in_transit_milli
     from stock.balance where org_id = $1 order by item_id, location_id`,
  );
  const differences: Difference[] = [];
  let moved = await next(moves);
  let stored = await next(balances);
  while (moved !== undefined || stored !== undefined) {
    const itemId = [moved?.[0]?.item_id, stored?.[0]?.item_id].filter((id) => id !== undefined).toSorted()[0];
    const itemMoves = moved?.[0]?.item_id === itemId ? moved : [];
    const itemBalances = stored?.[0]?.item_id === itemId ? stored : [];
    differences.push(...differencesOfItem(itemMoves ?? [], itemBalances ?? []));
    if (moved?.[0]?.item_id === itemId) moved = await next(moves);
    if (stored?.[0]?.item_id === itemId) stored = await next(balances);
  }
  return differences;
}

async function next<T>(generator: AsyncGenerator<T>): Promise<T | undefined> {
  const result = await generator.next();
  return result.done === true ? undefined : result.value;
}

function differencesOfItem(moveRows: readonly MoveRow[], balanceRows: readonly BalanceDbRow[]): Difference[] {
  const moves = moveRows.map(moveOf);
  const balances = balanceRows.map(balanceOf);
  const wrongBalances = compareBalances(recomputeBalances(moves), balances).map(
    ({ locationId, itemId, field, recomputed, stored }): Difference => ({
      kind: 'balance',
      of: { locationId, itemId },
      field,
      recomputed,
      stored,
    }),
  );
  return [...wrongBalances, ...accountDifference(moves, balances), ...moveRows.flatMap(routeDifference)];
}

/** What the outside accounts hold by the moves and what the balances hold add up to zero. */
function accountDifference(moves: readonly StoredMove[], balances: readonly BalanceRow[]): Difference[] {
  const itemId = moves[0]?.itemId ?? balances[0]?.itemId ?? '';
  const isOurs = (account: Account): boolean => account === 'on_hand' || account === 'in_transit';
  let outsideMilli = 0;
  for (const move of moves) {
    if (!isOurs(move.toAccount)) outsideMilli += move.qtyMilli;
    if (!isOurs(move.fromAccount)) outsideMilli -= move.qtyMilli;
  }
  const heldMilli = balances.reduce((sum, balance) => sum + balance.onHandMilli + balance.inTransitMilli, 0);
  if (outsideMilli + heldMilli === 0) return [];
  return [{ kind: 'account-sum', of: { itemId }, field: 'qtyMilli', recomputed: 0, stored: outsideMilli + heldMilli }];
}

/** A move gives to the stock, takes from it, or leaves it alone, as its accounts say. */
function routeDifference(row: MoveRow): Difference[] {
  const up = row.to_account === 'on_hand' ? row.qty_milli : 0;
  const down = row.from_account === 'on_hand' ? row.qty_milli : 0;
  if (up - down === row.on_hand_delta_milli) return [];
  const of = { sourceId: row.source_id, sourceNo: row.source_no };
  return [
    { kind: 'move-route', of, field: 'onHandDeltaMilli', recomputed: up - down, stored: row.on_hand_delta_milli },
  ];
}
