import type { DemandForecast } from '@barrow/demand';
import { newId } from '../../platform/clock.ts';
import { plainArray, type Tx } from '../../platform/postgres.ts';
import { proposalValueMicro, type NewProposal } from './propose-orders.ts';

/** Rows a statement: enough to spare round trips, few enough that writing them as JSON takes a few milliseconds. */
const rowsAtOnce = 200;

/**
 * Locks a location's proposals until the transaction ends. Whoever proposes or approves holds it, so what is approved is on order
 * before the next proposal counts what is on order. Several are locked in order.
 */
export async function lockProposals(tx: Tx, locationIds: readonly string[]): Promise<void> {
  for (const locationId of [...new Set(locationIds)].toSorted()) {
    await tx.run('select pg_advisory_xact_lock(hashtextextended($1, 47))', [`${tx.orgId}/${locationId}`]);
  }
}

/** Ends the open proposals of some items; those of nothing leave no trace. */
async function supersede(tx: Tx, locationId: string, itemIds: readonly string[]): Promise<void> {
  const values = [tx.orgId, locationId, plainArray(itemIds)];
  await tx.run(
    `delete from planning.proposal where org_id = $1 and location_id = $2 and item_id = any($3::uuid[]) and status = 'open' and qty_milli = 0`,
    values,
    'drop-empty-proposals',
  );
  await tx.run(
    `update planning.proposal set status = 'superseded', decided_at = now()
     where org_id = $1 and location_id = $2 and item_id = any($3::uuid[]) and status = 'open'`,
    values,
    'supersede-proposals',
  );
}

export type Plan = { readonly runId: string; readonly locationId: string; readonly day: string };

/** Stores proposals in place of those that are open for the same items. The caller holds `lockProposals`. */
export async function storeProposals(
  tx: Tx,
  { runId, locationId, day }: Plan,
  proposals: readonly NewProposal[],
): Promise<void> {
  for (let from = 0; from < proposals.length; from += rowsAtOnce) {
    const some = proposals.slice(from, from + rowsAtOnce);
    await supersede(
      tx,
      locationId,
      some.map(({ planned }) => planned.item.itemId),
    );
    await tx.run(
      `insert into planning.proposal (org_id, proposal_id, run_id, location_id, item_id, supplier_id, from_location_id, day, reason, qty_milli, unit_cost_micro, value_micro,
         currency, order_day, delivery_day, minimum, explanation)
       select $1, p.proposal_id, $2, $3, p.item_id, p.supplier_id, p.from_location_id, $4, p.reason, p.qty_milli, p.unit_cost_micro, p.value_micro,
         p.currency, p.order_day, p.delivery_day, p.minimum, p.explanation
       from json_to_recordset($5) as p (proposal_id uuid, item_id uuid, supplier_id uuid, from_location_id uuid, reason text, qty_milli bigint, unit_cost_micro bigint,
         value_micro bigint, currency text, order_day date, delivery_day date, minimum text, explanation jsonb)`,
      [
        tx.orgId,
        runId,
        locationId,
        day,
        JSON.stringify(
          some.map((proposal) => {
            const { planned, qtyMilli, explanation } = proposal;
            return {
              proposal_id: newId(),
              item_id: planned.item.itemId,
              supplier_id: planned.source === undefined ? planned.term.supplierId : null,
              from_location_id: planned.source?.fromLocationId ?? null,
              reason: explanation.order.reason,
              qty_milli: qtyMilli,
              unit_cost_micro: planned.term.costMicro,
              value_micro: proposalValueMicro(proposal),
              currency: planned.term.currency,
              order_day: explanation.order.orderDay,
              delivery_day: explanation.order.deliveryDay,
              minimum: explanation.minimum.decision,
              explanation,
            };
          }),
        ),
      ],
      'store-proposals',
    );
  }
}

/** Stores forecasts in place of the earlier ones. */
export async function storeForecasts(
  tx: Tx,
  { runId, locationId }: Plan,
  forecasts: readonly { readonly itemId: string; readonly forecast: DemandForecast }[],
): Promise<void> {
  for (let from = 0; from < forecasts.length; from += rowsAtOnce) {
    const some = forecasts.slice(from, from + rowsAtOnce);
    await tx.run(
      `insert into planning.forecast (org_id, location_id, item_id, run_id, first_day, level_milli, forecast)
       select $1, $2, f.item_id, $3, f.first_day, f.level_milli, f.forecast
       from json_to_recordset($4) as f (item_id uuid, first_day date, level_milli double precision, forecast jsonb)
       on conflict (org_id, location_id, item_id) do update set run_id = excluded.run_id, first_day = excluded.first_day,
         level_milli = excluded.level_milli, forecast = excluded.forecast`,
      [
        tx.orgId,
        locationId,
        runId,
        JSON.stringify(
          some.map(({ itemId, forecast }) => ({
            item_id: itemId,
            first_day: forecast.firstDay,
            level_milli: forecast.levelMilli,
            forecast: { ...forecast, ahead: [] },
          })),
        ),
      ],
      'store-forecasts',
    );
  }
}

/** Ends the open proposals and forgets the forecasts of items that are planned at a location no more. */
export async function dropUnplanned(tx: Tx, locationId: string, plannedIds: readonly string[]): Promise<void> {
  const gone = await tx.rows<{ item_id: string }>(
    `select item_id from planning.proposal where org_id = $1 and location_id = $2 and status = 'open' and item_id <> all($3::uuid[])`,
    [tx.orgId, locationId, plainArray(plannedIds)],
  );
  await supersede(
    tx,
    locationId,
    gone.map((row) => row.item_id),
  );
  await tx.run('delete from planning.forecast where org_id = $1 and location_id = $2 and item_id <> all($3::uuid[])', [
    tx.orgId,
    locationId,
    plainArray(plannedIds),
  ]);
}
