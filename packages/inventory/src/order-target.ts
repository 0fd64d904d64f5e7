import {
  demandOver,
  demandQuantile,
  type DemandDistribution,
  type DemandForecast,
  type WindowDemand,
} from '@barrow/demand';
import { addDays, daysBetween, type Day } from '@barrow/kernel';
import type { OrderWindow } from './order-window.ts';

/** The level to order up to, and its parts, in thousandths, not rounded. */
export type OrderTarget = {
  readonly protectionDays: number;
  readonly expectedMilli: number;
  readonly sdMilli: number;
  readonly distribution: DemandDistribution;
  readonly chanceMilli: number;
  readonly safetyMilli: number;
  readonly targetMilli: number;
  /** Expected sales until the location closes; Infinity when it stays. The target is never above it. */
  readonly remainingMilli: number;
};

/**
 * Demand over a window whose length is itself uncertain: the mean stays, the variance gains (mean a day)^2 x var(lead
 * time) to E[L] var(D) + E[D]^2 var(L) (Silver, Pyke and Thomas 2017).
 */
export function demandWithLeadTimeSpread(demand: WindowDemand, days: number, leadTimeSdDays: number): WindowDemand {
  if (days <= 0 || leadTimeSdDays === 0) return demand;
  const perDay = demand.meanMilli / days;
  return { meanMilli: demand.meanMilli, sdMilli: Math.hypot(demand.sdMilli, perDay * leadTimeSdDays) };
}

export type TargetRules = {
  readonly serviceLevel: number;
  readonly presentationMilli: number;
  readonly byUnit: boolean;
  readonly lastSellingDay: Day | null;
};

/**
 * Order-up-to level of a periodic review, (R, S): the quantile of the demand over review period + lead time at the
 * service level, the probability of not running out in a cycle (Silver, Pyke and Thomas 2017). A location with a last day never aims above what it is still expected to sell.
 */
export function orderTarget(forecast: DemandForecast, window: OrderWindow, rules: TargetRules): OrderTarget {
  const from = Math.max(0, daysBetween(forecast.firstDay, window.today));
  const remainingDays =
    rules.lastSellingDay === null ? null : Math.max(0, daysBetween(window.today, addDays(rules.lastSellingDay, 1)));
  const protectionDays =
    remainingDays === null ? window.protectionDays : Math.min(window.protectionDays, remainingDays);
  const demand = demandWithLeadTimeSpread(
    demandOver(forecast, from, protectionDays),
    protectionDays,
    window.leadTimeSdDays,
  );
  const quantile = demandQuantile(demand, rules.serviceLevel, rules.byUnit);
  const chanceMilli = Math.max(0, quantile.quantityMilli - demand.meanMilli);
  const wanted = demand.meanMilli + Math.max(chanceMilli, rules.presentationMilli);
  const remainingMilli = remainingDays === null ? Infinity : demandOver(forecast, from, remainingDays).meanMilli;
  const targetMilli = Math.min(wanted, remainingMilli);
  return {
    protectionDays,
    expectedMilli: demand.meanMilli,
    sdMilli: demand.sdMilli,
    distribution: quantile.distribution,
    chanceMilli,
    safetyMilli: targetMilli - demand.meanMilli,
    targetMilli,
    remainingMilli,
  };
}
