import { mulDivRound, valueMicro } from '@barrow/kernel';
import type { OpenBalance } from './balance.ts';

/** What a change of the on-hand is worth: its own value, and what corrects the value of goods issued before they were there. */
export type Valuation = {
  readonly valueMicro: number;
  readonly unitCostMicro: number;
  readonly differenceMicro: number;
};

/**
 * Takes `qtyMilli` (more than 0) out at the moving average: `round(value * q / onHand)`; all that is there takes all its value.
 * What goes beyond the stock is issued at the last known average. Changes `balance`; the average itself stays.
 */
export function issue(balance: OpenBalance, qtyMilli: number): Valuation {
  const { onHandMilli } = balance;
  let taken: number;
  if (onHandMilli <= 0) taken = valueMicro(balance.averageCostMicro, qtyMilli);
  else if (qtyMilli < onHandMilli) taken = mulDivRound(balance.valueMicro, qtyMilli, onHandMilli);
  else taken = balance.valueMicro + valueMicro(balance.averageCostMicro, qtyMilli - onHandMilli);
  balance.onHandMilli = safe(onHandMilli - qtyMilli);
  balance.valueMicro = safe(balance.valueMicro - taken);
  return {
    valueMicro: taken === 0 ? 0 : -taken,
    unitCostMicro: mulDivRound(taken, 1000, qtyMilli),
    differenceMicro: 0,
  };
}

/**
 * Puts `qtyMilli` (more than 0) in at a known cost. Below zero, the part that was issued before it was there is settled: the
 * difference between the cost it was issued at and this one goes to `differenceMicro`, so that what remains on hand is worth
 * this cost. Earlier moves keep their cost (posting order, never restated).
 */
export function receive(balance: OpenBalance, qtyMilli: number, unitCostMicro: number): Valuation {
  const before = balance.onHandMilli;
  const value = valueMicro(unitCostMicro, qtyMilli);
  let difference = 0;
  if (before < 0) {
    const settledMilli = Math.min(qtyMilli, -before);
    difference = issuedValue(balance, settledMilli) - valueMicro(unitCostMicro, settledMilli);
  }
  balance.onHandMilli = safe(before + qtyMilli);
  balance.valueMicro = safe(balance.valueMicro + value + difference);
  balance.averageCostMicro = before > 0 ? mulDivRound(balance.valueMicro, 1000, balance.onHandMilli) : unitCostMicro;
  return { valueMicro: value, unitCostMicro, differenceMicro: difference };
}

/**
 * Puts `qtyMilli` (more than 0) in at no cost of its own (a return, a count): at the average; below zero, first at the cost at
 * which the missing part was issued, so that no difference arises.
 */
export function takeBack(balance: OpenBalance, qtyMilli: number): Valuation {
  const before = balance.onHandMilli;
  const averageMicro = balance.averageCostMicro;
  const settledMilli = before < 0 ? Math.min(qtyMilli, -before) : 0;
  const value = issuedValue(balance, settledMilli) + valueMicro(averageMicro, qtyMilli - settledMilli);
  balance.onHandMilli = safe(before + qtyMilli);
  balance.valueMicro = safe(balance.valueMicro + value);
  if (before > 0) balance.averageCostMicro = mulDivRound(balance.valueMicro, 1000, balance.onHandMilli);
  return { valueMicro: value, unitCostMicro: averageMicro, differenceMicro: 0 };
}

/** The value at which `qtyMilli` of what is missing (on hand below zero) was issued; all of it is the whole value, exactly. */
function issuedValue(balance: OpenBalance, qtyMilli: number): number {
  if (qtyMilli === 0) return 0;
  return mulDivRound(-balance.valueMicro, qtyMilli, -balance.onHandMilli);
}

/** Sums beyond 2^53 would be silently wrong: that is nine milliards of the currency for one item at one location. */
export function safe(sum: number): number {
  if (!Number.isSafeInteger(sum)) throw new RangeError(`a balance of ${sum} is beyond safe integers`);
  return sum;
}
