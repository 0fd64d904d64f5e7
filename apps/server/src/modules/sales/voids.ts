import { businessDay, must, type AppError } from '@barrow/kernel';
import { appendEvents } from '../../platform/event-log.ts';
import { fault } from '../../platform/fault.ts';
import { plainArray, type Tx } from '../../platform/postgres.ts';
import { readLocations } from '../network/index.ts';
import { movesOfSources, postStock, type StockDraft } from '../stock/index.ts';
import type { PreparedSale } from './prepare-sale.ts';
import { addDayTotals, addItemDays, type DayDelta, type ItemDelta } from './totals.ts';

export type VoidAsk = {
  readonly id: string;
  readonly saleId: string;
  readonly locationId: string;
  readonly reason: string;
  readonly occurredAt: string;
};

type VoidRow = {
  void_id: string;
  sale_id: string;
  location_id: string;
  reason: string;
  occurred_at: string;
  posted_at: string | null;
  entered_by: string;
};

/**
 * Records that a sale is void. Its effects are reversed by new facts on the business day of the void; the sale stays as it was. A void
 * may come before its sale: it takes effect when the sale arrives at the location that it names. Repeating it changes nothing. Throws VOID_CONFLICT.
 */
export async function voidSale(tx: Tx, ask: VoidAsk, enteredBy: string): Promise<{ status: 'posted' | 'pending' }> {
  // One that named another location than the sale's can never take effect; the right one takes its place.
  await tx.run(
    `delete from sales.void v using sales.sale s
     where v.org_id = $1 and v.sale_id = $2 and v.posted_at is null and s.org_id = v.org_id and s.sale_id = v.sale_id
       and s.location_id = $3 and v.location_id <> s.location_id`,
    [tx.orgId, ask.saleId, ask.locationId],
  );
  const inserted = await tx.run(
    `insert into sales.void (org_id, void_id, sale_id, location_id, reason, occurred_at, entered_by)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [tx.orgId, ask.id, ask.saleId, ask.locationId, ask.reason, ask.occurredAt, enteredBy],
  );
  if (inserted === 0) {
    const known = await tx.row<VoidRow>(
      `select ${voidColumns} from sales.void where org_id = $1 and (void_id = $2 or sale_id = $3)`,
      [tx.orgId, ask.id, ask.saleId],
    );
    if (known?.void_id === ask.id.toLowerCase() && known.sale_id === ask.saleId.toLowerCase())
      return { status: known.posted_at === null ? 'pending' : 'posted' };
    throw voidConflict(ask);
  }
  // A sale that is being committed at this very moment is not seen; the sweep posts then.
  const sale = await tx.row<{ location_id: string }>(
    'select location_id from sales.sale where org_id = $1 and sale_id = $2',
    [tx.orgId, ask.saleId],
  );
  if (sale === undefined) return { status: 'pending' };
  if (sale.location_id !== ask.locationId.toLowerCase()) {
    throw fault('unprocessable', 'SALE_INVALID', `Sale ${ask.saleId} was made at another location.`, [
      { pointer: '/locationId', detail: 'is not the location of the sale' },
    ]);
  }
  await postVoids(tx, [ask.saleId]);
  return { status: 'posted' };
}

const voidColumns = 'void_id, sale_id, location_id, reason, occurred_at, posted_at, entered_by';

function voidConflict(ask: VoidAsk): AppError {
  return fault(
    'conflict',
    'VOID_CONFLICT',
    `Sale ${ask.saleId} is void already, or the id ${ask.id} belongs to another void.`,
    [{ pointer: '/id', detail: 'is in use, or the sale is void already' }],
  );
}

/** After new sales: posts the voids that came before them and name their location. */
export async function postPendingVoids(tx: Tx, sales: readonly PreparedSale[]): Promise<void> {
  await postVoids(
    tx,
    sales.map((sale) => sale.input.id),
  );
}

type SaleFacts = {
  sale_id: string;
  location_id: string;
  currency: string;
  discount_minor: number;
  tax_minor: number;
  total_minor: number;
  line_count: number;
};
type LineFacts = { sale_id: string; line_no: number; item_id: string; qty_milli: number; total_minor: number };

/** Posts the voids of these sales that were not posted yet. */
export async function postVoids(tx: Tx, saleIds: readonly string[]): Promise<void> {
  const ids = plainArray(saleIds);
  const voids = await tx.rows<VoidRow>(
    `select ${voidColumns} from sales.void v where org_id = $1 and sale_id = any($2::uuid[]) and posted_at is null
       and exists (select from sales.sale s where s.org_id = v.org_id and s.sale_id = v.sale_id and s.location_id = v.location_id)
     order by sale_id for update`,
    [tx.orgId, ids],
    'pending-voids',
  );
  if (voids.length === 0) return;
  const voided = plainArray(voids.map((one) => one.sale_id));
  const sales = new Map(
    (
      await tx.rows<SaleFacts>(
        'select sale_id, location_id, currency, discount_minor, tax_minor, total_minor, line_count from sales.sale where org_id = $1 and sale_id = any($2::uuid[])',
        [tx.orgId, voided],
      )
    ).map((row) => [row.sale_id, row]),
  );
  const lines = Map.groupBy(
    await tx.rows<LineFacts>(
      'select sale_id, line_no, item_id, qty_milli, total_minor from sales.line where org_id = $1 and sale_id = any($2::uuid[]) order by sale_id, line_no',
      [tx.orgId, voided],
    ),
    (row) => row.sale_id,
  );
  const locations = await readLocations(tx, [...new Set([...sales.values()].map((sale) => sale.location_id))]);
  const costs = await movesOfSources(
    tx,
    voids.map((one) => one.sale_id),
  );
  const drafts: StockDraft[] = [];
  const days: Omit<DayDelta, 'costMicro'>[] = [];
  const items: ItemDelta[] = [];
  for (const one of voids) {
    const sale = must(sales.get(one.sale_id), `sale ${one.sale_id} of a void`);
    const location = must(locations.get(sale.location_id), `location ${sale.location_id} of a sale`);
    const { locationId } = location;
    const day = businessDay(Date.parse(one.occurred_at), location.timeZone, location.cutoffMinutes);
    const own = lines.get(one.sale_id) ?? [];
    for (const line of own) {
      drafts.push({
        locationId,
        itemId: line.item_id,
        kind: 'void',
        onHandDeltaMilli: line.qty_milli,
        ...(line.qty_milli > 0 ? { unitCostMicro: costs.get(`${one.sale_id}:${line.line_no}`) } : {}),
        payload: {
          sourceId: one.void_id,
          sourceNo: line.line_no,
          businessDay: day,
          occurredAt: one.occurred_at,
          reason: one.reason,
        },
      });
      items.push({
        locationId,
        itemId: line.item_id,
        businessDay: day,
        soldMilli: Math.min(-line.qty_milli, 0),
        returnedMilli: Math.min(line.qty_milli, 0),
        totalMinor: -line.total_minor,
      });
    }
    days.push({
      locationId,
      businessDay: day,
      currency: sale.currency,
      sales: own.some((l) => l.qty_milli > 0) ? -1 : 0,
      returns: own.some((l) => l.qty_milli < 0) ? -1 : 0,
      lines: -own.length,
      soldMilli: own.reduce((sum, l) => sum - Math.max(l.qty_milli, 0), 0),
      returnedMilli: own.reduce((sum, l) => sum - Math.max(-l.qty_milli, 0), 0),
      totalMinor: -sale.total_minor,
      discountMinor: -sale.discount_minor,
      taxMinor: -sale.tax_minor,
      lastOccurredAt: one.occurred_at,
    });
  }
  const { moves } = await postStock(tx, drafts);
  const valueBack = new Map<string, number>();
  for (const move of moves)
    valueBack.set(move.payload.sourceId, (valueBack.get(move.payload.sourceId) ?? 0) - move.valueMicro);
  await addDayTotals(
    tx,
    days.map((day, index) => ({ ...day, costMicro: valueBack.get(voids[index]?.void_id ?? '') ?? 0 })),
  );
  await addItemDays(tx, items);
  await tx.run('update sales.void set posted_at = now() where org_id = $1 and void_id = any($2::uuid[])', [
    tx.orgId,
    plainArray(voids.map((one) => one.void_id)),
  ]);
  await appendEvents(
    tx,
    { actor: 'system', traceId: null },
    voids.map((one) => ({
      type: 'sales.sale.voided',
      subjectId: one.sale_id,
      locationId: one.location_id,
      occurredAt: one.occurred_at,
      actor: one.entered_by,
      data: {
        saleId: one.sale_id,
        voidId: one.void_id,
        reason: one.reason,
        totalMinor: -(sales.get(one.sale_id)?.total_minor ?? 0),
        currency: sales.get(one.sale_id)?.currency,
      },
    })),
  );
}
