import type { Location } from '@barrow/contracts';
import { demandSeries, pooledWeekdayProfile, type DayFactor, type WeekdayProfile } from '@barrow/demand';
import { addDays, daysBetween } from '@barrow/kernel';
import type { Tx } from '../../platform/postgres.ts';
import { readSoldByDay, type DayRange } from '../sales/index.ts';
import { closedAhead, closedDays } from './opening-days.ts';

/** A year tells the week and the level; older days say little about demand now. */
const historyDays = 365;
/** Lead time and review period together stay below; a closing day beyond is told by the location's last day. */
const aheadDays = 120;

/** A location on the day that is planned, with what all its items have in common. */
export type Place = {
  readonly location: Location;
  readonly day: string;
  /** The days before `day` that history is read of; none before the location's first day. */
  readonly range: DayRange;
  readonly closed: Uint8Array;
  readonly ahead: readonly DayFactor[];
  /** How the whole location sells over the week: what thin items lean on. */
  readonly weekdayPrior: WeekdayProfile;
};

export async function readPlace(tx: Tx, location: Location, day: string): Promise<Place> {
  const sinceOpening = location.firstDay === null ? historyDays : daysBetween(location.firstDay, day);
  const days = Math.max(0, Math.min(historyDays, sinceOpening));
  const range = { fromDay: addDays(day, -days), days };
  const closed = closedDays(location, range.fromDay, days);
  const soldMilli = await readSoldByDay(tx, location.locationId, range);
  return {
    location,
    day,
    range,
    closed,
    ahead: closedAhead(location, day, aheadDays),
    weekdayPrior: pooledWeekdayProfile([demandSeries({ firstDay: range.fromDay, soldMilli, censored: closed })]),
  };
}
