import { createHmac } from 'node:crypto';
import { addDays, businessDay, must, type Day } from '@barrow/kernel';
import type { House } from '../../house.ts';
import type { Caller } from '../../platform/registry.ts';
import { assortmentOf, demoItems } from '../catalogue.ts';
import { demoId } from '../demo-id.ts';
import { demoLocations, demoName } from '../network.ts';
import { demoSuppliers, ordersDirectly } from '../suppliers.ts';

export const demoSeed = 2;
/** Eighteen months. */
export const demoDays = 548;

/** The people of the demo. Their password is made from the installation's secret, so it is the same at each start and nowhere else. */
export const demoPeople = [
  { name: 'Olive Owner', email: 'olive@fernandfield.example', role: 'owner' },
  { name: 'Oscar Operations', email: 'oscar@fernandfield.example', role: 'operations' },
  { name: 'Ana Analyst', email: 'ana@fernandfield.example', role: 'analyst' },
  { name: 'Mira Manager (Berlin)', email: 'mira@fernandfield.example', role: 'location-manager' },
  { name: 'Carl Cashier (Berlin)', email: 'carl@fernandfield.example', role: 'cashier' },
  { name: 'Audrey Auditor', email: 'audrey@fernandfield.example', role: 'auditor' },
] as const;

export function demoPasswordOf(secret: string): string {
  const digits = createHmac('sha256', secret).update('demo password').digest('hex').slice(0, 8);
  return `fern-${digits.slice(0, 4)}-${digits.slice(4)}`;
}

export const demoOrgId = demoId(demoSeed, 'organisation');

/** The demo itself, as an actor. */
export function demoCaller(orgId: string): Caller {
  return {
    actor: { kind: 'system', id: 'demo', name: 'Demo', enteredBy: 'demo' },
    grant: { orgId, role: 'owner', locationIds: null, supplierId: null },
    traceId: '00000000000000000000000000000000',
  };
}

/** The business day by which the demo counts. */
export function demoToday(nowMs: number): Day {
  return businessDay(nowMs, 'Europe/Berlin', 240);
}

/** The world of the demo as it was drawn on `today`: pure, so that a later start draws the same. */
export function demoWorld(today: Day) {
  const seed = demoSeed;
  const suppliers = demoSuppliers({ seed });
  const locations = demoLocations({ seed, today });
  return {
    seed,
    today,
    suppliers,
    locations,
    items: demoItems({ seed, suppliers }),
    firstDay: addDays(today, -demoDays),
    lastDay: addDays(today, -1),
  };
}

/** Makes the organisation of the demo with its people, locations, items, prices, taxes and assortments. Does nothing when it is there. */
export async function createDemo(house: House, secret: string, today: Day): Promise<void> {
  const world = demoWorld(today);
  const berlin = must(world.locations[0], 'the first location of the demo');
  const scoped = new Set<string>(['location-manager', 'cashier']);
  await house.identity.createOrganisation(
    { orgId: demoOrgId, name: demoName, currency: 'EUR', timeZone: 'Europe/Berlin', demo: true },
    demoPeople.map((person) => ({
      ...person,
      password: demoPasswordOf(secret),
      locationIds: scoped.has(person.role) ? [berlin.id] : null,
    })),
  );
  const caller = demoCaller(demoOrgId);
  const perform = (name: string, input: unknown): Promise<unknown> => house.registry.perform(name, caller, input);
  for (const location of world.locations) {
    await perform('network.location.create', {
      id: location.id,
      code: location.code,
      name: location.name,
      format: location.format,
      timeZone: location.timeZone,
      currency: location.currency,
      cutoffMinutes: location.cutoffMinutes,
      firstDay: location.firstDay ?? null,
      lastDay: location.lastDay ?? null,
      openingPeriods: location.openingPeriods.map((hours) => ({ ...hours })),
      taxRegion: location.country,
      taxInclusive: location.taxInclusive,
      cashStepMinor: location.cashStepMinor,
      region: location.country,
      address: `${location.city}, ${location.country}`,
      latitude: location.latitude,
      longitude: location.longitude,
    });
  }
  for (const [quote, rateMicro] of [
    ['GBP', 860_000],
    ['CHF', 970_000],
    ['USD', 1_090_000],
  ] as const) {
    await perform('network.rate.put', { base: 'EUR', quote, day: addDays(world.firstDay, -7), rateMicro });
  }
  await perform('catalogue.item.save-batch', {
    items: world.items.map((item) => ({
      id: item.id,
      sku: item.sku,
      name: item.name,
      unit: item.unit,
      category: item.category,
      variantOf: item.variantOf ?? null,
      variant: { [item.variantAxis]: item.variant },
      taxClass: item.taxClass,
      packMilli: item.packMilli,
      shelfLifeDays: item.shelfLifeDays ?? null,
      gtins: [item.gtin],
    })),
  });
  const currencies = [...new Set(world.locations.map((location) => location.currency))];
  await perform('catalogue.price.save', {
    prices: world.items.flatMap((item) =>
      currencies.map((currency) => ({
        id: demoId(world.seed, `price ${item.sku} ${currency}`),
        itemId: item.id,
        currency,
        unitPriceMicro: must(item.priceMicro[currency], 'a price'),
      })),
    ),
  });
  const countries = [...new Map(world.locations.map((location) => [location.country, location])).values()];
  await perform('catalogue.tax.save', {
    rates: countries.flatMap((location) =>
      Object.entries(location.taxPpm).map(([taxClass, ratePpm]) => ({
        taxClass,
        region: location.country,
        code: 'VAT',
        ratePpm,
      })),
    ),
  });
  for (const location of world.locations) {
    await perform('catalogue.assortment.save', {
      locationId: location.id,
      add: assortmentOf(world.seed, location, world.items).map(({ item }) => ({ itemId: item.id })),
    });
  }
  const warehouse = must(
    world.locations.find((location) => location.format === 'warehouse'),
    'the warehouse of the demo',
  );
  for (const location of world.locations) {
    if (location === warehouse) continue;
    // As the past was made: `sendsOn` and `arrivalDay` of transfers.ts.
    await perform('planning.source.put', {
      locationId: location.id,
      fromLocationId: warehouse.id,
      leadTimeDays: location.country === 'DE' ? 1 : location.country === 'PT' ? 3 : 2,
      orderWeekdays: location.format === 'online' ? [1, 2, 3, 4, 5] : [1, 3, 5],
    });
    const direct = assortmentOf(world.seed, location, world.items).filter(({ item }) =>
      world.suppliers.some((supplier) => supplier.id === item.supplierIds[0] && ordersDirectly(location, supplier)),
    );
    if (direct.length > 0)
      await perform('planning.source.put', {
        locationId: location.id,
        itemIds: direct.map(({ item }) => item.id),
        fromLocationId: null,
      });
  }
}
