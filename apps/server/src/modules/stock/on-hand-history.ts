import { plainArray, type Tx } from '../../platform/postgres.ts';

/** 1: some on hand, 0: none, -1: below zero, so the books are wrong. */
export type OnHandSign = 1 | 0 | -1;

/** Whether an item was on hand at the end of each business day, told by the days on which that changed. */
export type OnHandHistory = {
  /** At the end of the day before the range. */
  readonly before: OnHandSign;
  /** Days after the range's first, ascending, and what held from the end of that day on. May go beyond the range. */
  readonly changes: readonly { readonly offset: number; readonly sign: OnHandSign }[];
  /** The first day of the range on which stock moved, as days after its first; null when none did. */
  readonly firstMoveOffset: number | null;
};

function signOf(text: string | undefined): OnHandSign {
  return text === '1' ? 1 : text === '0' ? 0 : -1;
}

/**
 * Walks back from the balances of now through the moves since `fromDay`, day by day, in one statement on `move_by_item`. Late moves
 * count for the business day that they say they happened on. Items without a balance are left out.
 */
export async function readOnHandHistory(
  tx: Tx,
  locationId: string,
  fromDay: string,
  itemIds: readonly string[],
): Promise<Map<string, OnHandHistory>> {
  const rows = await tx.rows<{ item_id: string; before: number; changes: string | null; first_move: number | null }>(
    `with daily as (
       select m.item_id, m.business_day, sum(m.on_hand_delta_milli) as delta from stock.move m
       where m.org_id = $1 and m.location_id = $2 and m.item_id = any($4::uuid[]) and m.business_day >= $3::date
       group by m.item_id, m.business_day
     ), held as (
       select b.item_id, b.on_hand_milli from stock.balance b where b.org_id = $1 and b.location_id = $2 and b.item_id = any($4::uuid[])
     ), walked as (
       select d.item_id, d.business_day, d.delta,
         h.on_hand_milli - coalesce(sum(d.delta) over (partition by d.item_id order by d.business_day desc rows between unbounded preceding and 1 preceding), 0) as after
       from daily d join held h on h.item_id = d.item_id
     )
     select h.item_id, sign(h.on_hand_milli - coalesce(sum(w.delta), 0))::integer as before, min(w.business_day - $3::date) as first_move,
       string_agg((w.business_day - $3::date) || ':' || sign(w.after)::integer, ' ' order by w.business_day)
         filter (where sign(w.after) <> sign(w.after - w.delta)) as changes
     from held h left join walked w on w.item_id = h.item_id
     group by h.item_id, h.on_hand_milli`,
    [tx.orgId, locationId, fromDay, plainArray(itemIds)],
    'read-on-hand-history',
  );
  return new Map(
    rows.map((row) => [
      row.item_id,
      {
        before: signOf(String(row.before)),
        firstMoveOffset: row.first_move,
        changes:
          row.changes === null
            ? []
            : row.changes.split(' ').map((change) => {
                const [offset, sign] = change.split(':');
                return { offset: Number(offset), sign: signOf(sign) };
              }),
      },
    ]),
  );
}
