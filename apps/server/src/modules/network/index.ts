export { networkActions } from './actions.ts';
export { convert } from './exchange-rates.ts';
export { readLocation, readLocations, saveLocation } from './locations.ts';
export { timeZonesOf } from './time-zones.ts';
export { hoursAt } from './opening-hours.ts';
