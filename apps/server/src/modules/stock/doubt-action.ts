import { instant, uuid } from '@barrow/contracts';
import { Type } from 'typebox';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { readItems } from '../catalogue/index.ts';

/** Moves of an item that are looked at, the newest: more say no more. */
const mostMoves = 50;

type Row = {
  item_id: string;
  on_hand_milli: number;
  last_counted_at: string | null;
  moves: number;
  differences: number;
  doubt: number;
};

/** Where the ledger is least to be trusted: what should be counted first. */
export const doubtAction: RegisteredAction = action({
  name: 'stock.item.doubt',
  version: '1.0.0',
  summary: 'Items of a location whose stock is least to be trusted, to be counted first',
  description: `Each move since an item was counted may have been wrong: doubt grows with the root of their number (the newest ${mostMoves}), twice as fast for each earlier count that found a difference; stock below zero is certainly wrong and comes first. What has not moved since it was counted is not in doubt.`,
  effect: 'read',
  permission: 'stock.read',
  route: 'GET /locations/:locationId/doubtful-items',
  touches: ({ locationId }) => [locationId],
  input: Type.Object(
    { locationId: uuid(), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) },
    { additionalProperties: false },
  ),
  output: Type.Object({
    items: Type.Array(
      Type.Object({
        itemId: uuid(),
        name: Type.String(),
        unit: Type.String(),
        onHandMilli: Type.Integer(),
        lastCountedAt: Type.Union([instant(), Type.Null()]),
        moves: Type.Integer({ description: `Since it was counted, at most ${mostMoves}` }),
        differences: Type.Integer({ description: 'Counts among the newest moves that found one' }),
        doubt: Type.Number(),
      }),
    ),
  }),
  async run({ tx }, { locationId, limit = 10 }) {
    const rows = await tx.rows<Row>(
      `select b.item_id, b.on_hand_milli, b.last_counted_at, m.moves, m.differences,
         (sqrt(m.moves) * (1 + m.differences) + case when b.on_hand_milli < 0 then 1000 else 0 end)::float8 as doubt
       from stock.balance b
       cross join lateral (
         select (count(*) filter (where newest.kind <> 'count' and (b.last_counted_at is null or newest.recorded_at > b.last_counted_at)))::integer as moves,
           (count(*) filter (where newest.kind = 'count' and newest.qty_milli > 0))::integer as differences
         from (
           select kind, qty_milli, recorded_at from stock.move
           where org_id = $1 and location_id = $2 and item_id = b.item_id order by position desc limit $3
         ) newest
       ) m
       where b.org_id = $1 and b.location_id = $2 and (m.moves > 0 or b.on_hand_milli < 0)
       order by doubt desc, b.item_id limit $4`,
      [tx.orgId, locationId, mostMoves, limit],
    );
    const items = await readItems(
      tx,
      rows.map((row) => row.item_id),
    );
    return {
      items: rows.map((row) => ({
        itemId: row.item_id,
        name: items.get(row.item_id)?.name ?? '',
        unit: items.get(row.item_id)?.unit ?? 'each',
        onHandMilli: row.on_hand_milli,
        lastCountedAt: row.last_counted_at,
        moves: row.moves,
        differences: row.differences,
        doubt: row.doubt,
      })),
    };
  },
});
