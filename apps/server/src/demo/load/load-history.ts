import { addDays, daysBetween, must, type Day } from '@barrow/kernel';
import type { House } from '../../house.ts';
import type { Tx } from '../../platform/postgres.ts';
import { actorText } from '../../platform/registry.ts';
import { readLocations } from '../../modules/network/index.ts';
import {
  postDocument,
  receiveTransfer,
  requestTransfer,
  shipTransfer,
  type DocumentKind,
} from '../../modules/stock/index.ts';
import type { DemoDay } from '../demo-day.ts';
import { generateHistory } from '../generator.ts';
import { demoCaller, demoOrgId, demoToday, demoWorld } from './create-demo.ts';
import { readDemoState, writeDemoState } from './demo-state.ts';

export type Progress = { readonly day: Day; readonly done: number; readonly total: number; readonly sales: number };

/** What of a day has happened at an instant. */
function until(day: DemoDay, now: string): DemoDay {
  const past = <Fact extends { readonly at: string }>(facts: readonly Fact[]): Fact[] =>
    facts.filter((fact) => fact.at <= now);
  return {
    ...day,
    openings: past(day.openings),
    orders: past(day.orders),
    receipts: past(day.receipts),
    arrivals: past(day.arrivals),
    dispatches: past(day.dispatches),
    sales: day.sales.filter((sale) => sale.occurredAt <= now),
    wastes: past(day.wastes),
    counts: past(day.counts),
  };
}

/**
 * Stores the demo's past up to this moment, a business day a transaction, oldest first, and remembers how far it came in the same
 * transaction: a start after a crash goes on with the next day, and one after some days fills in the days between. Resolves early
 * when `signal` is aborted.
 */
export async function loadHistory(
  house: House,
  signal: AbortSignal,
  onDay: (progress: Progress) => void,
): Promise<void> {
  const state = await readDemoState(house.database, demoOrgId);
  if (state === undefined) return;
  const world = demoWorld(state.today);
  const nowMs = house.clock.nowMs();
  const now = new Date(nowMs).toISOString();
  const lastDay = demoToday(nowMs);
  if (state.loadedThrough !== null && state.loadedThrough >= lastDay) return;
  const from = state.loadedThrough ?? addDays(world.firstDay, -1);
  const total = daysBetween(from, lastDay);
  let sales = 0;
  for (const whole of generateHistory({ ...world, lastDay, anchor: world.lastDay })) {
    if (signal.aborted) return;
    if (whole.day <= from) continue;
    const day = whole.day === lastDay ? until(whole, now) : whole;
    await house.database.transaction(
      demoOrgId,
      async (tx) => {
        await storeDay(house, tx, day);
        await writeDemoState(tx, { loadedThrough: day.day });
      },
      { timeoutMs: 20_000 },
    );
    house.hub.announce();
    sales += day.sales.length;
    onDay({ day: day.day, done: daysBetween(from, day.day), total, sales });
  }
}

async function storeDay(house: House, tx: Tx, day: DemoDay): Promise<void> {
  const caller = demoCaller(demoOrgId);
  const by = actorText(caller.actor);
  const locations = await readLocations(tx);
  const post = async (
    kind: DocumentKind,
    id: string,
    locationId: string,
    occurredAt: string,
    reason: string,
    lines: { itemId: string; qtyMilli: number; unitCostMicro?: number }[],
  ): Promise<void> => {
    if (lines.length > 0)
      await postDocument(
        tx,
        { id, kind, location: must(locations.get(locationId), 'a demo location'), occurredAt, reason, lines },
        by,
      );
  };
  for (const count of day.openings) {
    await post(
      'opening',
      count.id,
      count.locationId,
      count.at,
      'opening stock',
      count.lines
        .filter((line) => line.countedQtyMilli > 0)
        .map((line) => ({ itemId: line.itemId, qtyMilli: line.countedQtyMilli, unitCostMicro: line.unitCostMicro })),
    );
  }
  for (const receipt of day.receipts) {
    await post(
      'receipt',
      receipt.id,
      receipt.locationId,
      receipt.at,
      'delivery',
      receipt.lines
        .filter((line) => line.receivedQtyMilli > 0)
        .map((line) => ({ itemId: line.itemId, qtyMilli: line.receivedQtyMilli, unitCostMicro: line.unitCostMicro })),
    );
  }
  for (const arrival of day.arrivals) await receiveTransfer(tx, arrival.transferId, new Map(), arrival.at);
  for (const transfer of day.dispatches) {
    await requestTransfer(tx, {
      id: transfer.id,
      fromLocationId: transfer.fromLocationId,
      toLocationId: transfer.toLocationId,
      note: '',
      lines: transfer.lines,
    });
    await shipTransfer(tx, transfer.id, transfer.at);
  }
  if (day.sales.length > 0) {
    const [results = []] = await house.sales.capture(tx, [{ caller, sales: day.sales, origin: 'import' }]);
    const refused = results.find((result) => result.status === 'rejected');
    if (refused?.status === 'rejected') throw refused.error;
  }
  for (const waste of day.wastes)
    await post('waste', waste.id, waste.locationId, waste.at, waste.reason, [
      { itemId: waste.itemId, qtyMilli: -waste.qtyMilli },
    ]);
  for (const count of day.counts) {
    await post(
      'count',
      count.id,
      count.locationId,
      count.at,
      'monthly count',
      count.lines.map((line) => ({ itemId: line.itemId, qtyMilli: line.countedQtyMilli })),
    );
  }
}
