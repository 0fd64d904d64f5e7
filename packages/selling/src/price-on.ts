import type { TillItem } from '@barrow/contracts';
import type { Day } from '@barrow/kernel';

/** What an item costs on a day, millionths: the price for this location before one for all, then the latest to begin, then the one stored last. */
export function priceOn(prices: TillItem['prices'], day: Day): number | undefined {
  const valid = prices.filter(({ firstDay, lastDay }) => firstDay <= day && (lastDay === null || lastDay >= day));
  const [best] = valid.toSorted(
    (a, b) => Number(b.isHere) - Number(a.isHere) || (a.firstDay < b.firstDay ? 1 : a.firstDay > b.firstDay ? -1 : 0),
  );
  return best?.unitPriceMicro;
}
