import type { SaleInput } from '@barrow/contracts';
import { AppError, must } from '@barrow/kernel';
import { appendEvents, type NewEvent, type Origin } from '../../platform/event-log.ts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import { actorText, recordAudit, type Caller } from '../../platform/registry.ts';
import type { Catalogue, Resolver } from '../catalogue/index.ts';
import { readLocations } from '../network/index.ts';
import { postStockTaking, ranOut, ranOutEvent, type StockDraft, type StockMove } from '../stock/index.ts';
import { raiseTasks, type NewTask } from '../tasks/index.ts';
import { objectionTo, prepareSale, type PreparedSale } from './prepare-sale.ts';
import { insertLines, insertPayments, insertSales, storedHashes } from './store-sales.ts';
import { addDayTotals, addItemDays } from './totals.ts';
import { postPendingVoids } from './voids.ts';

/** Sales of one caller, in the order sent. */
export type Push = { readonly caller: Caller; readonly sales: readonly SaleInput[]; readonly origin?: Origin };

/** What became of one sale: `duplicate` means that this very sale was stored before. */
export type Captured =
  | {
      readonly status: 'stored' | 'duplicate';
      readonly id: string;
      readonly totalMinor: number;
      readonly businessDay: string;
    }
  | { readonly status: 'rejected'; readonly id: string; readonly error: AppError };

type Slot = {
  readonly push: Push;
  readonly sale: SaleInput;
  result: Captured | undefined;
  prepared: PreparedSale | undefined;
};

const lowerCaseIds = (sale: SaleInput): SaleInput => ({
  ...sale,
  id: sale.id.toLowerCase(),
  locationId: sale.locationId.toLowerCase(),
});

function mayUse(caller: Caller, locationId: string): boolean {
  return caller.grant.locationIds === null || caller.grant.locationIds.includes(locationId);
}

/**
 * Stores the sales of several pushes in the caller's transaction: sales, lines, payments, stock moves, balances, totals, events, audit,
 * in one statement a table. Lines, moves, totals and events derive only from the ids that the insert of sales gave back, so a repeat
 * changes nothing. A bad sale is rejected alone. Answers for each push in the order of its sales.
 */
export async function captureSales(
  tx: Tx,
  catalogue: Catalogue,
  pushes: readonly Push[],
  nowMs: number,
): Promise<Captured[][]> {
  const slots: Slot[] = pushes.flatMap((push) =>
    push.sales.map((sale): Slot => ({ push, sale: lowerCaseIds(sale), result: undefined, prepared: undefined })),
  );
  await prepareAll(tx, catalogue, slots, nowMs);
  const fresh = await storeNew(tx, slots);
  await Promise.all([
    recordAudit(
      tx,
      'sales.sale.capture',
      pushes.map((push) => ({ caller: push.caller, entry: auditOf(push, slots) })),
    ),
    postAll(tx, fresh),
  ]);
  let next = 0;
  return pushes.map((push) =>
    push.sales.map(() => {
      const slot = slots[next]!;
      next += 1;
      if (slot.result === undefined) throw new Error(`sale ${slot.sale.id} has no result`);
      return slot.result;
    }),
  );
}

function reject(slot: Slot, error: AppError): void {
  slot.result = { status: 'rejected', id: slot.sale.id, error };
}

async function prepareAll(tx: Tx, catalogue: Catalogue, slots: readonly Slot[], nowMs: number): Promise<void> {
  const [locations, taxes] = await Promise.all([
    readLocations(tx, [...new Set(slots.map((slot) => slot.sale.locationId))]),
    catalogue.readTaxes(tx),
  ]);
  const open: Slot[] = [];
  for (const slot of slots) {
    const objection = mayUse(slot.push.caller, slot.sale.locationId)
      ? objectionTo(slot.sale, locations.get(slot.sale.locationId), nowMs)
      : fault('forbidden', 'NOT_ALLOWED', `Location ${slot.sale.locationId} is outside your scope.`, [
          { pointer: '/locationId', detail: 'is outside your scope' },
        ]);
    if (objection === undefined) open.push(slot);
    else reject(slot, objection);
  }
  const priceWith = (slots: readonly Slot[], resolve: Resolver): void => {
    for (const slot of slots) {
      const location = must(locations.get(slot.sale.locationId), 'the location of a sale that passed its check');
      const prepared = prepareSale(slot.sale, { location, resolve, taxes, nowMs, origin: slot.push.origin });
      slot.prepared = prepared instanceof AppError ? undefined : prepared;
      if (prepared instanceof AppError) reject(slot, prepared);
    }
  };
  priceWith(open, await catalogue.findItems(tx, linesOf(open)));
  // Only a sale that is taken makes the items that nobody knows.
  const withUnknown = open.filter((slot) => slot.prepared?.items.some((item) => item.isNew) === true);
  if (withUnknown.length > 0) priceWith(withUnknown, await catalogue.resolveItems(tx, linesOf(withUnknown)));
}

