import { SaleInput } from '@barrow/contracts';
import { must, seededRandom } from '@barrow/kernel';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { demoItems } from './catalogue.ts';
import { createLiveState, liveDelayMs, nextLiveSale } from './live-sales.ts';
import { demoLocations } from './network.ts';
import { demoSuppliers } from './suppliers.ts';

const seed = 7;
const today = '2026-11-23';
const locations = demoLocations({ seed, today });
const items = demoItems({ seed, suppliers: demoSuppliers({ seed }) });
const noon = Date.parse('2026-11-23T12:00:00Z');
const night = Date.parse('2026-11-23T02:30:00Z');
const stateWith = (onHandMilli: (locationId: string, itemId: string) => number) =>
  createLiveState({ seed, today, locations, items, onHandMilli });
const plenty = stateWith(() => 100_000);

function manySales(atMs: number, state = plenty, count = 400): SaleInput[] {
  const random = seededRandom(3);
  return Array.from({ length: count }, () => nextLiveSale(state, random, atMs)).filter((sale) => sale !== undefined);
}

const codeOf = (sale: SaleInput): string =>
  must(
    locations.find(({ id }) => id === sale.locationId),
    'location',
  ).code;

describe('live sales', () => {
  it('are accepted by the contract and happen now', () => {
    const accepted = Compile(SaleInput);
    const sales = manySales(noon);
    expect(sales).toHaveLength(400);
    expect(sales.every((sale) => accepted.Check(sale) && Date.parse(sale.occurredAt) === noon)).toBe(true);
  });

  it('happen only where it is open: not at a market that is over, in New York before ten, or in a warehouse', () => {
    const codes = new Set(manySales(noon).map(codeOf));
    expect(codes.size).toBeGreaterThan(5);
    for (const closed of ['VIE-X', 'NYC-B', 'LEJ-W', 'PAR-P']) expect(codes).not.toContain(closed);
    expect(new Set(manySales(night).map(codeOf))).toEqual(new Set(['WEB']));
  });

  it('happen somewhere even when nothing is open', () => {
    const shops = createLiveState({ ...plenty, locations: locations.filter(({ format }) => format === 'shop') });
    expect(nextLiveSale(shops, seededRandom(1), night)).toBeDefined();
  });

  it('take what is in stock, but for rare exceptions, and nothing from an empty network', () => {
    const odd = stateWith((_, itemId) => (itemId.charCodeAt(0) % 2 === 0 ? 0 : 100_000));
    const lines = manySales(noon, odd).flatMap((sale) => sale.lines);
    expect(lines.filter(({ itemId = '' }) => itemId.charCodeAt(0) % 2 === 0).length / lines.length).toBeLessThan(0.04);
    expect(
      manySales(
        noon,
        stateWith(() => 0),
        50,
      ).length,
    ).toBeLessThan(30);
  });

  it('come every few seconds at any hour, faster at noon than at night', () => {
    const random = seededRandom(5);
    const delays = (atMs: number): number[] => Array.from({ length: 500 }, () => liveDelayMs(plenty, random, atMs));
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.max(...delays(night), ...delays(noon))).toBeLessThanOrEqual(6000);
    expect(Math.min(...delays(noon))).toBeGreaterThanOrEqual(250);
    expect(mean(delays(noon))).toBeLessThan(mean(delays(night)));
  });

  it('are the same for the same random numbers', () => {
    expect(manySales(noon, plenty, 20)).toEqual(manySales(noon, plenty, 20));
  });
});
