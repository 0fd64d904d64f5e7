import type { OrderReason } from './order-explanation.ts';

/** What an order quantity has to fit. All in thousandths, integers. */
export type OrderRules = {
  /** Ordered in multiples of this; positive. */
  readonly packMilli: number;
  /** `nearest` rounds down where less than half a pack is lacking and the expected sales are covered all the same. */
  readonly packRounding: 'up' | 'nearest';
  /** The least the supplier sends of this item; 0 for none. */
  readonly minimumMilli: number;
  /** The most that fits on the shelf; null for no limit. */
  readonly capacityMilli: number | null;
  /** The least that should stand on the shelf for looks. */
  readonly presentationMilli: number;
};

export type QuantityAsk = {
  readonly needMilli: number;
  /** Target less expected sales: what the need holds for chance. */
  readonly safetyMilli: number;
  readonly roomMilli: number;
  /** What will still sell before the location closes, less what is there and coming; Infinity when it stays. */
  readonly remainingMilli: number;
};

export type QuantityGiven = {
  readonly orderMilli: number;
  readonly reason: OrderReason;
  /** What rounding, minimum and room each changed; with the need they add up to the order. */
  readonly packRoundingMilli: number;
  readonly minimumAddedMilli: number;
  readonly notOrderedMilli: number;
};

function packsFor(ask: QuantityAsk, rules: OrderRules): number {
  const { packMilli } = rules;
  const whole = Math.floor(ask.needMilli / packMilli);
  const restMilli = ask.needMilli - whole * packMilli;
  if (restMilli === 0) return whole;
  if (rules.packRounding === 'up') return whole + 1;
  return restMilli >= packMilli / 2 || restMilli > ask.safetyMilli ? whole + 1 : whole;
}

/**
 * Turns a need into a quantity that can be ordered: whole packs, then the supplier's minimum, then the room and what
 * will still sell. The result is 0 or a multiple of the pack that is at least the minimum and at most the room and what
 * will still sell. Asked again with the result on order, it gives 0.
 */
export function orderQuantity(ask: QuantityAsk, rules: OrderRules): QuantityGiven {
  const { packMilli } = rules;
  const { needMilli } = ask;
  const roundedMilli = packsFor(ask, rules) * packMilli;
  const packRoundingMilli = roundedMilli - needMilli;
  const nothing = (reason: OrderReason): QuantityGiven => ({
    orderMilli: 0,
    reason,
    packRoundingMilli: 0,
    minimumAddedMilli: 0,
    notOrderedMilli: needMilli,
  });
  if (needMilli === 0) return nothing('enough');
  if (roundedMilli === 0) return nothing('enough');
  const leastMilli = Math.max(1, Math.ceil(rules.minimumMilli / packMilli)) * packMilli;
  if (leastMilli > ask.remainingMilli) return nothing('minimum-exceeds-remaining');
  if (packMilli > ask.roomMilli) return nothing('no-room');
  if (leastMilli > ask.roomMilli) return nothing('minimum-exceeds-room');
  const wantedMilli = Math.max(roundedMilli, leastMilli);
  const mostMilli = Math.min(ask.roomMilli, ask.remainingMilli);
  const orderMilli = wantedMilli <= mostMilli ? wantedMilli : Math.floor(mostMilli / packMilli) * packMilli;
  return {
    orderMilli,
    reason: 'needed',
    packRoundingMilli,
    minimumAddedMilli: wantedMilli - roundedMilli,
    notOrderedMilli: wantedMilli - orderMilli,
  };
}
