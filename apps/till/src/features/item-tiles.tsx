import type { TillItem } from '@barrow/contracts';
import { divRound, microPerMinor } from '@barrow/kernel';
import { memo } from 'react';
import { priceNow } from '../money/rules.ts';
import { useFormats } from '../text/language.ts';
import { useTill } from './till-context.ts';

/** What can be taken by touch: name and price. */
export const ItemTiles = memo(function ItemTiles({
  items,
  onTake,
}: {
  readonly items: readonly TillItem[];
  readonly onTake: (item: TillItem) => void;
}) {
  const { place } = useTill();
  const { money } = useFormats();
  const { currency } = place.location;
  const nowMs = Date.now();
  return (
    <ul className="tiles">
      {items.map((item) => {
        const price = priceNow(place, item, nowMs);
        return (
          <li key={item.itemId}>
            <button type="button" onClick={() => onTake(item)}>
              <span>{item.name}</span>
              <span className="muted">
                {price === undefined ? '–' : money(divRound(price, microPerMinor(currency)), currency)}
                {item.unit === 'each' ? '' : ` / ${item.unit}`}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
});
