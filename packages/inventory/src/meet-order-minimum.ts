import { valueMicro } from '@barrow/kernel';

/** One line of an order that is about to go to a supplier. */
export type OrderLine<Key extends string = string> = {
  readonly key: Key;
  readonly orderMilli: number;
  readonly packMilli: number;
  readonly unitCostMicro: number;
  /** Expected sales a day, to judge how long a further pack lasts. A line that sells nothing is never topped up. */
  readonly levelMilli: number;
  /** On hand, on order and in transit, less what is promised; without this order. */
  readonly positionMilli: number;
  /** Room on the shelf without this order; null for no limit. */
  readonly roomMilli: number | null;
  /** A last day is set, or the item leaves the assortment: order no more than proposed. */
  readonly noTopUp?: boolean;
};

export type OrderMinimum = {
  /** The least value of an order, in micros of its currency (see the kernel's money). 0 for none. */
  readonly minimumMicro: number;
  /** Tops up by at most this share of the minimum; what lacks more waits for the next order. Default 0.25. */
  readonly topUpShare?: number;
  /** No line is topped up beyond so many days of sales. Default 60. */
  readonly mostCoverDays?: number;
};

export type MinimumDecision<Key extends string = string> = {
  readonly decision: 'nothing-to-order' | 'met' | 'topped-up' | 'deferred';
  /** What to order a line, in the given order; the proposals themselves when deferred. */
  readonly lines: readonly { readonly key: Key; readonly orderMilli: number; readonly addedMilli: number }[];
  readonly valueMicro: number;
  readonly missingMicro: number;
};

/**
 * Holds an order against the supplier's minimum order value. Below it, packs are added one by one to the line that
 * would run out first, as long as that is sensible by the limits given; else the order waits. Deterministic: ties go to
 * the earlier line.
 */
export function meetOrderMinimum<Key extends string>(
  lines: readonly OrderLine<Key>[],
  minimum: OrderMinimum,
): MinimumDecision<Key> {
  const added = lines.map(() => 0);
  const outcome = (
    decision: MinimumDecision<Key>['decision'],
    value: number,
    missing: number,
  ): MinimumDecision<Key> => ({
    decision,
    lines: lines.map((line, index) => ({
      key: line.key,
      orderMilli: line.orderMilli + added[index]!,
      addedMilli: added[index]!,
    })),
    valueMicro: value,
    missingMicro: missing,
  });
  const proposedMicro = lines.reduce((sum, line) => sum + valueMicro(line.unitCostMicro, line.orderMilli), 0);
  if (lines.every((line) => line.orderMilli === 0)) return outcome('nothing-to-order', 0, 0);
  const missingMicro = minimum.minimumMicro - proposedMicro;
  if (missingMicro <= 0) return outcome('met', proposedMicro, 0);
  if (missingMicro > minimum.minimumMicro * (minimum.topUpShare ?? 0.25))
    return outcome('deferred', proposedMicro, missingMicro);

  const mostCoverDays = minimum.mostCoverDays ?? 60;
  let micro = proposedMicro;
  while (micro < minimum.minimumMicro) {
    let best = -1;
    let bestCoverDays = Infinity;
    for (const [index, line] of lines.entries()) {
      const orderMilli = line.orderMilli + added[index]!;
      if (line.noTopUp === true || line.levelMilli <= 0 || line.unitCostMicro <= 0) continue;
      if (line.roomMilli !== null && orderMilli + line.packMilli > line.roomMilli) continue;
      const coverDays = (line.positionMilli + orderMilli) / line.levelMilli;
      if (coverDays + line.packMilli / line.levelMilli > mostCoverDays || coverDays >= bestCoverDays) continue;
      best = index;
      bestCoverDays = coverDays;
    }
    if (best === -1) {
      added.fill(0);
      return outcome('deferred', proposedMicro, missingMicro);
    }
    const line = lines[best]!;
    added[best] = added[best]! + line.packMilli;
    micro += valueMicro(line.unitCostMicro, line.packMilli);
  }
  return outcome('topped-up', micro, 0);
}
