import type { DemandForecast } from '@barrow/demand';
import { businessDay } from '@barrow/kernel';
import type { Database, Tx } from '../../platform/postgres.ts';
import { readLocation, readLocations } from '../network/index.ts';
import { readPositions, readRequested, type Position } from '../stock/index.ts';
import { quantityOnOrder, readSuppliersFor, type SupplierTerms } from '../supply/index.ts';
import { readDependentDemand, type DependentDemand } from './dependent-demand.ts';
import { forecastItem, type ItemPast } from './forecast-item.ts';
import { readPlace, type Place } from './place.ts';
import { readPlannedItems, type PlannedItem } from './planned-items.ts';
import { createPolicyFinder, readPolicies } from './policies.ts';
import { proposeOrders, type SupplierBatch } from './propose-orders.ts';
import { readPast } from './read-past.ts';
import { shareSource } from './share-source.ts';
import { calendarOf, isSource } from './sources.ts';
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
        // What others sell comes to a source as dependent demand: taken for its own as well, it would count twice.
        elsewhere: (await isSource(tx, plan.locationId))
          ? []
          : [...locations.keys()].filter((id) => id !== plan.locationId),
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
  figures.proposals += await shareOutSources(deps, orgId, plan, planned);
  figures.writeMs += performance.now() - writeBeganMs;
  return figures;
}

/** Shares out anew what the sources of this location have, and what it has itself for others. Answers how many of its transfers are of more than nothing. */
async function shareOutSources(
  { database, checkpoint }: PlanDeps,
  orgId: string,
  { locationId }: Plan,
  planned: readonly PlannedItem[],
): Promise<number> {
  const bySource = Map.groupBy(planned, ({ source }) => source?.fromLocationId);
  bySource.delete(undefined);
  if (await database.transaction(orgId, (tx) => isSource(tx, locationId), { readOnly: true }))
    bySource.set(locationId, [...planned]);
  let given = 0;
  for (const [fromLocationId, items] of bySource) {
    if (fromLocationId === undefined) continue;
    for (let from = 0; from < items.length; from += itemsAtOnce) {
      checkpoint();
      const itemIds = items.slice(from, from + itemsAtOnce).map(({ item }) => item.itemId);
      given += await database.transaction(orgId, (tx) => shareSource(tx, fromLocationId, locationId, itemIds));
    }
  }
  return given;
}

/** What is there, with transfers that were asked for and not yet sent, and with what others ask of this location now. */
function withRequests(
  itemIds: readonly string[],
  positions: ReadonlyMap<string, Position>,
  requested: Awaited<ReturnType<typeof readRequested>>,
  dependents: ReadonlyMap<string, DependentDemand>,
): Map<string, Position> {
  return new Map(
    itemIds.map((itemId) => {
      const { onHandMilli, reservedMilli, inTransitMilli } = positions.get(itemId) ?? nothingThere;
      const { comingMilli, promisedMilli } = requested.get(itemId) ?? nothingRequested;
      const askedMilli = dependents.get(itemId)?.askedMilli ?? 0;
      return [
        itemId,
        {
          itemId,
          onHandMilli,
          reservedMilli: reservedMilli + promisedMilli + askedMilli,
          inTransitMilli: inTransitMilli + comingMilli,
        },
      ];
    }),
  );
}

const nothingThere = { onHandMilli: 0, reservedMilli: 0, inTransitMilli: 0 };
const nothingRequested = { comingMilli: 0, promisedMilli: 0 };

/** A sending location as a supplier without a least order. */
function senderOf({ source, term }: PlannedItem, timeZone: string): [string, SupplierTerms][] {
  if (source === undefined) return [];
  return [
    [
      term.supplierId,
      {
        supplierId: term.supplierId,
        code: '',
        name: source.fromName,
        currency: term.currency,
        leadTimeDays: source.leadTimeDays,
        leadTimeSdDays: 0,
        minimumOrderMicro: 0,
        timeZone,
        calendar: calendarOf(source),
      },
    ],
  ];
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
  const { timeZone, cutoffMinutes } = place.location;
  const suppliers = new Map([
    ...(await readSuppliersFor(tx)),
    ...batch.flatMap(({ planned }) => senderOf(planned, timeZone)),
  ]);
  const policyOf = createPolicyFinder(await readPolicies(tx));
  const itemIds = batch.map(({ planned }) => planned.item.itemId);
  const dependents = await readDependentDemand(tx, locationId, itemIds);
  const positions = withRequests(
    itemIds,
    await readPositions(tx, locationId, itemIds),
    await readRequested(tx, locationId, itemIds),
    dependents,
  );
  const onOrderMilli = new Map((await quantityOnOrder(tx, [locationId])).map((row) => [row.itemId, row.qtyMilli]));
  const nowMs = deps.nowMs();
  const isToday = businessDay(nowMs, timeZone, cutoffMinutes) === place.day;
  const windowOf = createWindowFinder(suppliers, place.day, isToday ? nowMs : null);
  const made = { proposals: 0, computeMs: 0 };
  for (const [supplierId, items] of Map.groupBy(batch, ({ planned }) => planned.term.supplierId)) {
    const supplier = suppliers.get(supplierId);
    if (supplier === undefined) continue;
    await slice.giveWay();
    const startMs = performance.now();
    const supplierBatch: SupplierBatch = { supplier, items };
    const proposals = await proposeOrders(
      { place, windowOf, policyOf, positions, onOrderMilli, dependents },
      supplierBatch,
      slice,
    );
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
