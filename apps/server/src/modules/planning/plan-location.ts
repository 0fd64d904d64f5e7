import type { DemandForecast } from '@barrow/demand';
import { businessDay } from '@barrow/kernel';
import type { Database, Tx } from '../../platform/postgres.ts';
import { readLocation, readLocations } from '../network/index.ts';
import { readPositions } from '../stock/index.ts';
import { quantityOnOrder, readSuppliersFor } from '../supply/index.ts';
import { forecastItem, type ItemPast } from './forecast-item.ts';
import { readPlace, type Place } from './place.ts';
import { readPlannedItems, type PlannedItem } from './planned-items.ts';
import { createPolicyFinder, readPolicies } from './policies.ts';
import { proposeOrders, type SupplierBatch } from './propose-orders.ts';
import { readPast } from './read-past.ts';
import { dropUnplanned, lockProposals, storeForecasts, storeProposals, type Plan } from './store-proposals.ts';
import { createWindowFinder } from './supply-window.ts';
import { createTimeSlice, type TimeSlice } from './time-slice.ts';

/** Items read and forecast at once: their histories are held in memory together. */
const itemsAtOnce = 200;
/** Items proposed in one transaction. The items of one supplier stay together, since its minimum concerns their sum. */
const itemsATransaction = 1000;

export type PlanFigures = {
  items: number;
  /** Of more than nothing. */
  proposals: number;
  readMs: number;
  computeMs: number;
  writeMs: number;
  comparedDays: number;
  expectedMilli: number;
  actualMilli: number;
};

export type PlanDeps = {
  readonly database: Database;
  readonly nowMs: () => number;
  /** Called between pieces of work; throws when it should end. */
  readonly checkpoint: () => void;
};

type Forecasted = { readonly planned: PlannedItem; readonly forecast: DemandForecast };

/**
 * Plans one location: forecasts every item, then proposes orders and stores both. Memory holds the histories of two chunks and the
 * forecasts of one location; the event loop is given way to every few milliseconds; no transaction spans more than one step.
 */
export async function planLocation(deps: PlanDeps, orgId: string, plan: Plan): Promise<PlanFigures> {
  const { database } = deps;
  const slice = createTimeSlice();
  const beganMs = performance.now();
  const { place, planned, elsewhere } = await database.transaction(
    orgId,
    async (tx) => {
      const location = await readLocation(tx, plan.locationId);
      const locations = await readLocations(tx);
      return {
        place: await readPlace(tx, location, plan.day),
        planned: await readPlannedItems(tx, plan.locationId),
        elsewhere: [...locations.keys()].filter((id) => id !== plan.locationId),
      };
    },
    { readOnly: true },
  );
  const figures: PlanFigures = {
    items: planned.length,
    proposals: 0,
    readMs: 0,
    computeMs: 0,
    writeMs: 0,
    comparedDays: 0,
    expectedMilli: 0,
    actualMilli: 0,
  };
  const forecasts = await forecastAll(deps, orgId, place, planned, elsewhere, slice, figures);
  const forecastMs = performance.now() - beganMs;
  figures.readMs = forecastMs - figures.computeMs;

  const writeBeganMs = performance.now();
  for (const batch of batchesOf(forecasts)) {
    deps.checkpoint();
    const made = await database.transaction(orgId, (tx) => proposeBatch(tx, deps, plan, place, batch, slice));
    figures.proposals += made.proposals;
    figures.computeMs += made.computeMs;
    figures.writeMs -= made.computeMs;
  }
  await database.transaction(orgId, async (tx) => {
    await lockProposals(tx, [plan.locationId]);
    await dropUnplanned(
      tx,
      plan.locationId,
      planned.map(({ item }) => item.itemId),
    );
  });
  figures.writeMs += performance.now() - writeBeganMs;
  return figures;
}

