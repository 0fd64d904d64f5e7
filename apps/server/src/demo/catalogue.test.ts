import { isGtin, isUuid, must } from '@barrow/kernel';
import { describe, expect, it } from 'vitest';
import { assortmentOf, demoCurrencies, demoItems } from './catalogue.ts';
import { demoLocations } from './network.ts';
import { demoSuppliers } from './suppliers.ts';

const seed = 7;
const suppliers = demoSuppliers({ seed });
const items = demoItems({ seed, suppliers });
const locations = demoLocations({ seed, today: '2026-11-23' });

describe('the demo catalogue', () => {
  it('has 180 items with SKUs, GTINs, names and ids of their own', () => {
    expect(items).toHaveLength(180);
    for (const field of ['id', 'sku', 'gtin', 'name'] as const) {
      expect(new Set(items.map((item) => item[field])).size).toBe(180);
    }
    expect(items.every(({ id }) => isUuid(id))).toBe(true);
  });

  it('numbers its items with valid GTIN-13s from the range for a company’s own use', () => {
    expect(items.map(({ gtin }) => gtin).filter((gtin) => !/^2\d{12}$/.test(gtin) || !isGtin(gtin))).toEqual([]);
  });

  it('has a price above the cost in every currency of the network, Swiss ones in steps of 5 Rappen', () => {
    for (const { currency } of locations) expect(demoCurrencies).toContain(currency);
    for (const { priceMicro, costMicro, name } of items) {
      for (const currency of demoCurrencies) {
        const net = must(priceMicro[currency], currency) / 1.24;
        expect([name, must(costMicro[currency], currency) < net]).toEqual([name, true]);
      }
      expect(must(priceMicro['CHF'], 'CHF') % 50_000).toBe(0);
    }
  });

  it('has one or two suppliers for each item, and an item for each supplier', () => {
    expect(suppliers).toHaveLength(6);
    const ids = suppliers.map(({ id }) => id);
    for (const { supplierIds } of items) {
      expect([1, 2]).toContain(supplierIds.length);
      expect(ids).toEqual(expect.arrayContaining([...supplierIds]));
    }
    expect(new Set(items.map(({ supplierIds }) => supplierIds[0])).size).toBe(6);
    expect(items.some(({ supplierIds }) => supplierIds.length === 2)).toBe(true);
  });

  it('gives each location the size of assortment it has room for, and every item a place where it sells', () => {
    const sold = new Set<string>();
    for (const location of locations) {
      const assorted = assortmentOf(seed, location, items);
      expect(assorted).toHaveLength(location.assortmentSize);
      expect(assorted.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
      if (location.ticketsPerDay > 0) for (const { item } of assorted) sold.add(item.id);
    }
    expect(sold.size).toBe(180);
  });

  it('sells by weight only where there is a scale', () => {
    for (const location of locations.filter(({ format }) => ['kiosk', 'pop-up', 'online'].includes(format))) {
      expect(assortmentOf(seed, location, items).some(({ item }) => item.category === 'bulk-refills')).toBe(false);
    }
  });

  it('is the same for the same seed and has other ids for another', () => {
    expect(demoItems({ seed, suppliers: demoSuppliers({ seed }) })).toEqual(items);
    expect(demoItems({ seed: 8, suppliers: demoSuppliers({ seed: 8 }) })[0]?.id).not.toBe(items[0]?.id);
  });
});
