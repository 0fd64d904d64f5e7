import { addDays, businessDay } from '@barrow/kernel';
import type { LocationInput } from '@barrow/contracts';
import { textAt } from '../../testing/json-at.ts';
import type { TestHouse } from '../../testing/test-house.ts';
import { newId } from '../../platform/clock.ts';

/** A house with one supplier that takes orders every day until late and delivers after two days. For tests. */
export type TestNetwork = {
  readonly today: string;
  readonly supplierId: string;
  /** Adds an item that the supplier sells in packs of 6 at 2.50. */
  addItem(sku: string, terms?: { packMilli?: number; minimumMilli?: number }): Promise<string>;
  addLocation(input: Omit<LocationInput, 'name'>): Promise<string>;
  /** Stores sales of so many a day on each of the days before today, `days` back to `until` back (1: yesterday). */
  addHistory(locationId: string, itemId: string, soldMilli: number, days: number, until?: number): Promise<void>;
  /** Books stock on a day so many days ago. */
  book(locationId: string, itemId: string, qtyMilli: number, daysAgo: number): Promise<void>;
};

/** At midnight, as the supplier's: at one in the morning a day that ends later is still open, but the supplier's is over. */
const dayEndsMinutes = 0;

export async function createTestNetwork(house: TestHouse, minimumOrderMicro = 0): Promise<TestNetwork> {
  const { orgId } = house;
  const today = businessDay(Date.now(), 'Europe/Berlin', dayEndsMinutes);
  const supplierId = newId();
  await house.sql('update network.location set cutoff_minutes = $2 where org_id = $1', [orgId, dayEndsMinutes]);
  await house.sql(
    `insert into supply.supplier (org_id, supplier_id, code, name, currency, transport, time_zone, cutoff_minutes, lead_time_days, lead_time_sd_days, minimum_order_micro)
     values ($1, $2, 'S1', 'Supplier', 'EUR', 'manual', 'Europe/Berlin', 1440, 2, 0.5, $3)`,
    [orgId, supplierId, minimumOrderMicro],
  );
  return {
    today,
    supplierId,
    async addItem(sku, { packMilli = 6000, minimumMilli = 0 } = {}) {
      const itemId = textAt((await house.api('POST', '/items', { sku, name: `Item ${sku}` })).body, 'itemId');
      await house.sql(
        `insert into supply.supplier_item (org_id, supplier_id, item_id, supplier_item_code, cost_micro, pack_milli, minimum_milli, preferred)
         values ($1, $2, $3, $4, 2500000, $5, $6, true)`,
        [orgId, supplierId, itemId, sku, packMilli, minimumMilli],
      );
      return itemId;
    },
    async addLocation(input) {
      const answer = await house.api('POST', '/locations', {
        name: input.code,
        cutoffMinutes: dayEndsMinutes,
        ...input,
      });
      return textAt(answer.body, 'locationId');
    },
    async addHistory(locationId, itemId, soldMilli, days, until = 1) {
      await house.sql(
        `insert into sales.item_day (org_id, location_id, item_id, business_day, sold_milli, returned_milli, total_minor)
         select $1, $2, $3, d::date, $4, 0, 100 from generate_series($5::date, $6::date, '1 day') d`,
        [orgId, locationId, itemId, soldMilli, addDays(today, -days), addDays(today, -until)],
      );
      await house.sql(
        `insert into sales.day_total as t (org_id, location_id, business_day, currency, sale_count, return_count, line_count, sold_milli, returned_milli, total_minor,
           discount_minor, tax_minor, cost_micro, last_occurred_at)
         select $1, $2, d::date, 'EUR', 1, 0, 1, $3, 0, 100, 0, 0, 0, d from generate_series($4::date, $5::date, '1 day') d
         on conflict (org_id, location_id, business_day, currency) do update set sold_milli = t.sold_milli + excluded.sold_milli`,
        [orgId, locationId, soldMilli, addDays(today, -days), addDays(today, -until)],
      );
    },
    async book(locationId, itemId, qtyMilli, daysAgo) {
      const answer = await house.api('POST', '/stock/adjustments', {
        id: newId(),
        locationId,
        occurredAt: `${addDays(today, -daysAgo)}T10:00:00Z`,
        reason: 'test',
        lines: [{ itemId, qtyMilli }],
      });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    },
  };
}
