import {
  demandOnDayMilli,
  forecastDemand,
  type DemandForecast,
  type DemandHistory,
  type DemandPrior,
} from '@barrow/demand';
import { addDays, daysBetween } from '@barrow/kernel';
import type { ItemDemand } from '../sales/index.ts';
import type { OnHandHistory } from '../stock/index.ts';
import { censoredDays, enteredOffset } from './censored-days.ts';
import type { Place } from './place.ts';

/** What is known of an item at a place before it is forecast. */
export type ItemPast = {
  readonly itemId: string;
  readonly demand: ItemDemand | undefined;
  readonly onHand: OnHandHistory | undefined;
  /** Units that an average day sells elsewhere, thousandths. For items that are new here. */
  readonly priorMilli: number | undefined;
  /** The forecast of the run before. */
  readonly before: DemandForecast | undefined;
};

/** A forecast held against what was sold: item-days that count, thousandths. */
export type Comparison = { readonly days: number; readonly expectedMilli: number; readonly actualMilli: number };

export type ItemForecast = {
  readonly history: DemandHistory;
  readonly forecast: DemandForecast;
  readonly compared: Comparison;
};

const mostDaysCompared = 28;

/** The days on which an item was there, with those on which demand could not show. */
export function historyOf(place: Place, { demand, onHand }: ItemPast): DemandHistory {
  const { fromDay, days } = place.range;
  const entered = enteredOffset(days, demand?.firstOffset, onHand);
  const soldMilli = demand?.soldMilli() ?? new Float64Array(days);
  return {
    firstDay: addDays(fromDay, entered),
    soldMilli: soldMilli.subarray(entered),
    censored: censoredDays(soldMilli, onHand, place.closed).subarray(entered),
  };
}

/** What the forecast before said of the days since, at most four weeks of them, against what was sold where demand could show. */
function compare(place: Place, history: DemandHistory, before: DemandForecast | undefined): Comparison {
  let days = 0;
  let expectedMilli = 0;
  let actualMilli = 0;
  if (before === undefined) return { days, expectedMilli, actualMilli };
  const from = Math.max(daysBetween(history.firstDay, before.firstDay), 0);
  const until = Math.min(daysBetween(history.firstDay, place.day), from + mostDaysCompared);
  for (let day = from; day < until; day += 1) {
    if (history.censored?.[day] !== 0) continue;
    days += 1;
    expectedMilli += demandOnDayMilli(before, day - daysBetween(history.firstDay, before.firstDay));
    actualMilli += history.soldMilli[day] ?? 0;
  }
  return { days, expectedMilli, actualMilli };
}

/** Forecasts one item at one place from the planned day on. Pure. */
export function forecastItem(place: Place, past: ItemPast): ItemForecast {
  const history = historyOf(place, past);
  const prior: DemandPrior | undefined = past.priorMilli === undefined ? undefined : { levelMilli: past.priorMilli };
  const forecast = forecastDemand(history, {
    weekdayPrior: place.weekdayPrior,
    ahead: place.ahead,
    ...(prior === undefined ? {} : { prior }),
  });
  return { history, forecast, compared: compare(place, history, past.before) };
}