function linesOf(slots: readonly Slot[]) {
  return slots.flatMap((slot) => slot.sale.lines);
}

function conflict(id: string): AppError {
  return fault(
    'conflict',
    'SALE_CONFLICT',
    `A sale with the id ${id} was stored with other content. Use a new id, or send what was sent before.`,
    [{ pointer: '/id', detail: 'belongs to another sale' }],
  );
}

function answer(slot: Slot, status: 'stored' | 'duplicate', prepared: PreparedSale): void {
  slot.result = {
    status,
    id: slot.sale.id,
    totalMinor: prepared.priced.totals.totalMinor,
    businessDay: prepared.businessDay,
  };
}

/** Inserts what is new, answers every slot, and gives back the slots that were stored now. */
async function storeNew(tx: Tx, slots: readonly Slot[]): Promise<Slot[]> {
  const first = new Map<string, Slot>();
  const repeated: { slot: Slot; prepared: PreparedSale }[] = [];
  for (const slot of slots) {
    if (slot.prepared === undefined) continue;
    if (first.has(slot.sale.id)) repeated.push({ slot, prepared: slot.prepared });
    else first.set(slot.sale.id, slot);
  }
  const candidates = [...first.values()].flatMap((slot) =>
    slot.prepared === undefined ? [] : [{ slot, prepared: slot.prepared }],
  );
  if (candidates.length === 0) return [];
  const inserted = await insertSales(
    tx,
    candidates.map(({ slot, prepared }) => ({ sale: prepared, enteredBy: actorText(slot.push.caller.actor) })),
  );
  const known = candidates.filter(({ slot }) => !inserted.has(slot.sale.id));
  const hashes = await storedHashes(
    tx,
    known.map(({ slot }) => slot.sale.id),
  );
  for (const { slot, prepared } of known) {
    if (hashes.get(slot.sale.id)?.equals(prepared.contentHash) === true) answer(slot, 'duplicate', prepared);
    else reject(slot, conflict(slot.sale.id));
  }
  const fresh = candidates.filter(({ slot }) => inserted.has(slot.sale.id));
  for (const { slot, prepared } of fresh) answer(slot, 'stored', prepared);
  for (const { slot, prepared } of repeated) {
    const earlier = first.get(slot.sale.id);
    if (earlier?.prepared?.contentHash.equals(prepared.contentHash) === true && earlier.result?.status !== 'rejected')
      answer(slot, 'duplicate', prepared);
    else reject(slot, conflict(slot.sale.id));
  }
  return fresh.map(({ slot }) => slot);
}

async function postAll(tx: Tx, fresh: readonly Slot[]): Promise<void> {
  const sales = fresh.flatMap((slot) => (slot.prepared === undefined ? [] : [{ slot, sale: slot.prepared }]));
  if (sales.length === 0) return;
  const prepared = sales.map(({ sale }) => sale);
  const [, , , { moves, wentNegative }] = await Promise.all([
    insertLines(tx, prepared),
    insertPayments(tx, prepared),
    appendEvents(
      tx,
      { actor: 'system', traceId: null },
      sales.map(({ slot, sale }) => eventOf(slot, sale)),
    ),
    takeStock(tx, prepared),
  ]);
  const costs = costBySale(moves);
  await Promise.all([
    addDayTotals(
      tx,
      prepared.map((sale) => dayDeltaOf(sale, costs.get(sale.input.id) ?? 0)),
    ),
    addItemDays(tx, prepared.flatMap(itemDeltasOf)),
    raiseTasks(tx, [...unidentifiedTasks(prepared), ...countTasks(wentNegative, prepared)]),
    postPendingVoids(tx, prepared),
    tellRanOut(tx, sales, moves),
  ]);
}

/** An event has the origin of the sale that took the last of an item. */
async function tellRanOut(
  tx: Tx,
  sales: readonly { readonly slot: Slot; readonly sale: PreparedSale }[],
  moves: readonly StockMove[],
): Promise<void> {
  const out = ranOut(moves);
  if (out.length === 0) return;
  const byId = new Map(sales.map((one) => [one.sale.input.id, one]));
  const events = out.flatMap((move) => {
    const one = byId.get(move.payload.sourceId);
    if (one === undefined) return [];
    const { caller } = one.slot.push;
    return [{ ...ranOutEvent(move), origin: one.sale.origin, actor: actorText(caller.actor), traceId: caller.traceId }];
  });
  await appendEvents(tx, { actor: 'system', traceId: null }, events);
}

/** Takes up the reservations of the lines and posts their moves. */
async function takeStock(tx: Tx, sales: readonly PreparedSale[]) {
  const reserved = sales.flatMap((sale) => sale.input.lines.flatMap((line) => line.reservationId ?? []));
  return postStockTaking(tx, sales.flatMap(draftsOf), [...new Set(reserved)].toSorted());
}

