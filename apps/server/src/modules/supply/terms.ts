import type { SupplierCalendar } from '@barrow/inventory';
import { plainArray, type Tx } from '../../platform/postgres.ts';

/** Where an item is ordered and on what terms. Cost in millionths of the major unit of `currency`, a unit. */
export type SupplyTerm = {
  readonly supplierId: string;
  readonly itemId: string;
  readonly supplierItemCode: string;
  readonly costMicro: number;
  readonly currency: string;
  readonly packMilli: number;
  readonly minimumMilli: number;
  /** Null: the supplier's. */
  readonly leadTimeDays: number | null;
  readonly leadTimeSdDays: number | null;
  readonly preferred: boolean;
};

/** A supplier as planning sees it. `calendar` holds in `timeZone`. */
export type SupplierTerms = {
  readonly supplierId: string;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly leadTimeDays: number;
  readonly leadTimeSdDays: number;
  /** Least value of an order, millionths of the major unit; 0 for none. */
  readonly minimumOrderMicro: number;
  readonly timeZone: string;
  readonly calendar: SupplierCalendar;
};

type TermRow = {
  supplier_id: string;
  item_id: string;
  supplier_item_code: string;
  cost_micro: number;
  currency: string;
  pack_milli: number;
  minimum_milli: number;
  lead_time_days: number | null;
  lead_time_sd_days: number | null;
  preferred: boolean;
};

const termColumns = `i.supplier_id, i.item_id, i.supplier_item_code, i.cost_micro, s.currency, i.pack_milli, i.minimum_milli, i.lead_time_days,
  i.lead_time_sd_days, i.preferred`;

function termOf(row: TermRow): SupplyTerm {
  return {
    supplierId: row.supplier_id,
    itemId: row.item_id,
    supplierItemCode: row.supplier_item_code,
    costMicro: row.cost_micro,
    currency: row.currency,
    packMilli: row.pack_milli,
    minimumMilli: row.minimum_milli,
    leadTimeDays: row.lead_time_days,
    leadTimeSdDays: row.lead_time_sd_days,
    preferred: row.preferred,
  };
}

/** The source that proposals order each item from: the preferred one, else the first by supplier's code. One an item, of active suppliers. */
export async function readSupplyTerms(tx: Tx, itemIds?: readonly string[]): Promise<SupplyTerm[]> {
  const rows = await tx.rows<TermRow>(
    `select distinct on (i.item_id) ${termColumns}
     from supply.supplier_item i
     join supply.supplier s on s.org_id = i.org_id and s.supplier_id = i.supplier_id and s.status = 'active'
     where i.org_id = $1 and ($2::uuid[] is null or i.item_id = any($2::uuid[]))
     order by i.item_id, i.preferred desc, lower(s.code)`,
    [tx.orgId, itemIds === undefined ? null : plainArray(itemIds)],
  );
  return rows.map(termOf);
}

/** The terms of named items at named suppliers, preferred or not, by `supplierId:itemId`. */
export async function readTermsOf(
  tx: Tx,
  pairs: readonly { readonly supplierId: string; readonly itemId: string }[],
): Promise<Map<string, SupplyTerm>> {
  const rows = await tx.rows<TermRow>(
    `select ${termColumns}
     from unnest($2::uuid[], $3::uuid[]) as k (supplier_id, item_id)
     join supply.supplier_item i on i.supplier_id = k.supplier_id and i.item_id = k.item_id
     join supply.supplier s on s.org_id = i.org_id and s.supplier_id = i.supplier_id
     where i.org_id = $1`,
    [tx.orgId, plainArray(pairs.map((pair) => pair.supplierId)), plainArray(pairs.map((pair) => pair.itemId))],
  );
  return new Map(rows.map((row) => [`${row.supplier_id}:${row.item_id}`, termOf(row)]));
}

type SupplierTermsRow = {
  supplier_id: string;
  code: string;
  name: string;
  currency: string;
  lead_time_days: number;
  lead_time_sd_days: number;
  minimum_order_micro: number;
  time_zone: string;
  order_weekdays: number[];
  delivery_weekdays: number[];
  cutoff_minutes: number;
  closed_days: string[];
};

/** The active suppliers of the organisation, with the calendar that packages/inventory reckons with. */
export async function readSuppliersFor(tx: Tx): Promise<Map<string, SupplierTerms>> {
  const rows = await tx.rows<SupplierTermsRow>(
    `select supplier_id, code, name, currency, lead_time_days, lead_time_sd_days, minimum_order_micro, time_zone, order_weekdays,
       delivery_weekdays, cutoff_minutes, closed_days::text[] as closed_days
     from supply.supplier where org_id = $1 and status = 'active' order by lower(code)`,
    [tx.orgId],
  );
  return new Map(
    rows.map((row) => [
      row.supplier_id,
      {
        supplierId: row.supplier_id,
        code: row.code,
        name: row.name,
        currency: row.currency,
        leadTimeDays: row.lead_time_days,
        leadTimeSdDays: row.lead_time_sd_days,
        minimumOrderMicro: row.minimum_order_micro,
        timeZone: row.time_zone,
        calendar: {
          orderWeekdays: row.order_weekdays,
          deliveryWeekdays: row.delivery_weekdays,
          cutoffMinutes: row.cutoff_minutes,
          leadTimeDays: row.lead_time_days,
          closedDays: row.closed_days,
        },
      },
    ]),
  );
}
