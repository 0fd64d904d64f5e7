import { locationFormats, type Location, type LocationInput } from '@barrow/contracts';

/** A location as a form holds it: texts. */
export type LocationDraft = {
  readonly name: string;
  readonly code: string;
  readonly format: Location['format'];
  readonly timeZone: string;
  readonly currency: string;
  readonly cutoff: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly taxRegion: string;
  readonly taxInclusive: boolean;
  readonly cashStepMinor: number;
  readonly offlineAllowance: number;
  readonly region: string;
  readonly address: string;
  /** Degrees; empty where nobody said. */
  readonly latitude: number | '';
  readonly longitude: number | '';
  readonly openingPeriods: Location['openingPeriods'];
};

/** Minutes after midnight as `HH:MM`. */
export function clockText(minutes: number): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${pad(Math.floor(minutes / 60) % 24)}:${pad(minutes % 60)}`;
}

/** `HH:MM` as minutes after midnight. */
export function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

export function draftOf(
  location: Location | undefined,
  defaults: { currency: string; timeZone: string },
): LocationDraft {
  return {
    name: location?.name ?? '',
    code: location?.code ?? '',
    format: location?.format ?? 'shop',
    timeZone: location?.timeZone ?? defaults.timeZone,
    currency: location?.currency ?? defaults.currency,
    cutoff: clockText(location?.cutoffMinutes ?? 0),
    firstDay: location?.firstDay ?? '',
    lastDay: location?.lastDay ?? '',
    taxRegion: location?.taxRegion ?? '',
    taxInclusive: location?.taxInclusive ?? true,
    cashStepMinor: location?.cashStepMinor ?? 1,
    offlineAllowance: (location?.offlineAllowanceMilli ?? 0) / 1000,
    region: location?.region ?? '',
    address: location?.address ?? '',
    latitude: location?.latitude ?? '',
    longitude: location?.longitude ?? '',
    openingPeriods: location?.openingPeriods ?? [],
  };
}

export function inputOf(draft: LocationDraft): LocationInput {
  return {
    name: draft.name.trim(),
    code: draft.code.trim(),
    format: draft.format,
    timeZone: draft.timeZone.trim(),
    currency: draft.currency.trim().toUpperCase(),
    cutoffMinutes: minutesOf(draft.cutoff),
    firstDay: draft.firstDay === '' ? null : draft.firstDay,
    lastDay: draft.lastDay === '' ? null : draft.lastDay,
    taxRegion: draft.taxRegion.trim(),
    taxInclusive: draft.taxInclusive,
    cashStepMinor: draft.cashStepMinor,
    offlineAllowanceMilli: Math.round(draft.offlineAllowance * 1000),
    region: draft.region.trim(),
    address: draft.address.trim(),
    latitude: draft.latitude === '' ? null : draft.latitude,
    longitude: draft.longitude === '' ? null : draft.longitude,
    openingPeriods: draft.openingPeriods,
  };
}

export function formatFrom(value: string): Location['format'] {
  return locationFormats.find((format) => format === value) ?? 'shop';
}
