import { Type } from 'typebox';
import { day, instant, qtyMilli, uuid } from '@barrow/contracts';
import { availableMilli } from '@barrow/ledger';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { readLocations } from '../network/index.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';

const Balance = Type.Object({
  locationId: uuid(),
  itemId: uuid(),
  onHandMilli: qtyMilli(),
  reservedMilli: qtyMilli(),
  inTransitMilli: qtyMilli(),
  availableMilli: qtyMilli(),
  valueMicro: Type.Integer(),
  averageCostMicro: Type.Integer(),
  lastCountedAt: Type.Union([instant(), Type.Null()]),
  changedAt: instant(),
});
const Move = Type.Object({
  position: Type.Integer(),
  sourceId: uuid(),
  sourceNo: Type.Integer(),
  locationId: uuid(),
  itemId: uuid(),
  kind: Type.String(),
  fromAccount: Type.String(),
  toAccount: Type.String(),
  counterLocationId: Type.Union([uuid(), Type.Null()]),
  qtyMilli: qtyMilli(),
  onHandDeltaMilli: qtyMilli(),
  unitCostMicro: Type.Integer(),
  valueMicro: Type.Integer(),
  businessDay: day(),
  occurredAt: instant(),
  recordedAt: instant(),
  reason: Type.Union([Type.String(), Type.Null()]),
});

type BalanceRow = {
  location_id: string;
  item_id: string;
  on_hand_milli: number;
  reserved_milli: number;
  in_transit_milli: number;
  allowance_milli: number;
  value_micro: number;
  average_cost_micro: number;
  last_counted_at: string | null;
  changed_at: string;
};
type MoveRow = {
  position: number;
  source_id: string;
  source_no: number;
  location_id: string;
  item_id: string;
  kind: string;
  from_account: string;
  to_account: string;
  counter_location_id: string | null;
  qty_milli: number;
  on_hand_delta_milli: number;
  unit_cost_micro: number;
  value_micro: number;
  business_day: string;
  occurred_at: string;
  recorded_at: string;
  reason: string | null;
};

export const readActions: readonly RegisteredAction[] = [
  action({
    name: 'stock.balance.list',
    version: '1.0.0',
    summary: 'Stock by location and item, with what is available',
    effect: 'read',
    permission: 'stock.read',
    route: 'GET /stock/balances',
    touches: 'inside',
    input: Type.Object(
      {
        ...pageInput,
        locationId: Type.Optional(uuid()),
        itemId: Type.Optional(uuid()),
        only: Type.Optional(Type.Enum(['negative', 'zero-or-less'])),
      },
      { additionalProperties: false },
    ),
    output: pageOf(Balance),
    async run({ tx, grant, requireLocation }, { cursor, limit = defaultLimit, locationId, itemId, only }) {
      if (locationId !== undefined) requireLocation(locationId);
      const after = readCursor(cursor, 2);
      const rows = await tx.rows<BalanceRow>(
        `select location_id, item_id, on_hand_milli, reserved_milli, in_transit_milli, offline_allowance_milli as allowance_milli, value_micro, average_cost_micro,
           last_counted_at, changed_at
         from stock.balance
         where org_id = $1 and ($2::uuid is null or location_id = $2) and ($3::uuid is null or item_id = $3)
           and ($4::uuid[] is null or location_id = any($4::uuid[])) and ($5::uuid is null or (location_id, item_id) > ($5, $6::uuid))
           and ($8::text is null or ($8 = 'negative' and on_hand_milli < 0) or ($8 = 'zero-or-less' and on_hand_milli <= 0))
         order by location_id, item_id limit $7`,
        [
          tx.orgId,
          locationId ?? null,
          itemId ?? null,
          grant.locationIds,
          after?.[0] ?? null,
          after?.[1] ?? null,
          limit + 1,
          only ?? null,
        ],
      );
      const locations = await readLocations(tx, [...new Set(rows.map((row) => row.location_id))]);
      return pageFrom(
        rows,
        limit,
        (row) => [row.location_id, row.item_id],
        (row) => ({
          locationId: row.location_id,
          itemId: row.item_id,
          onHandMilli: row.on_hand_milli,
          reservedMilli: row.reserved_milli,
          inTransitMilli: row.in_transit_milli,
          availableMilli: availableMilli({
            onHandMilli: row.on_hand_milli,
            reservedMilli: row.reserved_milli,
            offlineAllowanceMilli: Math.max(
              row.allowance_milli,
              locations.get(row.location_id)?.offlineAllowanceMilli ?? 0,
            ),
          }),
          valueMicro: row.value_micro,
          averageCostMicro: row.average_cost_micro,
          lastCountedAt: row.last_counted_at,
          changedAt: row.changed_at,
        }),
      );
    },
  }),
  action({
    name: 'stock.move.list',
    version: '1.0.0',
    summary: 'The moves of an item at a location, newest first',
    effect: 'read',
    permission: 'stock.read',
    route: 'GET /stock/moves',
    touches: ({ locationId }) => [locationId],
    input: Type.Object({ ...pageInput, locationId: uuid(), itemId: uuid() }, { additionalProperties: false }),
    output: pageOf(Move),
    async run({ tx }, { cursor, limit = defaultLimit, locationId, itemId }) {
      const after = readCursor(cursor, 1);
      const rows = await tx.rows<MoveRow>(
        `select position, source_id, source_no, location_id, item_id, kind, from_account, to_account, counter_location_id, qty_milli, on_hand_delta_milli,
           unit_cost_micro, value_micro, business_day, occurred_at, recorded_at, reason
         from stock.move where org_id = $1 and location_id = $2 and item_id = $3 and ($4::bigint is null or position < $4)
         order by position desc limit $5`,
        [tx.orgId, locationId, itemId, after?.[0] ?? null, limit + 1],
      );
      return pageFrom(
        rows,
        limit,
        (row) => [row.position],
        (row) => ({
          position: row.position,
          sourceId: row.source_id,
          sourceNo: row.source_no,
          locationId: row.location_id,
          itemId: row.item_id,
          kind: row.kind,
          fromAccount: row.from_account,
          toAccount: row.to_account,
          counterLocationId: row.counter_location_id,
          qtyMilli: row.qty_milli,
          onHandDeltaMilli: row.on_hand_delta_milli,
          unitCostMicro: row.unit_cost_micro,
          valueMicro: row.value_micro,
          businessDay: row.business_day,
          occurredAt: row.occurred_at,
          recordedAt: row.recorded_at,
          reason: row.reason,
        }),
      );
    },
  }),
];
