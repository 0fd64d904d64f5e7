import { demandOver, type DemandForecast } from '@barrow/demand';
import { daysBetween, type Day } from '@barrow/kernel';
import type { OrderExplanation } from './order-explanation.ts';
import { orderQuantity, type OrderRules } from './order-quantity.ts';
import { orderTarget } from './order-target.ts';
import type { OrderWindow } from './order-window.ts';

/** What there is of an item at a location and what is promised, in thousandths. */
export type StockPosition = {
  /** May be below zero: the physical sale is always accepted. It then counts as none. */
  readonly onHandMilli: number;
  /** Ordered, not yet received, whether sent or only approved. */
  readonly onOrderMilli: number;
  /** Coming by transfer from another location. */
  readonly inTransitMilli: number;
  readonly reservedMilli: number;
  /** Owed to customers who wait. */
  readonly backorderedMilli: number;
};

export type OrderInput = {
  readonly forecast: DemandForecast;
  readonly window: OrderWindow;
  readonly stock: StockPosition;
  readonly rules: OrderRules;
  /** Probability, 0.5 to 0.999, of not running out before the delivery after next. */
  readonly serviceLevel: number;
  /** Sold in whole units (default), not by weight or length. */
  readonly byUnit?: boolean;
  /** The last day on which the location sells (a pop-up). */
  readonly lastSellingDay?: Day | null;
};

export type OrderProposal = { readonly orderMilli: number; readonly explanation: OrderExplanation };

/** Thousandths are whole; a difference in the ninth digit is arithmetic, not demand. */
function wholeMilli(value: number): number {
  return Math.floor(value + 1e-6);
}

/**
 * Proposes an order for one item at one location: up to the level that lasts until the delivery after next. Pure. The
 * quantity is 0 or a multiple of the pack, at least the minimum; it never rises with more on order, and is 0 when run
 * again with itself on order. The shelf's capacity holds for the day the goods come, after the sales expected until
 * then.
 */
export function proposeOrder(input: OrderInput): OrderProposal {
  const { forecast, window, stock, rules } = input;
  const lastSellingDay = input.lastSellingDay ?? null;
  const target = orderTarget(forecast, window, {
    serviceLevel: input.serviceLevel,
    presentationMilli: rules.presentationMilli,
    byUnit: input.byUnit ?? true,
    lastSellingDay,
  });
  const targetMilli = wholeMilli(target.targetMilli);
  const countedMilli = Math.max(0, stock.onHandMilli);
  const comingMilli = stock.onOrderMilli + stock.inTransitMilli;
  const positionMilli = countedMilli + comingMilli - stock.reservedMilli - stock.backorderedMilli;
  const needMilli = Math.max(0, targetMilli - positionMilli);

  let roomMilli: number | null = null;
  if (rules.capacityMilli !== null) {
    const from = Math.max(0, daysBetween(forecast.firstDay, window.today));
    const soldBefore = Math.floor(demandOver(forecast, from, window.deliveryInDays).meanMilli);
    roomMilli = rules.capacityMilli - (countedMilli - Math.min(countedMilli, soldBefore)) - comingMilli;
  }
  const closesFirst = lastSellingDay !== null && window.deliveryDay > lastSellingDay;
  const given = orderQuantity(
    {
      needMilli,
      safetyMilli: target.safetyMilli,
      roomMilli: roomMilli ?? Infinity,
      remainingMilli: Math.max(0, wholeMilli(target.remainingMilli) - positionMilli),
    },
    rules,
  );
  const quantity = closesFirst
    ? {
        orderMilli: 0,
        reason: 'closes-before-delivery' as const,
        packRoundingMilli: 0,
        minimumAddedMilli: 0,
        notOrderedMilli: needMilli,
      }
    : given;

  return {
    orderMilli: quantity.orderMilli,
    explanation: {
      reason: quantity.reason,
      orderDay: window.orderDay,
      deliveryDay: window.deliveryDay,
      nextDeliveryDay: window.nextDeliveryDay,
      protectionDays: target.protectionDays,
      forecastMethod: forecast.method,
      levelMilli: wholeMilli(forecast.levelMilli),
      expectedMilli: wholeMilli(target.expectedMilli),
      sdMilli: wholeMilli(target.sdMilli),
      serviceLevel: input.serviceLevel,
      distribution: target.distribution,
      chanceMilli: wholeMilli(target.chanceMilli),
      presentationMilli: rules.presentationMilli,
      safetyMilli: targetMilli - wholeMilli(target.expectedMilli),
      targetMilli,
      onHandMilli: stock.onHandMilli,
      onOrderMilli: stock.onOrderMilli,
      inTransitMilli: stock.inTransitMilli,
      reservedMilli: stock.reservedMilli,
      backorderedMilli: stock.backorderedMilli,
      positionMilli,
      needMilli,
      packMilli: rules.packMilli,
      packRoundingMilli: quantity.packRoundingMilli,
      minimumMilli: rules.minimumMilli,
      minimumAddedMilli: quantity.minimumAddedMilli,
      roomMilli,
      notOrderedMilli: quantity.notOrderedMilli,
      lastSellingDay,
      remainingMilli: lastSellingDay === null ? null : wholeMilli(target.remainingMilli),
      orderMilli: quantity.orderMilli,
    },
  };
}
