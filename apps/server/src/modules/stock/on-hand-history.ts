import { decodeDayValues, gatherDayValues } from '../../platform/day-values.ts';
import { plainArray, type Tx } from '../../platform/postgres.ts';

/** What was on hand of an item at a location at the end of each business day of a range. */
export type OnHandHistory = {
  /** The first day of the range on which stock moved, as days after its first; null when none did. */
  readonly firstMoveOffset: number | null;
  /** Whether some was on hand, or the books below zero, when the range began. */
  readonly wasThere: boolean;
  /** Thousandths at the end of each day. Reckoned when asked: callers with thousands of items spread that work. */
  endOfDayMilli(): Float64Array;
};

/** Walks back from what is on hand now through what moved on each day. `deltas` holds what moved after the range in its last place. */
export function walkBack(onHandMilli: number, deltas: Float64Array): Float64Array {
  const days = deltas.length - 1;
  const ends = new Float64Array(days);
  let milli = onHandMilli - deltas[days]!;
  for (let day = days - 1; day >= 0; day -= 1) {
    ends[day] = milli;
    milli -= deltas[day]!;
  }
  return ends;
}

/**
 * The on-hand of items day by day, from the balances of now and the moves since the range began, in one statement on `move_by_item`.
 * Late moves count for the business day that they say they happened on. Items without a balance are left out.
 */
export async function readOnHandHistory(
  tx: Tx,
  locationId: string,
  { fromDay, days }: { readonly fromDay: string; readonly days: number },
  itemIds: readonly string[],
): Promise<Map<string, OnHandHistory>> {
  const rows = await tx.rows<{
    item_id: string;
    on_hand_milli: number;
    moved_milli: number;
    moves: string | null;
    first_move: number | null;
  }>(
    `with moved as (
       select m.item_id, sum(m.on_hand_delta_milli)::bigint as moved, min(m.business_day - $3::date) as first_move,
         ${gatherDayValues('m.business_day - $3::date', 'm.on_hand_delta_milli')} as moves
       from stock.move m
       where m.org_id = $1 and m.location_id = $2 and m.item_id = any($4::uuid[]) and m.business_day >= $3::date
       group by m.item_id
     )
     select b.item_id, b.on_hand_milli, coalesce(m.moved, 0) as moved_milli, m.moves, m.first_move
     from stock.balance b left join moved m on m.item_id = b.item_id
     where b.org_id = $1 and b.location_id = $2 and b.item_id = any($4::uuid[])`,
    [tx.orgId, locationId, fromDay, plainArray(itemIds)],
  );
  return new Map(
    rows.map((row) => [
      row.item_id,
      {
        firstMoveOffset: row.first_move,
        wasThere: row.on_hand_milli !== row.moved_milli,
        endOfDayMilli: () => walkBack(row.on_hand_milli, decodeDayValues(row.moves, days)),
      },
    ]),
  );
}
