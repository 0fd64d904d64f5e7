import { addDays, must, weekdayOf } from '@barrow/kernel';
import { describe, expect, it } from 'vitest';
import { assortmentOf, demoItems } from './catalogue.ts';
import { generateHistory } from './generator.ts';
import { demoLocations, openingOf } from './network.ts';
import { meanBands, mean, popularityFigures, seriesFigures, ticketFigures } from './shape-figures.ts';
import { demoSuppliers } from './suppliers.ts';

const seed = 11;
const today = '2026-11-23';
const suppliers = demoSuppliers({ seed });
const items = demoItems({ seed, suppliers });
const locations = demoLocations({ seed, today });
const sellers = locations.filter(({ ticketsPerDay }) => ticketsPerDay > 0);
const shelves = sellers.map((location) => ({
  location,
  series: new Map(assortmentOf(seed, location, items).map(({ item }): [string, number[]] => [item.id, []])),
}));
const itemOf = new Map(items.map((item) => [item.id, item]));
const tickets: number[] = [];
const volumes = new Map<string, number>();
const monthly = new Map<string, number>();
const refillWeeks = { before: 0, during: 0 };
const berlinWeekday = [0, 0, 0, 0, 0, 0, 0];

/** Units as the real sets count them: one for each portion of loose goods, on average. */
const unitsOf = (itemId: string, qtyMilli: number): number =>
  must(itemOf.get(itemId), 'item').unit === 'each' ? qtyMilli / 1000 : Math.max(1, Math.round(qtyMilli / 620));

for (const { day, sales } of generateHistory({
  seed,
  firstDay: addDays(today, -548),
  lastDay: addDays(today, -1),
  locations,
  items,
  suppliers,
})) {
  for (const { location, series } of shelves) {
    if (openingOf(location, day) !== undefined) for (const values of series.values()) values.push(0);
  }
  for (const sale of sales) {
    if (must(sale.lines[0], 'line').qtyMilli < 0) continue;
    tickets.push(sale.lines.length);
    if (sale.locationId === sellers[0]?.id) {
      const weekday = weekdayOf(day) - 1;
      berlinWeekday[weekday] = must(berlinWeekday[weekday], 'weekday') + 1;
    }
    for (const { itemId = '', qtyMilli } of sale.lines) {
      const shelf = must(
        shelves.find(({ location }) => location.id === sale.locationId),
        'location',
      );
      const values = must(shelf.series.get(itemId), 'series');
      const units = unitsOf(itemId, qtyMilli);
      values[values.length - 1] = must(values.at(-1), 'today') + units;
      volumes.set(itemId, (volumes.get(itemId) ?? 0) + units);
      if (must(itemOf.get(itemId), 'item').category === 'bulk-refills') {
        if (day >= '2026-09-01' && day <= '2026-09-14') refillWeeks.before += units;
        if (day >= '2026-09-15' && day <= '2026-09-28') refillWeeks.during += units;
      }
      const key = `${must(itemOf.get(itemId), 'item').category} ${day.slice(0, 7)}`;
      monthly.set(key, (monthly.get(key) ?? 0) + units);
    }
  }
}

const figures = seriesFigures(shelves.flatMap(({ series }) => [...series.values()]));

/** Zero share and variance / mean by `meanBands`: breadbasket and m5_tiny, as tools/measure-demand.ts prints them. */
const real = {
  zeroShare: [
    [undefined, 0.832, 0.724, 0.511, 0.32, 0.175],
    [0.913, 0.846, 0.729, 0.555, 0.422, 0.242],
  ],
  varianceToMean: [
    [undefined, 1.185, 1.541, 2.119, 2.312, 2.05],
    [1.271, 1.308, 1.624, 1.595, 3.063, 3.772],
  ],
};

describe('the demand of the demo network', () => {
  it('has as many days without a sale as real series of the same mean', () => {
    for (const [band, generated] of figures.zeroShareByMean.entries()) {
      const seen = real.zeroShare.map((values) => values[band]).filter((value) => value !== undefined);
      const off = Math.abs(must(generated, 'band') - mean(seen));
      expect({ band: meanBands[band], near: off < 0.06 }).toEqual({ band: meanBands[band], near: true });
    }
  });

  it('is as uneven as real series of the same mean', () => {
    for (const [band, generated] of figures.varianceToMeanByMean.entries()) {
      const seen = real.varianceToMean.map((values) => values[band]).filter((value) => value !== undefined);
      const ratio = must(generated, 'band') / mean(seen);
      expect({ band: meanBands[band], near: ratio > 0.75 && ratio < 1.35 }).toEqual({
        band: meanBands[band],
        near: true,
      });
    }
    expect(figures.weeklyVarianceToMean).toBeGreaterThan(figures.varianceToMean);
  });

  it('has no sale on most item-days, and is mostly intermittent or lumpy', () => {
    expect(figures.zeroShare).toBeGreaterThan(0.55);
    expect(figures.zeroShare).toBeLessThan(0.72);
    expect(figures.classes.intermittent).toBeGreaterThan(0.4);
    expect(figures.classes.lumpy).toBeGreaterThan(0.1);
    expect(figures.classes.smooth + figures.classes.erratic).toBeGreaterThan(0.04);
  });

  it('fills baskets as bakery and pizza place do', () => {
    const { mean: lines, shares } = ticketFigures(tickets);
    expect(lines).toBeGreaterThan(2);
    expect(lines).toBeLessThan(2.35);
    expect(Math.abs(must(shares[0], 'one line') - 0.39)).toBeLessThan(0.03);
  });

  it('sells a few items much and many seldom', () => {
    const { top20Share, slope } = popularityFigures([...volumes.values()]);
    expect(top20Share).toBeGreaterThan(0.68);
    expect(top20Share).toBeLessThan(0.8);
    expect(slope).toBeGreaterThan(-1.15);
    expect(slope).toBeLessThan(-0.85);
  });

  it('peaks on Saturdays in a shop', () => {
    expect(berlinWeekday.indexOf(Math.max(...berlinWeekday))).toBe(5);
    expect(berlinWeekday[6]).toBe(0);
  });

  it('knows Christmas, summer and its own campaign', () => {
    const of = (key: string): number => must(monthly.get(key), key);
    expect(of('gift-sets 2025-12')).toBeGreaterThan(2 * of('gift-sets 2026-02'));
    expect(of('sun-care 2026-07')).toBeGreaterThan(4 * of('sun-care 2026-01'));
    expect(refillWeeks.during).toBeGreaterThan(1.35 * refillWeeks.before);
  });
});
