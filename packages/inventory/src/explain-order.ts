import { unreachable } from '@barrow/kernel';
import type { OrderExplanation } from './order-explanation.ts';

/** How numbers and days are written: the caller knows the language, the unit and the calendar. */
export type ExplainFormat = {
  /** A quantity in thousandths, with its unit where it has one: 12000 as "12". */
  readonly quantity: (qtyMilli: number) => string;
  readonly day: (day: string) => string;
  /** 0.95 as "95%". */
  readonly share: (share: number) => string;
};

function need(explanation: OrderExplanation, format: ExplainFormat): string {
  const { expectedMilli, protectionDays, lastSellingDay, nextDeliveryDay } = explanation;
  const days = `${protectionDays} ${protectionDays === 1 ? 'day' : 'days'}`;
  if (lastSellingDay !== null && lastSellingDay < nextDeliveryDay) {
    return `We expect to sell ${format.quantity(expectedMilli)} in the ${days} until the last day, ${format.day(lastSellingDay)}.`;
  }
  return `We expect to sell ${format.quantity(expectedMilli)} in the ${days} until the delivery after next, on ${format.day(nextDeliveryDay)}.`;
}

function target(explanation: OrderExplanation, format: ExplainFormat): string {
  const { safetyMilli, chanceMilli, presentationMilli, targetMilli, serviceLevel, lastSellingDay } = explanation;
  const sum = `we want ${format.quantity(targetMilli)} in all`;
  if (safetyMilli <= 0) {
    return lastSellingDay === null
      ? `Nothing extra is held, so ${sum}.`
      : `Nothing extra is held because the location closes on ${format.day(lastSellingDay)}, so ${sum}.`;
  }
  if (safetyMilli < Math.max(chanceMilli, presentationMilli) - 1) {
    return `${format.quantity(safetyMilli)} extra is all that will still sell before the location closes, so ${sum}.`;
  }
  return presentationMilli > chanceMilli
    ? `The shelf should never hold less than ${format.quantity(presentationMilli)}, so ${sum}.`
    : `${format.quantity(safetyMilli)} extra guards against running out in ${format.share(serviceLevel)} of cases, so ${sum}.`;
}

function position(explanation: OrderExplanation, format: ExplainFormat): string {
  const { onHandMilli, onOrderMilli, inTransitMilli, reservedMilli, backorderedMilli } = explanation;
  const parts = [
    onHandMilli < 0
      ? `the records show ${format.quantity(onHandMilli)} on hand, which counts as none until it is counted`
      : `${format.quantity(onHandMilli)} on hand`,
  ];
  if (onOrderMilli > 0) parts.push(`${format.quantity(onOrderMilli)} on order`);
  if (inTransitMilli > 0) parts.push(`${format.quantity(inTransitMilli)} in transit`);
  if (reservedMilli > 0) parts.push(`less ${format.quantity(reservedMilli)} reserved`);
  if (backorderedMilli > 0) parts.push(`less ${format.quantity(backorderedMilli)} owed to customers`);
  return `There is: ${parts.join(', ')}.`;
}

function result(explanation: OrderExplanation, format: ExplainFormat): string {
  const { reason, needMilli, packMilli, minimumMilli, orderMilli } = explanation;
  const lacking = `${format.quantity(needMilli)} ${needMilli === 1000 ? 'is' : 'are'} missing`;
  switch (reason) {
    case 'enough':
      return needMilli === 0
        ? 'That is enough, so nothing is ordered.'
        : `Only ${lacking}, too little for a pack of ${format.quantity(packMilli)}, so nothing is ordered.`;
    case 'no-room':
      return `${lacking}, but no pack of ${format.quantity(packMilli)} fits on the shelf, so nothing is ordered.`;
    case 'minimum-exceeds-room':
      return `${lacking}, but the supplier's minimum of ${format.quantity(minimumMilli)} does not fit on the shelf, so nothing is ordered.`;
    case 'minimum-exceeds-remaining':
      return `${lacking}, but the least that can be ordered is more than will still sell, so nothing is ordered.`;
    case 'closes-before-delivery':
      return `A delivery on ${format.day(explanation.deliveryDay)} would come after the last day, so nothing is ordered.`;
    case 'needed':
      return `${lacking}, so ${format.quantity(orderMilli)} ${orderMilli === 1000 ? 'is' : 'are'} ordered for ${format.day(explanation.deliveryDay)}.`;
    default:
      return unreachable(reason);
  }
}

function adjustment(explanation: OrderExplanation, format: ExplainFormat): string | undefined {
  const {
    reason,
    packRoundingMilli,
    minimumAddedMilli,
    notOrderedMilli,
    packMilli,
    minimumMilli,
    roomMilli,
    orderMilli,
  } = explanation;
  if (reason !== 'needed') return undefined;
  const parts: string[] = [];
  if (packRoundingMilli > 0)
    parts.push(`rounding to packs of ${format.quantity(packMilli)} adds ${format.quantity(packRoundingMilli)}`);
  if (packRoundingMilli < 0)
    parts.push(`rounding to packs of ${format.quantity(packMilli)} leaves out ${format.quantity(-packRoundingMilli)}`);
  if (minimumAddedMilli > 0)
    parts.push(`the supplier's minimum of ${format.quantity(minimumMilli)} adds ${format.quantity(minimumAddedMilli)}`);
  if (notOrderedMilli > 0) {
    const limit =
      roomMilli === null || roomMilli - orderMilli >= packMilli
        ? 'what will still sell before the last day'
        : 'the room on the shelf';
    parts.push(`${limit} leaves out ${format.quantity(notOrderedMilli)}`);
  }
  if (parts.length === 0) return undefined;
  const text = parts.join('; ');
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

/**
 * Four or five plain English sentences that lead a manager from expected sales to the quantity. The numbers are the
 * explanation's.
 */
export function explainOrder(explanation: OrderExplanation, format: ExplainFormat): string[] {
  const sentences = [
    need(explanation, format),
    target(explanation, format),
    position(explanation, format),
    result(explanation, format),
  ];
  const adjusted = adjustment(explanation, format);
  if (adjusted !== undefined) sentences.push(adjusted);
  return sentences;
}
