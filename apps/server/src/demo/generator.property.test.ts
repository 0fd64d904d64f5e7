import { addDays, must } from '@barrow/kernel';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demoItems } from './catalogue.ts';
import type { DemoCount, DemoDay } from './demo-day.ts';
import { generateHistory } from './generator.ts';
import { demoLocations } from './network.ts';
import { demoSuppliers } from './suppliers.ts';

type Step = { readonly at: string; readonly key: string; readonly qtyMilli: number };

function shortHistory(seed: number, daysAgo: number, days: number): DemoDay[] {
  const today = '2026-12-30';
  const suppliers = demoSuppliers({ seed });
  const firstDay = addDays(today, -daysAgo);
  const locations = demoLocations({ seed, today });
  return [
    ...generateHistory({
      seed,
      firstDay,
      lastDay: addDays(firstDay, days - 1),
      locations,
      items: demoItems({ seed, suppliers }),
      suppliers,
    }),
  ];
}

/** Every change of stock of a history, from what is told outside only. */
function stepsOf(history: readonly DemoDay[]): Step[] {
  const transfers = new Map(history.flatMap((day) => day.dispatches.map((transfer) => [transfer.id, transfer])));
  const steps: Step[] = [];
  const add = (at: string, locationId: string, itemId: string, qtyMilli: number): void => {
    steps.push({ at, key: `${locationId}/${itemId}`, qtyMilli });
  };
  for (const day of history) {
    const addCount = (count: DemoCount): void => {
      for (const line of count.lines)
        add(count.at, count.locationId, line.itemId, line.countedQtyMilli - line.expectedQtyMilli);
    };
    day.openings.forEach(addCount);
    for (const receipt of day.receipts)
      for (const line of receipt.lines) add(receipt.at, receipt.locationId, line.itemId, line.receivedQtyMilli);
    for (const { transferId, at } of day.arrivals) {
      const { toLocationId, lines } = must(transfers.get(transferId), 'transfer');
      for (const line of lines) add(at, toLocationId, line.itemId, line.qtyMilli);
    }
    for (const { at, fromLocationId, lines } of day.dispatches)
      for (const line of lines) add(at, fromLocationId, line.itemId, -line.qtyMilli);
    for (const sale of day.sales)
      for (const line of sale.lines) add(sale.occurredAt, sale.locationId, must(line.itemId, 'item'), -line.qtyMilli);
    for (const waste of day.wastes) add(waste.at, waste.locationId, waste.itemId, -waste.qtyMilli);
    day.counts.forEach(addCount);
  }
  return steps;
}

function lowest(steps: readonly Step[]): number {
  const stock = new Map<string, number>();
  let least = 0;
  for (const { key, qtyMilli } of steps) {
    const after = (stock.get(key) ?? 0) + qtyMilli;
    stock.set(key, after);
    least = Math.min(least, after);
  }
  return least;
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

describe('any history', () => {
  it('never has less than nothing in stock, stored in the order told or by the times of its facts', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 80, max: 548 }), (seed, daysAgo) => {
        const steps = stepsOf(shortHistory(seed, daysAgo, 70));
        expect(lowest(steps)).toBeGreaterThanOrEqual(0);
        expect(lowest(steps.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)))).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 8 },
    );
  });

  it('counts what the facts before it add up to', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const history = shortHistory(seed, 100, 40);
        const stock = new Map<string, number>();
        for (const { at, key, qtyMilli } of stepsOf(history.map((day) => ({ ...day, counts: [] })))) {
          const counted = history.some((day) =>
            day.counts.some((count) => count.at <= at && key.startsWith(count.locationId)),
          );
          if (!counted) stock.set(key, (stock.get(key) ?? 0) + qtyMilli);
        }
        const seen = new Set<string>();
        for (const count of history.flatMap((day) => day.counts)) {
          if (seen.has(count.locationId)) continue;
          seen.add(count.locationId);
          for (const line of count.lines)
            expect(line.expectedQtyMilli).toBe(stock.get(`${count.locationId}/${line.itemId}`) ?? 0);
        }
      }),
      { numRuns: 3 },
    );
  });

  it('is the same for the same seed, to the last id', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(shortHistory(seed, 200, 10)).toEqual(shortHistory(seed, 200, 10));
      }),
      { numRuns: 3 },
    );
  });
});
