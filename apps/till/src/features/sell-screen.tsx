import type { TillItem } from '@barrow/contracts';
import { priceBasket } from '@barrow/selling';
import { useMemo, useRef, useState } from 'react';
import { rulesAt } from '../money/rules.ts';
import { useWords } from '../text/language.ts';
import { BasketView } from './basket-view.tsx';
import { ItemTiles } from './item-tiles.tsx';
import { LineSheet } from './line-sheet.tsx';
import { useTill } from './till-context.ts';
import type { BasketInHand } from './use-basket.ts';
import { useScanner } from './use-scanner.ts';

const mostFound = 60;

/** Goods on one side, the basket on the other. */
export function SellScreen({ hand, onPay }: { readonly hand: BasketInHand; readonly onPay: () => void }) {
  const words = useWords();
  const { place, catalogue } = useTill();
  const [typed, setTyped] = useState('');
  const [category, setCategory] = useState('');
  const [unknown, setUnknown] = useState<string>();
  const [editing, setEditing] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const { basket } = hand;
  const priced = useMemo(() => priceBasket(basket, rulesAt(place, Date.now())), [basket, place]);

  const take = (item: TillItem, qtyMilli = 1_000): void => {
    const line = hand.add(item, qtyMilli);
    setUnknown(undefined);
    if (item.unit !== 'each' || line.unitPriceMicro === 0) setEditing(line.lineId);
  };
  const scan = (code: string): void => {
    const found = catalogue.byCode(code);
    setTyped('');
    if (found === undefined) setUnknown(code);
    else take(found.item, found.packMilli);
  };
  useScanner(scan);

  const found = useMemo(() => {
    if (typed.trim() !== '') return catalogue.search(typed, mostFound);
    return category === '' ? catalogue.first(mostFound) : catalogue.inCategory(category).slice(0, 400);
  }, [typed, category, catalogue]);
  const line = basket.lines.find(({ lineId }) => lineId === editing);
  return (
    <main className="selling">
      <section className="goods">
        <form
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            const only = found.length === 1 ? found[0] : undefined;
            if (catalogue.byCode(typed) !== undefined) scan(typed);
            else if (only !== undefined) {
              take(only);
              setTyped('');
            } else if (found.length === 0 && typed.trim() !== '') setUnknown(typed);
          }}
        >
          <input
            ref={field}
            type="search"
            className="search"
            aria-label={words.search}
            placeholder={words.search}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setUnknown(undefined);
            }}
          />
        </form>
        <p role="status" className={unknown === undefined ? 'hidden' : 'bad'}>
          {unknown === undefined ? '' : `${unknown}: ${words.nothingFound}`}
        </p>
        {typed.trim() === '' && catalogue.categories.length > 0 ? (
          <div className="categories" role="group">
            {catalogue.categories.map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={one === category}
                onClick={() => setCategory(one === category ? '' : one)}
              >
                {one}
              </button>
            ))}
          </div>
        ) : null}
        <ItemTiles
          items={found}
          onTake={(item) => {
            take(item);
            setTyped('');
          }}
        />
      </section>
      <BasketView hand={hand} priced={priced.ok ? priced.value : null} onEdit={setEditing} onPay={onPay} />
      {line === undefined ? null : (
        <LineSheet
          line={line}
          unit={catalogue.byId(line.itemId)?.unit ?? 'each'}
          onChange={(next) => hand.changeLine(line.lineId, next)}
          onClose={() => setEditing(undefined)}
        />
      )}
    </main>
  );
}
