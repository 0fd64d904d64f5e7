import type { DemandDistribution } from '@barrow/demand';
import type { Day } from '@barrow/kernel';

/** Why a proposal is what it is. */
export type OrderReason =
  | 'needed' // ordered
  | 'enough' // what is there and coming suffices
  | 'no-room' // needed, but not one pack fits
  | 'minimum-exceeds-room' // the supplier's minimum for the item does not fit
  | 'minimum-exceeds-remaining' // the minimum, or a pack, is more than will still be sold before the location closes
  | 'closes-before-delivery'; // the goods would come after the last day

/**
 * The numbers of a proposal, all in thousandths unless the name says otherwise. `orderMilli` follows from the others.
 */
export type OrderExplanation = {
  readonly reason: OrderReason;
  readonly orderDay: Day;
  readonly deliveryDay: Day;
  readonly nextDeliveryDay: Day;
  /** The days the stock must last; fewer than to the next delivery when the location closes before. */
  readonly protectionDays: number;
  readonly forecastMethod: string;
  readonly levelMilli: number;
  /** Expected sales until the delivery after next, and their standard deviation with the lead time's spread in it. */
  readonly expectedMilli: number;
  readonly sdMilli: number;
  readonly serviceLevel: number;
  readonly distribution: DemandDistribution;
  /**
   * What covers chance at the service level, and the presentation minimum; the larger is held on top of the expected
   * sales.
   */
  readonly chanceMilli: number;
  readonly presentationMilli: number;
  readonly safetyMilli: number;
  readonly targetMilli: number;
  /** As recorded; below zero counts as none, since a count is due. */
  readonly onHandMilli: number;
  readonly onOrderMilli: number;
  readonly inTransitMilli: number;
  readonly reservedMilli: number;
  readonly backorderedMilli: number;
  readonly positionMilli: number;
  /** Target less position, at least 0. */
  readonly needMilli: number;
  readonly packMilli: number;
  /**
   * What rounding to packs and the minimum added, and what the room and the closing took. They and the need add up to
   * the order.
   */
  readonly packRoundingMilli: number;
  readonly minimumMilli: number;
  readonly minimumAddedMilli: number;
  /** Room on the shelf when the goods come, if it has a limit. */
  readonly roomMilli: number | null;
  readonly notOrderedMilli: number;
  readonly lastSellingDay: Day | null;
  /** Expected sales until the location closes; null when it stays. */
  readonly remainingMilli: number | null;
  readonly orderMilli: number;
};

/** One number of an explanation, ready for a table: `name` is a key to translate. */
export type ExplainedFigure = {
  readonly name: string;
  readonly value: number;
  readonly unit: 'milli' | 'days' | 'share';
};

const milliFigures = [
  'levelMilli',
  'expectedMilli',
  'chanceMilli',
  'presentationMilli',
  'safetyMilli',
  'targetMilli',
  'onHandMilli',
  'onOrderMilli',
  'inTransitMilli',
  'reservedMilli',
  'backorderedMilli',
  'positionMilli',
  'needMilli',
  'packMilli',
  'packRoundingMilli',
  'minimumMilli',
  'minimumAddedMilli',
  'notOrderedMilli',
  'orderMilli',
] as const satisfies readonly (keyof OrderExplanation)[];

/** The numbers of an explanation as a list, in the order in which they lead to the quantity's parts. */
export function explainedFigures(explanation: OrderExplanation): ExplainedFigure[] {
  const figures: ExplainedFigure[] = [
    { name: 'protectionDays', value: explanation.protectionDays, unit: 'days' },
    { name: 'serviceLevel', value: explanation.serviceLevel, unit: 'share' },
  ];
  for (const name of milliFigures) figures.push({ name, value: explanation[name], unit: 'milli' });
  if (explanation.roomMilli !== null) figures.push({ name: 'roomMilli', value: explanation.roomMilli, unit: 'milli' });
  if (explanation.remainingMilli !== null)
    figures.push({ name: 'remainingMilli', value: explanation.remainingMilli, unit: 'milli' });
  return figures;
}