/** Reads the next chunk while the one before is forecast. */
async function forecastAll(
  { database, checkpoint }: PlanDeps,
  orgId: string,
  place: Place,
  planned: readonly PlannedItem[],
  elsewhere: readonly string[],
  slice: TimeSlice,
  figures: PlanFigures,
): Promise<Forecasted[]> {
  const forecasts: Forecasted[] = [];
  const read = (from: number): Promise<ItemPast[]> => {
    const itemIds = planned.slice(from, from + itemsAtOnce).map(({ item }) => item.itemId);
    const reading =
      itemIds.length === 0
        ? Promise.resolve([])
        : database.transaction(orgId, (tx) => readPast(tx, place, itemIds, elsewhere), { readOnly: true });
    reading.catch(() => undefined); // awaited in its turn; until then a failure is not unhandled
    return reading;
  };
  let next = read(0);
  for (let from = 0; from < planned.length; from += itemsAtOnce) {
    const pasts = await next;
    checkpoint();
    next = read(from + itemsAtOnce);
    await slice.giveWay();
    for (const [index, past] of pasts.entries()) {
      if (slice.isOver()) await slice.giveWay();
      const startMs = performance.now();
      const { forecast, compared } = forecastItem(place, past);
      figures.computeMs += performance.now() - startMs;
      figures.comparedDays += compared.days;
      figures.expectedMilli += compared.expectedMilli;
      figures.actualMilli += compared.actualMilli;
      const item = planned[from + index];
      if (item !== undefined) forecasts.push({ planned: item, forecast });
    }
  }
  return forecasts;
}

/** Consecutive items of whole suppliers, about `itemsATransaction` at once. */
function batchesOf(forecasts: readonly Forecasted[]): Forecasted[][] {
  const batches: Forecasted[][] = [];
  for (const ofSupplier of Map.groupBy(forecasts, ({ planned }) => planned.term.supplierId).values()) {
    const last = batches.at(-1);
    if (last !== undefined && last.length + ofSupplier.length <= itemsATransaction) last.push(...ofSupplier);
    else batches.push([...ofSupplier]);
  }
  return batches;
}

async function proposeBatch(
  tx: Tx,
  deps: PlanDeps,
  plan: Plan,
  place: Place,
  batch: readonly Forecasted[],
  slice: TimeSlice,
): Promise<{ proposals: number; computeMs: number }> {
  const { locationId } = plan;
  await lockProposals(tx, [locationId]);
  const suppliers = await readSuppliersFor(tx);
  const policyOf = createPolicyFinder(await readPolicies(tx));
  const itemIds = batch.map(({ planned }) => planned.item.itemId);
  const positions = await readPositions(tx, locationId, itemIds);
  const onOrderMilli = new Map((await quantityOnOrder(tx, [locationId])).map((row) => [row.itemId, row.qtyMilli]));
  const nowMs = deps.nowMs();
  const { timeZone, cutoffMinutes } = place.location;
  const isToday = businessDay(nowMs, timeZone, cutoffMinutes) === place.day;
  const windowOf = createWindowFinder(suppliers, place.day, isToday ? nowMs : null);
  const made = { proposals: 0, computeMs: 0 };
  for (const [supplierId, items] of Map.groupBy(batch, ({ planned }) => planned.term.supplierId)) {
    const supplier = suppliers.get(supplierId);
    if (supplier === undefined) continue;
    await slice.giveWay();
    const startMs = performance.now();
    const supplierBatch: SupplierBatch = { supplier, items };
    const proposals = await proposeOrders({ place, windowOf, policyOf, positions, onOrderMilli }, supplierBatch, slice);
    made.computeMs += performance.now() - startMs;
    await storeProposals(tx, plan, proposals);
    made.proposals += proposals.filter(({ qtyMilli }) => qtyMilli > 0).length;
  }
  await storeForecasts(
    tx,
    plan,
    batch.map(({ planned, forecast }) => ({ itemId: planned.item.itemId, forecast })),
  );
  return made;
}
