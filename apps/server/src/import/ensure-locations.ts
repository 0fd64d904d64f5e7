import type { Location } from '@barrow/contracts';
import type { House } from '../compose.ts';
import { readLocations } from '../modules/network/index.ts';
import { derivedId, importCaller } from './importer.ts';
import type { Mapping } from './mapping.ts';
import type { FileLocation } from './scan-file.ts';

/** The organisation's locations by code, in capitals. */
export async function locationsByCode(house: House, orgId: string): Promise<Map<string, Location>> {
  const locations = await house.database.transaction(orgId, (tx) => readLocations(tx), { readOnly: true });
  return new Map([...locations.values()].map((location) => [location.code.toUpperCase(), location]));
}

/** Makes the locations of a file that do not exist yet, as its mapping describes them. Answers all by code, in capitals. */
export async function createLocations(
  house: House,
  orgId: string,
  mapping: Mapping,
  wanted: Iterable<FileLocation>,
): Promise<Map<string, Location>> {
  const known = await locationsByCode(house, orgId);
  const zones = Object.entries(mapping.time.zoneByLocation ?? {});
  for (const { code, currency } of wanted) {
    if (known.has(code.toUpperCase())) continue;
    const zone = zones.find(([pattern]) => new RegExp(pattern, 'u').test(code))?.[1] ?? mapping.time.zone;
    await house.registry.perform('network.location.create', importCaller(orgId), {
      id: derivedId(orgId, 'location', code.toUpperCase()),
      code,
      name: mapping.location.name ?? code,
      format: mapping.location.format ?? 'shop',
      timeZone: zone,
      currency,
      taxInclusive: mapping.pricesIncludeTax,
    });
  }
  return locationsByCode(house, orgId);
}
