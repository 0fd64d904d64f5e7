import type { LiveLocation } from './live-fold.ts';
import { growthOf } from './pace.tsx';

export const liveOrders = ['name', 'total', 'growth', 'alarms', 'last'] as const;
export type LiveOrder = (typeof liveOrders)[number];

function rankOf(location: LiveLocation, order: LiveOrder): number {
  switch (order) {
    case 'name':
      return 0;
    case 'total':
      return -location.totalMinor;
    case 'growth':
      return growthOf(location.totalMinor, location.weekBeforeSoFarMinor) ?? Number.MAX_VALUE;
    case 'alarms':
      return -(location.itemsNegative * 1_000_000 + location.itemsOut * 1_000 + location.itemsBelowMinimum);
    case 'last':
      return location.lastSaleAt === null ? Number.MAX_VALUE : -Date.parse(location.lastSaleAt);
  }
}

/** Locations in an order, ties by name; those that match the search only. */
export function orderedLocations(
  locations: readonly LiveLocation[],
  order: LiveOrder,
  search: string,
): readonly LiveLocation[] {
  const wanted = search.trim().toLowerCase();
  return locations
    .filter(({ name, code }) => wanted === '' || `${name} ${code}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => rankOf(a, order) - rankOf(b, order) || a.name.localeCompare(b.name));
}
