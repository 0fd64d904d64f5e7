import { SaleInput } from '@barrow/contracts';
import { addDays, businessDay, instantOfLocal, minuteMs, must } from '@barrow/kernel';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { demoItems } from './catalogue.ts';
import type { DemoDay } from './demo-day.ts';
import { generateHistory } from './generator.ts';
import { demoLocations, openingOf } from './network.ts';
import { demoSuppliers } from './suppliers.ts';
import { linesTotalMinor } from './write-sale.ts';

const seed = 7;
const today = '2026-11-23';
const suppliers = demoSuppliers({ seed });
const items = demoItems({ seed, suppliers });
const locations = demoLocations({ seed, today });
const history = (firstDay: string, lastDay = addDays(today, -1)): Generator<DemoDay> =>
  generateHistory({ seed, firstDay, lastDay, locations, items, suppliers });
const locationOf = new Map(locations.map((location) => [location.id, location]));
const all = [...history(addDays(today, -548))];
const sales = all.flatMap((day) => day.sales.map((sale) => ({ day: day.day, sale })));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('the history of the demo network', () => {
  it('has 18 months with nearly 150,000 sales, of which 2 to 3 % are returns', () => {
    expect(all).toHaveLength(548);
    expect(sales.length).toBeGreaterThan(142_000);
    expect(sales.length).toBeLessThan(158_000);
    const returns = sales.filter(({ sale }) => must(sale.lines[0], 'line').qtyMilli < 0);
    expect(returns.length / sales.length).toBeGreaterThan(0.02);
    expect(returns.length / sales.length).toBeLessThan(0.03);
  });

  it('has only sales that the contract accepts, each with an id of its own', () => {
    const accepted = Compile(SaleInput);
    const refused = sales.filter(({ sale }) => !accepted.Check(sale));
    expect(refused.slice(0, 3).map(({ sale }) => [sale, [...accepted.Errors(sale)]])).toEqual([]);
    expect(new Set(sales.map(({ sale }) => sale.id)).size).toBe(sales.length);
  });

  it('sells only within opening hours, on the business day it says, in order of time', () => {
    let wrong = 0;
    for (const { day, sale } of sales) {
      const location = must(locationOf.get(sale.locationId), 'location');
      const hours = openingOf(location, day);
      const atMs = Date.parse(sale.occurredAt);
      if (hours === undefined || businessDay(atMs, location.timeZone, location.cutoffMinutes) !== day) wrong += 1;
      else if (atMs < instantOfLocal(day, hours.opensMinutes, location.timeZone)) wrong += 1;
      else if (atMs > instantOfLocal(day, hours.closesMinutes, location.timeZone) - 9 * minuteMs) wrong += 1;
    }
    expect(wrong).toBe(0);
    for (const { sales: ofDay } of all) {
      expect(
        ofDay.every((sale, index) => index === 0 || sale.occurredAt >= must(ofDay[index - 1], 'sale').occurredAt),
      ).toBe(true);
    }
  });

  it('pays every sale in full, with cash rounded where it must be, and leaves payments out where tax comes on top', () => {
    const wrong = sales.filter(({ sale }) => {
      const location = must(locationOf.get(sale.locationId), 'location');
      if (!location.taxInclusive) return sale.payments !== undefined;
      const total = linesTotalMinor(sale.lines, location.currency) + (sale.roundingMinor ?? 0);
      return sum(must(sale.payments, 'payments').map(({ amountMinor }) => amountMinor)) !== total;
    });
    expect(wrong.slice(0, 3)).toEqual([]);
    const rounded = sales.filter(({ sale }) => sale.roundingMinor !== undefined);
    expect(rounded.length).toBeGreaterThan(0);
    expect(new Set(rounded.map(({ sale }) => sale.currency))).toEqual(new Set(['CHF']));
    expect(rounded.every(({ sale }) => Math.abs(sale.roundingMinor ?? 9) <= 2)).toBe(true);
    const swissCash = sales.flatMap(({ sale }) => (sale.currency === 'CHF' ? (sale.payments ?? []) : []));
    expect(swissCash.some(({ method, amountMinor }) => method === 'cash' && amountMinor % 5 !== 0)).toBe(false);
  });

  it('takes back only what was sold, once, later, where it was sold', () => {
    const known = new Map(sales.map(({ sale }) => [sale.id, sale]));
    const seen = new Set<string>();
    for (const { sale } of sales) {
      for (const { returnOf, itemId, qtyMilli } of sale.lines) {
        if (returnOf === undefined) continue;
        const original = must(known.get(returnOf.saleId), 'original');
        const line = must(original.lines[returnOf.lineNo - 1], 'line');
        expect([original.locationId, line.itemId, line.qtyMilli]).toEqual([sale.locationId, itemId, -qtyMilli]);
        expect(original.occurredAt < sale.occurredAt).toBe(true);
        expect(seen.has(`${returnOf.saleId}/${returnOf.lineNo}`)).toBe(false);
        seen.add(`${returnOf.saleId}/${returnOf.lineNo}`);
      }
    }
  });

  it('receives what was ordered, mostly whole, and every arrival was dispatched before', () => {
    const orders = new Map(all.flatMap((day) => day.orders.map((order) => [order.id, order])));
    const dispatched = new Map(all.flatMap((day) => day.dispatches.map((transfer) => [transfer.id, transfer])));
    const lines = all.flatMap((day) =>
      day.receipts.flatMap((receipt) => {
        expect(must(orders.get(receipt.orderId), 'order').at < receipt.at).toBe(true);
        return receipt.lines;
      }),
    );
    const short = lines.filter(({ orderedQtyMilli, receivedQtyMilli }) => receivedQtyMilli < orderedQtyMilli).length;
    expect(short / lines.length).toBeGreaterThan(0.01);
    expect(short / lines.length).toBeLessThan(0.1);
    for (const day of all)
      for (const { transferId, at } of day.arrivals)
        expect(must(dispatched.get(transferId), 'transfer').at < at).toBe(true);
  });

  it('loses about as much demand to empty shelves as is usual', () => {
    const lost = sum(all.flatMap((day) => day.lost.map(({ qtyMilli }) => qtyMilli)));
    const sold = sum(sales.flatMap(({ sale }) => sale.lines.map(({ qtyMilli }) => Math.max(0, qtyMilli))));
    expect(lost / (lost + sold)).toBeGreaterThan(0.025);
    expect(lost / (lost + sold)).toBeLessThan(0.065);
  });

  it('counts every location on the first day and each month', () => {
    expect(must(all[0], 'first day').openings).toHaveLength(10);
    expect(sum(all.map(({ counts }) => counts.length))).toBeGreaterThan(17 * 10);
  });
});
