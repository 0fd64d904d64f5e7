import { describe, expect, it } from 'vitest';
import type { Location } from '@barrow/contracts';
import { suggestTransfer, type SuggestionAsk } from './suggest-transfer.ts';

function place(locationId: string, latitude: number | null, more: Partial<Location> = {}): Location {
  return {
    locationId,
    code: locationId.toUpperCase(),
    name: `Location ${locationId}`,
    format: 'shop',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    cutoffMinutes: 240,
    firstDay: null,
    lastDay: null,
    openingPeriods: [],
    taxRegion: 'DE',
    taxInclusive: true,
    taxRounding: 'line',
    cashStepMinor: 1,
    offlineAllowanceMilli: 0,
    region: '',
    address: '',
    latitude,
    longitude: latitude === null ? null : 13,
    ...more,
  };
}

const stock = (locationId: string, onHandMilli: number, more = {}) => ({
  locationId,
  onHandMilli,
  reservedMilli: 0,
  inTransitMilli: 0,
  comingMilli: 0,
  promisedMilli: 0,
  ...more,
});

const here = place('here', 52);
const ask = (more: Partial<SuggestionAsk> = {}): SuggestionAsk => ({
  location: here,
  day: '2026-11-26',
  coverDays: 3,
  keepDays: 4,
  withinKm: undefined,
  stock: [stock('here', 0), stock('near', 20_000), stock('far', 20_000), stock('nowhere', 20_000)],
  locations: [here, place('far', 53), place('near', 52.1), place('nowhere', null)],
  levels: new Map([
    ['here', 1_500],
    ['near', 2_000],
  ]),
  ...more,
});

describe('a transfer is suggested', () => {
  it('from the nearest first, those without coordinates last', () => {
    const { wantedMilli, sources } = suggestTransfer(ask());
    expect(wantedMilli).toBe(5_000);
    expect(sources.map(({ locationId, giveMilli }) => [locationId, giveMilli])).toEqual([
      ['near', 5_000],
      ['far', 5_000],
      ['nowhere', 5_000],
    ]);
    expect(sources[0]).toMatchObject({ distanceKm: 11.1, spareMilli: 12_000 });
  });

  it('of no more than a source can spare after its own sales, reservations and promises', () => {
    const { sources } = suggestTransfer(
      ask({ stock: [stock('here', 0), stock('near', 12_000, { reservedMilli: 1_000, promisedMilli: 500 })] }),
    );
    expect(sources).toMatchObject([{ spareMilli: 2_500, giveMilli: 2_000 }]);
  });

  it('for what is lacking only: goods on their way count', () => {
    const coming = { inTransitMilli: 2_000, comingMilli: 3_000 };
    expect(suggestTransfer(ask({ stock: [stock('here', 0, coming), stock('near', 20_000)] }))).toEqual({
      wantedMilli: 0,
      sources: [],
    });
  });

  it('for one unit where nobody knows what is sold', () => {
    expect(suggestTransfer(ask({ levels: new Map() })).wantedMilli).toBe(1_000);
  });

  it('from no place that has closed, and none too far away or of unknown distance where a limit is set', () => {
    const closed = place('near', 52.1, { lastDay: '2026-11-25' });
    const locations = [here, place('far', 53), closed, place('nowhere', null)];
    expect(suggestTransfer(ask({ locations })).sources.map((one) => one.locationId)).toEqual(['far', 'nowhere']);
    expect(suggestTransfer(ask({ locations, withinKm: 100 })).sources).toEqual([]);
  });
});
