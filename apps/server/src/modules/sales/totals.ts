import { plainArray, type Tx } from '../../platform/postgres.ts';

/** What a sale or void adds to its location's business day. */
export type DayDelta = {
  readonly locationId: string;
  readonly businessDay: string;
  readonly currency: string;
  readonly sales: number;
  readonly returns: number;
  readonly lines: number;
  readonly soldMilli: number;
  readonly returnedMilli: number;
  readonly totalMinor: number;
  readonly discountMinor: number;
  readonly taxMinor: number;
  readonly costMicro: number;
  readonly lastOccurredAt: string;
};

/** What a line adds to the demand of an item on a business day. */
export type ItemDelta = {
  readonly locationId: string;
  readonly itemId: string;
  readonly businessDay: string;
  readonly soldMilli: number;
  readonly returnedMilli: number;
  readonly totalMinor: number;
};

function sumBy<D>(deltas: readonly D[], keyOf: (delta: D) => string, add: (left: D, right: D) => D): D[] {
  const sums = new Map<string, D>();
  for (const delta of deltas) {
    const key = keyOf(delta);
    const sum = sums.get(key);
    sums.set(key, sum === undefined ? delta : add(sum, delta));
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

/** Adds to the day totals, in key order, one statement. */
export async function addDayTotals(tx: Tx, deltas: readonly DayDelta[]): Promise<void> {
  const sums = sumBy(
    deltas,
    (d) => d.locationId + d.businessDay + d.currency,
    (a, b) => ({
      ...a,
      sales: a.sales + b.sales,
      returns: a.returns + b.returns,
      lines: a.lines + b.lines,
      soldMilli: a.soldMilli + b.soldMilli,
      returnedMilli: a.returnedMilli + b.returnedMilli,
      totalMinor: a.totalMinor + b.totalMinor,
      discountMinor: a.discountMinor + b.discountMinor,
      taxMinor: a.taxMinor + b.taxMinor,
      costMicro: a.costMicro + b.costMicro,
      lastOccurredAt: a.lastOccurredAt > b.lastOccurredAt ? a.lastOccurredAt : b.lastOccurredAt,
    }),
  );
  if (sums.length === 0) return;
  await tx.run(
    `insert into sales.day_total as t (org_id, location_id, business_day, currency, sale_count, return_count, line_count, sold_milli, returned_milli,
       total_minor, discount_minor, tax_minor, cost_micro, last_occurred_at)
     select $1, d.* from unnest($2::uuid[], $3::date[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[],
       $11::bigint[], $12::bigint[], $13::bigint[], $14::timestamptz[]) as d
     on conflict (org_id, location_id, business_day, currency) do update set
       sale_count = t.sale_count + excluded.sale_count, return_count = t.return_count + excluded.return_count,
       line_count = t.line_count + excluded.line_count, sold_milli = t.sold_milli + excluded.sold_milli,
       returned_milli = t.returned_milli + excluded.returned_milli, total_minor = t.total_minor + excluded.total_minor,
       discount_minor = t.discount_minor + excluded.discount_minor, tax_minor = t.tax_minor + excluded.tax_minor,
       cost_micro = t.cost_micro + excluded.cost_micro, last_occurred_at = greatest(t.last_occurred_at, excluded.last_occurred_at)`,
    [
      tx.orgId,
      plainArray(sums.map((d) => d.locationId)),
      plainArray(sums.map((d) => d.businessDay)),
      plainArray(sums.map((d) => d.currency)),
      plainArray(sums.map((d) => d.sales)),
      plainArray(sums.map((d) => d.returns)),
      plainArray(sums.map((d) => d.lines)),
      plainArray(sums.map((d) => d.soldMilli)),
      plainArray(sums.map((d) => d.returnedMilli)),
      plainArray(sums.map((d) => d.totalMinor)),
      plainArray(sums.map((d) => d.discountMinor)),
      plainArray(sums.map((d) => d.taxMinor)),
      plainArray(sums.map((d) => d.costMicro)),
      plainArray(sums.map((d) => d.lastOccurredAt)),
    ],
    'add-day-totals',
  );
}

/** Adds to the items' daily demand, in key order, one statement. */
export async function addItemDays(tx: Tx, deltas: readonly ItemDelta[]): Promise<void> {
  const sums = sumBy(
    deltas,
    (d) => d.locationId + d.itemId + d.businessDay,
    (a, b) => ({
      ...a,
      soldMilli: a.soldMilli + b.soldMilli,
      returnedMilli: a.returnedMilli + b.returnedMilli,
      totalMinor: a.totalMinor + b.totalMinor,
    }),
  );
  if (sums.length === 0) return;
  await tx.run(
    `insert into sales.item_day as t (org_id, location_id, item_id, business_day, sold_milli, returned_milli, total_minor)
     select $1, d.* from unnest($2::uuid[], $3::uuid[], $4::date[], $5::bigint[], $6::bigint[], $7::bigint[]) as d
     on conflict (org_id, location_id, item_id, business_day) do update set sold_milli = t.sold_milli + excluded.sold_milli,
       returned_milli = t.returned_milli + excluded.returned_milli, total_minor = t.total_minor + excluded.total_minor`,
    [
      tx.orgId,
      plainArray(sums.map((d) => d.locationId)),
      plainArray(sums.map((d) => d.itemId)),
      plainArray(sums.map((d) => d.businessDay)),
      plainArray(sums.map((d) => d.soldMilli)),
      plainArray(sums.map((d) => d.returnedMilli)),
      plainArray(sums.map((d) => d.totalMinor)),
    ],
    'add-item-days',
  );
}