function draftsOf(sale: PreparedSale): StockDraft[] {
  return sale.input.lines.map((line, index) => ({
    locationId: sale.location.locationId,
    itemId: sale.items[index]!.itemId,
    kind: line.qtyMilli > 0 ? 'sale' : 'return',
    onHandDeltaMilli: -line.qtyMilli,
    payload: {
      sourceId: sale.input.id,
      sourceNo: index + 1,
      businessDay: sale.businessDay,
      occurredAt: sale.occurredAt,
    },
  }));
}

function costBySale(moves: readonly StockMove[]): Map<string, number> {
  const costs = new Map<string, number>();
  for (const move of moves) costs.set(move.payload.sourceId, (costs.get(move.payload.sourceId) ?? 0) - move.valueMicro);
  return costs;
}

function dayDeltaOf(sale: PreparedSale, costMicro: number) {
  const { totals } = sale.priced;
  const quantities = sale.input.lines.map((line) => line.qtyMilli);
  return {
    locationId: sale.location.locationId,
    businessDay: sale.businessDay,
    currency: sale.location.currency,
    sales: quantities.some((qty) => qty > 0) ? 1 : 0,
    returns: quantities.some((qty) => qty < 0) ? 1 : 0,
    lines: quantities.length,
    soldMilli: quantities.reduce((sum, qty) => sum + Math.max(qty, 0), 0),
    returnedMilli: quantities.reduce((sum, qty) => sum + Math.max(-qty, 0), 0),
    totalMinor: totals.totalMinor,
    discountMinor: totals.discountMinor,
    taxMinor: totals.taxMinor,
    costMicro,
    lastOccurredAt: sale.occurredAt,
  };
}

function itemDeltasOf(sale: PreparedSale) {
  return sale.input.lines.map((line, index) => ({
    locationId: sale.location.locationId,
    itemId: sale.items[index]!.itemId,
    businessDay: sale.businessDay,
    soldMilli: Math.max(line.qtyMilli, 0),
    returnedMilli: Math.max(-line.qtyMilli, 0),
    totalMinor: sale.priced.lines[index]!.lineTotalMinor,
  }));
}

function eventOf(slot: Slot, sale: PreparedSale): NewEvent {
  const { caller } = slot.push;
  return {
    type: 'sales.sale.captured',
    subjectId: sale.input.id,
    locationId: sale.location.locationId,
    occurredAt: sale.occurredAt,
    origin: sale.origin,
    actor: actorText(caller.actor),
    traceId: caller.traceId,
    data: {
      saleId: sale.input.id,
      locationId: sale.location.locationId,
      businessDay: sale.businessDay,
      currency: sale.location.currency,
      totalMinor: sale.priced.totals.totalMinor,
      taxMinor: sale.priced.totals.taxMinor,
      lines: sale.input.lines.map((line, index) => ({
        itemId: sale.items[index]!.itemId,
        qtyMilli: line.qtyMilli,
        totalMinor: sale.priced.lines[index]!.lineTotalMinor,
      })),
    },
  };
}

function unidentifiedTasks(sales: readonly PreparedSale[]): NewTask[] {
  return sales.flatMap((sale) =>
    sale.items.flatMap((item, index) =>
      item.isNew
        ? [
            {
              kind: 'identify-item',
              subjectKey: item.itemId,
              locationId: sale.location.locationId,
              title: `Identify what was sold as "${item.label}"`,
              details: {
                itemId: item.itemId,
                saleId: sale.input.id,
                lineNo: index + 1,
                code: sale.input.lines[index]?.code ?? null,
              },
            },
          ]
        : [],
    ),
  );
}

/** Stock below zero says that the books are wrong: someone counts. An import of the past raises none. */
function countTasks(wentNegative: readonly StockMove[], sales: readonly PreparedSale[]): NewTask[] {
  const live = new Set(
    sales.filter((sale) => sale.origin === 'live' || sale.origin === 'late').map((sale) => sale.input.id),
  );
  return wentNegative
    .filter((move) => live.has(move.payload.sourceId))
    .map((move) => ({
      kind: 'count-item',
      subjectKey: `${move.locationId}:${move.itemId}`,
      locationId: move.locationId,
      title: 'Count an item that was sold below zero',
      details: { itemId: move.itemId, onHandMilli: move.onHandAfterMilli, saleId: move.payload.sourceId },
    }));
}

function auditOf(push: Push, slots: readonly Slot[]) {
  const mine = slots.filter((slot) => slot.push === push);
  const stored = mine.filter((slot) => slot.result?.status === 'stored');
  const single = mine.length === 1 ? mine[0] : undefined;
  return {
    subjectId: single?.sale.id ?? null,
    locationId: single?.prepared?.location.locationId ?? null,
    after: {
      sales: mine.length,
      stored: stored.length,
      rejected: mine.filter((slot) => slot.result?.status === 'rejected').length,
    },
  };
}
