import { instant, uuid } from '@barrow/contracts';
import { addDays, businessDay } from '@barrow/kernel';
import { Type } from 'typebox';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { plainArray, type Tx } from '../../platform/postgres.ts';
import { pricesAt, readItems } from '../catalogue/index.ts';
import { readLocation } from '../network/index.ts';
import { readAverageCosts, readPositions } from '../stock/index.ts';

/** What a location has much of and sells little of. */
export const slowMoverAction: RegisteredAction = action({
  name: 'sales.item.slow',
  version: '1.0.0',
  summary: 'Items of a location whose stock lasts long at the pace of the last weeks, the most money first',
  description:
    '`coverDays` is the stock divided by what an average day of the span sold; null when nothing was sold. Items that came to the location within the span are left out: they have not had their chance.',
  effect: 'read',
  permission: 'sales.read',
  route: 'GET /locations/:locationId/slow-items',
  touches: ({ locationId }) => [locationId],
  input: Type.Object(
    {
      locationId: uuid(),
      days: Type.Optional(
        Type.Integer({ minimum: 7, maximum: 365, description: 'The span looked at; 28 unless told' }),
      ),
      coverDays: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 3_650, description: 'Stock that lasts longer is slow; 60 unless told' }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({
    asOf: instant(),
    currency: Type.String(),
    items: Type.Array(
      Type.Object({
        itemId: uuid(),
        name: Type.String(),
        onHandMilli: Type.Integer(),
        soldMilli: Type.Integer(),
        coverDays: Type.Union([Type.Integer(), Type.Null()]),
        averageCostMicro: Type.Integer(),
        unitPriceMicro: Type.Union([Type.Integer(), Type.Null()]),
        boundMinor: Type.Integer({ description: 'Money in the stock, at its average cost' }),
      }),
    ),
  }),
  async run({ tx, nowMs }, { locationId, days = 28, coverDays: longest = 60, limit = 20 }) {
    const now = nowMs();
    const location = await readLocation(tx, locationId);
    const today = businessDay(now, location.timeZone, location.cutoffMinutes);
    const there = [...(await readPositions(tx, locationId)).values()].filter(({ onHandMilli }) => onHandMilli > 0);
    const itemIds = there.map(({ itemId }) => itemId);
    const [sold, costs] = await Promise.all([
      soldSince(tx, locationId, addDays(today, -days), itemIds),
      readAverageCosts(tx, [locationId], itemIds),
    ]);
    const slow = there
      .flatMap(({ itemId, onHandMilli }) => {
        const { soldMilli = 0, isOld = false } = sold.get(itemId) ?? {};
        const cover = soldMilli <= 0 ? null : Math.round((onHandMilli * days) / soldMilli);
        if (!isOld || (cover !== null && cover <= longest)) return [];
        const averageCostMicro = costs.get(`${locationId}:${itemId}`) ?? 0;
        const boundMinor = Math.round((onHandMilli / 1_000) * (averageCostMicro / 10_000));
        return [{ itemId, onHandMilli, soldMilli, coverDays: cover, averageCostMicro, boundMinor }];
      })
      .toSorted((one, other) => other.boundMinor - one.boundMinor || (one.itemId < other.itemId ? -1 : 1))
      .slice(0, limit);
    const shown = slow.map(({ itemId }) => itemId);
    const [items, prices] = await Promise.all([readItems(tx, shown), pricesAt(tx, location, today, shown)]);
    return {
      asOf: new Date(now).toISOString(),
      currency: location.currency,
      items: slow.map((one) => ({
        ...one,
        name: items.get(one.itemId)?.name ?? '',
        unitPriceMicro: prices.get(one.itemId) ?? null,
      })),
    };
  },
});

/** What items sold at a location since a day, and whether they were sold there before: one look-up an item on the key of item_day. */
async function soldSince(
  tx: Tx,
  locationId: string,
  fromDay: string,
  itemIds: readonly string[],
): Promise<Map<string, { soldMilli: number; isOld: boolean }>> {
  const rows = await tx.rows<{ item_id: string; sold_milli: number; is_old: boolean }>(
    `select i.item_id, coalesce(s.sold, 0)::bigint as sold_milli,
       exists (select from sales.item_day d where d.org_id = $1 and d.location_id = $2 and d.item_id = i.item_id and d.business_day < $3::date) as is_old
     from unnest($4::uuid[]) as i (item_id)
     cross join lateral (
       select sum(d.sold_milli - d.returned_milli) as sold from sales.item_day d
       where d.org_id = $1 and d.location_id = $2 and d.item_id = i.item_id and d.business_day >= $3::date
     ) s`,
    [tx.orgId, locationId, fromDay, plainArray(itemIds)],
  );
  return new Map(rows.map((row) => [row.item_id, { soldMilli: row.sold_milli, isOld: row.is_old }]));
}
