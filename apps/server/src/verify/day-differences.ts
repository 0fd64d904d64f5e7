import type { Tx } from '../platform/postgres.ts';
import type { Difference } from './difference.ts';

/** A posted void counts on the business day that its moves were booked on. */
const voids = `select v.void_id, v.sale_id, v.occurred_at,
     (select m.business_day from stock.move m where m.org_id = v.org_id and m.source_id = v.void_id limit 1) as business_day
   from sales.void v where v.org_id = $1 and v.posted_at is not null`;

type Row = {
  location_id: string;
  item_id?: string;
  business_day: string;
  currency?: string;
  field: string;
  recomputed: string | null;
  stored: string | null;
};

/** What each business day of a location adds up to, against its sales less its voids, and the cost of what their moves took out. */
export async function dayTotalDifferences(tx: Tx): Promise<Difference[]> {
  const rows = await tx.rows<Row>(
    `with line as (
       select sale_id, count(*) as lines, sum(greatest(qty_milli, 0)) as sold, sum(greatest(-qty_milli, 0)) as returned,
         bool_or(qty_milli > 0)::integer as sales, bool_or(qty_milli < 0)::integer as returns
       from sales.line where org_id = $1 group by sale_id
     ), fact as (
       select s.sale_id as source_id, s.sale_id, s.location_id, s.currency, s.business_day, s.occurred_at, 1 as sign from sales.sale s where s.org_id = $1
       union all
       select v.void_id, v.sale_id, s.location_id, s.currency, v.business_day, v.occurred_at, -1
       from (${voids}) v join sales.sale s on s.org_id = $1 and s.sale_id = v.sale_id
     ), cost as (
       select source_id, -sum(value_micro) as cost from stock.move
       where org_id = $1 and kind in ('sale', 'return', 'void', 'cost_difference') group by source_id
     ), expected as (
       select f.location_id, f.business_day, f.currency, sum(f.sign * l.sales) as sale_count, sum(f.sign * l.returns) as return_count,
         sum(f.sign * l.lines) as line_count, sum(f.sign * l.sold) as sold_milli, sum(f.sign * l.returned) as returned_milli,
         sum(f.sign * s.total_minor) as total_minor, sum(f.sign * s.discount_minor) as discount_minor, sum(f.sign * s.tax_minor) as tax_minor,
         sum(coalesce(c.cost, 0)) as cost_micro, max(f.occurred_at) as last_occurred_at
       from fact f join sales.sale s on s.org_id = $1 and s.sale_id = f.sale_id join line l on l.sale_id = f.sale_id
       left join cost c on c.source_id = f.source_id group by f.location_id, f.business_day, f.currency
     )
     select coalesce(e.location_id, t.location_id) as location_id, coalesce(e.business_day, t.business_day) as business_day,
       coalesce(e.currency, t.currency) as currency, f.*
     from expected e full join (select * from sales.day_total where org_id = $1) t
       on t.location_id = e.location_id and t.business_day = e.business_day and t.currency = e.currency
     cross join lateral (values
       ('saleCount', e.sale_count::text, t.sale_count::text),
       ('returnCount', e.return_count::text, t.return_count::text),
       ('lineCount', e.line_count::text, t.line_count::text),
       ('soldMilli', e.sold_milli::text, t.sold_milli::text),
       ('returnedMilli', e.returned_milli::text, t.returned_milli::text),
       ('totalMinor', e.total_minor::text, t.total_minor::text),
       ('discountMinor', e.discount_minor::text, t.discount_minor::text),
       ('taxMinor', e.tax_minor::text, t.tax_minor::text),
       ('costMicro', e.cost_micro::text, t.cost_micro::text),
       ('lastOccurredAt', e.last_occurred_at::text, t.last_occurred_at::text)) as f (field, recomputed, stored)
     where f.recomputed is distinct from f.stored order by 1, 2, 3, f.field`,
    [tx.orgId],
  );
  return rows.map((row) => differenceOf('day-total', row));
}

/** What each item sold at a location on a business day, against the lines of its sales less those of its voids. */
export async function itemDayDifferences(tx: Tx): Promise<Difference[]> {
  const rows = await tx.rows<Row>(
    `with fact as (
       select s.sale_id, s.location_id, s.business_day, 1 as sign from sales.sale s where s.org_id = $1
       union all
       select v.sale_id, s.location_id, v.business_day, -1 from (${voids}) v join sales.sale s on s.org_id = $1 and s.sale_id = v.sale_id
     ), expected as (
       select f.location_id, l.item_id, f.business_day, sum(f.sign * greatest(l.qty_milli, 0)) as sold_milli,
         sum(f.sign * greatest(-l.qty_milli, 0)) as returned_milli, sum(f.sign * l.total_minor) as total_minor
       from fact f join sales.line l on l.org_id = $1 and l.sale_id = f.sale_id group by f.location_id, l.item_id, f.business_day
     )
     select coalesce(e.location_id, t.location_id) as location_id, coalesce(e.item_id, t.item_id) as item_id,
       coalesce(e.business_day, t.business_day) as business_day, f.*
     from expected e full join (select * from sales.item_day where org_id = $1) t
       on t.location_id = e.location_id and t.item_id = e.item_id and t.business_day = e.business_day
     cross join lateral (values
       ('soldMilli', e.sold_milli::text, t.sold_milli::text),
       ('returnedMilli', e.returned_milli::text, t.returned_milli::text),
       ('totalMinor', e.total_minor::text, t.total_minor::text)) as f (field, recomputed, stored)
     where f.recomputed is distinct from f.stored order by 1, 2, 3, f.field`,
    [tx.orgId],
  );
  return rows.map((row) => differenceOf('item-day', row));
}

function differenceOf(kind: 'day-total' | 'item-day', row: Row): Difference {
  const isText = row.field === 'lastOccurredAt';
  const valueOf = (text: string | null): string | number | null => (text === null || isText ? text : Number(text));
  return {
    kind,
    of: {
      locationId: row.location_id,
      ...(row.item_id === undefined ? {} : { itemId: row.item_id }),
      businessDay: row.business_day,
      ...(row.currency === undefined ? {} : { currency: row.currency }),
    },
    field: row.field,
    recomputed: valueOf(row.recomputed),
    stored: valueOf(row.stored),
  };
}
