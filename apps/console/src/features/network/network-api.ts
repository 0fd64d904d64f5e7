import type { Location, LocationInput } from '@barrow/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Page } from '../../api/page.ts';
import { read, write } from '../../api/request.ts';

const mostLocations = 500;

/** Every location of the scope, read page by page: networks have hundreds, and every room names them. */
export const locationsQuery = queryOptions({
  queryKey: ['network', 'locations'],
  staleTime: 60_000,
  queryFn: async (): Promise<readonly Location[]> => {
    const all: Location[] = [];
    let cursor: string | undefined;
    do {
      const page: Page<Location> = await read('/locations', { limit: mostLocations, cursor });
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return all.toSorted((a, b) => a.name.localeCompare(b.name));
  },
});

export function useLocations(): readonly Location[] {
  return useQuery(locationsQuery).data ?? [];
}

/** A function from id to location, for tables. */
export function useLocationOf(): (locationId: string | null) => Location | undefined {
  const locations = useLocations();
  const byId = new Map(locations.map((location) => [location.locationId, location]));
  return (locationId) => (locationId === null ? undefined : byId.get(locationId));
}

export function locationQuery(locationId: string) {
  return queryOptions({
    queryKey: ['network', 'location', locationId],
    queryFn: () => read<Location>(`/locations/${locationId}`),
  });
}

export function createLocation(input: LocationInput) {
  return write<Location>('POST', '/locations', input);
}

export function updateLocation(locationId: string, changes: Partial<Omit<LocationInput, 'id'>>) {
  return write<Location>('PATCH', `/locations/${locationId}`, changes);
}
